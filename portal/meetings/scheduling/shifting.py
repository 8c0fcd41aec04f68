"""Puts the occurrences of one lane (a circle or a working group) on days: nominal, shifted, skipped or as edited."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from .cadence import Nominal, monday_of, nominal_dates, window
from .closures import Closures
from .inputs import Edit, EditAction, PlanKey, PlanRequest, Rhythm, week_ordinal
from .outputs import Reason, ReasonCode, Status


@dataclass(frozen=True, slots=True)
class Slot:
    """A nominal date on its way through the engine."""

    key: PlanKey
    rhythm: Rhythm
    nominal: Nominal
    status: Status | None = None
    date: dt.date | None = None
    reasons: tuple[Reason, ...] = ()
    merged_into: PlanKey | None = None
    edited: bool = False

    @property
    def usual_weekday(self) -> int:
        """The weekday the rhythm lives on that day; the only weekend day it may use."""
        return self.nominal.date.weekday()

    @property
    def is_held(self) -> bool:
        """Whether it is placed and makes a meeting of its own."""
        return self.status in (Status.KEPT, Status.MOVED)


def lane_slots(rhythms: Iterable[Rhythm], request: PlanRequest) -> list[Slot]:
    """The nominal dates of the rhythms of one lane, oldest first, not yet placed."""
    slots = [
        Slot(PlanKey(rhythm.key, week_ordinal(nominal.date)), rhythm, nominal)
        for rhythm in rhythms
        for nominal in nominal_dates(rhythm, request.season, request.campaigns)
    ]
    return sorted(slots, key=lambda slot: (slot.nominal.date, slot.key))


def place_lane(
    slots: list[Slot],
    *,
    request: PlanRequest,
    edits: Mapping[PlanKey, Edit],
    closures: Closures,
    merge_weeks: Mapping[dt.date, Slot],
) -> list[Slot]:
    """Decide on every slot of `slots` (one lane, oldest first).

    `merge_weeks` gives, by Monday, the circle 2 slot that a slot of this lane joins when it falls in that week (empty
    for lanes that do not merge). Edited slots are placed first: automatic shifts then keep clear of them.
    """
    placed = [_as_edited(slot, edits[slot.key]) if slot.key in edits else slot for slot in slots]
    days = _Days(placed)
    for index, slot in enumerate(placed):
        if slot.edited:
            continue
        companion = merge_weeks.get(monday_of(slot.nominal.date))
        if companion is not None:
            placed[index] = _merged(slot, companion)
            continue
        following = next((s.nominal.date for s in placed[index + 1 :] if not s.edited), None)
        placed[index] = days.place(slot, request=request, closures=closures, before=following)
        if placed[index].is_held and (companion := merge_weeks.get(monday_of(placed[index].date))):
            placed[index] = _merged(placed[index], companion)
    return placed


def _as_edited(slot: Slot, edit: Edit) -> Slot:
    if edit.action is EditAction.DROP:
        return replace(slot, status=Status.SKIPPED, reasons=(Reason(ReasonCode.DROPPED_BY_USER),), edited=True)
    if edit.action is EditAction.KEEP or edit.date == slot.nominal.date:
        reasons = (Reason(ReasonCode.KEPT_BY_USER),)
        return replace(slot, status=Status.KEPT, date=slot.nominal.date, reasons=reasons, edited=True)
    return replace(slot, status=Status.MOVED, date=edit.date, reasons=(Reason(ReasonCode.MOVED_BY_USER),), edited=True)


def _merged(slot: Slot, companion: Slot) -> Slot:
    reason = Reason(ReasonCode.MERGED, date=companion.date, key=companion.key)
    # A shift that ended in the week of circle 2 is told by the merge alone: the meeting is where circle 2 is.
    causes = tuple(r for r in slot.reasons if slot.status is Status.MOVED)
    return replace(
        slot, status=Status.MERGED, date=companion.date, reasons=(*causes, reason), merged_into=companion.key
    )


class _Days:
    """Which days and weeks of one lane are taken, by edited or placed slots or by nominal dates still to come."""

    def __init__(self, slots: Iterable[Slot]):
        self._taken: set[dt.date] = set()
        self._weeks: Counter[dt.date] = Counter()
        self._latest: dt.date | None = None
        for slot in slots:
            if not slot.edited:
                self._weeks[monday_of(slot.nominal.date)] += 1
            elif slot.date is not None:
                self._taken.add(slot.date)
                self._weeks[monday_of(slot.date)] += 1

    def place(self, slot: Slot, *, request: PlanRequest, closures: Closures, before: dt.date | None) -> Slot:
        """Keep `slot` on its nominal date, move it to the best free day before `before`, or skip it, with reasons."""
        nominal = slot.nominal.date
        reasons = closures.reasons(nominal, slot.usual_weekday)
        if nominal in self._taken:
            reasons = (*reasons, Reason(ReasonCode.DAY_TAKEN, date=nominal))
        self._weeks[monday_of(nominal)] -= 1  # its own claim does not hinder it
        if not reasons:
            return self._take(replace(slot, status=Status.KEPT, date=nominal))
        first, last = window(slot.rhythm, request.season)
        for day in _candidates(slot):
            overtakes = (self._latest is not None and day <= self._latest) or (before is not None and day >= before)
            if overtakes or not first <= day <= last or day in self._taken:
                continue
            if self._weeks[monday_of(day)] and monday_of(day) != monday_of(nominal):
                continue
            if not closures.reasons(day, slot.usual_weekday):
                return self._take(replace(slot, status=Status.MOVED, date=day, reasons=reasons))
        no_day_left = Reason(ReasonCode.NO_DAY_LEFT, days=slot.rhythm.tolerance_days)
        return replace(slot, status=Status.SKIPPED, reasons=(*reasons, no_day_left))

    def _take(self, slot: Slot) -> Slot:
        self._taken.add(slot.date)
        self._weeks[monday_of(slot.date)] += 1
        self._latest = slot.date
        return slot


def _candidates(slot: Slot) -> list[dt.date]:
    """Days within the tolerance, best first.

    First the same week, since people have kept it free; then the usual weekday of other weeks, since that is the day
    they keep free; then any other day. Within each, the nearest; at equal distance the later one, since a meeting
    put off disturbs less than one brought forward.
    """
    nominal = slot.nominal.date

    def preference(offset: int) -> tuple[int, int, bool]:
        day = nominal + dt.timedelta(days=offset)
        tier = 0 if monday_of(day) == monday_of(nominal) else 1 if offset % 7 == 0 else 2
        return tier, abs(offset), offset < 0

    tolerance = slot.rhythm.tolerance_days
    offsets = sorted((o for o in range(-tolerance, tolerance + 1) if o), key=preference)
    return [nominal + dt.timedelta(days=offset) for offset in offsets]
