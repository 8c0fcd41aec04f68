"""The lock of a charter's chain, and the charter of a scope."""

from django.db import transaction

from portal.directory.models import Platform

from ..models import Charter, SignatureChain


def lock_chain(charter_id: int) -> SignatureChain:
    """Return the head of the chain, locked until the transaction ends.

    Signing and publishing take it first, so that a version cannot be published between the check and the signature.
    PostgreSQL locks the row; SQLite has one writer at a time and takes its lock when the transaction begins.
    """
    return SignatureChain.objects.select_for_update().get(charter=charter_id)


def scope_filter(scope) -> dict:
    """Return the lookup of a scope's charters: by platform or by territory."""
    return {"platform" if isinstance(scope, Platform) else "territory": scope}


@transaction.atomic
def charter_of(scope, kind) -> Charter:
    """Return the charter of a platform or territory, made with its empty chain when there was none."""
    charter, made = Charter.objects.get_or_create(kind=kind, **scope_filter(scope))
    if made:
        SignatureChain.objects.create(charter=charter)
    return charter
