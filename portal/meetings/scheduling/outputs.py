"""What the scheduling engine answers: every nominal date with what became of it and why, and warnings.

Reasons are codes with parameters, never sentences: `wording` turns them into the reader's language.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from .inputs import Alternative, PlanKey


class Status(StrEnum):
    """What became of a nominal date."""

    KEPT = "kept"
    MOVED = "moved"
    SKIPPED = "skipped"
    MERGED = "merged"


class ReasonCode(StrEnum):
    """Why; beside each code the parameters that are set."""

    PUBLIC_HOLIDAY = "public_holiday"  # name
    CLOSED_DAY = "closed_day"  # name: the reason of the closing
    SCHOOL_HOLIDAY = "school_holiday"  # name
    WEEKEND = "weekend"
    DAY_TAKEN = "day_taken"
    REQUIRED_TAKEN = "required_taken"  # people: the required ones who are taken elsewhere at that hour
    NO_DAY_LEFT = "no_day_left"  # days: the tolerance
    MERGED = "merged"  # key: the circle 2 occurrence, date: its day
    KEPT_BY_USER = "kept_by_user"
    MOVED_BY_USER = "moved_by_user"
    DROPPED_BY_USER = "dropped_by_user"
    OUTSIDE_CAMPAIGN = "outside_campaign"  # as the cause of a gap
    CADENCE_CHANGE = "cadence_change"  # as the cause of a gap


@dataclass(frozen=True, slots=True)
class Reason:
    """One cause; which parameters are set is said beside each code."""

    code: ReasonCode
    name: str = ""
    days: int | None = None
    date: dt.date | None = None
    key: PlanKey | None = None
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody expected who is taken elsewhere at the hour of an occurrence.

    Either a commitment as it was given, or, with its `key`, another occurrence of the same plan.
    """

    person: str
    start: dt.datetime
    end: dt.datetime
    reference: str = ""
    key: PlanKey | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """Another date for an occurrence: free by every rule, with the number of people expected who are taken then."""

    date: dt.date
    start: dt.time
    conflicts: int = 0


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One nominal date of a rhythm and what became of it.

    `date` is the day of the meeting, for a merged one that of the circle 2 meeting it joins, for a skipped one None.
    `campaign` is the label of the campaign in which that day (the nominal one, if skipped) lies. `start` is its hour,
    `nominal_start` the usual one, from which an alternative or a move by hand may differ. `conflicts` are those of a
    held one only: who joins circle 2 is expected there.
    """

    key: PlanKey
    circle: int | None
    status: Status
    nominal: dt.date
    date: dt.date | None
    start: dt.time
    duration_minutes: int
    reasons: tuple[Reason, ...] = ()
    campaign: str | None = None
    merged_into: PlanKey | None = None
    edited: bool = False
    conflicts: tuple[Conflict, ...] = ()
    nominal_start: dt.time | None = None

    @property
    def is_held(self) -> bool:
        """Whether it makes a meeting of its own: kept or moved."""
        return self.status in (Status.KEPT, Status.MOVED)

    @property
    def day(self) -> dt.date:
        """The day under which a list shows it."""
        return self.date or self.nominal


class WarningCode(StrEnum):
    """What to know before accepting; beside each code the parameters that are set."""

    GAP = "gap"  # rhythm, circle, start, end: the meetings around; days, asked_weeks, causes
    BEYOND_KNOWN_CALENDAR = "beyond_known_calendar"  # start: last known day; count: dates after it
    CAMPAIGNS_OVERLAP = "campaigns_overlap"  # name, other, start, end: the days in common
    CAMPAIGN_WITHOUT_MEETING = "campaign_without_meeting"  # rhythm, circle, name, start, end
    RHYTHM_WITHOUT_DATE = "rhythm_without_date"  # rhythm, circle
    NO_DATE_LEFT = "no_date_left"  # rhythm, circle, count: all its dates; days, alternatives, causes
    REQUIRED_NEVER_FREE = "required_never_free"  # rhythm, circle, count; causes: one REQUIRED_TAKEN with the people
    ALTERNATIVES_OUT_OF_REACH = "alternatives_out_of_reach"  # rhythm, circle, days: the tolerance; alternatives
    SHARED_HOURS = "shared_hours"  # rhythm, circle, other: key, other_circle; count, start, end: first and last day
    EDIT_ON_CLOSED_DAY = "edit_on_closed_day"  # key, rhythm, circle, start, causes
    EDIT_WITHOUT_REQUIRED = "edit_without_required"  # key, rhythm, circle, start, causes: one REQUIRED_TAKEN
    EDIT_DOUBLES_DAY = "edit_doubles_day"  # key, rhythm, circle, start
    EDIT_OUTSIDE_SEASON = "edit_outside_season"  # key, rhythm, circle, start
    EDIT_WITHOUT_OCCURRENCE = "edit_without_occurrence"  # key, rhythm


@dataclass(frozen=True, slots=True)
class PlanWarning:
    """Something the lead should know before accepting; which parameters are set is said beside each code."""

    code: WarningCode
    rhythm: str = ""
    circle: int | None = None
    key: PlanKey | None = None
    name: str = ""
    other: str = ""
    start: dt.date | None = None
    end: dt.date | None = None
    days: int | None = None
    asked_weeks: int | None = None
    count: int | None = None
    causes: tuple[Reason, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    other_circle: int | None = None


@dataclass(frozen=True, slots=True)
class PlanProposal:
    """Occurrences by day, then circle, then key; warnings by rhythm, then day."""

    occurrences: tuple[Occurrence, ...]
    warnings: tuple[PlanWarning, ...] = ()

    @property
    def held(self) -> tuple[Occurrence, ...]:
        """The occurrences that make a meeting."""
        return tuple(o for o in self.occurrences if o.is_held)
