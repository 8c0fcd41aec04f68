"""Which noted needs nothing answers, month by month, and why."""

import datetime as dt
import zoneinfo

import pytest

from portal.directory.enums import TerritoryKind
from portal.directory.models import Commune
from portal.solutions_map.enums import Cover, Entry, SolutionState
from portal.solutions_map.gaps import gap_rows, noted_months, roll_up, spans_of
from portal.solutions_map.models import Solution
from tests.factories import make_coordinator, make_lead, make_member, make_platform, make_site, make_territory
from tests.factories.solutions import make_need, make_recorded_need, make_seat_report, make_session, make_solution

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 10)
PARIS = zoneinfo.ZoneInfo("Europe/Paris")


def at(day):
    return dt.datetime.combine(day, dt.time(12), PARIS)


def month(number, year=2026):
    return dt.date(year, number, 1)


@pytest.fixture
def department():
    return make_territory(parent=make_territory(TerritoryKind.REGION))


@pytest.fixture
def area(department):
    return make_territory(TerritoryKind.ARRONDISSEMENT, parent=department, name="Arles")


@pytest.fixture
def platform(department):
    return make_platform(territory=department)


@pytest.fixture
def commune(department, area):
    return Commune.objects.create(
        name="Arles", name_folded="arles", insee="99004", department=department, arrondissement=area
    )


@pytest.fixture
def need():
    return make_need("Logement")


@pytest.fixture
def noted(platform, need, area):
    return make_recorded_need(platform, need, area, first_month=month(11), last_month=month(1, 2027))


def covers(platform, on=DAY):
    return [cell.cover if cell else None for row in gap_rows([platform], on) for cell in row.cells][:4]


def test_a_need_that_nothing_answers_is_a_gap_in_its_months_alone(platform, noted):
    assert covers(platform) == [Cover.NOTHING, Cover.NOTHING, Cover.NOTHING, None]
    (row,) = gap_rows([platform], DAY)
    assert (row.missing, row.fragile) == (3, 0)
    (span,) = row.spans
    assert (span.first.first, span.last.first, span.concerned) == (month(11), month(1, 2027), ())


def test_a_confirmed_place_answers_and_an_old_number_or_none_is_fragile(platform, noted, need):
    session = make_session(make_solution(platform, needs=[need]))
    assert covers(platform)[0] == Cover.TO_CONFIRM
    make_seat_report(session, free=2, reported_at=at(DAY - dt.timedelta(days=15)))
    assert covers(platform)[0] == Cover.OPEN
    assert covers(platform, DAY + dt.timedelta(days=1))[0] == Cover.TO_CONFIRM


def test_full_is_shown_apart_from_nothing(platform, noted, need):
    session = make_session(make_solution(platform, needs=[need]))
    make_seat_report(session, free=0, reported_at=at(DAY))
    assert set(covers(platform)[:3]) == {Cover.FULL}
    (row,) = gap_rows([platform], DAY)
    assert (row.missing, row.fragile) == (0, 3)
    assert row.spans[0].concerned[0].state.reported_on == DAY


def test_a_solution_without_entry_in_the_month_explains_the_gap(platform, noted, need):
    solution = make_solution(platform, needs=[need])
    session = make_session(solution, Entry.DATED, start=dt.date(2026, 12, 7))
    make_seat_report(session, reported_at=at(DAY))
    assert covers(platform)[:3] == [Cover.CLOSED, Cover.OPEN, Cover.CLOSED]
    (row,) = gap_rows([platform], DAY)
    assert [span.first.first for span in row.spans] == [month(11), month(1, 2027)]
    assert [one.solution for one in row.spans[0].concerned] == [solution]


def test_a_solution_without_any_session_is_named_as_closed(platform, noted, need):
    make_solution(platform, needs=[need])
    (row,) = gap_rows([platform], DAY)
    assert row.spans[0].cover == Cover.CLOSED
    assert row.spans[0].concerned[0].session is None


def test_dates_far_ahead_are_an_answer_before_anybody_is_asked_for_seats(platform, noted, need):
    session = make_session(make_solution(platform, needs=[need]), Entry.DATED, start=dt.date(2027, 1, 20))
    assert covers(platform)[2] == Cover.OPEN
    make_seat_report(session, free=0, reported_at=at(DAY))
    assert covers(platform)[2] == Cover.FULL


def test_only_the_area_and_what_is_wider_answer(platform, noted, need, area, commune, department):
    elsewhere = make_territory(TerritoryKind.ARRONDISSEMENT, parent=department)
    other = Commune.objects.create(
        name="Aix", name_folded="aix", insee="99001", department=department, arrondissement=elsewhere
    )
    far = make_solution(platform, needs=[need], sites=[make_site(commune=other)])
    make_seat_report(make_session(far), reported_at=at(DAY))
    assert covers(platform)[0] == Cover.NOTHING
    make_seat_report(make_session(far, site=make_site(commune=commune)), reported_at=at(DAY))
    assert covers(platform)[0] == Cover.OPEN


