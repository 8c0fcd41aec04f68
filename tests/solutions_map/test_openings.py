"""When one may enter: the rules over dates and reports, and that their SQL says the same."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.solutions_map import openings
from portal.solutions_map.enums import Entry, Opening
from portal.solutions_map.models import Session, Solution
from portal.solutions_map.openings import LastReport, opening_between, opening_of
from tests.factories.directory import make_organisation
from tests.factories.solutions import make_seat_report, make_session, make_solution

ON = dt.date(2026, 10, 14)
NOON = dt.datetime(2026, 10, 14, 12, tzinfo=dt.UTC)


def day(text):
    return dt.date.fromisoformat(f"2026-{text}")


def report(free=3, capacity=10, days_ago=0):
    return LastReport(1, free, capacity, NOON - dt.timedelta(days=days_ago), "Mission locale")


def session(entry=Entry.PERMANENT, **fields):
    return Session(entry=entry, **fields)


@pytest.mark.parametrize(
    ("made", "kind"),
    [
        (session(), Opening.OPEN),
        (session(Entry.ON_DEMAND), Opening.OPEN),
        (session(end=day("10-13")), Opening.CLOSED),
        (session(end=day("10-14")), Opening.OPEN),
        (session(deadline=day("10-13")), Opening.CLOSED),
        (session(deadline=day("10-14")), Opening.OPEN),
        (session(start=day("11-02")), Opening.OPENS),
        (session(Entry.DATED, start=day("10-14")), Opening.OPEN),
        (session(Entry.DATED, start=day("10-15")), Opening.OPENS),
        (session(Entry.DATED, start=day("10-13"), end=day("12-18")), Opening.CLOSED),
        (session(Entry.DATED, start=day("10-13"), end=day("12-18"), deadline=day("10-14")), Opening.OPEN),
        (session(Entry.DATED, start=day("11-02"), deadline=day("10-14")), Opening.OPENS),
        (session(Entry.DATED, start=day("11-02"), deadline=day("10-13")), Opening.CLOSED),
        (session(Entry.ONE_OFF, start=day("10-13")), Opening.CLOSED),
        (session(Entry.ONE_OFF, start=day("10-13"), end=day("10-14")), Opening.OPEN),
        (session(Entry.ONE_OFF, start=day("10-20")), Opening.OPENS),
        (session(cancelled_at=NOON), Opening.CLOSED),
    ],
)
def test_dates_say_whether_one_may_enter(made, kind):
    assert opening_of(made, None, ON).kind == kind


def test_only_a_report_of_no_seat_makes_it_full():
    assert opening_of(session(capacity=0), None, ON).kind == Opening.OPEN
    assert opening_of(session(), report(free=0), ON).kind == Opening.FULL
    assert opening_of(session(), report(free=1), ON).kind == Opening.OPEN
    later = session(Entry.DATED, start=day("11-02"))
    assert opening_of(later, report(free=0), ON).kind == Opening.FULL
    assert opening_of(later, report(free=0), ON).opens_on == day("11-02")
    assert opening_of(session(end=day("10-01")), report(free=0), ON).kind == Opening.CLOSED


def test_a_number_carries_its_date_and_its_source():
    state = opening_of(session(), report(free=3, capacity=10, days_ago=2), ON)
    assert (state.free, state.capacity, state.reported_on, state.reported_by_name, state.to_confirm) == (
        3,
        10,
        day("10-12"),
        "Mission locale",
        False,
    )


def test_a_number_is_to_confirm_after_the_setting(settings):
    assert not opening_of(session(), report(days_ago=15), ON).to_confirm
    assert opening_of(session(), report(days_ago=16), ON).to_confirm
    settings.SEATS_TO_CONFIRM_AFTER_DAYS = 3
    assert opening_of(session(), report(days_ago=4), ON).to_confirm
    assert not opening_of(session(end=day("10-01")), report(days_ago=40), ON).to_confirm


def test_what_one_may_enter_without_a_fresh_number_is_to_be_asked():
    assert opening_of(session(), None, ON).to_ask
    assert opening_of(session(), report(free=0, days_ago=20), ON).to_ask
    assert not opening_of(session(), report(), ON).to_ask
    assert not opening_of(session(end=day("10-01")), None, ON).to_ask


def test_the_most_useful_opening_comes_first():
    full = opening_of(session(), report(free=0), ON)
    late = opening_of(session(Entry.DATED, start=day("12-01")), None, ON)
    soon = opening_of(session(Entry.DATED, start=day("11-01")), None, ON)
    assert openings.best_of([full, late, soon]) == soon
    assert openings.best_of([]) is None


@pytest.mark.parametrize(
    ("made", "months"),
    [
        (session(), [10, 11, 12]),
        (session(end=day("11-15")), [10, 11]),
        (session(start=day("11-15")), [11, 12]),
        (session(Entry.DATED, start=day("11-15"), end=day("12-20")), [11]),
        (session(Entry.DATED, start=day("11-15"), deadline=day("10-30")), [11]),
        (session(Entry.DATED, start=day("11-15"), end=day("12-20"), deadline=day("12-01")), [11, 12]),
        (session(Entry.DATED, start=day("11-15"), deadline=day("10-01")), []),
        (session(Entry.DATED, start=day("10-02")), []),
        (session(Entry.ONE_OFF, start=day("10-02"), end=day("11-02")), [10, 11]),
    ],
)
def test_a_session_counts_in_the_months_in_which_one_may_begin(made, months):
    found = [
        month
        for month in (9, 10, 11, 12)
        if opening_between(made, None, dt.date(2026, month, 1), dt.date(2026, month, 28), ON) == Opening.OPEN
    ]
    assert found == months


def test_a_full_session_is_full_in_its_month():
    made = session(Entry.DATED, start=day("11-15"))
    assert opening_between(made, report(free=0), day("11-01"), day("11-30"), ON) == Opening.FULL
    assert opening_between(made, report(free=0), day("12-01"), day("12-31"), ON) == Opening.CLOSED


days = st.dates(dt.date(2026, 9, 1), dt.date(2026, 12, 31))


@st.composite
def sessions(draw):
    entry = draw(st.sampled_from(Entry.values))
    start = draw(days if entry in (Entry.DATED, Entry.ONE_OFF) else st.none() | days)
    end = draw(st.none() | days.filter(lambda value: start is None or value >= start)) if start != days else None
    deadline = draw(st.none() | days.filter(lambda value: end is None or value <= end))
    cancelled = draw(st.sampled_from([None, None, None, NOON]))
    return {"entry": entry, "start": start, "end": end, "deadline": deadline, "cancelled_at": cancelled}


@given(sessions(), days)
def test_a_closed_session_never_opens_again_by_time_alone(fields, on):
    made = Session(**fields)
    if opening_of(made, None, on).kind == Opening.CLOSED:
        assert opening_of(made, None, on + dt.timedelta(days=1)).kind == Opening.CLOSED


@given(sessions(), days, st.integers(0, 5), st.integers(0, 60))
def test_a_state_never_shows_a_number_without_its_date_nor_a_place_where_there_is_none(fields, on, free, age):
    state = opening_of(Session(**fields), report(free=free, days_ago=age), on)
    assert (state.free is None) == (state.reported_on is None)
    assert not (state.may_enter and state.free == 0)
    assert (state.opens_on is None) or state.opens_on > on


@pytest.mark.django_db
@settings(max_examples=15, deadline=None)
@given(st.lists(sessions(), min_size=1, max_size=12), days, days, st.integers(0, 40))
def test_the_rule_in_sql_finds_the_same_sessions(many, on, first, length):
    Session.objects.all().delete()
    solution = Solution.objects.first() or make_solution()
    made = Session.objects.bulk_create(Session(solution=solution, **fields) for fields in many)
    last = first + dt.timedelta(days=length)

    enterable = {one.pk for one in made if opening_of(one, None, on).may_enter}
    assert set(Session.objects.enterable(on).values_list("pk", flat=True)) == enterable
    between = {one.pk for one in made if opening_between(one, None, first, last, on) == Opening.OPEN}
    assert set(Session.objects.enterable_between(first, last, on).values_list("pk", flat=True)) == between


@pytest.mark.django_db
def test_the_last_report_is_that_of_the_entry_as_it_stands():
    here = make_organisation(name="Mission locale du Port")
    dated = make_session(entry=Entry.DATED, start=day("11-02"))
    make_seat_report(dated, free=5, reported_at=NOON - dt.timedelta(days=2))
    newest = make_seat_report(dated, free=2, reported_at=NOON, organisation=here)
    make_seat_report(dated, free=9, for_start=day("09-01"), reported_at=NOON + dt.timedelta(hours=1))
    permanent = make_session(dated.solution)
    untold = make_session(dated.solution)
    kept_by = make_seat_report(permanent, free=0)

    found = {one.pk: one.last_report for one in Session.objects.with_last_report()}
    assert found[dated.pk] == LastReport(newest.pk, 2, 10, NOON, "Mission locale du Port")
    assert found[permanent.pk].pk == kept_by.pk
    assert found[permanent.pk].reported_by_name == dated.solution.platform.name
    assert found[untold.pk] is None

    dated.start = day("11-09")
    dated.save()
    assert Session.objects.with_last_report().get(pk=dated.pk).last_report is None


@pytest.mark.django_db
def test_solutions_are_read_with_their_openings_in_a_constant_number_of_queries(count_queries):
    for number in range(3):
        solution = make_solution()
        make_seat_report(make_session(solution), free=number)
        make_session(solution, entry=Entry.DATED, start=day("12-01"))
        make_session(solution, end=day("10-01"))

    def read():
        found = Solution.objects.with_openings(ON, until=day("11-30"))
        return [[one.last_report.free for one in solution.running_sessions] for solution in found]

    assert read() == [[0], [1], [2]]
    assert count_queries(read) == 2
