"""Other dates for one occurrence."""

import datetime as dt

from portal.meetings.scheduling import (
    Alternative,
    Commitment,
    Edit,
    EditAction,
    EveryWeeks,
    Option,
    PlanKey,
    options_for,
    options_of,
)

from .builders import MONDAY, SATURDAY, THURSDAY, TUESDAY, bare_request, circle_1, circle_2

TUESDAY_15 = dt.date(2026, 9, 15)
KEY = PlanKey("c1", 202638)
MORNING, AFTERNOON = dt.time(9, 30), dt.time(14)
ANN, LEAD = "11", "13"


def request_(*more, edits=(), closed=(), commitments=(), end=dt.date(2026, 10, 31), **changes):
    """Tuesdays 15 September and 13 October, in a window without holidays."""
    defaults = {"outside": EveryWeeks(4), "anchor": TUESDAY_15, "people": frozenset({ANN, LEAD})}
    return bare_request(
        circle_1(**(defaults | changes)),
        *more,
        edits=edits,
        commitments=commitments,
        closed_days={dt.date(2026, 9, n): "fermé" for n in closed},
        end=end,
    )


def found(request, limit=3, **others):
    return [(f"{o.date:%m-%d}", o.conflicts) for o in options_for(request, KEY, limit=limit, **others)]


def taken(day, person=ANN, hour=9):
    start = dt.datetime(2026, 9, day, hour)
    return Commitment(person, start, start + dt.timedelta(hours=3), "m")


def test_the_nearest_other_days_later_first():
    assert found(request_()) == [("09-16", 0), ("09-14", 0), ("09-17", 0)]
    assert options_for(request_(), KEY, limit=1) == (Option(dt.date(2026, 9, 16), MORNING),)


def test_days_on_which_fewer_are_taken_come_first():
    assert found(request_(commitments=(taken(16), taken(14), taken(14, LEAD), taken(17)))) == [
        ("09-18", 0),
        ("09-11", 0),
        ("09-10", 0),
    ]
    everywhere = [taken(day) for day in range(1, 31)]
    assert found(request_(commitments=(*everywhere, taken(16, LEAD)), end=dt.date(2026, 9, 30))) == [
        ("09-14", 1),
        ("09-17", 1),
        ("09-18", 1),
    ]


def test_closed_days_weekends_and_hours_of_required_people_are_left_out():
    request = request_(closed=(16,), commitments=(taken(14, LEAD),), required=frozenset({LEAD}))
    assert found(request) == [("09-17", 0), ("09-18", 0), ("09-11", 0)]


def test_what_was_skipped_for_its_tolerance_finds_days_further_away():
    request = request_(tolerance_days=1, closed=range(8, 23))
    assert found(request) == [("09-23", 0), ("09-07", 0), ("09-24", 0)]


def test_no_day_is_looked_for_beyond_three_weeks_nor_beyond_the_neighbours():
    days = [o.date for o in options_for(request_(outside=EveryWeeks(8), end=dt.date(2026, 12, 31)), KEY, limit=99)]
    assert (min(days), max(days)) == (dt.date(2026, 9, 1), dt.date(2026, 10, 6))
    weekly = [o.date for o in options_for(request_(outside=EveryWeeks(1)), KEY, limit=99)]
    assert sorted(weekly) == [dt.date(2026, 9, n) for n in (14, 16, 17, 18)]


def test_only_the_days_and_hours_that_the_rhythm_names():
    request = request_(alternatives=(Alternative(THURSDAY, AFTERNOON), Alternative(TUESDAY, AFTERNOON)))
    assert options_for(request, KEY, limit=4) == (
        Option(TUESDAY_15, AFTERNOON),
        Option(dt.date(2026, 9, 17), AFTERNOON),
        Option(dt.date(2026, 9, 10), AFTERNOON),
        Option(dt.date(2026, 9, 22), MORNING),
    )


def test_a_weekend_day_that_the_rhythm_names_is_offered():
    assert found(request_(alternatives=(Alternative(SATURDAY),)), limit=1) == [("09-12", 0)]


def test_the_usual_date_is_offered_again_when_it_was_moved_or_removed_by_hand():
    moved = Edit(KEY, EditAction.MOVE, dt.date(2026, 9, 16))
    assert found(request_(edits=(moved,)), limit=2) == [("09-15", 0), ("09-14", 0)]
    assert found(request_(edits=(Edit(KEY, EditAction.DROP),)), limit=1) == [("09-15", 0)]


def test_circle_1_is_not_offered_a_week_in_which_it_would_join_circle_2():
    circle_2_in_week_39 = circle_2(outside=EveryWeeks(8), anchor=dt.date(2026, 9, 22))
    weeks = {o.date.isocalendar().week for o in options_for(request_(circle_2_in_week_39), KEY, limit=99)}
    assert weeks == {36, 37, 38, 40, 41}  # not 39, nor 42 where it meets anyway


def test_circle_2_may_come_into_a_week_of_circle_1_which_then_joins_it():
    circle = circle_2(outside=EveryWeeks(8), anchor=dt.date(2026, 9, 22), weekday=MONDAY, people=frozenset({ANN}))
    options = options_for(request_(circle, start=MORNING), PlanKey("c2", 202639), limit=99)
    assert Option(TUESDAY_15, MORNING, 0) in options


def test_the_hour_of_another_group_with_the_same_people_counts_as_taken():
    group = circle_1(
        key="g", circle=None, outside=EveryWeeks(8), anchor=TUESDAY_15, weekday=2, people=frozenset({ANN, "99"})
    )
    assert found(request_(group))[:2] == [("09-14", 0), ("09-17", 0)]
    assert dict(found(request_(group), limit=99))["09-16"] == 1


def test_days_before_a_given_one_are_left_out():
    assert found(request_(), since=dt.date(2026, 9, 17)) == [("09-17", 0), ("09-18", 0), ("09-21", 0)]


def test_a_key_that_the_plan_does_not_hold_has_no_other_date():
    gone = PlanKey("c1", 202601)
    assert options_for(request_(), gone) == ()
    assert options_of(request_(), (KEY, gone), limit=0) == {KEY: (), gone: ()}


def test_many_keys_are_answered_as_each_alone():
    keys = (KEY, PlanKey("c1", 202642))
    assert options_of(request_(), keys) == {key: options_for(request_(), key) for key in keys}
