"""The page where one more person is invited to a meeting."""

import pytest
from django.urls import reverse

from portal.core.actors import SYSTEM
from portal.directory.services.people import Contact
from portal.meetings.enums import MeetingStatus
from portal.meetings.services.guests import invite_guest
from tests.factories import make_invitee, make_lead, make_meeting, make_member, make_person, make_platform

pytestmark = pytest.mark.django_db

NEW = {"first_name": "Ada", "last_name": "Lovelace", "email": "ada@exemple.example", "organisation_name": "Institut"}
CONTACT = Contact(first_name="Ada", last_name="Lovelace", email="ada@exemple.example")


def url(name, meeting, *args):
    return reverse(f"meetings:{name}", args=[meeting.uuid, *args])


@pytest.fixture
def meeting(platform):
    return make_meeting(platform, status=MeetingStatus.CONVENED)


def test_the_page_of_the_meeting_leads_there_and_back(client, login, platform, meeting):
    login(client, make_lead(platform))
    assert url("guest_invite", meeting) in client.get(url("meeting", meeting)).content.decode()
    assert client.get(url("guest_invite", meeting)).status_code == 200
    assert client.post(url("guest_invite", meeting), NEW).url == url("meeting", meeting)
    guest = meeting.invitees.get()
    page = client.get(url("meeting", meeting)).content.decode()
    assert [
        part for part in ("Ada Lovelace", "Institut", url("guest_uninvite", meeting, guest.pk)) if part not in page
    ] == []
    client.post(url("guest_uninvite", meeting, guest.pk))
    assert not meeting.invitees.exists()


def test_who_was_invited_with_the_others_is_not_offered_to_be_taken_off(client, login, platform, meeting):
    regular = make_invitee(meeting, make_member(platform))
    login(client, make_lead(platform))
    assert url("guest_uninvite", meeting, regular.pk) not in client.get(url("meeting", meeting)).content.decode()
    client.post(url("guest_uninvite", meeting, regular.pk))
    assert meeting.invitees.count() == 1


def test_a_known_person_is_offered_once(client, login, platform, meeting):
    invited, free = make_member(platform), make_member(platform)
    make_invitee(meeting, invited)
    make_member(make_platform())
    lead = make_lead(platform)
    form = login(client, lead).get(url("guest_invite", meeting)).context["form"]
    assert set(form.fields["person"].queryset) == {free, lead}


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({}, "first_name"),
        ({**NEW, "email": ""}, "email"),
        ({**NEW, "email": "a@b.example, c@d.example"}, "email"),
        ({"person": "9" * 30}, "person"),
        ({**NEW, "organisation_name": "x" * 161}, "organisation_name"),
    ],
)
def test_bad_input_is_said_beside_its_field(client, login, platform, meeting, typed, field):
    response = login(client, make_lead(platform)).post(url("guest_invite", meeting), typed)
    assert field in response.context["form"].errors
    assert not meeting.invitees.exists()


def test_a_guest_finds_the_meeting_and_not_who_else_comes(client, login, platform, meeting):
    make_invitee(meeting, make_member(platform, person=make_person(last_name="Zinzolin")))
    guest = invite_guest(meeting, CONTACT, by=SYSTEM).invitee.person
    page = login(client, guest).get(url("meeting", meeting))
    assert page.status_code == 200
    assert "Zinzolin" not in page.content.decode()
    assert client.get(url("guest_invite", meeting)).status_code == 403
