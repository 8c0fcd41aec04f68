"""From row to mail: delivered after commit, retried, never lost (DESIGN §7)."""

import logging
import smtplib
from contextlib import contextmanager, suppress
from datetime import timedelta

from django.conf import settings
from django.core.mail import get_connection
from django.db.models import F, Q
from django.utils import timezone

from portal.core.text import clean_line

from ..enums import MailState, WaitReason
from ..faults import fault_of
from ..message import build
from ..models import OutgoingMail
from .addresses import note_failure
from .turns import Turn, take_turn

logger = logging.getLogger(__name__)

#: Minutes to wait after each failed try: quick at first, then patient; about three days in all.
RETRY_MINUTES = (1, 5, 15, 30, 60, 120, 240, 480, 720, 1440, 1440)
MAX_TRIES = len(RETRY_MINUTES) + 1
#: A refusal for good (5xx) is asked again twice, as misconfigured servers say 5xx for what passes.
MAX_REFUSALS = 3
#: How long mails wait for a server that does not answer before they count as failed (RFC 5321 §4.5.4.1).
SERVER_GONE_FOR = timedelta(days=5)
BATCH = 100


def deliver(pk: int) -> None:
    """Send the mail ``pk`` if it is due and nobody else is sending it.

    What goes wrong is kept in the row, never raised. While the server does not answer, the mail takes its place in the
    queue: the minute tick asks the server again, once for all.
    """
    OutgoingMail.objects.filter(pk=pk).hold_back()
    if OutgoingMail.objects.due().filter(wait_reason=WaitReason.SERVER).exists():
        OutgoingMail.objects.filter(pk=pk, state=MailState.QUEUED, wait_reason="").update(wait_reason=WaitReason.SERVER)
        return
    with _connection() as connection:
        if _deliver(pk, connection) is None:
            _wait_for_server()


def deliver_due(limit: int = 500) -> int:
    """Send what is due, the urgent then the oldest first, over one connection; return how many mails were tried.

    Stops when the server cannot be reached: all wait in their order, and none loses a try. Passes over the mails of
    those who have sent what one person may within an hour, and over all but the urgent when the portal has.
    """
    OutgoingMail.objects.hold_back()
    tried, full = 0, False
    senders: set[int] = set()
    with _connection() as connection:
        while tried < limit:
            open_to_all = OutgoingMail.objects.due().filter(Q(urgent=True) if full else Q(urgent=True) | ~_of(senders))
            batch = list(open_to_all.values_list("pk", "asked_by_id", "urgent")[: min(BATCH, limit - tried)])
            if not batch:
                break
            for pk, sender, urgent in batch:
                if not urgent and (full or sender in senders):
                    continue
                tried += 1
                turn = _deliver(pk, connection)
                if turn is None:
                    _wait_for_server()
                    return tried
                if turn == Turn.HOURLY and urgent:
                    _say_why_they_wait(set(), full=True)
                    return tried
                full = full or turn == Turn.HOURLY
                if turn == Turn.SENDER:
                    senders.add(sender)
    _say_why_they_wait(senders, full=full)
    return tried


def requeue_stale() -> int:
    """Give back the mails whose worker died while sending; each goes again under its own Message-ID."""
    return OutgoingMail.objects.stale().update(state=MailState.QUEUED, due_at=timezone.now())


def tick() -> None:
    """Do what is to be done every minute."""
    requeue_stale()
    deliver_due()


def _of(senders: set[int]) -> Q:
    return Q(asked_by__in=senders, asked_by__isnull=False)


def _say_why_they_wait(senders: set[int], *, full: bool) -> None:
    """Write in the rows that were passed over what they wait for."""
    due = OutgoingMail.objects.due().order_by()
    if full:
        due.exclude(wait_reason=WaitReason.HOURLY).update(wait_reason=WaitReason.HOURLY)
    elif senders:
        due.filter(_of(senders), urgent=False).exclude(wait_reason=WaitReason.SENDER).update(
            wait_reason=WaitReason.SENDER
        )


@contextmanager
def _connection():
    connection = get_connection()
    try:
        yield connection
    finally:
        _close(connection)


def _close(connection) -> None:
    with suppress(smtplib.SMTPException, OSError):
        connection.close()


