"""Noting needs, settling them, and starting what would answer them."""

import pytest
from django.utils import timezone

from portal.core.actors import SYSTEM
from portal.core.errors import DomainError
from portal.directory.enums import TerritoryKind
from portal.solutions_map.enums import SolutionState
from portal.solutions_map.models import RecordedNeed
from portal.solutions_map.seasons import Month
from portal.solutions_map.services import needs
from tests.factories import make_platform, make_territory
from tests.factories.solutions import make_funder, make_need, make_recorded_need, make_solution_type

pytestmark = pytest.mark.django_db


@pytest.fixture
def current():
    return Month(timezone.localdate().replace(day=1))


def details(platform, current, **fields):
    fields = {"need": make_need(), "area": platform.territories.first(), "first": current, "last": current + 1} | fields
    return needs.NeedDetails(**fields)


def test_a_need_is_noted_without_any_count(platform, current):
    recorded = needs.note_need(platform, details(platform, current, note=" Peu de\nchambres "), by=SYSTEM)
    stored = RecordedNeed.objects.get(pk=recorded.pk)
    assert (stored.first_month, stored.last_month) == (current.first, (current + 1).first)
    assert (stored.note, stored.settled_on) == ("Peu de chambres", None)
    assert not [field.name for field in RecordedNeed._meta.fields if "count" in field.name or "number" in field.name]


def test_areas_are_those_of_the_platform_and_the_smaller_ones_in_them(platform):
    department = platform.territories.get()
    basin = make_territory(TerritoryKind.BASIN, parent=department)
    make_territory(TerritoryKind.BASIN, parent=make_territory())
    assert set(needs.areas_of(platform)) == {department, basin}


@pytest.mark.parametrize(
    ("first", "last", "code"), [(2, 1, "order"), (-1, 1, "months"), (0, 12, "months")], ids=["order", "past", "far"]
)
def test_months_that_make_no_sense_are_refused(platform, current, first, last, code):
    with pytest.raises(DomainError) as refusal:
        needs.note_need(platform, details(platform, current, first=current + first, last=current + last), by=SYSTEM)
    assert refusal.value.code == code
    assert not RecordedNeed.objects.exists()


def test_an_area_of_somebody_else_is_refused(platform, current):
    with pytest.raises(DomainError) as refusal:
        needs.note_need(platform, details(platform, current, area=make_territory()), by=SYSTEM)
    assert (refusal.value.code, refusal.value.field) == ("area", "area")


def test_months_that_overlap_are_refused_others_and_other_platforms_are_not(platform, current):
    first = details(platform, current)
    needs.note_need(platform, first, by=SYSTEM)
    with pytest.raises(DomainError) as refusal:
        needs.note_need(
            platform, details(platform, current, need=first.need, first=current + 1, last=current + 3), by=SYSTEM
        )
    assert refusal.value.code == "double"
    needs.note_need(
        platform, details(platform, current, need=first.need, first=current + 2, last=current + 3), by=SYSTEM
    )
    other = make_platform(territory=platform.territories.get())
    needs.note_need(other, details(other, current, need=first.need), by=SYSTEM)
    assert RecordedNeed.objects.count() == 3


def test_settling_twice_keeps_the_first_day_and_reopening_takes_it_back(platform):
    recorded = make_recorded_need(platform)
    settled = needs.settle_need(recorded, by=SYSTEM)
    assert settled.settled_on is not None
    assert needs.settle_need(recorded, by=SYSTEM).settled_on == settled.settled_on
    assert needs.reopen_need(recorded, by=SYSTEM).settled_on is None


def test_a_need_noted_again_meanwhile_or_past_is_not_taken_up(platform, current):
    recorded = needs.settle_need(make_recorded_need(platform), by=SYSTEM)
    make_recorded_need(platform, recorded.need, recorded.area)
    with pytest.raises(DomainError) as refusal:
        needs.reopen_need(recorded, by=SYSTEM)
    assert refusal.value.code == "double"
    past = make_recorded_need(
        platform,
        first_month=(current + -2).first,
        last_month=(current + -1).first,
        settled_on=timezone.localdate(),
    )
    with pytest.raises(DomainError) as refusal:
        needs.reopen_need(past, by=SYSTEM)
    assert refusal.value.code == "past"


def test_a_solution_to_create_starts_from_the_need_with_its_funders(platform):
    recorded = make_recorded_need(platform, make_need("Logement"))
    funder = make_funder("Région")
    solution = needs.start_solution(
        recorded,
        name=needs.solution_name(recorded),
        solution_type=make_solution_type(),
        funders=[funder],
        next_steps=needs.solution_next_steps(recorded),
        by=SYSTEM,
    )
    assert (solution.platform, solution.state, solution.published_at) == (platform, SolutionState.TO_CREATE, None)
    assert (list(solution.needs.all()), list(solution.funders.all())) == ([recorded.need], [funder])
    assert "Logement" in solution.name and recorded.area.name in solution.next_steps


def test_the_same_solution_is_not_started_twice(platform):
    recorded = make_recorded_need(platform)
    kind = make_solution_type()
    needs.start_solution(recorded, name="Foyer", solution_type=kind, by=SYSTEM)
    with pytest.raises(DomainError) as refusal:
        needs.start_solution(recorded, name="Foyer", solution_type=kind, by=SYSTEM)
    assert refusal.value.code == "double"
