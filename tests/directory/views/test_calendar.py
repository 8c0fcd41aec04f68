"""The calendar of a platform: milestones, closings, bridges, what stands on closed days."""

import datetime as dt

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from portal.directory.models import CalendarPeriod, ClosedDay, ListCampaign
from tests.factories import make_meeting

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 9, 21, 8, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _autumn(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def lead(client, login, world):
    return login(client, world.people["lead"])


def page(client, world, **query):
    response = client.get(reverse("directory:calendar", args=[world.platform.slug]), query)
    assert response.status_code == 200
    return response


def told(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def close(client, world, **typed):
    return client.post(reverse("directory:closed_day_add", args=[world.platform.slug]), typed)


def test_a_campaign_shows_the_weeks_of_checks_before_it(lead, world):
    own = ListCampaign.objects.create(
        platform=world.platform,
        label="Automne",
        checks_from=dt.date(2026, 9, 14),
        start=dt.date(2026, 10, 5),
        end=dt.date(2026, 12, 18),
    )
    response = page(lead, world)
    (shown,) = response.context["campaigns"]
    assert (shown.row, shown.checks_weeks, shown.checks_until) == (own, 3, dt.date(2026, 10, 4))
    assert (shown.checks_now, shown.is_now) == (True, False)
    text = " ".join(response.content.decode().split())
    assert "Vérifications par les établissements, 3 semaines" in text
    assert "du 14 septembre au 4 octobre 2026" in text


def test_the_campaigns_of_the_territory_are_said_to_be_its(lead, world):
    row = ListCampaign.objects.create(
        territory=world.department, label="Automne", start=dt.date(2026, 10, 5), end=dt.date(2026, 12, 18)
    )
    response = page(lead, world)
    assert response.context["campaigns_of"] == world.department
    assert [(item.row, item.is_own, item.checks_weeks) for item in response.context["campaigns"]] == [(row, False, 0)]
    assert reverse("directory:campaign_edit", args=[world.platform.slug, row.pk]) not in response.content.decode()


def test_days_that_follow_each_other_are_one_closing(lead, world):
    for day, reason in ((5, "Foire"), (6, "Foire"), (7, "Jury"), (9, "Jury")):
        ClosedDay.objects.create(platform=world.platform, date=dt.date(2026, 10, day), reason=reason)
    closings = page(lead, world).context["closings"]
    assert [(one.first.date.day, one.last.date.day, one.first.reason) for one in closings] == [
        (5, 6, "Foire"),
        (7, 7, "Jury"),
        (9, 9, "Jury"),
    ]


def test_a_range_is_closed_and_opened_from_the_page(lead, world):
    response = close(lead, world, start="2026-10-05", end="2026-10-09", reason="Foire")
    assert response["Location"] == reverse("directory:calendar", args=[world.platform.slug]) + "?annee=2026"
    assert told(response) == ["5 jours sont fermés : la planification les laisse libres."]
    first = world.platform.closed_days.earliest("date")
    address = reverse("directory:closed_day_remove", args=[world.platform.slug, first.pk])
    assert told(lead.post(address, {"until": "2026-10-09"}))[-1] == "5 jours sont de nouveau ouverts."
    assert not world.platform.closed_days.exists()


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"start": "", "reason": "Foire"}, "start"),
        ({"start": "2026-02-30", "reason": "Foire"}, "start"),
        ({"start": "2026-10-09", "end": "2026-10-05", "reason": "Foire"}, "end"),
        ({"start": "2026-10-05", "reason": "\x00"}, "reason"),
        ({"start": "2026-10-05", "reason": "x" * 121}, "reason"),
    ],
)
def test_bad_input_is_refused_beside_its_field_and_closes_nothing(lead, world, typed, field):
    response = close(lead, world, **typed)
    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert not ClosedDay.objects.exists()


def test_an_odd_end_of_a_closing_opens_one_day(lead, world):
    close(lead, world, start="2026-10-05", end="2026-10-06", reason="Foire")
    first = world.platform.closed_days.earliest("date")
    lead.post(reverse("directory:closed_day_remove", args=[world.platform.slug, first.pk]), {"until": "demain\x00"})
    assert [day.date.day for day in world.platform.closed_days.all()] == [6]


def test_a_bridge_is_offered_closed_by_one_act_and_then_gone(lead, world):
    CalendarPeriod.objects.filter(zone=world.platform.school_zone).delete()
    (bridge,) = page(lead, world).context["bridges"]
    assert (bridge.date, bridge.label) == (dt.date(2027, 5, 7), "Fermer le vendredi 7 mai")
    close(lead, world, **bridge.fields)
    day = world.platform.closed_days.get()
    assert (day.date, day.reason) == (dt.date(2027, 5, 7), "Pont : Ascension")
    assert page(lead, world).context["bridges"] == []


def test_no_bridge_is_offered_in_the_school_holidays_in_the_past_or_to_who_may_not_close(lead, client, login, world):
    period = CalendarPeriod.objects.filter(zone="Zone B", start__lte="2027-05-07", end__gte="2027-05-07")
    assert period.exists()
    assert page(lead, world).context["bridges"] == []
    CalendarPeriod.objects.filter(zone="Zone B").delete()
    assert page(lead, world, annee=2025).context["bridges"] == []
    login(client, world.people["circle1"])
    assert page(client, world).context["bridges"] == []


def test_a_meeting_on_a_closed_day_is_said_when_closing_and_stays_on_the_page(lead, world):
    meeting = make_meeting(world.platform, starts_at=dt.datetime(2026, 10, 6, 8, 0, tzinfo=dt.UTC))
    response = close(lead, world, start="2026-10-05", end="2026-10-09", reason="Foire")
    assert told(response)[-1] == "Une réunion est prévue un jour de fermeture : déplacez-la ou annulez-la."
    shown = page(lead, world)
    (closing,) = shown.context["closings"]
    assert [held.date for held in closing.held] == [dt.date(2026, 10, 6)]
    assert reverse("meetings:meeting", args=[meeting.uuid]) in shown.content.decode()


def test_the_page_says_when_the_known_holidays_end_before_the_year(lead, world):
    CalendarPeriod.objects.filter(zone="Zone B").delete()
    CalendarPeriod.objects.create(zone="Zone B", name="Noël", start=dt.date(2026, 12, 19), end=dt.date(2027, 1, 3))
    assert "ne sont connues que jusqu’au 3 janvier 2027" in page(lead, world).content.decode()


def test_the_page_costs_the_same_however_much_stands_on_it(lead, world, count_queries):
    few = count_queries(lambda: page(lead, world))
    days = [dt.date(2026, 10, 1) + dt.timedelta(days=2 * number) for number in range(20)]
    ClosedDay.objects.bulk_create(ClosedDay(platform=world.platform, date=day, reason="Foire") for day in days)
    one = count_queries(lambda: page(lead, world))
    for day in days:
        make_meeting(world.platform, starts_at=dt.datetime.combine(day, dt.time(8), tzinfo=dt.UTC))
    assert count_queries(lambda: page(lead, world)) == one
    # What stands on closed days is asked for only when there are any.
    assert one - few <= 8
