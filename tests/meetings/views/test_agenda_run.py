"""Holding the meeting, and putting items off from its pages (MISSION B6)."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.meetings.enums import MeetingStatus
from portal.meetings.models import Decision
from tests.factories import make_agenda_item, make_lead, make_meeting

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(platform):
    return make_meeting(platform, status=MeetingStatus.CONVENED, starts_at=timezone.now() - dt.timedelta(minutes=5))


@pytest.fixture
def lead_client(client, login, platform):
    return login(client, make_lead(platform))


def url(name, meeting, *args):
    return reverse(f"meetings:{name}", args=[meeting.uuid, *args])


def test_presses_go_through_the_agenda_without_script(lead_client, meeting):
    first, second = (make_agenda_item(meeting, title) for title in ("Un", "Deux"))
    lead_client.get(url("agenda_run", meeting))
    assert meeting.agenda_items.filter(started_at=None).count() == 2
    lead_client.post(url("agenda_time", meeting, first.pk), {"act": "start"})
    sheet = lead_client.get(url("agenda_run", meeting)).context["sheet"]
    assert (sheet.running.item, sheet.following.item) == (first, second)
    lead_client.post(url("agenda_time", meeting, first.pk), {"act": "next"})
    lead_client.post(url("agenda_time", meeting, second.pk), {"act": "finish"})
    response = lead_client.get(url("agenda_run", meeting))
    assert [line.state for line in response.context["sheet"].lines] == ["done", "done"]
    assert "Tous les points sont traités" in response.content.decode()


@pytest.mark.parametrize("act", ["", "autre", "x" * 10_000])
def test_unknown_press_does_nothing_d13(lead_client, meeting, act):
    item = make_agenda_item(meeting)
    assert lead_client.post(url("agenda_time", meeting, item.pk), {"act": act}).status_code == 302
    item.refresh_from_db()
    assert item.started_at is None


def test_item_of_another_meeting_is_not_found_d03(lead_client, platform, meeting):
    item = make_agenda_item(make_meeting(platform))
    codes = [
        lead_client.post(url(name, meeting, item.pk), {"act": "start"}).status_code
        for name in ("agenda_time", "agenda_item_carry")
    ]
    assert codes == [404, 404]


def test_item_is_put_off_from_the_page_and_both_agendas_say_so(lead_client, platform, meeting):
    following = make_meeting(platform)
    item = make_agenda_item(meeting, "Mobilité")
    response = lead_client.post(url("agenda_item_carry", meeting, item.pk), {"from": "run"}, follow=True)
    assert "Reporté à la réunion suivante" in response.content.decode()
    assert "reporté au" in lead_client.get(url("meeting", meeting)).content.decode()
    assert "reporté du" in lead_client.get(url("agenda_edit", following)).content.decode()
    again = lead_client.post(url("agenda_item_carry", meeting, item.pk), follow=True)
    assert "déjà reporté" in again.content.decode()


def test_what_was_left_over_is_taken_up_in_one_press(lead_client, platform):
    held = make_meeting(platform, status=MeetingStatus.HELD, starts_at=timezone.now() - dt.timedelta(days=14))
    Decision.objects.create(meeting=held, item=make_agenda_item(held, "Traité"), text="Décidé")
    left = make_agenda_item(held, "Resté")
    meeting = make_meeting(platform)
    assert lead_client.get(url("agenda_edit", meeting)).context["left_over"] == [left]
    for _twice in range(2):
        lead_client.post(url("agenda_take_up", meeting), {"item": left.pk})
    assert meeting.agenda_items.filter(carried_from=left).count() == 1
    assert lead_client.post(url("agenda_take_up", meeting), {"item": "x"}).status_code == 302


def test_page_costs_the_same_for_one_and_four(lead_client, meeting, count_queries):
    make_agenda_item(meeting)
    one = count_queries(lambda: lead_client.get(url("agenda_run", meeting)))
    for _index in range(3):
        make_agenda_item(meeting)
    assert count_queries(lambda: lead_client.get(url("agenda_run", meeting))) == one
