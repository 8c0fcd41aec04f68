"""Settings of a territory, coordinations, campaigns of a territory."""

import datetime as dt

import pytest
from django.utils import timezone
from rules.permissions import has_perm

from portal.core.actors import SYSTEM
from portal.core.errors import DomainError
from portal.directory.enums import TerritoryKind
from portal.directory.models import Platform, Territory
from portal.directory.platform_calendar import campaigns_in_force
from portal.directory.services.campaigns import Period, add_campaign, change_campaign, remove_campaign
from portal.directory.services.checks import StaleSave, version_of
from portal.directory.services.people import Contact
from portal.directory.services.territories import (
    SETTINGS_FIELDS,
    TerritorySettings,
    appoint_coordinator,
    change_territory,
    end_coordination,
)
from tests.factories import make_coordinator, make_person, make_platform, make_territory

pytestmark = pytest.mark.django_db


def days(number):
    return timezone.localdate() + dt.timedelta(days=number)


def refusal(act):
    with pytest.raises(DomainError) as refused:
        act()
    return refused.value.code, refused.value.field


def test_the_leads_expected_are_set_unset_and_checked():
    territory = make_territory()
    for number in (1, 2, None):
        territory.refresh_from_db()
        seen = version_of(territory, SETTINGS_FIELDS)
        change_territory(territory, TerritorySettings(expected_leads=number), version=seen, by=SYSTEM)
        assert Territory.objects.get(pk=territory.pk).expected_leads == number
    seen = version_of(Territory.objects.get(pk=territory.pk), SETTINGS_FIELDS)
    three = TerritorySettings(expected_leads=3)
    assert refusal(lambda: change_territory(territory, three, version=seen, by=SYSTEM)) == ("leads", "expected_leads")
    change_territory(territory, TerritorySettings(expected_leads=1), version=seen, by=SYSTEM)
    with pytest.raises(StaleSave):
        change_territory(territory, TerritorySettings(expected_leads=2), version=seen, by=SYSTEM)


def test_a_coordination_gives_its_rights_from_its_first_day_to_the_day_of_its_end():
    department = make_territory()
    platform = make_platform(territory=make_territory(TerritoryKind.BASIN, parent=department))
    row = appoint_coordinator(
        department, Contact(first_name="Inès", last_name="Roy", email="ines@exemple.example"), since=days(1), by=SYSTEM
    )
    assert not Platform.objects.coordinated_by(row.person).exists()
    assert Platform.objects.coordinated_by(row.person, days(1)).get() == platform
    end_coordination(row, until=days(5), by=SYSTEM)
    assert [Platform.objects.coordinated_by(row.person, days(day)).count() for day in (4, 5)] == [1, 0]


def test_a_coordination_is_given_once_and_ends_once():
    territory, person = make_territory(), make_person()
    row = appoint_coordinator(territory, person, by=SYSTEM)
    assert refusal(lambda: appoint_coordinator(territory, person, by=SYSTEM)) == ("double", "person")
    assert refusal(lambda: end_coordination(row, until=days(-1), by=SYSTEM)) == ("day", "until")
    end_coordination(row, by=SYSTEM)
    assert refusal(lambda: end_coordination(row, by=SYSTEM)) == ("ended", None)
    assert appoint_coordinator(territory, person, by=SYSTEM).pk != row.pk


def test_coordinators_are_named_from_above_and_by_administrators():
    region = make_territory(TerritoryKind.REGION)
    department = make_territory(parent=region)
    of_department, of_region = make_coordinator(department), make_coordinator(region)
    both = make_coordinator(region, person=make_coordinator(department))
    allowed = {
        name: person_can(person, department)
        for name, person in (("department", of_department), ("region", of_region), ("both", both))
    }
    assert allowed == {"department": False, "region": True, "both": True}
    assert person_can(of_region, region) is False


def person_can(person, territory):
    return has_perm("directory.appoint_coordinator", person, territory)


def test_a_campaign_of_a_territory_holds_for_the_platforms_that_have_none():
    department = make_territory()
    without, with_own = make_platform(territory=department), make_platform(territory=department)
    period = {"start": dt.date(2026, 10, 5), "end": dt.date(2026, 12, 18)}
    campaign = add_campaign(department, Period(label="Automne", **period), by=SYSTEM)
    own = add_campaign(with_own, Period(label="La nôtre", **period), by=SYSTEM)
    year = (dt.date(2026, 9, 1), dt.date(2027, 8, 31))
    assert campaigns_in_force(without, *year) == [campaign]
    assert campaigns_in_force(with_own, *year) == [own]
    assert refusal(lambda: add_campaign(department, Period(label="Encore", **period), by=SYSTEM))[0] == "overlap"
    changed = change_campaign(campaign, Period(label="Autre", **period), by=SYSTEM)
    assert (changed.pk, changed.label) == (campaign.pk, "Autre")
    remove_campaign(changed, by=SYSTEM)
    assert campaigns_in_force(without, *year) == []
