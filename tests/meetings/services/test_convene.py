"""Convening: whom, once, with which mail."""

import datetime as dt
import threading

import icalendar
import pytest
from django.db import connection
from django.utils import timezone

from portal.core.actors import SYSTEM
from portal.core.errors import DomainError
from portal.directory.enums import DelegateKind
from portal.mailing.models import OutgoingMail
from portal.meetings.enums import MeetingKind, MeetingStatus
from portal.meetings.models import Invitee, Meeting
from portal.meetings.services.convene import candidates, convene, missing_for
from tests.factories import (
    make_agenda_item,
    make_assistant,
    make_coordinator,
    make_lead,
    make_meeting,
    make_member,
    make_organisation,
    make_person,
    make_platform,
    make_territory,
    make_venue,
)
from tests.factories.charters import publish_charter, sign_charter

pytestmark = pytest.mark.django_db


@pytest.fixture
def platform():
    return make_platform(name="Plateforme des Calanques")


def names(invitees):
    return {invitee.person_id for invitee in invitees}


def test_circle_1_convenes_circle_1_and_the_team(platform):
    lead, assistant = make_lead(platform), make_assistant(platform)
    first, _second = make_member(platform, "1"), make_member(platform, "2")
    result = convene(make_meeting(platform), by=SYSTEM)
    assert names(result.invitees) == {lead.pk, assistant.pk, first.pk}


def test_circle_2_includes_circle_1(platform):
    first, second = make_member(platform, "1"), make_member(platform, "2")
    result = convene(make_meeting(platform, kind=MeetingKind.CIRCLE_2), by=SYSTEM)
    assert names(result.invitees) == {first.pk, second.pk}


def test_substitutes_are_convened_and_those_who_left_are_not(platform):
    organisation = make_organisation()
    fixed = make_member(platform, organisation=organisation)
    substitute = make_member(platform, organisation=organisation, person=make_person(), kind=DelegateKind.SUBSTITUTE)
    make_member(platform, until=timezone.localdate())
    make_member(platform, status="approached")
    make_member(platform, "occasional")
    make_member(make_platform())
    assert names(convene(make_meeting(platform), by=SYSTEM).invitees) == {fixed.pk, substitute.pk}


def test_person_in_the_team_and_in_a_circle_is_convened_once(platform):
    lead = make_lead(platform)
    make_member(platform, person=lead, organisation=lead.organisation)
    result = convene(make_meeting(platform), by=SYSTEM)
    assert [(one.person_id, one.circle) for one in result.invitees] == [(lead.pk, "1")]
    assert OutgoingMail.objects.count() == 1


def test_names_and_organisations_are_frozen(platform):
    member = make_member(platform)
    meeting = make_meeting(platform)
    convene(meeting, by=SYSTEM)
    old_name, old_organisation = str(member), str(member.organisation)
    member.last_name = "Autrement"
    member.save()
    member.organisation.name = "Autre nom"
    member.organisation.save()
    invitee = Invitee.objects.get()
    assert (invitee.name, invitee.organisation_name) == (old_name, old_organisation)


def test_convening_raises_the_sequence_and_sets_the_status(platform):
    make_member(platform)
    meeting = convene(make_meeting(platform), by=SYSTEM).meeting
    assert (meeting.status, meeting.sequence) == (MeetingStatus.CONVENED, 1)
    assert meeting.convened_at is not None


def test_convening_again_is_refused_and_sends_nothing_more(platform):
    make_member(platform)
    meeting = make_meeting(platform)
    convene(meeting, by=SYSTEM)
    with pytest.raises(DomainError) as refusal:
        convene(meeting, by=SYSTEM)
    assert refusal.value.code == "already_convened"
    assert OutgoingMail.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"status": MeetingStatus.CANCELLED}, "status"),
        ({"starts_at": timezone.now() - dt.timedelta(hours=1)}, "past"),
        ({}, "nobody"),
    ],
)
def test_meeting_that_cannot_be_convened_is_refused(platform, fields, code):
    if code != "nobody":
        make_member(platform)
    meeting = make_meeting(platform, **fields)
    with pytest.raises(DomainError) as refusal:
        convene(meeting, by=SYSTEM)
    assert refusal.value.code == code
    assert Invitee.objects.count() == 0


def test_person_without_address_is_invited_and_named_as_unreached(platform):
    unreachable = make_member(platform, person=make_person(email="", organisation=make_organisation()))
    make_member(platform)
    result = convene(make_meeting(platform), by=SYSTEM)
    assert names(result.unreached) == {unreachable.pk}
    assert (len(result.invitees), result.mailed, OutgoingMail.objects.count()) == (2, 1, 1)


def test_bad_address_stops_nobody_else_d38_d41(platform):
    make_member(platform, person=make_person(email="a@b.example, evil@x.example", organisation=make_organisation()))
    good = make_member(platform)
    result = convene(make_meeting(platform), by=SYSTEM)
    assert len(result.unreached) == 1
    assert list(OutgoingMail.objects.values_list("recipient", flat=True)) == [good.email]


