"""Reads what a plan depends on: campaigns, holidays and closed days of a platform, and the answers to start from."""

import datetime as dt
import zoneinfo

from django.db.models import Max
from django.utils import timezone

from portal.core.french_dates import HOLIDAY_ZONES, public_holidays, school_year_of
from portal.directory.enums import Circle, TerritoryKind
from portal.directory.models import CalendarPeriod, ListCampaign, Platform

from ..enums import OutsideCampaign, RhythmPattern
from ..models import PlanDraft
from ..planning_answers import (
    CIRCLES,
    USUAL_WEEKS,
    CircleAnswer,
    PlaceAnswer,
    PlanAnswers,
    edits_from_json,
    rhythm_key,
)
from ..scheduling import Cadence, Campaign, EveryWeeks, NthWeekday, PlanRequest, Rhythm, SchoolHoliday

#: A lead who has never planned: Tuesday morning, two hours.
USUAL_WEEKDAY, USUAL_TIME, USUAL_MINUTES = 1, dt.time(9, 30), 120
#: From this month on a lead prepares the next school year.
NEXT_YEAR_FROM_MONTH = 6
#: Dates moved by hand may leave the period: holidays are read somewhat further.
MARGIN = dt.timedelta(days=62)

_NEAREST_FIRST = {
    TerritoryKind.BASIN: 0,
    TerritoryKind.ARRONDISSEMENT: 0,
    TerritoryKind.DEPARTMENT: 1,
    TerritoryKind.ACADEMY: 2,
    TerritoryKind.REGION: 3,
    TerritoryKind.NATIONAL: 4,
}


def local_today(platform: Platform) -> dt.date:
    """Return the day that it is in the platform's time zone."""
    return timezone.localdate(timezone=zoneinfo.ZoneInfo(platform.timezone))


def school_year_to_plan(today: dt.date) -> int:
    """Return the school year a lead plans on ``today``: the current one, the next one from June on."""
    current = school_year_of(today)
    return current + 1 if NEXT_YEAR_FROM_MONTH <= today.month < 9 else current


def season_bounds(school_year: int) -> tuple[dt.date, dt.date]:
    """Return the first and last day usually planned: 1 September to 15 July."""
    return dt.date(school_year, 9, 1), dt.date(school_year + 1, 7, 15)


def campaigns_in_force(platform: Platform, start: dt.date, end: dt.date) -> list[ListCampaign]:
    """Return the campaigns that touch the period: the platform's own or, when it has none, its nearest territory's."""
    own = list(platform.campaigns.filter(start__lte=end, end__gte=start))
    if own:
        return own
    ranks = {}
    for level in platform.territories.select_related("academy", "parent__academy", "parent__parent__parent"):
        while level is not None:
            for territory in filter(None, (level, level.academy)):
                ranks[territory.pk] = _NEAREST_FIRST[TerritoryKind(territory.kind)]
            level = level.parent
    candidates = list(ListCampaign.objects.filter(territory__in=ranks, start__lte=end, end__gte=start))
    nearest = min((ranks[campaign.territory_id] for campaign in candidates), default=None)
    return [campaign for campaign in candidates if ranks[campaign.territory_id] == nearest]


def starting_answers(platform: Platform, school_year: int) -> PlanAnswers:
    """Return the answers a new preparation starts from: campaigns in force, rhythms of the last plan, usual values."""
    start, end = season_bounds(school_year)
    campaigns = tuple(
        Campaign(row.label, row.start, row.end, row.checks_from) for row in campaigns_in_force(platform, start, end)
    )
    rhythms = {rhythm.circle: rhythm for rhythm in platform.rhythms.filter(until__isnull=True)}
    circles = tuple(
        _circle_of(rhythms[circle]) if circle in rhythms else usual_circle(circle, rhythms.get(Circle.FIRST))
        for circle in CIRCLES
    )
    venue = next((rhythms[circle].venue_id for circle in CIRCLES if circle in rhythms), None)
    return PlanAnswers(start, end, campaigns, circles, PlaceAnswer(venue=venue))


def usual_circle(circle: str, first=None) -> CircleAnswer:
    """Return the usual answer for ``circle``, at the day and time of the rhythm ``first`` when there is one."""
    return CircleAnswer(
        circle=circle,
        weekday=first.weekday if first else USUAL_WEEKDAY,
        time=first.time if first else USUAL_TIME,
        duration_minutes=first.duration_minutes if first else USUAL_MINUTES,
        in_campaign=EveryWeeks(USUAL_WEEKS[Circle(circle)]),
    )


