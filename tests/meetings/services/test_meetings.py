"""Create, change, propose, cancel, restore, delete."""

import datetime as dt

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry

from portal.core.actors import SYSTEM, Actor
from portal.core.errors import DomainError
from portal.mailing.models import OutgoingMail
from portal.meetings.enums import MeetingKind, MeetingStatus
from portal.meetings.models import Meeting
from portal.meetings.services import meetings as services
from portal.meetings.services.change_notices import tell_now
from portal.meetings.services.meetings import MeetingDetails, StaleMeeting, version_of
from tests.factories import (
    make_invitee,
    make_lead,
    make_meeting,
    make_member,
    make_platform,
    make_venue,
    sign_charter,
)

pytestmark = pytest.mark.django_db


def in_days(days, hour=9):
    return (timezone.localtime() + dt.timedelta(days=days)).replace(hour=hour, minute=30, second=0, microsecond=0)


def details_of(meeting, **changes):
    values = {
        "kind": meeting.kind,
        "starts_at": meeting.starts_at,
        "duration": meeting.duration,
        "title": meeting.title,
        "venue": meeting.venue,
        "video_link": meeting.video_link,
    }
    return MeetingDetails(**{**values, **changes})


def change(meeting, *, tell=False, by=SYSTEM, **changes):
    return services.change_meeting(
        meeting, details_of(meeting, **changes), version=version_of(meeting), tell=tell, by=by
    )


def convened_meeting(days=10, **fields):
    platform = make_platform()
    meeting = make_meeting(platform, status=MeetingStatus.CONVENED, starts_at=in_days(days), **fields)
    make_invitee(meeting, make_lead(platform))
    make_invitee(meeting, make_member(platform))
    return meeting


def test_new_meeting_is_a_draft_with_the_agenda_of_its_kind():
    platform = make_platform()
    details = MeetingDetails(kind=MeetingKind.CIRCLE_1, starts_at=in_days(7), duration=dt.timedelta(hours=2))
    meeting = services.create_meeting(platform, details, by=SYSTEM)
    assert (meeting.status, meeting.title, meeting.circle, meeting.confidential, meeting.sequence) == (
        MeetingStatus.DRAFT,
        str(MeetingKind.CIRCLE_1.label),
        "1",
        True,
        0,
    )
    assert list(meeting.agenda_items.values_list("kind", flat=True)) == [
        "open_actions",
        "topic",
        "topic",
        "situations",
        "places",
        "topic",
        "topic",
    ]


def test_steering_committee_is_not_behind_the_charter():
    details = MeetingDetails(kind=MeetingKind.STEERING_COMMITTEE, starts_at=in_days(7), duration=dt.timedelta(hours=2))
    meeting = services.create_meeting(make_platform(), details, by=SYSTEM)
    assert (meeting.confidential, meeting.circle) == (False, "")


@pytest.mark.parametrize(
    ("starts", "duration", "code"),
    [
        (in_days(-1), dt.timedelta(hours=2), "past"),
        (in_days(5), dt.timedelta(0), "order"),
        (in_days(5), dt.timedelta(hours=-1), "order"),
        (in_days(5), dt.timedelta(hours=30), "too_long"),
        (in_days(3000), dt.timedelta(hours=2), "far"),
    ],
)
def test_meeting_with_impossible_times_is_refused(starts, duration, code):
    details = MeetingDetails(kind=MeetingKind.CIRCLE_1, starts_at=starts, duration=duration)
    with pytest.raises(DomainError) as refusal:
        services.create_meeting(make_platform(), details, by=SYSTEM)
    assert refusal.value.code == code
    assert Meeting.objects.count() == 0


def test_venue_of_another_platform_is_refused_d03():
    details = MeetingDetails(
        kind=MeetingKind.CIRCLE_1,
        starts_at=in_days(5),
        duration=dt.timedelta(hours=2),
        venue=make_venue(make_platform()),
    )
    with pytest.raises(DomainError) as refusal:
        services.create_meeting(make_platform(), details, by=SYSTEM)
    assert refusal.value.code == "foreign_venue"


def test_sequence_rises_only_with_date_time_or_place_d44():
    meeting = make_meeting(make_platform(), starts_at=in_days(10))
    meeting = change(meeting, title="Autre titre")
    assert meeting.sequence == 0
    meeting = change(meeting, starts_at=in_days(11))
    assert meeting.sequence == 1
    meeting = change(meeting, venue=make_venue(meeting.platform))
    assert meeting.sequence == 2
    meeting = change(meeting, duration=dt.timedelta(hours=3))
    assert meeting.sequence == 3


def test_change_without_difference_writes_nothing():
    meeting = make_meeting(make_platform(), starts_at=in_days(10))
    before = meeting.modified_at
    assert change(meeting).modified_at == before


def test_draft_that_moves_keeps_its_sequence():
    meeting = make_meeting(make_platform(), status=MeetingStatus.DRAFT, starts_at=in_days(10))
    assert change(meeting, starts_at=in_days(11)).sequence == 0


def test_stale_change_is_refused_and_carries_what_is_stored_d91():
    meeting = make_meeting(make_platform(), starts_at=in_days(10))
    version = version_of(meeting)
    change(meeting, title="Titre de Claire")
    with pytest.raises(StaleMeeting) as refusal:
        services.change_meeting(
            meeting, details_of(meeting, title="Titre de Marc"), version=version, tell=False, by=SYSTEM
        )
    assert refusal.value.current.title == "Titre de Claire"
    assert Meeting.objects.get().title == "Titre de Claire"


