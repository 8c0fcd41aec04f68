"""What accepting a draft would do, date by date: the engine's proposal beside the meetings that exist already.

Reads only. A meeting is the planner's as long as nothing touched it since the planner wrote it and nobody was convened:
such a meeting follows the new plan. Every other one stays as it is.
"""

import datetime as dt
import hashlib
import zoneinfo
from dataclasses import dataclass, replace
from enum import StrEnum

from django.db.models import Q
from django.utils import timezone

from portal.directory.enums import Circle

from ..calendar.changes import SHORT_NOTICE
from ..enums import MeetingKind, MeetingStatus
from ..local_time import localise
from ..models import Meeting, PlanDraft, Venue
from ..planning_answers import CIRCLES, PlanAnswers, rhythm_key
from ..scheduling import Occurrence, PlanProposal, PlanRequest, propose, week_ordinal
from ..scheduling.hosts import HostChoice
from .planning_inputs import answers_of, request_of

KIND_OF_CIRCLE = {Circle.FIRST: MeetingKind.CIRCLE_1, Circle.SECOND: MeetingKind.CIRCLE_2}


class Change(StrEnum):
    """What accepting does about one date."""

    NEW = "new"
    UPDATED = "updated"
    SAME = "same"
    UNTOUCHED = "untouched"  # a meeting that people touched: it stays
    WITHDRAWN = "withdrawn"  # a meeting of the former plan that the new one does not hold
    NONE = "none"  # no meeting before nor after


@dataclass(frozen=True)
class PlanRow:
    """One date of the plan: the engine's occurrence (None for a meeting that the plan does not name), what exists."""

    occurrence: Occurrence | None
    meeting: Meeting | None
    change: Change
    starts_at: dt.datetime | None = None
    #: The meeting that stays and that this date would repeat in its week.
    instead: Meeting | None = None
    #: The venue of this date alone, chosen by hand or by turns; None for the usual place of the plan.
    venue: Venue | None = None
    #: Why that venue, where hosts take turns.
    host: HostChoice | None = None

    @property
    def is_held(self) -> bool:
        """Whether a meeting takes place on this row once the plan is accepted."""
        if self.change is Change.UNTOUCHED:
            return self.meeting.status != MeetingStatus.CANCELLED
        return self.change in (Change.NEW, Change.UPDATED, Change.SAME)


@dataclass(frozen=True)
class PlanPreview:
    """A draft, computed: rows from today on by day, the engine's proposal, how many dates are past already."""

    draft: PlanDraft
    answers: PlanAnswers
    request: PlanRequest
    proposal: PlanProposal
    rows: tuple[PlanRow, ...]
    past: int
    today: dt.date

    def rows_that(self, *changes: Change) -> list[PlanRow]:
        """Return the rows with one of ``changes``."""
        return [row for row in self.rows if row.change in changes]

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
            parts.append(f"{row.change} {row.starts_at} {duration} {row.meeting and row.meeting.pk}")
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def preview(draft: PlanDraft, *, now: dt.datetime | None = None) -> PlanPreview:
    """Return what accepting ``draft`` would do at the instant ``now``. Raises SchedulingError and LocalTimeError."""
    now = now or timezone.now()
    platform = draft.platform
    zone = zoneinfo.ZoneInfo(platform.timezone)
    request = request_of(draft)
    proposal = propose(request)
    answers = answers_of(draft)
    existing = _existing(draft, zone, [str(occurrence.key) for occurrence in proposal.occurrences])
    by_key = {meeting.plan_key: meeting for meeting in existing if meeting.plan_key}
    rows, past, named = [], 0, set()
    for occurrence in proposal.occurrences:
        key = str(occurrence.key)
        named.add(key)
        meeting = by_key.get(key)
        starts_at = localise(occurrence.date, occurrence.start, platform.timezone) if occurrence.is_held else None
        if meeting is None and (starts_at or localise(occurrence.day, occurrence.start, platform.timezone)) <= now:
            past += occurrence.is_held
            continue
        rows.append(PlanRow(occurrence, meeting, _change(meeting, occurrence, starts_at, answers, now), starts_at))
    prefixes = tuple(f"{rhythm_key(circle)}:" for circle in CIRCLES)
    for meeting in existing:
        if meeting.plan_key in named or meeting.status == MeetingStatus.CANCELLED:
            continue
        own = meeting.plan_key.startswith(prefixes) and follows_plan(meeting, now)
        rows.append(PlanRow(None, meeting, Change.WITHDRAWN if own else Change.UNTOUCHED, meeting.starts_at))
    rows = _without_repetition(rows, zone)
    today = now.astimezone(zone).date()
    shown = [row for row in rows if _day_of(row, zone) >= today]
    shown.sort(key=lambda row: (_day_of(row, zone), {"2": 0, "1": 1}.get(_circle_of(row), 2), _key_of(row)))
    return PlanPreview(draft, answers, request, proposal, tuple(shown), past, today)