def answers_of(draft: PlanDraft) -> PlanAnswers:
    """Return the answers that ``draft`` keeps."""
    return PlanAnswers.from_json(draft.answers, start=draft.start, end=draft.end)


def request_of(draft: PlanDraft) -> PlanRequest:
    """Return what the engine needs to propose the plan of ``draft``, with its edits."""
    return plan_request(draft.platform, answers_of(draft), edits=edits_from_json(draft.edits))


def plan_request(platform: Platform, answers: PlanAnswers, edits=()) -> PlanRequest:
    """Return the engine's request for ``answers``, with the holidays and closed days of ``platform``."""
    first, last = answers.start - MARGIN, answers.end + MARGIN
    periods = CalendarPeriod.objects.filter(zone=platform.school_zone)
    return PlanRequest(
        season=answers.season,
        rhythms=tuple(_engine_rhythm(answer) for answer in answers.circles),
        campaigns=answers.campaigns,
        school_holidays=tuple(
            SchoolHoliday(period.name, period.start, period.end)
            for period in periods.filter(start__lte=last, end__gte=first)
        ),
        public_holidays=public_holidays(range(first.year, last.year + 1), _holiday_department(platform)),
        closed_days=dict(platform.closed_days.filter(date__gte=first, date__lte=last).values_list("date", "reason")),
        edits=tuple(edits),
        # A zone without any row is unknown from the first day.
        known_until=periods.aggregate(last=Max("end"))["last"] or answers.start - dt.timedelta(days=1),
    )


def calendar_of(platform: Platform, start: dt.date, end: dt.date) -> PlanRequest:
    """Return campaigns, holidays and closed days of ``platform`` in a period, without any rhythm."""
    campaigns = tuple(
        Campaign(row.label, row.start, row.end, row.checks_from) for row in campaigns_in_force(platform, start, end)
    )
    return plan_request(platform, PlanAnswers(start, end, campaigns, ()))


def pattern_fields(cadence: Cadence) -> dict:
    """Return the columns of a ``Rhythm`` that say ``cadence`` in campaigns."""
    if isinstance(cadence, NthWeekday):
        return {"pattern": RhythmPattern.NTH_WEEKDAY, "nth": cadence.nth}
    return {"pattern": RhythmPattern.EVERY_N_WEEKS, "nth": None, "every_weeks": cadence.weeks}


def outside_fields(cadence: Cadence | None) -> dict:
    """Return the columns of a ``Rhythm`` that say ``cadence`` outside campaigns."""
    fields = {"outside": OutsideCampaign.NONE, "outside_nth": None, "outside_every_weeks": None}
    if isinstance(cadence, NthWeekday):
        fields |= {"outside": OutsideCampaign.NTH_WEEKDAY, "outside_nth": cadence.nth}
    elif cadence is not None:
        fields |= {"outside": OutsideCampaign.EVERY_N_WEEKS, "outside_every_weeks": cadence.weeks}
    return fields


def _circle_of(rhythm) -> CircleAnswer:
    nth = rhythm.pattern == RhythmPattern.NTH_WEEKDAY
    outside = None
    if rhythm.outside == OutsideCampaign.NTH_WEEKDAY:
        outside = NthWeekday(rhythm.outside_nth or 1)
    elif rhythm.outside == OutsideCampaign.EVERY_N_WEEKS:
        outside = EveryWeeks(rhythm.outside_every_weeks or USUAL_WEEKS[Circle(rhythm.circle)])
    return CircleAnswer(
        circle=rhythm.circle,
        weekday=rhythm.weekday,
        time=rhythm.time,
        duration_minutes=rhythm.duration_minutes,
        in_campaign=NthWeekday(rhythm.nth or 1) if nth else EveryWeeks(rhythm.every_weeks),
        outside=outside,
        anchor=rhythm.anchor,
    )


def _engine_rhythm(answer: CircleAnswer) -> Rhythm:
    return Rhythm(
        key=rhythm_key(answer.circle),
        circle=int(answer.circle),
        weekday=answer.weekday,
        start=answer.time,
        duration_minutes=answer.duration_minutes,
        in_campaign=answer.in_campaign,
        outside=answer.outside,
        tolerance_days=answer.tolerance_days,
        anchor=answer.anchor,
    )


def _holiday_department(platform: Platform) -> str:
    """Return a department whose public holidays are those of the platform's holiday territory."""
    return next((code for code, zone in HOLIDAY_ZONES.items() if zone == platform.holiday_territory), "")
