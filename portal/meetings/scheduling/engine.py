"""Turns a rhythm into a calendar: `propose` is the whole interface of the scheduling engine.

The rules, in the order in which they win:

1. What the lead decided for one occurrence (`Edit`) holds, whatever the day; a warning tells when the day is closed.
2. Circle 2 meetings include circle 1: a circle 1 date in the same ISO week as a circle 2 meeting is merged into it.
3. No meeting on a public holiday, a closed day, a day of school holidays or at the weekend, nor twice in a day for
   one circle. Such a date moves to the best free day within the tolerance of its rhythm (`shifting` says which is
   best), never into a week where the circle meets anyway, never past its neighbours; if there is none, it is skipped.
4. Every nominal date appears exactly once in the answer, with what became of it and why.

The same request gives the same proposal, whatever the order of its parts; no clock, no database, no settings.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from .cadence import campaign_on, monday_of
from .closures import Closures
from .inputs import PlanKey, PlanRequest, Rhythm
from .outputs import Occurrence, PlanProposal
from .review import warnings_for
from .shifting import Slot, lane_slots, place_lane
from .validation import validate


def propose(request: PlanRequest) -> PlanProposal:
    """Plan the season of `request`. Raises `SchedulingError` if it makes no sense."""
    validate(request)
    closures = Closures(request)
    edits = {edit.key: edit for edit in request.edits}
    lanes: dict[str, list[Rhythm]] = defaultdict(list)
    for rhythm in request.rhythms:
        lanes[rhythm.lane].append(rhythm)
    placed: list[Slot] = []
    circle_2_weeks: dict[dt.date, Slot] = {}
    # Circle 2 first: where it meets decides what circle 1 still needs.
    for lane in sorted(lanes, key=lambda lane: (lane != "circle 2", lane)):
        slots = place_lane(
            lane_slots(lanes[lane], request),
            request=request,
            edits=edits,
            closures=closures,
            merge_weeks=circle_2_weeks if lane == "circle 1" else {},
        )
        if lane == "circle 2":
            circle_2_weeks = _first_of_each_week(slots)
        placed.extend(slots)
    occurrences = sorted((_occurrence(slot, request) for slot in placed), key=_reading_order)
    return PlanProposal(tuple(occurrences), tuple(warnings_for(request, placed, closures)))


def _first_of_each_week(slots: Iterable[Slot]) -> dict[dt.date, Slot]:
    weeks: dict[dt.date, Slot] = {}
    for slot in sorted((s for s in slots if s.is_held), key=lambda s: (s.date, s.key)):
        weeks.setdefault(monday_of(slot.date), slot)
    return weeks


def _occurrence(slot: Slot, request: PlanRequest) -> Occurrence:
    return Occurrence(
        key=slot.key,
        circle=slot.rhythm.circle,
        status=slot.status,
        nominal=slot.nominal.date,
        date=slot.date,
        start=slot.rhythm.start,
        duration_minutes=slot.rhythm.duration_minutes,
        reasons=slot.reasons,
        campaign=campaign_on(slot.date or slot.nominal.date, request.campaigns),
        merged_into=slot.merged_into,
        edited=slot.edited,
    )


def _reading_order(occurrence: Occurrence) -> tuple[dt.date, int, PlanKey]:
    # On one day circle 2 comes first: the circle 1 row merged into it reads as a note below.
    return occurrence.day, {2: 0, 1: 1}.get(occurrence.circle, 2), occurrence.key
