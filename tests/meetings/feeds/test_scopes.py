"""Calendar addresses by scope: what each shows to whom."""

import pytest
from django.core.cache import cache
from django.db.models import Q
from django.utils import timezone

from portal.charters import guests
from portal.core.actors import SYSTEM
from portal.core.errors import DomainError
from portal.directory.enums import Circle, TerritoryKind
from portal.directory.models import Platform
from portal.meetings.enums import CIRCLE_2_KINDS, FeedScope, MeetingKind
from portal.meetings.guests import guesthood
from portal.meetings.models import Meeting
from portal.meetings.permissions import DetailsGate
from portal.meetings.services.feeds import create_feed, open_scopes
from tests.factories import (
    make_coordinator,
    make_invitee,
    make_lead,
    make_meeting,
    make_member,
    make_platform,
    make_territory,
    publish_charter,
    sign_charter,
)

from .reading import subscribe, titles, uuids

# What the statements say differs by database.
pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(autouse=True)
def _no_attempts_before():
    cache.clear()


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
