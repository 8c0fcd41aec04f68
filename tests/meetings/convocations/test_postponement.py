"""A meeting put off: one cancelled, another in its place, one mail (DESIGN §3)."""

import icalendar
import pytest

from portal.core.actors import SYSTEM
from portal.core.errors import DomainError
from portal.mailing.message import build
from portal.mailing.models import OutgoingMail
from portal.meetings.enums import Answer, MeetingStatus
from portal.meetings.models import AgendaProposal, Invitee, Meeting
from portal.meetings.services.meetings import StaleMeeting, restore_meeting
from portal.meetings.services.postponement import postpone_meeting
from tests.factories import make_agenda_item, make_invitee, make_meeting, make_organisation, make_person

from .builders import convened, details_of, follow_by_calendar, in_days, kinds

pytestmark = pytest.mark.django_db


def postpone(meeting, days=27, **options):
    details = details_of(meeting, starts_at=in_days(days), **options.pop("changes", {}))
    return postpone_meeting(meeting, details, **{"reason": "Salle fermée", "by": SYSTEM, **options})


def events(calendar):
    found = icalendar.Calendar.from_ical(calendar)
    return found["METHOD"], found.walk("VEVENT")[0]


def test_agenda_proposals_and_people_go_over_and_answers_begin_anew(platform):
    meeting = convened(platform)
    item = make_agenda_item(meeting, "Places en CFA")
    AgendaProposal.objects.create(meeting=meeting, person_name="Camille", title="Mobilité")
    Invitee.objects.update(answer=Answer.PRESENT)
    guest = make_invitee(meeting, make_person(organisation=make_organisation()), is_guest=True)
    new = postpone(meeting)
    meeting.refresh_from_db()
    assert (meeting.status, meeting.replaced_by, meeting.cancel_reason) == (
        MeetingStatus.CANCELLED,
        new,
        "Salle fermée",
    )
    assert (new.status, new.kind, new.circle, new.title) == (
        MeetingStatus.CONVENED,
        meeting.kind,
        meeting.circle,
        meeting.title,
    )
    assert list(new.agenda_items.all()) == [item]
    assert new.proposals.count() == 1
    assert {one.answer for one in new.invitees.all()} == {Answer.NONE}
    assert new.invitees.get(person=guest.person).is_guest is True
    assert meeting.invitees.count() == new.invitees.count() == 3


def test_one_mail_convenes_to_the_new_date_and_takes_the_former_out_of_calendars(platform):
    meeting = convened(platform)
    new = postpone(meeting)
    assert kinds() == ["meeting_postponed"] * 2
    mail = OutgoingMail.objects.first()
    method, event = events(mail.calendar)
    assert (method, str(event["UID"]).split("@")[0]) == ("REQUEST", f"meeting-{new.uuid}")
    method, event = events(mail.cancelled_calendar)
    assert (method, str(event["UID"]).split("@")[0]) == ("CANCEL", f"meeting-{meeting.uuid}")
    assert int(event["SEQUENCE"]) == 2
    assert "Salle fermée" in mail.text
    types = [part["Content-Type"] for part in build(mail).message().walk()]
    calendars = [one.replace('"', "") for one in types if one.startswith("text/calendar")]
    assert ["method=REQUEST" in one for one in calendars] == [True, False]
    assert ["method=CANCEL" in one for one in calendars] == [False, True]


def test_who_follows_by_calendar_alone_is_told_too(platform):
    meeting = convened(platform, people=1)
    quiet = follow_by_calendar(meeting.invitees.get().person)
    postpone(meeting)
    assert [mail.recipient for mail in OutgoingMail.objects.all()] == [quiet.email]


def test_substitute_who_came_for_that_date_alone_hears_that_it_is_cancelled(platform):
    meeting = convened(platform, people=1)
    coming = make_invitee(meeting, make_person(organisation=make_organisation()), answer=Answer.PRESENT)
    Invitee.objects.exclude(pk=coming.pk).update(replaced_by=coming)
    new = postpone(meeting)
    assert new.invitees.count() == 1
    assert OutgoingMail.objects.get(recipient=coming.person.email).kind == "meeting_cancelled"


def test_proposed_meeting_is_put_off_without_mail(platform):
    new = postpone(make_meeting(platform, starts_at=in_days(20), plan_key="c1:3"))
    assert (new.status, new.plan_key, OutgoingMail.objects.count()) == (MeetingStatus.PROPOSED, "", 0)


def test_former_date_is_not_restored_while_the_new_one_stands(platform):
    meeting = convened(platform)
    postpone(meeting)
    with pytest.raises(DomainError) as refusal:
        restore_meeting(meeting, by=SYSTEM)
    assert refusal.value.code == "postponed"


@pytest.mark.parametrize(
    ("fields", "options", "code"),
    [
        ({"status": MeetingStatus.HELD}, {}, "status"),
        ({"status": MeetingStatus.CANCELLED}, {}, "status"),
        ({"starts_at": in_days(-2)}, {}, "past"),
        ({}, {"days": -1}, "past"),
        ({}, {"days": 20}, "same"),
        ({}, {"reason": "  "}, "refused"),
    ],
)
def test_what_cannot_be_put_off_changes_nothing(platform, fields, options, code):
    meeting = make_meeting(platform, **{"starts_at": in_days(20), "status": MeetingStatus.CONVENED, **fields})
    with pytest.raises(DomainError) as refusal:
        postpone(meeting, **options)
    assert refusal.value.code == code
    assert Meeting.objects.count() == 1


def test_stale_version_is_refused_d91(platform):
    meeting = convened(platform)
    with pytest.raises(StaleMeeting):
        postpone(meeting, version="autre")
    assert Meeting.objects.count() == 1
