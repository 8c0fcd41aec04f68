"""Where solutions can be had, told of rows: the same as the filter of the map tells in SQL."""

import datetime as dt

import pytest

from portal.core.fold import fold
from portal.directory.enums import TerritoryKind
from portal.directory.models import Commune, Territory
from portal.solutions_map.areas import find_area, in_area
from portal.solutions_map.enums import Entry
from portal.solutions_map.models import Solution
from portal.solutions_map.reach import Nesting, Reach, near, territories_of
from tests.factories import make_platform, make_site, make_territory
from tests.factories.solutions import make_session, make_solution

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 10)


@pytest.fixture
def country():
    """Two regions, an academy across a department of each, areas, communes, and solutions of every keeper and place."""
    nation = make_territory(TerritoryKind.NATIONAL)
    communes = []
    academy = None
    for _region in range(2):
        region = make_territory(TerritoryKind.REGION, parent=nation)
        academy = academy or make_territory(TerritoryKind.ACADEMY, parent=region)
        for own in (academy, None):
            department = make_territory(parent=region, academy=own)
            for _area in range(2):
                arrondissement = make_territory(TerritoryKind.ARRONDISSEMENT, parent=department)
                basin = make_territory(TerritoryKind.BASIN, parent=department)
                name = f"Commune {len(communes)}"
                commune = Commune.objects.create(
                    name=name,
                    name_folded=fold(name),
                    insee=f"990{len(communes):02}",
                    department=department,
                    arrondissement=arrondissement,
                )
                commune.basins.add(basin)
                communes.append(commune)
    made = list(Territory.objects.filter(pk__gte=nation.pk))
    for territory in made:
        make_solution(territory)
        make_solution(make_platform(territory=territory))
    for commune in communes:
        make_solution(make_platform(), sites=[make_site(commune=commune)])
        make_session(make_solution(made[-1]), site=make_site(commune=commune))
    closed = make_site(commune=communes[0], closed_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    make_solution(made[-1], sites=[closed])
    make_solution(made[-1], sites=[make_site(commune=communes[0]), make_site(commune=communes[-1])])
    over = make_session(make_solution(made[-1]), Entry.DATED, start=dt.date(2026, 1, 5), end=dt.date(2026, 2, 5))
    over.site = make_site(commune=communes[0])
    over.save()
    return made


def test_rows_say_the_same_as_the_filter_in_every_territory(country):
    nesting = Nesting()
    reach = Reach(nesting)
    for territory in country:
        area, _others = find_area(territory.slug)
        by_filter = set(Solution.objects.filter(in_area(area, None, DAY)).values_list("pk", flat=True))
        rows = near(Solution.objects.all(), [territory.pk], nesting, DAY)
        assert {row.pk for row in rows if reach.reaches(row, territory.pk)} == by_filter, territory.kind
        assert by_filter


def test_near_reads_all_that_reach_needs_in_a_constant_number_of_queries(country, count_queries):
    nesting = Nesting()

    def walk(territories):
        reach = Reach(nesting)
        for row in near(Solution.objects.all(), territories, nesting, DAY):
            for territory in territories:
                reach.reaches(row, territory)

    few = count_queries(lambda: walk([country[-1].pk]))
    assert count_queries(lambda: walk([territory.pk for territory in country])) == few


def test_territories_of_a_platform_and_of_a_territory():
    platform, territory = make_platform(), make_territory()
    assert territories_of(platform) == [platform.territories.get().pk]
    assert territories_of(territory) == [territory.pk]
