import datetime as dt

import pytest

from portal.meetings.scheduling import (
    EveryWeeks,
    NthWeekday,
    Reason,
    ReasonCode,
    SchoolHoliday,
    Status,
    propose,
)

from .builders import FRIDAY, MONDAY, SATURDAY, WEDNESDAY, bare_request, circle_1, rows

TUESDAY_8 = dt.date(2026, 9, 8)
WEEK_38 = dict.fromkeys((dt.date(2026, 9, 14 + n) for n in range(5)), "fermé")


def weekly(**changes):
    return circle_1(**({"outside": EveryWeeks(4), "since": TUESDAY_8, "until": dt.date(2026, 10, 20)} | changes))


def days(*numbers, month=9):
    return {dt.date(2026, month, number): "fermé" for number in numbers}


@pytest.mark.parametrize(
    ("closed", "expected"),
    [
        ([8], "09-09"),  # a day away on both sides: the later one
        ([8, 9], "09-07"),
        ([8, 9, 7], "09-10"),
        ([8, 9, 7, 10], "09-11"),
        ([8, 9, 7, 10, 11], ""),  # three days do not reach another week's working days
    ],
)
def test_a_closed_day_moves_within_its_week_to_the_nearest_day_later_first(closed, expected):
    rhythm = circle_1(outside=EveryWeeks(8), anchor=TUESDAY_8, tolerance_days=3)
    status = "moved" if expected else "skipped"
    assert rows(bare_request(rhythm, closed_days=days(*closed))) == [("09-08", expected, status)]


def test_a_shift_does_not_leave_the_days_on_which_the_rhythm_is_in_force():
    rhythm = weekly(tolerance_days=1, until=dt.date(2026, 9, 9))
    assert rows(bare_request(rhythm, closed_days=days(8))) == [("09-08", "", "skipped")]


def test_another_week_is_reached_on_the_usual_weekday_before_any_nearer_day():
    request = bare_request(
        circle_1(outside=EveryWeeks(4), anchor=dt.date(2026, 9, 15), tolerance_days=7), closed_days=WEEK_38
    )
    assert rows(request)[0] == ("09-15", "09-22", "moved")


def test_another_week_is_reached_on_any_day_if_the_tolerance_leaves_no_usual_weekday():
    request = bare_request(
        circle_1(outside=EveryWeeks(4), anchor=dt.date(2026, 9, 15), tolerance_days=6), closed_days=WEEK_38
    )
    assert rows(request)[0] == ("09-15", "09-11", "moved")


def test_a_shift_never_enters_a_week_in_which_the_circle_meets_anyway():
    request = bare_request(circle_1(outside=EveryWeeks(1), tolerance_days=20), closed_days=WEEK_38)
    assert rows(request)[:4] == [
        ("09-01", "09-01", "kept"),
        ("09-08", "09-08", "kept"),
        ("09-15", "", "skipped"),
        ("09-22", "09-22", "kept"),
    ]


def test_a_shift_never_passes_the_neighbours():
    # Weeks 37 to 39 are closed: the date of week 38 would have to jump over that of week 36 or 40.
    closed = {dt.date(2026, 9, 7) + dt.timedelta(days=n): "fermé" for n in range(21)}
    rhythm = circle_1(outside=EveryWeeks(2), anchor=dt.date(2026, 9, 1), tolerance_days=25)
    request = bare_request(rhythm, closed_days=closed, start=dt.date(2026, 8, 24), end=dt.date(2026, 10, 11))
    assert rows(request) == [("09-01", "09-01", "kept"), ("09-15", "", "skipped"), ("09-29", "09-29", "kept")]


def test_two_rhythms_of_one_circle_never_meet_on_one_day():
    first = circle_1(key="a", outside=EveryWeeks(4), anchor=TUESDAY_8)
    second = circle_1(key="b", outside=NthWeekday(2))
    proposal = propose(bare_request(first, second, end=dt.date(2026, 9, 30)))
    assert [(str(o.key), o.date, o.reasons) for o in proposal.occurrences] == [
        ("a:202637", TUESDAY_8, ()),
        ("b:202637", dt.date(2026, 9, 9), (Reason(ReasonCode.DAY_TAKEN, date=TUESDAY_8),)),
    ]


def test_groups_of_their_own_do_not_hinder_each_other():
    first = circle_1(key="a", circle=None, outside=EveryWeeks(4), anchor=TUESDAY_8)
    second = circle_1(key="b", circle=None, outside=EveryWeeks(4), anchor=TUESDAY_8)
    assert rows(bare_request(first, second, end=dt.date(2026, 9, 30))) == [("09-08", "09-08", "kept")] * 2


def test_a_shift_stays_inside_the_season():
    rhythm = circle_1(weekday=MONDAY, outside=EveryWeeks(4), tolerance_days=5)
    request = bare_request(rhythm, start=dt.date(2026, 9, 7), end=dt.date(2026, 9, 7), closed_days=days(7))
    assert rows(request) == [("09-07", "", "skipped")]


def test_a_weekend_is_free_only_for_a_rhythm_of_that_day():
    request = bare_request(circle_1(weekday=SATURDAY, outside=EveryWeeks(4)), closed_days=days(5))
    # Saturday 5 is closed: the Sunday beside it is no better than for others, Friday 4 is.
    assert rows(request)[:2] == [("09-05", "09-04", "moved"), ("10-03", "10-03", "kept")]


def test_a_shift_of_friday_does_not_end_on_saturday():
    request = bare_request(circle_1(weekday=FRIDAY, outside=EveryWeeks(8)), closed_days=days(4))
    assert rows(request)[0] == ("09-04", "09-03", "moved")


def test_tolerance_zero_skips():
    request = bare_request(weekly(tolerance_days=0, until=dt.date(2026, 9, 30)), closed_days=days(8))
    (occurrence,) = propose(request).occurrences
    assert occurrence.status is Status.SKIPPED
    assert occurrence.reasons == (
        Reason(ReasonCode.CLOSED_DAY, name="fermé", date=TUESDAY_8),
        Reason(ReasonCode.NO_DAY_LEFT, days=0),
    )


def test_all_causes_of_a_shift_are_given_the_strongest_first():
    armistice = dt.date(2026, 11, 11)
    request = bare_request(
        circle_1(weekday=WEDNESDAY, outside=NthWeekday(2)),
        start=dt.date(2026, 11, 1),
        end=dt.date(2026, 11, 30),
        closed_days={armistice: "salle fermée"},
        public_holidays={armistice: "Armistice"},
        school_holidays=(SchoolHoliday("Vacances", armistice, armistice),),
    )
    (occurrence,) = propose(request).occurrences
    assert occurrence.date == dt.date(2026, 11, 12)
    assert occurrence.reasons == (
        Reason(ReasonCode.PUBLIC_HOLIDAY, name="Armistice", date=armistice),
        Reason(ReasonCode.CLOSED_DAY, name="salle fermée", date=armistice),
        Reason(ReasonCode.SCHOOL_HOLIDAY, name="Vacances"),
    )


def test_time_and_duration_are_carried_through():
    request = bare_request(weekly(start=dt.time(14, 5), duration_minutes=95), closed_days=days(8))
    assert {(o.start, o.duration_minutes) for o in propose(request).occurrences} == {(dt.time(14, 5), 95)}
