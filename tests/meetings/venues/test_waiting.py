"""What awaits a team whose venues closed."""

import datetime as dt

import pytest
from django.utils import timezone

from portal.core.actors import SYSTEM
from portal.directory.services.organisations import close_site
from portal.meetings.enums import MeetingStatus
from portal.meetings.waiting_venues import venues_waiting
from tests.factories import make_assistant, make_lead, make_meeting, make_member, make_person, make_platform, make_venue

pytestmark = pytest.mark.django_db


def test_a_team_is_asked_for_another_place_until_it_has_one(platform):
    lead = make_lead(platform)
    closed, moved = make_venue(platform, closed_at=dt.date(2026, 1, 5)), make_venue(platform)
    first, second = make_meeting(platform, venue=closed), make_meeting(platform, venue=moved)
    close_site(moved.site, by=SYSTEM)
    make_meeting(platform, venue=make_venue(platform))
    make_meeting(platform, venue=closed, status=MeetingStatus.CANCELLED)
    make_meeting(platform, venue=closed, starts_at=timezone.now() - dt.timedelta(days=3))
    [item] = venues_waiting(lead)
    assert (item.title, item.url) == (
        f"Trouver un autre lieu pour 2 réunions ({platform})",
        f"/plateformes/{platform.slug}/lieux/",
    )
    assert len(venues_waiting(make_assistant(platform))) == 1
    for meeting in (first, second):
        meeting.venue = None
        meeting.save()
    assert venues_waiting(lead) == []


def test_nobody_else_is_asked(platform):
    make_meeting(platform, venue=make_venue(platform, closed_at=dt.date(2026, 1, 5)))
    for viewer in (None, make_person(), make_member(platform), make_lead(make_platform())):
        assert venues_waiting(viewer) == []


def test_many_platforms_cost_one_query(platform, count_queries):
    lead = make_lead(platform)
    make_meeting(platform, venue=make_venue(platform, closed_at=dt.date(2026, 1, 5)))
    assert count_queries(lambda: venues_waiting(lead)) == 1
