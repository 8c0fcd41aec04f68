"""From row to mail: written with the decision, delivered after commit, retried, never lost (DESIGN §7)."""

import logging
import smtplib
import uuid
from contextlib import contextmanager, suppress
from datetime import timedelta
from email.utils import parseaddr
from functools import partial

from django.conf import settings
from django.core.mail import get_connection
from django.db import connection as database
from django.db import transaction
from django.db.transaction import TransactionManagementError
from django.utils import timezone

from portal.core.actors import Actor
from portal.core.text import clean_line

from .enums import MailState
from .message import build
from .models import OutgoingMail
from .tasks import deliver_mail

logger = logging.getLogger(__name__)

#: Minutes to wait after each failed try: quick at first, then patient; about three days in all.
RETRY_MINUTES = (1, 5, 15, 30, 60, 120, 240, 480, 720, 1440, 1440)
MAX_TRIES = len(RETRY_MINUTES) + 1
#: A refusal for good (5xx) is asked again twice, as misconfigured servers say 5xx for what passes.
MAX_REFUSALS = 3


def new_message_id() -> str:
    """Return a Message-ID, made with the row so that a mail that goes again is known as the same."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{uuid.uuid4().hex}@{domain}>"


def queue(mail: OutgoingMail, *, by: Actor) -> OutgoingMail:
    """Save ``mail`` and wake the worker on commit; return the row that stands for its deduplication key.

    Raises ``TransactionManagementError`` outside a transaction: a mail stands or falls with what it tells.
    """
    if not database.in_atomic_block:
        raise TransactionManagementError("A mail is queued inside the transaction that decides it.")
    mail.asked_by = by.user
    OutgoingMail.objects.bulk_create([mail], ignore_conflicts=True)
    row = OutgoingMail.objects.get(dedup_key=mail.dedup_key)
    if row.message_id == mail.message_id:
        # Robust: if the queue cannot be reached, the minute tick sends the row all the same.
        transaction.on_commit(partial(deliver_mail.enqueue, row.pk), robust=True)
    return row


def deliver(pk: int) -> None:
    """Send the mail ``pk`` if it is due and nobody else is sending it.

    What goes wrong is kept in the row, never raised.
    """
    with _connection() as connection:
        _deliver(pk, connection)


def deliver_due(limit: int = 500) -> int:
    """Send what is due, oldest first, over one connection; return how many mails were tried.

    Stops when the server cannot be reached: the rest waits for the next minute without losing a try.
    """
    tried = 0
    with _connection() as connection:
        for pk in OutgoingMail.objects.due().values_list("pk", flat=True)[:limit]:
            tried += 1
            if not _deliver(pk, connection):
                break
    return tried


def requeue_stale() -> int:
    """Give back the mails whose worker died while sending; each goes again under its own Message-ID."""
    return OutgoingMail.objects.stale().update(state=MailState.QUEUED, due_at=timezone.now())


def send_again(mails, *, by: Actor) -> int:
    """Put failed ``mails`` (a queryset) back in the queue with their tries anew; return how many.

    A mail whose secret was forgotten cannot go again: what it opened is asked for anew.
    """
    with transaction.atomic():
        pks = list(mails.filter(state=MailState.FAILED).exclude(text="").values_list("pk", flat=True))
        count = OutgoingMail.objects.filter(pk__in=pks, state=MailState.FAILED).update(
            state=MailState.QUEUED, tries=0, due_at=timezone.now(), asked_by=by.user
        )
        for pk in pks:
            transaction.on_commit(partial(deliver_mail.enqueue, pk), robust=True)
    return count


def tick() -> None:
    """Do what is to be done every minute."""
    requeue_stale()
    deliver_due()


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


def _deliver(pk: int, connection) -> bool:
    """Send one mail over ``connection``, which may be open. Return False when the server cannot be reached."""
    if not OutgoingMail.objects.claim(pk):
        return True
    mail = OutgoingMail.objects.get(pk=pk)
    try:
        message = build(mail, connection)
    except Exception as error:  # noqa: BLE001 – whatever cannot be written now cannot be written later
        logger.exception("Mail %s cannot be composed", pk)
        _give_up(mail, error)
        return True
    try:
        connection.open()
    except (smtplib.SMTPException, OSError) as error:
        _close(connection)
        _put_off(mail, error, MAX_TRIES)
        return False
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
        return True
    # The dialogue broke off somewhere: the next mail begins a new one.
    _close(connection)
    return True


def _after_refusal(mail, error, code: int) -> None:
    _put_off(mail, error, MAX_REFUSALS if code >= 500 else MAX_TRIES)


def _put_off(mail, error, max_tries: int) -> None:
    if mail.tries >= max_tries:
        _give_up(mail, error)
        return
    wait = timedelta(minutes=RETRY_MINUTES[min(mail.tries, len(RETRY_MINUTES)) - 1])
    _settle(mail, state=MailState.QUEUED, due_at=timezone.now() + wait, last_error=_said(error))


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