def _deliver(pk: int, connection) -> Turn | None:
    """Send one mail over ``connection``, which may be open. Return None when the server cannot be reached."""
    turn = take_turn(pk)
    if turn != Turn.TAKEN:
        return turn
    mail = OutgoingMail.objects.get(pk=pk)
    try:
        message = build(mail, connection)
    except Exception as error:  # noqa: BLE001 – whatever cannot be written now cannot be written later
        logger.exception("Mail %s cannot be composed", pk)
        _give_up(mail, error)
        return turn
    try:
        connection.open()
    except (smtplib.SMTPException, OSError) as error:
        _close(connection)
        # No fault of the mail: it keeps its place and its tries.
        _settle(
            mail,
            state=MailState.QUEUED,
            tries=F("tries") - 1,
            wait_reason=WaitReason.SERVER,
            last_error=_said(error),
        )
        return None
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        code, _reply = next(iter(error.recipients.values()))
        _after_refusal(mail, error, code)
    except smtplib.SMTPResponseException as error:
        _after_refusal(mail, error, error.smtp_code)
    except (smtplib.SMTPException, OSError) as error:
        _put_off(mail, error, MAX_TRIES)
    except Exception as error:  # noqa: BLE001 – a header that the mail library refuses must not stop the others
        logger.exception("Mail %s cannot be sent", pk)
        _give_up(mail, error)
    else:
        _settle(mail, state=MailState.SENT, sent_at=timezone.now(), last_error="", **_forgotten(mail))
        return turn
    # The dialogue broke off somewhere: the next mail begins a new one.
    _close(connection)
    return turn


def _wait_for_server() -> None:
    """Say of all that is due that the server does not answer, and give up what waited for it too long."""
    due = OutgoingMail.objects.due().order_by()
    due.exclude(wait_reason=WaitReason.SERVER).update(wait_reason=WaitReason.SERVER)
    over = due.filter(due_at__lt=timezone.now() - SERVER_GONE_FOR)
    if not settings.DEMO:
        over.filter(secret=True).update(text="", html="")
    count = over.update(state=MailState.FAILED)
    if count:
        logger.warning("%s mails could not be delivered: the server did not answer for %s", count, SERVER_GONE_FOR)


def _after_refusal(mail, error, code: int) -> None:
    refused = isinstance(error, smtplib.SMTPRecipientsRefused)
    gone = _put_off(mail, error, MAX_REFUSALS if code >= 500 else MAX_TRIES)
    if gone and refused and code >= 500:
        note_failure(mail.recipient, reason=_said(error), permanent=fault_of(_said(error)).is_of_address)


def _put_off(mail, error, max_tries: int) -> bool:
    """Wait for the next try; True when there is none left."""
    if mail.tries >= max_tries:
        _give_up(mail, error)
        return True
    wait = timedelta(minutes=RETRY_MINUTES[min(mail.tries, len(RETRY_MINUTES)) - 1])
    _settle(
        mail,
        state=MailState.QUEUED,
        due_at=timezone.now() + wait,
        wait_reason=WaitReason.LATER,
        last_error=_said(error),
    )
    return False


def _give_up(mail, error) -> None:
    logger.warning("Mail %s could not be delivered after %s tries", mail.pk, mail.tries)
    _settle(mail, state=MailState.FAILED, last_error=_said(error), **_forgotten(mail))


def _settle(mail, **values) -> None:
    """Write the outcome, unless the row was given back meanwhile and belongs to another worker."""
    OutgoingMail.objects.filter(pk=mail.pk, state=MailState.SENDING, claimed_at=mail.claimed_at).update(**values)


def _forgotten(mail) -> dict[str, str]:
    # In the demonstration mails are read in the portal: there is no other mailbox.
    return {"text": "", "html": ""} if mail.secret and not settings.DEMO else {}


def _said(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, reply = next(iter(error.recipients.values()))
    elif isinstance(error, smtplib.SMTPResponseException):
        code, reply = error.smtp_code, error.smtp_error
    else:
        code, reply = type(error).__name__, str(error)
    if isinstance(reply, bytes):
        reply = reply.decode("utf-8", "replace")
    return clean_line(f"{code} {reply}")[:300]
