"""Where a slot may go: the days it may move to, best first, and why an hour is closed to it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .cadence import monday_of, weeks_between, window
from .closures import Closures
from .engagements import Engagements
from .inputs import PlanRequest
from .outputs import Reason, ReasonCode
from .slots import Slot, hours


@dataclass(frozen=True, slots=True)
class Candidate:
    """A day and an hour to which a slot may go, `offset` days from its nominal date. A lower `rank` is better."""

    date: dt.date
    start: dt.time
    offset: int
    rank: tuple[int, int, int]


class Openings:
    """Answers, for one request, which hours are open to a slot, and how many people miss there."""

    def __init__(self, request: PlanRequest):
        self.engagements = Engagements(request)
        self._closures = Closures(request)
        self._season = request.season
        self._windows: dict[str, list[tuple[dt.date, dt.date]]] = defaultdict(list)
        for rhythm in request.rhythms:
            self._windows[rhythm.key].append(window(rhythm, request.season))

    def closed(self, slot: Slot, day: dt.date) -> tuple[Reason, ...]:
        """Why `day` as a whole is closed to `slot`."""
        return self._closures.reasons(day, slot.own_weekdays)

    def required_taken(self, slot: Slot, day: dt.date, start: dt.time) -> tuple[Reason, ...]:
        """A reason with those without whom `slot` cannot be held, if any of them is taken elsewhere at that hour."""
        if not slot.rhythm.required:
            return ()
        taken = self.engagements.commitments(slot.rhythm.required, *hours(day, start, slot.rhythm.duration_minutes))
        people = tuple(dict.fromkeys(commitment.person for commitment in taken))
        return (Reason(ReasonCode.REQUIRED_TAKEN, people=people),) if people else ()

    def reasons(self, slot: Slot, day: dt.date, start: dt.time) -> tuple[Reason, ...]:
        """Why `slot` cannot be held on `day` at `start`, all causes, the strongest first; empty when it can."""
        return self.closed(slot, day) + self.required_taken(slot, day, start)

    def is_in_force(self, slot: Slot, day: dt.date) -> bool:
        """Whether a phase of the slot's rhythm is in force on `day` of the season."""
        return any(first <= day <= last for first, last in self._windows[slot.key.rhythm])

    def best(self, slot: Slot, candidates: Iterable[Candidate]) -> Candidate | None:
        """The best of `candidates` that is open: by rank, then fewest people who miss, nearest, later rather than
        earlier, since a meeting put off disturbs less than one brought forward."""
        best, best_order = None, None
        for candidate in sorted(candidates, key=lambda c: (c.rank, *_distance(c))):
            if best is not None and candidate.rank > best.rank:
                break
            if self.reasons(slot, candidate.date, candidate.start):
                continue
            taken = self.engagements.taken(slot, candidate.date, candidate.start)
            if best is None or taken < best_order:
                best, best_order = candidate, taken
            if not best_order:
                break
        return best


def candidates(slot: Slot) -> list[Candidate]:
    """Days and hours within the tolerance, other than the nominal one.

    First the same week, since people have kept it free; then the usual day of other weeks, since that is the day they
    keep free; then any other. The nearest week first. If the rhythm names alternatives, only these and the usual day
    of other weeks, in the order in which they are named.
    """
    found: dict[tuple[dt.date, dt.time], Candidate] = {}
    tolerance = slot.rhythm.tolerance_days
    for offset in range(-tolerance, tolerance + 1):
        for candidate in _on_day(slot, offset):
            place = candidate.date, candidate.start
            if place not in found or candidate.rank < found[place].rank:
                found[place] = candidate
    found.pop((slot.nominal.date, slot.rhythm.start), None)
    return list(found.values())


def hours_of_day(slot: Slot, day: dt.date) -> list[dt.time]:
    """The hours at which the rhythm of `slot` meets on a weekday such as that of `day`, best first."""
    rhythm = slot.rhythm
    if not rhythm.alternatives:
        return [rhythm.start]
    usual = [rhythm.start] if day.weekday() == slot.nominal.date.weekday() else []
    others = [a.start or rhythm.start for a in rhythm.alternatives if a.weekday == day.weekday()]
    return list(dict.fromkeys(usual + others))


def _on_day(slot: Slot, offset: int) -> Iterator[Candidate]:
    rhythm, nominal = slot.rhythm, slot.nominal.date
    day = nominal + dt.timedelta(days=offset)
    away = abs(weeks_between(nominal, day))
    same_week, usual_day = monday_of(day) == monday_of(nominal), offset % 7 == 0
    if usual_day:
        yield Candidate(day, rhythm.start, offset, (1, away, 0))
    elif not rhythm.alternatives:
        yield Candidate(day, rhythm.start, offset, (0 if same_week else 2, away, 0))
    for order, alternative in enumerate(rhythm.alternatives):
        if alternative.weekday == day.weekday():
            start = alternative.start or rhythm.start
            yield Candidate(day, start, offset, (0 if same_week else 2, away, order))


def _distance(candidate: Candidate) -> tuple[int, bool, dt.time]:
    return abs(candidate.offset), candidate.offset < 0, candidate.start
