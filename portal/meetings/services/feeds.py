"""Private calendar addresses: create, revoke, and what one of them shows today (DESIGN §6)."""

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.log import declare_actions, record
from portal.directory.enums import Circle
from portal.directory.models import Platform
from portal.directory.querysets import is_professional

from ..calendar.etag import EventVersion, feed_etag
from ..calendar.events import Feed
from ..calendar.window import feed_window
from ..calendar.writer import render_feed
from ..enums import CIRCLE_2_KINDS, FeedScope, MeetingKind, MeetingStatus
from ..events import event_of, kind_and_scope, place_of
from ..models import FeedToken, Meeting
from ..permissions import DetailsGate

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


def hash_token(token: str) -> str:
    """Return what is stored of ``token``."""
    return hashlib.sha256(token.encode()).hexdigest()


def open_scopes(person) -> list[tuple[Platform, tuple[str, ...]]]:
    """Return the platforms whose calendar ``person`` may subscribe to, each with the scopes open there. Two queries.

    Circle 1 meetings are known to circle 1, the team and coordinators only (DESIGN §4).
    """
    only_second = set(
        Platform.objects.with_member(person, circles=(Circle.SECOND,))
        .exclude(pk__in=Platform.objects.with_member(person, circles=(Circle.FIRST,)).values("pk"))
        .exclude(pk__in=Platform.objects.with_team_member(person).values("pk"))
        .exclude(pk__in=Platform.objects.coordinated_by(person).values("pk"))
        .values_list("pk", flat=True)
    )
    every = (FeedScope.PLATFORM, FeedScope.CIRCLE_1, FeedScope.CIRCLE_2)
    return [
        (platform, (FeedScope.PLATFORM,) if platform.pk in only_second else every)
        for platform in Platform.objects.in_network_of(person)
    ]


@transaction.atomic
def create_feed(person, scope: str, platform: Platform | None = None, *, by: Actor) -> tuple[FeedToken, str]:
    """Return a new subscription of ``person`` and its token, which is not stored and cannot be shown again.

    Raises DomainError "scope" for meetings that the person may not know of, "too_many" beyond ``MAX_ACTIVE``.
    """
    if scope == FeedScope.PERSONAL:
        allowed = platform is None
    else:
        allowed = platform is not None and any(
            found.pk == platform.pk and scope in scopes for found, scopes in open_scopes(person)
        )
    if not allowed:
        raise DomainError(_("This calendar is not open to you."), code="scope", field="subscription")
    if person.feed_tokens.filter(revoked_at=None).count() >= MAX_ACTIVE:
        raise DomainError(_("You have many subscriptions already: revoke one first."), code="too_many")
    token = secrets.token_urlsafe(TOKEN_BYTES)
    feed = FeedToken.objects.create(person=person, scope=scope, platform=platform, token_hash=hash_token(token))
    record(feed, "feed_created", by=by, platform=platform, scope=str(scope))
    return feed, token


@transaction.atomic
def revoke_feed(feed: FeedToken, *, by: Actor) -> FeedToken:
    """Close the address of ``feed`` at once; revoking twice changes nothing."""
    stored = FeedToken.objects.select_for_update().get(pk=feed.pk)
    if stored.revoked_at is None:
        stored.revoked_at = timezone.now()
        stored.save(update_fields=["revoked_at"])
        record(stored, "feed_revoked", by=by, platform=stored.platform)
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


@dataclass(frozen=True)
class FeedContent:
    """What one address shows now; the tag comes from rows alone, the body is built when asked for."""

    name: str
    timezone: str
    meetings: tuple[Meeting, ...]
    opened: frozenset[int]

    def etag(self) -> str:
        """Return the strong ETag, without building the body."""
        versions = [
            EventVersion(
                meeting.uuid,
                meeting.sequence,
                meeting.modified_at,
                # The venue's words move without the meeting's row: they belong to what tells two states apart.
                f"{meeting.pk in self.opened} {place_of(meeting)} {kind_and_scope(meeting)}",
            )
            for meeting in self.meetings
        ]
        return feed_etag(versions, name=self.name, timezone=self.timezone, domain=settings.CALENDAR_DOMAIN)

    def body(self) -> bytes:
        """Return the calendar."""
        events = tuple(event_of(meeting, details=meeting.pk in self.opened) for meeting in self.meetings)
        return render_feed(Feed(name=self.name, timezone=self.timezone, events=events), domain=settings.CALENDAR_DOMAIN)


