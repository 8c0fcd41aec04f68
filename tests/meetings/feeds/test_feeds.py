"""Calendar addresses: rights at every reading, one answer to every wrong address, 304 without a body."""

import datetime as dt
import logging
from urllib.parse import urlsplit

import pytest
import vobject
from django.core.cache import cache
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from portal.charters.services.leaving import withdraw
from portal.core.actors import SYSTEM
from portal.core.logging import RedactSecretPaths, redact
from portal.directory.models import Delegate, Participation
from portal.meetings.enums import FeedScope, MeetingKind, MeetingStatus
from portal.meetings.feed_reading import hash_token
from portal.meetings.models import FeedToken, Meeting, WorkingGroup
from portal.meetings.services.feeds import create_feed, revoke_feed
from portal.meetings.services.meetings import cancel_meeting, restore_meeting
from tests.factories import (
    make_coordinator,
    make_lead,
    make_meeting,
    make_member,
    make_organisation,
    make_person,
    make_platform,
    make_site,
    make_territory,
    make_user,
    make_venue,
    publish_charter,
    sign_charter,
)
from tests.meetings.calendar.builders import NIGHTMARES
from tests.meetings.calendar.lint import lint

from .reading import subscribe, titles, uuids

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_attempts_before():
    cache.clear()


def test_feed_is_read_by_two_parsers(client):
    platform = make_platform()
    meeting = make_meeting(platform, venue=make_venue(platform))
    response = client.get(subscribe(make_member(platform)))
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    (event,) = Calendar.from_ical(response.content).walk("VEVENT")
    other = vobject.readOne(response.content.decode()).vevent
    assert event.decoded("DTSTART") == other.dtstart.value == meeting.starts_at.astimezone(dt.UTC)
    assert event.decoded("DTEND") == other.dtend.value == meeting.ends_at.astimezone(dt.UTC)
    assert str(event["UID"]) == other.uid.value == f"meeting-{meeting.uuid}@concerto.example"
    assert str(event["LOCATION"]) == other.location.value == meeting.venue.full_address
    assert str(event["STATUS"]) == "TENTATIVE"


def test_feed_headers_keep_it_private(client):
    platform = make_platform()
    make_meeting(platform)
    response = client.get(subscribe(make_member(platform)))
    assert response["Cache-Control"].startswith("private")
    assert response["X-Robots-Tag"] == "noindex"
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["ETag"].startswith('"')
    for word in (b"METHOD", b"ATTENDEE", b"ORGANIZER", b"mailto"):
        assert word not in response.content


def test_d30_wrong_revoked_and_orphaned_addresses_get_the_same_answer(client):
    platform = make_platform()
    member, leaver = make_member(platform), make_member(platform)
    revoked, orphaned = subscribe(member), subscribe(leaver, FeedScope.PLATFORM, platform)
    revoke_feed(FeedToken.objects.get(person=member), by=SYSTEM)
    Delegate.objects.filter(person=leaver).update(until=timezone.localdate())
    answers = [
        client.get(address)
        for address in (reverse("meetings:feed", args=["x" * 43]), revoked, orphaned, "/agenda/é.ics")
    ]
    assert {(answer.status_code, answer.content) for answer in answers} == {(404, answers[0].content)}


def test_d31_token_is_long_stored_hashed_and_dies_with_the_membership(client):
    platform = make_platform()
    member = make_member(platform)
    feed, token = create_feed(member, FeedScope.PERSONAL, by=SYSTEM)
    assert len(token) >= 43
    assert feed.token_hash == hash_token(token) != token
    address = reverse("meetings:feed", args=[token])
    make_meeting(platform)
    assert client.get(address).status_code == 200
    Participation.objects.filter(platform=platform).update(until=timezone.localdate())
    assert client.get(address).status_code == 404


def test_d31_a_closed_account_reads_nothing(client):
    platform = make_platform()
    member = make_member(platform, person=make_person(user=make_user()))
    make_meeting(platform)
    address = subscribe(member)
    member.user.is_active = False
    member.user.save()
    assert client.get(address).status_code == 404


def test_d32_address_gives_the_feed_alone(client):
    platform = make_platform()
    address = subscribe(make_member(platform))
    response = client.get(address)
    assert response.cookies == {}
    assert client.get("/tableau-de-bord/").status_code == 302
    assert client.post(address).status_code == 405


