"""The answers of a lead of zone B for 2026-2027, and short-hands for drafts."""

import datetime as dt
from dataclasses import replace

from portal.core.actors import Actor
from portal.meetings.planning_answers import PlaceAnswer, PlanAnswers, RhythmAnswer
from portal.meetings.scheduling import Campaign, EveryWeeks
from portal.meetings.services.plan_drafts import start_draft
from portal.meetings.services.planning import accept_plan
from portal.meetings.services.planning_preview import preview

BEFORE_THE_YEAR = dt.datetime(2026, 8, 25, 8, 0, tzinfo=dt.UTC)
AUTUMN = Campaign("Automne", dt.date(2026, 10, 5), dt.date(2026, 12, 11), dt.date(2026, 9, 14))
SPRING = Campaign("Printemps", dt.date(2027, 3, 8), dt.date(2027, 5, 28), dt.date(2027, 2, 15))
TUESDAY, THURSDAY = 1, 3
BY = Actor()


def circle(circle="1", **changes) -> RhythmAnswer:
    answer = RhythmAnswer(
        circle=circle,
        weekday=TUESDAY,
        time=dt.time(9, 30),
        duration_minutes=120,
        in_campaign=EveryWeeks(2 if circle == "1" else 6),
    )
    return replace(answer, **changes)


def make_answers(**changes) -> PlanAnswers:
    answers = PlanAnswers(
        start=dt.date(2026, 9, 1),
        end=dt.date(2027, 7, 15),
        campaigns=(AUTUMN, SPRING),
        rhythms=(circle("1"), circle("2")),
        place=PlaceAnswer(),
    )
    return replace(answers, **changes)


def make_draft(platform, **changes):
    return start_draft(platform, make_answers(**changes), by=BY)


def accept(draft):
    """Accept what the draft shows now."""
    draft.refresh_from_db()
    return accept_plan(draft, version=draft.version, seen=preview(draft).seen, by=BY)


def posted(platform=None, **changes) -> dict:
    """What a browser posts from the three questions."""
    data = {
        "campaigns-TOTAL_FORMS": "3",
        "campaigns-INITIAL_FORMS": "0",
        "campaigns-MIN_NUM_FORMS": "0",
        "campaigns-MAX_NUM_FORMS": "12",
        "campaigns-0-label": "Automne",
        "campaigns-0-start": "2026-10-05",
        "campaigns-0-end": "2026-12-11",
        "campaigns-0-checks_from": "2026-09-14",
        "campaigns-1-label": "Printemps",
        "campaigns-1-start": "2027-03-08",
        "campaigns-1-end": "2027-05-28",
        "campaigns-1-checks_from": "2027-02-15",
        "campaigns-2-label": "",
        "c1-weekday": "1",
        "c1-time": "09:30",
        "c1-duration": "120",
        "c1-pattern": "every_n_weeks",
        "c1-weeks": "2",
        "c1-outside": "none",
        "c1-outside_weeks": "4",
        "c2-weekday": "",
        "c2-time": "",
        "c2-duration": "",
        "c2-pattern": "every_n_weeks",
        "c2-weeks": "6",
        "c2-outside": "none",
        "c2-outside_weeks": "12",
        "place": "",
        "start": "2026-09-01",
        "end": "2027-07-15",
    }
    return data | changes
