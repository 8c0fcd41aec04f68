"""What one address shows now: its tag from rows alone, its body when asked for."""

import datetime as dt
import functools
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language

from portal.charters.gate import covered_in
from portal.charters.standing import standings_from
from portal.core.prepared import moment_of
from portal.directory.models import Organisation, Person, Platform, Site, Territory
from portal.directory.models.territories import Commune
from portal.directory.querysets import is_professional
from portal.directory.ties import Ties

from ..calendar.etag import feed_etag
from ..calendar.writer import join_feed, render_event
from ..enums import FeedScope
from ..events import event_of, event_words, kind_and_scope, one_off_event, place_of
from ..models import Meeting, OneOffAction, Venue
from ..permissions import DetailsGate
from .digest import PLATFORM, TERRITORY, VENUE, Digest, digest_of
from .kept import Kept
from .meetings import FeedMeetings
from .person import person_today
from .subscription import Subscription

#: Whole calendars by their tag, which several readers of one platform share: a hundred of an ordinary year.
BODIES = Kept(16 * 1024 * 1024)
#: Single events by everything that shows: after a change, all but one are found again.
EVENTS = Kept(16 * 1024 * 1024)


@dataclass(frozen=True)
class FeedContent:
    """What one address shows now."""

    name: str
    timezone: str
    digest: Digest
    meetings: FeedMeetings
    gate: DetailsGate

    @functools.cached_property
    def etag(self) -> str:
        """The strong ETag, without building the body."""
        opened = self.gate.team_ids | self.gate.covered_ids
        opened_territories = self.gate.territory_ids | self.gate.covered_territory_ids
        state = (
            self.digest.meetings,
            self.digest.one_offs,
            repr(self.digest.words),
            ",".join(str(pk) for pk in self.digest.platforms if pk in opened),
            ",".join(str(pk) for pk in self.digest.territories if pk in opened_territories),
            settings.BASE_URL,
            _words(get_language()),
        )
        return feed_etag(state, name=self.name, timezone=self.timezone, domain=settings.CALENDAR_DOMAIN)

    def body(self) -> bytes:
        """Return the calendar, kept or made."""
        kept = BODIES.get(self.etag)
        if kept is not None:
            return kept
        meetings = list(self.meetings.rows())
        one_offs = list(self.meetings.one_offs()) if self.digest.one_offs else []
        whole = self._dress(meetings) and self._dress(one_offs)
        events = {(meeting.starts_at, meeting.uuid): self._event(meeting) for meeting in meetings}
        for action in one_offs:
            events[action.starts_at, action.uuid] = render_event(one_off_event(action), domain=settings.CALENDAR_DOMAIN)
        body = join_feed([events[key] for key in sorted(events)], name=self.name, timezone=self.timezone)
        # What was changed in between belongs to the next tag: shown now, never kept under this one.
        known = _states_in(self.digest.meetings), _states_in(self.digest.one_offs)
        if whole and (_states(meetings), _states(one_offs)) == known:
            BODIES.put(self.etag, body)
        return body

    def _dress(self, meetings: list[Meeting] | list[OneOffAction]) -> bool:
        """Give each its platform, territory and venue as the tag knows them; tell whether all were known."""
        known = {(kind, pk): _MAKERS[kind](pk, *texts) for kind, pk, texts in self.digest.words}
        whole = True
        for meeting in meetings:
            for kind, name, key in (
                (PLATFORM, "platform", meeting.platform_id),
                (TERRITORY, "territory", getattr(meeting, "territory_id", None)),
                (VENUE, "venue", meeting.venue_id),
            ):
                if key is None:
                    continue
                found = known.get((kind, key))
                whole &= found is not None
                if found is not None:
                    setattr(meeting, name, found)
        return whole

    def _event(self, meeting: Meeting) -> bytes:
        details = self.gate.opens(meeting)
        key = (
            meeting.uuid,
            meeting.sequence,
            meeting.modified_at,
            meeting.created_at,
            meeting.starts_at,
            meeting.duration,
            meeting.status,
            meeting.title,
            meeting.cancel_reason,
            place_of(meeting),
            kind_and_scope(meeting),
            details,
            get_language(),
            settings.BASE_URL,
            settings.CALENDAR_DOMAIN,
        )
        found = EVENTS.get(key)
        if found is None:
            found = render_event(event_of(meeting, details=details), domain=settings.CALENDAR_DOMAIN)
            EVENTS.put(key, found)
        return found


