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
from ..enums import MeetingKind, MeetingStatus
from ..events import slot_of
from ..models import Meeting, PlanDraft, Rhythm, Venue, WorkingGroup
from ..planning_answers import PlanAnswers
from .agenda import fill_from_template
from .plan_drafts import StaleDraft
from .planning_campaigns import save_plan_campaigns
from .planning_inputs import active_groups
from .planning_places import venue_for
from .planning_preview import KIND_OF_CIRCLE, Change, PlanRow, preview
from .rhythms import rhythm_on, save_phases

declare_actions(
    plan_accepted=gettext_noop("Calendar accepted"),
    meeting_replanned=gettext_noop("Meeting moved by a new calendar"),
    meeting_withdrawn=gettext_noop("Meeting withdrawn by a new calendar"),
)


#: Rows of each planned rhythm by its key, phases in order.
Rhythms = dict[str, list[Rhythm]]


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
    venue = venue_for(platform, plan.answers.place, by=by)
    rhythms = _save_rhythms(platform, plan.answers, venue)
    groups = _groups(platform, plan.answers)
    with translation.override(settings.LANGUAGE_CODE):  # titles are content, read by everybody
        _create(platform, plan.rows_that(Change.NEW), rhythms, groups, venue, now)
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


def _create(
    platform: Platform,
    rows: list[PlanRow],
    rhythms: Rhythms,
    groups: dict[int, WorkingGroup],
    venue: Venue | None,
    now: dt.datetime,
) -> None:
    meetings = []
    for row in rows:
        group = groups[row.group] if row.group is not None else None
        kind = MeetingKind.WORKING_GROUP if group else KIND_OF_CIRCLE[row.circle]
        meetings.append(
            Meeting(
                kind=kind,
                platform=platform,
                circle=row.circle,
                working_group=group,
                title=group.name if group else str(kind.label),
                rhythm=_rhythm_of(row, rhythms),
                plan_key=row.key,
                starts_at=row.starts_at,
                duration=dt.timedelta(minutes=row.occurrence.duration_minutes),
                venue=row.venue or venue,
                confidential=True,
                status=MeetingStatus.PROPOSED,
                created_at=now,
                modified_at=now,
                planned_at=now,
            )
        )
    fill_from_template(Meeting.objects.bulk_create(meetings))


def _update(row: PlanRow, rhythms: Rhythms, venue: Venue | None, now: dt.datetime) -> None:
    meeting = row.meeting
    before = slot_of(meeting)
    meeting.rhythm = _rhythm_of(row, rhythms)
    meeting.starts_at = row.starts_at
    meeting.duration = dt.timedelta(minutes=row.occurrence.duration_minutes)
    meeting.venue = row.venue or venue
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


def _save_rhythms(platform: Platform, answers: PlanAnswers, venue: Venue | None) -> Rhythms:
    """Return the rows of each planned rhythm, by its key: they hold from the first planned day that is not past."""
    start = max(answers.start, local_today(platform))
    return {
        key: save_phases(platform, answers.phases(key), start=start, venue=venue, rotates=answers.place.rotates)
        for key in answers.keys
    }


def _rhythm_of(row: PlanRow, rhythms: Rhythms) -> Rhythm | None:
    phases = rhythms[row.occurrence.key.rhythm]
    return rhythm_on(phases, row.occurrence.nominal) if phases else None


def _groups(platform: Platform, answers: PlanAnswers) -> dict[int, WorkingGroup]:
    """Return the planned working groups. Raises DomainError when one has ended since the draft was made."""
    groups = {group.pk: group for group in active_groups(platform).filter(pk__in=answers.groups)}
    if len(groups) < len(answers.groups):
        raise DomainError(_("A working group of this plan has ended: change the answers first."), code="group")
    return groups
