"""A mail is written with the decision that it tells (DESIGN §7)."""

import uuid
from email.utils import parseaddr
from functools import partial

from django.conf import settings
from django.db import connection as database
from django.db import transaction
from django.db.transaction import TransactionManagementError

from portal.core.actors import Actor

from ..models import OutgoingMail
from ..tasks import deliver_mail


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
        wake(row.pk)
    return row


def wake(pk: int) -> None:
    """Have the worker send the mail ``pk`` once the transaction is committed."""
    # Robust: if the queue cannot be reached, the minute tick sends the row all the same.
    transaction.on_commit(partial(deliver_mail.enqueue, pk), robust=True)
