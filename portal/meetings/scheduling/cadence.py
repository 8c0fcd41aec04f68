"""Nominal dates: what a rhythm asks for before any holiday is looked at."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .inputs import LAST, Cadence, Campaign, EveryWeeks, NthWeekday, Rhythm, Season

ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of days, both included, wholly inside or wholly outside campaigns."""

    start: dt.date
    end: dt.date
    in_campaign: bool


@dataclass(frozen=True, slots=True)
class Nominal:
    """A date the rhythm asks for, and the cadence and the phase in force on it."""

    date: dt.date
    cadence: Cadence
    rhythm: Rhythm


def sorted_campaigns(campaigns: Iterable[Campaign]) -> list[Campaign]:
    """Campaigns in one order, whatever the order they came in."""
    return sorted(campaigns, key=lambda c: (c.start, c.end, c.label))


def campaign_on(day: dt.date, campaigns: Iterable[Campaign]) -> str | None:
    """Label of the campaign in which `day` lies, the one that started first if two overlap, None outside."""
    return next((c.label for c in sorted_campaigns(campaigns) if c.start <= day <= c.end), None)


def segments(start: dt.date, end: dt.date, campaigns: Iterable[Campaign]) -> list[Segment]:
    """Cut `start` to `end` (included) at the campaigns; campaigns that overlap count as one stretch."""
    result: list[Segment] = []
    cursor = start
    for campaign in sorted_campaigns(campaigns):
        first, last = max(campaign.start, start), min(campaign.end, end)
        if first > last:
            continue
        if result and result[-1].in_campaign and first <= result[-1].end:
            previous = result.pop()
            result.append(Segment(previous.start, max(previous.end, last), in_campaign=True))
        else:
            if cursor < first:
                result.append(Segment(cursor, first - ONE_DAY, in_campaign=False))
            result.append(Segment(first, last, in_campaign=True))
        if result[-1].end == end:
            return result
        cursor = result[-1].end + ONE_DAY
    result.append(Segment(cursor, end, in_campaign=False))
    return result


def rhythm_segments(rhythm: Rhythm, season: Season, campaigns: Iterable[Campaign]) -> list[Segment]:
    """The segments of the days on which the rhythm is in force; none when it and the season do not meet."""
    start, end = window(rhythm, season)
    return segments(start, end, campaigns) if start <= end else []


def window(rhythm: Rhythm, season: Season) -> tuple[dt.date, dt.date]:
    """First and last day on which the rhythm may put a meeting; the first is after the last when there is none."""
    last = season.end if rhythm.until is None else min(season.end, rhythm.until - ONE_DAY)
    return max(season.start, rhythm.since or season.start), last


def in_order(phases: Iterable[Rhythm]) -> list[Rhythm]:
    """The phases of one rhythm, oldest first."""
    return sorted(phases, key=lambda phase: phase.since or dt.date.min)


def nominal_dates(phases: Rhythm | Iterable[Rhythm], season: Season, campaigns: Iterable[Campaign]) -> list[Nominal]:
    """All dates a rhythm, or the phases of one, ask for in the season, oldest first, at most one an ISO week.

    "Up to that often": where the cadence changes, a date closer to the one before than the shorter of both intervals
    is not asked for. An anchored every-n-weeks cadence keeps in step with its anchor; one without anchor starts with
    the first usual weekday of the segment that is n weeks after the date before. A phase that goes on every n weeks
    within a campaign keeps in step with the phase before, so that another day or hour leaves the weeks as they were.
    """
    ordered = [phases] if isinstance(phases, Rhythm) else in_order(phases)
    result: list[Nominal] = []
    for stretch in segments(season.start, season.end, campaigns):
        for phase in ordered:
            first, last = window(phase, season)
            segment = Segment(max(first, stretch.start), min(last, stretch.end), stretch.in_campaign)
            cadence = phase.in_campaign if stretch.in_campaign else phase.outside
            if cadence is None or segment.start > segment.end:
                continue
            previous = result[-1] if result else None
            goes_on = previous is not None and previous.date >= stretch.start and previous.cadence == cadence
            for day in _dates(phase, cadence, segment, previous.date if previous else None, in_step=goes_on):
                if result:
                    spacing = min(min_weeks(result[-1].cadence), min_weeks(cadence))
                    if weeks_between(result[-1].date, day) < spacing:
                        continue
                result.append(Nominal(day, cadence, phase))
    return result


def min_weeks(cadence: Cadence) -> int:
    """Weeks from one date to the next, at least."""
    return cadence.weeks if isinstance(cadence, EveryWeeks) else 4


def max_weeks(cadence: Cadence) -> int:
    """Weeks from one date to the next, at most: a month may hold five of the weekday."""
    return cadence.weeks if isinstance(cadence, EveryWeeks) else 5


def monday_of(day: dt.date) -> dt.date:
    """The Monday of the ISO week of `day`."""
    return day - dt.timedelta(days=day.weekday())


def weeks_between(first: dt.date, second: dt.date) -> int:
    """Number of ISO weeks from that of `first` to that of `second`."""
    return (monday_of(second) - monday_of(first)).days // 7


def _dates(
    rhythm: Rhythm, cadence: Cadence, segment: Segment, previous: dt.date | None, *, in_step: bool
) -> Iterator[dt.date]:
    if isinstance(cadence, NthWeekday):
        weekday = rhythm.weekday if cadence.weekday is None else cadence.weekday
        yield from _nth_weekdays(cadence.nth, weekday, segment)
        return
    day = segment.start + dt.timedelta(days=(rhythm.weekday - segment.start.weekday()) % 7)
    reference = rhythm.anchor or (previous if in_step else None)
    if reference is not None:
        day += dt.timedelta(weeks=-weeks_between(reference, day) % cadence.weeks)
    elif previous is not None:
        day += dt.timedelta(weeks=max(0, cadence.weeks - weeks_between(previous, day)))
    while day <= segment.end:
        yield day
        day += dt.timedelta(weeks=cadence.weeks)


def _nth_weekdays(nth: int, weekday: int, segment: Segment) -> Iterator[dt.date]:
    year, month = segment.start.year, segment.start.month
    while (year, month) <= (segment.end.year, segment.end.month):
        day = _nth_weekday_of(year, month, nth, weekday)
        if segment.start <= day <= segment.end:
            yield day
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def _nth_weekday_of(year: int, month: int, nth: int, weekday: int) -> dt.date:
    first_weekday, days_in_month = calendar.monthrange(year, month)
    first = 1 + (weekday - first_weekday) % 7
    if nth == LAST:
        return dt.date(year, month, first + (days_in_month - first) // 7 * 7)
    return dt.date(year, month, first + 7 * (nth - 1))
