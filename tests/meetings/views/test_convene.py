"""The page that convenes."""

import pytest
from django.urls import reverse

from portal.mailing.models import OutgoingMail
from portal.meetings.enums import MeetingKind, MeetingStatus
from portal.meetings.models import Invitee, Meeting
from tests.factories import (
    make_agenda_item,
    make_lead,
    make_meeting,
    make_member,
    make_organisation,
    make_person,
    make_venue,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(platform):
    return make_lead(platform)


def url(meeting):
    return reverse("meetings:convene", args=[meeting.uuid])


def test_page_shows_whom_how_many_and_what_is_missing(client, login, platform, lead):
    first, second = make_member(platform, "1"), make_member(platform, "2")
    silent = make_member(platform, person=make_person(last_name="Sansmail", email="", organisation=make_organisation()))
    meeting = make_meeting(platform, kind=MeetingKind.CIRCLE_2)
    response = login(client, lead).get(url(meeting))
    page = response.content.decode()
    assert [str(one) for one in (first, second, silent, lead) if str(one) not in page] == []
    assert "Convoquer 4 personnes" in page
    missing = response.context["missing"]
    assert (missing.agenda, missing.place, [one.person for one in missing.without_email]) == (True, True, [silent])
    assert (Invitee.objects.count(), OutgoingMail.objects.count()) == (0, 0)


def test_nothing_missing_nothing_said(client, login, platform, lead):
    meeting = make_meeting(platform, venue=make_venue(platform))
    make_agenda_item(meeting)
    response = login(client, lead).get(url(meeting))
    assert bool(response.context["missing"]) is False


def test_post_convenes_and_names_those_whom_no_mail_reaches(client, login, platform, lead):
    make_member(platform, person=make_person(last_name="Sansmail", email="", organisation=make_organisation()))
    meeting = make_meeting(platform)
    response = login(client, lead).post(url(meeting), follow=True)
    assert [message.level_tag for message in response.context["messages"]] == ["success", "warning"]
    assert "Sansmail" in response.content.decode()
    assert (Meeting.objects.get().status, Invitee.objects.count()) == (MeetingStatus.CONVENED, 2)


def test_second_window_gets_a_clear_message(client, login, platform, lead):
    meeting = make_meeting(platform)
    login(client, lead)
    client.post(url(meeting))
    response = client.post(url(meeting), follow=True)
    assert [message.level_tag for message in response.context["messages"]][-1] == "warning"
    assert (Invitee.objects.count(), OutgoingMail.objects.count()) == (1, 1)


def test_lead_ticks_whom_to_invite_to_a_committee(client, login, platform, lead):
    chosen, _other = make_member(platform), make_member(platform)
    meeting = make_meeting(platform, kind=MeetingKind.STEERING_COMMITTEE, confidential=False)
    login(client, lead)
    assert client.get(url(meeting)).context["chosen"] == {lead.pk}
    response = client.post(url(meeting), {"person": ["abc", "9" * 40]})
    assert (response.status_code, Invitee.objects.count()) == (200, 0)
    client.post(url(meeting), {"person": [chosen.pk]})
    assert list(Invitee.objects.values_list("person", flat=True)) == [chosen.pk]


def test_convened_meeting_is_not_convened_again(client, login, platform, lead):
    meeting = make_meeting(platform, status=MeetingStatus.CONVENED)
    assert login(client, lead).get(url(meeting)).url == reverse("meetings:meeting", args=[meeting.uuid])


def test_page_costs_the_same_for_one_and_three(client, login, platform, lead, count_queries):
    meeting = make_meeting(platform)
    login(client, lead)
    make_member(platform)
    one = count_queries(lambda: client.get(url(meeting)))
    make_member(platform)
    make_member(platform)
    assert count_queries(lambda: client.get(url(meeting))) == one
