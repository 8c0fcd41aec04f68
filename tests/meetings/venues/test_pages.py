"""The pages of the venues, and the venue on the pages of a meeting, as users see them."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.core.actors import SYSTEM
from portal.directory.services.organisations import close_site
from portal.meetings.enums import MeetingKind, MeetingStatus
from portal.meetings.models import Venue
from portal.meetings.services.venues import venue_version
from tests.factories import (
    make_invitee,
    make_lead,
    make_meeting,
    make_member,
    make_organisation,
    make_person,
    make_platform,
    make_site,
    make_venue,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead_client(client, login, platform):
    return login(client, make_lead(platform))


def url(name, platform, *args):
    return reverse(f"meetings:{name}", args=[platform.slug, *args])


def make_host(platform, name, *, room="", **fields):
    organisation = make_organisation(name=name)
    make_member(platform, organisation=organisation)
    return make_venue(platform, site=make_site(organisation), room=room, **fields)


def ago(days):
    return timezone.now() - dt.timedelta(days=days)


def data(**changes):
    return {
        "place": "",
        "place_host": "",
        "place_name": "",
        "place_address": "",
        "place_postcode": "",
        "place_town": "",
        "room": "Salle 4",
        "capacity": "25",
        "step_free": "yes",
        "access": "",
        "in_rotation": "on",
        **changes,
    }


def errors(response):
    return list(response.context["form"].errors)


def test_the_list_says_whose_turn_it_is_and_puts_the_longest_ago_first(lead_client, platform):
    recent, old = make_host(platform, "CIO Nord"), make_host(platform, "Mission locale")
    make_meeting(platform, venue=recent, status=MeetingStatus.HELD, starts_at=ago(10))
    make_meeting(platform, venue=old, status=MeetingStatus.HELD, starts_at=ago(90))
    response = lead_client.get(url("venues", platform))
    assert [row.record.venue for row in response.context["table"].rows] == [old, recent]
    assert response.context["next_host"] == old
    assert "À qui le tour" in response.content.decode()


def test_the_list_shows_closed_venues_apart_and_the_meetings_left_there(lead_client, platform):
    venue = make_host(platform, "CIO Nord", closed_at=dt.date(2026, 1, 5))
    meeting = make_meeting(platform, venue=venue)
    response = lead_client.get(url("venues", platform))
    page = response.content.decode()
    assert (response.context["closed"], response.context["venues"]) == ([venue], 0)
    assert reverse("meetings:meeting_edit", args=[meeting.uuid]) in page
    assert url("venue_reopen", platform, venue.pk) in page


def test_organisations_that_never_host_are_invited_to(lead_client, platform):
    make_host(platform, "CIO Nord")
    other = make_member(platform, organisation=make_organisation(name="CFA")).organisation
    response = lead_client.get(url("venues", platform))
    assert [line.name for line in response.context["without_venue"]] == ["CFA"]
    assert f"{url('venue_add', platform)}?organisme={other.pk}" in response.content.decode()


def test_another_school_year_is_chosen_in_the_address(lead_client, platform):
    make_host(platform, "CIO Nord")
    years = lead_client.get(url("venues", platform)).context["years"]
    response = lead_client.get(url("venues", platform) + years[0]["url"])
    assert response.context["year_label"] == years[0]["label"]
    assert not years[0]["current"]
    for wrong in ("0", "x", "9999999999999999999"):
        assert lead_client.get(url("venues", platform), {"annee": wrong}).context["years"] == years


def test_the_page_costs_the_same_with_fifty_venues(lead_client, platform, count_queries):
    def read():
        assert lead_client.get(url("venues", platform)).status_code == 200

    for number in range(5):
        venue = make_host(platform, f"Hôte {number}", room=f"Salle {number}")
        make_meeting(platform, venue=venue, status=MeetingStatus.HELD, starts_at=ago(number + 1))
    few = count_queries(read)
    for number in range(5, 50):
        venue = make_host(platform, f"Hôte {number}", room=f"Salle {number}", closed_at=None if number % 2 else ago(5))
        make_meeting(platform, venue=venue, starts_at=timezone.now() + dt.timedelta(days=number))
    assert count_queries(read) == few


def test_the_team_alone_reaches_the_venues_from_the_meetings(lead_client, login, client, platform):
    address = url("venues", platform)
    assert address in lead_client.get(url("platform_meetings", platform)).content.decode()
    member = login(type(client)(), make_member(platform))
    assert address not in member.get(url("platform_meetings", platform)).content.decode()
    assert member.get(address).status_code == 403


def test_a_lead_adds_a_venue_at_a_partners_site(lead_client, platform):
    site = make_site(make_member(platform).organisation)
    response = lead_client.post(url("venue_add", platform), data(place=str(site.pk)))
    assert response.status_code == 302
    venue = platform.venues.get()
    assert (venue.site, venue.room, venue.capacity, venue.step_free, venue.in_rotation) == (
        site,
        "Salle 4",
        25,
        True,
        True,
    )


def test_a_typed_place_replaces_the_chosen_one(lead_client, platform):
    site = make_site(make_member(platform).organisation)
    typed = data(place=str(site.pk), place_host=str(site.organisation_id), place_address="3 rue B")
    assert lead_client.post(url("venue_add", platform), typed).status_code == 302
    assert platform.venues.get().site.address == "3 rue B"


def test_the_form_begins_with_the_organisation_that_is_asked(lead_client, platform):
    site = make_site(make_member(platform).organisation)
    homeless = make_member(platform).organisation
    foreign = make_site(make_member(make_platform()).organisation)
    form = lead_client.get(url("venue_add", platform), {"organisme": site.organisation_id}).context["form"]
    assert (form["place"].value(), form.shows_typed_place) == (str(site.pk), False)
    form = lead_client.get(url("venue_add", platform), {"organisme": homeless.pk}).context["form"]
    assert (form["place_host"].value(), form.shows_typed_place) == (homeless.pk, True)
    for nobody in (foreign.organisation_id, "x", "9" * 30):
        form = lead_client.get(url("venue_add", platform), {"organisme": nobody}).context["form"]
        assert (form["place"].value() or "", form["place_host"].value() or "") == ("", "")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({}, "place"),
        ({"place": "999999"}, "place"),
        ({"place": "\x00"}, "place"),
        ({"place_name": "Annexe"}, "place_host"),
        ({"place_name": "Annexe", "place_host": "9" * 30}, "place_host"),
        ({"place_town": "Marseille"}, "place_address"),
        ({"place_name": "Annexe", "place_postcode": "130O1"}, "place_postcode"),
        ({"place": "site", "capacity": "0"}, "capacity"),
        ({"place": "site", "capacity": "-3"}, "capacity"),
        ({"place": "site", "capacity": "100000"}, "capacity"),
        ({"place": "site", "capacity": "douze"}, "capacity"),
        ({"place": "site", "room": "x" * 81}, "room"),
        ({"place": "site", "room": "Salle\x00"}, "room"),
        ({"place": "site", "step_free": "peut-être"}, "step_free"),
        ({"place": "site", "access": "Appeler le jeune au 06 12 34 56 78"}, "access"),
    ],
)
def test_bad_input_is_said_beside_its_field(lead_client, platform, changes, field):
    site = make_site(make_member(platform).organisation)
    if changes.get("place") == "site":
        changes = {**changes, "place": str(site.pk)}
    response = lead_client.post(url("venue_add", platform), data(**changes))
    assert response.status_code == 200
    assert field in errors(response)
    assert not Venue.objects.exists()


def test_d03_a_site_or_organisation_of_another_platform_in_the_body_is_no_choice(lead_client, platform):
    foreign = make_site(make_member(make_platform()).organisation)
    response = lead_client.post(url("venue_add", platform), data(place=str(foreign.pk)))
    assert errors(response) == ["place"]
    typed = data(place_host=str(foreign.organisation_id), place_name="Annexe")
    assert errors(lead_client.post(url("venue_add", platform), typed)) == ["place_host"]
    assert not Venue.objects.exists()


def test_what_the_service_refuses_is_said_on_the_form(lead_client, platform):
    venue = make_host(platform, "CIO Nord", room="Salle 4")
    response = lead_client.post(url("venue_add", platform), data(place=str(venue.site_id)))
    assert errors(response) == ["room"]


def test_a_lead_changes_a_venue(lead_client, platform):
    venue = make_host(platform, "CIO Nord", room="Salle 1")
    changes = data(room="Salle 1", capacity="", step_free="no", in_rotation="", version=venue_version(venue))
    changes.pop("in_rotation")
    assert lead_client.post(url("venue_edit", platform, venue.pk), changes).status_code == 302
    venue.refresh_from_db()
    assert (venue.capacity, venue.step_free, venue.in_rotation) == (None, False, False)


def test_a_stale_save_is_refused_once_and_then_is_a_choice(lead_client, platform):
    venue = make_host(platform, "CIO Nord", room="Salle 1")
    old = venue_version(venue)
    Venue.objects.filter(pk=venue.pk).update(capacity=8)
    response = lead_client.post(url("venue_edit", platform, venue.pk), data(room="Salle 1", version=old))
    form = response.context["form"]
    assert form.non_field_errors()
    again = data(room="Salle 1", version=form["version"].value())
    assert lead_client.post(url("venue_edit", platform, venue.pk), again).status_code == 302
    venue.refresh_from_db()
    assert venue.capacity == 25


def test_closing_tells_what_is_still_to_be_held_there(lead_client, platform):
    venue = make_host(platform, "CIO Nord")
    make_meeting(platform, venue=venue)
    page = lead_client.post(url("venue_close", platform, venue.pk), follow=True).content.decode()
    assert "1 réunion doit encore s’y tenir" in page
    lead_client.post(url("venue_reopen", platform, venue.pk))
    venue.refresh_from_db()
    assert venue.closed_at is None


def test_a_used_venue_is_not_removed(lead_client, platform):
    venue, unused = make_host(platform, "CIO Nord"), make_host(platform, "CFA")
    make_meeting(platform, venue=venue)
    for one in (venue, unused):
        lead_client.post(url("venue_remove", platform, one.pk))
    assert list(platform.venues.all()) == [venue]
    page = lead_client.get(url("venue_edit", platform, venue.pk)).content.decode()
    assert url("venue_remove", platform, venue.pk) not in page


def test_d03_a_venue_of_another_platform_does_not_exist_here(lead_client, platform):
    foreign = make_venue(make_platform())
    for name in ("venue_edit", "venue_close", "venue_reopen", "venue_remove"):
        assert lead_client.post(url(name, platform, foreign.pk)).status_code == 404
    foreign.refresh_from_db()
    assert foreign.closed_at is None


def choices_of(response):
    """Return the groups of the venue's choice as (label, keys); options outside any group have themselves as label."""
    found = []
    for value, label in response.context["form"].fields["venue"].choices:
        found.append((str(value), [pk for pk, _name in label]) if isinstance(label, list) else (str(label), [value]))
    return found


