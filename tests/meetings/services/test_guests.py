"""Guests of one meeting: invited, told, taken off (MISSION B5, DESIGN §4)."""

import datetime as dt

import pytest
from django.utils import timezone

from portal.charters.gate import covered_platform_ids
from portal.core.actors import SYSTEM
from portal.core.errors import DomainError
from portal.directory.enums import Circle
from portal.directory.models import Delegate
from portal.directory.services.people import Contact
from portal.mailing.models import OutgoingMail
from portal.meetings.enums import MeetingKind, MeetingStatus, Presence
from portal.meetings.models import Meeting
from portal.meetings.services.convene import convene
from portal.meetings.services.guests import invite_guest, uninvite_guest
from tests.factories import (
    make_coordinator,
    make_invitee,
    make_lead,
    make_meeting,
    make_member,
    make_organisation,
    make_person,
    make_platform,
    make_territory,
    publish_charter,
    sign_charter,
)

pytestmark = pytest.mark.django_db

NEW = Contact(first_name="Ada", last_name="Lovelace", email="ada@exemple.example")


def seen(person):
    return set(Meeting.objects.visible_to(person))


def kinds_to(email):
    return list(OutgoingMail.objects.filter(recipient=email).order_by("pk").values_list("kind", flat=True))


@pytest.fixture
def convened(platform):
    make_lead(platform)
    meeting = make_meeting(platform)
    make_meeting(platform)
    convene(meeting, by=SYSTEM)
    return meeting


def test_a_new_guest_of_a_convened_meeting_sees_it_alone_and_is_told_at_once(convened):
    invited = invite_guest(convened, NEW, organisation_name="Institut  du Calcul", by=SYSTEM)
    invitee = invited.invitee
    assert (invited.convened, invited.unreached, invitee.is_guest) == (True, False, True)
    assert (invitee.name, invitee.organisation, invitee.organisation_name) == (
        "Ada Lovelace",
        None,
        "Institut du Calcul",
    )
    assert seen(invitee.person) == {convened}
    assert kinds_to(NEW.email) == ["meeting_convocation"]


def test_an_organisation_that_the_platform_knows_by_its_name_counts_as_itself(platform, convened):
    organisation = make_member(platform, organisation=make_organisation(name="Mission locale")).organisation
    invitee = invite_guest(convened, NEW, organisation_name="mission LOCALE", by=SYSTEM).invitee
    assert (invitee.organisation, invitee.person.organisation) == (organisation, organisation)


def test_a_guest_of_a_proposed_meeting_is_convened_with_the_others(platform):
    make_lead(platform)
    meeting = make_meeting(platform)
    assert invite_guest(meeting, NEW, by=SYSTEM).convened is False
    assert kinds_to(NEW.email) == []
    convene(meeting, by=SYSTEM)
    assert kinds_to(NEW.email) == ["meeting_convocation"]
    assert meeting.invitees.filter(is_guest=True).count() == 1


def test_a_member_of_circle_2_is_a_guest_in_circle_1(platform, convened):
    member = make_member(platform, Circle.SECOND)
    invite_guest(convened, member, by=SYSTEM)
    assert seen(member) == {convened}


def test_d50_a_guest_reads_the_details_after_signing_and_no_longer_once_uninvited(platform, convened):
    publish_charter(platform)
    person = invite_guest(convened, NEW, by=SYSTEM).invitee.person
    assert covered_platform_ids(person) == set()
    sign_charter(person, platform)
    assert covered_platform_ids(person) == {platform.pk}
    uninvite_guest(convened.invitees.get(person=person), by=SYSTEM)
    assert (covered_platform_ids(person), seen(person)) == (set(), set())


def test_who_is_taken_off_is_told_unless_the_convocation_never_left(convened):
    first = invite_guest(convened, NEW, by=SYSTEM).invitee
    assert uninvite_guest(first, by=SYSTEM) == 0
    assert kinds_to(NEW.email) == []
    second = invite_guest(convened, NEW, by=SYSTEM).invitee
    OutgoingMail.objects.update(state="sent", sent_at=timezone.now())
    assert uninvite_guest(second, by=SYSTEM) == 1
    assert uninvite_guest(second, by=SYSTEM) == 0
    assert kinds_to(NEW.email) == ["meeting_convocation", "meeting_invitation_withdrawn"]
    mail = OutgoingMail.objects.get(kind="meeting_invitation_withdrawn")
    assert "METHOD:CANCEL" in bytes(mail.calendar).decode()


