"""Other dates for one occurrence, for a lead who looks for a better one than the plan offers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from .cadence import monday_of
from .engine import Placement, place
from .inputs import PlanKey, PlanRequest
from .openings import hours_of_day
from .outputs import Option
from .slots import Slot

#: How far from the nominal day other dates are looked for, beyond a smaller tolerance of the rhythm.
REACH_DAYS = 21


def options_for(
    request: PlanRequest, key: PlanKey, *, limit: int = 3, since: dt.date | None = None
) -> tuple[Option, ...]:
    """Return up to `limit` other dates for the occurrence `key`, best first; none if the plan has no such key.

    Each is free by every rule: open, on a usual day and hour of the rhythm or on one of its alternatives, within three
    weeks, in a week in which the circle does not meet otherwise, between the dates before and after. Days before
    `since` are left out (the engine knows no clock). Best is where fewest people are taken, then nearest.
    Raises `SchedulingError` as `propose` does.
    """
    return options_of(request, (key,), limit=limit, since=since)[key]


def options_of(
    request: PlanRequest, keys: Iterable[PlanKey], *, limit: int = 3, since: dt.date | None = None
) -> dict[PlanKey, tuple[Option, ...]]:
    """Return what `options_for` returns for each of `keys`, and plan only once."""
    placement = place(request)
    slots = {slot.key: slot for slot in placement.slots}
    return {key: tuple(_options(slots[key], placement, since)[: max(limit, 0)]) if key in slots else () for key in keys}


def _options(slot: Slot, placement: Placement, since: dt.date | None) -> list[Option]:
    nominal = slot.nominal.date
    days = [nominal + dt.timedelta(days=n) for n in _offsets(slot)]
    others = [other for other in placement.slots if _same_lane(other, slot) and other.date and other.key != slot.key]
    weeks = {monday_of(other.date) for other in others} | _weeks_of_circle_2(slot, placement)
    before = max((o.date for o in others if o.nominal.date < nominal and not o.edited), default=dt.date.min)
    after = min((o.date for o in others if o.nominal.date > nominal and not o.edited), default=dt.date.max)
    found = []
    for day in days:
        if (since and day < since) or not before < day < after or monday_of(day) in weeks:
            continue
        if not placement.openings.is_in_force(slot, day):
            continue
        for start in hours_of_day(slot, day) if _is_own_day(slot, day) else ():
            if (day, start) == _present(slot) or placement.openings.reasons(slot, day, start):
                continue
            found.append(Option(day, start, placement.openings.engagements.taken(slot, day, start)))
    # The days come nearest first and the hours best first; sorting keeps that order among equals.
    return sorted(found, key=lambda option: option.conflicts)


def _offsets(slot: Slot) -> list[int]:
    reach = max(REACH_DAYS, slot.rhythm.tolerance_days)
    return sorted(range(-reach, reach + 1), key=lambda offset: (abs(offset), offset < 0))


def _present(slot: Slot) -> tuple[dt.date, dt.time] | None:
    return (slot.date, slot.start) if slot.is_held else None


def _is_own_day(slot: Slot, day: dt.date) -> bool:
    return not slot.rhythm.alternatives or day.weekday() in slot.own_weekdays


def _same_lane(one: Slot, other: Slot) -> bool:
    return one.rhythm.lane == other.rhythm.lane


def _weeks_of_circle_2(slot: Slot, placement: Placement) -> set[dt.date]:
    """The weeks in which a circle 1 meeting would join circle 2."""
    if slot.rhythm.circle != 1:
        return set()
    return {monday_of(other.date) for other in placement.slots if other.rhythm.circle == 2 and other.is_held}
