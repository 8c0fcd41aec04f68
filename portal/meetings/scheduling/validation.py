"""Refuses requests that make no sense, before any date is computed: every accepted request ends, and quickly."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from enum import StrEnum
from itertools import pairwise

from .cadence import in_order
from .inputs import LAST, Cadence, Edit, EditAction, EveryWeeks, PlanRequest, Rhythm

MAX_SEASON_DAYS = 3 * 366
SEASON_YEARS = range(1900, 2200)  # keeps every sum of dates far from the ends of the calendar
MAX_TOLERANCE_DAYS = 60
MAX_WEEKS = 52
MAX_DURATION_MINUTES = 24 * 60
MAX_ALTERNATIVES = 20


class ErrorCode(StrEnum):
    """Why a request was refused."""

    SEASON_ENDS_BEFORE_START = "season_ends_before_start"
    SEASON_TOO_LONG = "season_too_long"
    SEASON_YEAR = "season_year"
    RHYTHM_WEEKS = "rhythm_weeks"
    RHYTHM_NTH = "rhythm_nth"
    RHYTHM_WEEKDAY = "rhythm_weekday"
    RHYTHM_CIRCLE = "rhythm_circle"
    RHYTHM_ENDS_BEFORE_START = "rhythm_ends_before_start"
    RHYTHM_DURATION = "rhythm_duration"
    RHYTHM_TOLERANCE = "rhythm_tolerance"
    RHYTHM_TWICE = "rhythm_twice"
    RHYTHM_PHASES_OVERLAP = "rhythm_phases_overlap"
    RHYTHM_PHASES_DIFFER = "rhythm_phases_differ"
    RHYTHM_ALTERNATIVES = "rhythm_alternatives"
    CAMPAIGN_ENDS_BEFORE_START = "campaign_ends_before_start"
    CAMPAIGN_CHECKS_AFTER_START = "campaign_checks_after_start"
    HOLIDAY_ENDS_BEFORE_START = "holiday_ends_before_start"
    COMMITMENT_HOURS = "commitment_hours"
    EDIT_DATE = "edit_date"
    EDIT_START = "edit_start"
    EDIT_YEAR = "edit_year"
    EDIT_TWICE = "edit_twice"


class SchedulingError(ValueError):
    """A request that cannot be planned. `code` says why, `subject` names the rhythm, campaign, holiday, edit or the
    reference of the commitment."""

    def __init__(self, code: ErrorCode, subject: str = ""):
        super().__init__(f"{code.value}: {subject}" if subject else code.value)
        self.code = code
        self.subject = subject


def validate(request: PlanRequest) -> None:
    """Raise `SchedulingError` at the first thing in `request` that makes no sense."""
    season = request.season
    _refuse_if(season.end < season.start, ErrorCode.SEASON_ENDS_BEFORE_START)
    _refuse_if((season.end - season.start).days >= MAX_SEASON_DAYS, ErrorCode.SEASON_TOO_LONG)
    _refuse_if(not {season.start.year, season.end.year} <= set(SEASON_YEARS), ErrorCode.SEASON_YEAR)
    for rhythm in request.rhythms:
        _validate_rhythm(rhythm)
    _validate_phases(request.rhythms)
    for campaign in request.campaigns:
        _refuse_if(campaign.end < campaign.start, ErrorCode.CAMPAIGN_ENDS_BEFORE_START, campaign.label)
        checks_from = campaign.checks_from or campaign.start
        _refuse_if(checks_from > campaign.start, ErrorCode.CAMPAIGN_CHECKS_AFTER_START, campaign.label)
    for holiday in request.school_holidays:
        _refuse_if(holiday.end < holiday.start, ErrorCode.HOLIDAY_ENDS_BEFORE_START, holiday.name)
    for commitment in request.commitments:
        zoned = commitment.start.tzinfo is not None or commitment.end.tzinfo is not None
        _refuse_if(zoned or commitment.end < commitment.start, ErrorCode.COMMITMENT_HOURS, commitment.reference)
    for edit in request.edits:
        _validate_edit(edit)
    _refuse_twice((str(edit.key) for edit in request.edits), ErrorCode.EDIT_TWICE)


def _validate_rhythm(rhythm: Rhythm) -> None:
    key = rhythm.key
    _refuse_if(not 0 <= rhythm.weekday <= 6, ErrorCode.RHYTHM_WEEKDAY, key)
    _refuse_if(rhythm.circle not in (1, 2, None), ErrorCode.RHYTHM_CIRCLE, key)
    _refuse_if(not 0 < rhythm.duration_minutes <= MAX_DURATION_MINUTES, ErrorCode.RHYTHM_DURATION, key)
    _refuse_if(not 0 <= rhythm.tolerance_days <= MAX_TOLERANCE_DAYS, ErrorCode.RHYTHM_TOLERANCE, key)
    since, until = rhythm.since or dt.date.min, rhythm.until or dt.date.max
    _refuse_if(since >= until, ErrorCode.RHYTHM_ENDS_BEFORE_START, key)
    _refuse_if(len(rhythm.alternatives) > MAX_ALTERNATIVES, ErrorCode.RHYTHM_ALTERNATIVES, key)
    for alternative in rhythm.alternatives:
        _refuse_if(not 0 <= alternative.weekday <= 6, ErrorCode.RHYTHM_WEEKDAY, key)
    for cadence in (rhythm.in_campaign, rhythm.outside):
        if cadence is not None:
            _validate_cadence(cadence, key)


def _validate_phases(rhythms: Iterable[Rhythm]) -> None:
    phases: dict[str, list[Rhythm]] = defaultdict(list)
    for rhythm in in_order(rhythms):
        phases[rhythm.key].append(rhythm)
    for key in sorted(phases):
        for one, other in pairwise(phases[key]):
            _refuse_if(one == other, ErrorCode.RHYTHM_TWICE, key)
            _refuse_if(one.circle != other.circle, ErrorCode.RHYTHM_PHASES_DIFFER, key)
            ends, begins = one.until or dt.date.max, other.since or dt.date.min
            _refuse_if(begins < ends, ErrorCode.RHYTHM_PHASES_OVERLAP, key)


def _validate_edit(edit: Edit) -> None:
    key, moves = str(edit.key), edit.action is EditAction.MOVE
    _refuse_if(moves != (edit.date is not None), ErrorCode.EDIT_DATE, key)
    _refuse_if(edit.start is not None and not moves, ErrorCode.EDIT_START, key)
    _refuse_if(edit.date is not None and edit.date.year not in SEASON_YEARS, ErrorCode.EDIT_YEAR, key)


def _validate_cadence(cadence: Cadence, key: str) -> None:
    if isinstance(cadence, EveryWeeks):
        _refuse_if(not 1 <= cadence.weeks <= MAX_WEEKS, ErrorCode.RHYTHM_WEEKS, key)
        return
    _refuse_if(cadence.nth not in (1, 2, 3, 4, LAST), ErrorCode.RHYTHM_NTH, key)
    _refuse_if(cadence.weekday is not None and not 0 <= cadence.weekday <= 6, ErrorCode.RHYTHM_WEEKDAY, key)


def _refuse_if(wrong: bool, code: ErrorCode, subject: str = "") -> None:
    if wrong:
        raise SchedulingError(code, subject)


def _refuse_twice(keys: Iterable[str], code: ErrorCode) -> None:
    twice = sorted(key for key, count in Counter(keys).items() if count > 1)
    _refuse_if(bool(twice), code, twice[0] if twice else "")