def test_d33_no_log_line_holds_the_token(caplog):
    line = logging.LogRecord("django.request", logging.WARNING, "", 0, "Not Found: %s", ("/agenda/secret.ics",), None)
    assert RedactSecretPaths().filter(line) is True
    assert line.getMessage() == "Not Found: /agenda/[…]"
    assert redact('"GET /r/abc:def/?x=1 HTTP/1.1"') == '"GET /r/[…] HTTP/1.1"'
    assert redact("/invitation/abc/ /reunions/abc/") == "/invitation/[…] /reunions/abc/"
    assert redact("/compte/password/reset/key/1-abc/") == "/compte/password/reset/key/[…]"


def test_d33_address_is_shown_once_and_nowhere_else(client, login):
    platform = make_platform()
    member = make_member(platform)
    login(client, member)
    page = client.post(reverse("meetings:feeds"), {"subscription": "personal"})
    address = page.context["created"]["address"]
    token = urlsplit(address).path.removeprefix("/agenda/").removesuffix(".ics")
    assert token in page.content.decode()
    assert page["Referrer-Policy"] == "strict-origin"
    again = client.get(reverse("meetings:feeds")).content.decode()
    assert token not in again
    assert FeedToken.objects.get().token_hash not in again


def test_d34_the_query_string_widens_nothing(client):
    platform, other = make_platform(), make_platform()
    mine = make_meeting(platform)
    make_meeting(other)
    address = subscribe(make_member(platform))
    response = client.get(address, {"platform": other.pk, "user": 1, "scope": "platform", "all": 1})
    assert uuids(response) == {str(mine.uuid)}


def test_d35_below_the_gate_a_feed_shows_kind_date_and_place(client):
    platform = make_platform(name="Plateforme de l'Ouest")
    publish_charter(platform)
    make_meeting(platform, title="Canari", venue=make_venue(platform))
    unsigned = client.get(subscribe(make_member(platform)))
    assert titles(unsigned) == ["Réunion du cercle 1 – Plateforme de l'Ouest"]
    assert b"Canari" not in unsigned.content
    signer = make_member(platform)
    signature = sign_charter(signer, platform)
    address = subscribe(signer)
    signed = client.get(address)
    assert titles(signed) == ["Canari – Plateforme de l'Ouest"]
    withdraw(signature=signature, reason="", by=SYSTEM)
    lapsed = client.get(address, headers={"if-none-match": signed["ETag"]})
    assert lapsed.status_code == 200
    assert b"Canari" not in lapsed.content


def test_d36_guessing_is_stopped(client, monkeypatch):
    # Attempts are counted by the minute of the clock, and this test may begin in its last second.
    monkeypatch.setattr("portal.core.throttle.time.time", lambda: 1_800_000_000.0)
    guess = reverse("meetings:feed", args=["x" * 43])
    assert [client.get(guess).status_code for _try in range(31)] == [404] * 30 + [429]
    platform = make_platform()
    make_meeting(platform)
    address = subscribe(make_member(platform))
    assert client.get(address).status_code == 429
    assert client.get(address, REMOTE_ADDR="203.0.113.9").status_code == 200


@pytest.mark.parametrize("hostile", NIGHTMARES)
def test_d37_hostile_names_keep_the_calendar_whole(client, hostile):
    # A lone surrogate cannot be stored, and PostgreSQL keeps no NUL: neither reaches a calendar.
    hostile = hostile.replace("\ud83d", "")
    hostile = hostile if connection.vendor == "sqlite" else hostile.replace("\0", "")
    department = make_territory(name=hostile[:80])
    platform = make_platform(name=hostile[:120], territory=department)
    site = make_site(make_organisation(name=hostile[:120]), address=hostile[:160])
    venue = make_venue(platform, room=hostile[:80], site=site)
    group = WorkingGroup.objects.create(platform=platform, name=hostile[:120])
    meetings = [
        make_meeting(platform, title=hostile[:160], venue=venue),
        make_meeting(platform, title="Groupe", kind=MeetingKind.WORKING_GROUP, working_group=group, confidential=False),
        make_meeting(platform, title="Annulée", status=MeetingStatus.CANCELLED, cancel_reason=hostile[:200]),
        make_meeting(
            territory=department, title=hostile[:160], kind=MeetingKind.LEADS, video_link="https://v.example/"
        ),
    ]
    person = make_coordinator(department, person=make_lead(platform))
    for address, expected in (
        (subscribe(person), meetings),
        (subscribe(person, FeedScope.PLATFORM, platform), meetings[:3]),
        (subscribe(person, FeedScope.TERRITORY, department), meetings),
    ):
        response = client.get(address)
        assert response.status_code == 200
        lint(response.content, events=len(expected))
        assert uuids(response) == {str(meeting.uuid) for meeting in expected}
        assert len(vobject.readOne(response.content.decode()).vevent_list) == len(expected)
        assert b"v.example" not in response.content


