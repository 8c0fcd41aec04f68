"""What a feed holds, by local dates (DESIGN §6.5 and §6.8): 60 days back, 18 months ahead, cancelled ones a while."""

import calendar
import datetime as dt
from dataclasses import dataclass

from .events import EventStatus

DAYS_BACK = 60
MONTHS_AHEAD = 18
CANCELLED_DAYS = 30


@dataclass(frozen=True, slots=True)
class FeedWindow:
    """Bounds that a query can use: `first_day` and `last_day` are within, `cancelled_after` is without.

    A cancelled meeting is in when its date or the day of its cancellation is after `cancelled_after`, and its date is
    not after `last_day`.
    """

    first_day: dt.date
    last_day: dt.date
    cancelled_after: dt.date

    def holds(self, day: dt.date, *, status: EventStatus, cancelled_on: dt.date | None = None) -> bool:
        """Say whether a meeting on the local date `day` is in the feed; `cancelled_on` is a cancelled one's day.

        Cancelled: until its date is past and 30 days have gone by since it, and since the cancellation, whichever is
        later, so that a client that looks rarely (Google: a day) or was off for a month hears of it.
        """
        if status == EventStatus.CANCELLED:
            last_sign = max(day, cancelled_on or day)
            return last_sign > self.cancelled_after and day <= self.last_day
        return self.first_day <= day <= self.last_day


def feed_window(today: dt.date) -> FeedWindow:
    """Return the window as of `today`, a date in the platform's zone."""
    return FeedWindow(
        first_day=today - dt.timedelta(days=DAYS_BACK),
        last_day=_months_later(today, MONTHS_AHEAD),
        cancelled_after=today - dt.timedelta(days=CANCELLED_DAYS),
    )


def _months_later(day: dt.date, months: int) -> dt.date:
    """Return the same day of a later month, or that month's last day: 31 August + 18 months → 28 or 29 February."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