def feed_of(token: str) -> FeedToken | None:
    """Return the subscription behind ``token``, None when there is none or it was revoked."""
    return (
        FeedToken.objects.select_related("person__user", "platform")
        .filter(token_hash=hash_token(token), revoked_at=None)
        .first()
    )


def content_of(feed: FeedToken, *, at: dt.datetime | None = None) -> FeedContent | None:
    """Return what ``feed`` shows at the instant ``at``: its person's rights today, within the window.

    None when the person has nothing to do with the network or the platform any more (D-31).
    """
    person, platform = feed.person, feed.platform
    if person.user is not None and not person.user.is_active:
        return None
    meetings = Meeting.objects.visible_to(person).filter(_scope_q(feed)).exclude(status=MeetingStatus.DRAFT)
    meetings = list(_in_window(meetings, at or timezone.now()))
    if not meetings and not _has_standing(feed):
        return None
    gate = DetailsGate(person)
    zones = {meeting.timezone_name for meeting in meetings}
    return FeedContent(
        name=_feed_name(feed),
        timezone=platform.timezone if platform else (zones.pop() if len(zones) == 1 else settings.TIME_ZONE),
        meetings=tuple(meetings),
        opened=frozenset(meeting.pk for meeting in meetings if gate.opens(meeting)),
    )


def note_use(feed: FeedToken) -> None:
    """Remember that the address is in use, once an hour at most and apart from any transaction."""
    now = timezone.now()
    FeedToken.objects.filter(Q(last_used_at=None) | Q(last_used_at__lt=now - USED_EVERY), pk=feed.pk).update(
        last_used_at=now
    )


def _scope_q(feed: FeedToken) -> Q:
    if feed.scope == FeedScope.PERSONAL:
        person = feed.person
        platforms = Platform.objects
        # A coordinator sees the meetings of many platforms; only their own are "mine".
        return (
            Q(platform__in=platforms.with_member(person).values("pk"))
            | Q(platform__in=platforms.with_team_member(person).values("pk"))
            | Q(pk__in=person.invitations.values("meeting"))
            | Q(platform=None)
        )
    kinds = {FeedScope.CIRCLE_1: (MeetingKind.CIRCLE_1,), FeedScope.CIRCLE_2: CIRCLE_2_KINDS}.get(feed.scope)
    scope = Q(platform=feed.platform_id)
    return scope & Q(kind__in=kinds) if kinds else scope


def _in_window(meetings, now: dt.datetime):
    """Return ``meetings`` of the feed window; a day of margin on both ends covers every time zone."""
    window = feed_window(now.astimezone(dt.UTC).date())
    since = dt.datetime.combine(window.first_day, dt.time.min, dt.UTC)
    until = dt.datetime.combine(window.last_day + dt.timedelta(days=1), dt.time.max, dt.UTC)
    cancelled_since = dt.datetime.combine(window.cancelled_after, dt.time.min, dt.UTC)
    return (
        meetings.filter(starts_at__lte=until)
        .filter(Q(starts_at__gte=since) | Q(status=MeetingStatus.CANCELLED, modified_at__gte=cancelled_since))
        .select_related("platform", "territory", "venue__site__organisation", "venue__site__commune")
    )


def _has_standing(feed: FeedToken) -> bool:
    if feed.platform_id:
        return Platform.objects.in_network_of(feed.person).filter(pk=feed.platform_id).exists()
    return is_professional(feed.person)


def _feed_name(feed: FeedToken) -> str:
    if feed.platform is None:
        return "Concerto"
    if feed.scope == FeedScope.PLATFORM:
        return f"Concerto – {feed.platform}"
    return f"Concerto – {feed.platform} – {feed.get_scope_display()}"
