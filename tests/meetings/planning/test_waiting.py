"""A calendar to prepare awaits leads and assistants, and nobody else."""

import datetime as dt

import pytest

from portal.directory.models import ListCampaign
from portal.meetings.waiting_plans import plans_waiting
from tests.factories import make_assistant, make_lead, make_meeting, make_member, make_officer, make_platform

from .builders import accept, make_draft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def test_a_platform_without_meeting_ahead_asks_its_lead_and_assistant():
    platform = make_platform(name="PSAD Nord")
    make_meeting(platform, starts_at=dt.datetime(2026, 6, 1, 9, tzinfo=dt.UTC))
    found = {
        make.__name__: [item.title for item in plans_waiting(make(platform))]
        for make in (make_lead, make_assistant, make_officer, make_member)
    }
    title = ["Préparer le calendrier\u202f: PSAD Nord"]
    assert found == {"make_lead": title, "make_assistant": title, "make_officer": [], "make_member": []}


def test_nothing_awaits_once_meetings_lie_ahead():
    platform = make_platform()
    lead = make_lead(platform)
    accept(make_draft(platform))
    assert plans_waiting(lead) == []


def test_cancelled_meetings_and_drafts_do_not_count():
    platform = make_platform()
    for status in ("cancelled", "draft"):
        make_meeting(platform, status=status, starts_at=dt.datetime(2026, 10, 6, 9, tzinfo=dt.UTC))
    assert len(plans_waiting(make_lead(platform))) == 1


def test_a_near_campaign_without_meeting_comes_first_with_its_first_day():
    platform = make_platform()
    make_meeting(platform, starts_at=dt.datetime(2026, 12, 15, 9, tzinfo=dt.UTC))
    campaign = ListCampaign.objects.create(
        platform=platform, label="Rentrée", start=dt.date(2026, 9, 14), end=dt.date(2026, 10, 16)
    )
    item = plans_waiting(make_lead(platform))[0]
    assert (item.order, item.due) == (25, campaign.start)
    assert "« Rentrée »" in item.detail.replace("\u202f", " ")


def test_a_preparation_under_way_is_taken_up():
    platform = make_platform()
    draft = make_draft(platform)
    item = plans_waiting(make_lead(platform))[0]
    assert item.url == f"/plateformes/{platform.slug}/planification/{draft.pk}/"


def test_the_number_of_queries_does_not_follow_the_platforms(django_assert_num_queries):
    lead = make_lead(make_platform())
    with django_assert_num_queries(3):
        plans_waiting(lead)
    for _more in range(3):
        make_draft(platform := make_platform())
        make_lead(platform, person=lead)
    with django_assert_num_queries(3):
        assert len(plans_waiting(lead)) == 4
