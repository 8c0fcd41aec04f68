"""Meetings of a territory: called by its coordinator, seen by the leads around, run like any other (MISSION B5)."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.directory.enums import TerritoryKind
from portal.mailing.models import OutgoingMail
from portal.meetings.enums import MeetingKind, MeetingStatus, MinutesState
from portal.meetings.models import Meeting
from tests.factories import make_coordinator, make_lead, make_meeting, make_member, make_platform, make_territory

pytestmark = pytest.mark.django_db


@pytest.fixture
def territory():
    return make_territory(name="Finistère")


@pytest.fixture
def coordinator(territory):
    return make_coordinator(territory)


def address(name, territory):
    return reverse(f"meetings:{name}", args=[territory.slug])


def of(meeting, name, *args):
    return reverse(f"meetings:{name}", args=[meeting.uuid, *args])


def typed(**changes):
    day = timezone.localdate() + dt.timedelta(days=20)
    values = {"kind": "leads", "date": day.isoformat(), "start_time": "09:30", "end_time": "11:30", "title": ""}
    return {**values, **changes}


def test_a_leads_meeting_from_call_to_validated_minutes(client, login, territory, coordinator):
    lead = make_lead(make_platform(territory=territory))
    login(client, coordinator)
    response = client.post(address("territory_meeting_add", territory), typed(title="Réunion inter-plateformes"))
    meeting = Meeting.objects.get()
    assert response.url == of(meeting, "meeting")
    assert (meeting.territory, meeting.platform, meeting.status) == (territory, None, MeetingStatus.DRAFT)
    assert meeting.agenda_items.count() > 0
    assert not Meeting.objects.visible_to(lead).exists()
    client.post(of(meeting, "agenda_edit"), {"title": "Une pratique", "kind": "topic", "minutes": "20"})
    client.post(of(meeting, "meeting_propose"))
    assert list(Meeting.objects.visible_to(lead)) == [meeting]
    page = client.get(of(meeting, "convene"))
    assert page.context["chosen"] == {lead.pk, coordinator.pk}
    client.post(of(meeting, "convene"), {"person": [lead.pk, coordinator.pk]})
    kinds = OutgoingMail.objects.filter(kind="meeting_convocation").values_list("recipient", flat=True)
    assert set(kinds) == {lead.email, coordinator.email}
    Meeting.objects.update(starts_at=timezone.now() - dt.timedelta(hours=3))
    for name in ("attendance", "attendance_sheet", "sign_in_sheet_pdf", "agenda_pdf", "minutes_edit"):
        assert (name, client.get(of(meeting, name)).status_code) == (name, 200)
    invitee = meeting.invitees.get(person=lead)
    client.post(of(meeting, "presence_note", invitee.pk), {"presence": "present"})
    item = meeting.agenda_items.last()
    client.post(of(meeting, "decision_add", item.pk), {"text": "Une pratique est retenue"})
    until = timezone.localdate() + dt.timedelta(days=8)
    client.post(of(meeting, "minutes_review"), {"read_until": until.isoformat()})
    meeting = Meeting.objects.get()
    assert (meeting.status, meeting.minutes.state) == (MeetingStatus.HELD, MinutesState.IN_REVIEW)
    assert client.get(of(meeting, "minutes")).status_code == 200
    login(client, lead)
    assert client.get(of(meeting, "minutes")).status_code == 200


@pytest.mark.parametrize(("kind", "confidential"), [("leads", True), ("steering_committee", False), ("plenary", True)])
def test_only_committees_are_open_without_the_charter(client, login, territory, coordinator, kind, confidential):
    login(client, coordinator).post(address("territory_meeting_add", territory), typed(kind=kind))
    assert Meeting.objects.get().confidential is confidential


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "circle_1"}, "kind"),
        ({"kind": ""}, "kind"),
        ({"date": "2001-01-01"}, "date"),
        ({"end_time": "08:00"}, "end_time"),
        ({"video_link": "javascript:alert(1)"}, "video_link"),
    ],
)
def test_bad_input_is_said_beside_its_field(client, login, territory, coordinator, changes, field):
    response = login(client, coordinator).post(address("territory_meeting_add", territory), typed(**changes))
    assert field in response.context["form"].errors
    assert not Meeting.objects.exists()


def test_kinds_of_a_platform_are_not_those_of_a_territory(client, login, territory, coordinator):
    form = login(client, coordinator).get(address("territory_meeting_add", territory)).context["form"]
    of_territory = [value for value, _label in form.fields["kind"].choices]
    platform = make_platform(territory=territory)
    page = login(client, make_lead(platform)).get(reverse("meetings:meeting_add", args=[platform.slug]))
    of_platform = [value for value, _label in page.context["form"].fields["kind"].choices]
    assert of_territory == ["leads", "steering_committee", "plenary", "working_group"]
    assert set(MeetingKind.values) - set(of_platform) == {"leads"}


def test_the_coordinator_changes_it_and_keeps_its_kind(client, login, territory, coordinator):
    meeting = make_meeting(territory=territory, kind=MeetingKind.LEADS)
    login(client, coordinator)
    form = client.get(of(meeting, "meeting_edit")).context["form"]
    data = {name: form[name].value() for name in form.fields}
    data |= {"title": "Autre titre", "date": form["date"].value().isoformat(), "kind": "leads"}
    client.post(of(meeting, "meeting_edit"), {key: value or "" for key, value in data.items()})
    meeting.refresh_from_db()
    assert (meeting.title, meeting.kind) == ("Autre titre", MeetingKind.LEADS)


def test_the_list_holds_what_each_may_see(client, login, territory, coordinator):
    platform = make_platform(territory=territory)
    committee = make_meeting(territory=territory, kind=MeetingKind.STEERING_COMMITTEE, confidential=False)
    make_meeting(territory=territory, status=MeetingStatus.DRAFT)
    make_meeting(territory=make_territory())
    make_meeting(platform)
    for person, count, calls in (
        (coordinator, 2, True),
        (make_lead(platform), 1, False),
        (make_member(platform), 0, False),
    ):
        page = login(client, person).get(address("territory_meetings", territory))
        rows = [row.record for row in page.context["table"].rows]
        # A draft is the coordinator's alone.
        assert len(rows) == count
        assert (committee in rows) is (count > 0)
        assert (address("territory_meeting_add", territory) in page.content.decode()) is calls


def test_only_the_coordinator_of_this_very_territory_calls(client, login, territory):
    region = make_territory(TerritoryKind.REGION)
    department = make_territory(parent=region)
    make_platform(territory=department)
    of_region = make_coordinator(region)
    login(client, of_region)
    assert client.get(address("territory_meeting_add", region)).status_code == 200
    assert client.get(address("territory_meetings", department)).status_code == 200
    assert client.get(address("territory_meeting_add", department)).status_code == 403
    assert client.get(address("territory_meetings", territory)).status_code == 404


def test_the_list_costs_the_same_for_one_and_many(client, login, territory, coordinator, count_queries):
    login(client, coordinator)
    make_meeting(territory=territory, kind=MeetingKind.LEADS)
    once = count_queries(lambda: client.get(address("territory_meetings", territory)))
    for _each in range(4):
        make_meeting(territory=territory, kind=MeetingKind.LEADS)
    assert count_queries(lambda: client.get(address("territory_meetings", territory))) == once
