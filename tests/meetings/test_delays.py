"""Delays of meetings: the nearest scope that says something, and days of the calendar where a meeting is held."""

import datetime as dt

import pytest

from portal.directory.enums import TerritoryKind
from portal.meetings.delays import (
    USUAL,
    USUAL_OF_TERRITORIES,
    Delays,
    delays_for,
    freeze_at,
    items_deadline,
    last_day_for_items,
    start_of_day,
)
from portal.meetings.enums import MeetingKind
from portal.meetings.models import MeetingDelays
from tests.factories import make_meeting, make_platform, make_territory

pytestmark = pytest.mark.django_db


def keep(kind=MeetingKind.CIRCLE_1, **values):
    return MeetingDelays.objects.create(kind=kind, **values)


def test_usual_values_are_those_of_the_guide(platform):
    delays = delays_for(make_meeting(platform))
    assert (delays.call_days, delays.convene_days, delays.freeze_days, delays.remind_days) == (10, 7, 3, 1)
    assert (delays.reading_days, delays.automatic, delays.validate_after_reading) == (8, False, False)
    assert delays.source == ""


def test_meetings_of_a_territory_are_called_earlier():
    meeting = make_meeting(None, territory=make_territory(), kind=MeetingKind.LEADS)
    assert delays_for(meeting) == USUAL_OF_TERRITORIES
    assert (USUAL_OF_TERRITORIES.call_days, USUAL_OF_TERRITORIES.convene_days) == (14, 10)
    assert (USUAL_OF_TERRITORIES.freeze_days, USUAL_OF_TERRITORIES.remind_days) == (3, 2)


def test_nearest_scope_wins_for_its_kind_alone():
    region = make_territory(kind=TerritoryKind.REGION)
    department = make_territory(kind=TerritoryKind.DEPARTMENT, parent=region)
    near, far = make_platform(territory=department), make_platform(territory=region)
    keep(territory=region, call_days=20)
    keep(territory=department, call_days=15)
    assert delays_for(make_meeting(near)).call_days == 15
    assert delays_for(make_meeting(far)).call_days == 20
    assert delays_for(make_meeting(near, kind=MeetingKind.CIRCLE_2)) == USUAL
    keep(platform=near, call_days=None)
    assert delays_for(make_meeting(near)).call_days is None
    assert delays_for(make_meeting(near)).source == str(near)


def test_meeting_of_a_department_follows_its_academy_before_its_region():
    region = make_territory(kind=TerritoryKind.REGION)
    academy = make_territory(kind=TerritoryKind.ACADEMY, parent=region)
    department = make_territory(kind=TerritoryKind.DEPARTMENT, parent=region, academy=academy)
    keep(MeetingKind.LEADS, territory=region, call_days=30)
    keep(MeetingKind.LEADS, territory=academy, call_days=25)
    assert delays_for(make_meeting(None, territory=department, kind=MeetingKind.LEADS)).call_days == 25


def test_many_cost_as_much_as_few(count_queries):
    region = make_territory(kind=TerritoryKind.REGION)
    keep(territory=region, call_days=20)
    meetings = [make_meeting(make_platform(territory=region)) for _ in range(2)]
    few = count_queries(lambda: Delays.for_many(meetings))
    meetings += [make_meeting(make_platform(territory=region)) for _ in range(5)]
    assert count_queries(lambda: Delays.for_many(meetings)) == few
    assert {one.call_days for one in Delays.for_many(meetings).values()} == {20}


def test_no_meeting_needs_no_query(count_queries):
    assert count_queries(lambda: Delays.for_many([])) == 0


def test_days_begin_at_midnight_where_the_meeting_is_held():
    reunion = make_platform(timezone="Indian/Reunion")
    meeting = make_meeting(reunion, starts_at=dt.datetime(2027, 3, 18, 5, 30, tzinfo=dt.UTC))
    assert items_deadline(meeting).astimezone(dt.UTC) == dt.datetime(2027, 3, 10, 20, tzinfo=dt.UTC)
    assert last_day_for_items(meeting) == dt.date(2027, 3, 10)
    assert freeze_at(meeting).astimezone(dt.UTC) == dt.datetime(2027, 3, 14, 20, tzinfo=dt.UTC)


def test_change_of_hour_between_does_not_shift_the_day(platform):
    meeting = make_meeting(platform, starts_at=dt.datetime(2027, 3, 30, 12, tzinfo=dt.UTC))
    assert freeze_at(meeting).astimezone(dt.UTC) == dt.datetime(2027, 3, 26, 23, tzinfo=dt.UTC)


def test_day_without_midnight_begins_at_its_first_hour():
    assert start_of_day(dt.date(2027, 4, 30), "Africa/Cairo").hour == 1


def test_steps_left_out_move_the_deadlines_to_the_next_step(platform):
    meeting = make_meeting(platform)
    assert items_deadline(meeting, Delays(convene_days=None)) == freeze_at(meeting)
    assert freeze_at(meeting, Delays(freeze_days=None)) == meeting.starts_at
