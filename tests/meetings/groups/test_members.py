"""Somebody joins a working group, leads it, leaves it (MISSION B5)."""

import datetime as dt

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry

from portal.core.actors import SYSTEM
from portal.core.errors import DomainError
from portal.directory.enums import Circle
from portal.directory.models import Delegate, Person
from portal.directory.services.people import Contact
from portal.mailing.models import OutgoingMail
from portal.meetings.enums import MeetingStatus, Presence
from portal.meetings.models import Invitee
from portal.meetings.services.convene import convene, expected
from portal.meetings.services.group_members import add_group_member, end_group_member, name_convenor
from portal.meetings.services.hosting import expected_number
from tests.factories import make_invitee, make_lead, make_member, make_organisation, make_person, make_platform

from .builders import join, make_group, meet, yesterday

pytestmark = pytest.mark.django_db

NEW = Contact(first_name="Ada", last_name="Lovelace", email="ada@exemple.example")


@pytest.fixture
def group(platform):
    return make_group(platform)


def mails(kind=None):
    rows = OutgoingMail.objects.filter(kind=kind) if kind else OutgoingMail.objects.all()
    return sorted(rows.values_list("recipient", flat=True))


def test_a_delegate_joins_for_the_organisation_they_represent(platform, group):
    represented = make_organisation()
    person = make_member(platform, organisation=represented, person=make_person(organisation=make_organisation()))
    added = add_group_member(group, person, is_convenor=True, by=SYSTEM)
    assert added.member.organisation == represented
    assert (added.member.is_convenor, added.member.since, added.invited) == (True, timezone.localdate(), 0)
    assert ModelLogEntry.objects.filter(action="portal.group_member_added").count() == 1


def test_a_new_person_of_a_member_organisation_joins(platform, group):
    organisation = make_member(platform, Circle.SECOND).organisation
    member = add_group_member(group, NEW, organisation=organisation, by=SYSTEM).member
    assert (str(member.person), member.person.organisation, member.organisation) == (
        "Ada Lovelace",
        organisation,
        organisation,
    )


def occasional(platform):
    return make_member(platform, Circle.OCCASIONAL)


def stranger(platform):
    return make_member(make_platform())


def former(platform):
    person = make_member(platform)
    Delegate.objects.filter(person=person).update(until=yesterday())
    return person


@pytest.mark.parametrize("who", [occasional, stranger, former])
def test_only_who_represents_a_member_is_chosen(platform, group, who):
    with pytest.raises(DomainError) as refusal:
        add_group_member(group, who(platform), by=SYSTEM)
    assert (refusal.value.code, refusal.value.field) == ("foreign", "person")


@pytest.mark.parametrize("circle", [Circle.OCCASIONAL, None])
def test_the_organisation_of_a_new_person_is_a_member(platform, group, circle):
    organisation = make_member(platform, circle).organisation if circle else None
    with pytest.raises(DomainError) as refusal:
        add_group_member(group, NEW, organisation=organisation, by=SYSTEM)
    assert (refusal.value.code, refusal.value.field) == ("foreign", "organisation")
    assert not Person.objects.filter(last_name="Lovelace").exists()


def test_d07_typing_the_name_of_somebody_who_left_does_not_bring_them_back(platform, group):
    gone = former(platform)
    contact = Contact(first_name=gone.first_name, last_name=gone.last_name, email=gone.email)
    organisation = make_member(platform).organisation
    with pytest.raises(DomainError) as refusal:
        add_group_member(group, contact, organisation=organisation, by=SYSTEM)
    assert refusal.value.code == "left"


def test_nobody_joins_twice_and_nobody_a_group_that_has_ended(platform, group):
    person = make_member(platform)
    add_group_member(group, person, by=SYSTEM)
    with pytest.raises(DomainError) as twice:
        add_group_member(group, person, by=SYSTEM)
    ended = make_group(platform, "Mobilité", until=yesterday())
    with pytest.raises(DomainError) as over:
        add_group_member(ended, person, by=SYSTEM)
    assert (twice.value.code, over.value.code) == ("twice", "ended")
    assert group.members.count() == 1


def test_who_left_may_join_again(platform, group):
    person = make_member(platform)
    join(group, person, until=yesterday())
    add_group_member(group, person, by=SYSTEM)
    assert [row.person for row in group.members.active()] == [person]


