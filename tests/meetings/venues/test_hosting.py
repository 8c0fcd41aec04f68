"""Who hosted and who hosts next, read from the meetings."""

import datetime as dt

import pytest
from django.utils import timezone

from portal.core.actors import SYSTEM
from portal.directory.enums import Circle, ParticipationStatus
from portal.directory.models import Participation
from portal.directory.platform_calendar import local_today
from portal.directory.services.organisations import close_site
from portal.meetings.enums import MeetingKind, MeetingStatus
from portal.meetings.models import WorkingGroup
from portal.meetings.scheduling import Season
from portal.meetings.scheduling.hosts import HostChoice, HostNeed, HostReason
from portal.meetings.services.convene import candidates
from portal.meetings.services.hosting import (
    balance_of,
    balance_of_plan,
    describe_choice,
    expected_number,
    hosts_of_plan,
    suggest_host,
    suggest_hosts,
    turns_of_venues,
    venues_by_key,
)
from tests.factories import (
    make_invitee,
    make_lead,
    make_meeting,
    make_member,
    make_organisation,
    make_person,
    make_platform,
    make_site,
    make_venue,
)

pytestmark = pytest.mark.django_db

SEASON = Season(dt.date(2026, 9, 1), dt.date(2027, 7, 15))


def at(year, month, day, hour=9):
    return dt.datetime(year, month, day, hour, tzinfo=dt.UTC)


def make_host(platform, name, *, room="", **fields):
    """Return a venue at a member of the platform."""
    organisation = make_organisation(name=name)
    make_member(platform, organisation=organisation)
    return make_venue(platform, site=make_site(organisation), room=room, **fields)


def held(venue, *moments, status=MeetingStatus.HELD, **fields):
    return [make_meeting(venue.platform, venue=venue, starts_at=one, status=status, **fields) for one in moments]


def host_of(platform, venue, **options):
    return next(host for host in hosts_of_plan(platform, SEASON, **options) if host.key == str(venue.pk))


def test_history_counts_what_stands_and_neither_drafts_nor_cancelled(platform):
    venue = make_host(platform, "CIO")
    held(venue, at(2026, 3, 3), at(2026, 10, 6))
    held(venue, at(2026, 10, 13), status=MeetingStatus.PROPOSED)
    held(venue, at(2026, 10, 20), status=MeetingStatus.CONVENED)
    held(venue, at(2027, 3, 2), status=MeetingStatus.DRAFT)
    held(venue, at(2027, 3, 9), status=MeetingStatus.CANCELLED)
    host = host_of(platform, venue)
    assert (host.last_hosted, host.hosted) == (dt.date(2026, 10, 20), 3)


def test_two_rooms_of_one_organisation_share_their_turns(platform):
    first = make_host(platform, "CIO", room="Salle 1")
    second = make_venue(platform, site=first.site, room="Salle 2")
    held(first, at(2026, 3, 3))
    held(first, at(2026, 10, 6))
    closed = make_venue(platform, site=first.site, room="Salle 3", closed_at=dt.date(2026, 11, 2))
    held(closed, at(2026, 10, 13), at(2026, 10, 20))
    hosts = hosts_of_plan(platform, SEASON)
    assert {host.key for host in hosts} == {str(first.pk), str(second.pk)}
    assert {(host.organisation, host.last_hosted) for host in hosts} == {
        (str(first.site.organisation_id), dt.date(2026, 10, 20))
    }
    # The engine adds the rooms up.
    assert sum(host.hosted for host in hosts) == 3


def test_the_day_is_that_of_the_platform():
    platform = make_platform(timezone="Indian/Reunion")
    venue = make_host(platform, "CIO")
    held(venue, at(2026, 8, 31, 21))  # 1 September, 1 h in La Réunion
    host = host_of(platform, venue)
    assert (host.last_hosted, host.hosted) == (dt.date(2026, 9, 1), 1)


def test_meetings_of_the_plan_itself_are_no_history(platform):
    venue = make_host(platform, "CIO")
    [meeting] = held(venue, at(2026, 10, 6), status=MeetingStatus.PROPOSED)
    assert host_of(platform, venue, without=[meeting.pk]).last_hosted is None