def test_the_meeting_form_suggests_whose_turn_it_is_with_the_reason(lead_client, platform):
    recent, old = make_host(platform, "CIO Nord"), make_host(platform, "Mission locale")
    closed = make_host(platform, "Fermé", closed_at=dt.date(2026, 1, 5))
    make_meeting(platform, venue=recent, status=MeetingStatus.HELD, starts_at=ago(10))
    groups = choices_of(lead_client.get(url("meeting_add", platform)))
    assert groups[1:] == [("Suggéré – n’a encore jamais accueilli", [old.pk]), ("Autres lieux", [recent.pk])]
    assert closed.pk not in sum((keys for _label, keys in groups), [])


def test_the_meeting_form_suggests_a_venue_large_enough_for_the_circle(lead_client, platform):
    small, large = make_host(platform, "Petit", capacity=1), make_host(platform, "Grand", capacity=40)
    make_meeting(platform, venue=large, status=MeetingStatus.HELD, starts_at=ago(10))
    groups = choices_of(lead_client.get(url("meeting_add", platform)))
    assert groups[1] == ("Suggéré – seul lieu qui convient à 3 personnes", [large.pk])
    assert groups[2][1] == [small.pk]


def test_the_own_date_of_a_meeting_is_no_turn_and_its_closed_venue_stays_a_choice(lead_client, platform):
    venue, other = make_host(platform, "CIO Nord"), make_host(platform, "CFA")
    make_meeting(platform, venue=other, status=MeetingStatus.HELD, starts_at=ago(10))
    meeting = make_meeting(platform, venue=venue)
    edit = reverse("meetings:meeting_edit", args=[meeting.uuid])
    assert choices_of(lead_client.get(edit))[1] == ("Suggéré – n’a encore jamais accueilli", [venue.pk])
    Venue.objects.filter(pk=venue.pk).update(closed_at=dt.date(2026, 1, 5))
    assert choices_of(lead_client.get(edit))[-1] == ("N’est plus utilisé", [venue.pk])


