"""A meeting put off: one cancelled, another in its place, a mail for each (DESIGN §3, §6.10)."""

import icalendar
import pytest

from portal.core.actors import SYSTEM
from portal.core.errors import DomainError
from portal.core.french_dates import format_date, format_range, to_local
from portal.mailing.message import build
from portal.mailing.models import OutgoingMail
from portal.mailing.services.delivery import deliver_due
from portal.meetings.enums import Answer, MeetingStatus
from portal.meetings.models import AgendaProposal, Invitee, Meeting
from portal.meetings.services.meetings import StaleMeeting, cancel_meeting, restore_meeting
from portal.meetings.services.postponement import postpone_meeting
from tests.factories import make_agenda_item, make_invitee, make_meeting, make_organisation, make_person
from tests.factories.charters import publish_charter

from .builders import all_sent, change, convened, details_of, follow_by_calendar, in_days, kinds

pytestmark = pytest.mark.django_db


def postpone(meeting, days=27, **options):
    details = details_of(meeting, starts_at=in_days(days), **options.pop("changes", {}))
    return postpone_meeting(meeting, details, **{"reason": "Salle fermée", "by": SYSTEM, **options})


def event_of(mail):
    (event,) = icalendar.Calendar.from_ical(mail.calendar).walk("VEVENT")
    return event


def uid_of(mail):
    return str(event_of(mail)["UID"]).split("@")[0]


def method_of(mail):
    method = str(icalendar.Calendar.from_ical(mail.calendar)["METHOD"])
    assert mail.calendar_method == method
    return method


def when(meeting):
    return " ".join(format_range(meeting.starts_at, meeting.ends_at, meeting.timezone_name).split())


def day(meeting):
    return format_date(to_local(meeting.starts_at, meeting.timezone_name))


def flat(mail):
    """Return the text of ``mail`` without the breaks of its lines."""
    return " ".join(mail.text.split())


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


def test_two_mails_of_one_event_each_free_the_former_date_then_convene_to_the_new_one(platform):
    meeting = convened(platform)
    new = postpone(meeting)
    assert kinds() == ["meeting_convocation_instead"] * 2 + ["meeting_postponed"] * 2
    for invitee in meeting.invitees.all():
        cancellation, convocation = OutgoingMail.objects.filter(recipient=invitee.email).order_by("pk")
        assert (cancellation.kind, convocation.kind) == ("meeting_postponed", "meeting_convocation_instead")
        assert (uid_of(cancellation), method_of(cancellation)) == (f"meeting-{meeting.uuid}", "CANCEL")
        assert (uid_of(convocation), method_of(convocation)) == (f"meeting-{new.uuid}", "REQUEST")
        assert [int(event_of(mail)["SEQUENCE"]) for mail in (cancellation, convocation)] == [2, 1]
        assert cancellation.dedup_key == f"meeting_postponed:{invitee.pk}:2"
        mine = new.invitees.get(person=invitee.person)
        assert convocation.dedup_key == f"meeting_convocation_instead:{mine.pk}:1"


def test_each_message_holds_one_calendar_event_and_its_method(platform):
    postpone(convened(platform, people=1))
    for mail, method in zip(OutgoingMail.objects.order_by("pk"), ("CANCEL", "REQUEST"), strict=True):
        parts = [part for part in build(mail).message().walk() if "calendar" in part.get_content_type()]
        parts += [part for part in build(mail).message().walk() if part.get_content_type() == "application/ics"]
        assert [part.get_content_type() for part in parts] == ["text/calendar", "application/ics"]
        assert parts[0].get_param("method") == method
        found = [icalendar.Calendar.from_ical(part.get_payload(decode=True)) for part in parts]
        assert [calendar["METHOD"] for calendar in found] == [method] * 2
        assert {str(event["UID"]) for calendar in found for event in calendar.walk("VEVENT")} == {
            str(event_of(mail)["UID"])
        }


def test_each_of_the_two_mails_says_the_other_date(platform):
    meeting = convened(platform, people=1)
    new = postpone(meeting)
    cancellation, convocation = OutgoingMail.objects.order_by("pk")
    assert cancellation.subject.startswith(f"Report au {day(new)}")
    assert f"reportée au {when(new)}" in flat(cancellation)
    assert f"qui devait avoir lieu le {when(meeting)}" in flat(cancellation)
    assert "Salle fermée" in cancellation.text
    assert f"Cette réunion remplace celle du {when(meeting)}, qui est annulée." in flat(convocation)
    assert when(new) in flat(convocation)
    assert "/r/" not in cancellation.text
    assert "Répondre" in convocation.text


