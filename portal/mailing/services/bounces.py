"""Returned mail becomes a word beside the mail that it is about, and an address that is left alone (B7, D-41)."""

import logging
import time
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from ..bounce_messages import Bounce, read_bounce
from ..enums import MailState
from ..faults import fault_of
from ..mailboxes import letters_of, parse_address
from ..models import OutgoingMail
from .addresses import note_failure

logger = logging.getLogger(__name__)

#: Messages read at a time, and seconds after which the rest waits for the next time: the minute tick has more to do.
AT_A_TIME = 200
SECONDS_AT_A_TIME = 30
_CACHE_KEY = "mailing:bounces"


@dataclass(slots=True)
class Tally:
    """What was found in the mailbox, in numbers: nobody's address belongs in a log."""

    read: int = 0
    #: Told something new about a mail of ours.
    returned: int = 0
    #: On the way still, or told before.
    known: int = 0
    #: About a mail that we never sent.
    foreign: int = 0
    #: No returned mail: answers, absences, noise.
    others: int = 0
    #: Could not be read at all.
    unreadable: int = 0


@transaction.atomic
def take_bounce(bounce: Bounce) -> bool | None:
    """Note that a mail of ours came back.

    Return True when it is news, False when the mail is still on its way or this was known, None for a mail that we
    never sent. The address is left alone only when the notice names it: behind an address may stand a list, of which
    one member moved away.
    """
    mail = (
        OutgoingMail.objects.filter(message_id__in=bounce.message_ids)
        .only("pk", "recipient", "state", "bounced_at")
        .first()
    )
    if mail is None:
        return None
    if bounce.action != "failed":
        return False
    news = OutgoingMail.objects.filter(pk=mail.pk, state=MailState.SENT, bounced_at__isnull=True).update(
        bounced_at=timezone.now(), bounce_reason=bounce.reason
    )
    if not news:
        return False
    is_named = not bounce.recipients or mail.recipient.lower() in bounce.recipients
    note_failure(mail.recipient, reason=bounce.reason, permanent=is_named and fault_of(bounce.reason).is_of_address)
    return True


def read_bounces(url: str, *, delete: bool | None = None) -> Tally:
    """Read the mailbox at ``url`` and return what was found; ``delete`` overrides what the address says.

    One message that cannot be read stops no other. Raises ``MailboxError`` when the mailbox cannot be read.
    """
    tally = Tally()
    until = time.monotonic() + SECONDS_AT_A_TIME
    letters = letters_of(parse_address(url, delete=delete), AT_A_TIME)
    for letter in letters:
        tally.read += 1
        try:
            bounce = read_bounce(letter.raw)
        except Exception:  # noqa: BLE001 – whatever somebody wrote to break the reader, the next message is read
            logger.warning("A returned mail could not be read", exc_info=True)
            tally.unreadable += 1
            continue
        if bounce is None:
            tally.others += 1
            continue
        news = take_bounce(bounce)
        if news is None:
            tally.foreign += 1
            continue
        letter.understood = True
        tally.returned += news
        tally.known += not news
        if time.monotonic() > until:
            letters.close()
            break
    return tally


def tick() -> None:
    """Read the mailbox every so many minutes, if there is one. Raises ``MailboxError`` as ``read_bounces`` does."""
    if settings.BOUNCES_URL and cache.add(_CACHE_KEY, 1, timeout=settings.BOUNCES_EVERY_MINUTES * 60 - 30):
        read_bounces(settings.BOUNCES_URL)
