"""Who is taken when: by commitments elsewhere, and by the other meetings of the plan."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator

from .inputs import Commitment, PlanKey, PlanRequest
from .outputs import Conflict
from .slots import Slot, hours

#: Longer ones are kept apart: laid out by day, an absence of years would cost as much as all others together.
LONG = dt.timedelta(days=7)


class Engagements:
    """Answers, for one request, who of a group is taken at an hour. Laid out once, by day."""

    def __init__(self, request: PlanRequest):
        expected = frozenset().union(*(rhythm.expected for rhythm in request.rhythms))
        self._by_day: dict[dt.date, list[Commitment]] = defaultdict(list)
        self._long: list[Commitment] = []
        self._meetings: dict[dt.date, list[Slot]] = defaultdict(list)
        for commitment in dict.fromkeys(request.commitments):
            if commitment.person not in expected:
                continue
            if commitment.end - commitment.start > LONG:
                self._long.append(commitment)
            else:
                for day in days_of(commitment.start, commitment.end):
                    self._by_day[day].append(commitment)

    def add(self, slots: Iterable[Slot]) -> None:
        """Count the meetings of `slots` from now on: those that are held take the time of their people."""
        for slot in slots:
            if slot.is_held:
                for day in days_of(*slot.hours):
                    self._meetings[day].append(slot)

    def commitments(self, people: frozenset[str], start: dt.datetime, end: dt.datetime) -> list[Commitment]:
        """The commitments of `people` that cross the time from `start` to `end`, by person, then hour."""
        found = {c for c in self._near(start, end) if c.person in people and c.start < end and c.end > start}
        return sorted(found, key=lambda c: (c.person, c.start, c.end, c.reference))

    def taken(self, slot: Slot, day: dt.date, start: dt.time) -> int:
        """How many of those expected at `slot` are taken if it is held on `day` at `start`."""
        expected = slot.rhythm.expected
        if not expected:
            return 0
        begin, end = hours(day, start, slot.rhythm.duration_minutes)
        taken = {commitment.person for commitment in self.commitments(expected, begin, end)}
        for other in self._meetings_near(begin, end):
            # A circle 1 meeting joins the circle 2 meeting that comes into its week.
            joins = slot.rhythm.circle == 2 and other.rhythm.circle == 1 and not other.edited
            if other.key != slot.key and not joins and other.hours[0] < end and other.hours[1] > begin:
                taken |= expected & other.rhythm.expected
        return len(taken)

    def _near(self, start: dt.datetime, end: dt.datetime) -> Iterator[Commitment]:
        yield from self._long
        for day in days_of(start, end):
            yield from self._by_day.get(day, ())

    def _meetings_near(self, start: dt.datetime, end: dt.datetime) -> Iterator[Slot]:
        for day in days_of(start, end):
            yield from self._meetings.get(day, ())


def days_of(start: dt.datetime, end: dt.datetime) -> list[dt.date]:
    """The days from that of `start` to that of `end`, both included."""
    first = start.date()
    return [first + dt.timedelta(days=n) for n in range((end.date() - first).days + 1)]


def shared_hours(slots: Iterable[Slot]) -> list[tuple[Slot, Slot, frozenset[str]]]:
    """The pairs of held meetings that cross in time, earlier first, with the people expected at both."""
    held = sorted((slot for slot in slots if slot.is_held), key=lambda slot: (slot.hours, slot.key))
    pairs = []
    for index, slot in enumerate(held):
        end = slot.hours[1]
        for other in held[index + 1 :]:
            if other.hours[0] >= end:
                break
            if both := slot.rhythm.expected & other.rhythm.expected:
                pairs.append((slot, other, both))
    return pairs


def conflicts_of(slots: Iterable[Slot], engagements: Engagements) -> dict[PlanKey, tuple[Conflict, ...]]:
    """The conflicts of each held slot that has any, by person, then hour."""
    found: dict[PlanKey, list[Conflict]] = defaultdict(list)
    slots = list(slots)
    for slot in slots:
        if slot.is_held and slot.rhythm.expected:
            for c in engagements.commitments(slot.rhythm.expected, *slot.hours):
                found[slot.key].append(Conflict(c.person, c.start, c.end, c.reference))
    for first, second, people in shared_hours(slots):
        for person in people:
            found[first.key].append(Conflict(person, *second.hours, key=second.key))
            found[second.key].append(Conflict(person, *first.hours, key=first.key))
    return {key: tuple(sorted(conflicts, key=_told_order)) for key, conflicts in found.items()}


def _told_order(conflict: Conflict) -> tuple:
    return conflict.person, conflict.start, conflict.end, conflict.reference, str(conflict.key or "")