@pytest.mark.parametrize("zone", ["Europe/Paris", "Indian/Reunion"])
def test_d43_hours_stand_across_the_change_of_hour(client, zone):
    platform = make_platform(timezone=zone)
    member = make_member(platform)
    today = timezone.now()
    starts = [
        today.replace(hour=7, minute=30, second=0, microsecond=0) + dt.timedelta(days=30 * n) for n in range(1, 13)
    ]
    for start in starts:
        make_meeting(platform, starts_at=start)
    response = client.get(subscribe(member))
    read = [event.decoded("DTSTART") for event in Calendar.from_ical(response.content).walk("VEVENT")]
    also = [event.dtstart.value.astimezone(dt.UTC) for event in vobject.readOne(response.content.decode()).vevent_list]
    assert read == also == [start.astimezone(dt.UTC) for start in starts]


def test_d44_cancelled_and_restored_are_seen_as_meant(client):
    platform = make_platform()
    meeting = make_meeting(platform, status=MeetingStatus.CONVENED)
    address = subscribe(make_member(platform))

    def seen():
        calendar = client.get(address).content
        event = Calendar.from_ical(calendar).walk("VEVENT")[0]
        other = vobject.readOne(calendar.decode()).vevent
        assert str(event["STATUS"]) == other.status.value
        assert int(event["SEQUENCE"]) == int(other.sequence.value)
        return str(event["STATUS"]), int(event["SEQUENCE"]), str(event["UID"])

    first = seen()
    meeting = cancel_meeting(meeting, reason="Grève", by=SYSTEM)
    cancelled = seen()
    restore_meeting(meeting, by=SYSTEM)
    restored = seen()
    assert [state[0] for state in (first, cancelled, restored)] == ["CONFIRMED", "CANCELLED", restored[0]]
    assert restored[0] != "CANCELLED"
    assert first[1] < cancelled[1] < restored[1]
    assert first[2] == cancelled[2] == restored[2]


def test_drafts_never_leave(client):
    platform = make_platform()
    make_meeting(platform, status=MeetingStatus.DRAFT)
    assert uuids(client.get(subscribe(make_lead(platform)))) == set()


def test_window_keeps_sixty_days_back_and_a_recent_cancellation(client):
    platform = make_platform()
    now = timezone.now()
    ago = lambda days: now - dt.timedelta(days=days)  # noqa: E731 - reads as words below
    recent = make_meeting(platform, starts_at=ago(50), status=MeetingStatus.HELD)
    make_meeting(platform, starts_at=ago(70), status=MeetingStatus.HELD)
    late = make_meeting(platform, starts_at=ago(70), status=MeetingStatus.CANCELLED)
    make_meeting(platform, starts_at=now + dt.timedelta(days=800))
    assert uuids(client.get(subscribe(make_member(platform)))) == {str(recent.uuid), str(late.uuid)}


def test_page_makes_closes_and_refuses(client, login):
    platform = make_platform()
    member = make_member(platform)
    login(client, member)
    page = reverse("meetings:feeds")
    assert client.post(page, {"subscription": f"circle_1:{platform.pk}"}).status_code == 200
    assert client.post(page, {"subscription": f"platform:{make_platform().pk}"}).status_code == 422
    feed = FeedToken.objects.get()
    foreign = make_member(make_platform())
    foreign_feed, _token = create_feed(foreign, FeedScope.PERSONAL, by=SYSTEM)
    assert client.post(reverse("meetings:feed_revoke", args=[foreign_feed.pk])).status_code == 404
    assert client.post(reverse("meetings:feed_revoke", args=[feed.pk])).status_code == 302
    feed.refresh_from_db()
    foreign_feed.refresh_from_db()
    assert feed.revoked_at is not None
    assert foreign_feed.revoked_at is None
    assert Meeting.objects.count() == 0


def test_account_without_person_is_told_why_there_is_nothing(client, login):
    login(client, make_user())
    response = client.get(reverse("meetings:feeds"))
    assert response.status_code == 200
    assert "aucun agenda" in response.content.decode()
