"""The venues of a platform: add, change, close and take up again; never deleted once something was held there."""

import datetime as dt
import hashlib
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.log import declare_actions, record
from portal.core.text import clean_line, clean_text
from portal.directory.models import Platform, Site
from portal.directory.platform_calendar import local_today

from ..enums import MeetingStatus
from ..models import Meeting, Venue
from ..planning_answers import PlaceAnswer
from .planning_places import site_for, venues_of

declare_actions(
    venue_added=gettext_noop("Venue added"),
    venue_changed=gettext_noop("Venue changed"),
    venue_closed=gettext_noop("Venue no longer used"),
    venue_reopened=gettext_noop("Venue used again"),
    venue_removed=gettext_noop("Venue removed"),
)

#: More people than any hall of a network holds: the number was mistyped.
MOST_SEATS = 2000
LONGEST_ROOM, LONGEST_ACCESS = 80, 500


@dataclass(frozen=True, kw_only=True)
class VenueDetails:
    """What a team writes about a venue; `capacity` and `step_free` None are unknown."""

    room: str = ""
    capacity: int | None = None
    step_free: bool | None = None
    access: str = ""
    in_rotation: bool = True


def details_of(venue: Venue) -> VenueDetails:
    """Return what is stored of `venue`."""
    return VenueDetails(
        room=venue.room,
        capacity=venue.capacity,
        step_free=venue.step_free,
        access=venue.access,
        in_rotation=venue.in_rotation,
    )


def venue_version(venue: Venue) -> str:
    """Return a short text that changes with whatever the team may write, for the form to send back."""
    return hashlib.sha256(repr(details_of(venue)).encode()).hexdigest()[:16]


def is_in_use(venue: Venue) -> bool:
    """Tell whether anything was ever planned there: such a venue is closed, not removed."""
    return venue.meetings.exists() or venue.rhythms.exists()


def upcoming_at_closed(platform: Platform) -> list[Meeting]:
    """Return the platform's meetings to come whose venue is no longer used, by date. One query."""
    venues = venues_of(platform)
    closed = venues.filter(closed_at__isnull=False) | venues.filter(site__closed_at__isnull=False)
    ahead = Meeting.objects.filter(platform=platform, starts_at__gt=timezone.now(), venue__in=closed.order_by())
    ahead = ahead.exclude(status=MeetingStatus.CANCELLED)
    return list(ahead.select_related("platform", "venue__site__organisation").order_by("starts_at", "pk"))


@transaction.atomic
def add_venue(platform: Platform, place: PlaceAnswer, details: VenueDetails, *, by: Actor) -> Venue:
    """Return a new venue at a site of the network, chosen or typed.

    Raises DomainError without a place ("no_place"), for a site or organisation that is not of the network ("place"),
    for what is there already ("twice") and as `change_venue`.
    """
    _lock(platform)
    site = site_for(platform, place, by=by)
    if site is None:
        raise DomainError(_("Choose a place, or type another one below."), code="no_place", field="place")
    venue = Venue(platform=platform, site=site)
    _write(venue, details)
    venue.save()
    record(venue, "venue_added", by=by, platform=platform)
    return venue


@transaction.atomic
def change_venue(venue: Venue, details: VenueDetails, *, version: str, by: Actor) -> Venue:
    """Write `details` and return the venue; where it stands is the directory's matter.

    Raises DomainError when it changed since `version` ("stale"), for a number of seats that no room has ("capacity"),
    too long a text ("too_long") and for a room that is there already ("twice").
    """
    _lock(venue.platform)
    stored = _stored(venue)
    if venue_version(stored) != version:
        raise DomainError(
            _("Somebody else changed this venue meanwhile. Your version is below; saving again replaces theirs."),
            code="stale",
        )
    if details_of(stored) == details:
        return stored
    _write(stored, details)
    stored.save()
    record(stored, "venue_changed", by=by, platform=stored.platform)
    return stored


@transaction.atomic
def close_venue(venue: Venue, *, by: Actor, on: dt.date | None = None) -> Venue:
    """Offer a venue no more from the day `on` (today); meetings that are to be held there stay and are flagged."""
    _lock(venue.platform)
    stored = _stored(venue)
    if stored.closed_at is None:
        stored.closed_at = on or local_today(stored.platform)
        stored.save(update_fields=["closed_at"])
        record(stored, "venue_closed", by=by, platform=stored.platform)
    return stored


@transaction.atomic
def reopen_venue(venue: Venue, *, by: Actor) -> Venue:
    """Offer a closed venue again. Raises DomainError when its site is closed in the directory ("site_closed")."""
    _lock(venue.platform)
    stored = _stored(venue)
    # A site is closed by other hands, under another lock: it is held while its state decides.
    if Site.objects.select_for_update(of=("self",)).get(pk=stored.site_id).closed_at is not None:
        raise DomainError(_("This place is closed in the directory: open it again there first."), code="site_closed")
    if stored.closed_at is not None:
        stored.closed_at = None
        stored.save(update_fields=["closed_at"])
        record(stored, "venue_reopened", by=by, platform=stored.platform)
    return stored


@transaction.atomic
def remove_venue(venue: Venue, *, by: Actor) -> None:
    """Delete a venue entered by mistake. Raises DomainError once something was planned there ("used")."""
    _lock(venue.platform)
    stored = _stored(venue)
    if is_in_use(stored):
        raise DomainError(
            _("Meetings were planned there: close the venue instead, they keep their place."), code="used"
        )
    record(stored, "venue_removed", by=by, platform=stored.platform, venue=str(stored))
    stored.delete()


def _lock(platform: Platform) -> Platform:
    """Let one after the other change the venues of a platform: accepting a plan holds the same row."""
    return Platform.objects.select_for_update(of=("self",)).get(pk=platform.pk)


def _stored(venue: Venue) -> Venue:
    found = venues_of(venue.platform).filter(pk=venue.pk).first()
    if found is None:
        raise DomainError(_("This venue was removed meanwhile."), code="gone")
    return found


def _write(venue: Venue, details: VenueDetails) -> None:
    room, access = clean_line(details.room), clean_text(details.access).strip()
    if details.capacity is not None and not 1 <= details.capacity <= MOST_SEATS:
        raise DomainError(
            _("Give a number of seats from 1 to %(most)d, or leave it empty.") % {"most": MOST_SEATS},
            code="capacity",
            field="capacity",
        )
    for name, text, longest in (("room", room, LONGEST_ROOM), ("access", access, LONGEST_ACCESS)):
        if len(text) > longest:
            raise DomainError(
                _("This text is too long: %(most)d characters at most.") % {"most": longest},
                code="too_long",
                field=name,
            )
    same = Venue.objects.filter(platform=venue.platform_id, site=venue.site_id, room__iexact=room).exclude(pk=venue.pk)
    twin = same.first()
    if twin is not None:
        message = _("This venue is in your list already.")
        if twin.closed_at is not None:
            message = _("This venue is in your list already, among those no longer used: take it up again there.")
        raise DomainError(message, code="twice", field="room")
    venue.room, venue.access = room, access
    venue.capacity, venue.step_free, venue.in_rotation = details.capacity, details.step_free, details.in_rotation
