"""The meetings of a subscription: which ones."""

import datetime as dt

from django.db.models import Q, QuerySet
from django.utils import timezone

from portal.directory.enums import Circle
from portal.directory.models import Person, Platform
from portal.directory.querysets import MEMBER_CIRCLES
from portal.directory.ties import Ties

from ..calendar.window import feed_window
from ..enums import CIRCLE_2_KINDS, FeedScope, MeetingKind, MeetingStatus
from ..models import Meeting, OneOffAction
from ..querysets import Sight
from .one_offs import within_window
from .subscription import Subscription


class FeedMeetings:
    """The meetings of one subscription in the window of an instant, as the person's ties open them."""

    def __init__(self, subscription: Subscription, ties: Ties, at: dt.datetime):
        self.subscription = subscription
        self.build = SCOPES[subscription.scope]
        if subscription.scope == FeedScope.TERRITORY and subscription.territory_id in ties.territories:
            self.build = coordinated_territory
        since, until, cancelled_since = _window(at)
        self.values = {
            "person": subscription.person_id,
            "on": timezone.localdate(at),
            "team": [*ties.team],
            "first": [*ties.member_of((Circle.FIRST,))],
            "member": [*ties.member_of(MEMBER_CIRCLES)],
            "attached": [*ties.member_of(Circle.values)],
            "coordinated": [*ties.coordinated],
            "territories": [*ties.territories],
            "around": [*ties.around(ties.led)],
            "scopes": [pk for pk in (subscription.platform_id, subscription.territory_id) if pk],
            "since": since,
            "until": until,
            "cancelled_since": cancelled_since,
        }

        #: Whose one-off actions show: those of the feed of a platform, for its network.
        network = ties.team | ties.member_of(MEMBER_CIRCLES) | ties.coordinated
        shows = subscription.scope == FeedScope.PLATFORM and subscription.platform_id in network
        self.one_off_platforms = [subscription.platform_id] if shows else []

    def one_offs(self) -> QuerySet:
        """Return the one-off actions for young people, without platform and venue."""
        return within_window(OneOffAction.objects.all(), self.one_off_platforms, **self.values)

    def rows(self) -> QuerySet:
        """Return the meetings themselves, by start then UUID, without platform, territory and venue."""
        return self.build(**self.values).order_by("starts_at", "uuid")


def _window(at: dt.datetime) -> tuple[dt.datetime, dt.datetime, dt.datetime]:
    """Return since and until when meetings, and since when cancellations, show.

    A day of margin on both ends covers every time zone.
    """
    window = feed_window(at.astimezone(dt.UTC).date())
    return (
        dt.datetime.combine(window.first_day, dt.time.min, dt.UTC),
        dt.datetime.combine(window.last_day + dt.timedelta(days=1), dt.time.max, dt.UTC),
        dt.datetime.combine(window.cancelled_after, dt.time.min, dt.UTC),
    )


def _seen(scope: Q, *, person, on, since, until, cancelled_since, scopes, **sight) -> QuerySet:
    """Return the meetings of ``scope`` that a subscription shows: visible, no drafts, within the window."""
    return (
        Meeting.objects.seen_by(Person(pk=person), Sight(**sight), on)
        .filter(scope)
        .exclude(status=MeetingStatus.DRAFT)
        .filter(starts_at__lte=until)
        .filter(Q(starts_at__gte=since) | Q(status=MeetingStatus.CANCELLED, modified_at__gte=cancelled_since))
    )


def _personal(**values) -> QuerySet:
    # A coordinator sees the meetings of many platforms; only their own are "mine".
    invited = Person(pk=values["person"]).invitations.values("meeting")
    own = Q(platform__in=values["member"]) | Q(platform__in=values["team"])
    return _seen(own | Q(pk__in=invited) | Q(platform=None), **values)


def _platform(**values) -> QuerySet:
    return _seen(Q(platform__in=values["scopes"]), **values)


def _circle_1(**values) -> QuerySet:
    return _seen(Q(platform__in=values["scopes"], kind=MeetingKind.CIRCLE_1), **values)


def _circle_2(**values) -> QuerySet:
    return _seen(Q(platform__in=values["scopes"], kind__in=CIRCLE_2_KINDS), **values)


def _territory(**values) -> QuerySet:
    return _seen(Q(territory__in=values["scopes"]), **values)


def coordinated_territory(**values) -> QuerySet:
    """Return what a coordinator follows of a territory: its meetings, and those of the platforms that lie in it."""
    below = Platform.objects.lying_in(values["scopes"]).values("pk")
    return _seen(Q(territory__in=values["scopes"]) | Q(platform__in=below), **values)


#: How the meetings of each scope are found; a coordinator's own territory by ``coordinated_territory``.
SCOPES = {
    FeedScope.PERSONAL: _personal,
    FeedScope.PLATFORM: _platform,
    FeedScope.CIRCLE_1: _circle_1,
    FeedScope.CIRCLE_2: _circle_2,
    FeedScope.TERRITORY: _territory,
}
