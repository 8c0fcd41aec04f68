"""Adding, changing and closing the venues of a platform."""

import datetime as dt

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry

from portal.core.actors import SYSTEM
from portal.core.errors import DomainError
from portal.directory.platform_calendar import local_today
from portal.directory.services.organisations import close_site
from portal.meetings.enums import MeetingStatus
from portal.meetings.models import Venue
from portal.meetings.planning_answers import PlaceAnswer
from portal.meetings.services.planning_places import open_venues_of, venue_for
from portal.meetings.services.venues import (
    VenueDetails,
    add_venue,
    change_venue,
    close_venue,
    details_of,
    remove_venue,
    reopen_venue,
    upcoming_at_closed,
    venue_version,
)
from tests.factories import make_meeting, make_member, make_platform, make_site, make_venue

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(platform):
    return make_site(make_member(platform).organisation)


def refusal_of(act, *args, **options):
    with pytest.raises(DomainError) as refusal:
        act(*args, by=SYSTEM, **options)
    return refusal.value.code, refusal.value.field


def test_a_venue_is_added_at_a_site_of_the_network(platform, site):
    details = VenueDetails(room="Salle 2", capacity=30, step_free=True, access="Tram 1", in_rotation=False)
    venue = add_venue(platform, PlaceAnswer(site=site.pk), details, by=SYSTEM)
    assert (venue.platform, venue.site, details_of(Venue.objects.get(pk=venue.pk))) == (platform, site, details)


def test_a_typed_address_joins_the_sheet_of_its_organisation(platform, site):
    place = PlaceAnswer(host=site.organisation_id, name="Annexe", address="1 rue A", postcode="13001", town="Ici")
    venue = add_venue(platform, place, VenueDetails(), by=SYSTEM)
    assert (venue.site.organisation, venue.site.name) == (site.organisation, "Annexe")
    assert site.organisation.revisions.exists()
    assert venue.site.address == "1 rue A, Ici"


def test_d03_neither_a_site_nor_an_organisation_of_another_platform_is_taken(platform):
    foreign = make_site(make_member(make_platform()).organisation)
    for place in (PlaceAnswer(site=foreign.pk), PlaceAnswer(host=foreign.organisation_id, name="Annexe")):
        assert refusal_of(add_venue, platform, place, VenueDetails()) == ("place", "place")
    assert not Venue.objects.exists()


def test_a_closed_site_is_no_place_for_a_new_venue(platform, site):
    close_site(site, by=SYSTEM)
    assert refusal_of(add_venue, platform, PlaceAnswer(site=site.pk), VenueDetails()) == ("place", "place")


def test_a_venue_needs_a_place(platform):
    assert refusal_of(add_venue, platform, PlaceAnswer(), VenueDetails()) == ("no_place", "place")


@pytest.mark.parametrize("capacity", [0, -1, 2001, 100_000])
def test_a_number_of_seats_that_no_room_has_is_refused(platform, site, capacity):
    details = VenueDetails(capacity=capacity)
    assert refusal_of(add_venue, platform, PlaceAnswer(site=site.pk), details) == ("capacity", "capacity")


@pytest.mark.parametrize(("field", "length"), [("room", 81), ("access", 501)])
def test_a_text_longer_than_its_column_is_refused(platform, site, field, length):
    details = VenueDetails(**{field: "x" * length})
    assert refusal_of(add_venue, platform, PlaceAnswer(site=site.pk), details) == ("too_long", field)


def test_d37_control_characters_leave_room_and_access_and_emoji_stay(platform, site):
    details = VenueDetails(room="Salle\x00 \r\n 🌻 «\u202e1»", access="Tram\x00 1\r\nentrée B")
    venue = add_venue(platform, PlaceAnswer(site=site.pk), details, by=SYSTEM)
    assert (venue.room, venue.access) == ("Salle 🌻 «1»", "Tram 1\nentrée B")