def test_joining_convenes_to_what_is_convened_already_unless_told_not_to(platform, group):
    meeting = meet(group, status=MeetingStatus.CONVENED)
    meet(group)
    one, two = make_member(platform), make_member(platform)
    assert add_group_member(group, one, by=SYSTEM).invited == 1
    assert add_group_member(group, two, invite=False, by=SYSTEM).invited == 0
    assert list(meeting.invitees.values_list("person", flat=True)) == [one.pk]
    assert mails("meeting_convocation") == [one.email]


def test_convening_a_meeting_of_the_group_finds_its_members_and_the_team(platform, group):
    lead, member, other = make_lead(platform), make_member(platform), make_member(platform)
    join(group, member)
    join(group, other, until=yesterday())
    meeting = meet(group)
    people = [candidate.person for candidate in expected(meeting)]
    assert people == [member, lead]
    convene(meeting, by=SYSTEM, person_ids=[person.pk for person in people])
    assert mails("meeting_convocation") == sorted([member.email, lead.email])
    assert expected_number(platform, group=group.pk) == 2


def test_who_leaves_is_taken_off_what_is_convened_and_told_once(platform, group):
    person, guest, lead = make_member(platform), make_member(platform), make_lead(platform)
    soon, later = meet(group), meet(group, starts_at=timezone.now() + dt.timedelta(days=30))
    memberships = [join(group, one) for one in (person, guest, lead)]
    for meeting in (soon, later):
        convene(meeting, by=SYSTEM, person_ids=[person.pk, lead.pk])
        make_invitee(meeting, guest, is_guest=True)
    OutgoingMail.objects.update(state="sent", sent_at=timezone.now())
    assert [end_group_member(row, on=timezone.localdate(), by=SYSTEM).taken_off for row in memberships] == [2, 0, 0]
    assert not Invitee.objects.filter(person=person).exists()
    assert Invitee.objects.filter(person__in=[guest, lead]).count() == 4
    assert mails("meeting_invitation_withdrawn") == [person.email] * 2
    calendar = bytes(OutgoingMail.objects.filter(kind="meeting_invitation_withdrawn").first().calendar).decode()
    assert "METHOD:CANCEL" in calendar


def test_who_leaves_later_stays_invited_until_then(platform, group):
    person = make_member(platform)
    row = join(group, person)
    soon = meet(group, starts_at=timezone.now() + dt.timedelta(days=3))
    late = meet(group, starts_at=timezone.now() + dt.timedelta(days=30))
    for meeting in (soon, late):
        convene(meeting, by=SYSTEM, person_ids=[person.pk])
    ended = end_group_member(row, on=timezone.localdate() + dt.timedelta(days=10), by=SYSTEM)
    assert ended.taken_off == 1
    assert list(Invitee.objects.filter(person=person).values_list("meeting", flat=True)) == [soon.pk]


def test_leaving_keeps_what_was_noted_and_counts_once(platform, group):
    person = make_member(platform)
    row = join(group, person)
    held = meet(group, status=MeetingStatus.HELD, starts_at=timezone.now() - dt.timedelta(days=3))
    make_invitee(held, person, presence=Presence.PRESENT)
    end_group_member(row, on=timezone.localdate(), by=SYSTEM)
    again = end_group_member(row, on=timezone.localdate() + dt.timedelta(days=4), by=SYSTEM)
    assert again.member.until == timezone.localdate()
    assert held.invitees.count() == 1
    assert mails() == []


@pytest.mark.parametrize("days", [-3000, 4000])
def test_a_day_that_cannot_be_is_refused(platform, group, days):
    row = join(group, make_member(platform))
    with pytest.raises(DomainError) as refusal:
        end_group_member(row, on=timezone.localdate() + dt.timedelta(days=days), by=SYSTEM)
    assert (refusal.value.code, refusal.value.field) == ("day", "until")


def test_several_lead_the_work_and_are_released(platform, group):
    rows = [join(group, make_member(platform)) for _each in range(2)]
    for row in rows:
        name_convenor(row, True, by=SYSTEM)
        name_convenor(row, True, by=SYSTEM)
    name_convenor(rows[0], False, by=SYSTEM)
    assert list(group.members.filter(is_convenor=True)) == [rows[1]]
    assert ModelLogEntry.objects.filter(action="portal.group_convenor_named").count() == 2