def test_lead_chooses_whom_to_invite_to_a_committee(platform):
    chosen, _other = make_member(platform, "1"), make_member(platform, "2")
    foreigner = make_member(make_platform())
    meeting = make_meeting(platform, kind=MeetingKind.STEERING_COMMITTEE, confidential=False)
    result = convene(meeting, by=SYSTEM, person_ids=[chosen.pk, foreigner.pk])
    assert names(result.invitees) == {chosen.pk}


def test_territory_meeting_invites_leads_of_its_platforms_and_its_coordinators():
    department = make_territory()
    region = make_territory("region")
    department.parent = region
    department.save()
    lead = make_lead(make_platform(territory=department))
    make_assistant(make_platform(territory=department))
    make_lead(make_platform())
    coordinator = make_coordinator(region)
    meeting = make_meeting(territory=region, kind=MeetingKind.LEADS)
    assert {one.person for one in candidates(meeting)} == {lead, coordinator}
    result = convene(meeting, by=SYSTEM, person_ids=[lead.pk])
    assert names(result.invitees) == {lead.pk}
    assert OutgoingMail.objects.get().from_name == region.name


def test_choice_is_ignored_where_the_circle_decides(platform):
    first, second = make_member(platform), make_member(platform)
    result = convene(make_meeting(platform), by=SYSTEM, person_ids=[first.pk])
    assert names(result.invitees) == {first.pk, second.pk}


def test_missing_things_are_named(platform):
    make_member(platform, person=make_person(email="", organisation=make_organisation()))
    meeting = make_meeting(platform)
    missing = missing_for(meeting, candidates(meeting))
    assert (len(missing.without_email), missing.agenda, missing.place, missing.platform_email) == (1, True, True, False)
    make_agenda_item(meeting)
    meeting.venue = make_venue(platform)
    assert not missing_for(meeting, [])


def test_mail_above_the_gate_holds_agenda_video_link_and_calendar(platform):
    member = make_member(platform)
    sign_charter(member, platform)
    meeting = make_meeting(platform, video_link="https://visio.example/salle", title="Réunion de rentrée")
    make_agenda_item(meeting, "Places en CFA")
    convene(meeting, by=SYSTEM)
    mail = OutgoingMail.objects.get(recipient=member.email)
    assert "Places en CFA" in mail.text
    assert "https://visio.example/salle" in mail.text
    assert "Plateforme des Calanques" in mail.from_name
    assert mail.reply_to == platform.email
    event = icalendar.Calendar.from_ical(mail.calendar).walk("VEVENT")[0]
    assert (str(event["SUMMARY"]), int(event["SEQUENCE"])) == ("Réunion de rentrée – Plateforme des Calanques", 1)
    assert str(event["ATTENDEE"]) == f"mailto:{member.email}"
    assert str(event["ORGANIZER"]) == f"mailto:{platform.email}"
    assert mail.calendar_method == "REQUEST"


def test_mail_below_the_gate_holds_kind_date_and_place_only_d50(platform):
    publish_charter(platform)
    member = make_member(platform)
    meeting = make_meeting(
        platform, video_link="https://visio.example/salle", title="Titre secret", venue=make_venue(platform)
    )
    make_agenda_item(meeting, "Point secret")
    convene(meeting, by=SYSTEM)
    mail = OutgoingMail.objects.get(recipient=member.email)
    seen = mail.subject + mail.text + mail.html + mail.calendar.decode()
    assert ("secret" in seen, "visio.example" in seen) == (False, False)
    assert "Salle 1" in mail.text
    assert "/chartes/" in mail.text


def test_lead_gets_the_details_unsigned(platform):
    publish_charter(platform)
    lead = make_lead(platform)
    meeting = make_meeting(platform)
    make_agenda_item(meeting, "Point secret")
    convene(meeting, by=SYSTEM)
    assert "Point secret" in OutgoingMail.objects.get(recipient=lead.email).text


def test_mail_is_readable_as_plain_text_and_says_why(platform):
    member = make_member(platform)
    convene(make_meeting(platform, venue=make_venue(platform)), by=SYSTEM)
    mail = OutgoingMail.objects.get()
    lines = [line for line in mail.text.splitlines() if "http" not in line]
    assert max(map(len, lines)) <= 60
    assert member.organisation.name in " ".join(lines[-6:])
    assert "/r/" in mail.text


def test_convocation_costs_few_queries_per_person(platform, django_assert_max_num_queries):
    publish_charter(platform)
    for _index in range(5):
        make_member(platform)
    meeting = make_meeting(platform)
    # What does not depend on the number of people, then about five writes a mail.
    with django_assert_max_num_queries(35 + 5 * 6):
        convene(meeting, by=SYSTEM)


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_two_windows_at_once_convene_once():
    platform = make_platform()
    for _index in range(3):
        make_member(platform)
    meeting = make_meeting(platform)
    barrier, outcomes = threading.Barrier(2), []

    def window():
        barrier.wait()
        try:
            outcomes.append(len(convene(meeting, by=SYSTEM).invitees))
        except DomainError as refusal:
            outcomes.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=window) for _index in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, outcomes)) == ["3", "already_convened"]
    assert (Invitee.objects.count(), OutgoingMail.objects.count()) == (3, 3)
    assert Meeting.objects.get().sequence == 1
