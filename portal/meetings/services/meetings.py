"""Create, change, propose, cancel, restore and delete a meeting (DESIGN §3 "Meeting status", §6, §7)."""

import datetime as dt
import hashlib
from dataclasses import dataclass, fields
from functools import partial

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.log import declare_actions, record
from portal.directory.enums import Circle
from portal.directory.models import Platform, Territory

from ..calendar.changes import must_be_told, next_sequence
from ..enums import MeetingKind, MeetingStatus
from ..events import slot_of
from ..leavers import gone_from_meeting
from ..models import Meeting, Venue, WorkingGroup
from ..news import feed_alone, is_near
from ..notifications import MeetingCancelled, MeetingRestored, notify_invitees
from ..told import Told
from . import change_notices
from .agenda import fill_from_template
from .planning_places import venues_of_territory
from .unsent_mails import take_back_cancellations, take_back_unsent

declare_actions(
    meeting_created=gettext_noop("Meeting created"),
    meeting_changed=gettext_noop("Meeting changed"),
    meeting_proposed=gettext_noop("Meeting put in the calendar"),
    meeting_cancelled=gettext_noop("Meeting cancelled"),
    meeting_restored=gettext_noop("Meeting restored"),
    meeting_deleted=gettext_noop("Draft meeting deleted"),
)

#: Kinds that are not behind the charter: nobody's situation is spoken of there (DESIGN §3).
OPEN_KINDS = (MeetingKind.STEERING_COMMITTEE,)
CIRCLE_OF_KIND = {MeetingKind.CIRCLE_1: Circle.FIRST, MeetingKind.CIRCLE_2: Circle.SECOND}
LONGEST = dt.timedelta(hours=24)
#: Further than this ahead, a date is a slip of the keyboard.
FURTHEST = dt.timedelta(days=3 * 366)


@dataclass(frozen=True, kw_only=True)
class MeetingDetails:
    """What a lead writes about a meeting; the title is the group's or the kind's name when left empty.

    Only a meeting of the kind "working group" has a ``working_group``, and may do without one.
    """

    kind: str
    starts_at: dt.datetime
    duration: dt.timedelta
    title: str = ""
    venue: Venue | None = None
    video_link: str = ""
    working_group: WorkingGroup | None = None


class StaleMeeting(DomainError):
    """Somebody else changed the meeting since the form was opened; ``current`` is what is stored."""

    def __init__(self, current: Meeting):
        super().__init__(
            _("Somebody else changed this meeting while you were writing. Both versions are shown below."), code="stale"
        )
        self.current = current


def version_of(meeting: Meeting) -> str:
    """Return a short text that changes with whatever a lead may change in the meeting, for the form to send back."""
    shown = [
        meeting.status,
        meeting.sequence,
        meeting.kind,
        # One instant has one name, whatever the zone it is held in.
        meeting.starts_at.astimezone(dt.UTC).isoformat(),
        meeting.duration,
        meeting.title,
        meeting.venue_id,
        meeting.video_link,
        meeting.working_group_id,
    ]
    return hashlib.sha256(repr(list(map(str, shown))).encode()).hexdigest()[:16]


def would_tell(meeting: Meeting, *, always: bool = False) -> int:
    """Return how many people a change can be told to: those convened with an address who did not leave since.

    Those who follow by their calendar alone hear of it where calendars are too slow, and ``always`` of a cancellation.
    """
    if meeting.status != MeetingStatus.CONVENED:
        return 0
    told = meeting.invitees.exclude(Q(person__isnull=True, email="") | Q(person__email=""))
    if meeting.platform is not None:
        told = told.exclude(person__in=gone_from_meeting(meeting).values("pk"))
    people = list(told.values_list("person", flat=True))
    if always or is_near(meeting.starts_at, now=timezone.now()):
        return len(people)
    return len(people) - len(feed_alone([pk for pk in people if pk]))


@transaction.atomic
def create_meeting(scope: Platform | Territory, details: MeetingDetails, *, by: Actor) -> Meeting:
    """Return a new draft of a platform or a territory, with the agenda of its kind.

    Raises DomainError for a date that cannot be, a venue or a group of another platform.
    """
    platform, territory = (scope, None) if isinstance(scope, Platform) else (None, scope)
    meeting = Meeting(platform=platform, territory=territory, status=MeetingStatus.DRAFT)
    check_details(details, scope)
    check_future(details)
    _apply(meeting, details)
    meeting.save()
    fill_from_template([meeting])
    record(meeting, "meeting_created", by=by, platform=platform, territory=territory)
    return meeting


