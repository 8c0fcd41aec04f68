"""Reads what a plan depends on: campaigns, holidays and closed days of a platform, and the answers to start from."""

import datetime as dt

from django.db.models import Max

from portal.core.french_dates import public_holidays
from portal.directory.enums import Circle
from portal.directory.models import CalendarPeriod, Platform
from portal.directory.platform_calendar import campaigns_in_force, holiday_department

from ..enums import OutsideCampaign, RhythmPattern
from ..models import PlanDraft
from ..planning_answers import (
    CIRCLES,
    USUAL_WEEKS,
    PlaceAnswer,
    PlanAnswers,
    RhythmAnswer,
    edits_from_json,
)
from ..scheduling import Cadence, Campaign, EveryWeeks, NthWeekday, PlanRequest, Rhythm, SchoolHoliday
from ..scheduling.inputs import Commitment
from .commitments import Network, commitments_of, network_of

#: A lead who has never planned: Tuesday morning, two hours.
USUAL_WEEKDAY, USUAL_TIME, USUAL_MINUTES = 1, dt.time(9, 30), 120
#: Dates moved by hand may leave the period: holidays are read somewhat further.
MARGIN = dt.timedelta(days=62)


def season_bounds(school_year: int) -> tuple[dt.date, dt.date]:
    """Return the first and last day usually planned: 1 September to 15 July."""
    return dt.date(school_year, 9, 1), dt.date(school_year + 1, 7, 15)


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


def usual_circle(circle: str, first=None) -> RhythmAnswer:
    """Return the usual answer for ``circle``, at the day and time of the rhythm ``first`` when there is one."""
    return RhythmAnswer(
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
    """Return the engine's request for ``answers``: holidays, closed days, who is expected and when they are taken.

    A constant number of queries, whatever the size of the platform and the number of rhythms.
    """
    first, last = answers.start - MARGIN, answers.end + MARGIN
    network = network_of(platform, answers.start, answers.end) if answers.rhythms else Network()
    periods = CalendarPeriod.objects.filter(zone=platform.school_zone)
    return PlanRequest(
        season=answers.season,
        rhythms=tuple(_engine_rhythm(answer, network) for answer in answers.rhythms),
        campaigns=answers.campaigns,
        school_holidays=tuple(
            SchoolHoliday(period.name, period.start, period.end)
            for period in periods.filter(start__lte=last, end__gte=first)
        ),
        public_holidays=public_holidays(range(first.year, last.year + 1), holiday_department(platform)),
        closed_days=dict(platform.closed_days.filter(date__gte=first, date__lte=last).values_list("date", "reason")),
        edits=tuple(edits),
        commitments=_commitments(platform, network, first, last, answers.keys),
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


def _circle_of(rhythm) -> RhythmAnswer:
    nth = rhythm.pattern == RhythmPattern.NTH_WEEKDAY
    outside = None
    if rhythm.outside == OutsideCampaign.NTH_WEEKDAY:
        outside = NthWeekday(rhythm.outside_nth or 1)
    elif rhythm.outside == OutsideCampaign.EVERY_N_WEEKS:
        outside = EveryWeeks(rhythm.outside_every_weeks or USUAL_WEEKS[Circle(rhythm.circle)])
    return RhythmAnswer(
        circle=rhythm.circle,
        weekday=rhythm.weekday,
        time=rhythm.time,
        duration_minutes=rhythm.duration_minutes,
        in_campaign=NthWeekday(rhythm.nth or 1) if nth else EveryWeeks(rhythm.every_weeks),
        outside=outside,
        anchor=rhythm.anchor,
    )


def _engine_rhythm(answer: RhythmAnswer, network: Network) -> Rhythm:
    expected = network.expected(answer.circle, answer.group)
    return Rhythm(
        key=answer.key,
        circle=int(answer.circle) if answer.circle else None,
        weekday=answer.weekday,
        start=answer.time,
        duration_minutes=answer.duration_minutes,
        in_campaign=answer.in_campaign,
        outside=answer.outside,
        tolerance_days=answer.tolerance_days,
        anchor=answer.anchor,
        since=answer.since,
        until=answer.until,
        alternatives=answer.alternatives,
        people=frozenset(map(str, expected)),
        required=frozenset(str(pk) for pk, person in expected.items() if person.is_lead),
    )


def _commitments(platform: Platform, network: Network, first, last, keys) -> tuple[Commitment, ...]:
    """Return when those expected are taken; nobody is told of before they come or after they have left."""
    people = network.people
    return tuple(
        commitment
        for commitment in commitments_of(platform, people, first, last, rhythms=keys)
        if people[int(commitment.person)].is_expected_on(commitment.start.date())
    )
