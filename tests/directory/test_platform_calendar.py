"""What the year of a platform is made of: whose campaigns are in force, and which day and year it is there."""

import datetime as dt

import pytest
from django.utils import timezone

from portal.core.french_dates import school_year_bounds
from portal.directory.enums import TerritoryKind
from portal.directory.models import ListCampaign
from portal.directory.platform_calendar import campaigns_in_force, local_today, school_year_ahead
from tests.factories import make_platform, make_territory
from tests.meetings.planning.builders import AUTUMN, SPRING

pytestmark = pytest.mark.django_db

YEAR = school_year_bounds(2026)


def test_the_school_year_ahead_is_the_next_one_from_june_on():
    days = [dt.date(2026, 5, 31), dt.date(2026, 6, 1), dt.date(2026, 8, 31), dt.date(2026, 9, 1), dt.date(2027, 1, 5)]
    assert [school_year_ahead(day) for day in days] == [2025, 2026, 2026, 2026, 2026]


def test_today_is_that_of_the_platform(monkeypatch):
    evening = dt.datetime(2026, 8, 25, 21, 0, tzinfo=dt.UTC)
    monkeypatch.setattr(timezone, "now", lambda: evening)
    days = [local_today(make_platform(timezone=zone)) for zone in ("Europe/Paris", "Indian/Reunion")]
    assert days == [dt.date(2026, 8, 25), dt.date(2026, 8, 26)]


def test_own_campaigns_win_over_those_of_the_territory():
    platform = make_platform()
    territory = platform.territories.get()
    ListCampaign.objects.create(territory=territory, label="Département", start=AUTUMN.start, end=AUTUMN.end)
    own = ListCampaign.objects.create(platform=platform, label="La nôtre", start=AUTUMN.start, end=AUTUMN.end)
    assert campaigns_in_force(platform, *YEAR) == [own]


def test_the_nearest_territory_gives_the_campaigns():
    region = make_territory(TerritoryKind.REGION)
    academy = make_territory(TerritoryKind.ACADEMY)
    department = make_territory(TerritoryKind.DEPARTMENT, parent=region, academy=academy)
    basin = make_territory(TerritoryKind.BASIN, parent=department)
    platform = make_platform(territory=basin)
    far = ListCampaign.objects.create(territory=region, label="Région", start=AUTUMN.start, end=AUTUMN.end)
    assert campaigns_in_force(platform, *YEAR) == [far]
    nearer = ListCampaign.objects.create(territory=academy, label="Académie", start=AUTUMN.start, end=AUTUMN.end)
    assert campaigns_in_force(platform, *YEAR) == [nearer]
    nearest = ListCampaign.objects.create(territory=department, label="Dép.", start=SPRING.start, end=SPRING.end)
    assert campaigns_in_force(platform, *YEAR) == [nearest]


def test_campaigns_of_another_year_or_territory_do_not_count():
    platform = make_platform()
    ListCampaign.objects.create(platform=platform, label="Passée", start=dt.date(2025, 10, 1), end=dt.date(2025, 12, 1))
    ListCampaign.objects.create(territory=make_territory(), label="Ailleurs", start=AUTUMN.start, end=AUTUMN.end)
    assert campaigns_in_force(platform, *YEAR) == []
