"""When a change concerns calendars: SEQUENCE (DESIGN §6.2) and the 72 hours before a meeting (§6.11)."""

import datetime as dt
from dataclasses import dataclass

from portal.core.text import clean_line

from .events import EventStatus, in_utc

SHORT_NOTICE = dt.timedelta(hours=72)


@dataclass(frozen=True, kw_only=True, slots=True)
class Slot:
    """Date, time, place and status of a meeting, before or after a change. `starts_at` is aware, kept in UTC."""

    starts_at: dt.datetime
    duration: dt.timedelta
    place: str
    status: EventStatus

    def __post_init__(self):
        object.__setattr__(self, "starts_at", in_utc(self.starts_at))
        object.__setattr__(self, "status", EventStatus(self.status))
        object.__setattr__(self, "place", clean_line(self.place))

    @property
    def ends_at(self) -> dt.datetime:
        """The instant of the end, in UTC."""
        return self.starts_at + self.duration


def differs_in_calendar(before: Slot, after: Slot) -> bool:
    """Say whether instant, duration, place or the STATUS that calendars show changed; convened → held does not."""
    return _shown(before) != _shown(after)


def next_sequence(sequence: int, before: Slot, after: Slot) -> int:
    """Return the SEQUENCE after a change: one more when calendars are concerned, else the same, never less."""
    return sequence + differs_in_calendar(before, after)


def must_be_told(before: Slot, after: Slot, *, now: dt.datetime) -> bool:
    """Say whether the change cannot be saved silently: the old or the new meeting starts in less than 72 hours.

    Feeds are too slow for such a change (Google: up to 24 hours). A slot that is over by `now` does not count.
    """
    now = in_utc(now)
    near = any(now < slot.ends_at and slot.starts_at - now < SHORT_NOTICE for slot in (before, after))
    return near and differs_in_calendar(before, after)


def _shown(slot: Slot) -> tuple:
    return slot.starts_at, slot.duration, slot.place, slot.status.in_calendar
