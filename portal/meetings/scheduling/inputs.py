"""What the scheduling engine is given: a season, rhythms, campaigns, days off and the lead's edits.

Everything is a frozen dataclass without behaviour. The engine knows neither the database nor the clock: callers read
their rows, build a `PlanRequest` and hand it over, so that a preview costs nothing and can be tried again at will.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

LAST = 5  # `NthWeekday.nth` for "the last Tuesday of the month", the fourth or the fifth


def week_ordinal(day: dt.date) -> int:
    """ISO year and week of `day` as one readable number: 202642 is week 42 of 2026."""
    iso = day.isocalendar()
    return iso.year * 100 + iso.week


@dataclass(frozen=True, order=True, slots=True)
class PlanKey:
    """The lasting name of one occurrence: its rhythm and the ISO week of its nominal date.

    A rhythm has at most one nominal date in a week, so the key is unique; it does not count from the start of the
    season, so that a change of campaign, holiday or window leaves the keys of all other weeks as they were.
    """

    rhythm: str
    ordinal: int

    def __str__(self) -> str:
        return f"{self.rhythm}:{self.ordinal}"

    @classmethod
    def parse(cls, text: str) -> PlanKey:
        """Read back `str(key)`. Raises ValueError on anything else."""
        rhythm, separator, ordinal = text.rpartition(":")
        if not (separator and rhythm and ordinal.isascii() and ordinal.isdigit() and len(ordinal) <= 6):
            raise ValueError(f"not a plan key: {text[:60]!r}")
        return cls(rhythm, int(ordinal))


@dataclass(frozen=True, slots=True)
class EveryWeeks:
    """Every `weeks` weeks (1 to 52) on the weekday of the rhythm."""

    weeks: int


@dataclass(frozen=True, slots=True)
class NthWeekday:
    """The `nth` (1 to 4, or `LAST`) `weekday` (0 is Monday) of each month; weekday None is that of the rhythm."""

    nth: int
    weekday: int | None = None


Cadence = EveryWeeks | NthWeekday


@dataclass(frozen=True, slots=True)
class Alternative:
    """A weekday (0 is Monday) to which a date may go that cannot be held; `start` None keeps the rhythm's hour.

    The usual weekday with another hour is an alternative too. A day of the weekend is open if it is named here.
    """

    weekday: int
    start: dt.time | None = None


@dataclass(frozen=True, slots=True)
class Commitment:
    """A time at which `person` is taken elsewhere: naive moments, local time of the planned platform.

    `reference` is handed back untouched, so that the caller can say what it knows of the other meeting.
    """

    person: str
    start: dt.datetime
    end: dt.datetime
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often one circle (1, 2) or one working group (circle None) meets.

    Several with the same key are phases of one rhythm: same circle, periods (`since`, `until`) that do not overlap.
    The dates go on over the change, and one may move into the days of the next phase.

    `in_campaign` and `outside` are cadences, None for no meeting then. `anchor` is any day of a week in which the
    group meets: an every-n-weeks cadence then always falls in step with that week ("the odd weeks"). Without an
    anchor each campaign starts afresh on its first usual weekday, n weeks at least after the meeting before.
    `tolerance_days` is how far a date may move from its nominal day. `since` is the first
    day, `until` the first day without effect, as in all dated rows.
    `start` (local time) and `duration_minutes` are carried through, save for an alternative with an hour of its own.
    `alternatives`, best first, are with the usual day of other weeks the only ones to which a date moves; without any,
    every weekday will do. `people` (for circle 2 also those of circle 1, whom it includes) are expected at each
    meeting: who is taken elsewhere makes a conflict, which is told and never moves a date. Without one of `required`
    (who are expected too) there is no meeting: such an hour counts as closed.
    """

    key: str
    circle: int | None
    weekday: int
    start: dt.time
    duration_minutes: int
    in_campaign: Cadence | None
    outside: Cadence | None = None
    tolerance_days: int = 7
    anchor: dt.date | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    alternatives: tuple[Alternative, ...] = ()
    people: frozenset[str] = frozenset()
    required: frozenset[str] = frozenset()

    @property
    def expected(self) -> frozenset[str]:
        """All whose conflicts are told."""
        return self.people | self.required

    @property
    def lane(self) -> str:
        """Rhythms of one circle share a lane: two of its meetings never share a day, nor are shifted into a week."""
        return f"group {self.key}" if self.circle is None else f"circle {self.circle}"


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign of list processing, both days included; schools check their lists from `checks_from`."""

    label: str
    start: dt.date
    end: dt.date
    checks_from: dt.date | None = None


@dataclass(frozen=True, slots=True)
class SchoolHoliday:
    """A period without school, first and last day included."""

    name: str
    start: dt.date
    end: dt.date


@dataclass(frozen=True, slots=True)
class Season:
    """The window to plan, usually a school year, both days included."""

    start: dt.date
    end: dt.date


class EditAction(StrEnum):
    """What a lead may do with one occurrence."""

    KEEP = "keep"
    MOVE = "move"
    DROP = "drop"


@dataclass(frozen=True, slots=True)
class Edit:
    """The lead's own word on one occurrence; it wins over every rule, which then only warns.

    KEEP holds the meeting on its nominal date, MOVE on `date` (the only action that takes one, and a `start` that is
    not the rhythm's), DROP removes it.
    To let the engine decide again, leave the edit out.
    """

    key: PlanKey
    action: EditAction
    date: dt.date | None = None
    start: dt.time | None = None


@dataclass(frozen=True, slots=True)
class PlanRequest:
    """All that a plan depends on; the order of the items does not matter.

    `commitments` are what people have elsewhere, not the meetings of this plan: those the engine sees itself.
    `known_until` is the last day of the school calendar that is known, None if it is known throughout.
    """

    season: Season
    rhythms: tuple[Rhythm, ...]
    campaigns: tuple[Campaign, ...] = ()
    school_holidays: tuple[SchoolHoliday, ...] = ()
    public_holidays: Mapping[dt.date, str] = field(default_factory=dict)
    closed_days: Mapping[dt.date, str] = field(default_factory=dict)
    edits: tuple[Edit, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    known_until: dt.date | None = None
