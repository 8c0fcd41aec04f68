"""Subscribing from the link of a mail, without account (D-42)."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.core.actors import SYSTEM
from portal.core.links import make_link
from portal.directory.addressees import addressed_to
from portal.directory.models import Delegate
from portal.meetings.enums import FeedScope
from portal.meetings.models import FeedToken
from portal.meetings.notifications import ANSWER, SUBSCRIBE, calendars_address
from portal.meetings.services.feeds import create_feed
from tests.factories import make_invitee, make_meeting, make_member, make_person, make_platform, make_user

pytestmark = pytest.mark.django_db


def link_for(person, act=SUBSCRIBE, days=1):
    signed = make_link(act, addressed_to(person), dt.timedelta(days=days))
    return reverse("meetings:feed_subscribe", args=[signed])


@pytest.fixture
def member():
    return make_member(make_platform())


def test_d42_reading_the_link_changes_nothing_and_pressing_makes_one_address(client, member):
    make_meeting(member.delegations.get().participation.platform)
    address = link_for(member)
    page = client.get(address)
    assert (page.status_code, FeedToken.objects.count()) == (200, 0)
    created = client.post(address, {"act": "create"}).context["created"]["address"]
    feed = FeedToken.objects.get()
    assert (feed.person, feed.scope) == (member, FeedScope.PERSONAL)
    path = created.partition("://")[2].partition("/")[2]
    assert client.get(f"/{path}").content.startswith(b"BEGIN:VCALENDAR")
    assert client.get(address).context["created"] is None


def test_closing_takes_personal_addresses_only(client, member):
    platform = member.delegations.get().participation.platform
    create_feed(member, FeedScope.PERSONAL, by=SYSTEM)
    whole, _token = create_feed(member, FeedScope.PLATFORM, platform, by=SYSTEM)
    other, _token = create_feed(make_member(platform), FeedScope.PERSONAL, by=SYSTEM)
    page = client.post(link_for(member), {"act": "close"})
    assert page.context["closed"] is True
    assert set(FeedToken.objects.filter(revoked_at=None)) == {whole, other}


def test_d42_altered_foreign_and_expired_links_open_nothing(client, member):
    good = link_for(member)
    assert client.get(good[:-3] + "xx/").status_code == 404
    assert client.get(link_for(member, act=ANSWER)).status_code == 404
    assert client.get(link_for(member, days=-1)).status_code == 410
    assert client.post(link_for(member, days=-1), {"act": "create"}).status_code == 410
    assert client.get(link_for(make_person())).status_code == 404
    assert FeedToken.objects.count() == 0


def test_d07_link_dies_with_the_membership(client, member):
    Delegate.objects.update(until=timezone.localdate())
    assert client.get(link_for(member)).status_code == 404


def test_d42_link_dies_with_the_address_that_it_was_sent_to_and_with_the_account(client, member):
    sent = link_for(member)
    member.email = "juste@exemple.example"
    member.save()
    assert (client.get(sent).status_code, client.get(link_for(member)).status_code) == (404, 200)
    member.user = make_user(is_active=False)
    member.save()
    assert client.get(link_for(member)).status_code == 404


def test_d33_page_is_neither_cached_nor_indexed(client, member):
    page = client.get(link_for(member))
    assert page["Referrer-Policy"] == "strict-origin"
    assert page["Cache-Control"] == "private, no-store"
    assert page["X-Robots-Tag"] == "noindex"


def test_mails_offer_the_calendar_to_everybody_convened(client, member):
    assert "/agenda/abonnement/" in calendars_address(member)
    assert client.get(calendars_address(member)).status_code == 200
    guest = make_person()
    make_invitee(make_meeting(make_platform()), guest)
    assert client.get(calendars_address(guest)).status_code == 200
    assert calendars_address(make_person(user=make_user())).endswith("/compte/calendriers/")
    assert calendars_address(None) == ""
