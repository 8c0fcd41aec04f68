"""A platform has the public holidays of its territory, each with its own day."""

import datetime as dt

import pytest

from portal.core.french_dates import HOLIDAY_ZONES, school_year_bounds
from portal.directory.enums import TerritoryKind
from portal.directory.models import Territory
from portal.directory.platform_calendar import year_of
from tests.factories import make_platform

pytestmark = pytest.mark.django_db

#: What each territory has beside the days of the mainland in the school year 2026-2027: Code du travail, L3134-13
#: (Alsace-Moselle) and L3422-2 (abolition of slavery).
OWN_DAYS = {
    "Métropole": [],
    "Alsace-Moselle": [dt.date(2026, 12, 26), dt.date(2027, 3, 26)],
    "Guadeloupe": [dt.date(2027, 5, 27)],
    "Guyane": [dt.date(2027, 6, 10)],
    "Martinique": [dt.date(2027, 5, 22)],
    "Mayotte": [dt.date(2027, 4, 27)],
    "La Réunion": [dt.date(2026, 12, 20)],
    "Saint-Barthélémy": [dt.date(2026, 10, 9)],
    "Saint-Martin": [dt.date(2027, 5, 28)],
    "Saint-Pierre-et-Miquelon": [],
    "Wallis-et-Futuna": [],
    "Polynésie Française": [],
    "Nouvelle-Calédonie": [],
}


def days_of(territory):
    return set(year_of(make_platform(holiday_territory=territory), *school_year_bounds(2026)).public_holidays)


def test_all_territories_of_the_law_are_here():
    assert set(OWN_DAYS) == {"Métropole", *HOLIDAY_ZONES.values()}


@pytest.mark.parametrize(("territory", "own"), OWN_DAYS.items())
def test_each_territory_has_its_own_day(territory, own):
    assert sorted(days_of(territory) - days_of("Métropole")) == own
    assert days_of("Métropole") <= days_of(territory)


@pytest.mark.parametrize(
    ("department", "territory"),
    [
        ("13", "Métropole"),
        ("57", "Alsace-Moselle"),
        ("67", "Alsace-Moselle"),
        ("971", "Guadeloupe"),
        ("972", "Martinique"),
        ("973", "Guyane"),
        ("974", "La Réunion"),
        ("975", "Saint-Pierre-et-Miquelon"),
        ("976", "Mayotte"),
        ("977", "Saint-Barthélémy"),
        ("978", "Saint-Martin"),
    ],
)
def test_a_department_gives_its_platforms_the_right_calendar(department, territory):
    found = Territory.objects.get(kind=TerritoryKind.DEPARTMENT, code=department)
    assert found.holiday_territory == territory