def test_a_solution_of_the_region_without_a_place_answers_everywhere_in_it(platform, noted, need, department):
    make_seat_report(make_session(make_solution(department.parent, needs=[need])), reported_at=at(DAY))
    assert covers(platform)[0] == Cover.OPEN


@pytest.mark.parametrize("fields", [{"published": False}, {"closed": True}, {"state": SolutionState.TO_CREATE}])
def test_what_is_not_on_the_map_or_does_not_exist_yet_answers_nobody(platform, noted, need, fields):
    make_seat_report(make_session(make_solution(platform, needs=[need], **fields)), reported_at=at(DAY))
    assert covers(platform)[0] == Cover.NOTHING


def test_d06_what_another_platform_has_to_optimise_is_not_told(platform, noted, need, department):
    other = make_platform(territory=department)
    solution = make_solution(other, needs=[need], state=SolutionState.TO_OPTIMISE)
    make_seat_report(make_session(solution), reported_at=at(DAY))
    assert covers(platform)[0] == Cover.NOTHING
    solution.platform = platform
    solution.save()
    assert covers(platform)[0] == Cover.OPEN


def test_d06_every_reader_of_the_page_may_see_the_solutions_it_names(platform, noted, need, department):
    for state in (SolutionState.EXISTING, SolutionState.TO_OPTIMISE):
        for keeper in (platform, department, department.parent):
            make_solution(keeper, needs=[need], state=state)
    make_solution(make_platform(territory=department), needs=[need])
    (row,) = gap_rows([platform], DAY)
    named = {one.solution.pk for span in row.spans for one in span.concerned}
    assert len(named) == 7
    for reader in (make_lead(platform), make_member(platform), make_coordinator(department)):
        assert named <= set(Solution.objects.visible_to(reader).values_list("pk", flat=True))


def test_settled_and_past_needs_are_left_out(platform, need, area):
    make_recorded_need(platform, need, area, first_month=month(9), last_month=month(10))
    make_recorded_need(platform, need, area, first_month=month(11), last_month=month(11), settled_on=DAY)
    assert gap_rows([platform], DAY) == []


def test_months_of_the_same_need_and_area_stand_in_one_row(platform, noted, need, area):
    later = make_recorded_need(platform, need, area, first_month=month(3, 2027), last_month=month(3, 2027))
    (row,) = gap_rows([platform], DAY)
    assert row.records == (noted, later)
    assert [span.record for span in row.spans] == [noted, later]
    assert noted_months([row]) == (0, 4)
    assert [(band.cover, band.months) for band in row.bands(0, 4)] == [
        (Cover.NOTHING, 3),
        (None, 1),
        (Cover.NOTHING, 1),
    ]
    assert [span.first.first for span in spans_of(later, DAY)] == [month(3, 2027)]


def test_what_is_missing_most_comes_first(platform, noted, area):
    short = make_recorded_need(platform, make_need("Aide"), area, first_month=month(11), last_month=month(11))
    assert [row.records[0] for row in gap_rows([platform], DAY)] == [noted, short]


def test_queries_do_not_grow_with_needs_areas_solutions_and_platforms(department, count_queries, area, commune):
    def add(number):
        platform = make_platform(territory=department)
        for index in range(number):
            need = make_need()
            basin = make_territory(TerritoryKind.BASIN, parent=department)
            commune.basins.add(basin)
            make_recorded_need(platform, need, basin, first_month=month(11), last_month=month(12))
            sites = [make_site(commune=commune)] if index % 2 else []
            make_seat_report(make_session(make_solution(platform, needs=[need], sites=sites)), reported_at=at(DAY))
        return platform

    first = add(2)
    few = count_queries(lambda: gap_rows([first], DAY))
    platforms = [first, *(add(3) for _index in range(3))]
    assert count_queries(lambda: gap_rows(platforms, DAY)) == few <= 14


def test_roll_up_sums_months_at_their_worst_area(platform, noted, need, department):
    wide = make_recorded_need(platform, need, department, first_month=month(1, 2027), last_month=month(2, 2027))
    empty = make_platform(territory=department)
    table = roll_up([platform, empty], DAY)
    assert table.needs == [need]
    assert [line.has_needs for line in table.lines] == [True, False]
    cell = table.lines[0].cells[0]
    assert (cell.missing, cell.fragile) == (4, 0)
    assert set(cell.areas) == {noted.area.name, wide.area.name}
    assert (table.lines[1].cells, table.totals) == ((None,), [1])
