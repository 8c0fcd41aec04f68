"""Points of sites: found from the address in the background, or placed by hand and then left alone."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.models import ModelLogEntry

from portal.core.actors import SYSTEM, Actor, Via
from portal.directory.enums import PointSource
from portal.directory.french_points import Point
from portal.directory.models import ActorType, Commune, CommunePostcode, Site
from portal.directory.services import points
from portal.directory.services.checks import StaleSave, version_of
from portal.directory.services.organisations import (
    PLACE_FIELDS,
    Place,
    Sheet,
    add_site,
    change_site,
    close_site,
    create_organisation,
    reopen_site,
)
from portal.directory.services.points import MAX_TRIES, RETRY_MINUTES, Pin, address_of, find_due_points, tick
from portal.directory.services.revisions import take_again
from portal.directory.sheet_content import content_of, content_version
from tests.directory.geocoder import NOTHING, answer
from tests.factories import make_organisation, make_site

pytestmark = pytest.mark.django_db
FOUND = (43.290622, 5.379611, PointSource.GEOCODED)
HAND = Point(43.2999, 5.3701)


@pytest.fixture
def marseille():
    return Commune.objects.get(insee="13055")


@pytest.fixture
def baret(marseille):
    return Place(address="Place Félix Baret", postcode="13006", commune=marseille)


def change(site, place, pin=None, by=SYSTEM):
    return change_site(site, place, version=version_of(site, PLACE_FIELDS), pin=pin, by=by)


def state(site):
    site.refresh_from_db()
    return site.latitude, site.longitude, site.point_source


def later(minutes):
    Site.objects.filter(point_due_at__isnull=False).update(point_due_at=timezone.now() - timedelta(minutes=minutes))


def actions(site):
    entries = ModelLogEntry.objects.filter(object_id=str(site.organisation_id)).order_by("pk")
    return [entry.action.removeprefix("portal.") for entry in entries]


def test_a_saved_address_is_found_in_the_background(geocoder, baret, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        site = add_site(make_organisation(), baret, by=SYSTEM)
    assert (state(site), geocoder.asked) == ((None, None, ""), [])
    assert DBTaskResult.objects.get().task_path == "portal.directory.tasks.find_points"
    assert find_due_points() == 1
    assert state(site) == FOUND
    assert (site.point_due_at, actions(site)) == (None, ["site_added", "site_located"])
    assert find_due_points() == 0


def test_the_first_site_of_a_new_organisation_is_found_too(geocoder, baret):
    sheet = Sheet(name="Nouvelle", actor_type=ActorType.objects.first())
    site = create_organisation(sheet, place=baret, by=SYSTEM).sites.get()
    find_due_points()
    assert state(site) == FOUND


def test_an_address_that_did_not_change_is_not_asked_for_again(geocoder, baret):
    site = add_site(make_organisation(), baret, by=SYSTEM)
    find_due_points()
    named = Place(name="Siège", access="Bus", address=baret.address, postcode=baret.postcode, commune=baret.commune)
    site = change(Site.objects.get(pk=site.pk), named)
    assert (find_due_points(), state(site)) == (0, FOUND)


def test_an_address_taken_again_from_an_earlier_version_is_looked_up(geocoder, baret):
    site = add_site(make_organisation(), baret, by=SYSTEM)
    organisation = site.organisation
    kept = organisation.revisions.first()
    change(site, Place(address="Ailleurs"))
    take_again(kept, version=content_version(content_of(organisation)), by=SYSTEM)
    find_due_points()
    assert state(site) == FOUND


def test_without_geocoder_nothing_is_woken_and_the_address_waits_for_one(
    settings, baret, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        site = add_site(make_organisation(), baret, by=SYSTEM)
    assert (tick(), find_due_points(), DBTaskResult.objects.count()) == (False, 0, 0)
    assert Site.objects.get(pk=site.pk).point_due_at is not None


def test_an_import_leaves_its_addresses_to_the_clock(geocoder, baret, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        site = add_site(make_organisation(), baret, by=Actor(via=Via.IMPORT))
    assert DBTaskResult.objects.count() == 0
    assert [tick(), tick(), DBTaskResult.objects.count()] == [True, False, 1]
    find_due_points()
    assert (state(site), tick()) == (FOUND, False)


def test_saving_works_while_the_geocoder_is_down_and_the_clock_asks_again(geocoder, baret):
    geocoder.status = 503
    before = timezone.now()
    site = add_site(make_organisation(), baret, by=SYSTEM)
    assert find_due_points() == 1
    assert (state(site), site.point_tries) == ((None, None, ""), 1)
    assert site.point_due_at >= before + timedelta(minutes=RETRY_MINUTES[0])
    assert [find_due_points(), tick()] == [0, False]
    geocoder.status = 200
    later(1)
    assert [tick(), find_due_points()] == [True, 1]
    assert state(site) == FOUND


def test_a_service_that_stays_down_is_asked_a_bounded_number_of_times(geocoder, baret):
    geocoder.status = 500
    site = add_site(make_organisation(), baret, by=SYSTEM)
    for _ in range(MAX_TRIES + 3):
        find_due_points()
        later(0)
    site.refresh_from_db()
    assert (len(geocoder.asked), site.point_tries, site.point_due_at) == (MAX_TRIES, MAX_TRIES, None)
    change(site, Place(address="1 rue Neuve", postcode="13006", commune=baret.commune))
    geocoder.status = 200
    find_due_points()
    assert state(site) == FOUND


def test_a_service_that_is_down_costs_one_question_a_round_and_the_others_no_try(geocoder, baret):
    organisation = make_organisation()
    first, second = add_site(organisation, baret, by=SYSTEM), add_site(organisation, baret, by=SYSTEM)
    geocoder.status = 500
    assert (find_due_points(), len(geocoder.asked)) == (1, 1)
    tries = dict(Site.objects.values_list("pk", "point_tries"))
    assert (tries[first.pk], tries[second.pk]) == (1, 0)


def test_what_is_not_found_is_asked_once_until_the_address_changes(geocoder, baret):
    geocoder.body = NOTHING
    site = add_site(make_organisation(), baret, by=SYSTEM)
    assert [find_due_points(), find_due_points()] == [1, 0]
    assert (state(site), site.point_due_at, site.point_tries) == ((None, None, ""), None, 1)


def test_a_round_ends_and_another_task_goes_on(geocoder, baret, monkeypatch):
    monkeypatch.setattr(points, "ROUND_SECONDS", 0)
    add_site(make_organisation(), baret, by=SYSTEM)
    assert (find_due_points(), DBTaskResult.objects.count()) == (0, 1)


def test_a_place_without_address_or_no_longer_used_is_not_asked_for(geocoder, baret):
    organisation = make_organisation()
    add_site(organisation, Place(name="Antenne", commune=baret.commune), by=SYSTEM)
    closed = close_site(add_site(organisation, baret, by=SYSTEM), by=SYSTEM)
    assert (find_due_points(), geocoder.asked) == (0, [])
    reopen_site(closed, by=SYSTEM)
    assert find_due_points() == 1


def test_a_point_placed_by_hand_is_never_overwritten(geocoder, baret):
    site = add_site(make_organisation(), baret, pin=Pin(HAND), by=SYSTEM)
    by_hand = (HAND.latitude, HAND.longitude, PointSource.MANUAL)
    assert (find_due_points(), state(site)) == (0, by_hand)
    site = change(site, Place(address="1 rue Neuve", postcode="13006", commune=baret.commune))
    assert (find_due_points(), state(site), geocoder.asked) == (0, by_hand, [])
    assert actions(site) == ["site_pinned", "site_added", "site_changed"]


def test_a_point_taken_away_is_looked_up_from_the_address_again(geocoder, baret):
    site = add_site(make_organisation(), baret, pin=Pin(HAND), by=SYSTEM)
    site = change(site, baret, Pin(None, seen=HAND))
    assert state(site) == (None, None, "")
    find_due_points()
    assert state(site) == FOUND
    assert actions(site) == ["site_pinned", "site_added", "site_unpinned", "site_located"]


def test_a_pin_set_while_the_service_answers_wins(geocoder, baret):
    """The answer comes after somebody else placed the pin, or changed the address: it is another place's by then."""
    site = add_site(make_organisation(), baret, by=SYSTEM)
    asked = points._claim()
    change(site, baret, Pin(HAND))
    points._settle(asked, Point(43.1, 5.1))
    assert state(site) == (HAND.latitude, HAND.longitude, PointSource.MANUAL)
    change(site, baret, Pin(None, seen=HAND))
    asked = points._claim()
    change(site, Place(address="1 rue Neuve", postcode="13006", commune=baret.commune))
    points._settle(asked, Point(43.1, 5.1))
    assert state(site) == (None, None, "")
    assert site.point_due_at is not None


