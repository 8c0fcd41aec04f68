"""From answers and rows of the directory to what the engine takes."""

import datetime as dt

import pytest

from portal.directory.models import CalendarPeriod, ClosedDay
from portal.meetings.models import Rhythm
from portal.meetings.planning_answers import PlaceAnswer, PlanAnswers
from portal.meetings.scheduling import EveryWeeks, NthWeekday
from portal.meetings.services.planning_inputs import (
    plan_request,
    season_bounds,
    starting_answers,
)
from tests.factories import make_platform, make_venue

from .builders import circle, make_answers

pytestmark = pytest.mark.django_db


def test_answers_come_back_from_json_as_they_were():
    answers = make_answers(
        rhythms=(
            circle("1", in_campaign=NthWeekday(5), anchor=dt.date(2026, 9, 7)),
            circle("2", outside=EveryWeeks(4)),
        ),
        place=PlaceAnswer(host=3, name="Salle", postcode="13001", town="Marseille"),
    )
    assert PlanAnswers.from_json(answers.to_json(), start=answers.start, end=answers.end) == answers


def test_the_season_runs_from_september_to_mid_july():
    assert season_bounds(2026) == (dt.date(2026, 9, 1), dt.date(2027, 7, 15))


def test_a_first_preparation_starts_from_the_usual_values():
    answers = starting_answers(make_platform(), 2026)
    assert [item.slot for item in answers.rhythms] == [(1, dt.time(9, 30), 120)] * 2
    assert [item.in_campaign for item in answers.rhythms] == [EveryWeeks(2), EveryWeeks(6)]
    assert [item.outside for item in answers.rhythms] == [None, None]
    assert answers.place == PlaceAnswer()


def test_the_next_preparation_starts_from_the_rhythms_in_force():
    platform = make_platform()
    venue = make_venue(platform)
    Rhythm.objects.create(
        platform=platform,
        circle="1",
        pattern="nth_weekday",
        nth=1,
        outside="every_n_weeks",
        outside_every_weeks=4,
        weekday=3,
        time=dt.time(14, 0),
        duration_minutes=90,
        venue=venue,
    )
    answers = starting_answers(platform, 2026)
    first, second = answers.rhythms
    assert (first.slot, first.in_campaign, first.outside) == ((3, dt.time(14), 90), NthWeekday(1), EveryWeeks(4))
    assert second.slot == first.slot
    assert answers.place == PlaceAnswer(venue=venue.pk)


def test_the_request_holds_the_holidays_of_the_zone_and_the_closed_days_of_the_platform():
    platform = make_platform(school_zone="Zone B")
    ClosedDay.objects.create(platform=platform, date=dt.date(2026, 11, 3), reason="Forum")
    ClosedDay.objects.create(platform=make_platform(), date=dt.date(2026, 11, 4), reason="Ailleurs")
    request = plan_request(platform, make_answers())
    names = {period.name: (period.start, period.end) for period in request.school_holidays}
    assert names["Vacances de la Toussaint"] == (dt.date(2026, 10, 17), dt.date(2026, 11, 1))
    assert request.closed_days == {dt.date(2026, 11, 3): "Forum"}
    assert request.public_holidays[dt.date(2026, 11, 11)] == "Armistice du 11 novembre 1918"
    assert dt.date(2026, 12, 20) not in request.public_holidays
    assert request.known_until == dt.date(2028, 8, 31)


def test_reunion_has_its_own_school_and_public_holidays():
    platform = make_platform(timezone="Indian/Reunion", school_zone="Réunion", holiday_territory="La Réunion")
    request = plan_request(platform, make_answers())
    assert dt.date(2026, 12, 20) in request.public_holidays
    assert (dt.date(2026, 12, 19), dt.date(2027, 1, 31)) in {(p.start, p.end) for p in request.school_holidays}
    assert request.known_until == dt.date(2027, 8, 16)


def test_a_zone_without_any_calendar_is_unknown_from_the_first_day():
    platform = make_platform(school_zone="Mayotte", timezone="Indian/Mayotte", holiday_territory="Mayotte")
    CalendarPeriod.objects.filter(zone="Mayotte").delete()
    assert plan_request(platform, make_answers()).known_until == dt.date(2026, 8, 31)