def test_silent_change_sends_nothing_and_told_change_mails_each_person_convened():
    meeting = convened_meeting()
    change(meeting, title="Réunion de rentrée")
    assert OutgoingMail.objects.count() == 0
    meeting.refresh_from_db()
    change(meeting, starts_at=in_days(12), tell=True)
    tell_now(meeting, by=SYSTEM)
    assert OutgoingMail.objects.count() == 2
    assert set(OutgoingMail.objects.values_list("calendar_method", flat=True)) == {"REQUEST"}


def test_change_less_than_72_hours_before_cannot_be_silent():
    meeting = convened_meeting(days=2)
    with pytest.raises(DomainError) as refusal:
        change(meeting, starts_at=in_days(2, hour=14))
    assert refusal.value.code == "must_tell"
    assert Meeting.objects.get().sequence == 0
    change(meeting, starts_at=in_days(2, hour=14), tell=True)
    mail = OutgoingMail.objects.first()
    assert "moins de trois jours" in mail.text


def test_title_can_change_silently_at_short_notice():
    assert change(convened_meeting(days=1), title="Salle changée par erreur").title == "Salle changée par erreur"


def test_kind_stays_once_convened():
    with pytest.raises(DomainError) as refusal:
        change(convened_meeting(), kind=MeetingKind.PLENARY)
    assert refusal.value.code == "kind"


@pytest.mark.parametrize("status", [MeetingStatus.HELD, MeetingStatus.CANCELLED])
def test_held_or_cancelled_meeting_does_not_change(status):
    with pytest.raises(DomainError) as refusal:
        change(make_meeting(make_platform(), status=status), title="Autre")
    assert refusal.value.code == "status"


def test_cancelling_always_tells_those_convened_and_only_them_d44():
    meeting = convened_meeting()
    cancelled = services.cancel_meeting(meeting, reason="Grève des transports", by=SYSTEM)
    assert (cancelled.status, cancelled.sequence) == (MeetingStatus.CANCELLED, 1)
    mails = OutgoingMail.objects.all()
    assert {mail.calendar_method for mail in mails} == {"CANCEL"}
    assert all("Grève des transports" in mail.text for mail in mails)
    assert len(mails) == 2


def test_mail_of_a_cancellation_keeps_its_reason_above_the_gate_d50():
    platform = make_platform()
    signed, unsigned = make_member(platform), make_member(platform)
    sign_charter(signed, platform)
    meeting = make_meeting(platform, status=MeetingStatus.CONVENED)
    for person in (signed, unsigned):
        make_invitee(meeting, person)
    services.cancel_meeting(meeting, reason="Motif canari", by=SYSTEM)
    told = {
        mail.recipient: "Motif canari" in mail.text or b"Motif canari" in mail.calendar
        for mail in OutgoingMail.objects.all()
    }
    assert told == {signed.email: True, unsigned.email: False}


def test_cancelling_a_proposed_meeting_sends_nothing():
    services.cancel_meeting(make_meeting(make_platform()), reason="Vacances", by=SYSTEM)
    assert OutgoingMail.objects.count() == 0


def test_cancelling_without_reason_is_refused():
    with pytest.raises(DomainError) as refusal:
        services.cancel_meeting(make_meeting(make_platform()), reason="  ", by=SYSTEM)
    assert refusal.value.field == "reason"


def test_restoring_convenes_again_and_tells():
    meeting = convened_meeting()
    services.cancel_meeting(meeting, reason="Grève", by=SYSTEM)
    restored = services.restore_meeting(meeting, by=SYSTEM)
    assert (restored.status, restored.sequence, restored.cancel_reason) == (MeetingStatus.CONVENED, 2, "")
    assert OutgoingMail.objects.filter(kind="meeting_restored").count() == 2


def test_restoring_a_meeting_that_was_never_convened_makes_it_proposed_again():
    meeting = make_meeting(make_platform())
    services.cancel_meeting(meeting, reason="Grève", by=SYSTEM)
    assert services.restore_meeting(meeting, by=SYSTEM).status == MeetingStatus.PROPOSED
    assert OutgoingMail.objects.count() == 0


def test_restoring_a_past_date_is_refused():
    meeting = make_meeting(make_platform(), status=MeetingStatus.CANCELLED, starts_at=in_days(-3))
    with pytest.raises(DomainError) as refusal:
        services.restore_meeting(meeting, by=SYSTEM)
    assert refusal.value.code == "past"


def test_draft_goes_into_the_calendar_without_mail():
    meeting = make_meeting(make_platform(), status=MeetingStatus.DRAFT)
    assert services.propose_meeting(meeting, by=SYSTEM).status == MeetingStatus.PROPOSED
    with pytest.raises(DomainError):
        services.propose_meeting(meeting, by=SYSTEM)


@pytest.mark.parametrize(
    "status", [MeetingStatus.PROPOSED, MeetingStatus.CONVENED, MeetingStatus.HELD, MeetingStatus.CANCELLED]
)
def test_only_drafts_are_deleted_d44(status):
    meeting = make_meeting(make_platform(), status=status)
    with pytest.raises(DomainError):
        services.delete_draft(meeting, by=SYSTEM)
    assert Meeting.objects.count() == 1


def test_deleted_draft_is_gone():
    services.delete_draft(make_meeting(make_platform(), status=MeetingStatus.DRAFT), by=SYSTEM)
    assert Meeting.objects.count() == 0


def test_changes_are_logged_with_who_and_where():
    platform = make_platform()
    lead = make_lead(platform)
    meeting = make_meeting(platform, starts_at=in_days(10))
    change(meeting, title="Autre", by=Actor(person=lead))
    entry = ModelLogEntry.objects.get(action="portal.meeting_changed")
    assert (entry.data["person"], entry.data["platform"]) == (lead.pk, platform.pk)
