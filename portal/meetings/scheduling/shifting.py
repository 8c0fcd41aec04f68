"""Puts the occurrences of one lane (a circle or a working group) on days: nominal, shifted, skipped or as edited."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from .cadence import monday_of
from .inputs import Edit, EditAction, PlanKey
from .openings import Openings, candidates
from .outputs import Reason, ReasonCode, Status
from .slots import Slot


def place_lane(
    slots: list[Slot],
    *,
    edits: Mapping[PlanKey, Edit],
    openings: Openings,
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
        placed[index] = days.place(slot, openings=openings, before=following)
        if placed[index].is_held and (companion := merge_weeks.get(monday_of(placed[index].date))):
            placed[index] = _merged(placed[index], companion)
    return placed


def _as_edited(slot: Slot, edit: Edit) -> Slot:
    if edit.action is EditAction.DROP:
        return replace(slot, status=Status.SKIPPED, reasons=(Reason(ReasonCode.DROPPED_BY_USER),), edited=True)
    start = edit.start or slot.rhythm.start
    if edit.action is EditAction.KEEP or (edit.date, start) == (slot.nominal.date, slot.rhythm.start):
        reasons = (Reason(ReasonCode.KEPT_BY_USER),)
        return replace(slot, status=Status.KEPT, date=slot.nominal.date, reasons=reasons, edited=True)
    reasons = (Reason(ReasonCode.MOVED_BY_USER),)
    return replace(slot, status=Status.MOVED, date=edit.date, start=start, reasons=reasons, edited=True)


def _merged(slot: Slot, companion: Slot) -> Slot:
    reason = Reason(ReasonCode.MERGED, date=companion.date, key=companion.key)
    # A shift that ended in the week of circle 2 is told by the merge alone: the meeting is where circle 2 is.
    causes = tuple(r for r in slot.reasons if slot.status is Status.MOVED)
    return replace(
        slot,
        status=Status.MERGED,
        date=companion.date,
        start=slot.rhythm.start,
        reasons=(*causes, reason),
        merged_into=companion.key,
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

    def place(self, slot: Slot, *, openings: Openings, before: dt.date | None) -> Slot:
        """Keep `slot` on its nominal date, move it to the best free day before `before`, or skip it, with reasons."""
        nominal = slot.nominal.date
        reasons = openings.closed(slot, nominal)
        if nominal in self._taken:
            reasons = (*reasons, Reason(ReasonCode.DAY_TAKEN, date=nominal))
        reasons += openings.required_taken(slot, nominal, slot.rhythm.start)
        self._weeks[monday_of(nominal)] -= 1  # its own claim does not hinder it
        if not reasons:
            return self._take(replace(slot, status=Status.KEPT, date=nominal))
        free = (
            candidate
            for candidate in candidates(slot)
            if self._is_free(candidate.date, nominal, before) and openings.is_in_force(slot, candidate.date)
        )
        best = openings.best(slot, free)
        if best is not None:
            return self._take(replace(slot, status=Status.MOVED, date=best.date, start=best.start, reasons=reasons))
        no_day_left = Reason(ReasonCode.NO_DAY_LEFT, days=slot.rhythm.tolerance_days)
        return replace(slot, status=Status.SKIPPED, reasons=(*reasons, no_day_left))

    def _is_free(self, day: dt.date, nominal: dt.date, before: dt.date | None) -> bool:
        """Whether a move from `nominal` to `day` overtakes no neighbour and meets no other date of the lane."""
        if (self._latest is not None and day <= self._latest) or (before is not None and day >= before):
            return False
        other_week = monday_of(day) != monday_of(nominal)
        return day not in self._taken and not (other_week and self._weeks[monday_of(day)])

    def _take(self, slot: Slot) -> Slot:
        self._taken.add(slot.date)
        self._weeks[monday_of(slot.date)] += 1
        self._latest = slot.date
        return slot
