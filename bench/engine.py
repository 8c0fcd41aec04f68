"""Measure the scheduling engine on a full school year of one platform; bench/README.md says what it means.

Two circles, three working groups, 60 people, and what they have elsewhere. No database, no Django.
"""

import argparse
import datetime as dt
import gc
import random
import statistics
import time
from collections.abc import Callable

from portal.meetings.scheduling import (
    Alternative,
    Campaign,
    Commitment,
    EveryWeeks,
    Host,
    HostNeed,
    NthWeekday,
    PlanRequest,
    Rhythm,
    SchoolHoliday,
    Season,
    assign_hosts,
    options_of,
    propose,
)

DAY = dt.date.fromisoformat
SEASON = Season(DAY("2026-09-01"), DAY("2027-07-15"))
CAMPAIGNS = (
    Campaign("Automne", DAY("2026-10-05"), DAY("2026-12-11"), DAY("2026-09-14")),
    Campaign("Hiver", DAY("2027-01-11"), DAY("2027-02-12")),
    Campaign("Printemps", DAY("2027-03-08"), DAY("2027-05-28"), DAY("2027-02-15")),
)
SCHOOL = (
    SchoolHoliday("Toussaint", DAY("2026-10-17"), DAY("2026-11-01")),
    SchoolHoliday("Noël", DAY("2026-12-19"), DAY("2027-01-03")),
    SchoolHoliday("Hiver", DAY("2027-02-20"), DAY("2027-03-07")),
    SchoolHoliday("Printemps", DAY("2027-04-17"), DAY("2027-05-02")),
)
PUBLIC = {DAY("2026-11-11"): "Armistice", DAY("2027-03-29"): "Lundi de Pâques", DAY("2027-05-06"): "Ascension"}
PEOPLE = [f"{n}" for n in range(1, 61)]
LEADS = frozenset(PEOPLE[:2])
MORNING, AFTERNOON = dt.time(9, 30), dt.time(14)


def request(commitments: int, *, seed: int = 1, weekly: bool = False) -> PlanRequest:
    """Return a year with so many hours at which one of the 60 people is taken; `weekly` makes every rhythm weekly."""
    chance = random.Random(seed)
    days = [SEASON.start + dt.timedelta(days=n) for n in range((SEASON.end - SEASON.start).days)]
    workdays = [day for day in days if day.weekday() < 5]

    def rhythm(key: str, circle: int | None, weekday: int, cadence, people: list[str], **more) -> Rhythm:
        outside = NthWeekday(2) if circle is None else None
        return Rhythm(
            key=key,
            circle=circle,
            weekday=weekday,
            start=MORNING,
            duration_minutes=120,
            in_campaign=EveryWeeks(1) if weekly else cadence,
            outside=EveryWeeks(1) if weekly else outside,
            tolerance_days=14,
            people=frozenset(people),
            required=LEADS,
            **more,
        )

    afternoons = (Alternative(3, AFTERNOON), Alternative(1, AFTERNOON), Alternative(4))
    groups = [
        rhythm(f"group-{n}", None, n, EveryWeeks(3), chance.sample(PEOPLE, 20), alternatives=afternoons)
        for n in range(3)
    ]
    return PlanRequest(
        season=SEASON,
        rhythms=(
            rhythm("circle-1", 1, 1, EveryWeeks(2), PEOPLE[:25], alternatives=afternoons),
            rhythm("circle-2", 2, 1, EveryWeeks(6), PEOPLE),
            *groups,
        ),
        campaigns=CAMPAIGNS,
        school_holidays=SCHOOL,
        public_holidays=PUBLIC,
        closed_days=dict.fromkeys(chance.sample(workdays, 6), "Pont"),
        commitments=tuple(_commitment(chance, workdays, n) for n in range(commitments)),
    )


def _commitment(chance: random.Random, days: list[dt.date], number: int) -> Commitment:
    start = dt.datetime.combine(chance.choice(days), dt.time(chance.choice([8, 9, 10, 14, 16])))
    return Commitment(chance.choice(PEOPLE), start, start + dt.timedelta(minutes=120), f"meeting-{number}")


def scenarios() -> list[tuple[str, Callable[[], object]]]:
    """Return what is measured, by name."""
    usual, weekly, many = request(2_000), request(2_000, weekly=True), request(20_000)
    keys = [occurrence.key for occurrence in propose(usual).occurrences]
    hosts = [Host(f"v{n}", f"o{n % 12}", 10 + n, n % 3 != 0) for n in range(24)]
    needs = [HostNeed(str(key), SEASON.start + dt.timedelta(days=7 * n), 20) for n, key in enumerate(keys)]
    return [
        ("a year, 2,000 commitments", lambda: propose(usual)),
        ("a year, every rhythm weekly", lambda: propose(weekly)),
        ("a year, 20,000 commitments", lambda: propose(many)),
        (f"other dates for all {len(keys)}", lambda: options_of(usual, keys)),
        (f"hosts for all {len(keys)}, of 24", lambda: assign_hosts(needs, hosts)),
    ]


def main() -> None:
    """Print median and longest of `--runs` runs of each scenario, in milliseconds of the clock and of the CPU."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=50)
    runs = parser.parse_args().runs
    print(f"{'':34}{'median':>9}{'max':>9}{'CPU, median':>13}{'CPU, max':>10}   ms, {runs} runs")
    for name, act in scenarios():
        act()
        gc.collect()
        clock, cpu = zip(*(_milliseconds(act) for _ in range(runs)), strict=True)
        print(
            f"{name:34}{statistics.median(clock):9.1f}{max(clock):9.1f}{statistics.median(cpu):13.1f}{max(cpu):10.1f}"
        )


def _milliseconds(act: Callable[[], object]) -> tuple[float, float]:
    clock, cpu = time.perf_counter(), time.process_time()
    act()
    return (time.perf_counter() - clock) * 1000, (time.process_time() - cpu) * 1000


if __name__ == "__main__":
    main()