def test_closed_venues_closed_sites_and_those_without_turn_are_not_suggested(platform):
    make_host(platform, "Fermé", closed_at=dt.date(2026, 1, 1))
    make_host(platform, "Sans tour", in_rotation=False)
    moved = make_host(platform, "Déménagé")
    close_site(moved.site, by=SYSTEM)
    kept = make_host(platform, "CIO")
    assert [host.key for host in hosts_of_plan(platform, SEASON)] == [str(kept.pk)]
    make_host(make_platform(), "D’ailleurs")
    assert suggest_host(platform, dt.date(2026, 10, 6)).host == str(kept.pk)


def test_the_longest_without_a_meeting_hosts_and_who_never_did_comes_before(platform):
    recent, old = make_host(platform, "Récent"), make_host(platform, "Ancien")
    held(recent, at(2026, 6, 2))
    held(old, at(2026, 3, 3))
    choice = suggest_host(platform, dt.date(2026, 10, 6))
    assert (choice.host, choice.reason, choice.last) == (str(old.pk), HostReason.LONGEST_AGO, dt.date(2026, 3, 3))
    new = make_host(platform, "Nouveau")
    choice = suggest_host(platform, dt.date(2026, 10, 6))
    assert (choice.host, choice.reason) == (str(new.pk), HostReason.NEVER_YET)


def test_a_plan_gives_each_its_turn(platform):
    venues = {str(make_host(platform, name).pk) for name in ("Un", "Deux", "Trois")}
    needs = [HostNeed(f"circle-1:20264{n}", dt.date(2026, 10, 6 + 7 * n)) for n in range(3)]
    choices = suggest_hosts(platform, needs, season=SEASON)
    assert list(choices) == [need.key for need in needs]
    assert {choice.host for choice in choices.values()} == venues


def test_without_needs_nothing_is_read(platform, count_queries):
    assert count_queries(lambda: suggest_hosts(platform, [], season=SEASON)) == 0
    assert suggest_hosts(platform, [], season=SEASON) == {}


def test_the_reasons_in_words(platform):
    large = make_host(platform, "Grand", capacity=42)
    other = make_host(platform, "Petit", capacity=12)
    venues = venues_by_key(platform)

    def words(reason, last=None, **options):
        return describe_choice(HostChoice("k", str(large.pk), reason, last), venues, **options)

    march = dt.date(2026, 3, 3)
    assert words(HostReason.LONGEST_AGO, march) == "n’a pas accueilli depuis le 3 mars 2026"
    assert words(HostReason.LONGEST_AGO, march, on=dt.date(2026, 2, 1)) == (
        "accueille déjà le 3 mars 2026, les autres avant"
    )
    assert words(HostReason.NEVER_YET) == "n’a encore jamais accueilli"
    assert words(HostReason.ONLY_FITTING, people=42) == "seul lieu qui convient à 42 personnes"
    assert words(HostReason.ONLY_FITTING) == "seul lieu qui convient"
    assert words(HostReason.NONE_LARGE_ENOUGH, people=50) == "aucun lieu assez grand\u202f: le plus grand a 42 places"
    assert words(HostReason.NO_HOST) == "aucun lieu n’accueille à tour de rôle pour l’instant"
    assert words(HostReason.NONE_STEP_FREE) == "aucun lieu n’est accessible de plain-pied"
    assert words(HostReason.SETTLED) == ""
    del venues[str(other.pk)]
    assert words(HostReason.ONLY_FITTING, people=42) == "aucun autre organisme n’accueille pour l’instant"


@pytest.mark.parametrize("kind", [MeetingKind.CIRCLE_1, MeetingKind.CIRCLE_2])
def test_as_many_are_expected_as_convening_invites(platform, kind):
    lead = make_lead(platform)
    make_member(platform, "1")
    make_member(platform, "2")
    # Who leads and represents is one person.
    make_member(platform, "1", person=lead)
    make_member(make_platform(), "1")
    meeting = make_meeting(platform, kind=kind)
    circle = Circle.FIRST if kind == MeetingKind.CIRCLE_1 else Circle.SECOND
    expected = {MeetingKind.CIRCLE_1: 2, MeetingKind.CIRCLE_2: 3}[kind]
    assert expected_number(platform, circle=circle) == len(candidates(meeting)) == expected


