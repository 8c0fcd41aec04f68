"""What accepting a draft would do, date by date: the engine's proposal beside the meetings that exist already.

Reads only. A meeting is the planner's as long as nothing touched it since the planner wrote it and nobody was convened:
such a meeting follows the new plan. Every other one stays as it is.
"""

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from django.utils import timezone

from portal.directory.enums import Circle

from ..calendar.changes import SHORT_NOTICE
from ..enums import MeetingKind, MeetingStatus
from ..local_time import localise
from ..models import Meeting, PlanDraft, Venue
from ..planning_answers import CIRCLES, PlaceAnswer, PlanAnswers, edits_from_json, rhythm_key, venues_from_json
from ..scheduling import Occurrence, PlanProposal, PlanRequest, propose, week_ordinal
from ..scheduling.hosts import HostChoice
from .planning_inputs import request_of
from .planning_readings import Reading, read
from .planning_rows import Change, PlanRow
from .planning_turns import turns

KIND_OF_CIRCLE = {Circle.FIRST: MeetingKind.CIRCLE_1, Circle.SECOND: MeetingKind.CIRCLE_2}


@dataclass(frozen=True)
class PlanPreview:
    """A draft, computed: rows from today on by day, the engine's proposal, how many dates are past already."""

    draft: PlanDraft
    reading: Reading
    proposal: PlanProposal
    rows: tuple[PlanRow, ...]
    past: int
    choices: Mapping[str, HostChoice] = field(default_factory=dict)

    @property
    def answers(self) -> PlanAnswers:
        """What the lead answered."""
        return self.reading.answers

    @property
    def request(self) -> PlanRequest:
        """What the engine was given, the lead's changes included."""
        return self.reading.request

    @property
    def today(self) -> dt.date:
        """The day on which the plan is looked at, in the time zone of the platform."""
        return self.reading.now.astimezone(self.reading.zone).date()

    def rows_that(self, *changes: Change) -> list[PlanRow]:
        """Return the rows with one of ``changes``."""
        return [row for row in self.rows if row.change in changes]

    def row(self, key: str) -> PlanRow | None:
        """Return the row of the plan key ``key``, None when the plan has none such."""
        return next((row for row in self.rows if key and row.key == key), None)

    @property
    def replans(self) -> bool:
        """Whether meetings of a former plan are there already, so that accepting changes more than it adds."""
        return any(row.meeting is not None and row.meeting.plan_key for row in self.rows)

    @property
    def writes(self) -> bool:
        """Whether accepting changes any meeting."""
        return bool(self.rows_that(Change.NEW, Change.UPDATED, Change.WITHDRAWN))

    @property
    def seen(self) -> str:
        """A short text that changes with whatever accepting would write, for the form to send back."""
        parts = []
        for row in self.rows:
            duration = row.occurrence.duration_minutes if row.occurrence else None
            venue = row.venue and row.venue.pk
            parts.append(f"{row.change} {row.starts_at} {duration} {venue} {row.meeting and row.meeting.pk}")
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def preview(draft: PlanDraft, *, now: dt.datetime | None = None) -> PlanPreview:
    """Return what accepting ``draft`` would do at the instant ``now``. Raises SchedulingError and LocalTimeError."""
    request = request_of(draft)
    proposal = propose(request)
    keys = [str(occurrence.key) for occurrence in proposal.occurrences]
    return _compute(draft, read(draft, request, keys, now or timezone.now()), draft.edits, proposal)


def preview_with(plan: PlanPreview, edits: Mapping) -> PlanPreview:
    """Return what ``plan`` would be with other changes by hand, given as a draft keeps them. Reads nothing again."""
    proposal = propose(replace(plan.request, edits=edits_from_json(edits)))
    return _compute(plan.draft, plan.reading, edits, proposal)


def follows_plan(meeting: Meeting, now: dt.datetime) -> bool:
    """Whether the planner may still change ``meeting``: its own, untouched, nobody convened, not too near.

    A change less than 72 hours before the start has to be told (DESIGN §6.11), which planning does not do.
    A meeting that the planner itself cancelled comes back when the plan holds it again.
    """
    untouched = meeting.planned_at is not None and meeting.planned_at == meeting.modified_at
    open_status = meeting.status in (MeetingStatus.PROPOSED, MeetingStatus.CANCELLED)
    return untouched and open_status and meeting.convened_at is None and meeting.starts_at - now >= SHORT_NOTICE


def _compute(draft: PlanDraft, reading: Reading, edits: Mapping, proposal: PlanProposal) -> PlanPreview:
    rows, past = _rows_of(proposal, reading)
    zone, today = reading.zone, reading.now.astimezone(reading.zone).date()
    rows = [row for row in _without_repetition(rows, zone) if _day_of(row, zone) >= today]
    rows, choices = _with_venues(rows, reading, venues_from_json(edits))
    rows.sort(key=lambda row: (_day_of(row, zone), {"2": 0, "1": 1}.get(row.circle, 2), row.name))
    return PlanPreview(draft, reading, proposal, tuple(rows), past, choices)


