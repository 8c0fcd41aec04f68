"""Addresses that send mails back: noted, left alone, tried again."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from ..models import FailingAddress, OutgoingMail


@transaction.atomic
def note_failure(email: str, *, reason: str, permanent: bool) -> FailingAddress:
    """Keep that ``email`` sent a mail back; one that fails for good gets no more, and what waits for it is held.

    A passing failure (a full box) is counted and stops nothing; it takes nothing back from one that was for good.
    """
    now = timezone.now()
    email = email.lower()
    rows = FailingAddress.objects.filter(email=email)
    said = {"reason": reason[:300]}
    new = FailingAddress(email=email, first_at=now, last_at=now, count=0)
    FailingAddress.objects.bulk_create([new], ignore_conflicts=True)
    rows.update(last_at=now, count=F("count") + 1)
    if permanent:
        rows.update(is_permanent=True, cleared_at=None, **said)
        OutgoingMail.objects.filter(recipient__iexact=email).hold_back()
    else:
        rows.exclude(pk__in=FailingAddress.objects.stopping().values("pk")).update(**said)
    return rows.get()


def failing_among(emails: Iterable[str]) -> dict[str, str]:
    """Return, for those of ``emails`` to which nothing is sent any more, what the server said; keys in lower case.

    For pages that are about to write to people: one query.
    """
    wanted = {email.lower() for email in emails if email}
    return dict(FailingAddress.objects.stopping().filter(email__in=wanted).values_list("email", "reason"))
