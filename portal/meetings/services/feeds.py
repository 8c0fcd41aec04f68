"""Private calendar addresses: create and revoke; what one of them shows is read in ``feed_reading`` (DESIGN §6)."""

import datetime as dt
import secrets
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.log import declare_actions, record
from portal.directory.enums import Circle, PlatformRoleKind
from portal.directory.models import Platform, Territory
from portal.directory.querysets import is_professional

from ..enums import FeedScope
from ..feed_reading import Subscription, hash_token
from ..models import FeedToken, Meeting

#: 256 bits; DESIGN §6.7 asks for 128 at least.
TOKEN_BYTES = 32
#: Somebody who collects addresses makes no more than this.
MAX_ACTIVE = 30
#: ``last_used_at`` is a sign of life, not a journal.
USED_EVERY = dt.timedelta(hours=1)

declare_actions(
    feed_created=gettext_noop("Calendar subscription created"),
    feed_revoked=gettext_noop("Calendar subscription revoked"),
)


@dataclass(frozen=True)
class OpenCalendar:
    """A platform or territory whose calendar somebody may subscribe to, with the scopes open there."""

    target: Platform | Territory
    scopes: tuple[str, ...]


def open_scopes(person) -> list[OpenCalendar]:
    """Return the calendars that ``person`` may subscribe to beside their own: platforms, then territories.

    Circle 1 meetings are known to circle 1, the team and coordinators only (DESIGN §4). A territory's are known to its
    coordinators and to the leads of the platforms that lie in it.
    """
    only_second = set(
        Platform.objects.with_member(person, circles=(Circle.SECOND,))
        .exclude(pk__in=Platform.objects.with_member(person, circles=(Circle.FIRST,)).values("pk"))
        .exclude(pk__in=Platform.objects.with_team_member(person).values("pk"))
        .exclude(pk__in=Platform.objects.coordinated_by(person).values("pk"))
        .values_list("pk", flat=True)
    )
    every = (FeedScope.PLATFORM, FeedScope.CIRCLE_1, FeedScope.CIRCLE_2)
    platforms = [
        OpenCalendar(platform, (FeedScope.PLATFORM,) if platform.pk in only_second else every)
        for platform in Platform.objects.in_network_of(person)
    ]
    led = Platform.objects.with_team_member(person, kinds=(PlatformRoleKind.LEAD,))
    coordinated = person.coordinations.active().values("territory")
    territories = Territory.objects.filter(Q(pk__in=coordinated) | Q(pk__in=led.territories_around()))
    return platforms + [OpenCalendar(territory, (FeedScope.TERRITORY,)) for territory in territories.order_by("name")]


@transaction.atomic
def create_feed(person, scope: str, target: Platform | Territory | None = None, *, by: Actor) -> tuple[FeedToken, str]:
    """Return a new subscription of ``person`` and its token, which is not stored and cannot be shown again.

    Raises DomainError "scope" for meetings that the person may not know of, "too_many" beyond ``MAX_ACTIVE``.
    """
    if scope == FeedScope.PERSONAL:
        allowed = target is None
    else:
        allowed = any(found.target == target and scope in found.scopes for found in open_scopes(person))
    if not allowed:
        raise DomainError(_("This calendar is not open to you."), code="scope", field="subscription")
    if person.feed_tokens.filter(revoked_at=None).count() >= MAX_ACTIVE:
        raise DomainError(_("You have many subscriptions already: revoke one first."), code="too_many")
    token = secrets.token_urlsafe(TOKEN_BYTES)
    platform, territory = (None, target) if isinstance(target, Territory) else (target, None)
    feed = FeedToken.objects.create(
        person=person, scope=scope, platform=platform, territory=territory, token_hash=hash_token(token)
    )
    record(feed, "feed_created", by=by, platform=platform, territory=territory, scope=str(scope))
    return feed, token


@transaction.atomic
def revoke_feed(feed: FeedToken, *, by: Actor) -> FeedToken:
    """Close the address of ``feed`` at once; revoking twice changes nothing."""
    stored = FeedToken.objects.select_for_update().get(pk=feed.pk)
    if stored.revoked_at is None:
        stored.revoked_at = timezone.now()
        stored.save(update_fields=["revoked_at"])
        record(stored, "feed_revoked", by=by, platform=stored.platform, territory=stored.territory)
    return stored


@transaction.atomic
def revoke_personal_feeds(person, *, by: Actor) -> int:
    """Close every personal address of ``person`` and return how many there were."""
    open_feeds = list(person.feed_tokens.filter(scope=FeedScope.PERSONAL, revoked_at=None))
    for feed in open_feeds:
        revoke_feed(feed, by=by)
    return len(open_feeds)


def has_something_to_follow(person) -> bool:
    """Tell whether a personal calendar of ``person`` would show anything, today or later."""
    return is_professional(person) or Meeting.objects.visible_to(person).exists()


def note_use(subscription: Subscription) -> None:
    """Remember that the address is in use, once an hour at most and apart from any transaction."""
    now = timezone.now()
    if subscription.last_used_at is not None and subscription.last_used_at >= now - USED_EVERY:
        return
    FeedToken.objects.filter(Q(last_used_at=None) | Q(last_used_at__lt=now - USED_EVERY), pk=subscription.pk).update(
        last_used_at=now
    )
