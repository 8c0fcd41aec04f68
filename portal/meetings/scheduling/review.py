"""Looks a placed plan over, and warns of what a lead should know before accepting it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, pairwise

from .cadence import campaign_on, in_order, max_weeks, rhythm_segments, sorted_campaigns, weeks_between, window
from .constraints import constraint_warnings, shared_hours_warnings
from .inputs import EditAction, PlanRequest, Rhythm
from .openings import Openings
from .outputs import PlanWarning, Reason, ReasonCode, Status, WarningCode
from .slots import Slot

# In a gap, what closed the days tells the lead more than that no other day was left or that circle 2 met.
_SECONDARY = frozenset({ReasonCode.NO_DAY_LEFT, ReasonCode.MERGED})


def warnings_for(request: PlanRequest, slots: Sequence[Slot], openings: Openings) -> list[PlanWarning]:
    """All warnings on the placed `slots` of `request`: on the request as a whole, then by rhythm and day."""
    by_rhythm: dict[str, list[Slot]] = defaultdict(list)
    for slot in sorted(slots, key=lambda s: (s.date or s.nominal.date, s.key)):
        by_rhythm[slot.key.rhythm].append(slot)
    phases_by_key: dict[str, list[Rhythm]] = defaultdict(list)
    for rhythm in in_order(request.rhythms):
        phases_by_key[rhythm.key].append(rhythm)
    warnings = [*_unknown_calendar(request, slots), *_overlapping_campaigns(request)]
    for key, phases in sorted(phases_by_key.items()):
        own = by_rhythm[key]
        if not own:
            warnings.append(PlanWarning(WarningCode.RHYTHM_WITHOUT_DATE, rhythm=key, circle=phases[0].circle))
            continue
        contradictions = constraint_warnings(phases, own)
        warnings.extend(contradictions)
        warnings.extend(_gaps(phases, own, slots, request))
        if not any(warning.code is WarningCode.NO_DATE_LEFT for warning in contradictions):
            warnings.extend(_campaigns_without_meeting(phases, own, request))
    warnings.extend(shared_hours_warnings(slots))
    warnings.extend(_edits(request, slots, openings))
    return warnings


def _unknown_calendar(request: PlanRequest, slots: Iterable[Slot]) -> Iterator[PlanWarning]:
    known_until = request.known_until
    if known_until is not None and known_until < request.season.end:
        after = sum(1 for slot in slots if slot.is_held and slot.date > known_until)
        yield PlanWarning(WarningCode.BEYOND_KNOWN_CALENDAR, start=known_until, count=after)


def _overlapping_campaigns(request: PlanRequest) -> Iterator[PlanWarning]:
    for first, second in combinations(sorted_campaigns(request.campaigns), 2):
        start, end = max(first.start, second.start), min(first.end, second.end)
        if start <= end:
            yield PlanWarning(WarningCode.CAMPAIGNS_OVERLAP, name=first.label, other=second.label, start=start, end=end)


def _gaps(
    phases: list[Rhythm], slots: list[Slot], every: Iterable[Slot], request: PlanRequest
) -> Iterator[PlanWarning]:
    """Two meetings of the group further apart than asked: more than the tolerance late, and in a later week.

    Circle 2 meetings count for circle 1, which they include. Nothing is late where the rhythm asks for no meeting.
    """
    met = [slot for slot in slots if slot.date is not None]
    tolerance = max(phase.tolerance_days for phase in phases)
    if phases[0].circle == 1:
        own_days = {slot.date for slot in met}
        met += [slot for slot in every if slot.rhythm.circle == 2 and slot.is_held and slot.date not in own_days]
    for before, after in pairwise(sorted(met, key=lambda slot: (slot.date, slot.key))):
        asked = max(_asked_weeks(phases, before, request), _asked_weeks(phases, after, request))
        days = (after.date - before.date).days
        if asked and days > asked * 7 + tolerance and weeks_between(before.date, after.date) > asked:
            yield PlanWarning(
                WarningCode.GAP,
                rhythm=phases[0].key,
                circle=phases[0].circle,
                start=before.date,
                end=after.date,
                days=days,
                asked_weeks=asked,
                causes=_gap_causes(phases, slots, before, after, request),
            )


def _asked_weeks(phases: list[Rhythm], slot: Slot, request: PlanRequest) -> int:
    """Weeks at most that a rhythm asks for between meetings around `slot`, 0 where it asks for none."""
    if slot.key.rhythm == phases[0].key:
        return max_weeks(slot.nominal.cadence)
    # The phase of that day, or the one that is over: the last before the first that begins later.
    phase = next((p for p in reversed(phases) if p.since is None or p.since <= slot.date), phases[0])
    in_campaign = campaign_on(slot.date, request.campaigns) is not None
    cadence = phase.in_campaign if in_campaign else phase.outside
    return max_weeks(cadence) if cadence else 0


def _gap_causes(
    phases: list[Rhythm], slots: list[Slot], before: Slot, after: Slot, request: PlanRequest
) -> tuple[Reason, ...]:
    causes: dict[Reason, None] = {}
    for slot in sorted(slots, key=lambda s: s.nominal.date):
        between = slot.date is None and before.date < slot.nominal.date < after.date
        displaced = slot in (before, after) and slot.status is not Status.KEPT
        if between or displaced:
            causes.update((reason, None) for reason in slot.reasons)
    for phase in phases:
        for segment in rhythm_segments(phase, request.season, request.campaigns):
            cadence = phase.in_campaign if segment.in_campaign else phase.outside
            if cadence is None and segment.start < after.date and segment.end > before.date:
                causes[Reason(ReasonCode.OUTSIDE_CAMPAIGN)] = None
    telling = tuple(cause for cause in causes if cause.code not in _SECONDARY)
    return telling or tuple(causes) or (Reason(ReasonCode.CADENCE_CHANGE),)


def _campaigns_without_meeting(phases: list[Rhythm], slots: list[Slot], request: PlanRequest) -> Iterator[PlanWarning]:
    windows = [window(phase, request.season) for phase in phases if phase.in_campaign is not None]
    for campaign in sorted_campaigns(request.campaigns):
        spans = [(max(campaign.start, first), min(campaign.end, last)) for first, last in windows]
        spans = [(start, end) for start, end in spans if start <= end]
        if not spans or any(slot.date and start <= slot.date <= end for slot in slots for start, end in spans):
            continue
        yield PlanWarning(
            WarningCode.CAMPAIGN_WITHOUT_MEETING,
            rhythm=phases[0].key,
            circle=phases[0].circle,
            name=campaign.label,
            start=spans[0][0],
            end=spans[-1][1],
        )


def _edits(request: PlanRequest, slots: Sequence[Slot], openings: Openings) -> Iterator[PlanWarning]:
    known = {slot.key: slot for slot in slots}
    per_day: dict[tuple[str, dt.date], int] = defaultdict(int)
    for slot in slots:
        if slot.is_held:
            per_day[slot.rhythm.lane, slot.date] += 1
    for edit in sorted(request.edits, key=lambda e: e.key):
        slot = known.get(edit.key)
        if slot is None:
            yield PlanWarning(WarningCode.EDIT_WITHOUT_OCCURRENCE, rhythm=edit.key.rhythm, key=edit.key)
            continue
        if edit.action is EditAction.DROP:
            continue
        where = {"rhythm": edit.key.rhythm, "circle": slot.rhythm.circle, "key": edit.key, "start": slot.date}
        causes = openings.closed(slot, slot.date)
        if causes:
            yield PlanWarning(WarningCode.EDIT_ON_CLOSED_DAY, causes=causes, **where)
        if missing := openings.required_taken(slot, slot.date, slot.start):
            yield PlanWarning(WarningCode.EDIT_WITHOUT_REQUIRED, causes=missing, **where)
        if per_day[slot.rhythm.lane, slot.date] > 1:
            yield PlanWarning(WarningCode.EDIT_DOUBLES_DAY, **where)
        if not request.season.start <= slot.date <= request.season.end:
            yield PlanWarning(WarningCode.EDIT_OUTSIDE_SEASON, **where)