@transaction.atomic
def change_meeting(meeting: Meeting, details: MeetingDetails, *, version: str, tell: bool, by: Actor) -> Meeting:
    """Write ``details`` and return the meeting; with ``tell``, those convened get a mail with the differences.

    The mail waits ten minutes for further changes, unless the meeting is near (``change_notices``). ``version`` is
    ``version_of`` the meeting that the writer saw. SEQUENCE rises when date, time or place changes. Raises
    StaleMeeting, and DomainError: for a meeting that is held or cancelled, a date that cannot be, a new kind once
    convened, or code "must_tell" for a change that calendars would show too late (DESIGN §6.11).
    """
    stored = _lock(meeting)
    if version != version_of(stored):
        raise StaleMeeting(stored)
    if stored.status in (MeetingStatus.HELD, MeetingStatus.CANCELLED):
        raise DomainError(_("A meeting that was held or cancelled does not change any more."), code="status")
    if stored.status == MeetingStatus.CONVENED:
        if details.kind != stored.kind:
            raise DomainError(_("The kind of a meeting stays once people are convened."), code="kind", field="kind")
        if details.working_group != stored.working_group:
            raise DomainError(_("The group stays once its members are convened."), code="group", field="working_group")
    check_details(details, stored.platform or stored.territory, venue=stored.venue_id)
    if details.starts_at != stored.starts_at:
        check_future(details)
    before, before_slot = _copy(stored), _slot_or_none(stored)
    heard = Told.of(stored)
    _apply(stored, details)
    after_slot = _slot_or_none(stored)
    if before_slot is not None:
        stored.sequence = next_sequence(stored.sequence, before_slot, after_slot)
        told = stored.status == MeetingStatus.CONVENED
        if told and not tell and must_be_told(before_slot, after_slot, now=timezone.now()):
            raise DomainError(
                _(
                    "This change comes less than 72 hours before the meeting: calendars would show it too late, "
                    "so it has to be told."
                ),
                code="must_tell",
            )
    differences = differences_between(before, stored)
    if not differences:
        return stored
    stored.modified_at = timezone.now()
    stored.save()
    record(stored, "meeting_changed", by=by, platform=stored.platform, territory=stored.territory, told=tell)
    if stored.status == MeetingStatus.CONVENED:
        change_notices.note_change(stored, before=heard, tell=tell, by=by)
    return stored


@transaction.atomic
def propose_meeting(meeting: Meeting, *, by: Actor) -> Meeting:
    """Put a draft in the calendar of those who may see its kind; no mail. Raises DomainError unless it is a draft."""
    stored = _lock(meeting)
    _require_status(stored, MeetingStatus.DRAFT)
    if stored.starts_at <= timezone.now():
        raise DomainError(_("This date is past: give the meeting another one first."), code="past")
    stored.status = MeetingStatus.PROPOSED
    return _save_status(stored, "meeting_proposed", by=by)


@transaction.atomic
def cancel_meeting(meeting: Meeting, *, reason: str, by: Actor, replaced_by: Meeting | None = None) -> Meeting:
    """Cancel a proposed or convened meeting; those convened are always told, unless it is over.

    Raises DomainError without a reason, or for another status.
    """
    stored = _lock(meeting)
    _require_status(stored, MeetingStatus.PROPOSED, MeetingStatus.CONVENED)
    if not reason.strip():
        raise DomainError(_("Say why the meeting is cancelled: those invited will read it."), field="reason")
    was_convened = stored.status == MeetingStatus.CONVENED
    stored.status = MeetingStatus.CANCELLED
    stored.cancel_reason = reason.strip()
    stored.replaced_by = replaced_by
    stored.sequence += 1
    _save_status(stored, "meeting_cancelled", by=by)
    # What waits to be told is no more: the cancellation says it all, and comes after nothing.
    change_notices.drop_notice(stored)
    take_back_unsent(stored)
    if was_convened and not stored.is_over:
        notify_invitees(stored, MeetingCancelled, by=by)
    return stored


@transaction.atomic
def restore_meeting(meeting: Meeting, *, by: Actor) -> Meeting:
    """Take a cancellation back: convened again when it was, and told to the same people; else proposed.

    Raises DomainError for a meeting that is not cancelled or whose start is past, and "postponed" while the meeting
    that replaces it stands: its agenda and those invited went there.
    """
    stored = _lock(meeting)
    _require_status(stored, MeetingStatus.CANCELLED)
    if stored.replaced_by is not None and stored.replaced_by.status != MeetingStatus.CANCELLED:
        raise DomainError(
            _("This meeting was put off: change or cancel the one that replaces it instead."), code="postponed"
        )
    if stored.starts_at <= timezone.now():
        raise DomainError(_("This date is past: plan another meeting instead."), code="past")
    stored.status = MeetingStatus.CONVENED if stored.convened_at else MeetingStatus.PROPOSED
    stored.cancel_reason = ""
    stored.replaced_by = None
    stored.sequence += 1
    _save_status(stored, "meeting_restored", by=by)
    take_back_cancellations(stored)
    if stored.status == MeetingStatus.CONVENED:
        notify_invitees(stored, MeetingRestored, by=by)
    return stored


