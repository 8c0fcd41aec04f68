"""What somebody decides about a mail that did not arrive: try again, leave it, send it to the corrected address."""

import re
from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_noop

from portal.core.actors import Actor
from portal.core.log import declare_actions, record, written_together

from ..addresses import display_name, single_address
from ..enums import MailState
from ..models import FailingAddress, OutgoingMail
from .queueing import wake

#: A mail that waited longer for its address tells nothing useful any more.
READDRESSED_FOR = timedelta(days=30)
_STUCK = Q(state__in=(MailState.FAILED, MailState.HELD)) | Q(state=MailState.SENT, bounced_at__isnull=False)

declare_actions(
    mail_tried_again=gettext_noop("Mail sent again"),
    mail_set_aside=gettext_noop("Undelivered mail set aside"),
    mail_readdressed=gettext_noop("Mail sent to the corrected address"),
)


@transaction.atomic
def send_again(mails, *, by: Actor) -> int:
    """Put ``mails`` (a queryset) that failed, came back or are held in the queue, their tries anew; return how many.

    Their addresses are believed again until they fail again. A mail whose secret was forgotten cannot go again: what
    it opened is asked for anew. Who caused a mail stays who caused it.
    """
    stuck = list(mails.filter(_STUCK).exclude(text="").defer("text", "html", "calendar"))
    addresses = {mail.recipient.lower() for mail in stuck}
    FailingAddress.objects.stopping().filter(email__in=addresses).update(cleared_at=timezone.now())
    return _go(stuck, "mail_tried_again", by=by)


@transaction.atomic
def set_aside(mails, *, by: Actor) -> int:
    """Leave ``mails`` (a queryset) that did not arrive at that: they are shown no more; return how many."""
    left = list(mails.filter(_STUCK, set_aside_at__isnull=True).defer("text", "html", "calendar"))
    OutgoingMail.objects.filter(pk__in=[mail.pk for mail in left]).update(set_aside_at=timezone.now())
    _record(left, "mail_set_aside", by=by)
    return len(left)


@transaction.atomic
def readdress(name: str, old: str, new: str, *, rewrite: Callable[[str], str] = str, by: Actor) -> int:
    """Send to ``new`` what is stuck for ``name`` at ``old``, a corrected address; return how many mails.

    Only mails for which ``by`` answers: whoever corrects an address must not receive what another platform wrote.
    Neither secrets nor mails of more than 30 days ago. ``rewrite`` takes a text of the mail and returns it with the
    links that are bound to an address bound to the new one. Raises ``DomainError`` when ``new`` is not one address.
    """
    new = single_address(new)
    stuck = list(
        OutgoingMail.objects.visible_to(by.user)
        .filter(
            _STUCK,
            recipient__iexact=old,
            recipient_name=display_name(name),
            secret=False,
            set_aside_at__isnull=True,
            created_at__gt=timezone.now() - READDRESSED_FOR,
        )
        .exclude(text="")
    )
    for mail in stuck:
        mail.recipient, mail.text, mail.html = new, rewrite(mail.text), rewrite(mail.html)
        if mail.calendar:
            mail.calendar = _with_attendee(bytes(mail.calendar), old, new)
    OutgoingMail.objects.bulk_update(stuck, ["recipient", "text", "html", "calendar"])
    return _go(stuck, "mail_readdressed", by=by)


def _go(stuck: list[OutgoingMail], action: str, *, by: Actor) -> int:
    pks = [mail.pk for mail in stuck]
    count = OutgoingMail.objects.filter(_STUCK, pk__in=pks).update(
        state=MailState.QUEUED,
        tries=0,
        due_at=timezone.now(),
        wait_reason="",
        bounced_at=None,
        bounce_reason="",
        set_aside_at=None,
    )
    _record(stuck, action, by=by)
    for pk in pks:
        wake(pk)
    return count


def _record(mails: list[OutgoingMail], action: str, *, by: Actor) -> None:
    with written_together():
        for mail in mails:
            record(mail, action, by=by, scope=mail.scope)


def _with_attendee(calendar: bytes, old: str, new: str) -> bytes:
    """Return the calendar part for the new address: lines are unfolded, changed and folded again (RFC 5545 §3.1)."""
    text = re.sub(r"\r?\n[ \t]", "", calendar.decode())
    text = re.sub(re.escape(f"mailto:{old}"), lambda _found: f"mailto:{new}", text, flags=re.IGNORECASE)
    return "".join(_folded(line) + "\r\n" for line in text.splitlines()).encode()


def _folded(line: str) -> str:
    pieces, size = [[]], 0
    for character in line:
        octets = len(character.encode())
        if size + octets > 75:
            pieces.append([" "])
            size = 1
        pieces[-1].append(character)
        size += octets
    return "\r\n".join("".join(piece) for piece in pieces)
