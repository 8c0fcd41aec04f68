import datetime as dt
import zoneinfo
from dataclasses import replace

import pytest

from portal.meetings.calendar.changes import Slot, differs_in_calendar, must_be_told, next_sequence
from portal.meetings.calendar.events import EventStatus

START = dt.datetime(2026, 2, 3, 9, 0, tzinfo=zoneinfo.ZoneInfo("Europe/Paris"))
SLOT = Slot(starts_at=START, duration=dt.timedelta(hours=2), place="CIO", status=EventStatus.CONVENED)
HOUR = dt.timedelta(hours=1)


@pytest.mark.parametrize(
    "after",
    [
        replace(SLOT, starts_at=START + HOUR),
        replace(SLOT, starts_at=START + 24 * HOUR),
        replace(SLOT, duration=HOUR),
        replace(SLOT, place="Mission locale"),
        replace(SLOT, status="cancelled"),
        replace(SLOT, status="proposed"),
    ],
)
def test_d44_a_change_of_date_time_place_or_status_raises_the_sequence_by_one(after):
    assert next_sequence(4, SLOT, after) == 5
    assert next_sequence(4, after, SLOT) == 5


@pytest.mark.parametrize(
    "after",
    [
        SLOT,
        replace(SLOT, starts_at=START.astimezone(dt.UTC)),
        replace(SLOT, place=" CIO\n"),
        replace(SLOT, status="held"),
    ],
)
def test_d44_what_calendars_do_not_show_leaves_the_sequence(after):
    assert next_sequence(4, SLOT, after) == 4
    assert differs_in_calendar(SLOT, after) is False


def test_the_two_halves_past_two_of_october_are_two_instants():
    start = dt.datetime(2026, 10, 25, 2, 30, tzinfo=zoneinfo.ZoneInfo("Europe/Paris"))
    assert next_sequence(0, replace(SLOT, starts_at=start), replace(SLOT, starts_at=start.replace(fold=1))) == 1


@pytest.mark.parametrize(
    ("hours_before", "told"),
    [(73, False), (72, False), (71.9, True), (1, True), (0, True), (-1.9, True), (-2, False), (-100, False)],
)
def test_a_cancellation_less_than_72_hours_before_the_start_must_be_told(hours_before, told):
    now = START - hours_before * HOUR
    assert must_be_told(SLOT, replace(SLOT, status="cancelled"), now=now) is told


def test_a_meeting_moved_into_or_out_of_the_next_72_hours_must_be_told():
    far = replace(SLOT, starts_at=START + 500 * HOUR)
    now = START - 10 * HOUR
    assert must_be_told(SLOT, far, now=now) is True
    assert must_be_told(far, SLOT, now=now) is True
    assert must_be_told(far, replace(far, place="x"), now=now) is False


def test_72_hours_are_counted_across_a_change_of_hour():
    paris = zoneinfo.ZoneInfo("Europe/Paris")
    monday = replace(SLOT, starts_at=dt.datetime(2026, 10, 26, 9, 0, tzinfo=paris))
    cancelled = replace(monday, status="cancelled")
    # Friday 9 h 30 on the clock is 71 h 30 before Monday 9 h, and 72 h 30 in truth: the night has one hour more.
    assert must_be_told(monday, cancelled, now=dt.datetime(2026, 10, 23, 9, 30, tzinfo=paris)) is False
    assert must_be_told(monday, cancelled, now=dt.datetime(2026, 10, 23, 10, 30, tzinfo=paris)) is True


def test_a_change_that_calendars_do_not_show_may_be_silent():
    assert must_be_told(SLOT, replace(SLOT, status="held"), now=START - HOUR) is False


def test_a_naive_start_is_refused():
    with pytest.raises(ValueError, match="aware"):
        replace(SLOT, starts_at=dt.datetime(2026, 2, 3, 9, 0))
