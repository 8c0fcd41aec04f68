"""Calendar addresses: rights at every reading, one answer to every wrong address, 304 without a body."""

import datetime as dt
import logging
from urllib.parse import urlsplit

import pytest
import vobject
from django.core.cache import cache
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from portal.charters import guests
from portal.charters.services.leaving import withdraw
from portal.core.actors import SYSTEM
from portal.core.errors import DomainError
from portal.core.logging import RedactSecretPaths, redact
from portal.directory.enums import Circle, TerritoryKind
from portal.directory.models import Delegate, Participation, Platform
from portal.meetings.enums import CIRCLE_2_KINDS, FeedScope, MeetingKind, MeetingStatus
from portal.meetings.feed_reading import hash_token
from portal.meetings.feed_reading.content import BODIES, EVENTS
from portal.meetings.guests import guesthood
from portal.meetings.models import FeedToken, Meeting, WorkingGroup
from portal.meetings.permissions import DetailsGate
from portal.meetings.services.feeds import create_feed, open_scopes, revoke_feed
from portal.meetings.services.meetings import cancel_meeting, restore_meeting
from tests.factories import (
    make_coordinator,
    make_invitee,
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

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_attempts_before():
    cache.clear()


def subscribe(person, scope=FeedScope.PERSONAL, target=None):
    """Return the address of a new subscription."""
    _feed, token = create_feed(person, scope, target, by=SYSTEM)
    return reverse("meetings:feed", args=[token])


def titles(response):
    return [str(event["SUMMARY"]) for event in Calendar.from_ical(response.content).walk("VEVENT")]


def uuids(response):
    events = Calendar.from_ical(response.content).walk("VEVENT")
    return {str(event["UID"]).removeprefix("meeting-").partition("@")[0] for event in events}


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


def test_personal_calendar_leaves_out_what_one_only_coordinates(client):
    platform = make_platform()
    make_meeting(platform)
    invited_to = make_meeting(platform, kind=MeetingKind.STEERING_COMMITTEE, confidential=False)
    coordinator = make_coordinator(platform.territories.get())
    make_invitee(invited_to, coordinator)
    assert uuids(client.get(subscribe(coordinator))) == {str(invited_to.uuid)}
    assert len(uuids(client.get(subscribe(coordinator, FeedScope.PLATFORM, platform)))) == 2


def test_a_territory_shows_its_coordinators_what_lies_in_it_and_leads_its_own_meetings(client):
    region = make_territory(kind=TerritoryKind.REGION)
    department = make_territory(parent=region)
    platform, beside = make_platform(territory=department), make_platform()
    of_platform, of_department = make_meeting(platform), make_meeting(territory=department, kind=MeetingKind.LEADS)
    of_region = make_meeting(territory=region, kind=MeetingKind.LEADS)
    make_meeting(beside)
    lead, member = make_lead(platform), make_member(platform)

    def seen(person, territory):
        return uuids(client.get(subscribe(person, FeedScope.TERRITORY, territory)))

    assert seen(make_coordinator(department), department) == {str(of_platform.uuid), str(of_department.uuid)}
    assert seen(make_coordinator(region), region) == {str(of_platform.uuid), str(of_region.uuid)}
    assert seen(lead, department) == {str(of_department.uuid)}
    assert seen(lead, region) == {str(of_region.uuid)}
    for person, territory in ((member, department), (make_coordinator(department), region), (lead, make_territory())):
        with pytest.raises(DomainError):
            create_feed(person, FeedScope.TERRITORY, territory, by=SYSTEM)


def test_d31_a_territory_address_dies_with_the_coordination_and_with_the_role(client):
    department = make_territory()
    platform = make_platform(territory=department)
    make_meeting(territory=department, kind=MeetingKind.LEADS)
    coordinator, lead = make_coordinator(department), make_lead(platform)
    addresses = [subscribe(person, FeedScope.TERRITORY, department) for person in (coordinator, lead)]
    assert [client.get(address).status_code for address in addresses] == [200, 200]
    coordinator.coordinations.update(until=timezone.localdate())
    lead.platform_roles.update(until=timezone.localdate())
    assert [client.get(address).status_code for address in addresses] == [404, 404]


def test_d35_a_territory_address_shows_a_coordinator_no_detail_below_the_gate(client):
    department = make_territory()
    platform = make_platform(territory=department, name="Plateforme de l'Ouest")
    publish_charter(platform)
    make_meeting(platform, title="Canari")
    coordinator = make_coordinator(department)
    address = subscribe(coordinator, FeedScope.TERRITORY, department)
    below = client.get(address)
    assert titles(below) == ["Réunion du cercle 1 – Plateforme de l'Ouest"]
    sign_charter(coordinator, platform)
    above = client.get(address, headers={"if-none-match": below["ETag"]})
    assert titles(above) == ["Canari – Plateforme de l'Ouest"]


@pytest.mark.parametrize("scope", [scope for scope in FeedScope if scope != FeedScope.PERSONAL])
def test_an_address_shows_what_visible_to_and_the_gate_say(client, scope):
    """Every person of a small network, against the rules that the pages ask one by one."""
    region = make_territory(kind=TerritoryKind.REGION)
    department = make_territory(parent=region)
    first, second = make_platform(territory=department), make_platform(territory=department)
    for platform in (first, second):
        publish_charter(platform)
        for kind in MeetingKind:
            make_meeting(platform, kind=kind, title="Canari", confidential=kind != MeetingKind.STEERING_COMMITTEE)
    make_meeting(territory=department, kind=MeetingKind.LEADS, title="Canari")
    people = [
        make_lead(first),
        make_member(first),
        make_member(first, Circle.SECOND),
        make_coordinator(department),
        make_coordinator(region, person=make_lead(second)),
    ]
    sign_charter(people[1], first)
    left = make_member(second, person=people[2])
    assert left == people[2]
    guest = make_member(second)
    make_invitee(Meeting.objects.filter(platform=first, kind=MeetingKind.BILATERAL).get(), guest)
    for person in [*people, guest]:
        gate = DetailsGate(person)
        for calendar in open_scopes(person):
            if scope not in calendar.scopes:
                continue
            of = {"territory" if scope == FeedScope.TERRITORY else "platform": calendar.target}
            visible = Meeting.objects.visible_to(person)
            expected = visible.filter(**of)
            if scope == FeedScope.TERRITORY and person.coordinations.filter(territory=calendar.target).exists():
                below = Platform.objects.lying_in([calendar.target.pk]).values("pk")
                expected = visible.filter(Q(**of) | Q(platform__in=below))
            if scope == FeedScope.CIRCLE_1:
                expected = expected.filter(kind=MeetingKind.CIRCLE_1)
            if scope == FeedScope.CIRCLE_2:
                expected = expected.filter(kind__in=CIRCLE_2_KINDS)
            response = client.get(subscribe(person, scope, calendar.target))
            assert uuids(response) == {str(meeting.uuid) for meeting in expected}
            opened = sum(gate.opens(meeting) for meeting in expected)
            assert response.content.count(b"SUMMARY:Canari") == opened


def test_feeds_know_every_provider_of_guests():
    """``feed_reading.person`` reads the guests of meetings beside the person's ties, in one statement."""
    assert guests._providers == [guesthood]


def test_circle_2_gets_no_address_for_circle_1():
    platform = make_platform()
    second = make_member(platform, Circle.SECOND)
    for scope in (FeedScope.CIRCLE_1, FeedScope.CIRCLE_2):
        with pytest.raises(DomainError):
            create_feed(second, scope, platform, by=SYSTEM)
    assert create_feed(second, FeedScope.PLATFORM, platform, by=SYSTEM)[0].platform == platform
    with pytest.raises(DomainError):
        create_feed(second, FeedScope.PLATFORM, make_platform(), by=SYSTEM)


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
