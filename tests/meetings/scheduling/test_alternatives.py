"""Preferred days and hours of dates that cannot be held."""

import datetime as dt

import pytest

from portal.meetings.scheduling import (
    Alternative,
    Commitment,
    Edit,
    EditAction,
    EveryWeeks,
    PlanKey,
    Status,
    WarningCode,
    propose,
)

from .builders import FRIDAY, MONDAY, SATURDAY, THURSDAY, TUESDAY, bare_request, circle_1

TUESDAY_8 = dt.date(2026, 9, 8)
AFTERNOON = dt.time(14)
THURSDAY_FIRST = (Alternative(THURSDAY, AFTERNOON), Alternative(MONDAY))


def days(*numbers):
    return {dt.date(2026, 9, number): "fermé" for number in numbers}


def placed(rhythm_changes, closed=(8,), **changes):
    """Where the only date, Tuesday 8 September at 9:30, ends: "09-10 14:00"."""
    rhythm = circle_1(**({"outside": EveryWeeks(8), "anchor": TUESDAY_8, "tolerance_days": 7} | rhythm_changes))
    occurrence = propose(bare_request(rhythm, closed_days=days(*closed), **changes)).occurrences[0]
    return f"{occurrence.date:%m-%d} {occurrence.start:%H:%M}" if occurrence.date else occurrence.status.value


@pytest.mark.parametrize(
    ("closed", "expected"),
    [
        ([8], "09-10 14:00"),  # the first named, though Monday is nearer
        ([8, 10], "09-07 09:30"),  # the second named, at the usual hour
        ([8, 10, 7], "09-15 09:30"),  # then the usual day of the nearest week, the later one
        ([8, 10, 7, 15], "09-01 09:30"),
        ([8, 10, 7, 15, 1], "09-03 14:00"),  # then what is named in other weeks
        ([8, 10, 7, 15, 1, 3], "09-14 09:30"),
        ([8, 10, 7, 15, 1, 3, 14], "skipped"),  # Wednesday 9 is free, but nobody named it
    ],
)
def test_dates_move_to_the_days_and_hours_named_in_their_order(closed, expected):
    assert placed({"alternatives": THURSDAY_FIRST}, closed) == expected


def test_the_usual_day_at_another_hour_helps_when_only_the_hour_is_taken():
    lead = Commitment("lead", dt.datetime(2026, 9, 8, 9), dt.datetime(2026, 9, 8, 12))
    changes = {"alternatives": (Alternative(TUESDAY, AFTERNOON),), "required": frozenset({"lead"})}
    assert placed(changes, closed=(), commitments=(lead,)) == "09-08 14:00"
    assert placed(changes, closed=(8,), commitments=(lead,)) == "09-15 09:30"


def test_a_date_moved_in_its_hour_only_is_told_as_moved():
    lead = Commitment("lead", dt.datetime(2026, 9, 8, 9), dt.datetime(2026, 9, 8, 12))
    rhythm = circle_1(
        outside=EveryWeeks(8),
        anchor=TUESDAY_8,
        alternatives=(Alternative(TUESDAY, AFTERNOON),),
        required=frozenset({"lead"}),
    )
    occurrence = propose(bare_request(rhythm, commitments=(lead,))).occurrences[0]
    assert (occurrence.status, occurrence.date, occurrence.nominal) == (Status.MOVED, TUESDAY_8, TUESDAY_8)
    assert (occurrence.start, occurrence.nominal_start) == (AFTERNOON, dt.time(9, 30))


def test_a_weekend_day_is_open_to_a_rhythm_that_names_it():
    assert placed({"alternatives": (Alternative(SATURDAY),)}) == "09-12 09:30"


def test_a_tolerance_that_reaches_no_day_named_is_warned_of():
    rhythm = circle_1(
        outside=EveryWeeks(4), tolerance_days=2, alternatives=(Alternative(FRIDAY), Alternative(THURSDAY))
    )
    (warning,) = propose(bare_request(rhythm)).warnings
    assert (warning.code, warning.days) == (WarningCode.ALTERNATIVES_OUT_OF_REACH, 2)
    assert warning.alternatives == (Alternative(FRIDAY),)


KEY = PlanKey("c1", 202637)


def edited(edit):
    rhythm = circle_1(outside=EveryWeeks(8), anchor=TUESDAY_8)
    return propose(bare_request(rhythm, edits=(edit,))).occurrences[0]


def test_a_move_by_hand_may_give_an_hour():
    occurrence = edited(Edit(KEY, EditAction.MOVE, dt.date(2026, 9, 9), AFTERNOON))
    assert (occurrence.status, occurrence.date, occurrence.start) == (Status.MOVED, dt.date(2026, 9, 9), AFTERNOON)


def test_a_move_by_hand_to_another_hour_of_its_day_is_a_move():
    occurrence = edited(Edit(KEY, EditAction.MOVE, TUESDAY_8, AFTERNOON))
    assert (occurrence.status, occurrence.date, occurrence.start) == (Status.MOVED, TUESDAY_8, AFTERNOON)


def test_a_move_by_hand_to_its_own_day_and_hour_is_a_keep():
    assert edited(Edit(KEY, EditAction.MOVE, TUESDAY_8, dt.time(9, 30))).status is Status.KEPT
