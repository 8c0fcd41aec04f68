"""Those who keep a zone hear three months before its known years end."""

import datetime as dt

import pytest
from django.utils import timezone

from portal.core.waiting import waiting_for
from portal.directory.enums import TerritoryKind
from portal.directory.models import CalendarPeriod, Territory
from portal.directory.waiting_calendars import school_holidays_waiting
from tests.factories import make_administrator, make_coordinator, make_lead, make_platform

pytestmark = pytest.mark.django_db


def known_for(days, zone="Réunion"):
    CalendarPeriod.objects.filter(zone=zone).delete()
    last = timezone.localdate() + dt.timedelta(days=days)
    CalendarPeriod.objects.create(zone=zone, name="Vacances", start=last, end=last)
    return last


def test_an_administrator_and_the_zones_coordinator_are_told_with_the_way_to_mend_it():
    make_platform(school_zone="Réunion")
    last = known_for(60)
    reunion = Territory.objects.get(kind=TerritoryKind.ACADEMY, name="La Réunion")
    for viewer in (make_administrator().user, make_coordinator(reunion)):
        (item,) = [item for item in waiting_for(viewer) if "vacances-scolaires" in item.url]
        assert (item.url, item.due) == ("/vacances-scolaires/?zone=R%C3%A9union", last)
        assert item.title.startswith("Les vacances scolaires connues s’arrêtent le ")
        assert item.title.endswith("Réunion")


def test_nobody_is_told_of_far_ends_of_zones_that_no_platform_follows_or_that_others_keep():
    administrator = make_administrator().user
    known_for(60)
    CalendarPeriod.objects.filter(zone="Mayotte").delete()
    assert school_holidays_waiting(administrator) == []
    platform = make_platform(school_zone="Réunion")
    assert len(school_holidays_waiting(administrator)) == 1
    assert school_holidays_waiting(make_lead(platform)) == []
    known_for(93)
    assert school_holidays_waiting(administrator) == []


def test_a_zone_without_any_holiday_comes_before_one_that_ends_soon(count_queries):
    make_platform(school_zone="Réunion")
    known_for(60)
    make_platform(school_zone="Mayotte")
    administrator = make_administrator().user
    found = {item.title: item.order for item in school_holidays_waiting(administrator)}
    assert found["Aucunes vacances scolaires connues : Mayotte"] == 20
    assert sorted(found.values()) == [20, 45]
    assert count_queries(lambda: school_holidays_waiting(administrator)) == 2
