"""The page where the team notes an exchange."""

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.directory.enums import Circle
from tests.factories import make_lead, make_member, make_organisation, make_person, make_platform

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner(platform):
    return make_member(platform, Circle.SECOND, organisation=make_organisation(name="CFA du Port"))


def address(platform, organisation=None):
    url = reverse("meetings:exchange_note", args=[platform.slug])
    return f"{url}?organisme={organisation.pk}" if organisation else url


def typed(**changes):
    return {"way": "phone", "happened_on": timezone.localdate().isoformat(), "agreed": "Deux places", **changes}


def test_first_the_organisation_then_its_people(client, login, platform, partner):
    login(client, make_lead(platform))
    first = client.get(address(platform))
    assert list(first.context["form"].fields["organisme"].queryset) == [partner.organisation]
    second = client.get(address(platform, partner.organisation))
    assert list(second.context["form"].fields["people"].queryset) == [partner]
    response = client.post(address(platform, partner.organisation), typed(people=[partner.pk]))
    meeting = platform.meetings.get()
    assert response.url == reverse("meetings:meeting", args=[meeting.uuid])
    assert client.get(response.url).status_code == 200
    assert "Deux places" in client.get(reverse("meetings:minutes", args=[meeting.uuid])).content.decode()


@pytest.mark.parametrize("asked", ["abc", "9" * 30, "0", "²"])
def test_an_organisation_that_cannot_be_is_asked_again(client, login, platform, asked):
    login(client, make_lead(platform))
    response = client.get(address(platform), {"organisme": asked})
    assert response.context["form"].errors.keys() == {"organisme"}


def test_d03_an_organisation_of_elsewhere_is_not_offered(client, login, platform):
    stranger = make_member(make_platform())
    login(client, make_lead(platform))
    response = client.post(address(platform, stranger.organisation), typed())
    assert response.context["form"].errors.keys() == {"organisme"}
    assert not platform.meetings.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"agreed": ""}, "agreed"),
        ({"happened_on": "2999-01-01"}, "happened_on"),
        ({"happened_on": "hier"}, "happened_on"),
        ({"way": "pigeon"}, "way"),
        ({"people": ["9" * 30]}, "people"),
        ({"people": ["abc"]}, "people"),
        ({"due": "2030-01-01"}, "action"),
    ],
)
def test_bad_input_is_said_beside_its_field(client, login, platform, partner, changes, field):
    login(client, make_lead(platform))
    response = client.post(address(platform, partner.organisation), typed(**changes))
    assert list(response.context["form"].errors) == [field]
    assert not platform.meetings.exists()


def test_the_guard_asks_about_what_looks_like_a_name(client, login, platform, partner):
    login(client, make_lead(platform))
    text = "Kevin Durand, 17 ans, né le 3 mars 2009"
    response = client.post(address(platform, partner.organisation), typed(agreed=text))
    assert response.status_code == 200
    assert not platform.meetings.exists()


def test_an_organisation_without_known_people_takes_names(client, login, platform):
    organisation = make_organisation()
    member = make_member(platform, organisation=organisation, person=make_person())
    member.delegations.all().delete()
    login(client, make_lead(platform))
    response = client.get(address(platform, organisation))
    assert "people" not in response.context["form"].fields
    client.post(address(platform, organisation), typed(others="Léa Port"))
    assert platform.meetings.get().invitees.filter(organisation=organisation).get().name == "Léa Port"