@transaction.atomic
def delete_draft(meeting: Meeting, *, by: Actor) -> None:
    """Delete a draft, which nobody outside the team ever saw, with its files. Raises DomainError for another status."""
    stored = _lock(meeting)
    _require_status(stored, MeetingStatus.DRAFT)
    record(stored, "meeting_deleted", by=by, platform=stored.platform, territory=stored.territory)
    files = [(one.file.storage, one.file.name) for one in stored.attachments.exclude(file="")]
    stored.delete()
    for storage, name in files:
        transaction.on_commit(partial(storage.delete, name))


def differences_between(before: Meeting, after: Meeting) -> list[str]:
    """Return the names of the fields of ``MeetingDetails`` that differ."""
    names = [field.name for field in fields(MeetingDetails)]
    return [name for name in names if getattr(before, name) != getattr(after, name)]


def _lock(meeting: Meeting) -> Meeting:
    """Return the stored meeting, held until the transaction ends.

    Venue and territory are read apart: PostgreSQL locks no row of an outer join.
    """
    return Meeting.objects.select_for_update().get(pk=meeting.pk)


def _copy(meeting: Meeting) -> Meeting:
    """Return the meeting as it is now, for the differences."""
    return Meeting(**{field.attname: getattr(meeting, field.attname) for field in Meeting._meta.concrete_fields})


def _require_status(meeting: Meeting, *allowed: MeetingStatus) -> None:
    if meeting.status not in allowed:
        raise DomainError(
            _("This is not possible now: the meeting is “%(status)s”.")
            % {"status": meeting.get_status_display().lower()},
            code="status",
        )


def check_details(details: MeetingDetails, scope: Platform | Territory, *, venue: int | None = None) -> None:
    """Raise DomainError for a duration, venue or group that a meeting of ``scope`` cannot have.

    ``venue`` is the one that it has already, by primary key: a territory's meeting keeps it, though closed since.
    """
    platform = scope if isinstance(scope, Platform) else None
    if details.duration <= dt.timedelta():
        raise DomainError(_("The meeting ends before it starts."), code="order", field="end_time")
    if details.duration > LONGEST:
        raise DomainError(_("A meeting lasts at most one day."), code="too_long", field="end_time")
    if details.venue is not None:
        if platform is None:
            known = venues_of_territory(scope, current=venue).filter(pk=details.venue.pk).exists()
        else:
            known = details.venue.platform_id == platform.pk
        if not known:
            raise DomainError(_("Choose one of the platform's venues."), code="foreign_venue", field="venue")
    if details.working_group is not None:
        if platform is None or details.working_group.platform_id != platform.pk:
            raise DomainError(
                _("Choose one of the platform's working groups."), code="foreign_group", field="working_group"
            )
        if details.kind != MeetingKind.WORKING_GROUP:
            raise DomainError(
                _("Choose the kind “working group”, or no group."), code="group_kind", field="working_group"
            )


def check_future(details: MeetingDetails) -> None:
    """Raise DomainError for a date that is past, or too far ahead to be meant."""
    now = timezone.now()
    if details.starts_at <= now:
        raise DomainError(_("This date is past."), code="past", field="date")
    if details.starts_at > now + FURTHEST:
        raise DomainError(_("This date is more than three years ahead."), code="far", field="date")


def _apply(meeting: Meeting, details: MeetingDetails) -> None:
    kind = MeetingKind(details.kind)
    if meeting.pk is None or meeting.kind != kind:
        meeting.confidential = kind not in OPEN_KINDS
        meeting.circle = CIRCLE_OF_KIND.get(kind, "")
    meeting.kind = kind
    meeting.working_group = details.working_group if kind == MeetingKind.WORKING_GROUP else None
    meeting.title = details.title.strip() or str(meeting.working_group or kind.label)
    meeting.starts_at = details.starts_at
    meeting.duration = details.duration
    meeting.venue = details.venue
    meeting.video_link = details.video_link


def _slot_or_none(meeting: Meeting):
    """Return the meeting's slot, or None for a draft: what never left has no calendar to tell."""
    return None if meeting.status == MeetingStatus.DRAFT else slot_of(meeting)


def _save_status(meeting: Meeting, action: str, *, by: Actor) -> Meeting:
    meeting.modified_at = timezone.now()
    meeting.save()
    record(meeting, action, by=by, platform=meeting.platform, territory=meeting.territory)
    return meeting