def content_of(subscription: Subscription, *, at: dt.datetime | None = None) -> FeedContent | None:
    """Return what ``subscription`` shows at the instant ``at``: its person's rights today, within the window.

    None when the person has nothing to do with the network, the platform or the territory any more (D-31).
    """
    at = at or timezone.now()
    on = timezone.localdate(at)
    ties, guesthood = person_today(subscription.person_id, on, coordinates=subscription.coordinates)
    standings = standings_from(ties, guesthood)
    meetings = FeedMeetings(subscription, ties, at)
    digest = digest_of(meetings, standings)
    if not digest.count and not _has_standing(subscription, ties):
        return None
    covered, covered_territories = covered_in(subscription.person_id, standings, digest.evidence, at)
    zones = digest.zones
    return FeedContent(
        name=_name(subscription),
        timezone=subscription.timezone or (zones.pop() if len(zones) == 1 else settings.TIME_ZONE),
        digest=digest,
        meetings=meetings,
        gate=DetailsGate.known(
            Person(pk=subscription.person_id),
            team_ids=ties.team,
            covered_ids=covered,
            territory_ids=ties.territories,
            covered_territory_ids=covered_territories,
        ),
    )


def _has_standing(subscription: Subscription, ties: Ties) -> bool:
    if subscription.platform_id:
        return subscription.platform_id in ties.team | ties.member_of() | ties.coordinated
    if subscription.territory_id:
        return subscription.territory_id in ties.territories | ties.around(ties.led)
    return bool(ties.roles or ties.territories) or is_professional(Person(pk=subscription.person_id))


def _name(subscription: Subscription) -> str:
    if not subscription.name:
        return "Concerto"
    if subscription.scope in (FeedScope.PLATFORM, FeedScope.TERRITORY):
        return f"Concerto – {subscription.name}"
    return f"Concerto – {subscription.name} – {FeedScope(subscription.scope).label}"


@functools.lru_cache(maxsize=8)
def _words(language: str) -> str:
    """Return the words of the catalogue that events show in ``language``, which is the current one."""
    return repr((language, event_words()))


def _venue(pk: int, room: str, organisation: str, address: str, postcode: str, commune: str | None) -> Venue:
    site = Site(
        organisation=Organisation(name=organisation),
        address=address,
        postcode=postcode,
        commune=Commune(name=commune) if commune else None,
    )
    return Venue(pk=pk, site=site, room=room)


def _platform(pk: int, name: str, zone: str, slug: str, *_empty: str) -> Platform:
    return Platform(pk=pk, name=name, timezone=zone, slug=slug)


def _territory(pk: int, name: str, zone: str, *_empty: str) -> Territory:
    return Territory(pk=pk, name=name, timezone=zone)


_MAKERS = {VENUE: _venue, PLATFORM: _platform, TERRITORY: _territory}


def _states(meetings: list[Meeting] | list[OneOffAction]) -> set[tuple]:
    return {(meeting.pk, meeting.sequence, meeting.modified_at) for meeting in meetings}


def _states_in(digest: str) -> set[tuple]:
    rows = (row.split(",") for row in digest.split(";") if row)
    return {(int(pk), int(sequence), moment_of(modified)) for pk, sequence, modified in rows}


__all__ = ["BODIES", "EVENTS", "FeedContent", "content_of"]
