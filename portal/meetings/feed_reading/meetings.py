"""The meetings of a subscription: which ones, and a digest that tells in one row whether anything changed."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import BigIntegerField, F, Func, Q, QuerySet, TextField, Value
from django.utils import timezone

from portal.charters.guests import Guesthood
from portal.core.prepared import PreparedQuery
from portal.directory.enums import Circle
from portal.directory.models import Person, Platform
from portal.directory.querysets import MEMBER_CIRCLES
from portal.directory.ties import Ties

from ..calendar.window import feed_window
from ..enums import CIRCLE_2_KINDS, FeedScope, MeetingKind, MeetingStatus
from ..guests import guest_rows, guesthood_from
from ..models import Meeting
from ..querysets import Sight
from .subscription import Subscription


@dataclass(frozen=True)
class Digest:
    """The meetings of a feed without their content: enough to tell whether anything changed, and where to look."""

    count: int
    #: Key, sequence, modification, kind, status, gate, platform, territory, venue of each, in a stable order.
    text: str
    venues: tuple[int, ...]
    platforms: tuple[int, ...]
    territories: tuple[int, ...]


class FeedMeetings:
    """The meetings of one subscription in the window of an instant, as the person's ties open them."""

    def __init__(self, subscription: Subscription, ties: Ties, at: dt.datetime):
        self.subscription = subscription
        self.build = _SCOPES[subscription.scope]
        if subscription.scope == FeedScope.TERRITORY and subscription.territory_id in ties.territories:
            self.build = _coordinated_territory
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

    def rows(self) -> QuerySet:
        """Return the meetings themselves, by start then UUID, without platform, territory and venue."""
        return self.build(**self.values).order_by("starts_at", "uuid")

    def digest(self) -> tuple[Digest, Guesthood]:
        """Return the digest of the meetings, and where the person is a guest, in one query."""
        digest, guests = Digest(0, "", (), (), ()), []
        for source, first, second, text, venues, platforms, territories in _DIGESTS[self.build](**self.values):
            if source:
                guests.append((first, second))
            else:
                digest = Digest(first, text or "", _keys(venues), _keys(platforms), _keys(territories))
        return digest, guesthood_from(guests)


def _keys(text: str | None) -> tuple[int, ...]:
    return tuple(sorted(map(int, text.split(",")))) if text else ()


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


def _coordinated_territory(**values) -> QuerySet:
    below = Platform.objects.lying_in(values["scopes"]).values("pk")
    return _seen(Q(territory__in=values["scopes"]) | Q(platform__in=below), **values)


_SCOPES = {
    FeedScope.PERSONAL: _personal,
    FeedScope.PLATFORM: _platform,
    FeedScope.CIRCLE_1: _circle_1,
    FeedScope.CIRCLE_2: _circle_2,
    FeedScope.TERRITORY: _territory,
}


class _Joined(Func):
    """The expressions of each row as one text, and the rows as one text. No GROUP BY: the statement has one row."""

    arg_joiner = " || ',' || "
    output_field = TextField()

    def as_sqlite(self, compiler, connection, **context):
        """SQLite reads the rows in the order of the index that it goes through, the same as long as nothing changes."""
        return self.as_sql(compiler, connection, template="GROUP_CONCAT(%(expressions)s, ';')", **context)

    def as_postgresql(self, compiler, connection, **context):
        """PostgreSQL must be told the order."""
        table = connection.ops.quote_name(Meeting._meta.db_table)
        template = f"STRING_AGG(%(expressions)s, ';' ORDER BY {table}.\"id\")"
        return self.as_sql(compiler, connection, template=template, **context)


class _Distinct(Func):
    """The distinct values of a column as one text, in any order."""

    output_field = TextField()

    def as_sqlite(self, compiler, connection, **context):
        """Commas stand between the values."""
        return self.as_sql(compiler, connection, template="GROUP_CONCAT(DISTINCT %(expressions)s)", **context)

    def as_postgresql(self, compiler, connection, **context):
        """Numbers are no text to PostgreSQL."""
        template = "STRING_AGG(DISTINCT (%(expressions)s)::text, ',')"
        return self.as_sql(compiler, connection, template=template, **context)


def _or_zero(name: str) -> Func:
    return Func(F(name), 0, function="COALESCE", output_field=BigIntegerField())


def _digest_query(build) -> PreparedQuery:
    def digest(**values) -> QuerySet:
        guests = guest_rows(Person(pk=values["person"]), values["on"])
        empty = Value("", output_field=TextField())
        return (
            build(**values)
            .order_by()
            .values_list(
                Value(0),
                Func(F("pk"), function="COUNT", output_field=BigIntegerField()),
                Value(0, output_field=BigIntegerField()),
                _Joined(
                    F("pk"),
                    F("sequence"),
                    F("modified_at"),
                    F("kind"),
                    F("status"),
                    F("confidential"),
                    _or_zero("platform"),
                    _or_zero("territory"),
                    _or_zero("venue"),
                ),
                _Distinct(F("venue")),
                _Distinct(F("platform")),
                _Distinct(F("territory")),
            )
            .union(
                guests.order_by().values_list(
                    Value(1), "meeting__platform", "meeting__territory", empty, empty, empty, empty
                ),
                all=True,
            )
        )

    return PreparedQuery(digest)


_DIGESTS = {build: _digest_query(build) for build in (*_SCOPES.values(), _coordinated_territory)}
