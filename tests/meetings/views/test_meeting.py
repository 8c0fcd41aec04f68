"""The page of a meeting and its changes, as users see them."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal.mailing.models import OutgoingMail
from portal.meetings.enums import MeetingKind, MeetingStatus, Presence
from portal.meetings.models import Meeting
from portal.meetings.services.meetings import version_of
from tests.factories import (
    make_agenda_item,
    make_coordinator,
    make_invitee,
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


@pytest.fixture
def lead(platform):
    return make_lead(platform)


def url(name, meeting, *args):
    return reverse(f"meetings:{name}", args=[meeting.uuid, *args])


def form_data(meeting=None, **changes):
    day = timezone.localdate() + dt.timedelta(days=20)
    values = {
        "kind": "circle_1",
        "date": day.isoformat(),
        "start_time": "09:30",
        "end_time": "11:30",
        "title": "Réunion de rentrée",
        "version": version_of(meeting) if meeting else "",
    }
    return {**values, **changes}


def text_of(response):
    return response.content.decode()


def test_page_above_the_gate_shows_agenda_video_link_and_people(client, login, platform):
    member = make_member(platform)
    sign_charter(member, platform)
    meeting = make_meeting(platform, title="Titre entier", video_link="https://visio.example/salle")
    make_agenda_item(meeting, "Places en CFA")
    make_invitee(meeting, member)
    page = text_of(login(client, member).get(url("meeting", meeting)))
    assert [part for part in ("Titre entier", "Places en CFA", "visio.example", str(member)) if part not in page] == []


def test_page_below_the_gate_shows_kind_date_and_place_only_d50(client, login, platform):
    publish_charter(platform)
    member = make_member(platform)
    meeting = make_meeting(
        platform, title="Titre secret", video_link="https://visio.example/x", venue=make_venue(platform)
    )
    make_agenda_item(meeting, "Point secret")
    make_invitee(meeting, make_member(platform, person=make_person(last_name="Canari")))
    response = login(client, member).get(url("meeting", meeting))
    page = text_of(response)
    assert response.status_code == 200
    assert [part for part in ("secret", "visio.example", "Canari", "Point") if part in page] == []
    assert meeting.get_kind_display() in page
    assert "Salle 1" in page
    assert "/signer/" in page


def test_guest_above_the_gate_does_not_see_who_takes_part(client, login, platform):
    guest = make_person()
    meeting = make_meeting(platform, status=MeetingStatus.CONVENED)
    make_invitee(meeting, guest)
    make_invitee(meeting, make_member(platform, person=make_person(last_name="Canari")))
    sign_charter(guest, platform)
    page = text_of(login(client, guest).get(url("meeting", meeting)))
    assert ("Canari" in page, "Ordre du jour" in page or "Agenda" in page) == (False, True)


def test_guest_does_not_see_which_organisations_came(client, login, platform):
    guest = make_person()
    meeting = make_meeting(platform, status=MeetingStatus.HELD, starts_at=timezone.now() - dt.timedelta(days=2))
    make_invitee(meeting, guest)
    came = make_member(platform, organisation=make_organisation(name="Organisme canari"))
    make_invitee(meeting, came, presence=Presence.PRESENT)
    sign_charter(guest, platform)
    sign_charter(came, platform)
    assert "Organisme canari" not in text_of(login(client, guest).get(url("meeting", meeting)))
    assert "Organisme canari" in text_of(login(client, came).get(url("meeting", meeting)))


def test_reason_of_a_cancellation_stays_above_the_gate_d50(client, login, platform):
    signed, unsigned = make_member(platform), make_member(platform)
    sign_charter(signed, platform)
    meeting = make_meeting(platform, status=MeetingStatus.CANCELLED, cancel_reason="Motif canari")
    assert "Motif canari" in text_of(login(client, signed).get(url("meeting", meeting)))
    below = text_of(login(client, unsigned).get(url("meeting", meeting)))
    assert ("Motif canari" in below, "annulée" in below) == (False, True)


@pytest.mark.parametrize("status", MeetingStatus)
@pytest.mark.parametrize("days", [-10, 10])
def test_every_status_has_a_page_for_the_team(client, login, platform, lead, status, days):
    meeting = make_meeting(platform, status=status, starts_at=timezone.now() + dt.timedelta(days=days))
    assert login(client, lead).get(url("meeting", meeting)).status_code == 200


def test_acts_follow_the_status(client, login, platform, lead):
    login(client, lead)
    seen = {}
    for status in MeetingStatus:
        meeting = make_meeting(platform, status=status)
        page = text_of(client.get(url("meeting", meeting)))
        names = ("meeting_propose", "convene", "meeting_edit", "meeting_cancel", "meeting_restore", "meeting_delete")
        seen[str(status)] = {name for name in names if url(name, meeting) in page}
    assert seen == {
        "draft": {"meeting_propose", "convene", "meeting_edit", "meeting_delete"},
        "proposed": {"convene", "meeting_edit", "meeting_cancel"},
        "convened": {"meeting_edit", "meeting_cancel"},
        "held": set(),
        "cancelled": {"meeting_restore"},
    }


def test_member_has_no_act(client, login, platform):
    member = make_member(platform)
    meeting = make_meeting(platform)
    page = text_of(login(client, member).get(url("meeting", meeting)))
    assert [name for name in ("convene", "meeting_edit", "meeting_cancel") if url(name, meeting) in page] == []


GET_NAMES = ["meeting_edit", "meeting_cancel", "convene", "agenda_edit", "attendance", "sign_in_sheet_pdf"]
POST_NAMES = [
    "meeting_propose",
    "meeting_restore",
    "meeting_delete",
    "meeting_cancel",
    "meeting_edit",
    "convene",
    "agenda_edit",
    "agenda_template",
    "agenda_order",
    "attendance_announced",
    "attendance_undo",
    "attendance_sheet",
    "guest_add",
]


@pytest.mark.parametrize("name", GET_NAMES)
def test_reading_what_the_team_prepares_d01(client, login, name):
    territory = make_territory()
    platform = make_platform(territory=territory)
    meeting = make_meeting(platform)
    codes = {}
    people = {
        "member": make_member(platform),
        "coordinator": make_coordinator(territory),
        "lead elsewhere": make_lead(make_platform()),
    }
    for role, person in people.items():
        codes[role] = login(client, person).get(url(name, meeting)).status_code
    client.logout()
    codes["visitor"] = client.get(url(name, meeting)).status_code
    assert codes == {"member": 403, "coordinator": 403, "lead elsewhere": 404, "visitor": 302}


@pytest.mark.parametrize("name", POST_NAMES)
def test_writing_by_others_changes_nothing_d02(client, login, platform, name):
    meeting = make_meeting(platform)
    make_member(platform)
    before = Meeting.objects.values().get()
    codes = [
        login(client, make_member(platform)).post(url(name, meeting)).status_code,
        login(client, make_lead(make_platform())).post(url(name, meeting)).status_code,
    ]
    assert codes == [403, 404]
    assert Meeting.objects.values().get() == before
    assert OutgoingMail.objects.count() == 0


@pytest.mark.parametrize("name", ["meeting_propose", "meeting_restore", "meeting_delete", "agenda_template"])
def test_acts_refuse_get_d68(client, login, platform, lead, name):
    meeting = make_meeting(platform)
    assert login(client, lead).get(url(name, meeting)).status_code == 405


def test_lead_who_left_loses_the_page_at_once_d08(client, login, platform, lead):
    meeting = make_meeting(platform)
    login(client, lead)
    lead.platform_roles.update(until=timezone.localdate())
    assert client.post(url("meeting_cancel", meeting), {"reason": "x"}).status_code == 404
    assert Meeting.objects.get().status == MeetingStatus.PROPOSED


def test_one_off_meeting_is_created_in_the_zone_of_the_platform(client, login):
    platform = make_platform(timezone="Indian/Reunion", school_zone="Réunion")
    login(client, make_lead(platform))
    address = reverse("meetings:meeting_add", args=[platform.slug])
    assert client.get(address).status_code == 200
    response = client.post(address, form_data())
    meeting = Meeting.objects.get()
    assert response.url == url("meeting", meeting)
    assert meeting.starts_at.astimezone(dt.UTC).time() == dt.time(5, 30)
    assert (meeting.duration, meeting.status) == (dt.timedelta(hours=2), MeetingStatus.DRAFT)


def next_clock_change():
    """Return the last Sunday of next March: in Europe/Paris 2:30 does not exist on it."""
    day = dt.date(timezone.localdate().year + 1, 3, 31)
    return day - dt.timedelta(days=(day.weekday() + 1) % 7)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"end_time": "09:30"}, "end_time"),
        ({"end_time": "08:00"}, "end_time"),
        ({"date": "2020-01-06"}, "date"),
        ({"date": "pas une date"}, "date"),
        ({"date": "9999-12-31"}, "date"),
        ({"date": next_clock_change().isoformat(), "start_time": "02:30"}, "start_time"),
        ({"kind": "soirée"}, "kind"),
        ({"video_link": "javascript:alert(1)"}, "video_link"),
        ({"title": "x" * 1_000_000}, "title"),
        ({"title": "Point sur le jeune Kevin Martin, né le 03/04/2008"}, "title"),
        ({"venue": "999999"}, "venue"),
    ],
)
def test_bad_input_is_said_beside_its_field_and_kept(client, login, platform, lead, changes, field):
    login(client, lead)
    data = form_data(**changes)
    response = client.post(reverse("meetings:meeting_add", args=[platform.slug]), data)
    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    assert response.context["form"]["title"].value() == data["title"]
    assert Meeting.objects.count() == 0


def test_hour_that_occurs_twice_is_the_first_one_d43(client, login, platform, lead):
    october = dt.date(timezone.localdate().year + 1, 10, 31)
    day = october - dt.timedelta(days=(october.weekday() + 1) % 7)
    login(client, lead)
    client.post(
        reverse("meetings:meeting_add", args=[platform.slug]),
        form_data(date=day.isoformat(), start_time="02:30", end_time="03:30"),
    )
    meeting = Meeting.objects.get()
    assert meeting.starts_at.astimezone(dt.UTC).time() == dt.time(0, 30)
    assert meeting.duration == dt.timedelta(hours=2)


def test_title_with_line_break_becomes_one_line_d37(client, login, platform, lead):
    login(client, lead)
    client.post(reverse("meetings:meeting_add", args=[platform.slug]), form_data(title="Un\r\nBEGIN:VEVENT\x07"))
    assert Meeting.objects.get().title == "Un BEGIN:VEVENT"


def test_fields_that_the_form_does_not_have_are_ignored_d67(client, login, platform, lead):
    login(client, lead)
    other = make_platform()
    client.post(
        reverse("meetings:meeting_add", args=[platform.slug]),
        form_data(platform=other.pk, status="held", sequence=9, confidential=""),
    )
    meeting = Meeting.objects.get()
    assert (meeting.platform, meeting.status, meeting.sequence, meeting.confidential) == (platform, "draft", 0, True)


def test_silent_and_told_saves(client, login, platform, lead):
    meeting = make_meeting(platform, status=MeetingStatus.CONVENED)
    for _index in range(2):
        make_invitee(meeting, make_member(platform))
    login(client, lead)
    page = text_of(client.get(url("meeting_edit", meeting)))
    assert "2 personnes" in page
    client.post(url("meeting_edit", meeting), form_data(meeting))
    assert OutgoingMail.objects.count() == 0
    meeting = Meeting.objects.get()
    client.post(url("meeting_edit", meeting), form_data(meeting, tell="1", start_time="10:00"))
    assert OutgoingMail.objects.count() == 0
    client.post(url("change_tell", meeting))
    assert OutgoingMail.objects.count() == 2


def test_silent_change_at_short_notice_is_refused_in_the_page(client, login, platform, lead):
    start = timezone.now() + dt.timedelta(hours=30)
    meeting = make_meeting(platform, status=MeetingStatus.CONVENED, starts_at=start)
    make_invitee(meeting, make_member(platform))
    login(client, lead)
    response = client.post(url("meeting_edit", meeting), form_data(meeting))
    assert response.status_code == 200
    assert "72" in str(response.context["form"].non_field_errors())


def test_stale_save_shows_both_versions_and_can_be_repeated_d91(client, login, platform, lead):
    meeting = make_meeting(platform, title="Ancien")
    old = form_data(meeting, title="Le mien <script>alert(1)</script>")
    login(client, lead)
    client.post(url("meeting_edit", meeting), form_data(meeting, title="Le leur <script>alert(2)</script>"))
    response = client.post(url("meeting_edit", meeting), old)
    page = text_of(response)
    assert ("Le mien &lt;script&gt;" in page, "Le leur &lt;script&gt;" in page, "<script>alert" in page) == (
        True,
        True,
        False,
    )
    assert Meeting.objects.get().title.startswith("Le leur")
    again = {**old, "version": response.context["form"]["version"].value()}
    client.post(url("meeting_edit", meeting), again)
    assert Meeting.objects.get().title.startswith("Le mien")


def test_coordinator_moves_and_convenes_the_meeting_of_the_territory(client, login):
    territory = make_territory(timezone="Indian/Reunion")
    meeting = make_meeting(territory=territory, kind=MeetingKind.LEADS)
    lead = make_lead(make_platform(territory=territory))
    login(client, make_coordinator(territory))
    assert client.get(url("meeting", meeting)).status_code == 200
    client.post(url("meeting_edit", meeting), form_data(meeting, kind="leads"))
    assert Meeting.objects.get().starts_at.astimezone(dt.UTC).time() == dt.time(5, 30)
    assert lead.pk in client.get(url("convene", meeting)).context["chosen"]
    client.post(url("convene", meeting), {"person": [lead.pk]})
    assert Meeting.objects.get().status == MeetingStatus.CONVENED
    assert login(client, lead).post(url("meeting_cancel", meeting), {"reason": "x"}).status_code == 403


def test_cancelling_says_how_many_are_told(client, login, platform, lead):
    meeting = make_meeting(platform, status=MeetingStatus.CONVENED)
    make_invitee(meeting, make_member(platform))
    login(client, lead)
    assert "1 personne" in text_of(client.get(url("meeting_cancel", meeting)))
    response = client.post(url("meeting_cancel", meeting), {"reason": ""})
    assert list(response.context["form"].errors) == ["reason"]
    client.post(url("meeting_cancel", meeting), {"reason": "Grève des transports"})
    assert (Meeting.objects.get().status, OutgoingMail.objects.count()) == (MeetingStatus.CANCELLED, 1)


def test_restore_propose_and_delete(client, login, platform, lead):
    login(client, lead)
    cancelled = make_meeting(platform, status=MeetingStatus.CANCELLED)
    draft, other = make_meeting(platform, status="draft"), make_meeting(platform, status="draft")
    client.post(url("meeting_restore", cancelled))
    client.post(url("meeting_propose", draft))
    response = client.post(url("meeting_delete", other))
    assert response.url == reverse("meetings:platform_meetings", args=[platform.slug])
    assert sorted(Meeting.objects.values_list("pk", "status")) == [(cancelled.pk, "proposed"), (draft.pk, "proposed")]


def test_refused_act_says_why(client, login, platform, lead):
    meeting = make_meeting(platform, status=MeetingStatus.HELD)
    login(client, lead)
    response = client.post(url("meeting_delete", meeting), follow=True)
    assert [message.level_tag for message in response.context["messages"]] == ["error"]
    assert Meeting.objects.count() == 1


def test_page_costs_the_same_for_one_and_three_invitees(client, login, platform, lead):

    login(client, lead)
    counts = []
    for number in (1, 3):
        meeting = make_meeting(platform, kind=MeetingKind.CIRCLE_2, status=MeetingStatus.CONVENED)
        for _index in range(number):
            make_agenda_item(meeting, presenter=make_member(platform))
            make_invitee(meeting, make_member(platform))
        client.get(url("meeting", meeting))
        with CaptureQueriesContext(connection) as captured:
            client.get(url("meeting", meeting))
        counts.append(len(captured))
    assert counts[0] == counts[1]
