"""Attendance."""

import datetime as dt

import pytest
from django.utils import timezone

from portal.core.actors import SYSTEM
from portal.core.errors import DomainError
from portal.meetings.enums import Answer, MeetingStatus, MinutesState, Presence
from portal.meetings.models import Invitee, Minutes
from portal.meetings.services.attendance import (
    Row,
    add_guest,
    organisations_represented,
    record_attendance,
    suggested,
)
from tests.factories import make_invitee, make_meeting, make_member, make_platform

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting():
    platform = make_platform()
    meeting = make_meeting(platform, status=MeetingStatus.CONVENED, starts_at=timezone.now() - dt.timedelta(hours=1))
    for _index in range(3):
        make_invitee(meeting, make_member(platform))
    return meeting


def row(invitee, presence, seen=""):
    return Row(invitee_id=invitee.pk, seen=seen, presence=presence)


def test_first_presence_makes_the_meeting_held_without_moving_the_sequence_d44(meeting):
    one, two, _three = meeting.invitees.all()
    done = record_attendance(meeting, [row(one, "present"), row(two, "absent")], by=SYSTEM)
    meeting.refresh_from_db()
    assert (done.changed, done.conflicts) == (2, [])
    assert (meeting.status, meeting.sequence) == (MeetingStatus.HELD, 0)
    assert list(meeting.invitees.values_list("presence", flat=True)) == ["present", "absent", ""]


def test_line_that_somebody_else_changed_is_refused_and_the_others_are_kept_d91(meeting):
    one, two, _three = meeting.invitees.all()
    record_attendance(meeting, [row(one, "present")], by=SYSTEM)
    done = record_attendance(meeting, [row(one, "absent"), row(two, "excused")], by=SYSTEM)
    assert ([conflict.pk for conflict in done.conflicts], done.changed) == ([one.pk], 1)
    one.refresh_from_db()
    assert one.presence == Presence.PRESENT


def test_saving_the_same_twice_changes_nothing(meeting):
    one = meeting.invitees.first()
    record_attendance(meeting, [row(one, "present")], by=SYSTEM)
    done = record_attendance(meeting, [row(one, "present")], by=SYSTEM)
    assert (done.changed, done.conflicts) == (0, [])


@pytest.mark.parametrize("presence", ["late", "admin"])
def test_unknown_presence_is_refused(meeting, presence):
    with pytest.raises(DomainError) as refusal:
        record_attendance(meeting, [row(meeting.invitees.first(), presence)], by=SYSTEM)
    assert refusal.value.code == "unknown"


def test_invitee_of_another_meeting_is_refused_d03(meeting):
    foreign = make_invitee(make_meeting(make_platform(), status=MeetingStatus.CONVENED))
    one = meeting.invitees.first()
    with pytest.raises(DomainError):
        record_attendance(meeting, [row(one, "present"), row(foreign, "present")], by=SYSTEM)
    assert set(Invitee.objects.values_list("presence", flat=True)) == {""}


@pytest.mark.parametrize(
    "fields",
    [
        {"status": MeetingStatus.PROPOSED, "starts_at": timezone.now() - dt.timedelta(hours=1)},
        {"status": MeetingStatus.CANCELLED, "starts_at": timezone.now() - dt.timedelta(hours=1)},
        {"status": MeetingStatus.CONVENED, "starts_at": timezone.now() + dt.timedelta(hours=3)},
    ],
)
def test_attendance_is_closed_before_the_day_and_for_other_statuses(fields):
    meeting = make_meeting(make_platform(), **fields)
    with pytest.raises(DomainError) as refusal:
        add_guest(meeting, name="Quelqu'un", by=SYSTEM)
    assert refusal.value.code == "closed"


def test_attendance_is_final_once_minutes_are_validated(meeting):
    Minutes.objects.create(meeting=meeting, state=MinutesState.VALIDATED)
    with pytest.raises(DomainError) as refusal:
        record_attendance(meeting, [row(meeting.invitees.first(), "present")], by=SYSTEM)
    assert refusal.value.code == "closed"


def test_guest_is_added_present_once(meeting):
    guest = add_guest(meeting, name="  Alix\nBernard ", organisation_name="CCAS", by=SYSTEM)
    assert (guest.name, guest.presence, guest.person) == ("Alix Bernard", Presence.PRESENT, None)
    with pytest.raises(DomainError) as refusal:
        add_guest(meeting, name="alix bernard", organisation_name="ccas", by=SYSTEM)
    assert refusal.value.code == "twice"


def test_guest_without_name_is_refused(meeting):
    with pytest.raises(DomainError) as refusal:
        add_guest(meeting, name=" \n ", by=SYSTEM)
    assert refusal.value.field == "name"


def test_organisations_represented_are_those_of_people_present(meeting):
    one, two, three = meeting.invitees.all()
    Invitee.objects.filter(pk__in=[one.pk, two.pk]).update(presence="present", organisation_name="CIO")
    Invitee.objects.filter(pk=three.pk).update(presence="excused", organisation_name="Mission locale")
    assert organisations_represented(meeting.invitees.all()) == ["CIO"]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, ""),
        ({"answer": Answer.PRESENT}, Presence.PRESENT),
        ({"answer": Answer.EXCUSED}, Presence.EXCUSED),
        ({"answer": Answer.EXCUSED, "replaced_by_id": 5}, Presence.REPRESENTED),
        ({"answer": Answer.PRESENT, "presence": Presence.ABSENT}, Presence.ABSENT),
    ],
)
def test_answer_suggests_the_presence(fields, expected):
    assert suggested(Invitee(name="X", **fields)) == expected
