#!/usr/bin/env python
"""Measure the pages of the directory at the size of the country; bench/README.md says how and what it means."""

import argparse
import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Read the options, prepare the scratch database, measure, print."""
    options = _options()
    sys.dont_write_bytecode = True
    sys.path[:0] = [str(ROOT)]
    os.environ["PORTAL_DATA_DIR"] = str(options.data)
    os.environ["PORTAL_DEMO"] = "1"
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings.dev"
    options.data.mkdir(parents=True, exist_ok=True)

    import django

    django.setup()
    import logging

    logging.disable(logging.WARNING)

    from bench.prepare import prepare
    from bench.report import print_table
    from bench.scenarios import scenarios

    prepare(organisations=options.organisations, people=options.people, platforms=options.platforms, seed=options.seed)
    chosen = [one for one in scenarios() if options.only in one.name]
    print_table(chosen, runs=options.runs, explain_above=options.explain)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--organisations", type=int, default=15_000)
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--platforms", type=int, default=380)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--runs", type=int, default=20, help="how often each page is asked for (20)")
    parser.add_argument("--only", default="", metavar="TEXT", help="only the scenarios whose name holds TEXT")
    parser.add_argument(
        "--explain",
        type=float,
        metavar="MS",
        help="print the queries that take longer than so many milliseconds, with the plan of the database",
    )
    parser.add_argument(
        "--data",
        type=Path,
        default=Path(tempfile.gettempdir()) / "concerto-bench",
        help="scratch directory, kept from one run to the next",
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
