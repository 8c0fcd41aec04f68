"""How far zones are known, and who keeps them."""

import datetime as dt

import pytest

from portal.directory.enums import SchoolZone, TerritoryKind
from portal.directory.models import CalendarPeriod, Territory
from portal.directory.permissions import keeps_school_zone
from portal.directory.school_holidays import zone_states, zones_kept_by
from tests.factories import make_administrator, make_coordinator, make_lead, make_platform, make_territory

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 10, 1)


def academy(name):
    return Territory.objects.get(kind=TerritoryKind.ACADEMY, name=name)


@pytest.mark.parametrize(
    ("last", "soon", "unknown"),
    [
        (dt.date(2027, 1, 2), False, False),
        (dt.date(2027, 1, 1), True, False),
        (TODAY, True, False),
        (dt.date(2026, 9, 30), True, True),
        (None, True, True),
    ],
)
def test_a_zone_ends_soon_three_months_before_its_last_day(last, soon, unknown):
    CalendarPeriod.objects.filter(zone="Corse").delete()
    if last:
        CalendarPeriod.objects.create(zone="Corse", name="Été", start=last, end=last)
    make_platform(school_zone="Corse")
    state = next(state for state in zone_states(TODAY) if state.zone is SchoolZone.CORSE)
    assert (state.known_until, state.platforms) == (last, 1)
    assert (state.ends_soon, state.is_unknown) == (soon, unknown)


def test_every_zone_has_a_state_in_three_queries_at_most(count_queries):
    assert [state.zone for state in zone_states(TODAY)] == list(SchoolZone)
    assert count_queries(lambda: zone_states(TODAY)) == 2


@pytest.mark.parametrize("name", ["Corse", "La Réunion", "Mayotte"])
def test_a_coordinator_keeps_the_zone_that_lies_in_their_territory_whole(name):
    coordinator = make_coordinator(academy(name))
    zone = academy(name).school_zone
    assert zones_kept_by(coordinator) == {zone}
    assert keeps_school_zone(coordinator, zone)
    assert not keeps_school_zone(coordinator, "Zone A")


def test_a_coordinator_of_one_academy_of_a_zone_or_of_half_an_island_keeps_none():
    assert zones_kept_by(make_coordinator(academy("Lyon"))) == set()
    half = Territory.objects.get(kind=TerritoryKind.DEPARTMENT, code="2A")
    assert zones_kept_by(make_coordinator(half)) == set()
    assert zones_kept_by(make_coordinator(make_territory())) == set()


def test_a_region_that_is_whole_keeps_its_zone_and_a_past_coordination_keeps_nothing():
    reunion = Territory.objects.get(kind=TerritoryKind.REGION, code="04")
    assert zones_kept_by(make_coordinator(reunion)) == {"Réunion"}
    over = make_coordinator(reunion, since=dt.date(2020, 1, 1), until=dt.date(2021, 1, 1))
    assert zones_kept_by(over) == set()


def test_administrators_keep_all_and_leads_none():
    assert zones_kept_by(make_administrator().user) == set(SchoolZone.values)
    assert zones_kept_by(make_lead(make_platform())) == set()
    assert zones_kept_by(None) == set()
