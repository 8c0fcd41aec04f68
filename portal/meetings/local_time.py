"""From a platform's local date and time to an instant, and what the two days of hour change do to it (pure)."""

import datetime as dt
import zoneinfo


class LocalTimeError(ValueError):
    """A local date and time that names no usable instant; a form shows it beside the field."""

    def __init__(self, day: dt.date, time: dt.time, timezone: str):
        super().__init__(f"{day.isoformat()} {time.isoformat()} {timezone}")
        self.day = day
        self.time = time
        self.timezone = timezone


class NonexistentTime(LocalTimeError):
    """The clock skips this time: between 02:00 and 03:00 on the last Sunday of March in Europe/Paris."""

    @property
    def suggestion(self) -> dt.time:
        """The same moment on clocks that went forward: 02:30 → 03:30."""
        skipped = dt.datetime.combine(self.day, self.time, zoneinfo.ZoneInfo(self.timezone))
        return skipped.astimezone(dt.UTC).astimezone(skipped.tzinfo).time()


class TimeOutOfRange(LocalTimeError):
    """A date at the very edge of what dates can hold (year 1 or 9999)."""


def localise(day: dt.date, time: dt.time, timezone: str) -> dt.datetime:
    """Return the aware datetime that a clock in `timezone` (an IANA name) shows as `day` and `time`.

    A time that occurs twice (02:00 to 03:00 on the last Sunday of October in Europe/Paris) is the first of the two,
    still in summer time, whatever the fold of `time`: the rule is fixed so that the same input is always the same
    instant.
    Raises NonexistentTime for a time that the clock skips, TimeOutOfRange at the edges of the calendar, ValueError
    for a `time` that has a zone of its own, and zoneinfo.ZoneInfoNotFoundError for an unknown zone.
    """
    if time.tzinfo is not None:
        raise ValueError("localise takes a time without a zone")
    zone = zoneinfo.ZoneInfo(timezone)
    wall_clock = dt.datetime.combine(day, time.replace(fold=0))
    local = wall_clock.replace(tzinfo=zone)
    try:
        there_and_back = local.astimezone(dt.UTC).astimezone(zone)
    except OverflowError:
        raise TimeOutOfRange(day, time, timezone) from None
    if there_and_back.replace(tzinfo=None, fold=0) != wall_clock:
        raise NonexistentTime(day, time, timezone)
    return local
