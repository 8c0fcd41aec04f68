"""A mail server that is gone while meetings move: nobody hears of what is no more (D-39, D-93)."""

import icalendar
import pytest

from portal.core.actors import SYSTEM
from portal.mailing.enums import MailState
from portal.mailing.models import OutgoingMail
from portal.mailing.services.delivery import deliver_due
from portal.meetings.models import Meeting
from portal.meetings.services import change_notices, meetings
from portal.meetings.services.convene import convene
from tests.factories import make_meeting, make_member

from .builders import all_sent, change, convened, in_days, kinds

pytestmark = pytest.mark.django_db


def event_of(mail):
    return icalendar.Calendar.from_ical(mail.calendar).walk("VEVENT")[0]


@pytest.fixture
def just_convened(platform):
    make_member(platform)
    make_member(platform)
    return convene(make_meeting(platform, starts_at=in_days(20)), by=SYSTEM).meeting


def test_convocation_that_has_not_left_says_the_new_date_even_of_a_silent_change(just_convened):
    change(just_convened, starts_at=in_days(23), tell=False)
    stored = Meeting.objects.get()
    mails = list(OutgoingMail.objects.all())
    assert kinds() == ["meeting_convocation"] * 2
    assert {int(event_of(mail)["SEQUENCE"]) for mail in mails} == {stored.sequence}
    assert {event_of(mail)["DTSTART"].dt for mail in mails} == {stored.starts_at}


def test_moved_while_its_convocation_goes_out_each_hears_the_last_state(just_convened):
    gone, waiting = OutgoingMail.objects.order_by("pk")
    OutgoingMail.objects.filter(pk=gone.pk).update(state=MailState.SENDING, claimed_at=gone.created_at)
    change(just_convened, starts_at=in_days(23))
    change_notices.tell_now(just_convened, by=SYSTEM)
    assert [mail.kind for mail in OutgoingMail.objects.filter(recipient=waiting.recipient)] == ["meeting_convocation"]
    of_gone = list(OutgoingMail.objects.filter(recipient=gone.recipient).order_by("pk"))
    assert [mail.kind for mail in of_gone] == ["meeting_convocation", "meeting_changed"]
    assert [int(event_of(mail)["SEQUENCE"]) for mail in of_gone] == [1, 2]


def test_cancelled_before_the_convocation_left_only_the_cancellation_goes(just_convened, mailoutbox):
    meetings.cancel_meeting(just_convened, reason="Grève", by=SYSTEM)
    assert kinds() == ["meeting_cancelled"] * 2
    deliver_due()
    assert [mail.subject.split(" ")[0] for mail in mailoutbox] == ["Annulation\u202f:"] * 2


def test_cancel_then_restore_leaves_the_last_word_alone(just_convened):
    all_sent()
    meetings.cancel_meeting(just_convened, reason="Grève", by=SYSTEM)
    meetings.restore_meeting(just_convened, by=SYSTEM)
    unsent = OutgoingMail.objects.exclude(state=MailState.SENT)
    assert {mail.kind for mail in unsent} == {"meeting_restored"}
    assert {int(event_of(mail)["SEQUENCE"]) for mail in unsent} == {3}


def test_restored_then_cancelled_again_tells_the_cancellation_alone(platform):
    meeting = convened(platform)
    meetings.cancel_meeting(meeting, reason="Grève", by=SYSTEM)
    all_sent()
    meetings.restore_meeting(meeting, by=SYSTEM)
    meetings.cancel_meeting(meeting, reason="Salle fermée", by=SYSTEM)
    assert {mail.kind for mail in OutgoingMail.objects.exclude(state=MailState.SENT)} == {"meeting_cancelled"}


def test_mails_of_other_meetings_are_left_alone(platform, just_convened):
    other = convene(make_meeting(platform, starts_at=in_days(25)), by=SYSTEM).meeting
    meetings.cancel_meeting(just_convened, reason="Grève", by=SYSTEM)
    pks = [str(pk) for pk in other.invitees.values_list("pk", flat=True)]
    kept = OutgoingMail.objects.filter(kind="meeting_convocation").values_list("dedup_key", flat=True)
    assert sorted(key.split(":")[1] for key in kept) == sorted(pks)


def test_urgent_change_does_not_overtake_one_that_waits(platform):
    meeting = convened(platform, people=1)
    change(meeting, starts_at=in_days(21))
    change_notices.tell_now(meeting, by=SYSTEM)
    change(meeting, starts_at=in_days(2))
    order = list(OutgoingMail.objects.due().values_list("dedup_key", flat=True))
    sequences = [int(key.split(":")[2]) for key in order]
    assert sequences == sorted(sequences)
