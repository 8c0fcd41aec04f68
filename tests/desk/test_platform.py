"""The page of a platform: public part for all, the rest for its network."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.desk.platform_page import inside_of
from portal.directory.enums import Circle, ParticipationStatus
from portal.directory.models import ListCampaign, Participation
from portal.meetings.enums import MeetingKind, MeetingStatus
from tests.factories import (
    make_administrator,
    make_assistant,
    make_coordinator,
    make_lead,
    make_meeting,
    make_member,
    make_organisation,
    make_person,
    make_platform,
    make_territory,
)
from tests.factories.charters import publish_charter, sign_charter

pytestmark = pytest.mark.django_db

SECRET_NAME = "Zéphyrine"


@pytest.fixture
def platform():
    return make_platform(
        territory=make_territory(name="Bassin des Essais"), public_text="Texte pour tous.", phone="04 65 71 00 01"
    )


def url(platform):
    return f"/plateformes/{platform.slug}/"


def page(client, platform):
    response = client.get(url(platform))
    assert response.status_code == 200
    return response.content.decode()


def test_a_visitor_reads_the_public_text_and_the_contact_alone(client, platform):
    make_lead(platform, person=make_person(first_name=SECRET_NAME))
    make_meeting(platform, title="Réunion discrète")

    html = page(client, platform)

    assert "Texte pour tous." in html
    assert "04 65 71 00 01" in html
    assert platform.email in html
    assert "Bassin des Essais" in html
    assert SECRET_NAME not in html
    assert "Réunion discrète" not in html


def test_d04_a_member_of_another_platform_reads_the_public_part_alone(client, login, platform):
    make_lead(platform, person=make_person(first_name=SECRET_NAME))
    make_meeting(platform, title="Réunion discrète")
    login(client, make_member(make_platform()))

    html = page(client, platform)

    assert "Texte pour tous." in html
    assert SECRET_NAME not in html
    assert "Réunion discrète" not in html


def test_a_platform_that_does_not_exist_is_not_found(client):
    assert client.get("/plateformes/nulle-part/").status_code == 404


def test_it_takes_no_post(client, platform):
    assert client.post(url(platform)).status_code == 405


def test_a_member_reads_team_circles_and_meetings(client, login, platform):
    make_lead(platform, person=make_person(first_name=SECRET_NAME))
    make_meeting(platform, kind=MeetingKind.CIRCLE_2, title="Réunion d’ici")
    login(client, make_member(platform, Circle.SECOND))

    html = page(client, platform)

    assert SECRET_NAME in html
    assert "Réunion d’ici" in html
    assert f"/plateformes/{platform.slug}/planification/" not in html
    assert f"/plateformes/{platform.slug}/membres/ajouter/" not in html


def test_circle_2_does_not_see_circle_1_meetings(client, login, platform):
    make_meeting(platform, kind=MeetingKind.CIRCLE_1, title="Réunion discrète")
    login(client, make_member(platform, Circle.SECOND))

    assert "Réunion discrète" not in page(client, platform)


def test_below_the_gate_the_page_tells_no_title_and_where_to_sign(client, login, platform):
    member = make_member(platform)
    version = publish_charter(platform, published_at=timezone.now() - dt.timedelta(days=90))
    make_meeting(platform, title="Le titre dit tout")
    login(client, member)

    html = page(client, platform)
    assert "Le titre dit tout" not in html
    assert f"/chartes/{version.pk}/signer/" in html

    sign_charter(member, platform)
    assert "Le titre dit tout" in page(client, platform)


@pytest.mark.parametrize("make", [make_lead, make_assistant])
def test_the_team_finds_its_acts(client, login, platform, make):
    login(client, make(platform))

    html = page(client, platform)

    assert f"/plateformes/{platform.slug}/planification/" in html
    assert f"/plateformes/{platform.slug}/membres/ajouter/" in html


def test_a_coordinator_reads_and_does_not_act(client, login, platform):
    meeting = make_meeting(platform)
    login(client, make_coordinator(platform.territories.get()))

    html = page(client, platform)

    assert f"/reunions/{meeting.uuid}/" in html
    assert f"/plateformes/{platform.slug}/planification/" not in html


def test_an_administrator_sees_the_members_and_no_meeting(client, login, platform):
    make_meeting(platform, title="Réunion discrète")
    make_lead(platform, person=make_person(first_name=SECRET_NAME))
    login(client, make_administrator())

    html = page(client, platform)

    assert SECRET_NAME in html
    assert "Réunion discrète" not in html


def tabs_of(client, platform):
    tabs = re.search(r'<nav class="tabs".*?</nav>', client.get(url(platform)).content.decode(), re.DOTALL)
    return [link.removeprefix(url(platform)) for link in re.findall(r'href="([^"]+)"', tabs[0])] if tabs else []


def test_the_pages_of_the_platform_are_offered_as_far_as_they_open(client, login, platform):
    login(client, make_member(platform))
    assert tabs_of(client, platform) == [
        "",
        "membres/",
        "cercles/",
        "reunions/",
        "actions/",
        "solutions/",
        "equipe/",
        "calendrier/",
        "chartes/",
    ]

    login(client, make_lead(platform))
    assert "mobilisation/" in tabs_of(client, platform)

    login(client, make_administrator())
    assert tabs_of(client, platform) == [
        "",
        "membres/",
        "cercles/",
        "mobilisation/",
        "solutions/",
        "equipe/",
        "calendrier/",
        "reglages/",
    ]

    login(client, make_member(make_platform()))
    assert tabs_of(client, platform) == []


@pytest.mark.parametrize("make", [make_lead, make_member, make_administrator])
def test_no_link_of_the_page_leads_to_a_refusal(client, login, platform, make):
    login(client, make() if make is make_administrator else make(platform))

    links = set(re.findall(r'href="(/(?!static/)[^"#]*)"', page(client, platform))) - {"/"}

    assert len(links) > 5
    statuses = {link: client.get(link).status_code for link in links}
    assert {link: status for link, status in statuses.items() if status >= 400} == {}


def test_d07_whoever_left_today_reads_the_public_part_alone(client, login, platform):
    make_lead(platform, person=make_person(first_name=SECRET_NAME))
    login(client, make_member(platform, until=timezone.localdate()))

    assert SECRET_NAME not in page(client, platform)


def test_circles_count_who_stands_there_today(platform):
    make_member(platform, Circle.FIRST)
    make_member(platform, Circle.FIRST)
    make_member(platform, Circle.SECOND)
    make_member(platform, Circle.OCCASIONAL)
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    for status in (ParticipationStatus.TO_APPROACH, ParticipationStatus.APPROACHED, ParticipationStatus.DECLINED):
        Participation.objects.create(platform=platform, organisation=make_organisation(), status=status)
    Participation.objects.create(
        platform=platform,
        organisation=make_organisation(),
        status="agreed",
        circle="1",
        since=yesterday,
        until=yesterday,
    )

    circles = inside_of(platform, make_lead(platform)).circles

    assert (circles.first, circles.second, circles.occasional, circles.to_mobilise) == (2, 1, 1, 2)


def test_campaigns_of_the_territory_count_until_the_platform_has_its_own_and_past_ones_do_not(platform):
    today = timezone.localdate()
    week = dt.timedelta(days=7)
    lead = make_lead(platform)
    ListCampaign.objects.create(platform=platform, label="Passée", start=today - 3 * week, end=today - week)
    ListCampaign.objects.create(territory=platform.territories.get(), label="En cours", start=today - week, end=today)
    assert [one.label for one in inside_of(platform, lead).campaigns] == ["En cours"]

    ListCampaign.objects.create(platform=platform, label="À venir", start=today + week, end=today + 2 * week)
    assert [one.label for one in inside_of(platform, lead).campaigns] == ["À venir"]


def test_drafts_are_not_shown_to_members(platform):
    make_meeting(platform, status=MeetingStatus.DRAFT)

    assert inside_of(platform, make_member(platform)).meetings == []


def test_the_cost_does_not_grow_with_what_is_there(client, login, platform):
    login(client, make_lead(platform))

    costs = []
    for number in (1, 2):
        for _ in range(number):
            make_assistant(platform)
            make_member(platform)
            make_meeting(platform)
        client.get(url(platform))
        with CaptureQueriesContext(connection) as queries:
            page(client, platform)
        costs.append(len(queries))

    assert costs[0] == costs[1]
