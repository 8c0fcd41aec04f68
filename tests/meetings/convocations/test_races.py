"""Two who act at once: one outcome, one mail (issue of races, on both databases)."""

import datetime as dt
import threading

import pytest
from django.db import connection
from django.utils import timezone

from portal.core.actors import SYSTEM
from portal.core.errors import DomainError
from portal.mailing.models import OutgoingMail
from portal.meetings.enums import MeetingStatus
from portal.meetings.models import ChangeNotice, Invitee, Meeting, NewcomerWelcome
from portal.meetings.services import answers, change_notices, meetings, newcomers
from portal.meetings.services.convene import convene
from portal.meetings.services.postponement import postpone_meeting
from tests.factories import make_meeting, make_member, make_platform

from .builders import change, convened, details_of, in_days

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]


def at_once(*acts):
    """Run ``acts`` at the same moment; return what each returned, or the code of its refusal."""
    barrier, outcomes = threading.Barrier(len(acts)), [None] * len(acts)

    def run(number, act):
        barrier.wait()
        try:
            outcomes[number] = act()
        except DomainError as refusal:
            outcomes[number] = refusal.code
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number, act)) for number, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_two_clocks_tell_a_change_once():
    meeting = convened(make_platform(), people=3)
    change(meeting, starts_at=in_days(21))
    ChangeNotice.objects.update(due_at=timezone.now() - dt.timedelta(seconds=1))
    assert sorted(at_once(change_notices.tell_due, change_notices.tell_due)) == [0, 1]
    assert OutgoingMail.objects.count() == 3


def test_cancelled_while_a_change_is_told_the_cancellation_is_the_last_word():
    meeting = convened(make_platform(), people=2)
    change(meeting, starts_at=in_days(21))
    ChangeNotice.objects.update(due_at=timezone.now() - dt.timedelta(seconds=1))
    at_once(change_notices.tell_due, lambda: meetings.cancel_meeting(meeting, reason="Grève", by=SYSTEM))
    assert Meeting.objects.get().status == MeetingStatus.CANCELLED
    assert {mail.kind for mail in OutgoingMail.objects.all()} == {"meeting_cancelled"}
    assert OutgoingMail.objects.count() == 2


def test_moved_while_convoking_the_convocation_or_its_successor_says_the_new_date():
    platform = make_platform()
    make_member(platform)
    meeting = make_meeting(platform, starts_at=in_days(20))
    version = meetings.version_of(meeting)

    def move():
        return meetings.change_meeting(
            meeting, details_of(meeting, starts_at=in_days(23)), version=version, tell=True, by=SYSTEM
        )

    at_once(lambda: convene(meeting, by=SYSTEM), move)
    stored = Meeting.objects.get()
    assert stored.status == MeetingStatus.CONVENED
    mail = OutgoingMail.objects.get()
    assert f"SEQUENCE:{stored.sequence}".encode() in mail.calendar
    assert f"DTSTART:{stored.starts_at.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}".encode() in mail.calendar


def test_put_off_twice_at_once_makes_one_new_meeting():
    meeting = convened(make_platform(), people=2)

    def put_off():
        return bool(postpone_meeting(meeting, details_of(meeting, starts_at=in_days(27)), reason="Grève", by=SYSTEM))

    assert sorted(map(str, at_once(put_off, put_off))) == ["True", "status"]
    assert (Meeting.objects.count(), Invitee.objects.count()) == (2, 4)
    kinds = sorted(OutgoingMail.objects.values_list("kind", flat=True))
    assert kinds == ["meeting_convocation_instead"] * 2 + ["meeting_postponed"] * 2


def test_two_clocks_welcome_a_newcomer_once(monkeypatch):
    monkeypatch.setattr(newcomers, "EARLIEST_HOUR", 0)
    platform = make_platform()
    convened(platform, people=0)
    Meeting.objects.update(created_at=timezone.now() - dt.timedelta(days=30))
    make_member(platform, since=timezone.localdate() - dt.timedelta(days=1))
    at_once(newcomers.welcome_due, newcomers.welcome_due)
    assert (NewcomerWelcome.objects.count(), Invitee.objects.count(), OutgoingMail.objects.count()) == (1, 1, 1)


def test_answer_after_a_cancellation_is_refused_d93():
    meeting = convened(make_platform(), people=1)
    invitee = meeting.invitees.get()
    meetings.cancel_meeting(meeting, reason="Grève", by=SYSTEM)
    with pytest.raises(DomainError) as refusal:
        answers.answer(invitee, answer="present", by=SYSTEM)
    assert refusal.value.code == "closed"
