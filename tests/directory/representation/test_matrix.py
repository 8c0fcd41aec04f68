"""All platforms of a territory by sector."""

import pytest

from portal.directory.enums import TerritoryKind
from portal.directory.representation.matrix import matrix_of
from tests.factories import (
    make_administrator,
    make_coordinator,
    make_platform,
    make_territory,
)

from .conftest import never_came, take_part

pytestmark = pytest.mark.django_db


def standings(matrix, code):
    column = next(number for number, sector in enumerate(matrix.sectors) if sector.code == code)
    return [row.cells[column].standing.value for row in matrix.rows]


def test_each_platform_has_its_own_states_and_the_totals_count_them(department):
    platforms = [make_platform(name=f"P{number}", territory=department) for number in range(3)]
    organisation = take_part(platforms[0], "pjj").organisation
    take_part(platforms[1], "pjj", organisation=organisation)
    never_came(platforms[1], organisation)
    matrix = matrix_of(department, make_coordinator(department))
    assert [row.platform.name for row in matrix.rows] == ["P0", "P1", "P2"]
    assert standings(matrix, "justice") == ["present", "absent", "missing"]
    total = next(one for one in matrix.totals if one.sector.code == "justice")
    assert (total.present, total.absent, total.missing) == (1, 1, 1)
    others = len(matrix.sectors) - 1
    assert [row.missing for row in matrix.rows] == [others, others, others + 1]


def test_a_platform_of_a_basin_or_arrondissement_lies_in_the_department_and_region_above(department):
    region = make_territory(TerritoryKind.REGION)
    department.parent = region
    department.save()
    basin = make_territory(TerritoryKind.BASIN, parent=department)
    inside, _outside = make_platform(territory=basin), make_platform()
    for territory in (basin, department, region):
        assert [row.platform for row in matrix_of(territory, make_coordinator(region)).rows] == [inside]


def test_an_administrator_learns_nothing_of_attendance(department):
    platform = make_platform(territory=department)
    never_came(platform, take_part(platform, "pjj").organisation)
    matrix = matrix_of(department, make_administrator().user)
    assert (matrix.judged, standings(matrix, "justice")) == (False, ["present"])


def test_forty_three_platforms_cost_as_many_queries_as_two(department, count_queries):
    coordinator = make_coordinator(department)
    for number in range(2):
        platform = make_platform(name=f"P{number:02}", territory=department)
        never_came(platform, take_part(platform, "pjj").organisation)
    few = count_queries(lambda: matrix_of(department, coordinator))
    for number in range(2, 43):
        platform = make_platform(name=f"P{number:02}", territory=department)
        take_part(platform, "cio")
        never_came(platform, take_part(platform, "pjj").organisation)
    assert count_queries(lambda: matrix_of(department, coordinator)) == few
    matrix = matrix_of(department, coordinator)
    assert (len(matrix.rows), set(standings(matrix, "justice"))) == (43, {"absent"})
    assert few <= 12
