"""Reads what a plan depends on: campaigns, holidays and closed days of a platform, and the answers to start from."""

import datetime as dt

from django.db.models import Max, Q

from portal.core.french_dates import public_holidays, to_local
from portal.directory.enums import Circle
from portal.directory.models import CalendarPeriod, Platform
from portal.directory.platform_calendar import campaigns_in_force, holiday_department, local_today

from ..models import PlanDraft
from ..planning_answers import (
    CIRCLES,
    USUAL_WEEKS,
    PlaceAnswer,
    PlanAnswers,
    RhythmAnswer,
    edits_from_json,
    rhythm_key,
)
from ..scheduling import Campaign, EveryWeeks, PlanRequest, Rhythm, SchoolHoliday
from ..scheduling.inputs import Commitment
from .commitments import Network, commitments_of, network_of
from .rhythms import LastPlan, phases_of, season_phases

#: A lead who has never planned: Tuesday morning, two hours.
USUAL_WEEKDAY, USUAL_TIME, USUAL_MINUTES = 1, dt.time(9, 30), 120
#: Dates moved by hand may leave the period: holidays are read somewhat further.
MARGIN = dt.timedelta(days=62)


def season_bounds(school_year: int) -> tuple[dt.date, dt.date]:
    """Return the first and last day usually planned: 1 September to 15 July."""
    return dt.date(school_year, 9, 1), dt.date(school_year + 1, 7, 15)


def starting_answers(platform: Platform, school_year: int) -> PlanAnswers:
    """Return the answers a new preparation starts from: campaigns in force, rhythms as they are, usual values.

    A working group is planned when it has a rhythm in the period.
    """
    start, end = season_bounds(school_year)
    campaigns = tuple(
        Campaign(row.label, row.start, row.end, row.checks_from) for row in campaigns_in_force(platform, start, end)
    )
    rows = phases_of(
        platform.rhythms.filter(Q(working_group__isnull=True) | Q(working_group__in=active_groups(platform)))
    )
    last = _last_plan(platform, start, end)
    phases = {key: season_phases(of_key, last, start, end) for key, of_key in rows.items()}
    first = next(iter(phases.get(rhythm_key(Circle.FIRST), ())), None)
    answers: list[RhythmAnswer] = []
    for circle in CIRCLES:
        answers += phases.pop(rhythm_key(circle), ()) or [usual_circle(circle, first)]
    answers += [answer for of_group in phases.values() for answer in of_group]
    latest = sorted((of_key[-1] for of_key in rows.values()), key=lambda row: (row.circle or "9", row.pk))
    place = PlaceAnswer(
        venue=next((row.venue_id for row in latest if row.venue_id), None),
        rotates=any(row.rotates for row in latest),
    )
    return PlanAnswers(start, end, campaigns, tuple(answers), place)


def active_groups(platform: Platform):
    """Return the working groups of ``platform`` that have not ended, by name."""
    return platform.working_groups.active(local_today(platform)).order_by("name", "pk")


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


def _last_plan(platform: Platform, start: dt.date, end: dt.date) -> LastPlan | None:
    """Return the plan accepted last of those that reach into a period."""
    drafts = platform.plan_drafts.filter(accepted_at__isnull=False, start__lte=end, end__gte=start)
    draft = drafts.order_by("-accepted_at").first()
    if draft is None:
        return None
    return LastPlan(answers_of(draft), max(draft.start, to_local(draft.accepted_at, platform.timezone).date()))


def _engine_rhythm(answer: RhythmAnswer, network: Network) -> Rhythm:
    expected = network.expected(answer.circle, answer.group)
    return answer.engine_rhythm(expected, (pk for pk, person in expected.items() if person.is_lead))


def _commitments(platform: Platform, network: Network, first, last, keys) -> tuple[Commitment, ...]:
    """Return when those expected are taken; nobody is told of before they come or after they have left."""
    people = network.people
    return tuple(
        commitment
        for commitment in commitments_of(platform, people, first, last, rhythms=keys)
        if people[int(commitment.person)].is_expected_on(commitment.start.date())
    )
