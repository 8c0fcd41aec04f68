"""Which meetings stand on closed days, by whom they are seen and by the clocks of the platform."""

import datetime as dt

import pytest

from portal.meetings.enums import MeetingStatus
from portal.meetings.held_days import meetings_on
from tests.factories import make_lead, make_meeting, make_person, make_platform

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 12, 14)


def at(day, hour, minute=0):
    return dt.datetime.combine(day, dt.time(hour, minute), tzinfo=dt.UTC)


def test_meetings_of_the_day_are_told_by_kind_and_others_are_not():
    platform = make_platform()
    there = make_meeting(platform, starts_at=at(DAY, 8))
    make_meeting(platform, starts_at=at(DAY, 8), status=MeetingStatus.CANCELLED)
    make_meeting(platform, starts_at=at(DAY + dt.timedelta(days=1), 8))
    make_meeting(platform, starts_at=at(DAY + dt.timedelta(days=7), 8))
    make_meeting(make_platform(), starts_at=at(DAY, 8))
    (held,) = meetings_on(make_lead(platform), platform, {DAY, DAY + dt.timedelta(days=8)})
    assert (held.date, held.label) == (DAY, there.get_kind_display())
    assert str(there.uuid) in held.url
    assert meetings_on(make_person(), platform, {DAY}) == []


def test_the_day_is_that_of_the_platforms_clocks():
    platform = make_platform(timezone="Indian/Reunion")
    make_meeting(platform, starts_at=at(DAY, 21))
    lead = make_lead(platform)
    assert meetings_on(lead, platform, {DAY}) == []
    assert [one.date for one in meetings_on(lead, platform, {DAY + dt.timedelta(days=1)})] == [dt.date(2026, 12, 15)]
