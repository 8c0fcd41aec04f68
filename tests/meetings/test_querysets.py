"""Which meetings somebody sees (DESIGN §4)."""

import datetime as dt

import pytest
from django.utils import timezone

from portal.directory.enums import Circle, TerritoryKind
from portal.directory.models import Delegate, PlatformRole
from portal.meetings.enums import MeetingKind, MeetingStatus
from portal.meetings.models import Meeting
from tests.factories import (
    make_coordinator,
    make_invitee,
    make_lead,
    make_meeting,
    make_member,
    make_person,
    make_platform,
    make_territory,
)

pytestmark = pytest.mark.django_db


def seen(viewer):
    return set(Meeting.objects.visible_to(viewer))


def test_circle_2_members_see_circle_2_meetings_only(platform):
    first, second = make_meeting(platform), make_meeting(platform, kind=MeetingKind.CIRCLE_2)
    assert seen(make_member(platform, Circle.FIRST)) == {first, second}
    assert seen(make_member(platform, Circle.SECOND)) == {second}
    assert seen(make_member(make_platform())) == set()
    assert seen(make_person()) == set()
    assert seen(None) == set()


def test_drafts_are_the_teams_alone(platform):
    draft = make_meeting(platform, status=MeetingStatus.DRAFT)
    assert seen(make_lead(platform)) == {draft}
    assert seen(make_member(platform)) == set()
    assert seen(make_coordinator(platform.territories.get())) == set()


def test_committees_are_seen_by_those_invited_the_team_and_coordinators(platform):
    committee = make_meeting(platform, kind=MeetingKind.STEERING_COMMITTEE, confidential=False)
    invited, other = make_member(platform), make_member(platform)
    make_invitee(committee, invited)
    assert seen(invited) == {committee}
    assert seen(other) == set()
    assert seen(make_lead(platform)) == {committee}
    assert seen(make_coordinator(platform.territories.get())) == {committee}


def test_a_guest_sees_the_one_meeting_it_is_invited_to(platform):
    meeting, _other = make_meeting(platform), make_meeting(platform)
    guest = make_person()
    make_invitee(meeting, guest)
    assert seen(guest) == {meeting}


def test_d07_an_old_invitation_opens_nothing_to_those_who_left(platform):
    meeting = make_meeting(platform)
    member, lead = make_member(platform), make_lead(platform)
    make_invitee(meeting, member)
    make_invitee(meeting, lead)
    assert seen(member) == seen(lead) == {meeting}
    today = timezone.localdate()
    Delegate.objects.filter(person=member).update(until=today)
    PlatformRole.objects.filter(person=lead).update(until=today)
    assert seen(member) == seen(lead) == set()


def test_an_occasional_actor_sees_the_meetings_it_is_invited_to_while_it_takes_part(platform):
    occasional = make_member(platform, Circle.OCCASIONAL)
    meeting = make_meeting(platform, status=MeetingStatus.CONVENED)
    make_meeting(platform)
    make_invitee(meeting, occasional)
    assert seen(occasional) == {meeting}

    Delegate.objects.filter(person=occasional).update(until=timezone.localdate())
    assert seen(occasional) == set()


def test_territory_meetings_are_seen_by_leads_below_and_by_its_coordinators():
    region = make_territory(TerritoryKind.REGION)
    academy = make_territory(TerritoryKind.ACADEMY, parent=region)
    department = make_territory(parent=region, academy=academy)
    arrondissement = make_territory(TerritoryKind.ARRONDISSEMENT, parent=department)
    platform = make_platform(territory=arrondissement)
    lead, member = make_lead(platform), make_member(platform)
    foreign_lead = make_lead(make_platform())
    for territory in (region, academy, department, arrondissement):
        meeting = make_meeting(territory=territory, kind=MeetingKind.LEADS)
        assert seen(lead) == {meeting}
        assert seen(make_coordinator(territory)) == {meeting}
        assert seen(member) == seen(foreign_lead) == set()
        meeting.delete()


def test_rights_begin_and_end_on_their_days(platform):
    meeting = make_meeting(platform)
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    assert seen(make_member(platform, since=tomorrow)) == set()
    assert seen(make_member(platform, until=tomorrow)) == {meeting}
