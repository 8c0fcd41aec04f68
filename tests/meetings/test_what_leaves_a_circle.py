"""What one group or partner agreed is no other's to read, and whoever left hears nothing more (D-04, D-07)."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.core.actors import SYSTEM
from portal.core.french_dates import format_date
from portal.directory.enums import Circle
from portal.mailing.models import OutgoingMail
from portal.meetings.carry_over import meetings_that_carried, open_actions_for, with_times_carried
from portal.meetings.enums import AgendaItemKind, MeetingKind, MeetingStatus
from portal.meetings.forms.exchanges import ExchangeForm
from portal.meetings.forms.guests import GuestForm
from portal.meetings.minutes_content import content_of
from portal.meetings.models import ActionItem, AgendaProposal, Invitee, Meeting
from portal.meetings.proposing import proposals_before
from portal.meetings.series import earlier_meetings, next_meeting
from portal.meetings.services import meetings as services
from portal.meetings.services import reading
from portal.meetings.services.attachments import add_attachment, remove_attachment
from portal.meetings.services.convene import candidates, convene
from portal.meetings.services.group_members import end_group_member
from portal.meetings.services.guests import invite_guest, uninvite_guest
from portal.meetings.services.postponement import postpone_meeting
from tests.directory.letters import PDF, pdf_file
from tests.factories import (
    make_agenda_item,
    make_invitee,
    make_lead,
    make_meeting,
    make_member,
    make_organisation,
    make_person,
    publish_charter,
    sign_charter,
)
from tests.meetings.convocations.builders import all_sent, change, details_of, in_days
from tests.meetings.groups.builders import join, make_group, meet, yesterday

pytestmark = pytest.mark.django_db


def held(platform, days=10, **fields):
    return make_meeting(
        platform, status=MeetingStatus.HELD, starts_at=timezone.now() - dt.timedelta(days=days), **fields
    )


def promise(meeting, text):
    return ActionItem.objects.create(
        platform=meeting.platform, meeting=meeting, item=make_agenda_item(meeting), text=text
    )


def carried(meeting):
    return [action.text for action in open_actions_for(meeting)]


def told():
    return set(OutgoingMail.objects.values_list("recipient", flat=True))


@pytest.fixture
def group(platform):
    return make_group(platform)


def of_group(group, **fields):
    return held(group.platform, kind=MeetingKind.WORKING_GROUP, working_group=group, **fields)


def test_d04_a_working_group_does_not_read_what_another_group_promised(client, login, platform, group):
    other = make_group(platform, "Mobilité")
    promise(of_group(group), "Promis par le groupe")
    promise(of_group(other), "Canari de l'autre groupe")
    promise(held(platform, kind=MeetingKind.WORKING_GROUP), "Canari d'une séance sans groupe")
    ours = meet(group)
    make_agenda_item(ours, kind=AgendaItemKind.OPEN_ACTIONS)
    assert carried(ours) == ["Promis par le groupe"]
    assert "Canari" not in str(content_of(ours))
    member = make_member(platform)
    join(group, member)
    publish_charter(platform)
    sign_charter(member, platform)
    login(client, member)
    page = client.get(reverse("meetings:meeting", args=[ours.uuid])).content.decode()
    assert ("Promis par le groupe" in page, "Canari" in page) == (True, False)


def test_how_often_an_action_came_back_is_counted_in_its_own_group(platform, group):
    action = promise(of_group(group, days=30), "Promis")
    again = of_group(group, days=20)
    elsewhere = of_group(make_group(platform, "Mobilité"), days=10)
    for meeting in (again, elsewhere):
        make_agenda_item(meeting, kind=AgendaItemKind.OPEN_ACTIONS)
    assert list(meetings_that_carried(action)) == [again]
    assert with_times_carried(ActionItem.objects.filter(pk=action.pk)).get().times_carried == 1


def bilateral(platform, *organisations, **fields):
    meeting = (held if fields.pop("past", False) else make_meeting)(platform, kind=MeetingKind.BILATERAL, **fields)
    make_invitee(meeting, make_lead(platform))
    for organisation in organisations:
        make_invitee(meeting, make_person(organisation=organisation))
    return meeting


def test_d04_what_was_agreed_with_one_partner_is_not_read_by_another(platform):
    one, two = make_organisation(), make_organisation()
    promise(bilateral(platform, one, past=True), "Avec le premier")
    promise(bilateral(platform, one, two, past=True), "Avec les deux")
    assert set(carried(bilateral(platform, one))) == {"Avec le premier", "Avec les deux"}
    assert carried(bilateral(platform, two)) == ["Avec les deux"]
    assert carried(bilateral(platform, one, two)) == ["Avec les deux"]
    assert carried(bilateral(platform, make_organisation())) == []
    assert carried(bilateral(platform)) == []
    unknown = bilateral(platform, one)
    make_invitee(unknown, organisation_name="Inconnu au bataillon")
    assert carried(unknown) == []


def leaving(group):
    """A member of the group with a convened meeting in 20 days, who leaves in ten."""
    platform = group.platform
    member, stays = make_member(platform), make_member(platform)
    publish_charter(platform)
    for person in (member, stays):
        sign_charter(person, platform)
    membership = join(group, member)
    join(group, stays)
    meeting = meet(group, status=MeetingStatus.CONVENED, starts_at=in_days(20))
    for person in (member, stays):
        make_invitee(meeting, person)
    return meeting, member, stays, membership


def test_d07_a_meeting_restored_after_somebody_left_its_group_is_not_told_to_them(platform, group):
    meeting, member, stays, membership = leaving(group)
    services.cancel_meeting(meeting, reason="Neige", by=SYSTEM)
    all_sent()
    OutgoingMail.objects.all().delete()
    membership.until = yesterday()
    membership.save()
    assert services.would_tell(Meeting.objects.get(pk=meeting.pk), always=True) == 0
    services.restore_meeting(Meeting.objects.get(pk=meeting.pk), by=SYSTEM)
    assert told() == {stays.email}
    assert services.would_tell(Meeting.objects.get(pk=meeting.pk), always=True) == 1


def test_d07_a_meeting_put_off_beyond_the_day_somebody_leaves_is_told_to_them_no_more(platform, group):
    meeting, member, stays, membership = leaving(group)
    end_group_member(membership, on=timezone.localdate() + dt.timedelta(days=30), by=SYSTEM)
    change(meeting, starts_at=in_days(40), working_group=group)
    membership.refresh_from_db()
    membership.until = yesterday()
    membership.save()
    all_sent()
    OutgoingMail.objects.all().delete()
    services.cancel_meeting(Meeting.objects.get(pk=meeting.pk), reason="Neige", by=SYSTEM)
    assert told() == {stays.email}


def test_d07_minutes_are_not_sent_to_who_left_the_group_meanwhile(platform, group):
    meeting, member, stays, membership = leaving(group)
    Meeting.objects.filter(pk=meeting.pk).update(
        status=MeetingStatus.HELD, starts_at=timezone.now() - dt.timedelta(days=1)
    )
    meeting.refresh_from_db()
    promise(meeting, "Promis")
    membership.until = yesterday()
    membership.save()
    assert reading.readers(meeting) == [stays]
    reading.open_review(meeting, tell=True, by=SYSTEM)
    assert told() == {stays.email}


@pytest.mark.parametrize("back", ["guest", "team", "again"])
def test_who_left_the_group_and_is_there_for_another_reason_is_told(platform, group, back):
    meeting, member, stays, membership = leaving(group)
    membership.until = yesterday()
    membership.save()
    if back == "guest":
        Invitee.objects.filter(person=member).update(is_guest=True)
    elif back == "team":
        make_lead(platform, person=member)
    else:
        join(group, member, since=timezone.localdate())
    services.cancel_meeting(meeting, reason="Neige", by=SYSTEM)
    assert told() == {member.email, stays.email}


def test_who_left_the_group_and_is_chosen_by_hand_comes_as_a_guest(platform, group):
    former = make_member(platform, Circle.SECOND)
    join(group, former, until=yesterday())
    meeting = meet(group)
    make_agenda_item(meeting)
    chosen = [one for one in candidates(meeting) if one.person == former]
    convene(meeting, person_ids=[one.person.pk for one in chosen], by=SYSTEM)
    invitee = Invitee.objects.get(person=former)
    assert invitee.is_guest
    assert Meeting.objects.visible_to(former).get() == meeting
    assert told() == {former.email}


def test_d42_taking_an_invitation_back_tells_nothing_that_was_written_since(platform):
    meeting = make_meeting(
        platform,
        status=MeetingStatus.CONVENED,
        starts_at=in_days(20),
        title="Canari du titre",
        video_link="https://visio.exemple.example/canari",
        confidential=False,
        kind=MeetingKind.STEERING_COMMITTEE,
    )
    guest = make_member(platform, Circle.OCCASIONAL)
    invitee = invite_guest(meeting, guest, by=SYSTEM).invitee
    all_sent()
    OutgoingMail.objects.all().delete()
    make_agenda_item(meeting, "Canari de l'ordre du jour")
    uninvite_guest(invitee, by=SYSTEM)
    mail = OutgoingMail.objects.get()
    said = mail.subject + mail.text + mail.html + bytes(mail.calendar).decode()
    assert "canari" not in said.lower().replace("\r\n ", "")


@pytest.mark.parametrize("field", ["others", "agreed", "action"])
def test_d81_an_exchange_holds_no_date_of_birth_in_any_field(platform, field):
    organisation = make_member(platform).organisation
    data = {"way": "phone", "happened_on": timezone.localdate().isoformat(), "agreed": "On se revoit."}
    form = ExchangeForm(
        {**data, field: "Lina, née le 12/03/2008, numéro 0123456789A"}, platform=platform, organisation=organisation
    )
    assert not form.is_valid()
    assert field in form.errors


def test_d81_the_organisation_of_a_guest_is_no_place_for_a_date_of_birth(platform):
    form = GuestForm(
        {
            "last_name": "Morel",
            "email": "morel@exemple.example",
            "organisation_name": "Mère de Lina, née le 12/03/2008",
        },
        meeting=make_meeting(platform),
    )
    assert not form.is_valid()
    assert "organisation_name" in form.errors


def test_who_came_for_one_date_alone_is_not_told_the_date_that_replaces_it(client, login, platform):
    meeting = make_meeting(platform, status=MeetingStatus.CONVENED, starts_at=in_days(20))
    member, colleague = make_member(platform), make_person()
    invitee = make_invitee(meeting, member)
    invitee.replaced_by = make_invitee(meeting, colleague)
    invitee.save()
    details = details_of(meeting, starts_at=in_days(29, hour=14))
    new = postpone_meeting(meeting, details, reason="Neige", by=SYSTEM)
    mail = OutgoingMail.objects.get(recipient=colleague.email)
    day = format_date(new.starts_at, year=False)
    assert mail.kind == "meeting_cancelled"
    assert day not in mail.text
    page = reverse("meetings:meeting", args=[meeting.uuid])
    login(client, colleague)
    assert str(new.uuid) not in client.get(page).content.decode()
    login(client, member)
    assert str(new.uuid) in client.get(page).content.decode()


@pytest.mark.django_db(transaction=True)
def test_the_files_of_a_draft_go_with_it(platform):
    draft = make_meeting(platform, status=MeetingStatus.DRAFT)
    kept = add_attachment(draft, pdf_file("Bilan.pdf"), by=SYSTEM).file
    gone = add_attachment(draft, pdf_file("Autre.pdf", PDF + b"\n"), by=SYSTEM)
    remove_attachment(gone, by=SYSTEM)
    assert kept.storage.exists(kept.name)
    services.delete_draft(draft, by=SYSTEM)
    assert not kept.storage.exists(kept.name)


def test_d04_an_item_is_put_off_to_a_meeting_with_the_same_partner_only(platform):
    one, two = make_organisation(), make_organisation()
    past = bilateral(platform, one, past=True)
    elsewhere = bilateral(platform, two, starts_at=in_days(5))
    both = bilateral(platform, one, two, starts_at=in_days(6))
    bilateral(platform, starts_at=in_days(7))
    assert next_meeting(past) is None
    again = bilateral(platform, one, starts_at=in_days(20))
    assert next_meeting(past) == again
    assert set(earlier_meetings(again)) == {both, past}
    assert set(earlier_meetings(both)) == set(earlier_meetings(elsewhere)) == set()


def test_d04_what_a_partner_proposed_is_not_before_the_meeting_with_another(platform):
    one, two = make_organisation(), make_organisation()
    past = bilateral(platform, one, past=True)
    author = past.invitees.get(organisation=one).person
    proposal = AgendaProposal.objects.create(
        meeting=past, person=author, person_name=str(author), title="Proposé", minutes=10, presents=False
    )
    assert list(proposals_before(bilateral(platform, two))) == []
    assert list(proposals_before(bilateral(platform, one))) == [proposal]
