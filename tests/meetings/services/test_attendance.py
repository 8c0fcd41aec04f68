"""Attendance: one tap, all announced at once, the signed sheet, late arrivals."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from portal.core.actors import SYSTEM, Actor
from portal.core.errors import DomainError
from portal.meetings.enums import Answer, MeetingStatus, MinutesState, Presence
from portal.meetings.models import Invitee, Meeting, Minutes
from portal.meetings.services.attendance import (
    Row,
    note_arrival,
    note_presence,
    organisations_represented,
    record_announced,
    record_attendance,
    suggested,
    undo_announced,
)
from portal.meetings.services.walk_ins import add_guest
from tests.factories import make_invitee, make_meeting, make_member, make_platform, make_user

pytestmark = pytest.mark.django_db

PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture
def meeting():
    platform = make_platform()
    meeting = make_meeting(platform, status=MeetingStatus.CONVENED, starts_at=timezone.now() - dt.timedelta(hours=1))
    for _index in range(3):
        make_invitee(meeting, make_member(platform))
    return meeting


def row(invitee, presence, seen=""):
    return Row(invitee_id=invitee.pk, seen=seen, presence=presence)


def presences(meeting):
    return list(meeting.invitees.order_by("pk").values_list("presence", flat=True))


def status_of(meeting):
    return Meeting.objects.get(pk=meeting.pk).status


# One tap.


def test_first_presence_makes_the_meeting_held_without_moving_the_sequence_d44(meeting):
    note_presence(meeting.invitees.first(), Presence.PRESENT, by=SYSTEM)
    meeting.refresh_from_db()
    assert (meeting.status, meeting.sequence) == (MeetingStatus.HELD, 0)


def test_last_of_two_who_note_holds_in_one_row_that_says_who_and_when_d93(meeting):
    one = meeting.invitees.first()
    first, second = (Actor(user=make_user()) for _index in range(2))
    note_presence(one, Presence.PRESENT, by=first)
    note_presence(one, Presence.ABSENT, by=second)
    stored = Invitee.objects.get(pk=one.pk)
    assert (stored.presence, stored.presence_noted_by) == (Presence.ABSENT, second.user)
    assert stored.presence_noted_at is not None
    assert meeting.invitees.count() == 3


def test_pressing_the_same_again_keeps_who_noted_it_first(meeting):
    one = meeting.invitees.first()
    first, second = (Actor(user=make_user()) for _index in range(2))
    note_presence(one, Presence.PRESENT, by=first)
    assert note_presence(one, Presence.PRESENT, by=second).presence_noted_by == first.user


def test_taking_back_all_that_was_noted_opens_the_answers_again(meeting):
    one = meeting.invitees.first()
    note_presence(one, Presence.PRESENT, by=SYSTEM)
    note_presence(one, Presence.UNKNOWN, by=SYSTEM)
    stored = Invitee.objects.get(pk=one.pk)
    assert (stored.presence, stored.presence_noted_at, status_of(meeting)) == ("", None, MeetingStatus.CONVENED)


def test_begun_minutes_keep_the_meeting_held(meeting):
    one = meeting.invitees.first()
    note_presence(one, Presence.PRESENT, by=SYSTEM)
    Minutes.objects.create(meeting=meeting)
    note_presence(one, Presence.UNKNOWN, by=SYSTEM)
    assert status_of(meeting) == MeetingStatus.HELD


def test_whoever_is_replaced_follows_their_substitute(meeting):
    absent, coming, _other = meeting.invitees.order_by("pk")
    Invitee.objects.filter(pk=absent.pk).update(answer=Answer.EXCUSED, replaced_by=coming, presence=Presence.EXCUSED)
    note_presence(coming, Presence.PRESENT, by=SYSTEM)
    assert presences(meeting) == ["represented", "present", ""]
    note_presence(coming, Presence.ABSENT, by=SYSTEM)
    assert presences(meeting) == ["", "absent", ""]


@pytest.mark.parametrize("presence", ["late", "admin"])
def test_unknown_presence_is_refused(meeting, presence):
    with pytest.raises(DomainError) as refusal:
        note_presence(meeting.invitees.first(), presence, by=SYSTEM)
    assert refusal.value.code == "unknown"
    with pytest.raises(DomainError):
        record_attendance(meeting, [row(meeting.invitees.first(), presence)], by=SYSTEM)
    assert presences(meeting) == ["", "", ""]


def test_line_that_was_taken_off_meanwhile_is_refused(meeting):
    one = meeting.invitees.select_related("meeting").first()
    Invitee.objects.filter(pk=one.pk).delete()
    with pytest.raises(DomainError) as refusal:
        note_presence(one, Presence.PRESENT, by=SYSTEM)
    assert refusal.value.code == "unknown"


def test_somebody_who_left_since_stands_in_the_list_with_the_name_of_that_day(meeting):
    one = meeting.invitees.select_related("person").first()
    name, organisation = one.name, one.organisation_name
    one.person.last_name = "Autrement"
    one.person.save()
    one.person.delegations.update(until=timezone.localdate() - dt.timedelta(days=1))
    stored = note_presence(one, Presence.PRESENT, by=SYSTEM)
    assert (stored.name, stored.organisation_name, stored.presence) == (name, organisation, Presence.PRESENT)


@pytest.mark.parametrize(
    "fields",
    [
        {"status": MeetingStatus.PROPOSED, "starts_at": timezone.now() - dt.timedelta(hours=1)},
        {"status": MeetingStatus.CANCELLED, "starts_at": timezone.now() - dt.timedelta(hours=1)},
        {"status": MeetingStatus.CONVENED, "starts_at": timezone.now() + dt.timedelta(hours=3)},
    ],
)
def test_attendance_is_closed_before_the_day_and_for_other_statuses(fields):
    platform = make_platform()
    meeting = make_meeting(platform, **fields)
    one = make_invitee(meeting, make_member(platform), answer=Answer.PRESENT)
    for act in (
        lambda: note_presence(one, Presence.PRESENT, by=SYSTEM),
        lambda: note_arrival(one, dt.time(9), by=SYSTEM),
        lambda: record_announced(meeting, by=SYSTEM),
        lambda: undo_announced(meeting, timezone.now(), by=SYSTEM),
        lambda: record_attendance(meeting, [row(one, "present")], by=SYSTEM),
        lambda: add_guest(meeting, name="Quelqu'un", by=SYSTEM),
    ):
        with pytest.raises(DomainError) as refusal:
            act()
        assert refusal.value.code == "closed"
    assert presences(meeting) == [""]


def test_attendance_is_final_once_minutes_are_validated(meeting):
    Minutes.objects.create(meeting=meeting, state=MinutesState.VALIDATED)
    with pytest.raises(DomainError) as refusal:
        note_presence(meeting.invitees.first(), Presence.PRESENT, by=SYSTEM)
    assert refusal.value.code == "closed"


# Late arrivals.


@pytest.fixture
def morning():
    platform = make_platform()
    start = dt.datetime(2026, 3, 10, 9, 0, tzinfo=PARIS)
    meeting = make_meeting(platform, status=MeetingStatus.CONVENED, starts_at=start)
    return make_invitee(meeting, make_member(platform))


def test_late_arrival_is_present_with_its_hour(morning):
    stored = note_arrival(morning, dt.time(9, 40), by=SYSTEM)
    assert (stored.presence, stored.arrived_at) == (Presence.PRESENT, dt.datetime(2026, 3, 10, 9, 40, tzinfo=PARIS))
    assert note_arrival(stored, None, by=SYSTEM).arrived_at is None
    assert Invitee.objects.get().presence == Presence.PRESENT


@pytest.mark.parametrize("hour", [dt.time(8, 59), dt.time(13, 1), dt.time(0, 10)])
def test_arrival_outside_the_meeting_is_refused(morning, hour):
    with pytest.raises(DomainError) as refusal:
        note_arrival(morning, hour, by=SYSTEM)
    assert (refusal.value.field, Invitee.objects.get().presence) == ("arrived", "")


def test_arrival_after_midnight_belongs_to_an_evening_that_runs_over(morning):
    Meeting.objects.update(starts_at=dt.datetime(2026, 3, 10, 21, 30, tzinfo=PARIS))
    stored = note_arrival(morning, dt.time(0, 15), by=SYSTEM)
    assert stored.arrived_at == dt.datetime(2026, 3, 11, 0, 15, tzinfo=PARIS)


def test_hour_of_arrival_goes_with_the_presence(morning):
    note_arrival(morning, dt.time(9, 40), by=SYSTEM)
    assert note_presence(morning, Presence.ABSENT, by=SYSTEM).arrived_at is None


# All who announced it, in one act.


def test_all_announced_are_noted_and_only_they(meeting):
    one, two, three = meeting.invitees.order_by("pk")
    Invitee.objects.filter(pk__in=[one.pk, two.pk]).update(answer=Answer.PRESENT)
    Invitee.objects.filter(pk=three.pk).update(answer=Answer.EXCUSED, replaced_by=two)
    note_presence(one, Presence.ABSENT, by=SYSTEM)
    done = record_announced(meeting, by=SYSTEM)
    assert (done.changed, presences(meeting)) == (1, ["absent", "present", "represented"])


def test_undo_takes_back_that_act_and_leaves_what_was_changed_since(meeting):
    one, two, three = meeting.invitees.order_by("pk")
    Invitee.objects.filter(pk__in=[one.pk, two.pk]).update(answer=Answer.PRESENT)
    Invitee.objects.filter(pk=three.pk).update(answer=Answer.EXCUSED, replaced_by=two)
    done = record_announced(meeting, by=SYSTEM)
    note_presence(one, Presence.ABSENT, by=SYSTEM)
    assert undo_announced(meeting, done.at, by=SYSTEM) == 1
    assert presences(meeting) == ["absent", "", ""]
    assert undo_announced(meeting, done.at, by=SYSTEM) == 0


def test_undo_of_the_only_act_opens_the_answers_again(meeting):
    meeting.invitees.update(answer=Answer.PRESENT)
    done = record_announced(meeting, by=SYSTEM)
    assert status_of(meeting) == MeetingStatus.HELD
    undo_announced(meeting, done.at, by=SYSTEM)
    assert (status_of(meeting), set(presences(meeting))) == (MeetingStatus.CONVENED, {""})


def test_nobody_announced_changes_nothing(meeting):
    assert record_announced(meeting, by=SYSTEM).changed == 0
    assert status_of(meeting) == MeetingStatus.CONVENED


# The signed sheet.


def test_line_that_somebody_else_changed_is_refused_and_the_others_are_kept_d91(meeting):
    one, two, _three = meeting.invitees.all()
    note_presence(one, Presence.PRESENT, by=SYSTEM)
    done = record_attendance(meeting, [row(one, "absent"), row(two, "excused")], by=SYSTEM)
    assert ([conflict.pk for conflict in done.conflicts], done.changed) == ([one.pk], 1)
    one.refresh_from_db()
    assert one.presence == Presence.PRESENT


def test_saving_the_same_twice_changes_nothing(meeting):
    one = meeting.invitees.first()
    record_attendance(meeting, [row(one, "present")], by=SYSTEM)
    done = record_attendance(meeting, [row(one, "present")], by=SYSTEM)
    assert (done.changed, done.conflicts) == (0, [])


def test_lines_of_the_sheet_stand_as_they_are_typed(meeting):
    absent, coming, _other = meeting.invitees.order_by("pk")
    Invitee.objects.filter(pk=absent.pk).update(replaced_by=coming)
    record_attendance(meeting, [row(absent, "excused"), row(coming, "present")], by=SYSTEM)
    assert presences(meeting) == ["excused", "present", ""]


def test_invitee_of_another_meeting_is_refused_d03(meeting):
    foreign = make_invitee(make_meeting(make_platform(), status=MeetingStatus.CONVENED))
    one = meeting.invitees.first()
    with pytest.raises(DomainError):
        record_attendance(meeting, [row(one, "present"), row(foreign, "present")], by=SYSTEM)
    assert set(Invitee.objects.values_list("presence", flat=True)) == {""}


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