def test_the_cancellation_leaves_first(platform, mailoutbox):
    postpone(convened(platform, people=1))
    deliver_due()
    assert [mail.subject.split(" ")[0] for mail in mailoutbox] == ["Report", "Convocation\u202f:"]


def test_reason_and_title_stay_above_the_gate(platform):
    meeting = convened(platform, people=1, title="Dossier réservé", confidential=True)
    publish_charter(platform)
    postpone(meeting, reason="Motif réservé")
    assert OutgoingMail.objects.count() == 2
    for mail in OutgoingMail.objects.all():
        assert "réservé" not in mail.subject + mail.text + mail.html + bytes(mail.calendar).decode()


def test_mails_that_have_not_left_say_the_date_to_which_the_new_meeting_is_moved(platform):
    meeting = convened(platform, people=1)
    new = postpone(meeting)
    change(new, starts_at=in_days(34))
    new.refresh_from_db()
    assert kinds() == ["meeting_convocation_instead", "meeting_postponed"]
    cancellation, convocation = OutgoingMail.objects.order_by("pk")
    assert f"reportée au {when(new)}" in flat(cancellation)
    assert (uid_of(cancellation), method_of(cancellation)) == (f"meeting-{meeting.uuid}", "CANCEL")
    assert event_of(convocation)["DTSTART"].dt == new.starts_at
    assert f"remplace celle du {when(meeting)}" in flat(convocation)


def test_new_meeting_cancelled_while_nothing_left_takes_its_convocation_back_and_not_the_first_cancellation(platform):
    meeting = convened(platform, people=1)
    new = postpone(meeting)
    cancel_meeting(new, reason="Grève", by=SYSTEM)
    assert kinds() == ["meeting_cancelled", "meeting_postponed"]
    first = OutgoingMail.objects.get(kind="meeting_postponed")
    assert (uid_of(first), method_of(first)) == (f"meeting-{meeting.uuid}", "CANCEL")
    assert first.subject.startswith("Annulation")
    assert "reportée" not in first.text
    restore_meeting(meeting, by=SYSTEM)
    assert "meeting_postponed" not in kinds()


def test_put_off_twice_names_the_last_date(platform):
    meeting = convened(platform, people=1)
    second = postpone(meeting)
    third = postpone(second, days=40)
    of_first, of_second, convocation = OutgoingMail.objects.order_by("pk")
    assert [uid_of(mail) for mail in (of_first, of_second, convocation)] == [
        f"meeting-{one.uuid}" for one in (meeting, second, third)
    ]
    assert [method_of(mail) for mail in (of_first, of_second, convocation)] == ["CANCEL", "CANCEL", "REQUEST"]
    assert f"reportée au {when(third)}" in flat(of_first)
    assert f"reportée au {when(third)}" in flat(of_second)
    assert f"remplace celle du {when(second)}" in flat(convocation)


def test_what_has_left_is_not_written_anew(platform):
    new = postpone(convened(platform, people=1))
    all_sent()
    before = dict(OutgoingMail.objects.values_list("pk", "text"))
    cancel_meeting(new, reason="Grève", by=SYSTEM)
    assert dict(OutgoingMail.objects.filter(pk__in=before).values_list("pk", "text")) == before
    assert OutgoingMail.objects.exclude(pk__in=before).get().kind == "meeting_cancelled"


def test_who_follows_by_calendar_alone_is_told_too(platform):
    meeting = convened(platform, people=1)
    quiet = follow_by_calendar(meeting.invitees.get().person)
    postpone(meeting)
    assert [mail.recipient for mail in OutgoingMail.objects.all()] == [quiet.email] * 2
    assert kinds() == ["meeting_convocation_instead", "meeting_postponed"]


def test_substitute_who_came_for_that_date_alone_hears_that_it_is_cancelled(platform):
    meeting = convened(platform, people=1)
    coming = make_invitee(meeting, make_person(organisation=make_organisation()), answer=Answer.PRESENT)
    Invitee.objects.exclude(pk=coming.pk).update(replaced_by=coming)
    new = postpone(meeting)
    assert new.invitees.count() == 1
    mail = OutgoingMail.objects.get(recipient=coming.person.email)
    assert (mail.kind, uid_of(mail), method_of(mail)) == ("meeting_cancelled", f"meeting-{meeting.uuid}", "CANCEL")


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
