"""Who knows of a working group and of its meetings (DESIGN §4, D-07, D-50)."""

import datetime as dt

import pytest
from django.utils import timezone

from portal.charters.gate import covered_platform_ids
from portal.directory.enums import Circle
from portal.directory.models import Delegate
from portal.meetings.enums import MeetingStatus
from portal.meetings.models import Meeting, WorkingGroup, WorkingGroupMember
from portal.meetings.permissions import DetailsGate
from tests.factories import (
    make_coordinator,
    make_invitee,
    make_lead,
    make_member,
    make_person,
    make_platform,
    publish_charter,
    sign_charter,
)
from tests.meetings.feeds.reading import subscribe, uuids

from .builders import join, make_group, meet, yesterday

pytestmark = pytest.mark.django_db


def seen(viewer):
    return set(Meeting.objects.visible_to(viewer))


def groups_of(viewer):
    return set(WorkingGroup.objects.visible_to(viewer))


@pytest.fixture
def group(platform):
    return make_group(platform)


def test_members_of_either_circle_see_the_meetings_of_their_group_alone(platform, group):
    other = make_group(platform, "Mobilité")
    meeting, foreign = meet(group), meet(other)
    first, second = make_member(platform, Circle.FIRST), make_member(platform, Circle.SECOND)
    outside = make_member(platform, Circle.FIRST)
    join(group, first)
    join(group, second)
    assert seen(first) == seen(second) == {meeting}
    assert groups_of(first) == {group}
    assert seen(outside) == groups_of(outside) == set()
    assert seen(make_lead(platform)) == seen(make_coordinator(platform.territories.get())) == {meeting, foreign}


def test_what_happened_before_somebody_joined_shows_too(platform, group):
    past = meet(group, status=MeetingStatus.HELD, starts_at=timezone.now() - dt.timedelta(days=400))
    member = make_member(platform, Circle.SECOND)
    join(group, member, since=timezone.localdate())
    assert seen(member) == {past}


def test_a_draft_of_the_group_stays_the_teams(platform, group):
    meet(group, status=MeetingStatus.DRAFT)
    member = make_member(platform)
    join(group, member)
    assert seen(member) == set()


@pytest.mark.parametrize("circle", [Circle.OCCASIONAL, None])
def test_who_is_of_neither_circle_sees_a_meeting_of_the_group_once_convened(platform, group, circle):
    person = make_member(platform, circle) if circle else make_person()
    join(group, person)
    meeting, _other = meet(group, status=MeetingStatus.CONVENED), meet(group)
    assert seen(person) == groups_of(person) == set()
    make_invitee(meeting, person)
    assert seen(person) == {meeting}


def test_d07_who_left_the_group_sees_none_of_its_meetings_even_those_convened_to(platform, group):
    member, guest = make_member(platform, Circle.SECOND), make_person()
    meeting = meet(group, status=MeetingStatus.CONVENED)
    for person in (member, guest):
        join(group, person)
        make_invitee(meeting, person)
        assert seen(person) == {meeting}
    WorkingGroupMember.objects.update(until=timezone.localdate())
    assert seen(member) == seen(guest) == groups_of(member) == set()


def test_d07_who_left_the_group_is_no_guest_of_the_platform_any_more(platform, group):
    guest = make_person()
    publish_charter(platform)
    make_invitee(meet(group, status=MeetingStatus.CONVENED), guest)
    membership = join(group, guest)
    sign_charter(guest, platform)
    assert covered_platform_ids(guest) == {platform.pk}
    membership.until = timezone.localdate()
    membership.save()
    assert covered_platform_ids(guest) == set()


def test_d07_who_no_longer_represents_anybody_loses_the_group(platform, group):
    member = make_member(platform)
    join(group, member)
    meet(group)
    Delegate.objects.filter(person=member).update(until=timezone.localdate())
    assert seen(member) == groups_of(member) == set()


def test_who_came_back_and_who_is_invited_as_a_guest_see_it_again(platform, group):
    meeting = meet(group, status=MeetingStatus.CONVENED)
    back, guest = make_member(platform, Circle.SECOND), make_member(platform, Circle.SECOND)
    for person in (back, guest):
        join(group, person, until=yesterday())
    join(group, back, since=yesterday())
    make_invitee(meeting, guest, is_guest=True)
    assert seen(back) == seen(guest) == {meeting}


def test_a_group_of_another_platform_opens_nothing_here(platform, group):
    elsewhere = make_group(make_platform())
    member = make_member(platform, Circle.SECOND)
    join(elsewhere, member)
    meet(group)
    meet(elsewhere)
    assert seen(member) == groups_of(member) == set()


def test_d50_details_of_a_group_meeting_open_with_the_charter(platform, group):
    publish_charter(platform)
    meeting = meet(group)
    signed, unsigned = make_member(platform, Circle.SECOND), make_member(platform, Circle.SECOND)
    for person in (signed, unsigned):
        join(group, person)
    sign_charter(signed, platform)
    assert (DetailsGate(signed).opens(meeting), DetailsGate(unsigned).opens(meeting)) == (True, False)


def test_d31_the_personal_feed_follows_the_group(client, platform, group):
    member = make_member(platform, Circle.SECOND)
    membership = join(group, member)
    meeting = meet(group)
    address = subscribe(member)
    assert uuids(client.get(address)) == {str(meeting.uuid)}
    membership.until = timezone.localdate()
    membership.save()
    assert uuids(client.get(address)) == set()


def test_rights_cost_the_same_for_one_group_and_many(platform, group, count_queries):
    one, many = make_member(platform, Circle.SECOND), make_member(platform, Circle.SECOND)
    for number in range(4):
        extra = make_group(platform, f"Groupe {number}")
        meet(extra)
        join(extra, many)
    join(group, one)
    meet(group)
    assert count_queries(lambda: seen(many)) == count_queries(lambda: seen(one))
