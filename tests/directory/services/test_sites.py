"""Places that are no longer used."""

import pytest
from wagtail.models import ModelLogEntry

from portal.core.actors import SYSTEM
from portal.directory.enums import Circle, PointSource
from portal.directory.models import Commune, Organisation
from portal.directory.search import matching
from portal.directory.services.checks import version_of
from portal.directory.services.organisations import PLACE_FIELDS, Place, add_site, change_site, close_site, reopen_site
from portal.meetings.models import Venue
from portal.meetings.planning_answers import PlaceAnswer
from portal.meetings.services.planning_places import sites_of, venue_for, venues_of
from tests.factories import make_member, make_organisation, make_platform, make_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def arles():
    return Commune.objects.filter(name="Arles").first()


def found(words):
    return list(matching(Organisation.objects.all(), words))


def test_a_closed_site_leaves_the_search_and_comes_back_when_used_again(arles):
    organisation = make_organisation(name="Sans lieu")
    site = add_site(organisation, Place(name="Siège", commune=arles), by=SYSTEM)
    assert found("sans lieu arles") == [organisation]
    close_site(site, by=SYSTEM)
    assert found("sans lieu arles") == []
    reopen_site(site, by=SYSTEM)
    assert found("sans lieu arles") == [organisation]
    actions = ModelLogEntry.objects.filter(object_id=str(organisation.pk)).values_list("action", flat=True)
    assert {"portal.site_closed", "portal.site_reopened"} <= set(actions)


def test_closing_twice_keeps_the_first_day_and_moves_nothing():
    site = close_site(make_site(), by=SYSTEM)
    changed_at = Organisation.objects.get(pk=site.organisation_id).content_changed_at
    again = close_site(site, by=SYSTEM)
    assert again.closed_at == site.closed_at
    assert Organisation.objects.get(pk=site.organisation_id).content_changed_at == changed_at


def test_a_closed_site_leaves_the_choice_of_places_and_venues_keep_theirs():
    platform = make_platform()
    host = make_organisation()
    make_member(platform, Circle.FIRST, organisation=host)
    used, unused = make_site(host), make_site(host)
    venue = Venue.objects.create(platform=platform, site=used, room="Salle 1")
    close_site(used, by=SYSTEM)
    assert list(sites_of(platform)) == [unused]
    assert list(venues_of(platform)) == [venue]
    assert venue_for(platform, PlaceAnswer(venue=venue.pk)) == venue


def test_a_place_typed_again_is_not_hung_on_the_closed_one():
    platform = make_platform()
    host = make_organisation()
    make_member(platform, Circle.FIRST, organisation=host)
    closed = close_site(make_site(host, name="Annexe", address="1 rue A", postcode=""), by=SYSTEM)
    venue = venue_for(platform, PlaceAnswer(host=host.pk, name="Annexe", address="1 rue A"))
    assert venue.site_id != closed.pk
    assert venue.site.closed_at is None


@pytest.mark.parametrize(
    ("source", "kept"), [(PointSource.GEOCODED, (None, None, "")), (PointSource.MANUAL, (43.0, 5.0, "manual"))]
)
def test_a_new_address_drops_the_point_found_from_the_former_one_alone(source, kept):
    site = make_site(latitude=43.0, longitude=5.0, point_source=source)
    same = Place(**{name: getattr(site, name) for name in PLACE_FIELDS} | {"access": "Bus 12"})
    site = change_site(site, same, version=version_of(site, PLACE_FIELDS), by=SYSTEM)
    assert (site.latitude, site.longitude, site.point_source) == (43.0, 5.0, source)
    site = change_site(site, Place(address="2 rue B"), version=version_of(site, PLACE_FIELDS), by=SYSTEM)
    assert (site.latitude, site.longitude, site.point_source) == kept
