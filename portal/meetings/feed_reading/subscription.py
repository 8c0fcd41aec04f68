"""Whose calendar address it is, and what it shows."""

import datetime as dt
import hashlib
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from portal.core.prepared import PreparedQuery, moment_of
from portal.directory.models import Coordination

from ..models import FeedToken


def hash_token(token: str) -> str:
    """Return what is stored of ``token``."""
    return hashlib.sha256(token.encode()).hexdigest()


@dataclass(frozen=True)
class Subscription:
    """A calendar address that is open: whose it is, and what it shows."""

    pk: int
    person_id: int
    coordinates: bool
    scope: str
    platform_id: int | None
    territory_id: int | None
    last_used_at: dt.datetime | None
    #: Of the platform or territory; empty for a personal calendar.
    name: str
    timezone: str


def subscription_of(token_hash: str) -> Subscription | None:
    """Return the open subscription with this hash; None when there is none, it was revoked or the account closed."""
    rows = _subscriptions(token_hash=token_hash)
    if not rows:
        return None
    pk, person, active, coordinates, scope, platform, territory, used, *names = rows[0]
    if active is not None and not active:
        return None
    platform_name, platform_zone, territory_name, territory_zone = names
    return Subscription(
        pk=pk,
        person_id=person,
        coordinates=bool(coordinates),
        scope=scope,
        platform_id=platform,
        territory_id=territory,
        last_used_at=moment_of(used),
        name=platform_name or territory_name or "",
        timezone=platform_zone or territory_zone or "",
    )


@PreparedQuery
def _subscriptions(*, token_hash: str) -> QuerySet:
    return FeedToken.objects.filter(token_hash=token_hash, revoked_at=None).values_list(
        "pk",
        "person",
        "person__user__is_active",
        Exists(Coordination.objects.filter(person=OuterRef("person"))),
        "scope",
        "platform",
        "territory",
        "last_used_at",
        "platform__name",
        "platform__timezone",
        "territory__name",
        "territory__timezone",
    )
