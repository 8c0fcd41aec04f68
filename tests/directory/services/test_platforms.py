"""Platforms made and set by an administrator."""

import dataclasses

import pytest
from wagtail.models import ModelLogEntry

from portal.core.actors import SYSTEM
from portal.core.errors import DomainError
from portal.directory.enums import Landscape, TerritoryKind
from portal.directory.models import Platform
from portal.directory.services.checks import StaleSave, version_of
from portal.directory.services.platforms import (
    SETTINGS_FIELDS,
    PlatformSettings,
    change_settings,
    create_platform,
)
from tests.factories import make_platform, make_territory
from tests.threads import in_threads

pytestmark = pytest.mark.django_db
SETTINGS = PlatformSettings(name="PSAD Ouest Réunion", school_zone="Réunion", timezone="Indian/Reunion")


def refusal(act):
    with pytest.raises(DomainError) as refused:
        act()
    return refused.value.code, refused.value.field


def test_a_platform_is_made_with_an_address_from_its_name():
    basin = make_territory(TerritoryKind.BASIN)
    platform = create_platform(SETTINGS, territories=[basin], by=SYSTEM)
    assert (platform.slug, platform.name_folded) == ("psad-ouest-reunion", "psad ouest reunion")
    assert list(platform.territories.all()) == [basin]
    assert Platform.objects.get(pk=platform.pk).landscape == Landscape.MIXED
    assert ModelLogEntry.objects.filter(action="portal.platform_created").count() == 1


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"name": " "}, ("required", "name")),
        ({"name": "…"}, ("name", "name")),
        ({"name": "psad OUEST reunion"}, ("double", "name")),
        ({"school_zone": "Zone D"}, ("zone", "school_zone")),
        ({"timezone": "Mars/Olympus"}, ("timezone", "timezone")),
        ({"holiday_territory": "Atlantide"}, ("holidays", "holiday_territory")),
    ],
)
def test_a_bad_platform_is_refused_beside_its_field(changes, expected):
    department = make_territory()
    create_platform(SETTINGS, territories=[department], by=SYSTEM)
    bad = dataclasses.replace(SETTINGS, **changes)
    assert refusal(lambda: create_platform(bad, territories=[department], by=SYSTEM)) == expected
    assert Platform.objects.count() == 1


def test_a_platform_lies_somewhere_and_not_in_a_whole_region():
    region = make_territory(TerritoryKind.REGION)
    assert refusal(lambda: create_platform(SETTINGS, territories=[], by=SYSTEM)) == ("required", "territories")
    assert refusal(lambda: create_platform(SETTINGS, territories=[region], by=SYSTEM)) == ("area", "territories")


def test_settings_change_and_the_address_stays():
    first, second = make_territory(), make_territory()
    platform = make_platform(name="Ancien nom", territory=first)
    slug = platform.slug
    changed = change_settings(
        platform,
        dataclasses.replace(SETTINGS, name="Nouveau nom", landscape=Landscape.RURAL),
        territories=[second],
        version=version_of(Platform.objects.get(pk=platform.pk), SETTINGS_FIELDS),
        by=SYSTEM,
    )
    assert (changed.slug, changed.name, changed.name_folded) == (slug, "Nouveau nom", "nouveau nom")
    assert (changed.timezone, changed.landscape) == ("Indian/Reunion", "rural")
    assert list(changed.territories.all()) == [second]
    entry = ModelLogEntry.objects.get(action="portal.platform_set")
    assert set(entry.data["changed"]) == {"name", "school_zone", "timezone", "landscape", "territories"}


def test_a_wide_territory_that_was_there_may_stay():
    region = make_territory(TerritoryKind.REGION)
    platform = make_platform(territory=region)
    settings = PlatformSettings(name=platform.name, school_zone="Zone B")
    version = version_of(Platform.objects.get(pk=platform.pk), SETTINGS_FIELDS)
    change_settings(platform, settings, territories=[region], version=version, by=SYSTEM)
    assert list(platform.territories.all()) == [region]


def test_d91_stale_settings_and_the_name_of_another_platform_are_refused():
    platform, other = make_platform(name="Une"), make_platform(name="Autre")
    seen = version_of(Platform.objects.get(pk=platform.pk), SETTINGS_FIELDS)
    areas = list(platform.territories.all())
    taken = dataclasses.replace(SETTINGS, name="autré")
    assert refusal(lambda: change_settings(platform, taken, territories=areas, version=seen, by=SYSTEM)) == (
        "double",
        "name",
    )
    change_settings(platform, SETTINGS, territories=areas, version=seen, by=SYSTEM)
    with pytest.raises(StaleSave):
        change_settings(platform, SETTINGS, territories=areas, version=seen, by=SYSTEM)
    assert other.name == "Autre"


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_d94_of_two_windows_that_make_the_same_platform_one_does():
    department = make_territory()

    def make():
        return create_platform(SETTINGS, territories=[department], by=SYSTEM)

    outcomes = in_threads(make, make, make)
    assert sorted(getattr(one, "code", "made") for one in outcomes) == ["double", "double", "made"]
    assert Platform.objects.filter(slug="psad-ouest-reunion").count() == 1
