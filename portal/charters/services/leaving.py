"""Withdrawing a signature, refusing a version: dates and places only from the same instant."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.core import log
from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.text import clean_line
from portal.directory.models import Person

from ..models import CharterVersion, Refusal, Signature, Withdrawal
from .chains import lock_chain, scope_filter

log.declare_actions(
    charter_withdrawn=gettext_noop("Signature of the charter withdrawn"),
    charter_refused=gettext_noop("Charter refused"),
)


@transaction.atomic
def withdraw(*, signature: Signature, reason: str = "", by: Actor, at: datetime | None = None) -> Withdrawal:
    """End ``signature`` now and return the withdrawal; the one that exists when it was withdrawn before.

    Raises ``DomainError`` "reason" for one that is too long.
    """
    reason = _checked(reason)
    lock_chain(signature.version.charter_id)
    former = Withdrawal.objects.filter(signature=signature).first()
    if former is not None:
        return former
    withdrawal = Withdrawal.objects.create(signature=signature, reason=reason, at=at or timezone.now())
    scope = signature.version.charter.scope
    log.record(signature.version, "charter_withdrawn", by=by, position=signature.position, **scope_filter(scope))
    return withdrawal


@transaction.atomic
def refuse(*, version: CharterVersion, person: Person, reason: str, by: Actor, at: datetime | None = None) -> Refusal:
    """Note that ``person`` will not sign ``version``; a later signature ends the refusal.

    Raises ``DomainError``: "reason" (none, or too long), "superseded" (no longer the version to sign).
    """
    reason = _checked(reason)
    if not reason:
        raise DomainError(_("Say why, in a few words: the leads will read it."), code="reason", field="reason")
    lock_chain(version.charter_id)
    published = CharterVersion.objects.published().filter(charter=version.charter_id)
    if published.order_by("-number").values_list("pk", flat=True).first() != version.pk:
        raise DomainError(_("This is no longer the version to sign."), code="superseded")
    refusal = Refusal.objects.create(version=version, person=person, reason=reason, at=at or timezone.now())
    log.record(version, "charter_refused", by=by, number=version.number, **scope_filter(version.charter.scope))
    return refusal


def _checked(reason: str) -> str:
    reason = clean_line(reason)
    if len(reason) > Refusal._meta.get_field("reason").max_length:
        raise DomainError(_("This reason is too long."), code="reason", field="reason")
    return reason
