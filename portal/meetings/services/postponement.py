"""Put a meeting off to another date: one cancelled, another in its place, in one act (DESIGN §3)."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.log import declare_actions, record

from ..enums import MeetingStatus
from ..models import AgendaItem, AgendaProposal, Attachment, Invitee, Meeting
from ..notifications import ConvocationInstead, MeetingCancelled, MeetingPostponed, notify_invitees
from . import change_notices
from .convene import candidates
from .meetings import MeetingDetails, StaleMeeting, check_details, check_future, version_of
from .unsent_mails import take_back_unsent

declare_actions(meeting_postponed=gettext_noop("Meeting put off to another date"))

#: What the new meeting has from the one put off; the rest is the date's or begins anew.
_KEPT = ("kind", "platform_id", "territory_id", "circle", "working_group_id", "title", "confidential")


@transaction.atomic
def postpone_meeting(
    meeting: Meeting, details: MeetingDetails, *, reason: str, by: Actor, version: str | None = None
) -> Meeting:
    """Cancel ``meeting`` for ``reason`` and return the one that replaces it, of the same kind and status.

    Agenda, proposals and files go over. Those convened are convened to the new date, their answers open again, and get
    two mails, each with one calendar part: the former date is cancelled, then come to the new one. Whoever came in
    somebody's place for that date alone hears that it is cancelled. The planner's occurrence stays with the cancelled
    one, so that planning again brings no second meeting. ``version`` is ``version_of`` the meeting that the writer saw.
    Raises StaleMeeting, and DomainError: for a meeting that is neither proposed nor convened ("status"), is over
    ("past"), without a reason, or for a date that cannot be.
    """
    stored = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if version is not None and version != version_of(stored):
        raise StaleMeeting(stored)
    if stored.status not in (MeetingStatus.PROPOSED, MeetingStatus.CONVENED):
        raise DomainError(_("Only a meeting that is in the calendar can be put off."), code="status")
    if stored.is_over:
        raise DomainError(_("This meeting is over: plan another one."), code="past")
    if not reason.strip():
        raise DomainError(_("Say why the meeting is put off: those invited will read it."), field="reason")
    check_details(details, stored.platform or stored.territory, venue=stored.venue_id)
    check_future(details)
    if details.starts_at == stored.starts_at:
        raise DomainError(_("This is the date it has now."), code="same", field="date")
    was_convened = stored.status == MeetingStatus.CONVENED
    new = _replacement(stored, details, now=timezone.now())
    stored.status = MeetingStatus.CANCELLED
    stored.cancel_reason = reason.strip()
    stored.replaced_by = new
    stored.sequence += 1
    stored.modified_at = new.created_at
    stored.save()
    for model in (AgendaItem, AgendaProposal, Attachment):
        model.objects.filter(meeting=stored).update(meeting=new)
    record(stored, "meeting_postponed", by=by, platform=stored.platform, territory=stored.territory, replaced_by=new.pk)
    change_notices.drop_notice(stored)
    take_back_unsent(stored)
    if was_convened:
        _convene_again(stored, new, by=by)
    return new


def _replacement(stored: Meeting, details: MeetingDetails, *, now) -> Meeting:
    new = Meeting(
        **{name: getattr(stored, name) for name in _KEPT},
        status=stored.status,
        starts_at=details.starts_at,
        duration=details.duration,
        venue=details.venue,
        video_link=details.video_link,
        created_at=now,
        modified_at=now,
        convened_at=now if stored.status == MeetingStatus.CONVENED else None,
        called_at=stored.called_at,
    )
    new.title = details.title.strip() or stored.title
    if new.status == MeetingStatus.CONVENED:
        # As any convocation does: whoever looks at both takes this one as the newer.
        new.sequence = 1
    new.save()
    return new


def _convene_again(stored: Meeting, new: Meeting, *, by: Actor) -> None:
    """Invite to ``new`` those convened to ``stored``, guests included, with name and organisation as they are kept."""
    regular = {candidate.person.pk for candidate in candidates(new)}
    former = list(stored.invitees.select_related("person", "organisation", "replaces"))
    only_then = [one for one in former if hasattr(one, "replaces") and one.person_id not in regular]
    carried = [one for one in former if one not in only_then]
    for one in carried:
        Invitee.objects.create(
            meeting=new,
            person=one.person,
            name=one.name,
            email=one.email,
            organisation=one.organisation,
            organisation_name=one.organisation_name,
            circle=one.circle,
            is_guest=one.is_guest,
        )
    # In this order: who reads them one by one first frees the former date.
    notify_invitees(stored, MeetingPostponed, by=by, only=carried)
    notify_invitees(new, ConvocationInstead, by=by, former=stored)
    notify_invitees(stored, MeetingCancelled, by=by, only=only_then)