def test_a_pin_moved_by_somebody_else_meanwhile_is_not_overwritten_unseen(geocoder, baret):
    site = add_site(make_organisation(), baret, pin=Pin(HAND), by=SYSTEM)
    with pytest.raises(StaleSave) as refused:
        change(site, baret, Pin(Point(43.1, 5.1)))
    assert refused.value.stored.point == HAND
    assert state(site) == (HAND.latitude, HAND.longitude, PointSource.MANUAL)
    # Who saw it may move it, and one that the geocoder found meanwhile is nobody's.
    change(site, baret, Pin(Point(43.1, 5.1), seen=HAND))
    assert state(site) == (43.1, 5.1, PointSource.MANUAL)


def test_a_point_found_meanwhile_does_not_stand_in_the_way_of_a_pin(geocoder, baret):
    site = add_site(make_organisation(), baret, by=SYSTEM)
    find_due_points()
    change(site, baret, Pin(HAND))
    assert state(site) == (HAND.latitude, HAND.longitude, PointSource.MANUAL)


def test_a_killed_worker_loses_no_address(geocoder, baret):
    site = add_site(make_organisation(), baret, by=SYSTEM)
    points._claim()
    assert find_due_points() == 0
    later(1)
    assert find_due_points() == 1
    assert state(site) == FOUND


def test_a_postcode_that_is_not_the_communes_own_is_left_out_of_the_question(marseille):
    own = CommunePostcode.objects.filter(commune=marseille).values_list("postcode", flat=True).first()
    cedex = make_site(address="2 rue A", postcode="13331", commune=marseille)
    assert (address_of(cedex).postcode, address_of(cedex).insee) == ("", "13055")
    assert address_of(make_site(commune=marseille, postcode=own)).postcode == own
    assert address_of(make_site(postcode="13331")).postcode == "13331"


def test_an_answer_elsewhere_leaves_the_site_without_point(geocoder, baret):
    geocoder.body = answer([2.35, 48.85], citycode="75101", postcode="75001")
    site = add_site(make_organisation(), baret, by=SYSTEM)
    find_due_points()
    assert state(site) == (None, None, "")