def test_of_a_group_is_expected_who_came_last_and_of_other_kinds_nothing_is_known(platform):
    group = WorkingGroup.objects.create(platform=platform, name="Mobilité", since=dt.date(2026, 9, 1))
    for month, people in ((9, 4), (10, 2)):
        [meeting] = held(make_host(platform, f"Hôte {month}"), at(2026, month, 1), working_group=group)
        for _each in range(people):
            make_invitee(meeting, make_person())
    assert expected_number(platform, group=group.pk) == 2
    assert expected_number(platform) == 0


def test_the_balance_counts_what_was_held_and_what_is_to_come_and_ends_with_those_who_never_host(platform):
    today = local_today(platform)
    often, seldom = make_host(platform, "Souvent"), make_host(platform, "Rarement")
    silent = make_member(platform, "2", organisation=make_organisation(name="Sans lieu")).organisation
    approached = make_organisation(name="Approché")
    Participation.objects.create(
        platform=platform, organisation=approached, status=ParticipationStatus.APPROACHED, since=dt.date(2026, 1, 5)
    )
    now = timezone.now()
    held(often, now - dt.timedelta(days=20), now - dt.timedelta(days=10))
    held(often, now + dt.timedelta(days=10), status=MeetingStatus.PROPOSED)
    held(seldom, now + dt.timedelta(days=12), status=MeetingStatus.CONVENED)
    held(seldom, now - dt.timedelta(days=400))
    lines = balance_of(platform, today - dt.timedelta(days=60), today + dt.timedelta(days=60))
    assert [(line.name, line.hosted, line.planned, line.has_venue) for line in lines] == [
        ("Rarement", 0, 1, True),
        ("Souvent", 2, 1, True),
        ("Sans lieu", 0, 0, False),
    ]
    assert lines[0].last == timezone.localdate(now - dt.timedelta(days=400))
    assert lines[2].organisation == silent.pk


def test_turns_of_each_venue(platform):
    today = local_today(platform)
    venue, other = make_host(platform, "CIO"), make_host(platform, "PJJ")
    held(venue, timezone.now() - dt.timedelta(days=3))
    held(venue, timezone.now() + dt.timedelta(days=3), status=MeetingStatus.PROPOSED)
    turns = turns_of_venues(platform, today - dt.timedelta(days=30), today + dt.timedelta(days=30))
    one = turns[venue.pk]
    assert (one.hosted, one.planned, one.last, one.upcoming) == (
        1,
        1,
        today - dt.timedelta(days=3),
        today + dt.timedelta(days=3),
    )
    assert other.pk not in turns


def test_the_balance_of_a_plan_names_the_organisations(platform):
    venue, other = make_host(platform, "CIO"), make_host(platform, "PJJ")
    held(venue, at(2026, 9, 8))
    hosts = hosts_of_plan(platform, SEASON)
    choices = [HostChoice("a", str(other.pk), HostReason.NEVER_YET), HostChoice("b", None, HostReason.NO_HOST)]
    lines = balance_of_plan(choices, hosts, venues_by_key(platform))
    assert {(line.name, line.hosted, line.planned) for line in lines} == {("CIO", 1, 0), ("PJJ", 0, 1)}


def test_hosts_and_balance_cost_the_same_with_fifty_venues(platform, count_queries):
    def read():
        hosts_of_plan(platform, SEASON)
        balance_of(platform, SEASON.start, SEASON.end)
        turns_of_venues(platform, SEASON.start, SEASON.end)

    for number in range(5):
        held(make_host(platform, f"Hôte {number}"), at(2026, 10, 1 + number))
    few = count_queries(read)
    for number in range(5, 50):
        held(make_host(platform, f"Hôte {number}"), at(2026, 10, 1 + number % 28))
    assert count_queries(read) == few == 6
