"""Calls, convocations, reminders and digests that leave by themselves, each once (MISSION B7)."""

import datetime as dt

import pytest
from django.utils import timezone

from portal.core.actors import SYSTEM
from portal.core.errors import DomainError
from portal.mailing.models import OutgoingMail
from portal.meetings.enums import Answer, MeetingKind, MeetingStatus
from portal.meetings.models import Invitee, Meeting, MeetingDelays, WorkingGroup, WorkingGroupMember
from portal.meetings.services import by_the_clock
from portal.meetings.services.calls import call_for_items
from portal.meetings.services.reminders import remind
from tests.factories import make_lead, make_meeting, make_member, make_platform

from .builders import convened, follow_by_calendar, in_days, kinds

pytestmark = pytest.mark.django_db


@pytest.fixture
def settled(monkeypatch):
    """Let meetings that tests make count as settled: nobody still writes them."""
    monkeypatch.setattr(by_the_clock, "STILL_WRITING", -dt.timedelta(hours=1))


def morning_of(meeting, days):
    return by_the_clock.day_before(meeting, days) + by_the_clock.MORNING


def proposed(platform, days=10, **fields):
    return make_meeting(platform, starts_at=in_days(days), **fields)


def automatic(platform, kind=MeetingKind.CIRCLE_1, **values):
    usual = {"call_days": 10, "convene_days": 7, "freeze_days": 3, "remind_days": 1}
    return MeetingDelays.objects.create(platform=platform, kind=kind, automatic=True, **{**usual, **values})


def test_call_leaves_in_the_morning_of_its_day_once(platform, settled):
    member = make_member(platform)
    automatic(platform)
    meeting = proposed(platform, days=30)
    assert by_the_clock.call_due(morning_of(meeting, 10) - dt.timedelta(minutes=1)) == 0
    assert by_the_clock.call_due(morning_of(meeting, 10)) == 1
    assert by_the_clock.call_due(morning_of(meeting, 10)) == 0
    mail = OutgoingMail.objects.get()
    assert (mail.kind, mail.recipient, mail.calendar) == ("meeting_call", member.email, None)
    assert Meeting.objects.get().called_at is not None
    assert Invitee.objects.count() == 0


def test_call_does_not_leave_once_its_deadline_is_past(platform, settled):
    make_member(platform)
    automatic(platform)
    meeting = proposed(platform, days=30)
    assert by_the_clock.call_due(morning_of(meeting, 6)) == 0


def test_nothing_leaves_by_itself_where_the_team_did_not_ask_for_it(platform, settled):
    make_member(platform)
    meeting = proposed(platform, days=30)
    assert by_the_clock.call_due(morning_of(meeting, 9)) == 0
    assert by_the_clock.convene_due(morning_of(meeting, 6)) == 0
    automatic(make_platform())
    assert by_the_clock.convene_due(morning_of(meeting, 6)) == 0
    assert OutgoingMail.objects.count() == 0


def test_convocation_leaves_on_its_day_once(platform, settled):
    make_member(platform)
    automatic(platform)
    meeting = proposed(platform, days=30)
    assert by_the_clock.convene_due(morning_of(meeting, 7) - dt.timedelta(minutes=1)) == 0
    assert by_the_clock.convene_due(morning_of(meeting, 7)) == 1
    assert by_the_clock.convene_due(morning_of(meeting, 7)) == 0
    assert kinds() == ["meeting_convocation"]


def test_meeting_that_somebody_still_writes_is_left_alone(platform):
    make_member(platform)
    automatic(platform)
    meeting = proposed(platform, days=30)
    at = morning_of(meeting, 7)
    Meeting.objects.update(modified_at=at - dt.timedelta(minutes=30))
    assert by_the_clock.convene_due(at) == 0
    Meeting.objects.update(modified_at=at - dt.timedelta(minutes=61))
    assert by_the_clock.convene_due(at) == 1


def test_meeting_whose_guests_a_lead_chooses_is_never_convened_by_the_clock(platform, settled):
    make_member(platform)
    make_lead(platform)
    automatic(platform, MeetingKind.BILATERAL)
    meeting = proposed(platform, days=30, kind=MeetingKind.BILATERAL)
    assert by_the_clock.call_due(morning_of(meeting, 10)) == 0
    by_the_clock.convene_due(morning_of(meeting, 7))
    assert (Meeting.objects.get().status, OutgoingMail.objects.count()) == (MeetingStatus.PROPOSED, 0)