def test_d50_the_word_to_a_former_guest_holds_no_title_below_the_gate(platform, convened):
    publish_charter(platform)
    Meeting.objects.filter(pk=convened.pk).update(title="Zinzolin")
    invitee = invite_guest(convened, NEW, by=SYSTEM).invitee
    OutgoingMail.objects.update(state="sent", sent_at=timezone.now())
    uninvite_guest(invitee, by=SYSTEM)
    mail = OutgoingMail.objects.get(kind="meeting_invitation_withdrawn")
    assert "Zinzolin" not in f"{mail.subject} {mail.text} {mail.html} {bytes(mail.calendar).decode()}"


def test_taken_off_before_the_convocation_nobody_is_told(platform):
    meeting = make_meeting(platform)
    invitee = invite_guest(meeting, NEW, by=SYSTEM).invitee
    assert uninvite_guest(invitee, by=SYSTEM) == 0
    assert not meeting.invitees.exists()
    assert not OutgoingMail.objects.exists()


def left(platform):
    person = make_member(platform)
    Delegate.objects.filter(person=person).update(until=timezone.localdate())
    return person


def gone_and_typed_again(platform):
    person = left(platform)
    return Contact(first_name=person.first_name, last_name=person.last_name, email=person.email)


@pytest.mark.parametrize(
    ("who", "code", "field"),
    [
        (lambda platform: make_member(make_platform()), "foreign", "person"),
        (left, "foreign", "person"),
        (gone_and_typed_again, "left", "person"),
        (lambda platform: Contact(first_name="Ada", last_name="Lovelace"), "required", "email"),
        (lambda platform: Contact(first_name="", last_name="Lovelace", email="a@b.example"), "required", "first_name"),
    ],
)
def test_who_cannot_be_invited_is_refused(platform, convened, who, code, field):
    people = convened.invitees.count()
    with pytest.raises(DomainError) as refusal:
        invite_guest(convened, who(platform), by=SYSTEM)
    assert (refusal.value.code, refusal.value.field) == (code, field)
    assert convened.invitees.count() == people


def test_nobody_is_invited_twice(convened):
    invite_guest(convened, NEW, by=SYSTEM)
    with pytest.raises(DomainError) as refusal:
        invite_guest(convened, NEW, by=SYSTEM)
    assert refusal.value.code == "twice"


@pytest.mark.parametrize(
    ("status", "hours"),
    [(MeetingStatus.CANCELLED, 100), (MeetingStatus.HELD, -100), (MeetingStatus.CONVENED, -1)],
)
def test_too_late_to_invite_or_to_take_off(platform, status, hours):
    meeting = make_meeting(platform, status=status, starts_at=timezone.now() + dt.timedelta(hours=hours))
    guest = make_invitee(meeting, make_person(), is_guest=True)
    codes = []
    for act in (lambda: invite_guest(meeting, NEW, by=SYSTEM), lambda: uninvite_guest(guest, by=SYSTEM)):
        with pytest.raises(DomainError) as refusal:
            act()
        codes.append(refusal.value.code)
    assert codes == ["closed", "closed"]


def test_who_is_invited_with_the_others_or_noted_already_is_not_taken_off(platform, convened):
    regular = make_invitee(convened, make_member(platform))
    noted = make_invitee(convened, make_person(), is_guest=True, presence=Presence.PRESENT)
    codes = []
    for invitee in (regular, noted):
        with pytest.raises(DomainError) as refusal:
            uninvite_guest(invitee, by=SYSTEM)
        codes.append(refusal.value.code)
    assert codes == ["convened", "closed"]


def test_a_guest_of_a_meeting_of_the_territory(client):
    territory = make_territory()
    make_coordinator(territory)
    meeting = make_meeting(
        territory=territory, kind=MeetingKind.STEERING_COMMITTEE, status=MeetingStatus.CONVENED, confidential=False
    )
    person = invite_guest(meeting, NEW, organisation_name="Préfecture", by=SYSTEM).invitee.person
    assert seen(person) == {meeting}
    assert kinds_to(NEW.email) == ["meeting_convocation"]
