"""What awaits somebody about meetings."""

import datetime as dt

import pytest
from django.utils import timezone

from portal.meetings.enums import Answer, MeetingStatus, Presence
from portal.meetings.waiting import meetings_waiting
from tests.factories import make_invitee, make_lead, make_meeting, make_member, make_person, make_platform

pytestmark = pytest.mark.django_db


def in_days(days):
    return timezone.now() + dt.timedelta(days=days)


def urls(viewer):
    return [item.url for item in meetings_waiting(viewer)]


def test_convocation_waits_until_answered_or_over():
    platform = make_platform()
    member = make_member(platform)
    waiting = make_meeting(platform, status=MeetingStatus.CONVENED)
    make_invitee(waiting, member)
    make_invitee(make_meeting(platform, status=MeetingStatus.CONVENED), member, answer=Answer.EXCUSED)
    make_invitee(make_meeting(platform, status=MeetingStatus.CONVENED, starts_at=in_days(-1)), member)
    make_invitee(make_meeting(platform, status=MeetingStatus.CANCELLED), member)
    assert urls(member) == [f"/reunions/{waiting.uuid}/#repondre"]


def test_lead_is_asked_for_attendance_until_recorded():
    platform = make_platform()
    lead = make_lead(platform)
    over = make_meeting(platform, status=MeetingStatus.CONVENED, starts_at=in_days(-2))
    invitee = make_invitee(over, make_member(platform))
    make_meeting(platform, status=MeetingStatus.CONVENED, starts_at=in_days(-200))
    assert urls(lead) == [f"/reunions/{over.uuid}/presences/"]
    invitee.presence = Presence.ABSENT
    invitee.save()
    assert urls(lead) == []


def test_nobody_waits_for_nothing():
    assert (meetings_waiting(None), meetings_waiting(make_person())) == ([], [])


def test_titles_stay_behind_the_gate_for_those_convened():
    platform = make_platform()
    member = make_member(platform)
    make_invitee(make_meeting(platform, status=MeetingStatus.CONVENED, title="Titre secret"), member)
    assert ["secret" in item.title + item.detail for item in meetings_waiting(member)] == [False]


def test_provider_costs_as_many_queries_whatever_waits(django_assert_num_queries):
    platform = make_platform()
    lead = make_lead(platform)
    for rows in (1, 2):
        for _index in range(rows):
            make_meeting(platform, starts_at=in_days(5))
            make_invitee(make_meeting(platform, status=MeetingStatus.CONVENED), lead)
            make_meeting(platform, status=MeetingStatus.CONVENED, starts_at=in_days(-2))
        with django_assert_num_queries(7):
            meetings_waiting(lead)
    assert len(meetings_waiting(lead)) == 6
