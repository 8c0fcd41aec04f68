"""Leaving ends everything at once: open sessions, feeds, links in mails, files, invitations (D-07, D-08)."""

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.core.actors import SYSTEM
from portal.directory.services.delegates import end_delegate
from portal.directory.services.teams import end_role
from portal.directory.services.territories import end_coordination
from portal.meetings.enums import FeedScope
from portal.meetings.services.feeds import create_feed
from tests.directory.letters import put_letter
from tests.factories import make_coordinator, make_lead, make_meeting, make_member, make_platform

pytestmark = pytest.mark.django_db


def answers(client, platform, role):
    """Return what the pages of the team answer to whoever is signed in."""
    slug = platform.slug
    pages = {
        "team": ("team", [slug]),
        "members": ("members", [slug]),
        "invitations": ("invitations", [slug]),
        "letter": ("role_letter", [slug, role.pk]),
        "letter_edit": ("role_letter_edit", [slug, role.pk]),
    }
    return {name: read(client.get(reverse(f"directory:{page}", args=args))) for name, (page, args) in pages.items()}


def read(response):
    """Return the status, after reading a file to its end: it closes there."""
    if response.streaming:
        b"".join(response.streaming_content)
    return response.status_code


def test_d07_d08_a_lead_whose_role_ends_loses_session_letters_and_acts_at_the_next_request(client, login):
    platform = make_platform()
    lead = make_lead(platform)
    other = put_letter(make_lead(platform).platform_roles.get())
    delegate = make_member(platform)
    login(client, lead)
    assert set(answers(client, platform, other).values()) == {200}
    end_role(lead.platform_roles.get(), by=SYSTEM)
    assert set(answers(client, platform, other).values()) == {404}
    posts = [
        reverse("directory:invite", args=[platform.slug, delegate.pk]),
        reverse("directory:invitations", args=[platform.slug]),
        reverse("directory:role_letter_remove", args=[platform.slug, other.pk]),
    ]
    assert [client.post(url, {"everybody": "1"}).status_code for url in posts] == [404, 404, 404]
    other.refresh_from_db()
    assert other.letter


def test_d07_the_feeds_of_who_left_show_no_meeting_of_the_platform(client):
    platform = make_platform()
    person = make_member(platform)
    meeting = make_meeting(platform, status="convened")
    _feed, token = create_feed(person, FeedScope.PERSONAL, by=SYSTEM)
    url = reverse("meetings:feed", args=[token])
    assert str(meeting.uuid) in client.get(url).content.decode()
    end_delegate(person.delegations.get(), until=timezone.localdate(), by=SYSTEM)
    assert str(meeting.uuid) not in client.get(url).content.decode()


def test_d08_a_coordinator_no_longer_one_loses_the_territory_at_once(client, login):
    platform = make_platform()
    department = platform.territories.get()
    role = put_letter(make_lead(platform).platform_roles.get())
    coordinator = make_coordinator(department)
    login(client, coordinator)
    urls = [
        reverse("directory:territory_platforms", args=[department.slug]),
        reverse("directory:territory_edit", args=[department.slug]),
        reverse("directory:role_letter", args=[platform.slug, role.pk]),
    ]
    assert [read(client.get(url)) for url in urls] == [200, 200, 200]
    end_coordination(coordinator.coordinations.get(), by=SYSTEM)
    assert [read(client.get(url)) for url in urls] == [404, 404, 404]
