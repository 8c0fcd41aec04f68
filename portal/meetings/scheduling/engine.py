"""Turns a rhythm into a calendar: `propose` is the whole interface of the scheduling engine.

The rules, in the order in which they win:

1. What the lead decided for one occurrence (`Edit`) holds, whatever the day; a warning tells when the day is closed.
2. Circle 2 meetings include circle 1: a circle 1 date in the same ISO week as a circle 2 meeting is merged into it.
3. No meeting on a public holiday, a closed day, a day of school holidays or at the weekend, nor twice in a day for
   one circle, nor at an hour at which somebody is taken elsewhere without whom there is no meeting. Such a date moves
   to the best free day within the tolerance of its rhythm (`openings` says which is best), never into a week where
   the circle meets anyway, never past its neighbours; if there is none, it is skipped.
4. Others who are taken at that hour, elsewhere or in another meeting of the plan, are told and move nothing; among
   equally good days for a date that moves, the one on which fewer are taken wins.
5. Every nominal date appears exactly once in the answer, with what became of it and why.

The same request gives the same proposal, whatever the order of its parts; no clock, no database, no settings.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from .cadence import campaign_on, in_order, monday_of
from .engagements import conflicts_of
from .inputs import PlanKey, PlanRequest, Rhythm
from .openings import Openings
from .outputs import Conflict, Occurrence, PlanProposal
from .review import warnings_for
from .shifting import place_lane
from .slots import Slot, lane_slots
from .validation import validate


@dataclass(frozen=True, slots=True)
class Placement:
    """Every slot of a request with what became of it, and the openings that it was placed by."""

    slots: tuple[Slot, ...]
    openings: Openings


def propose(request: PlanRequest) -> PlanProposal:
    """Plan the season of `request`. Raises `SchedulingError` if it makes no sense."""
    placement = place(request)
    conflicts = conflicts_of(placement.slots, placement.openings.engagements)
    occurrences = (_occurrence(slot, request, conflicts.get(slot.key, ())) for slot in placement.slots)
    warnings = warnings_for(request, placement.slots, placement.openings)
    return PlanProposal(tuple(sorted(occurrences, key=_reading_order)), tuple(warnings))


def place(request: PlanRequest) -> Placement:
    """Place every nominal date of `request`. Raises `SchedulingError` if it makes no sense."""
    validate(request)
    openings = Openings(request)
    edits = {edit.key: edit for edit in request.edits}
    lanes: dict[str, dict[str, list[Rhythm]]] = defaultdict(lambda: defaultdict(list))
    for rhythm in in_order(request.rhythms):
        lanes[rhythm.lane][rhythm.key].append(rhythm)
    placed: list[Slot] = []
    circle_2_weeks: dict[dt.date, Slot] = {}
    # Circle 2 first: where it meets decides what circle 1 still needs. Groups last: they keep clear of the circles.
    for lane in sorted(lanes, key=lambda lane: (lane != "circle 2", lane)):
        slots = place_lane(
            lane_slots(lanes[lane].values(), request),
            edits=edits,
            openings=openings,
            merge_weeks=circle_2_weeks if lane == "circle 1" else {},
        )
        if lane == "circle 2":
            circle_2_weeks = _first_of_each_week(slots)
        openings.engagements.add(slots)
        placed.extend(slots)
    return Placement(tuple(placed), openings)


def _first_of_each_week(slots: Iterable[Slot]) -> dict[dt.date, Slot]:
    weeks: dict[dt.date, Slot] = {}
    for slot in sorted((s for s in slots if s.is_held), key=lambda s: (s.date, s.key)):
        weeks.setdefault(monday_of(slot.date), slot)
    return weeks


def _occurrence(slot: Slot, request: PlanRequest, conflicts: tuple[Conflict, ...]) -> Occurrence:
    return Occurrence(
        key=slot.key,
        circle=slot.rhythm.circle,
        status=slot.status,
        nominal=slot.nominal.date,
        date=slot.date,
        start=slot.start,
        duration_minutes=slot.rhythm.duration_minutes,
        reasons=slot.reasons,
        campaign=campaign_on(slot.date or slot.nominal.date, request.campaigns),
        merged_into=slot.merged_into,
        edited=slot.edited,
        conflicts=conflicts,
        nominal_start=slot.rhythm.start,
    )


def _reading_order(occurrence: Occurrence) -> tuple[dt.date, int, PlanKey]:
    # On one day circle 2 comes first: the circle 1 row merged into it reads as a note below.
    return occurrence.day, {2: 0, 1: 1}.get(occurrence.circle, 2), occurrence.key