def test_group_meeting_convenes_its_members_and_the_team(platform, settled):
    today = timezone.localdate()
    group = WorkingGroup.objects.create(platform=platform, name="Mobilité", since=today)
    member, _other = make_member(platform), make_member(platform)
    lead = make_lead(platform)
    WorkingGroupMember.objects.create(
        group=group, person=member, organisation=member.organisation, since=today - dt.timedelta(days=3)
    )
    automatic(platform, MeetingKind.WORKING_GROUP)
    meeting = proposed(platform, days=30, kind=MeetingKind.WORKING_GROUP, working_group=group)
    by_the_clock.convene_due(morning_of(meeting, 7))
    assert set(Invitee.objects.values_list("person", flat=True)) == {member.pk, lead.pk}


def test_those_without_answer_are_reminded_once_by_the_clock(platform):
    meeting = convened(platform, people=3, days=5)
    answered, quiet, silent = (one for one in meeting.invitees.select_related("person").order_by("pk"))
    Invitee.objects.filter(pk=answered.pk).update(answer=Answer.EXCUSED)
    follow_by_calendar(quiet.person)
    Meeting.objects.update(convened_at=timezone.now() - dt.timedelta(days=3))
    assert by_the_clock.remind_due(morning_of(meeting, 1) - dt.timedelta(minutes=1)) == 0
    assert by_the_clock.remind_due(morning_of(meeting, 1)) == 1
    assert by_the_clock.remind_due(morning_of(meeting, 1)) == 0
    mail = OutgoingMail.objects.get()
    assert (mail.kind, mail.recipient) == ("meeting_reminder", silent.email)


def test_nobody_is_reminded_within_a_day_of_the_convocation(platform):
    meeting = convened(platform, days=1)
    with pytest.raises(DomainError) as refusal:
        remind(meeting, by=SYSTEM)
    assert refusal.value.code == "soon"
    assert Meeting.objects.get().reminded_at is None


def test_without_delay_no_reminder_leaves(platform):
    MeetingDelays.objects.create(platform=platform, kind=MeetingKind.CIRCLE_1, remind_days=None)
    meeting = convened(platform, days=5)
    Meeting.objects.update(convened_at=timezone.now() - dt.timedelta(days=3))
    assert by_the_clock.remind_due(morning_of(meeting, 0)) == 0


def test_call_asks_the_same_person_once_whatever_becomes_of_the_meeting(platform):
    make_member(platform)
    meeting = proposed(platform, days=30)
    call_for_items(meeting, by=SYSTEM)
    with pytest.raises(DomainError) as refusal:
        call_for_items(meeting, by=SYSTEM)
    assert refusal.value.code == "already_called"
    assert OutgoingMail.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "code"),
    [({"status": MeetingStatus.DRAFT}, "status"), ({"starts_at": in_days(2)}, "frozen"), ({}, "nobody")],
)
def test_meeting_for_which_nothing_is_called_is_refused(platform, fields, code):
    if code != "nobody":
        make_member(platform)
    meeting = make_meeting(platform, **{"starts_at": in_days(20), **fields})
    with pytest.raises(DomainError) as refusal:
        call_for_items(meeting, by=SYSTEM)
    assert refusal.value.code == code


def test_calendar_alone_is_not_asked_for_items_nor_convened_by_mail(platform):
    quiet = follow_by_calendar(make_member(platform))
    closed = follow_by_calendar(make_member(platform), with_address=False)
    meeting = proposed(platform, days=30)
    call_for_items(meeting, by=SYSTEM)
    assert [mail.recipient for mail in OutgoingMail.objects.all()] == [closed.email]
    result = by_the_clock.convene(meeting, by=SYSTEM)
    assert (result.by_calendar, result.mailed) == (1, 1)
    assert set(Invitee.objects.values_list("person", flat=True)) == {quiet.pk, closed.pk}


def test_calendar_alone_is_convened_by_mail_to_a_near_meeting(platform):
    quiet = follow_by_calendar(make_member(platform))
    by_the_clock.convene(proposed(platform, days=2), by=SYSTEM)
    assert [mail.recipient for mail in OutgoingMail.objects.all()] == [quiet.email]


def test_one_meeting_that_fails_keeps_no_other_waiting(platform, settled, monkeypatch):
    make_member(platform)
    automatic(platform)
    first, second = proposed(platform, days=30), proposed(platform, days=30)

    def fail_for_first(meeting, *, by, **rest):
        if meeting.pk == first.pk:
            raise RuntimeError("essai")
        return real(meeting, by=by, **rest)

    real = by_the_clock.convene
    monkeypatch.setattr(by_the_clock, "convene", fail_for_first)
    assert by_the_clock.convene_due(morning_of(first, 7)) == 1
    assert Meeting.objects.get(status=MeetingStatus.CONVENED) == second