def _rows_of(proposal: PlanProposal, reading: Reading) -> tuple[list[PlanRow], int]:
    """Return a row for each occurrence and each meeting besides, and the number of dates that are past already."""
    name, now = reading.platform.timezone, reading.now
    by_key = {meeting.plan_key: meeting for meeting in reading.meetings if meeting.plan_key}
    rows, past, named = [], 0, set()
    for occurrence in proposal.occurrences:
        key = str(occurrence.key)
        named.add(key)
        meeting = by_key.get(key)
        starts_at = localise(occurrence.date, occurrence.start, name) if occurrence.is_held else None
        if meeting is None and (starts_at or localise(occurrence.day, occurrence.start, name)) <= now:
            past += occurrence.is_held
            continue
        rows.append(PlanRow(occurrence, meeting, _change(meeting, occurrence, starts_at, now), starts_at))
    prefixes = tuple(f"{key}:" for key in {*map(rhythm_key, CIRCLES), *reading.answers.keys})
    for meeting in reading.meetings:
        if meeting.plan_key in named or meeting.status == MeetingStatus.CANCELLED:
            continue
        own = meeting.plan_key.startswith(prefixes) and follows_plan(meeting, now)
        rows.append(PlanRow(None, meeting, Change.WITHDRAWN if own else Change.UNTOUCHED, meeting.starts_at))
    return rows, past


def _change(meeting: Meeting | None, occurrence: Occurrence, starts_at, now: dt.datetime) -> Change:
    """Return what becomes of ``meeting``; UPDATED for each that follows the plan, whether it differs or not."""
    if meeting is None:
        return Change.NEW if occurrence.is_held else Change.NONE
    if not follows_plan(meeting, now):
        return Change.UNTOUCHED
    if not occurrence.is_held:
        return Change.NONE if meeting.status == MeetingStatus.CANCELLED else Change.WITHDRAWN
    return Change.UNTOUCHED if starts_at - now < SHORT_NOTICE else Change.UPDATED


def _without_repetition(rows: list[PlanRow], zone) -> list[PlanRow]:
    """Leave out new dates in a week where the circle meets already, in a meeting that stays; circle 2 includes 1.

    The engine does not know meetings, only rules. What the lead chose by hand stays.
    """
    met: dict[tuple, Meeting] = {}
    for row in rows:
        if row.change is Change.UNTOUCHED and row.is_held:
            week = week_ordinal(row.meeting.starts_at.astimezone(zone).date())
            for who in _included(row.meeting.circle, row.meeting.working_group_id):
                met.setdefault((week, who), row.meeting)
    return [
        replace(row, change=Change.NONE, starts_at=None, instead=met[week])
        if row.change is Change.NEW
        and not row.occurrence.edited
        and (week := (week_ordinal(row.occurrence.date), row.group or row.circle)) in met
        else row
        for row in rows
    ]


def _included(circle: str, group: int | None) -> tuple:
    """Return who has met when this circle or this working group has."""
    if circle == Circle.SECOND:
        return (Circle.FIRST.value, Circle.SECOND.value)
    return tuple(filter(None, (circle, group)))


def _with_venues(rows: list[PlanRow], reading: Reading, chosen: Mapping[str, int]) -> tuple[list[PlanRow], dict]:
    """Give each date its venue, then tell the meetings that change from those that are as the plan wants them."""
    choices = turns(rows, reading, chosen)
    done = []
    for row in rows:
        choice = choices.get(row.name)
        if row.is_held and row.change is not Change.UNTOUCHED:
            by_hand = reading.usable_venue(chosen.get(row.key), row.occurrence.date)
            by_turns = reading.venues.get(choice.host) if choice and choice.host else None
            row = replace(row, venue=by_hand or by_turns, host=choice)
        if row.change is Change.UPDATED and _is_there(row, reading.answers.place):
            row = replace(row, change=Change.SAME)
        done.append(row)
    return done, choices


def _is_there(row: PlanRow, place: PlaceAnswer) -> bool:
    """Whether the meeting of ``row`` is in the calendar already as the plan wants it: hour, duration and place."""
    meeting = row.meeting
    if meeting.status == MeetingStatus.CANCELLED or meeting.starts_at != row.starts_at:
        return False
    if meeting.duration != dt.timedelta(minutes=row.occurrence.duration_minutes):
        return False
    if row.venue is not None:
        return meeting.venue_id == row.venue.pk
    return _is_usual_place(meeting.venue, place)


def _is_usual_place(venue: Venue | None, place: PlaceAnswer) -> bool:
    if place.host is not None:
        return False
    if place.venue is None and place.site is None:
        return venue is None
    if venue is None:
        return False
    return venue.pk == place.venue if place.venue is not None else venue.site_id == place.site and not venue.room


def _day_of(row: PlanRow, zone) -> dt.date:
    if row.change is Change.UNTOUCHED or row.occurrence is None:
        return row.meeting.starts_at.astimezone(zone).date()
    return row.occurrence.day
