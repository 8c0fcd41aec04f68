"""The calendar of a platform, from the meetings that one may see."""

import datetime as dt

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.directory.models import ListCampaign
from tests.factories import make_administrator, make_lead, make_meeting, make_member, make_platform, make_venue

from .builders import AUTUMN

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def address(platform, query=""):
    return reverse("meetings:platform_calendar", args=[platform.slug]) + query


def soup_of(response):
    return BeautifulSoup(response.content, "html.parser")


def items(response):
    return [" ".join(item.get_text().split()) for item in soup_of(response).select(".month-grid .cal-item")]


def at(day, hour=9, month=10):
    return dt.datetime(2026, month, day, hour, tzinfo=dt.UTC)


def test_each_circle_sees_its_own_meetings(client, login):
    platform = make_platform()
    make_meeting(platform, kind="circle_1", starts_at=at(6))
    make_meeting(platform, kind="circle_2", starts_at=at(13))
    make_meeting(platform, kind="circle_1", starts_at=at(20), status="draft")
    query = address(platform, "?mois=2026-10")
    seen = [
        items(login(client, person).get(query))
        for person in (make_member(platform, "2"), make_member(platform, "1"), make_lead(platform))
    ]
    two, one, draft = "C2 Cercle 2 11 h", "C1 Cercle 1 11 h", "C1 Cercle 1 11 h Brouillon"
    assert [[text.replace("\u00a0", " ") for text in found] for found in seen] == [[two], [one, two], [one, two, draft]]


def test_who_is_not_of_the_network_finds_nothing(client, login):
    platform = make_platform()
    outsiders = [make_lead(make_platform()), make_administrator()]
    assert {login(client, person).get(address(platform)).status_code for person in outsiders} == {404}


def test_meetings_stand_on_the_day_that_the_platform_reads(client, login):
    platform = make_platform(timezone="Indian/Reunion", school_zone="Réunion", holiday_territory="La Réunion")
    make_meeting(platform, starts_at=dt.datetime(2026, 9, 30, 21, 0, tzinfo=dt.UTC))
    login(client, make_lead(platform))
    found = {month: items(client.get(address(platform, f"?mois={month}"))) for month in ("2026-09", "2026-10")}
    assert found == {"2026-09": [], "2026-10": ["C1 Cercle 1 1\u00a0h".replace("\u00a0", " ")]}


def test_the_year_shows_campaigns_and_holidays(client, login):
    platform = make_platform(school_zone="Zone B")
    ListCampaign.objects.create(platform=platform, label="Automne", start=AUTUMN.start, end=AUTUMN.end)
    page = soup_of(login(client, make_member(platform)).get(address(platform, "?annee=2026")))
    assert len(page.select(".month")) == 12
    assert page.select("#month-2026-10") != []
    labels = {label.get_text(strip=True) for label in page.select(".band-label")}
    assert {"Automne", "Vacances de la Toussaint", "Armistice du 11 novembre 1918"} <= labels


@pytest.mark.parametrize(
    "query", ["?mois=2026-13", "?mois=abc", "?mois=9999-12", "?annee=0001", "?annee=²²²²", "?mois="]
)
def test_an_address_out_of_reach_shows_this_month(client, login, query):
    page = soup_of(login(client, make_lead(make_platform())).get(address(make_platform_of(client), query)))
    assert page.select_one("h1").get_text(strip=True) == "Août 2026"


def make_platform_of(client):
    from portal.directory.models import Platform  # noqa: PLC0415

    return Platform.objects.order_by("-pk").first()


def test_the_number_of_queries_does_not_follow_the_meetings(client, login):
    platform = make_platform()
    login(client, make_lead(platform))
    counts = []
    for day in (6, 7, 8):
        make_meeting(platform, starts_at=at(day), venue=make_venue(platform))
        if day == 7:
            continue
        with CaptureQueriesContext(connection) as queries:
            client.get(address(platform, "?mois=2026-10"))
        counts.append(len(queries))
    assert counts[0] == counts[1]
