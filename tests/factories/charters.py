"""Charters published and signed, by the services that the portal itself uses."""

import datetime as dt

from django.utils import timezone

from portal.charters.services.drafts import current_of, draft_of, fingerprint, save_draft
from portal.charters.services.publishing import publish
from portal.charters.services.signing import sign
from portal.core.actors import SYSTEM

TEXT = "<h3>Article 1</h3><p>Les échanges restent entre les signataires.</p>"


def days_ago(days):
    """Return the instant ``days`` days before now."""
    return timezone.now() - dt.timedelta(days=days)


def save_charter_draft(scope, *, text=TEXT, valid_months=12, grace_days=30):
    """Return the draft of the confidentiality charter of ``scope`` (a platform or a territory)."""
    return save_draft(
        scope=scope,
        text=text,
        valid_months=valid_months,
        grace_days=grace_days,
        seen=fingerprint(draft_of(scope)),
        by=SYSTEM,
    )


def publish_charter(scope, published_at=None, *, text=None, valid_months=12, grace_days=30):
    """Return a newly published version; its grace period is over unless ``published_at`` says otherwise.

    Each version of the same scope gets a text of its own.
    """
    current = current_of(scope)
    text = text or f"{TEXT}<p>Version {current.number + 1 if current else 1}.</p>"
    draft = save_charter_draft(scope, text=text, valid_months=valid_months, grace_days=grace_days)
    return publish(scope=scope, seen=fingerprint(draft), by=SYSTEM, at=published_at or days_ago(grace_days + 10))


def sign_charter(person, scope, *, at=None, organisation=None):
    """Return the signature by ``person`` of the version in force in ``scope``, published when there was none."""
    version = current_of(scope) or publish_charter(scope)
    return sign(version=version, person=person, typed_name=str(person), organisation=organisation, by=SYSTEM, at=at)
