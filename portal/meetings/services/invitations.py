"""Invite one more person to a meeting, and take an invitation back: part of the verbs about guests and groups."""

from django.utils import timezone

from portal.core.actors import Actor
from portal.mailing.services.waiting import never_left, take_back

from ..enums import MeetingStatus
from ..guest_mails import InvitationWithdrawn
from ..models import Invitee, Meeting
from ..notifications import Convocation, ConvocationInstead, notify_invitees


def tell_convened(meeting: Meeting, invitees: list[Invitee], *, by: Actor) -> list[Invitee]:
    """Write the convocation to new ``invitees`` of a convened meeting to come; return those whom no mail reaches.

    Nobody is told of a meeting that is not convened yet: the convocation says it to all at once.
    """
    if not is_told(meeting):
        return []
    return notify_invitees(meeting, Convocation, by=by, only=invitees)


def withdraw(meeting: Meeting, invitees: list[Invitee], *, by: Actor) -> int:
    """Delete the invitations ``invitees`` of ``meeting``, which is locked; return how many people are told by mail.

    Who heard of a convened meeting to come gets a mail that takes it out of their calendar; a convocation that has not
    left yet is dropped instead, and nobody hears of either.
    """
    told = []
    if is_told(meeting):
        told = [invitee for invitee in invitees if not _drop_unsent(invitee)]
        unreached = notify_invitees(meeting, InvitationWithdrawn, by=by, only=told)
        told = [invitee for invitee in told if invitee not in unreached]
    Invitee.objects.filter(pk__in=[invitee.pk for invitee in invitees]).delete()
    return len(told)


def is_told(meeting: Meeting) -> bool:
    """Tell whether those invited to ``meeting`` hear of it: convened and to come."""
    return meeting.status == MeetingStatus.CONVENED and meeting.starts_at > timezone.now()


def _drop_unsent(invitee: Invitee) -> bool:
    """Take back the convocation; True when the invitee then knows nothing of the meeting and need hear no more."""
    # Who was put off to this date was told of it by the cancellation of the former one.
    _take_back_of(invitee, ConvocationInstead)
    return bool(_take_back_of(invitee, Convocation))


def _take_back_of(invitee: Invitee, notification: type[Convocation]) -> int:
    rows = never_left().filter(dedup_key__startswith=f"{notification.kind}:{invitee.pk}:")
    return take_back(list(rows.values_list("pk", flat=True)))
