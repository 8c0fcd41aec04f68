"""What must not be told: to those below the gate, to another platform, to those who left, to administrators."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from portal.core.actors import SYSTEM
from portal.core.errors import DomainError
from portal.core.waiting import waiting_for
from portal.directory.models import Delegate
from portal.mailing.enums import MailState
from portal.mailing.models import OutgoingMail
from portal.meetings.enums import Answer, MeetingStatus
from portal.meetings.notifications import answer_link
from portal.meetings.services.agenda import ItemDetails, add_item, remove_item
from portal.meetings.services.answers import Substitute, answer, confirm_substitute, people_like_substitute
from portal.meetings.services.attendance import Row, record_attendance
from portal.meetings.services.meetings import cancel_meeting, propose_meeting, would_tell
from tests.factories import (
    make_administrator,
    make_coordinator,
    make_invitee,
    make_lead,
    make_meeting,
    make_member,
    make_organisation,
    make_platform,
    publish_charter,
    sign_charter,
)

pytestmark = pytest.mark.django_db

CANARY = "Canari du titre"


def leave(person):
    Delegate.objects.filter(person=person).update(until=timezone.localdate())


@pytest.fixture
def convened(platform):
    """A meeting of circle 1, convened, with one invitee."""
    return make_invitee(make_meeting(platform, status=MeetingStatus.CONVENED, title=CANARY), make_member(platform))


def test_d35_the_calendar_of_a_platform_tells_no_title_below_the_gate(client, login, platform):
    member, meeting = make_member(platform), make_meeting(platform, title=CANARY)
    publish_charter(platform)
    url = reverse("meetings:platform_calendar", args=[platform.slug]) + f"?mois={meeting.starts_at:%Y-%m}"
    login(client, member)
    below = client.get(url).content.decode()
    sign_charter(member, platform)
    above = client.get(url).content.decode()
    assert (CANARY in below, str(meeting.uuid) in below, CANARY in above) == (False, True, True)


def test_d04_only_people_whom_the_platform_knows_are_offered_as_substitutes(convened):
    colleague = make_member(make_platform(), organisation=convened.organisation)
    here = make_member(convened.meeting.platform, organisation=convened.organisation, kind="substitute")
    answer(convened, answer=Answer.EXCUSED, substitute=Substitute(name=str(colleague)), by=SYSTEM)
    convened.refresh_from_db()
    assert people_like_substitute(convened) == [here]
    with pytest.raises(DomainError) as refusal:
        confirm_substitute(convened, person=colleague, by=SYSTEM)
    assert refusal.value.code == "foreign"


def test_d07_a_link_of_a_mail_dies_with_the_membership(client, convened):
    url = reverse("meetings:answer", args=[answer_link(convened)])
    before = client.get(url).status_code
    leave(convened.person)
    after = [client.get(url).status_code, client.post(url, {"answer": Answer.PRESENT}).status_code]
    convened.refresh_from_db()
    assert (before, after, convened.answer) == (200, [404, 404], "")


def test_d07_whoever_left_is_not_asked_for_an_answer(convened):
    asked = len(waiting_for(convened.person))
    leave(convened.person)
    assert (asked, waiting_for(convened.person)) == (1, [])


def test_d07_whoever_left_gets_no_mail_of_the_meeting(convened):
    meeting = convened.meeting
    staying = make_invitee(meeting, make_member(meeting.platform))
    guest = make_invitee(meeting, make_lead(make_platform()))
    steering = make_invitee(
        meeting, make_coordinator(meeting.platform.territories.get(), person=make_member(meeting.platform))
    )
    leave(convened.person)
    leave(steering.person)
    told = would_tell(meeting)
    cancel_meeting(meeting, reason="Salle inondée", by=SYSTEM)
    recipients = sorted(OutgoingMail.objects.values_list("recipient", flat=True))
    assert recipients == sorted([staying.email, guest.email, steering.email])
    assert told == len(recipients)


def test_administrators_read_no_title_in_the_audit_trail(platform):
    meeting = make_meeting(platform, status=MeetingStatus.DRAFT, title=CANARY)
    item = add_item(meeting, ItemDetails(title="Canari du point", minutes=10), by=SYSTEM)
    remove_item(item, by=SYSTEM)
    propose_meeting(meeting, by=SYSTEM)
    entries = [(entry.label, str(entry.data)) for entry in ModelLogEntry.objects.all()]
    assert len(entries) == 3
    assert [entry for entry in entries if "Canari" in "".join(entry)] == []


def test_administrators_read_no_subject_of_the_mails_of_others(client, login, convened):
    lead = make_lead(convened.meeting.platform)
    login(client, lead)
    OutgoingMail.objects.create(
        recipient="a@exemple.example",
        kind="meeting_changed",
        dedup_key="1",
        message_id="<1@exemple.example>",
        subject=f"Nouvelle date : {CANARY}",
        state=MailState.FAILED,
        asked_by=lead.user,
        created_at=timezone.now() - dt.timedelta(hours=1),
    )
    own = client.get(reverse("mailing:undelivered")).content.decode()
    login(client, make_administrator())
    others = client.get(reverse("mailing:undelivered")).content.decode()
    assert (CANARY in own, CANARY in others, "a@exemple.example" in others) == (True, False, True)


def test_d13_presences_of_two_meetings_at_once_are_refused_whole(platform):
    now = timezone.now() - dt.timedelta(minutes=5)
    mine = make_invitee(make_meeting(platform, status=MeetingStatus.CONVENED, starts_at=now), make_member(platform))
    theirs = make_invitee(make_meeting(make_platform(), status=MeetingStatus.CONVENED, starts_at=now))
    rows = [Row(invitee_id=one.pk, seen="", presence="present") for one in (mine, theirs)]
    with pytest.raises(DomainError):
        record_attendance(mine.meeting, rows, by=SYSTEM)
    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (mine.presence, theirs.presence) == ("", "")


def test_an_organisation_alone_is_no_key(platform):
    """A colleague of the same organisation, member elsewhere, sees no meeting of the platform."""
    organisation = make_organisation()
    make_member(platform, organisation=organisation)
    colleague = make_member(make_platform(), organisation=organisation)
    meeting = make_meeting(platform)
    assert not type(meeting).objects.visible_to(colleague).filter(pk=meeting.pk).exists()
