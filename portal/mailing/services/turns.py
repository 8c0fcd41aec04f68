"""Whose turn it is: no more leaves within an hour than the mail server, and one person, may send (D-41)."""

from datetime import timedelta
from enum import StrEnum

from django.conf import settings
from django.db import transaction
from django.db.models import Count, F, Q
from django.utils import timezone

from ..enums import MailState, WaitReason
from ..models import OutgoingMail, SendingTurn

HOUR = timedelta(hours=1)
#: The part of the hour's mails that is kept for the urgent ones: a new password does not wait for a season of meetings.
RESERVE = 10


class Turn(StrEnum):
    """What came of asking to send a mail."""

    TAKEN = "taken"
    #: Another worker has it, or it is not due.
    GONE = "gone"
    #: The whole portal has sent enough.
    HOURLY = "hourly"
    #: Its sender has.
    SENDER = "sender"


def take_turn(pk: int) -> Turn:
    """Claim the mail ``pk`` if the hour has room for it; else note in the row why it waits.

    The hour is the last sixty minutes. Workers take the same row for as long as they count and claim, so that however
    many they are, they never send more together than one alone would.
    """
    mail = OutgoingMail.objects.filter(pk=pk, state=MailState.QUEUED).values("asked_by_id", "urgent").first()
    if mail is None:
        return Turn.GONE
    whole = settings.MAILS_PER_HOUR
    of_sender = settings.MAILS_PER_HOUR_PER_SENDER if mail["asked_by_id"] and not mail["urgent"] else 0
    if not whole and not of_sender:
        return Turn.TAKEN if OutgoingMail.objects.claim(pk) else Turn.GONE
    with transaction.atomic():
        _take_the_row()
        now = timezone.now()
        left = OutgoingMail.objects.filter(Q(sent_at__gt=now - HOUR) | Q(state=MailState.SENDING)).aggregate(
            whole=Count("pk"), of_sender=Count("pk", filter=Q(asked_by=mail["asked_by_id"]))
        )
        room = whole if mail["urgent"] else whole - _reserve(whole)
        if whole and left["whole"] >= room:
            return _wait(pk, Turn.HOURLY, WaitReason.HOURLY)
        if of_sender and left["of_sender"] >= of_sender:
            return _wait(pk, Turn.SENDER, WaitReason.SENDER)
        return Turn.TAKEN if OutgoingMail.objects.claim(pk, now) else Turn.GONE


def _reserve(whole: int) -> int:
    return max(1, whole // RESERVE) if whole > 1 else 0


def _take_the_row() -> None:
    turn = SendingTurn.objects.filter(pk=1)
    if not turn.update(taken=F("taken") + 1):
        SendingTurn.objects.bulk_create([SendingTurn(pk=1)], ignore_conflicts=True)
        turn.update(taken=F("taken") + 1)


def _wait(pk: int, turn: Turn, reason: WaitReason) -> Turn:
    OutgoingMail.objects.filter(pk=pk, state=MailState.QUEUED).exclude(wait_reason=reason).update(wait_reason=reason)
    return turn