def follows_plan(meeting: Meeting, now: dt.datetime) -> bool:
    """Whether the planner may still change ``meeting``: its own, untouched, nobody convened, not too near.

    A change less than 72 hours before the start has to be told (DESIGN §6.11), which planning does not do.
    A meeting that the planner itself cancelled comes back when the plan holds it again.
    """
    untouched = meeting.planned_at is not None and meeting.planned_at == meeting.modified_at
    open_status = meeting.status in (MeetingStatus.PROPOSED, MeetingStatus.CANCELLED)
    return untouched and open_status and meeting.convened_at is None and meeting.starts_at - now >= SHORT_NOTICE


def _change(meeting, occurrence: Occurrence, starts_at, answers: PlanAnswers, now: dt.datetime) -> Change:
    if meeting is None:
        return Change.NEW if occurrence.is_held else Change.NONE
    if not follows_plan(meeting, now):
        return Change.UNTOUCHED
    cancelled = meeting.status == MeetingStatus.CANCELLED
    if not occurrence.is_held:
        return Change.NONE if cancelled else Change.WITHDRAWN
    if starts_at - now < SHORT_NOTICE:
        return Change.UNTOUCHED
    duration = dt.timedelta(minutes=occurrence.duration_minutes)
    wanted = (starts_at, duration, answers.place)
    as_is = (meeting.starts_at, meeting.duration, _place_as_is(meeting, answers))
    return Change.SAME if not cancelled and wanted == as_is else Change.UPDATED


def _without_repetition(rows: list[PlanRow], zone) -> list[PlanRow]:
    """Leave out new dates in a week where the circle meets already, in a meeting that stays; circle 2 includes 1.

    The engine does not know meetings, only rules. What the lead chose by hand stays.
    """
    met: dict[tuple, Meeting] = {}
    for row in rows:
        if row.change is Change.UNTOUCHED and row.is_held and row.meeting.circle:
            week = week_ordinal(row.meeting.starts_at.astimezone(zone).date())
            for circle in ("1", "2") if row.meeting.circle == Circle.SECOND else ("1",):
                met.setdefault((week, circle), row.meeting)
    return [
        replace(row, change=Change.NONE, starts_at=None, instead=met[week])
        if row.change is Change.NEW
        and not row.occurrence.edited
        and (week := (week_ordinal(row.occurrence.date), str(row.occurrence.circle))) in met
        else row
        for row in rows
    ]


def _place_as_is(meeting: Meeting, answers: PlanAnswers):
    """Return the answered place when the meeting is there already, else something that differs from it."""
    place, venue = answers.place, meeting.venue
    if place.host is not None:
        return None
    if place.venue is None and place.site is None:
        return place if venue is None else None
    if venue is None:
        return None
    there = venue.pk == place.venue if place.venue is not None else venue.site_id == place.site and not venue.room
    return place if there else None


def _existing(draft: PlanDraft, zone, keys: list[str]) -> list[Meeting]:
    """Return the platform's meetings in the period, and those of ``keys`` wherever people moved them; no drafts."""
    first = dt.datetime.combine(draft.start, dt.time(), zone)
    last = dt.datetime.combine(draft.end + dt.timedelta(days=1), dt.time(), zone)
    in_period = Q(starts_at__gte=first, starts_at__lt=last) & ~Q(status=MeetingStatus.DRAFT)
    meetings = Meeting.objects.filter(in_period | Q(plan_key__in=keys), platform=draft.platform)
    return list(meetings.select_related("venue__site__organisation", "venue__site__commune"))


def _day_of(row: PlanRow, zone) -> dt.date:
    if row.change is Change.UNTOUCHED or row.occurrence is None:
        return row.meeting.starts_at.astimezone(zone).date()
    return row.occurrence.day


def _circle_of(row: PlanRow) -> str:
    return row.meeting.circle if row.occurrence is None else str(row.occurrence.circle)


def _key_of(row: PlanRow) -> str:
    return str(row.meeting.uuid) if row.occurrence is None else str(row.occurrence.key)
