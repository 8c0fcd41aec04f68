"""What the filters count and sort, read once per request into plain sets.

A page of the map counts some hundred values of eleven filters, each under all others. Asked one by one, every count
would work out the rights and all other filters again; read once, thirty thousand solutions are counted in one pass. The
conditions stay those of ``SolutionFilter``, so that the numbers are those of the lists; a test compares them.
"""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from django.db.models import BooleanField, ExpressionWrapper

from portal.directory.enums import TerritoryKind
from portal.directory.models import Platform, Territory
from portal.directory.querysets import is_professional

from .areas import squared_distance
from .models import Session, Solution
from .openings import last_entry_day
from .seasons import FULL, NOW, WITH_SEATS, Month, months_from

#: So few solutions are named to the database; of more, whole tables are read.
FEW = 900


class Facts(NamedTuple):
    """What is counted of a solution itself."""

    type: int
    state: str
    format: str
    platform: int | None
    territory: int | None
    age_min: int | None
    age_max: int | None


class Entry(NamedTuple):
    """The dates of a session."""

    entry: str
    start: dt.date | None
    end: dt.date | None
    deadline: dt.date | None


@dataclass(slots=True)
class Openings:
    """In which months one may begin, as bits: with a place or unknown, with a known free place, known to be full."""

    open: int = 0
    with_seats: int = 0
    full: int = 0
    #: Of the sessions that the filters ask for: one has begun; else the first day of the next.
    begun: bool = False
    opens_first: dt.date | None = None

    def bits(self, seats: str) -> int:
        """Return the months under what is asked of the seats."""
        return {WITH_SEATS: self.with_seats, FULL: self.full}.get(seats, self.open)


