"""When one may enter a solution: plain rules over dates and the last report, without database (D2, D3).

A session may be entered until its deadline; without one, on its first day (dated), until its last day (one-off), or as
long as it lasts (all year round, on demand). A dated session that has not begun "opens on" its first day: one applies
now. Only a report says that there is no place left; its age does not change the state, it is shown beside it.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone

from .enums import Entry, Opening

#: Entries that have no first day of their own: their reports speak of the entry as a whole.
SEASONLESS = (Entry.PERMANENT, Entry.ON_DEMAND)
#: What is most useful in front of a young person comes first.
_RANK = {Opening.OPEN: 0, Opening.OPENS: 1, Opening.FULL: 2, Opening.CLOSED: 3}


@dataclass(frozen=True, slots=True)
class LastReport:
    """The last report of seats for a session's entry: its number is never shown without its date and its source."""

    pk: int
    free: int
    capacity: int
    reported_at: dt.datetime
    reported_by_name: str


@dataclass(frozen=True, slots=True)
class OpeningState:
    """What a session is on a day. ``free`` is None where nothing was reported."""

    kind: Opening
    #: First day of a session that has not begun.
    opens_on: dt.date | None = None
    #: Last day on which one may enter; None without limit.
    closes_on: dt.date | None = None
    #: Last day to apply, as the provider set it.
    deadline: dt.date | None = None
    free: int | None = None
    capacity: int | None = None
    reported_at: dt.datetime | None = None
    reported_by_name: str = ""
    #: The number is older than the setting ``SEATS_TO_CONFIRM_AFTER_DAYS``.
    to_confirm: bool = False

    @property
    def may_enter(self) -> bool:
        """Tell whether one may enter, now or by applying now."""
        return self.kind in (Opening.OPEN, Opening.OPENS)

    @property
    def to_ask(self) -> bool:
        """Tell whether one should ask how many seats there are: it is not over, and no fresh number is known."""
        return self.kind != Opening.CLOSED and (self.reported_at is None or self.to_confirm)

    @property
    def reported_on(self) -> dt.date | None:
        """Return the day of the report, in the time of the portal."""
        return timezone.localtime(self.reported_at).date() if self.reported_at else None

    @property
    def rank(self) -> tuple:
        """Sort key: open, then what opens soonest, full, closed."""
        return (_RANK[self.kind], self.opens_on or dt.date.min)


def report_start(session) -> dt.date | None:
    """Return the ``for_start`` of reports that speak of ``session`` as it stands: its first day, or none."""
    return None if session.entry in SEASONLESS else session.start


def last_entry_day(session) -> dt.date | None:
    """Return the last day on which one may enter ``session``; None where there is no limit."""
    if session.deadline:
        return session.deadline
    if session.entry == Entry.DATED:
        return session.start
    if session.entry == Entry.ONE_OFF:
        return session.end or session.start
    return session.end


def opening_of(session, last_report: LastReport | None, on: dt.date) -> OpeningState:
    """Return what ``session`` is on the day ``on``, with ``last_report`` for its entry as it stands (or None)."""
    closes_on = last_entry_day(session)
    is_over = session.end is not None and session.end < on
    if session.cancelled_at is not None or is_over or (closes_on is not None and closes_on < on):
        kind = Opening.CLOSED
    elif last_report is not None and last_report.free == 0:
        kind = Opening.FULL
    elif session.start is not None and session.start > on:
        kind = Opening.OPENS
    else:
        kind = Opening.OPEN
    begins_later = kind != Opening.CLOSED and session.start is not None and session.start > on
    told = {}
    if last_report is not None:
        told = {
            "free": last_report.free,
            "capacity": last_report.capacity,
            "reported_at": last_report.reported_at,
            "reported_by_name": last_report.reported_by_name,
            "to_confirm": kind != Opening.CLOSED and is_to_confirm(last_report.reported_at, on),
        }
    return OpeningState(
        kind=kind,
        opens_on=session.start if begins_later else None,
        closes_on=closes_on,
        deadline=session.deadline,
        **told,
    )


def opening_between(session, last_report: LastReport | None, first: dt.date, last: dt.date, on: dt.date) -> Opening:
    """Return what ``session`` is for whoever wants to begin from ``first`` to ``last``, both included, told on ``on``.

    OPEN where one begins in these days (a dated session in the month of its first day, also later ones up to a deadline
    after it; what has no dates in every one of them), FULL where one would but for the seats, else CLOSED.
    """
    state = opening_of(session, last_report, on)
    if state.kind == Opening.CLOSED:
        return Opening.CLOSED
    if session.start is not None and session.start > last:
        return Opening.CLOSED
    # One begins on the first day at the earliest, also where one had to apply before it.
    ends = [day for day in (state.closes_on, session.end) if day is not None]
    until = max(min(ends), session.start or dt.date.min) if ends else None
    if until is not None and until < first:
        return Opening.CLOSED
    if last < on:
        return Opening.CLOSED
    return Opening.FULL if state.kind == Opening.FULL else Opening.OPEN


def is_to_confirm(reported_at: dt.datetime, on: dt.date) -> bool:
    """Tell whether a number of seats reported at ``reported_at`` is older than the setting on the day ``on``."""
    age = on - timezone.localtime(reported_at).date()
    return age.days > settings.SEATS_TO_CONFIRM_AFTER_DAYS


def best_of(states: Iterable[OpeningState]) -> OpeningState | None:
    """Return the most useful of ``states``: open, then what opens soonest, full, closed; None of none."""
    return min(states, key=lambda state: state.rank, default=None)
