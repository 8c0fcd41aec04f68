"""What awaits a team before its meetings: to call for items, to convene (MISSION B7, B13)."""

import pytest
from django.utils import timezone

from portal.meetings.enums import MeetingKind, MeetingStatus
from portal.meetings.models import Meeting, MeetingDelays
from portal.meetings.waiting_convocations import convocations_waiting
from tests.factories import make_coordinator, make_lead, make_meeting, make_member, make_platform, make_territory

from .builders import in_days

pytestmark = pytest.mark.django_db


def urls(viewer):
    return [item.url.rstrip("/").rsplit("/", 2)[-2:] for item in convocations_waiting(viewer)]


def test_team_is_asked_to_convene_three_days_ahead_of_the_day(platform):
    lead = make_lead(platform)
    near = make_meeting(platform, starts_at=in_days(10), called_at=timezone.now())
    make_meeting(platform, starts_at=in_days(11), called_at=timezone.now())
    make_meeting(make_platform(), starts_at=in_days(5))
    item = convocations_waiting(lead)[0]
    assert urls(lead) == [[str(near.uuid), "convoquer"]]
    assert item.due == in_days(3).date()
    assert "avant le" in item.title
    assert urls(make_member(platform)) == []


def test_team_is_asked_to_call_for_items_until_the_deadline_or_once_done(platform):
    lead = make_lead(platform)
    MeetingDelays.objects.create(platform=platform, kind=MeetingKind.CIRCLE_1, call_days=20, convene_days=5)
    meeting = make_meeting(platform, starts_at=in_days(15))
    make_meeting(platform, starts_at=in_days(25))
    assert urls(lead) == [[str(meeting.uuid), "appel"]]
    Meeting.objects.update(called_at=timezone.now())
    assert urls(lead) == []


def test_nothing_waits_that_leaves_by_itself(platform):
    lead = make_lead(platform)
    MeetingDelays.objects.create(
        platform=platform, kind=MeetingKind.CIRCLE_1, call_days=20, convene_days=7, automatic=True
    )
    make_meeting(platform, starts_at=in_days(9))
    assert urls(lead) == []
    chosen = make_meeting(platform, starts_at=in_days(6), kind=MeetingKind.BILATERAL)
    assert urls(lead) == [[str(chosen.uuid), "convoquer"]]


def test_without_a_day_of_its_own_a_meeting_waits_within_a_week(platform):
    lead = make_lead(platform)
    MeetingDelays.objects.create(platform=platform, kind=MeetingKind.CIRCLE_1)
    near = make_meeting(platform, starts_at=in_days(6))
    make_meeting(platform, starts_at=in_days(8))
    assert urls(lead) == [[str(near.uuid), "convoquer"]]


def test_coordinator_is_asked_for_the_meetings_of_the_territory():
    territory = make_territory()
    meeting = make_meeting(None, territory=territory, kind=MeetingKind.LEADS, starts_at=in_days(9))
    assert urls(make_coordinator(territory)) == [[str(meeting.uuid), "convoquer"]]


def test_provider_costs_as_many_queries_whatever_waits(platform, count_queries):
    lead = make_lead(platform)
    make_meeting(platform, starts_at=in_days(6))
    few = count_queries(lambda: convocations_waiting(lead))
    for _index in range(4):
        make_meeting(platform, starts_at=in_days(6))
        make_meeting(platform, starts_at=in_days(9), status=MeetingStatus.CONVENED)
    assert count_queries(lambda: convocations_waiting(lead)) == few
    assert len(convocations_waiting(lead)) == 9
