"""How a presentation sheet ages (MISSION A10): plain rules over two dates, without database.

The content may change without anybody confirming the whole, and the whole may be confirmed without a change: both
dates are kept. A sheet is due a year after it was last confirmed, or written where nobody ever confirmed it. Age never
deletes anything: a stale sheet is greyed, comes last, and goes on being read.
"""

import datetime as dt
from enum import StrEnum

from django.conf import settings
from django.utils import timezone

from .enums import ReminderStep

#: From one mail of the ladder to the next, and from the last one to its end.
STEP = dt.timedelta(days=30)


class Freshness(StrEnum):
    """How far a sheet has aged."""

    FRESH = "fresh"
    DUE_SOON = "due_soon"
    STALE = "stale"


def confirm_every() -> dt.timedelta:
    """Return how long a confirmation holds: the setting ``SHEET_CONFIRM_EVERY_DAYS``."""
    return dt.timedelta(days=settings.SHEET_CONFIRM_EVERY_DAYS)


def last_read_day(organisation) -> dt.date:
    """Return the day on which somebody last answered for the sheet: confirmed it, else wrote it."""
    return timezone.localdate(organisation.confirmed_at or organisation.content_changed_at)


def due_day(organisation) -> dt.date:
    """Return the day until which the sheet should be confirmed again, that day included."""
    return last_read_day(organisation) + confirm_every()


def state_of(organisation, today: dt.date) -> Freshness:
    """Return the state of the sheet on the day ``today``: due soon from 30 days before, stale from the day after."""
    due = due_day(organisation)
    if today > due:
        return Freshness.STALE
    return Freshness.DUE_SOON if today >= due - STEP else Freshness.FRESH


def step_of(due: dt.date, today: dt.date) -> ReminderStep | None:
    """Return the newest step of the ladder that ``today`` has reached for a sheet due on ``due``.

    None before the first step, and from 30 days after the last one: the ladder has an end.
    """
    if today < due - STEP or is_given_up(due, today):
        return None
    if today < due:
        return ReminderStep.BEFORE
    return ReminderStep.DUE if today < due + STEP else ReminderStep.AFTER


def is_given_up(due: dt.date, today: dt.date) -> bool:
    """Tell whether the ladder is over without an answer: from here on the teams of its platforms are told."""
    return today >= due + 2 * STEP


def instant_before(day: dt.date) -> dt.datetime:
    """Return the instant at which ``day`` begins here, to compare stored instants with days."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))
