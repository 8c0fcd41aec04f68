"""Answers by link and on the page, substitutes (D-42)."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.core.links import make_link
from portal.meetings.enums import Answer, MeetingStatus
from portal.meetings.models import Invitee
from portal.meetings.notifications import ANSWER, answer_link
from tests.factories import (
    make_agenda_item,
    make_invitee,
    make_lead,
    make_meeting,
    make_member,
    make_person,
    make_platform,
)

pytestmark = pytest.mark.django_db

EXCUSED = {"answer": "excused", "substitute_name": "Dominique Martin", "substitute_email": "d@exemple.example"}


@pytest.fixture
def invitee(platform):
    meeting = make_meeting(
        platform, status=MeetingStatus.CONVENED, title="Titre secret", video_link="https://v.example"
    )
    make_agenda_item(meeting, "Point secret")
    return make_invitee(meeting, make_member(platform))


def link(invitee):
    return reverse("meetings:answer", args=[answer_link(invitee)])


def test_reading_the_link_changes_nothing_d42(client, invitee):
    response = client.get(link(invitee))
    assert response.status_code == 200
    assert Invitee.objects.get().answer == Answer.NONE
    assert client.head(link(invitee)).status_code == 200
    assert Invitee.objects.get().answered_at is None


def test_page_of_the_link_holds_kind_date_and_place_only(client, invitee):
    page = client.get(link(invitee)).content.decode()
    assert [part for part in ("secret", "v.example") if part in page] == []
    assert invitee.meeting.get_kind_display() in page


def test_address_of_the_link_leaves_no_trace_d33(client, invitee):
    response = client.get(link(invitee))
    assert (response.headers["Referrer-Policy"], response.headers["X-Robots-Tag"]) == ("strict-origin", "noindex")
    assert "no-store" in response.headers["Cache-Control"]


def test_present_by_link_without_account(client, invitee):
    response = client.post(link(invitee), {"answer": "present"})
    assert response.context["done"] is True
    assert Invitee.objects.get().answer == Answer.PRESENT


def test_mind_is_changed_by_the_same_link(client, invitee):
    client.post(link(invitee), EXCUSED)
    stored = Invitee.objects.get()
    assert (stored.answer, stored.substitute_name) == (Answer.EXCUSED, "Dominique Martin")
    client.post(link(invitee), {"answer": "present"})
    stored = Invitee.objects.get()
    assert (stored.answer, stored.substitute_name) == (Answer.PRESENT, "")


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({}, "answer"),
        ({"answer": "peut-être"}, "answer"),
        ({**EXCUSED, "substitute_email": "a@b.example, c@d.example"}, "substitute_email"),
        ({**EXCUSED, "substitute_email": "a@b.example\r\nBcc: c@d.example"}, "substitute_email"),
        ({**EXCUSED, "substitute_name": ""}, "substitute_name"),
        ({**EXCUSED, "substitute_name": "x" * 1_000_000}, "substitute_name"),
    ],
)
def test_bad_answer_is_said_beside_its_field_and_not_stored(client, invitee, data, field):
    response = client.post(link(invitee), data)
    assert (response.status_code, list(response.context["form"].errors)) == (200, [field])
    assert Invitee.objects.get().answer == Answer.NONE


def test_altered_link_opens_nothing(client, invitee):
    good = answer_link(invitee)
    altered = good[:-1] + ("A" if good[-1] != "A" else "B")
    other_act = make_link("other.act", {"invitee": invitee.pk}, dt.timedelta(days=1))
    for bad in (altered, other_act, "x", "a:b:c"):
        response = client.post(reverse("meetings:answer", args=[bad]), {"answer": "present"})
        assert response.status_code == 404
    assert Invitee.objects.get().answer == Answer.NONE


def test_expired_link_says_so(client, invitee):
    old = make_link(ANSWER, {"invitee": invitee.pk}, dt.timedelta(seconds=-1))
    response = client.get(reverse("meetings:answer", args=[old]))
    assert (response.status_code, response.context["error"].code) == (410, "expired")


def test_link_of_a_row_that_is_gone_opens_nothing(client, invitee):
    address = link(invitee)
    invitee.delete()
    assert client.get(address).status_code == 404


def test_link_answers_for_its_addressee_alone(client, login, invitee):
    other = make_invitee(invitee.meeting, make_member(invitee.meeting.platform))
    login(client, other.person)
    client.post(link(invitee), {"answer": "present", "invitee": other.pk})
    invitee.refresh_from_db()
    other.refresh_from_db()
    assert (invitee.answer, other.answer) == (Answer.PRESENT, Answer.NONE)


@pytest.mark.parametrize(
    "fields", [{"status": MeetingStatus.CANCELLED}, {"starts_at": timezone.now() - dt.timedelta(days=1)}]
)
def test_after_the_meeting_the_link_says_that_it_is_over(client, platform, fields):
    meeting = make_meeting(platform, **{"status": MeetingStatus.CONVENED, **fields})
    invitee = make_invitee(meeting, make_member(platform))
    address = link(invitee)
    assert client.get(address).context["closed"] != ""
    client.post(address, {"answer": "present"})
    assert Invitee.objects.get().answer == Answer.NONE


def test_link_gives_no_session_d32(client, invitee):
    client.post(link(invitee), {"answer": "present"})
    assert "sessionid" not in client.cookies
    assert client.get(reverse("meetings:meeting", args=[invitee.meeting.uuid])).status_code == 302


def test_answer_on_the_page_of_the_meeting(client, login, invitee):
    address = reverse("meetings:meeting_answer", args=[invitee.meeting.uuid])
    login(client, invitee.person)
    response = client.post(address, {"answer": "excused", "substitute_email": "x@y.example"})
    assert response.status_code == 200
    assert list(response.context["answer_form"].errors) == ["substitute_name"]
    assert client.post(address, {"answer": "present"}).status_code == 302
    assert Invitee.objects.get().answer == Answer.PRESENT


def test_somebody_not_invited_does_not_answer(client, login, invitee):
    address = reverse("meetings:meeting_answer", args=[invitee.meeting.uuid])
    member = make_member(invitee.meeting.platform)
    assert login(client, member).post(address, {"answer": "present"}).status_code == 403
    assert login(client, make_lead(make_platform())).post(address, {"answer": "present"}).status_code == 404


def test_team_confirms_the_substitute(client, login, platform, invitee):
    client.post(link(invitee), EXCUSED)
    colleague = make_person(first_name="Dominique", last_name="Martin", organisation=invitee.organisation)
    make_invitee(make_meeting(platform), colleague)
    address = reverse("meetings:substitute", args=[invitee.meeting.uuid, invitee.pk])
    login(client, make_lead(platform))
    page = client.get(reverse("meetings:meeting", args=[invitee.meeting.uuid])).content.decode()
    assert address in page
    assert client.get(address).context["form"].initial["person"] == colleague.pk
    assert client.post(address, {"person": colleague.pk}).status_code == 302
    invitee.refresh_from_db()
    assert invitee.replaced_by.person == colleague


def test_substitute_needs_a_name_and_a_colleague_d03(client, login, platform, invitee):
    client.post(link(invitee), EXCUSED)
    address = reverse("meetings:substitute", args=[invitee.meeting.uuid, invitee.pk])
    login(client, make_lead(platform))
    stranger = make_member(make_platform())
    assert list(client.post(address, {"person": ""}).context["form"].errors) == ["last_name"]
    assert "person" in client.post(address, {"person": stranger.pk}).context["form"].errors
    assert Invitee.objects.count() == 1


def test_substitute_of_another_meeting_is_not_found_d03(client, login, platform, invitee):
    other = make_invitee(make_meeting(make_platform(), status=MeetingStatus.CONVENED), make_person())
    login(client, make_lead(platform))
    assert client.get(reverse("meetings:substitute", args=[invitee.meeting.uuid, other.pk])).status_code == 404
    member = make_member(platform)
    login(client, member)
    assert client.get(reverse("meetings:substitute", args=[invitee.meeting.uuid, invitee.pk])).status_code == 403
