import datetime as dt

import pytest

from portal.meetings.scheduling import (
    Alternative,
    Campaign,
    Commitment,
    Edit,
    EditAction,
    ErrorCode,
    EveryWeeks,
    NthWeekday,
    PlanKey,
    SchedulingError,
    SchoolHoliday,
    propose,
)

from .builders import bare_request, circle_1

DAY = dt.date(2026, 9, 8)
BEFORE = dt.date(2026, 9, 7)
KEY = PlanKey("c1", 202637)
NOON = dt.datetime(2026, 9, 8, 12)
COMMITMENT_HOURS = ErrorCode.COMMITMENT_HOURS


@pytest.mark.parametrize(
    ("request_", "code", "subject"),
    [
        (bare_request(start=DAY, end=BEFORE), ErrorCode.SEASON_ENDS_BEFORE_START, ""),
        (bare_request(start=DAY, end=dt.date(2029, 9, 12)), ErrorCode.SEASON_TOO_LONG, ""),
        (bare_request(start=dt.date(9999, 1, 1), end=dt.date.max), ErrorCode.SEASON_YEAR, ""),
        (bare_request(start=dt.date.min, end=dt.date(1, 12, 31)), ErrorCode.SEASON_YEAR, ""),
        (bare_request(circle_1(outside=EveryWeeks(0))), ErrorCode.RHYTHM_WEEKS, "c1"),
        (bare_request(circle_1(in_campaign=EveryWeeks(-2))), ErrorCode.RHYTHM_WEEKS, "c1"),
        (bare_request(circle_1(outside=EveryWeeks(53))), ErrorCode.RHYTHM_WEEKS, "c1"),
        (bare_request(circle_1(outside=NthWeekday(0))), ErrorCode.RHYTHM_NTH, "c1"),
        (bare_request(circle_1(outside=NthWeekday(6))), ErrorCode.RHYTHM_NTH, "c1"),
        (bare_request(circle_1(outside=NthWeekday(1, 7))), ErrorCode.RHYTHM_WEEKDAY, "c1"),
        (bare_request(circle_1(weekday=-1)), ErrorCode.RHYTHM_WEEKDAY, "c1"),
        (bare_request(circle_1(circle=3)), ErrorCode.RHYTHM_CIRCLE, "c1"),
        (bare_request(circle_1(since=DAY, until=DAY)), ErrorCode.RHYTHM_ENDS_BEFORE_START, "c1"),
        (bare_request(circle_1(duration_minutes=0)), ErrorCode.RHYTHM_DURATION, "c1"),
        (bare_request(circle_1(duration_minutes=-30)), ErrorCode.RHYTHM_DURATION, "c1"),
        (bare_request(circle_1(tolerance_days=-1)), ErrorCode.RHYTHM_TOLERANCE, "c1"),
        (bare_request(circle_1(tolerance_days=10**9)), ErrorCode.RHYTHM_TOLERANCE, "c1"),
        (bare_request(circle_1(), circle_1()), ErrorCode.RHYTHM_TWICE, "c1"),
        (bare_request(circle_1(until=DAY), circle_1(since=BEFORE)), ErrorCode.RHYTHM_PHASES_OVERLAP, "c1"),
        (bare_request(circle_1(), circle_1(since=BEFORE)), ErrorCode.RHYTHM_PHASES_OVERLAP, "c1"),
        (bare_request(circle_1(until=DAY), circle_1(circle=2, since=DAY)), ErrorCode.RHYTHM_PHASES_DIFFER, "c1"),
        (
            bare_request(circle_1(since=DAY), circle_1(since=DAY, until=BEFORE)),
            ErrorCode.RHYTHM_ENDS_BEFORE_START,
            "c1",
        ),
        (bare_request(circle_1(alternatives=(Alternative(7),))), ErrorCode.RHYTHM_WEEKDAY, "c1"),
        (bare_request(circle_1(alternatives=(Alternative(1),) * 21)), ErrorCode.RHYTHM_ALTERNATIVES, "c1"),
        (bare_request(commitments=(Commitment("11", NOON, NOON - dt.timedelta(1), "m1"),)), COMMITMENT_HOURS, "m1"),
        (
            bare_request(commitments=(Commitment("11", NOON.replace(tzinfo=dt.UTC), NOON, "m1"),)),
            COMMITMENT_HOURS,
            "m1",
        ),
        (bare_request(campaigns=(Campaign("Automne", DAY, BEFORE),)), ErrorCode.CAMPAIGN_ENDS_BEFORE_START, "Automne"),
        (
            bare_request(campaigns=(Campaign("Automne", BEFORE, BEFORE, checks_from=DAY),)),
            ErrorCode.CAMPAIGN_CHECKS_AFTER_START,
            "Automne",
        ),
        (
            bare_request(school_holidays=(SchoolHoliday("Noël", DAY, BEFORE),)),
            ErrorCode.HOLIDAY_ENDS_BEFORE_START,
            "Noël",
        ),
        (bare_request(edits=(Edit(KEY, EditAction.MOVE),)), ErrorCode.EDIT_DATE, str(KEY)),
        (bare_request(edits=(Edit(KEY, EditAction.DROP, DAY),)), ErrorCode.EDIT_DATE, str(KEY)),
        (bare_request(edits=(Edit(KEY, EditAction.KEEP, start=dt.time(9)),)), ErrorCode.EDIT_START, str(KEY)),
        (bare_request(edits=(Edit(KEY, EditAction.MOVE, dt.date.max),)), ErrorCode.EDIT_YEAR, str(KEY)),
        (bare_request(edits=(Edit(KEY, EditAction.DROP), Edit(KEY, EditAction.KEEP))), ErrorCode.EDIT_TWICE, str(KEY)),
    ],
)
def test_a_request_that_makes_no_sense_is_refused_with_its_code(request_, code, subject):
    with pytest.raises(SchedulingError) as refusal:
        propose(request_)
    assert (refusal.value.code, refusal.value.subject) == (code, subject)


def test_limits_themselves_are_accepted():
    day = bare_request(
        circle_1(
            outside=EveryWeeks(52),
            since=DAY,
            until=dt.date(2026, 9, 9),
            duration_minutes=1,
            tolerance_days=60,
            alternatives=tuple(Alternative(1, dt.time(n)) for n in range(20)),
        ),
        campaigns=(Campaign("Automne", DAY, DAY, checks_from=DAY),),
        school_holidays=(SchoolHoliday("Noël", BEFORE, BEFORE),),
        commitments=(Commitment("11", NOON, NOON),),
        start=DAY,
        end=DAY,
    )
    assert [o.date for o in propose(day).occurrences] == [DAY]


def test_an_empty_request_gives_an_empty_plan():
    proposal = propose(bare_request())
    assert (proposal.occurrences, proposal.warnings) == ((), ())


def test_a_holiday_without_end_in_sight_costs_nothing():
    for_ever = SchoolHoliday("Toujours", dt.date.min, dt.date.max)
    proposal = propose(bare_request(circle_1(outside=EveryWeeks(1)), school_holidays=(for_ever,)))
    assert {o.status.value for o in proposal.occurrences} == {"skipped"}


def test_every_code_of_a_refusal_is_reached_by_a_test():
    marks = test_a_request_that_makes_no_sense_is_refused_with_its_code.pytestmark
    (cases,) = (mark.args[1] for mark in marks if mark.name == "parametrize")
    assert {code for _request, code, _subject in cases} == set(ErrorCode)
