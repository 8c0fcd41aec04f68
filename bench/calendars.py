#!/usr/bin/env python
"""Measure the school year as a PDF and as pages, for years of several sizes; bench/README.md says what it means."""

import argparse
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
#: What a sheet may take, data and typesetting together, in milliseconds.
LIMIT = 200


def main() -> None:
    """Read the options, fill the scratch database, measure, print."""
    options = _options()
    sys.dont_write_bytecode = True
    sys.path[:0] = [str(ROOT)]
    options.data.mkdir(parents=True, exist_ok=True)
    os.environ.update(PORTAL_DATA_DIR=str(options.data), PORTAL_DEMO="1", DJANGO_SETTINGS_MODULE="portal.settings.dev")

    import django

    django.setup()
    import logging

    logging.disable(logging.WARNING)
    from django.utils import translation

    from bench.feed_data import make_feeds
    from portal.core.french_dates import school_year_of
    from portal.directory.models import Person, Platform
    from portal.meetings.calendar_scopes import platform_scope

    translation.activate("fr")
    make_feeds(options.sizes)
    missed = False
    print(f"milliseconds, median of {options.runs}\n")
    print(f"{'':26} {'data':>7} {'typeset':>8} {'both':>7} {'CPU':>7} {'bytes':>9}")
    for size in options.sizes:
        platform = Platform.objects.filter(slug__startswith=f"mesure-{size}-").latest("pk")
        member = Person.objects.get(delegations__participation__platform=platform)
        scope = platform_scope(member, platform)
        year = school_year_of(scope.today)
        for paper in ("a4", "a3"):
            missed |= _sheet(scope, year, paper, size, options.runs)
        _pages(member, scope, year, size, options.runs)
    raise SystemExit(int(missed and options.strict))


def _sheet(scope, year: int, paper: str, size: int, runs: int) -> bool:
    """Print what a sheet takes; return whether its CPU time passed the limit."""
    from portal.core.printing import render_pdf
    from portal.meetings.calendar_filters import CalendarFilter
    from portal.meetings.documents import year_calendar

    taken = []
    for run in range(runs + 1):
        begun, cpu = time.perf_counter(), time.process_time()
        data = year_calendar.data_of(scope, CalendarFilter({}, scope), year=year, paper=paper)
        # typst remembers what it set before: no sheet is quite the one before.
        data["months"][0]["name"] += f" {run}"
        for line in data["dates"]["lines"]:
            line["words"] += f" {run}"
        read = time.perf_counter()
        pdf = render_pdf(year_calendar.TEMPLATE, data)
        done = time.perf_counter()
        taken.append((read - begun, done - read, done - begun, time.process_time() - cpu))
    # The first run loads fonts and templates.
    medians = [statistics.median(column) * 1_000 for column in zip(*taken[1:], strict=True)]
    _print(f"{size} meetings, {paper.upper()}", *medians, len(pdf))
    return medians[3] > LIMIT


def _pages(member, scope, year: int, size: int, runs: int) -> None:
    """Print what the pages take, through Django's test client."""
    from django.test import Client

    from tests.factories import make_user

    if member.user is None:
        member.user = make_user()
        member.save(update_fields=["user"])
    client = Client(HTTP_HOST="localhost")
    client.force_login(member.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    for view in ("mois", "annee", "liste"):
        taken = []
        for _run in range(runs + 1):
            begun, cpu = time.perf_counter(), time.process_time()
            response = client.get(f"{scope.url}?vue={view}&annee={year}")
            taken.append((time.perf_counter() - begun, time.process_time() - cpu))
        if response.status_code != 200 or b"cal-bar" not in response.content:
            raise SystemExit(f"The page failed: {response.status_code}")
        whole, cpu = (statistics.median(column) * 1_000 for column in zip(*taken[1:], strict=True))
        _print(f"{size} meetings, page {view}", None, None, whole, cpu, len(response.content))


def _print(name: str, data, typeset, both, cpu, length) -> None:
    first = " ".join(
        f"{value:{width}.0f}" if value is not None else " " * width for value, width in ((data, 7), (typeset, 8))
    )
    print(f"{name:26} {first} {both:7.0f} {cpu:7.0f} {length:9,}", flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[34, 120, 500], help="meetings of each platform")
    parser.add_argument("--runs", type=int, default=15, help="how often each is made (15)")
    parser.add_argument("--strict", action="store_true", help=f"fail where a sheet takes more than {LIMIT} ms of CPU")
    parser.add_argument(
        "--data",
        type=Path,
        default=Path(tempfile.gettempdir()) / "concerto-bench-feeds",
        help="scratch directory, kept from one run to the next",
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
