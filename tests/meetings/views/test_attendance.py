"""The page of attendance."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.meetings.enums import Answer, MeetingStatus
from portal.meetings.models import Invitee, Meeting
from tests.factories import make_invitee, make_lead, make_meeting, make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(platform):
    start = timezone.now() - dt.timedelta(minutes=30)
    meeting = make_meeting(platform, status=MeetingStatus.CONVENED, starts_at=start)
    make_invitee(meeting, make_member(platform), answer=Answer.PRESENT)
    make_invitee(meeting, make_member(platform))
    return meeting


@pytest.fixture
def lead_client(client, login, platform):
    return login(client, make_lead(platform))


def url(meeting, name="attendance"):
    return reverse(f"meetings:{name}", args=[meeting.uuid])


def rows(meeting, *presences, seen=("", "")):
    data = {}
    for invitee, presence, before in zip(meeting.invitees.all(), presences, seen, strict=True):
        data |= {f"p{invitee.pk}-presence": presence, f"p{invitee.pk}-seen": before}
    return data


def presences(meeting):
    return list(meeting.invitees.values_list("presence", flat=True))


def test_answers_are_suggested(lead_client, meeting):
    forms = lead_client.get(url(meeting)).context["rows"]
    assert [form["presence"].value() for form in forms] == ["present", None]


def test_presences_are_recorded_and_the_meeting_is_held(lead_client, meeting):
    lead_client.post(url(meeting), rows(meeting, "present", "absent"))
    assert presences(meeting) == ["present", "absent"]
    assert Meeting.objects.get().status == MeetingStatus.HELD


def test_lines_changed_by_somebody_else_are_shown_and_not_overwritten_d91(lead_client, meeting):
    lead_client.post(url(meeting), rows(meeting, "present", ""))
    response = lead_client.post(url(meeting), rows(meeting, "absent", "excused"))
    assert [form.conflict for form in response.context["rows"]] == [True, False]
    assert presences(meeting) == ["present", "excused"]
    again = rows(meeting, "absent", "excused", seen=("present", "excused"))
    lead_client.post(url(meeting), again)
    assert presences(meeting) == ["absent", "excused"]


def test_unknown_presence_is_said_and_nothing_is_stored(lead_client, meeting):
    response = lead_client.post(url(meeting), rows(meeting, "present", "endormi"))
    assert [bool(form.errors) for form in response.context["rows"]] == [False, True]
    assert presences(meeting) == ["", ""]


def test_guest_is_added(lead_client, meeting):
    data = {"name": "Alix Bernard", "organisation_name": "CCAS"}
    assert lead_client.post(url(meeting, "guest_add"), data).status_code == 302
    response = lead_client.post(url(meeting, "guest_add"), data)
    assert list(response.context["guest_form"].errors) == ["name"]
    assert Invitee.objects.filter(name="Alix Bernard", presence="present").count() == 1


def test_attendance_before_the_day_is_closed(lead_client, platform):
    meeting = make_meeting(platform, status=MeetingStatus.CONVENED)
    make_invitee(meeting, make_member(platform))
    assert lead_client.get(url(meeting)).context["closed"] != ""
    invitee = meeting.invitees.get()
    lead_client.post(url(meeting), {f"p{invitee.pk}-presence": "present", f"p{invitee.pk}-seen": ""})
    assert presences(meeting) == [""]


def test_sheet_to_sign_is_a_pdf_for_the_team(lead_client, meeting):
    response = lead_client.get(url(meeting, "sign_in_sheet_pdf"))
    assert (response.status_code, response.content[:5]) == (200, b"%PDF-")


def test_page_costs_the_same_for_one_and_three(lead_client, platform, meeting, count_queries):
    two = count_queries(lambda: lead_client.get(url(meeting)))
    for _index in range(3):
        make_invitee(meeting, make_member(platform))
    assert count_queries(lambda: lead_client.get(url(meeting))) == two
