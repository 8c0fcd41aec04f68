"""The page that brings a need to the next agenda, and what the page of the gaps shows of it."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.core.actors import SYSTEM
from portal.directory.enums import Circle
from portal.meetings.enums import MeetingKind, MeetingStatus
from portal.meetings.models import AgendaItem
from portal.meetings.services.from_gaps import propose_from_gap
from tests.factories import make_lead, make_meeting, make_member, make_platform, publish_charter, sign_charter
from tests.factories.solutions import make_recorded_need

pytestmark = pytest.mark.django_db


@pytest.fixture
def noted(platform):
    return make_recorded_need(platform)


@pytest.fixture
def lead_client(client, login, platform):
    return login(client, make_lead(platform))


def url(noted):
    return reverse("meetings:propose_from_gap", args=[noted.platform.slug, noted.pk])


def test_the_page_says_which_meeting_and_the_post_leads_to_its_agenda(lead_client, platform, noted):
    meeting = make_meeting(platform, kind=MeetingKind.CIRCLE_2)
    shown = lead_client.get(url(noted))
    assert shown.context["next_meeting"] == meeting
    assert not AgendaItem.objects.exists()
    done = lead_client.post(url(noted))
    assert done.url == reverse("meetings:agenda_edit", args=[meeting.uuid])
    assert AgendaItem.objects.filter(recorded_need=noted, meeting=meeting).count() == 1


def test_without_a_meeting_the_page_leads_to_planning_one(lead_client, platform, noted):
    plan = reverse("meetings:meeting_add", args=[platform.slug])
    assert plan in lead_client.get(url(noted)).content.decode()
    refused = lead_client.post(url(noted), follow=True)
    assert plan in refused.content.decode()
    assert not AgendaItem.objects.exists()


def test_a_second_proposal_shows_the_first(lead_client, platform, noted):
    make_meeting(platform, kind=MeetingKind.CIRCLE_2)
    item = propose_from_gap(noted, by=SYSTEM)
    shown = lead_client.get(url(noted))
    assert shown.context["standing"] == item
    assert item.title.split(":")[0] in shown.content.decode()
    lead_client.post(url(noted))
    assert AgendaItem.objects.filter(recorded_need=noted).count() == 1


def test_needs_of_another_platform_do_not_exist_here(lead_client, platform):
    other = make_recorded_need(make_platform(territory=platform.territories.get()))
    assert lead_client.get(url(other)).status_code == 404
    mixed = reverse("meetings:propose_from_gap", args=[platform.slug, other.pk])
    assert lead_client.post(mixed).status_code == 404


def test_the_gaps_name_the_agenda_to_those_whom_the_charter_covers_alone(client, login, platform, noted):
    publish_charter(platform, grace_days=0)
    signed, unsigned = (make_member(platform, Circle.SECOND) for _index in range(2))
    sign_charter(signed, platform)
    meeting = make_meeting(platform, kind=MeetingKind.CIRCLE_2, starts_at=timezone.now() + dt.timedelta(days=4))
    propose_from_gap(noted, by=SYSTEM)
    page, link = reverse("solutions_map:gaps", args=[platform.slug]), f"{meeting.uuid}/#agenda"
    assert link in login(client, signed).get(page).content.decode()
    assert link not in login(client, unsigned).get(page).content.decode()
    meeting.status = MeetingStatus.CANCELLED
    meeting.save()
    assert link not in login(client, signed).get(page).content.decode()