def test_the_same_room_is_not_added_twice_whatever_the_case_and_another_platform_has_its_own(platform, site):
    add_venue(platform, PlaceAnswer(site=site.pk), VenueDetails(room="Salle A"), by=SYSTEM)
    assert refusal_of(add_venue, platform, PlaceAnswer(site=site.pk), VenueDetails(room="salle a")) == ("twice", "room")
    other = make_platform()
    make_member(other, organisation=site.organisation)
    assert add_venue(other, PlaceAnswer(site=site.pk), VenueDetails(room="Salle A"), by=SYSTEM).pk


def test_a_change_is_written_logged_and_refused_when_somebody_else_was_first(platform, site):
    venue = make_venue(platform, site=site)
    seen = venue_version(venue)
    changed = change_venue(venue, VenueDetails(room="Salle 1", capacity=12), version=seen, by=SYSTEM)
    assert changed.capacity == 12
    assert ModelLogEntry.objects.filter(action="portal.venue_changed").count() == 1
    assert refusal_of(change_venue, venue, VenueDetails(room="Salle 3"), version=seen) == ("stale", None)
    change_venue(venue, details_of(changed), version=venue_version(changed), by=SYSTEM)
    assert ModelLogEntry.objects.filter(action="portal.venue_changed").count() == 1


def test_a_room_cannot_take_the_name_of_another(platform, site):
    make_venue(platform, site=site, room="Salle A")
    venue = make_venue(platform, site=site, room="Salle B")
    code = refusal_of(change_venue, venue, VenueDetails(room="SALLE A"), version=venue_version(venue))
    assert code == ("twice", "room")


def test_a_closed_venue_is_offered_no_more_keeps_its_meetings_and_opens_again(platform, site):
    venue = make_venue(platform, site=site)
    meeting = make_meeting(platform, venue=venue)
    closed = close_venue(venue, by=SYSTEM)
    assert closed.closed_at == local_today(platform)
    assert list(open_venues_of(platform)) == []
    meeting.refresh_from_db()
    assert meeting.venue == venue
    with pytest.raises(DomainError) as refusal:
        venue_for(platform, PlaceAnswer(venue=venue.pk))
    assert refusal.value.code == "closed"
    reopen_venue(venue, by=SYSTEM)
    assert list(open_venues_of(platform)) == [venue]


def test_closing_twice_keeps_the_first_day(platform, site):
    venue = make_venue(platform, site=site, closed_at=dt.date(2026, 1, 5))
    assert close_venue(venue, by=SYSTEM).closed_at == dt.date(2026, 1, 5)
    assert not ModelLogEntry.objects.filter(action="portal.venue_closed").exists()


def test_a_venue_does_not_open_while_its_place_is_closed(platform, site):
    venue = make_venue(platform, site=site, closed_at=dt.date(2026, 1, 5))
    close_site(site, by=SYSTEM)
    assert refusal_of(reopen_venue, venue) == ("site_closed", None)


def test_a_venue_is_removed_only_while_nothing_was_planned_there(platform, site):
    unused, used = make_venue(platform, site=site, room="A"), make_venue(platform, site=site, room="B")
    make_meeting(platform, venue=used, status=MeetingStatus.CANCELLED)
    remove_venue(unused, by=SYSTEM)
    assert refusal_of(remove_venue, used) == ("used", None)
    assert list(platform.venues.all()) == [used]
    assert refusal_of(change_venue, unused, VenueDetails(), version=venue_version(unused)) == ("gone", None)


def test_meetings_to_come_in_closed_venues_and_closed_sites_are_found(platform, site):
    closed = make_venue(platform, site=site, closed_at=dt.date(2026, 1, 5))
    moved = make_venue(platform)
    first, second = make_meeting(platform, venue=closed), make_meeting(platform, venue=moved)
    make_meeting(platform, venue=closed, status=MeetingStatus.CANCELLED)
    make_meeting(platform, venue=closed, starts_at=timezone.now() - dt.timedelta(days=2))
    make_meeting(platform, venue=make_venue(platform))
    other = make_platform()
    make_meeting(other, venue=make_venue(other, closed_at=dt.date(2026, 1, 5)))
    close_site(moved.site, by=SYSTEM)
    assert set(upcoming_at_closed(platform)) == {first, second}
