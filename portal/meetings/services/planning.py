"""Accepting a plan: campaigns, rhythms and proposed meetings, all in one transaction and once."""

import datetime as dt
from collections import Counter

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.log import declare_actions, record
from portal.directory.models import Platform
from portal.directory.platform_calendar import local_today

from ..calendar.changes import next_sequence
from ..enums import MeetingStatus
from ..events import slot_of
from ..models import Meeting, PlanDraft, Rhythm, Venue
from ..planning_answers import PlanAnswers, RhythmAnswer
from .agenda import fill_from_template
from .plan_drafts import StaleDraft
from .planning_campaigns import save_plan_campaigns
from .planning_inputs import outside_fields, pattern_fields
from .planning_places import venue_for
from .planning_preview import KIND_OF_CIRCLE, Change, PlanRow, preview

declare_actions(
    plan_accepted=gettext_noop("Calendar accepted"),
    meeting_replanned=gettext_noop("Meeting moved by a new calendar"),
    meeting_withdrawn=gettext_noop("Meeting withdrawn by a new calendar"),
)


@transaction.atomic
def accept_plan(draft: PlanDraft, *, version: int, seen: str, by: Actor) -> PlanDraft:
    """Write the plan of ``draft``: its campaigns, its rhythms, one proposed meeting per date that is held.

    ``version`` and ``seen`` (``PlanPreview.seen``) say what the lead looked at; StaleDraft is raised when the plan is
    another by now. Accepting again changes nothing and returns the draft with the result of the first time. Meetings
    that people touched stay as they are; untouched ones of a former plan follow the new one or are cancelled.
    Nobody is told: convening does that. Raises DomainError when there is nothing to write.
    """
    # One acceptance at a time for a platform: two drafts hold the same dates.
    platform = Platform.objects.select_for_update().get(pk=draft.platform_id)
    stored = PlanDraft.objects.select_for_update().filter(pk=draft.pk).first()
    if stored is None:
        raise StaleDraft
    if stored.accepted_at is not None:
        return stored
    if stored.version != version:
        raise StaleDraft
    stored.platform = platform
    now = timezone.now()
    plan = preview(stored, now=now)
    if plan.seen != seen:
        raise StaleDraft
    if not any(row.is_held for row in plan.rows):
        raise DomainError(_("The plan holds no date any more: there is nothing to accept."), code="empty")
    save_plan_campaigns(platform, plan.answers, by=by)
    venue = venue_for(platform, plan.answers.place)
    rhythms = {answer.circle: _save_rhythm(platform, answer, plan.answers, venue) for answer in plan.answers.rhythms}
    with translation.override(settings.LANGUAGE_CODE):  # titles are content, read by everybody
        _create(platform, plan.rows_that(Change.NEW), rhythms, venue, now)
    for row in plan.rows_that(Change.UPDATED):
        _update(row, rhythms, venue, now)
        record(row.meeting, "meeting_replanned", by=by, platform=platform)
    for row in plan.rows_that(Change.WITHDRAWN):
        _withdraw(row.meeting, now)
        record(row.meeting, "meeting_withdrawn", by=by, platform=platform)
    stored.accepted_at = now
    stored.result = dict(Counter(row.change.value for row in plan.rows))
    stored.save()
    record(stored, "plan_accepted", by=by, platform=platform, **stored.result)
    return stored


def _create(platform: Platform, rows: list[PlanRow], rhythms: dict, venue: Venue | None, now: dt.datetime) -> None:
    meetings = []
    for row in rows:
        circle = str(row.occurrence.circle)
        kind = KIND_OF_CIRCLE[circle]
        meetings.append(
            Meeting(
                kind=kind,
                platform=platform,
                circle=circle,
                title=str(kind.label),
                rhythm=rhythms[circle],
                plan_key=str(row.occurrence.key),
                starts_at=row.starts_at,
                duration=dt.timedelta(minutes=row.occurrence.duration_minutes),
                venue=venue,
                confidential=True,
                status=MeetingStatus.PROPOSED,
                created_at=now,
                modified_at=now,
                planned_at=now,
            )
        )
    fill_from_template(Meeting.objects.bulk_create(meetings))


def _update(row: PlanRow, rhythms: dict, venue: Venue | None, now: dt.datetime) -> None:
    meeting = row.meeting
    before = slot_of(meeting)
    meeting.rhythm = rhythms[str(row.occurrence.circle)]
    meeting.starts_at = row.starts_at
    meeting.duration = dt.timedelta(minutes=row.occurrence.duration_minutes)
    meeting.venue = venue
    meeting.status = MeetingStatus.PROPOSED
    meeting.cancel_reason = ""
    _save_as_planned(meeting, before, now)


def _withdraw(meeting: Meeting, now: dt.datetime) -> None:
    before = slot_of(meeting)
    meeting.status = MeetingStatus.CANCELLED
    with translation.override(settings.LANGUAGE_CODE):
        meeting.cancel_reason = _("The calendar was planned anew")
    _save_as_planned(meeting, before, now)


def _save_as_planned(meeting: Meeting, before, now: dt.datetime) -> None:
    meeting.sequence = next_sequence(meeting.sequence, before, slot_of(meeting))
    meeting.modified_at = meeting.planned_at = now
    meeting.save()


def _save_rhythm(platform: Platform, answer: RhythmAnswer, answers: PlanAnswers, venue: Venue | None) -> Rhythm:
    """Return the open rhythm of the circle: the one there if it is the same, else a new one that follows it."""
    fields = {
        "weekday": answer.weekday,
        "time": answer.time,
        "duration_minutes": answer.duration_minutes,
        "anchor": answer.anchor,
        "venue": venue,
        "tolerance_days": answer.tolerance_days,
        **pattern_fields(answer.in_campaign),
        **outside_fields(answer.outside),
    }
    former = platform.rhythms.filter(circle=answer.circle, until__isnull=True).first()
    if former is not None and all(getattr(former, name) == value for name, value in fields.items()):
        return former
    since = max(answers.start, local_today(platform))
    if former is not None:
        former.until = max(former.since, since)
        former.save(update_fields=["until"])
    return Rhythm.objects.create(platform=platform, circle=answer.circle, since=since, **fields)
