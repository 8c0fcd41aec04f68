"""Sessions of the solutions of the country, the reports of their seats, and the needs that platforms noted."""

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import islice
from random import Random

from portal.solutions_map.enums import Entry
from portal.solutions_map.models import Need, RecordedNeed, SeatReport, Session
from portal.solutions_map.openings import last_entry_day, report_start
from portal.solutions_map.seasons import Month

from .world import BATCH, ScaleWorld, SolutionScale, shares

#: Rows made before they are written, so that memory stays small.
PART = 10_000
#: Nobody counts the places of what begins later, and of some sessions nobody ever does.
COUNTED_FROM = dt.timedelta(days=75)
NEVER_COUNTED = 0.25
NEEDS_OF_A_PLATFORM = 5


def build_sessions(world: ScaleWorld) -> None:
    """Make ``size.sessions`` sessions: all year round or on demand, dated over two school years, one-off."""
    rng = world.draw("sessions")
    weights = [rng.uniform(0.2, 1.8) for _one in world.solutions]
    for one, share in zip(world.solutions, shares(world.size.sessions, weights), strict=True):
        for number in range(share):
            world.sessions.append((one, _session(rng, world, one, number)))
    Session.objects.bulk_create((session for _one, session in world.sessions), batch_size=BATCH)


def _session(rng: Random, world: ScaleWorld, one: SolutionScale, number: int) -> Session:
    site = rng.choice(one.sites) if one.sites and rng.random() < 0.9 else None
    session = Session(
        solution=one.solution, site=site, capacity=rng.choice((4, 6, 8, 10, 12, 15, 20, 30)) if number % 7 else None
    )
    if number == 0 and rng.random() < 0.5:
        session.entry = rng.choice((Entry.PERMANENT, Entry.PERMANENT, Entry.ON_DEMAND))
        return session
    session.entry = Entry.ONE_OFF if rng.random() < 0.1 else Entry.DATED
    # Two in three are still to come: past ones are kept a school year.
    session.start = world.day + dt.timedelta(days=rng.randint(-150, 330))
    session.end = session.start + dt.timedelta(days=rng.randint(0, 3) if session.entry == Entry.ONE_OFF else 70)
    if rng.random() < 0.6:
        session.deadline = session.start - dt.timedelta(days=rng.randint(0, 14))
    if rng.random() < 0.03:
        session.cancelled_at = world.now - dt.timedelta(days=rng.randint(1, 20))
    return session


def build_reports(world: ScaleWorld) -> None:
    """Make ``size.seat_reports`` reports of the seats of sessions that somebody counts, the oldest first."""
    rng = world.draw("seats")
    weights = [0.0 if _is_uncounted(rng, world, session) else rng.uniform(0.3, 1.7) for _one, session in world.sessions]
    counts = shares(world.size.seat_reports, weights)
    rows = (
        report
        for (one, session), count in zip(world.sessions, counts, strict=True)
        for report in _reports(rng, world, one, session, count)
    )
    for part in _parts(rows):
        SeatReport.objects.bulk_create(part, batch_size=BATCH)


def _is_uncounted(rng: Random, world: ScaleWorld, session: Session) -> bool:
    too_early = session.start is not None and session.start > world.day + COUNTED_FROM
    return rng.random() < NEVER_COUNTED or too_early


def _reports(rng: Random, world: ScaleWorld, one: SolutionScale, session: Session, count: int) -> Iterator[SeatReport]:
    last_day = last_entry_day(session)
    moment = world.now
    if last_day is not None and last_day < world.day:
        moment -= dt.timedelta(days=(world.day - last_day).days)
    provider = one.providers[0]
    staff = world.staff.get(provider.pk)
    capacity = session.capacity or 10
    ages = sorted((rng.uniform(0.1, 60) for _number in range(count)), reverse=True)
    for days in ages:
        free = 0 if rng.random() < 0.2 else rng.randint(0, capacity)
        yield SeatReport(
            session=session,
            for_start=report_start(session),
            capacity=capacity,
            free=free,
            reported_at=moment - dt.timedelta(days=days),
            by=staff[0] if staff else None,
            organisation=provider,
        )


def _parts(rows: Iterable) -> Iterator[list]:
    rows = iter(rows)
    while part := list(islice(rows, PART)):
        yield part


def build_needs(world: ScaleWorld) -> None:
    """Have each platform note some needs in its first territory."""
    rng = world.draw("needs")
    catalogue = list(Need.objects.all())
    current = Month(world.day.replace(day=1))
    rows = []
    for built in world.platforms:
        area = built.platform.territories.order_by("pk").first()
        for need in rng.sample(catalogue, NEEDS_OF_A_PLATFORM):
            first = rng.randint(0, 5)
            rows.append(
                RecordedNeed(
                    platform=built.platform,
                    need=need,
                    area=area,
                    first_month=(current + first).first,
                    last_month=(current + first + rng.randint(0, 5)).first,
                    noted_on=world.day - dt.timedelta(days=rng.randint(1, 90)),
                    settled_on=world.day if rng.random() < 0.1 else None,
                )
            )
    RecordedNeed.objects.bulk_create(rows, batch_size=BATCH)
