"""Sessions: what is written, what is refused, and how they go over to another school year (MISSION D2)."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import ModelLogEntry

from portal.core.actors import SYSTEM
from portal.core.errors import DomainError
from portal.core.french_dates import school_year_of
from portal.directory.services.checks import StaleSave, version_of
from portal.solutions_map.carry_over import moved, plan_copies, prepared_year
from portal.solutions_map.enums import Entry
from portal.solutions_map.models import Session, Solution
from portal.solutions_map.services.seats import report_seats
from portal.solutions_map.services.sessions import (
    SESSION_FIELDS,
    SessionDetails,
    add_session,
    cancel_session,
    carry_over,
    change_session,
    restore_session,
)
from tests.factories.directory import make_organisation, make_platform, make_site
from tests.factories.solutions import make_seat_report, make_session, make_solution
from tests.threads import in_threads

pytestmark = pytest.mark.django_db


def days(number):
    return timezone.localdate() + dt.timedelta(days=number)


def change(session, **fields):
    session.refresh_from_db()
    kept = {name: getattr(session, name) for name in SESSION_FIELDS}
    details = SessionDetails(**{**kept, **fields})
    return change_session(session, details, version=version_of(session, SESSION_FIELDS), by=SYSTEM)


def test_a_session_is_added_with_its_days_and_its_place():
    provider = make_organisation()
    site = make_site(provider)
    solution = make_solution(providers=[provider])
    details = SessionDetails(
        entry=Entry.DATED,
        name=" Groupe\u2028d’automne ",
        site=site,
        start=days(20),
        end=days(50),
        deadline=days(10),
        capacity=12,
        note="Tests le matin",
    )
    session = add_session(solution, details, by=SYSTEM)
    session.refresh_from_db()
    assert {name: getattr(session, name) for name in SESSION_FIELDS} == {
        "entry": "dated",
        "name": "Groupe d’automne",
        "site": site,
        "start": days(20),
        "end": days(50),
        "deadline": days(10),
        "capacity": 12,
        "note": "Tests le matin",
    }
    entry = ModelLogEntry.objects.get(action="portal.session_added")
    assert entry.data["platform"] == solution.platform_id


@pytest.mark.parametrize(
    ("fields", "field", "code"),
    [
        ({"entry": Entry.DATED}, "start", "required"),
        ({"entry": Entry.ONE_OFF}, "start", "required"),
        ({"entry": Entry.DATED, "start": days(9), "end": days(8)}, "end", "order"),
        ({"entry": Entry.PERMANENT, "start": days(9), "end": days(8)}, "end", "order"),
        ({"entry": Entry.PERMANENT, "end": days(8), "deadline": days(9)}, "deadline", "order"),
        ({"entry": Entry.ONE_OFF, "start": days(0), "end": days(100)}, "end", "order"),
        ({"entry": Entry.PERMANENT, "capacity": -1}, "capacity", "number"),
        ({"entry": Entry.PERMANENT, "capacity": 2001}, "capacity", "number"),
        ({"entry": Entry.DATED, "start": dt.date(1926, 10, 1)}, "start", "day"),
        ({"entry": Entry.DATED, "start": days(4000)}, "start", "day"),
    ],
)
def test_dates_and_numbers_that_do_not_fit_are_refused_beside_their_field(fields, field, code):
    with pytest.raises(DomainError) as refused:
        add_session(make_solution(), SessionDetails(**fields), by=SYSTEM)
    assert (refused.value.field, refused.value.code, Session.objects.count()) == (field, code, 0)


def test_d03_a_place_of_nobody_who_provides_it_is_refused():
    foreign = make_site(make_organisation())
    with pytest.raises(DomainError) as refused:
        add_session(
            make_solution(providers=[make_organisation()]), SessionDetails("permanent", site=foreign), by=SYSTEM
        )
    assert (refused.value.field, Session.objects.count()) == ("site", 0)


def test_a_session_under_a_closed_solution_is_refused():
    session = make_session(make_solution(closed=True))
    for act in (
        lambda: add_session(session.solution, SessionDetails(entry=Entry.PERMANENT), by=SYSTEM),
        lambda: change(session, note="Autre"),
        lambda: cancel_session(session, by=SYSTEM),
        lambda: restore_session(session, by=SYSTEM),
    ):
        with pytest.raises(DomainError) as refused:
            act()
        assert refused.value.code == "closed"
    assert Session.objects.get().note == ""


def test_a_stale_change_is_refused():
    session = make_session(note="Un")
    session.refresh_from_db()
    version = version_of(session, SESSION_FIELDS)
    change(session, note="Deux")
    with pytest.raises(StaleSave) as refused:
        change_session(session, SessionDetails(entry=Entry.PERMANENT, note="Trois"), version=version, by=SYSTEM)
    assert refused.value.stored.note == "Deux"


def test_a_number_said_for_another_first_day_is_no_longer_shown():
    session = make_session(entry=Entry.DATED, start=days(20))
    report_seats(session, free=3, capacity=10, seen=None, by=SYSTEM)
    change(session, start=days(27))
    assert Session.objects.with_last_report().get().last_report is None
    change(Session.objects.get(), start=days(20))
    assert Session.objects.with_last_report().get().last_report.free == 3


def test_a_cancellation_is_taken_back():
    session = make_session()
    cancel_session(session, by=SYSTEM)
    cancel_session(session, by=SYSTEM)
    assert Session.objects.get().cancelled_at is not None
    restore_session(session, by=SYSTEM)
    assert Session.objects.get().cancelled_at is None
    acts = ModelLogEntry.objects.filter(action__startswith="portal.session_").values_list("action", flat=True)
    assert sorted(acts) == ["portal.session_cancelled", "portal.session_restored"]


# To another school year


@given(st.dates(dt.date(2015, 9, 1), dt.date(2045, 8, 31)))
def test_a_day_moves_by_a_year_on_the_same_weekday_and_stays_in_the_year(day):
    target = school_year_of(day) + 1
    after = day + moved(day, target)
    assert after.weekday() == day.weekday()
    assert school_year_of(after) == target
    assert abs((after - day).days - 365) <= 6


@pytest.mark.parametrize(
    ("day", "year"),
    [("2026-09-01", 2026), ("2027-01-15", 2026), ("2027-04-30", 2026), ("2027-05-01", 2027), ("2027-08-31", 2027)],
)
def test_one_prepares_the_coming_year_from_may_on(day, year):
    assert prepared_year(dt.date.fromisoformat(day)) == year


@pytest.fixture
def autumn():
    """A dated session from Monday 12 October to Friday 18 December 2026, to apply by 2 October."""
    provider = make_organisation()
    return make_session(
        make_solution(providers=[provider]),
        entry=Entry.DATED,
        name="Groupe d’automne",
        site=make_site(provider),
        start=dt.date(2026, 10, 12),
        end=dt.date(2026, 12, 18),
        deadline=dt.date(2026, 10, 2),
        capacity=12,
        note="Tests le matin",
    )


def carried(solution_or_platform, year=2027, chosen=None):
    if isinstance(solution_or_platform, Solution):
        solutions = Solution.objects.filter(pk=solution_or_platform.pk)
    else:
        solutions = solution_or_platform.solutions.all()
    if chosen is None:
        chosen = {plan.session.pk for plan in plan_copies(solutions, year) if plan.is_proposed}
    return carry_over(solutions, year, chosen=chosen, by=SYSTEM)


def test_a_session_goes_over_whole_and_without_its_seats(autumn):
    make_seat_report(autumn)
    (copy,) = carried(autumn.solution)
    assert (copy.start, copy.end, copy.deadline) == (
        dt.date(2027, 10, 11),
        dt.date(2027, 12, 17),
        dt.date(2027, 10, 1),
    )
    same = ("solution", "entry", "name", "site", "capacity", "note")
    assert [getattr(copy, name) for name in same] == [getattr(autumn, name) for name in same]
    assert (copy.copied_from, copy.seat_reports.count()) == (autumn, 0)


def test_the_same_act_twice_doubles_nothing(autumn):
    carried(autumn.solution)
    assert carried(autumn.solution, chosen={autumn.pk}) == []
    cancel_session(autumn.copies.get(), by=SYSTEM)
    assert carried(autumn.solution, chosen={autumn.pk}) == []
    assert Session.objects.count() == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        Session.objects.create(solution=autumn.solution, entry=Entry.PERMANENT, copied_from=autumn)


def test_a_session_that_somebody_entered_by_hand_is_not_doubled(autumn):
    by_hand = make_session(
        autumn.solution,
        entry=Entry.DATED,
        name="Groupe d’automne",
        site=autumn.site,
        start=dt.date(2027, 10, 11),
        end=dt.date(2027, 12, 17),
    )
    (plan,) = plan_copies(Solution.objects.all(), 2027)
    assert (plan.session, plan.taken) == (autumn, by_hand)
    assert carried(autumn.solution, chosen={autumn.pk}) == []


def test_what_goes_on_by_itself_or_was_cancelled_or_is_closed_is_not_proposed(autumn):
    solution = autumn.solution
    make_session(solution)
    make_session(solution, start=dt.date(2026, 9, 1))
    make_session(solution, entry=Entry.DATED, start=dt.date(2026, 11, 2), cancelled_at=timezone.now())
    make_session(solution, entry=Entry.DATED, start=dt.date(2025, 11, 3))
    make_session(make_solution(solution.platform, closed=True), entry=Entry.DATED, start=dt.date(2026, 11, 2))
    of_the_year = make_session(solution, start=dt.date(2026, 9, 7), end=dt.date(2027, 7, 2))
    once = make_session(solution, entry=Entry.ONE_OFF, start=dt.date(2027, 3, 4))

    plans = plan_copies(Solution.objects.all(), 2027)
    assert [(plan.session, plan.is_proposed) for plan in plans] == [(of_the_year, True), (autumn, True), (once, False)]
    assert {copy.copied_from for copy in carried(solution)} == {of_the_year, autumn}


def test_all_of_a_platform_go_over_in_one_act_and_nothing_of_another(autumn):
    platform = autumn.solution.platform
    second = make_session(make_solution(platform), entry=Entry.DATED, start=dt.date(2026, 11, 2))
    foreign = make_session(make_solution(make_platform()), entry=Entry.DATED, start=dt.date(2026, 11, 2))
    made = carried(platform, chosen={autumn.pk, second.pk, foreign.pk})
    assert {copy.copied_from for copy in made} == {autumn, second}
    assert foreign.copies.count() == 0


def test_a_first_day_on_a_public_holiday_is_told():
    make_session(entry=Entry.DATED, start=dt.date(2026, 11, 12))
    (plan,) = plan_copies(Solution.objects.all(), 2027)
    assert (plan.start, plan.holiday) == (dt.date(2027, 11, 11), "Armistice du 11 novembre 1918")


def test_a_closed_place_is_not_promised_again(autumn):
    autumn.site.closed_at = timezone.now()
    autumn.site.save()
    (copy,) = carried(autumn.solution)
    assert copy.site is None


def test_the_plan_costs_the_same_for_many(autumn, count_queries):
    alone = count_queries(lambda: plan_copies(Solution.objects.all(), 2027))
    for number in range(5):
        make_session(make_solution(), entry=Entry.DATED, start=dt.date(2026, 11, 2 + number))
    assert (alone, count_queries(lambda: plan_copies(Solution.objects.all(), 2027))) == (2, 2)


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_d90_two_who_carry_over_at_once_double_nothing(autumn):
    made = in_threads(*[lambda: carried(autumn.solution, chosen={autumn.pk})] * 4)
    assert sorted(len(copies) for copies in made) == [0, 0, 0, 1]
    assert autumn.copies.count() == 1
