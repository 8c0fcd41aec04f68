"""What calendar addresses cost: 304 without a body, kept bytes, few queries at any size."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.meetings.enums import FeedScope, MeetingKind, MeetingStatus
from portal.meetings.feed_reading.content import BODIES, EVENTS
from tests.factories import (
    make_coordinator,
    make_lead,
    make_meeting,
    make_member,
    make_platform,
    make_territory,
    make_venue,
    publish_charter,
    sign_charter,
)

from .reading import subscribe, uuids

# What the statements say differs by database.
pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(autouse=True)
def _no_attempts_before():
    cache.clear()


def test_same_etag_gives_304_and_any_change_a_new_body(client):
    platform = make_platform()
    venue = make_venue(platform)
    meeting = make_meeting(platform, venue=venue)
    address = subscribe(make_member(platform))
    first = client.get(address)
    same = client.get(address, headers={"if-none-match": first["ETag"]})
    assert (same.status_code, same.content, same["ETag"]) == (304, b"", first["ETag"])
    assert client.get(address).content == first.content
    head = client.head(address)
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", first["ETag"])
    venue.site.address = "Ailleurs"
    venue.site.save()
    moved = client.get(address, headers={"if-none-match": first["ETag"]})
    assert moved.status_code == 200
    meeting.sequence += 1
    meeting.save()
    assert client.get(address)["ETag"] != moved["ETag"]


def test_kept_bytes_are_what_is_made_anew(client):
    platform = make_platform()
    venue = make_venue(platform)
    for status in (MeetingStatus.PROPOSED, MeetingStatus.CONVENED, MeetingStatus.CANCELLED):
        make_meeting(platform, status=status, venue=venue, title="Réunion " + "é" * 80)
    address = subscribe(make_member(platform))
    kept = [client.get(address) for _each in range(2)]
    BODIES.clear()
    of_kept_events = client.get(address)
    BODIES.clear()
    EVENTS.clear()
    anew = client.get(address)
    assert {answer.content for answer in (*kept, of_kept_events, anew)} == {anew.content}
    assert {answer["ETag"] for answer in (*kept, of_kept_events, anew)} == {anew["ETag"]}


def test_two_readers_of_one_platform_share_its_bytes_and_one_below_the_gate_does_not(client):
    platform = make_platform()
    publish_charter(platform)
    make_meeting(platform, title="Canari")
    people = [make_member(platform) for _each in range(3)]
    for person in people[:2]:
        sign_charter(person, platform)
    first, second, below = (client.get(subscribe(person, FeedScope.PLATFORM, platform)) for person in people)
    assert first["ETag"] == second["ETag"] != below["ETag"]
    assert first.content == second.content != below.content


def test_304_builds_no_body(client, monkeypatch):
    platform = make_platform()
    make_meeting(platform)
    address = subscribe(make_member(platform))
    etag = client.get(address)["ETag"]

    def built(*args, **kwargs):
        raise AssertionError("built")

    monkeypatch.setattr("portal.meetings.feed_reading.content.join_feed", built)
    assert client.get(address, headers={"if-none-match": etag}).status_code == 304


@pytest.mark.parametrize("meetings", [1, 9])
def test_reading_takes_the_same_few_queries_at_any_size(client, meetings):
    platform = make_platform()
    publish_charter(platform)
    member = make_member(platform)
    sign_charter(member, platform)
    for number in range(meetings):
        make_meeting(platform, venue=make_venue(platform, room=f"Salle {number}"))
    address = subscribe(member)
    client.get(address)
    BODIES.clear()
    with CaptureQueriesContext(connection) as cold:
        response = client.get(address)
    with CaptureQueriesContext(connection) as warm:
        client.get(address)
    with CaptureQueriesContext(connection) as unchanged:
        assert client.get(address, headers={"if-none-match": response["ETag"]}).status_code == 304
    assert len(uuids(response)) == meetings
    assert [len(cold), len(warm), len(unchanged)] == [COLD_QUERIES, COLD_QUERIES - 1, COLD_QUERIES - 1]


#: The brake, the subscription, what the person is, the digest; the meetings for a new body.
COLD_QUERIES = 5


def test_reading_costs_a_coordinator_who_leads_no_more(client):
    department = make_territory()
    platform = make_platform(territory=department)
    publish_charter(platform)
    person = make_coordinator(department, person=make_lead(platform))
    make_meeting(platform)
    make_meeting(territory=department, kind=MeetingKind.LEADS)
    address = subscribe(person, FeedScope.TERRITORY, department)
    client.get(address)
    BODIES.clear()
    with CaptureQueriesContext(connection) as cold:
        assert len(uuids(client.get(address))) == 2
    assert len(cold) == COLD_QUERIES
