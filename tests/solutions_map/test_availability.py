"""Places available for an agenda: from a day on, never a number without its date and source."""

import datetime as dt
import zoneinfo

import pytest

from portal.solutions_map.availability import places_available
from portal.solutions_map.enums import Entry, SolutionState
from tests.factories import make_lead, make_organisation, make_platform
from tests.factories.solutions import make_seat_report, make_session, make_solution

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 10)
MEETING = dt.date(2026, 11, 20)
PARIS = zoneinfo.ZoneInfo("Europe/Paris")


def at(day, hour=12):
    return dt.datetime.combine(day, dt.time(hour), PARIS)


@pytest.fixture
def lead(platform):
    return make_lead(platform)


def places(platform, viewer, on=MEETING, today=TODAY):
    return places_available(platform, on, viewer=viewer, today=today)


def test_a_number_is_told_with_its_date_and_its_source(platform, lead):
    solution = make_solution(platform, name="Atelier")
    report = make_seat_report(
        make_session(solution), free=3, capacity=8, reported_at=at(TODAY), organisation=make_organisation(name="GRETA")
    )
    (place,) = places(platform, lead)
    assert (place.solution, place.is_reported) == (solution, True)
    assert (place.state.reported_on, place.state.reported_by_name) == (TODAY, "GRETA")
    assert "10 novembre 2026" in place.seats and "GRETA" in place.seats and "3" in place.seats
    assert report.free == place.state.free


def test_an_old_number_is_told_as_to_confirm(platform, lead):
    make_seat_report(make_session(make_solution(platform)), reported_at=at(TODAY - dt.timedelta(days=16)))
    (place,) = places(platform, lead)
    assert place.state.to_confirm
    assert "à confirmer" in place.seats


def test_full_sessions_are_left_out_and_unreported_ones_come_last(platform, lead):
    make_seat_report(make_session(make_solution(platform, name="Complet")), free=0, reported_at=at(TODAY))
    make_session(make_solution(platform, name="Muet"))
    make_seat_report(make_session(make_solution(platform, name="Zèle")), free=1, reported_at=at(TODAY))
    assert [(place.solution.name, place.is_reported) for place in places(platform, lead)] == [
        ("Zèle", True),
        ("Muet", False),
    ]


def test_only_what_one_may_begin_within_the_horizon_of_the_meeting(platform, lead):
    solution = make_solution(platform)
    for start in (dt.date(2026, 11, 16), dt.date(2026, 11, 20), dt.date(2027, 1, 19), dt.date(2027, 1, 20)):
        make_seat_report(make_session(solution, Entry.DATED, start=start), reported_at=at(TODAY))
    assert [place.session.start for place in places(platform, lead)] == [dt.date(2026, 11, 20), dt.date(2027, 1, 19)]


def test_a_meeting_that_is_past_keeps_the_numbers_of_its_day(platform, lead):
    session = make_session(make_solution(platform))
    make_seat_report(session, free=4, reported_at=at(MEETING, hour=23))
    make_seat_report(session, free=1, reported_at=at(MEETING + dt.timedelta(days=1), hour=0))
    later = MEETING + dt.timedelta(days=30)
    (place,) = places(platform, lead, today=later)
    assert (place.state.free, place.state.to_confirm) == (4, False)
    (place,) = places(platform, lead, on=later, today=later)
    assert place.state.free == 1


def test_d06_a_visitor_is_told_public_places_and_a_network_its_own(platform, lead):
    for name, fields in (
        ("Publique", {"public": True}),
        ("Existante", {}),
        ("À optimiser", {"state": SolutionState.TO_OPTIMISE}),
        ("À créer", {"state": SolutionState.TO_CREATE}),
        ("Brouillon", {"published": False}),
        ("Fermée", {"closed": True}),
    ):
        make_seat_report(make_session(make_solution(platform, name=name, **fields)), reported_at=at(TODAY))
    assert {place.solution.name for place in places(platform, lead)} == {"Publique", "Existante", "À optimiser"}
    assert {place.solution.name for place in places(platform, None)} == {"Publique"}


def test_places_of_other_territories_are_left_out(platform, lead):
    make_seat_report(make_session(make_solution(make_platform())), reported_at=at(TODAY))
    assert places(platform, lead) == []
    assert places(platform.territories.get(), lead) == []


def test_queries_do_not_grow_with_the_places(platform, lead, count_queries):
    def add(number):
        for _index in range(number):
            make_seat_report(make_session(make_solution(platform)), reported_at=at(TODAY))

    add(1)
    few = count_queries(lambda: [place.seats for place in places(platform, lead)])
    add(5)
    assert count_queries(lambda: [(place.seats, place.label) for place in places(platform, lead)]) == few
