"""When one enters the solutions, over the school years, and how many places were free, said by whom on which day."""

import datetime as dt

from portal.directory.models import CalendarPeriod, Site
from portal.solutions_map.enums import Entry
from portal.solutions_map.models import SeatReport, Session
from portal.solutions_map.openings import SEASONLESS, last_entry_day, report_start

from .solutions import MadeSolution, at_home, moment_of
from .world import World

#: Of the coming school year only what begins within so many days is known, and not everywhere.
KNOWN_AHEAD = dt.timedelta(days=300)
#: Providers count the places of a session from so many days before its first day on.
COUNTED_FROM = dt.timedelta(days=75)
#: Types of the partner's organisation, and the age in days of their last number: to confirm, fresh, old.
OF_THE_PARTNER = {"greta": 21, "basic_skills": 4, "french_lessons": 33}
#: So many sessions side by side at most, where a solution has many places.
PLACES = 3


def build_seats(world: World, made: list[MadeSolution]) -> None:
    """Write the sessions of the solutions ``made`` (saved) and the reports of their seats."""
    SeatBuilder(world, made).build()


class SeatBuilder:
    """Collects sessions school year by school year, each copied from the year before, then their reports."""

    def __init__(self, world: World, made: list[MadeSolution]):
        self.world = world
        self.made = [one for one in made if one.pattern.season is not None]
        self.partner = {id(one) for one in at_home(made) if one.pattern.providers == "greta"}
        self.holidays: dict[str, list[tuple[dt.date, dt.date]]] = {}
        for zone, start, end in CalendarPeriod.objects.values_list("zone", "start", "end"):
            self.holidays.setdefault(zone, []).append((start, end))

    def build(self) -> None:
        """Write sessions, then reports."""
        pairs = [(one, session) for one in self.made for session in self._without_year(one)]
        Session.objects.bulk_create(session for _one, session in pairs)
        before: dict[tuple, Session] = {}
        for school_year in (self.world.school_year - 1, self.world.school_year, self.world.school_year + 1):
            dated = [(one, key, row) for one in self.made for key, row in self._of_year(one, school_year, before)]
            Session.objects.bulk_create(session for _one, _key, session in dated)
            before = {key: session for _one, key, session in dated}
            pairs += [(one, session) for one, _key, session in dated]
        SeatReport.objects.bulk_create(report for one, session in pairs for report in self._reports(one, session))

    def _without_year(self, one: MadeSolution) -> list[Session]:
        season = one.pattern.season
        if season.entry == Entry.ONE_OFF:
            return [self._one_off(one, number, days) for number, days in enumerate(season.offsets)]
        if season.entry in SEASONLESS and season.window is None:
            return [self._session(one, site) for site in one.sites[:PLACES] or [None]]
        return []

    def _of_year(self, one: MadeSolution, school_year: int, before: dict) -> list[tuple[tuple, Session]]:
        season, found = one.pattern.season, []
        days = season.starts or ((season.window[0],) if season.window else ())
        for place, site in enumerate(one.sites[:PLACES] or [None]):
            for number, (month, day) in enumerate(days):
                start = self._working(one, dt.date(school_year + (month < 8), month, day))
                is_ahead = school_year > self.world.school_year
                if is_ahead and (start > self.world.today + KNOWN_AHEAD or not self.world.chance(0.5)):
                    continue
                if one.pattern.ended and school_year >= self.world.school_year:
                    continue
                key = (id(one), place, number)
                session = self._session(one, site, start=start)
                session.end = self._end(season, school_year, start)
                if season.deadline is not None:
                    session.deadline = min(start - dt.timedelta(days=season.deadline), session.end)
                session.copied_from = before.get(key)
                if start > self.world.today and self.world.chance(0.03):
                    session.cancelled_at = moment_of(self.world, one.built, self.world.today - dt.timedelta(days=6))
                found.append((key, session))
        return found

    def _end(self, season, school_year: int, start: dt.date) -> dt.date:
        if season.window:
            month, day = season.window[1]
            return max(start, dt.date(school_year + (month < 8), month, day))
        return start + dt.timedelta(days=7 * season.weeks - 3)

    def _one_off(self, one: MadeSolution, number: int, days: int) -> Session:
        start = self._working(one, self.world.today + dt.timedelta(days=days + self.world.rng.randrange(6)))
        site = one.sites[number % len(one.sites)] if one.sites else None
        # A week of work lasts from its first day to the Friday after.
        lasting = 4 if one.pattern.duration == "Une semaine" else 0
        if lasting:
            start -= dt.timedelta(days=start.weekday())
        session = self._session(one, site, start=start)
        session.end = start + dt.timedelta(days=lasting)
        session.deadline = start - dt.timedelta(days=one.pattern.season.deadline)
        return session

    def _session(self, one: MadeSolution, site: Site | None, start: dt.date | None = None) -> Session:
        season = one.pattern.season
        return Session(
            solution=one.solution,
            entry=season.entry,
            site=site,
            start=start,
            capacity=season.seats or None,
            note=season.note,
        )

    def _working(self, one: MadeSolution, day: dt.date) -> dt.date:
        """Return the first working day from ``day`` on that is in no school holidays; a Monday after them."""
        for start, end in sorted(self.holidays.get(one.built.platform.school_zone, [])):
            if start <= day <= end and (end - start).days < 60:
                day = end + dt.timedelta(days=1)
        return day + dt.timedelta(days=-day.weekday() % 7 if day.weekday() > 4 else 0)

    def _reports(self, one: MadeSolution, session: Session) -> list[SeatReport]:
        """Return the reports of a session, the last one first made: its number, then what was free before."""
        world, rng = self.world, self.world.rng
        if not one.pattern.season.seats or session.cancelled_at:
            return []
        age = self._age_of_last(one, session)
        if age is None:
            return []
        capacity = session.capacity
        free = 0 if world.chance(0.18) and id(one) not in self.partner else rng.randrange(1, max(2, capacity // 2))
        first = one.solution.published_at.date()
        if session.start and session.entry not in SEASONLESS:
            first = max(first, session.start - COUNTED_FROM)
        day, found = world.today - dt.timedelta(days=age), []
        for _number in range(rng.randrange(1, 7)):
            if found and day <= first:
                break
            found.append(self._report(one, session, day, free, capacity))
            day -= dt.timedelta(days=rng.randrange(9, 27))
            free = min(capacity, free + rng.randrange(0, 4))
        # An hour of work may lie before the weekend: nobody counts what is not on the map yet.
        return [report for report in found[::-1] if report.reported_at > one.solution.published_at]

    def _age_of_last(self, one: MadeSolution, session: Session) -> int | None:
        """Return how many days ago somebody last said a number, None for never."""
        world, rng = self.world, self.world.rng
        last = last_entry_day(session)
        if last is not None and last < world.today:
            ago = (world.today - last).days + rng.randrange(1, 12)
            known = world.today - dt.timedelta(days=ago) > one.solution.published_at.date()
            return ago if known and world.chance(0.7) else None
        if session.start and session.entry not in SEASONLESS and session.start > world.today + COUNTED_FROM:
            return None
        if id(one) in self.partner:
            return OF_THE_PARTNER[one.pattern.type]
        if session.entry not in SEASONLESS or session.start is None or session.start <= world.today:
            draw = rng.random()
            return rng.randrange(1, 12) if draw < 0.58 else rng.randrange(17, 60) if draw < 0.88 else None
        return None

    def _report(self, one: MadeSolution, session: Session, day: dt.date, free: int, capacity: int) -> SeatReport:
        # A session at a place is counted by the organisation of the place.
        at = session.site.organisation_id if session.site else None
        provider = next((row for row in one.providers if row.pk == at), one.providers[0])
        return SeatReport(
            session=session,
            for_start=report_start(session),
            capacity=capacity,
            free=free,
            reported_at=moment_of(self.world, one.built, day),
            by=one.editors.get(provider.pk),
            organisation=provider,
        )
