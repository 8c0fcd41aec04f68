"""Several changes are one mail, told from what people last heard (DESIGN §7, §6.11)."""

import datetime as dt

import pytest
from django.utils import timezone

from portal.core.actors import SYSTEM
from portal.core.errors import DomainError
from portal.mailing.models import OutgoingMail
from portal.meetings.models import ChangeNotice, Meeting
from portal.meetings.services import change_notices, meetings
from tests.factories import make_platform, make_venue

from .builders import all_sent, change, convened, follow_by_calendar, in_days, kinds

pytestmark = pytest.mark.django_db


def let_ten_minutes_pass():
    ChangeNotice.objects.filter(due_at__isnull=False).update(due_at=timezone.now() - dt.timedelta(seconds=1))


def test_several_changes_within_ten_minutes_are_one_mail_with_all_differences(platform):
    meeting = convened(platform)
    change(meeting, starts_at=in_days(21))
    change(meeting, venue=make_venue(platform), title="Réunion de rentrée")
    assert OutgoingMail.objects.count() == 0
    let_ten_minutes_pass()
    assert change_notices.tell_due() == 1
    assert kinds() == ["meeting_changed"] * 2
    text = OutgoingMail.objects.first().text
    assert [word for word in ("Date", "Lieu", "Titre") if word not in text] == []
    assert change_notices.tell_due() == 0
    assert OutgoingMail.objects.count() == 2


def test_change_waits_for_ten_minutes_after_the_last_one_and_an_hour_at_most(platform):
    meeting = convened(platform)
    change(meeting, starts_at=in_days(21))
    first = ChangeNotice.objects.get()
    assert first.due_at - first.first_at == change_notices.WAIT
    earlier = timezone.now() - dt.timedelta(minutes=55)
    ChangeNotice.objects.update(first_at=earlier, due_at=earlier + dt.timedelta(minutes=58))
    change(meeting, starts_at=in_days(22))
    assert ChangeNotice.objects.get().due_at == earlier + change_notices.LONGEST_WAIT


def test_moved_back_to_what_people_heard_tells_nobody(platform):
    meeting = convened(platform)
    start = meeting.starts_at
    change(meeting, starts_at=in_days(21))
    change(meeting, starts_at=start)
    assert ChangeNotice.objects.count() == 0
    assert Meeting.objects.get().sequence == 3


def test_silent_change_is_among_the_differences_of_the_next_one_that_is_told(platform):
    meeting = convened(platform)
    change(meeting, starts_at=in_days(21), tell=False)
    let_ten_minutes_pass()
    assert change_notices.tell_due() == 0
    change(meeting, title="Autre titre")
    let_ten_minutes_pass()
    change_notices.tell_due()
    mail = OutgoingMail.objects.first()
    assert mail.subject.startswith("Nouvelle date")
    assert "Autre titre" in mail.text


def test_silent_change_does_not_put_off_what_is_to_be_told(platform):
    meeting = convened(platform)
    change(meeting, starts_at=in_days(21))
    due = ChangeNotice.objects.get().due_at
    change(meeting, title="Autre titre", tell=False)
    assert ChangeNotice.objects.get().due_at == due


def test_less_than_72_hours_before_it_is_told_at_once_with_what_waited(platform):
    meeting = convened(platform, days=2)
    change(meeting, title="Autre titre", tell=False)
    change(meeting, starts_at=in_days(2, hour=15))
    assert kinds() == ["meeting_changed"] * 2
    mail = OutgoingMail.objects.first()
    assert mail.urgent is True
    assert "Autre titre" in mail.text


def test_moved_far_away_from_a_near_date_is_told_at_once(platform):
    change(convened(platform, days=2), starts_at=in_days(30))
    assert kinds() == ["meeting_changed"] * 2


def test_cancelling_drops_what_waits_and_tells_once(platform):
    meeting = convened(platform)
    change(meeting, starts_at=in_days(21))
    meetings.cancel_meeting(meeting, reason="Grève", by=SYSTEM)
    let_ten_minutes_pass()
    change_notices.tell_due()
    assert kinds() == ["meeting_cancelled"] * 2
    assert ChangeNotice.objects.count() == 0


def test_team_tells_at_once_or_keeps_it_silent(platform):
    meeting = convened(platform)
    change(meeting, starts_at=in_days(21))
    change_notices.keep_silent(meeting, by=SYSTEM)
    with pytest.raises(DomainError) as refusal:
        change_notices.tell_now(meeting, by=SYSTEM)
    assert refusal.value.code == "none"
    change(meeting, starts_at=in_days(22))
    change_notices.tell_now(meeting, by=SYSTEM)
    assert OutgoingMail.objects.count() == 2


def test_near_meeting_cannot_be_kept_silent(platform):
    meeting = convened(platform)
    change(meeting, starts_at=in_days(21))
    Meeting.objects.update(starts_at=in_days(2))
    with pytest.raises(DomainError) as refusal:
        change_notices.keep_silent(meeting, by=SYSTEM)
    assert refusal.value.code == "must_tell"


def test_meeting_that_is_over_meanwhile_is_not_told(platform):
    meeting = convened(platform)
    change(meeting, starts_at=in_days(21))
    Meeting.objects.update(starts_at=in_days(-1))
    let_ten_minutes_pass()
    assert change_notices.tell_due() == 0
    assert (OutgoingMail.objects.count(), ChangeNotice.objects.count()) == (0, 0)


def test_one_meeting_that_fails_keeps_no_other_waiting(platform):
    broken, good = convened(platform), convened(make_platform())
    change(broken, starts_at=in_days(21))
    change(good, starts_at=in_days(21))
    ChangeNotice.objects.filter(meeting=broken).update(before={"title": "illisible"})
    let_ten_minutes_pass()
    assert change_notices.tell_due() == 1
    assert OutgoingMail.objects.count() == 2


def test_calendar_alone_hears_of_near_changes_and_of_cancellations_only(platform):
    meeting = convened(platform)
    quiet = follow_by_calendar(meeting.invitees.first().person)
    change(meeting, starts_at=in_days(21))
    change_notices.tell_now(meeting, by=SYSTEM)
    assert OutgoingMail.objects.filter(recipient=quiet.email).count() == 0
    change(meeting, starts_at=in_days(2))
    assert OutgoingMail.objects.filter(recipient=quiet.email).count() == 1
    all_sent()
    meetings.cancel_meeting(meeting, reason="Grève", by=SYSTEM)
    assert OutgoingMail.objects.filter(recipient=quiet.email, kind="meeting_cancelled").count() == 1