def test_a_closed_venue_cannot_be_chosen_anew(lead_client, platform):
    closed = make_host(platform, "Fermé", closed_at=dt.date(2026, 1, 5))
    day = (timezone.localdate() + dt.timedelta(days=20)).isoformat()
    sent = {"kind": "circle_1", "date": day, "start_time": "09:30", "end_time": "11:30", "venue": closed.pk}
    assert "venue" in errors(lead_client.post(url("meeting_add", platform), sent))


def test_a_meeting_in_a_closed_or_too_small_venue_is_flagged_to_the_team_alone(lead_client, login, client, platform):
    venue = make_host(platform, "CIO Nord", capacity=1)
    meeting = make_meeting(platform, venue=venue, status=MeetingStatus.CONVENED)
    member = make_member(platform)
    for person in (member, make_person()):
        make_invitee(meeting, person)
    close_site(venue.site, by=SYSTEM)
    address = reverse("meetings:meeting", args=[meeting.uuid])
    assert lead_client.get(address).context["place_warnings"] == [
        "Ce lieu n’est plus utilisé\u202f: choisissez-en un autre.",
        "Le lieu a 1 place, pour 2 personnes.",
    ]
    assert login(type(client)(), member).get(address).context["place_warnings"] == []


def test_convening_tells_that_the_venue_is_too_small(lead_client, platform):
    venue = make_host(platform, "CIO Nord", capacity=1)
    meeting = make_meeting(platform, venue=venue)
    page = lead_client.get(reverse("meetings:convene", args=[meeting.uuid])).content.decode()
    assert "Le lieu a 1 place, pour 2 personnes." in page
    bilateral = make_meeting(platform, venue=venue, kind=MeetingKind.BILATERAL)
    page = lead_client.get(reverse("meetings:convene", args=[bilateral.uuid])).content.decode()
    assert "Le lieu a 1 place" not in page
