import datetime as dt

import pytest

from portal.meetings.calendar.events import EventStatus
from portal.meetings.calendar.window import feed_window

TODAY = dt.date(2026, 8, 31)


def days(count):
    return TODAY + dt.timedelta(days=count)


def test_the_window_opens_60_days_back_and_closes_18_months_ahead():
    window = feed_window(TODAY)
    assert (window.first_day, window.last_day) == (dt.date(2026, 7, 2), dt.date(2028, 2, 29))


@pytest.mark.parametrize(
    ("today", "last_day"),
    [
        (dt.date(2026, 1, 15), dt.date(2027, 7, 15)),
        (dt.date(2026, 6, 30), dt.date(2027, 12, 30)),
        (dt.date(2026, 7, 1), dt.date(2028, 1, 1)),
        (dt.date(2025, 8, 31), dt.date(2027, 2, 28)),
    ],
)
def test_18_months_end_on_the_same_day_or_the_last_of_the_month(today, last_day):
    assert feed_window(today).last_day == last_day


@pytest.mark.parametrize("status", [EventStatus.PROPOSED, EventStatus.CONVENED, EventStatus.HELD, "held"])
@pytest.mark.parametrize(("day", "held"), [(days(-61), False), (days(-60), True), (days(0), True)])
def test_a_meeting_is_held_within_the_window(status, day, held):
    assert feed_window(TODAY).holds(day, status=status) is held


def test_a_meeting_beyond_the_window_waits():
    window = feed_window(TODAY)
    assert window.holds(window.last_day, status=EventStatus.PROPOSED) is True
    assert window.holds(window.last_day + dt.timedelta(days=1), status=EventStatus.PROPOSED) is False
    assert (
        window.holds(window.last_day + dt.timedelta(days=1), status=EventStatus.CANCELLED, cancelled_on=TODAY) is False
    )


@pytest.mark.parametrize(
    ("day", "cancelled_on", "held"),
    [
        (days(100), days(-200), True),  # its date is to come, however long ago it was cancelled
        (days(0), days(-40), True),
        (days(-29), days(-40), True),
        (days(-30), days(-40), False),
        (days(-50), days(-29), True),  # cancelled after the fact: 30 days to hear of it
        (days(-90), days(-29), True),
        (days(-50), days(-30), False),
        (days(-29), None, True),
        (days(-30), None, False),
    ],
)
def test_d44_a_cancelled_meeting_stays_until_30_days_after_its_date_and_its_cancellation(day, cancelled_on, held):
    assert feed_window(TODAY).holds(day, status=EventStatus.CANCELLED, cancelled_on=cancelled_on) is held
    assert feed_window(TODAY).holds(day, status="cancelled", cancelled_on=cancelled_on) is held
