"""The sheets of a platform that want an update, and the request for it."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.directory.enums import ParticipationStatus
from portal.directory.models import Editorship, SheetReminder
from portal.mailing.models import OutgoingMail
from tests.factories import make_lead, make_member, make_organisation, make_person, make_platform

pytestmark = pytest.mark.django_db


def days_ago(days):
    return timezone.now() - dt.timedelta(days=days)


def member(platform, name, days, *, kept=True, **fields):
    organisation = make_organisation(name=name, search_text=name.lower(), confirmed_at=days_ago(days))
    make_member(platform, organisation=organisation, **fields)
    if kept:
        Editorship.objects.create(organisation=organisation, person=make_person(), since=dt.date(2020, 9, 1))
    return organisation


@pytest.fixture
def lead(client, login, platform):
    person = make_lead(platform)
    login(client, person)
    return person


def page_url(platform):
    return reverse("directory:sheets_to_update", args=[platform.slug])


def ask_url(platform):
    return reverse("directory:sheets_ask", args=[platform.slug])


def test_the_oldest_come_first_and_the_fresh_and_the_not_agreed_are_left_out(client, platform, lead):
    member(platform, "Frais", 10)
    member(platform, "Bientôt", 350)
    member(platform, "Ancien", 500)
    member(platform, "Très ancien", 900)
    member(platform, "À approcher", 900, status=ParticipationStatus.TO_APPROACH)
    member(make_platform(), "Ailleurs", 900)
    lines = client.get(page_url(platform)).context["lines"]
    assert [(line.organisation.name, line.is_stale) for line in lines] == [
        ("Très ancien", True),
        ("Ancien", True),
        ("Bientôt", False),
    ]


def test_one_button_asks_all_stale_ones_that_may_be_asked(client, platform, lead):
    stale = [member(platform, f"Centre {number}", 500) for number in range(3)]
    member(platform, "Bientôt", 350)
    member(platform, "Sans personne", 500, kept=False)
    assert "Demander à 3 organismes par courriel" in client.get(page_url(platform)).content.decode()
    page = client.post(ask_url(platform), follow=True)
    assert "La mise à jour de 3 fiches est demandée" in page.content.decode()
    assert set(SheetReminder.objects.values_list("organisation", flat=True)) == {one.pk for one in stale}
    assert page.context["to_ask"] == 0
    client.post(ask_url(platform))
    assert OutgoingMail.objects.count() == 3


def test_one_organisation_is_asked_even_before_its_sheet_is_stale(client, platform, lead):
    organisation = member(platform, "Récent", 5)
    response = client.post(ask_url(platform), {"organisation": organisation.pk, "back": "sheet"})
    assert response["Location"] == reverse("directory:organisation", args=[organisation.pk])
    assert OutgoingMail.objects.count() == 1


@pytest.mark.parametrize("value", ["", "x", "-1", "0", "9" * 30, "1 OR 1", "²"])
def test_bad_keys_ask_nobody(client, platform, lead, value):
    response = client.post(ask_url(platform), {"organisation": value}, follow=True)
    assert response.status_code == 200
    assert "ne participe pas" in response.content.decode()
    assert OutgoingMail.objects.count() == 0


def test_d03_an_organisation_of_another_platform_is_not_asked(client, platform, lead):
    other = member(make_platform(), "Ailleurs", 500)
    client.post(ask_url(platform), {"organisation": other.pk})
    assert OutgoingMail.objects.count() == 0


def test_an_empty_page_says_what_it_is_for(client, platform, lead):
    assert "Toutes les fiches sont à jour" in client.get(page_url(platform)).content.decode()


def test_the_page_asks_a_constant_number_of_queries(client, platform, lead, count_queries):
    member(platform, "Un", 500)
    first = count_queries(lambda: client.get(page_url(platform)))
    for number in range(6):
        member(platform, f"Centre {number}", 400 + number)
    assert count_queries(lambda: client.get(page_url(platform))) == first


def test_the_team_asks_from_the_sheet_itself(client, platform, lead):
    organisation = member(platform, "Centre", 500)
    sheet = reverse("directory:organisation", args=[organisation.pk])
    assert "Demander la mise à jour par courriel" in client.get(sheet).content.decode()
    client.post(ask_url(platform), {"organisation": organisation.pk})
    page = client.get(sheet).content.decode()
    assert "Demander la mise à jour par courriel" not in page
    assert "Un courriel a été envoyé" in page
