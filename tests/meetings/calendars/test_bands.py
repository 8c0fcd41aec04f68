"""What lies around meetings: from the nearest scope, said once, in as many queries for one platform as for many."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.directory.models import ClosedDay, ListCampaign
from portal.directory.platform_calendar import campaigns_in_force
from portal.meetings.calendar_bands import around_platforms, around_territory
from tests.factories import make_platform, make_territory

pytestmark = pytest.mark.django_db

FIRST, LAST = dt.date(2026, 9, 1), dt.date(2027, 8, 31)


def campaign(label, start, end, **fields):
    return ListCampaign.objects.create(label=label, start=start, end=end, **fields)


def october(day):
    return dt.date(2026, 10, day)


@pytest.fixture
def places():
    """A region with two departments, a platform in each."""
    region = make_territory("region")
    departments = [make_territory(parent=region) for _number in range(2)]
    return region, departments, [make_platform(territory=department) for department in departments]


def test_campaigns_are_those_of_the_nearest_scope(places):
    region, (near, _other), (one, two) = places
    campaign("Région", october(1), october(9), territory=region)
    campaign("Département", october(5), october(20), territory=near)
    campaign("Plateforme", october(12), october(16), platform=two)
    for platform in (one, two):
        found = around_platforms([platform], FIRST, LAST).campaigns
        assert [item.name for item in found] == [row.label for row in campaigns_in_force(platform, FIRST, LAST)]
    both = [(item.name, item.where) for item in around_platforms([one, two], FIRST, LAST).campaigns]
    assert both == [("Département", (one.name,)), ("Plateforme", (two.name,))]


def test_what_is_for_all_names_nobody(places):
    region, _departments, platforms = places
    campaign("Région", october(1), october(9), territory=region, checks_from=dt.date(2026, 9, 14))
    around = around_platforms(platforms, FIRST, LAST)
    assert [item.label for item in around.campaigns] == ["Région"]
    assert [(item.start, item.end, item.where) for item in around.checks] == [
        (dt.date(2026, 9, 14), dt.date(2026, 9, 30), ())
    ]


def test_a_territory_has_its_own_campaigns_then_those_above_then_those_of_its_platforms(places):
    region, (near, _other), (one, two) = places
    campaign("Plateforme", october(12), october(16), platform=one)
    seen = [[item.label for item in around_territory(near, [one, two], FIRST, LAST).campaigns]]
    campaign("Région", october(1), october(9), territory=region)
    seen.append([item.label for item in around_territory(near, [one, two], FIRST, LAST).campaigns])
    campaign("Département", october(5), october(20), territory=near)
    seen.append([item.label for item in around_territory(near, [one, two], FIRST, LAST).campaigns])
    assert seen == [[f"Plateforme ({one.name})"], ["Région"], ["Département"]]


def test_zones_and_legal_holidays_say_whose_they_are_when_they_differ():
    marseille = make_platform(school_zone="Zone B")
    island = make_platform(school_zone="Réunion", holiday_territory="La Réunion", timezone="Indian/Reunion")
    around = around_platforms([marseille, island], FIRST, LAST)
    slavery = [item for item in around.free if item.start == dt.date(2026, 12, 20)]
    assert [item.where for item in slavery] == [("La Réunion",)]
    assert {item.where for item in around.free if item.start == dt.date(2026, 12, 25)} == {()}
    assert {item.where for item in around.holidays if "Toussaint" in item.name} == {("Zone B",)}


def test_closed_days_in_a_row_for_one_reason_are_one_stretch():
    platform = make_platform()
    for day in (13, 14, 16):
        ClosedDay.objects.create(platform=platform, date=october(day), reason="Foire")
    ClosedDay.objects.create(platform=platform, date=october(15), reason="Pont")
    closed = around_platforms([platform], FIRST, LAST).closed
    assert [(item.start.day, item.end.day, item.name) for item in closed] == [
        (13, 14, "Foire"),
        (15, 15, "Pont"),
        (16, 16, "Foire"),
    ]


def test_campaigns_of_one_name_are_one_band_where_they_overlap(places):
    _region, _departments, (one, two) = places
    campaign("Automne", october(5), october(20), platform=one)
    campaign("Automne", october(12), october(30), platform=two)
    around = around_platforms([one, two], FIRST, LAST)
    bands = [(band.start.day, band.end.day, band.label) for band in around.bands() if band.kind == "campaign"]
    assert (bands, len(around.campaigns)) == ([(5, 30, "Automne")], 2)


def test_the_number_of_queries_does_not_follow_the_platforms(places):
    region, (near, _other), platforms = places
    campaign("Région", october(1), october(9), territory=region)
    campaign("Plateforme", october(12), october(16), platform=platforms[0])
    counts = []
    for more in (0, 10):
        platforms += [make_platform(territory=near) for _number in range(more)]
        with CaptureQueriesContext(connection) as queries:
            around_platforms(platforms, FIRST, LAST)
        counts.append(len(queries))
    assert counts[0] == counts[1]