class MapIndex:
    """The solutions that the reader may see, which filters each fits, and when they open."""

    def __init__(self, found):
        self.found = found
        self.months = months_from(found.on)
        asked = found.month
        if isinstance(asked, Month) and asked not in self.months:
            self.months.append(asked)
        self._bits = {month.value: 1 << number for number, month in enumerate(self.months)}
        self._bits[NOW] = 1 << len(self.months)
        #: One may enter at all, in whatever month.
        self._bits[None] = 1 << len(self.months) + 1

    def bit(self, month) -> int:
        """Return the bit of a month, of "now", or of None for whenever."""
        return self._bits[month.value if isinstance(month, Month) else month]

    # Solutions and the filters they fit.

    @cached_property
    def _read(self) -> tuple[dict[int, Facts], dict[str, set[int]]]:
        conditions = {name: one for name, one in self.found.conditions.items() if name != "sessions"}
        flags = {f"fits_{name}": ExpressionWrapper(one, BooleanField()) for name, one in conditions.items()}
        columns = ["pk", "solution_type", "state", "format", "platform", "territory", "age_min", "age_max", *flags]
        facts, fitting = {}, {name: set() for name in conditions}
        rows = self.found.base.annotate(**flags).order_by("search_text", "pk").values_list(*columns)
        for pk, *row in rows.iterator(chunk_size=5000):
            facts[pk] = Facts(*row[:7])
            for name, fits in zip(conditions, row[7:], strict=True):
                if fits:
                    fitting[name].add(pk)
        return facts, fitting

    @property
    def facts(self) -> dict[int, Facts]:
        """Return what the reader may see, by primary key, in the order of the names."""
        return self._read[0]

    @cached_property
    def _almost(self) -> set[int]:
        """Return what fits all filters but one at most: nothing else is ever counted."""
        _facts, fitting = self._read
        names = [*fitting, "sessions"] if "sessions" in self.found.conditions else [*fitting]
        return set().union(*(self._fitting_without(name, sessions=False) for name in [*names, None]))

    def base(self, *without: str) -> set[int]:
        """Return the solutions that fit all filters but those named (keys of ``SolutionFilter.conditions``)."""
        sessions = "sessions" in self.found.conditions and "sessions" not in without
        return self._fitting_without(*without, sessions=sessions)

    def _fitting_without(self, *without: str | None, sessions: bool) -> set[int]:
        facts, fitting = self._read
        sets = [fits for name, fits in fitting.items() if name not in without]
        if sessions:
            sets.append(self._in_season)
        return set(facts).intersection(*sets)

    @cached_property
    def _in_season(self) -> set[int]:
        bit, seats = self.bit(self.found.month), self.found.seats
        return {pk for pk, opening in self.openings.items() if opening.bits(seats) & bit}

    # Links, read for what is counted alone where that is little.

    def links(self, column: str) -> list[tuple[int, int]]:
        """Return the pairs of solution and entry of "needs", "audiences" or "levels"."""
        through = getattr(Solution, column).through.objects
        return list(self.of_counted(through, "solution").values_list("solution", column.removesuffix("s")))

    def of_counted(self, rows, column: str):
        """Return ``rows`` for what is counted, by their ``column`` of solutions; all of them where that is much."""
        return rows.filter(**{f"{column}__in": self._almost}) if len(self._almost) <= FEW else rows

    # Sessions.

    @cached_property
    def openings(self) -> dict[int, Openings]:
        """Return when one may begin each solution that has a session to enter."""
        found = defaultdict(Openings)
        rows = self.of_counted(Session.objects.enterable(self.found.on), "solution").with_last_report().order_by()
        asked, seats = self.bit(self.found.month), self.found.seats
        known: dict[Entry, int] = {}
        columns = rows.values_list("solution", "last_free", "entry", "start", "end", "deadline")
        for solution, free, *dates in columns.iterator(chunk_size=5000):
            entry = Entry(*dates)
            bits = known.get(entry)
            if bits is None:
                bits = known[entry] = self._bits_of(entry)
            opening = found[solution]
            if free == 0:
                opening.full |= bits
            else:
                opening.open |= bits
                if free:
                    opening.with_seats |= bits
            if bits & asked and (free != 0) and not (seats == WITH_SEATS and not free):
                self._note_first(opening, entry.start)
        return found

    def _note_first(self, opening: Openings, start: dt.date | None) -> None:
        if start is None or start <= self.found.on:
            opening.begun = True
        elif opening.opens_first is None or start < opening.opens_first:
            opening.opens_first = start

    def _bits_of(self, entry: Entry) -> int:
        """Return the months in which one may begin: the rule of ``openings.opening_between`` for all at once."""
        ends = [day for day in (last_entry_day(entry), entry.end) if day is not None]
        until = max(min(ends), entry.start or dt.date.min) if ends else dt.date.max
        start = entry.start or dt.date.min
        bits = self._bits[None] | (self._bits[NOW] if start <= self.found.on else 0)
        for first, last, bit in self._spans:
            if start <= last and until >= first:
                bits |= bit
        return bits

    @cached_property
    def _spans(self) -> list[tuple[dt.date, dt.date, int]]:
        """Return the first and last day of the months that are not past, with their bits: asked of every session."""
        spans = [(month.first, month.last, self._bits[month.value]) for month in self.months]
        return [span for span in spans if span[1] >= self.found.on]

    # What is found, in the order of the list.

    @cached_property
    def keys(self) -> list[int]:
        """Return what fits all filters: what one may enter, at home where no place is asked for, the nearest, by name.

        What is open already comes before what opens later.
        """
        base = self.base()
        return sorted((pk for pk in self.facts if pk in base), key=self._rank)

    def _rank(self, pk: int) -> tuple:
        opening = self.openings.get(pk)
        far = self.away.get(pk, float("inf"))
        home = self._steps_from_home(pk)
        if opening is None:
            return 1, home, 3, far, dt.date.min
        if opening.begun:
            return 0, home, 0, far, dt.date.min
        if opening.opens_first:
            return 0, home, 1, far, opening.opens_first
        return 1, home, (2 if opening.full & self.bit(self.found.month) else 3), far, dt.date.min

    def _steps_from_home(self, pk: int) -> int:
        """Return 0 for what the reader's own platforms keep, 1 for what is kept around them, 2 for elsewhere."""
        if self.found.area is not None:
            # Whoever names a place is at home there.
            return 0
        own, platforms, territories = self._home
        facts = self.facts[pk]
        if facts.platform in own:
            return 0
        return 1 if facts.platform in platforms or facts.territory in territories else 2

    @cached_property
    def _home(self) -> tuple[set[int], set[int], set[int]]:
        """Return the reader's own platforms, those of their departments, and the territories that hold them."""
        if not is_professional(self.found.viewer, self.found.on):
            return set(), set(), set()
        own = Platform.objects.in_network_of(self.found.viewer, self.found.on)
        around = set(own.territories_around())
        departments = Territory.objects.filter(pk__in=around, kind=TerritoryKind.DEPARTMENT)
        near = Platform.objects.lying_in(departments.values("pk"))
        return set(own.values_list("pk", flat=True)), set(near.values_list("pk", flat=True)), around

    @cached_property
    def away(self) -> dict[int, float]:
        """Return the squared distance of the nearest place of each solution from the commune that is asked for."""
        centre = self.found.area.centre if self.found.area else None
        if centre is None:
            return {}
        found: dict[int, float] = {}
        for rows in self.places():
            for solution, away in rows.annotate(away=squared_distance(centre, "site__")).values_list(
                "solution", "away"
            ):
                found[solution] = min(away, found.get(solution, away))
        return found

    def places(self) -> list:
        """Return what links solutions, and their sessions, to open places with a known point: two querysets."""
        known = {"site__closed_at__isnull": True, "site__latitude__isnull": False}
        own = Solution.sites.through.objects.filter(**known)
        of_sessions = Session.objects.running(self.found.on).filter(**known).order_by()
        return [self.of_counted(rows, "solution") for rows in (own, of_sessions)]
