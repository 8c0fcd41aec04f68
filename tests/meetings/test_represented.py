"""Organisations represented, and the usual ones without anybody."""

import datetime as dt

import pytest
from django.utils import timezone

from portal.directory.enums import Circle, DelegateKind, ParticipationStatus
from portal.meetings.enums import Answer, MeetingKind, MeetingStatus, Presence
from portal.meetings.models import Invitee
from portal.meetings.represented import represented, represented_in, usual_organisations
from tests.factories import make_invitee, make_meeting, make_member, make_organisation, make_platform, make_territory

# The pure part.


@pytest.mark.parametrize(
    ("past", "fixed", "members", "expected"),
    [
        ({}, [], [1], set()),
        ({}, [1], [1, 2], {1}),
        ({1: [5], 2: [], 3: [5], 4: [], 5: [5], 6: []}, [], [5], {5}),
        ({1: [5], 2: [], 3: [5], 4: [], 5: [], 6: []}, [], [5], set()),
        ({1: [5], 2: [6]}, [], [5], {5}),
        ({1: [5], 2: [6]}, [], None, {5, 6}),
        ({1: [5], 2: [6]}, [7], [], set()),
    ],
)
def test_usual_is_half_of_the_last_or_fixed_in_circle_1_and_a_member(past, fixed, members, expected):
    assert usual_organisations(past, fixed, members) == expected


def seat(**fields):
    return Invitee(**{"name": "X", "organisation_id": 1, "organisation_name": "PJJ", **fields})


@pytest.mark.parametrize(
    ("fields", "missing"),
    [
        ({}, ["PJJ"]),
        ({"answer": Answer.PRESENT}, []),
        ({"answer": Answer.EXCUSED}, ["PJJ"]),
        ({"answer": Answer.EXCUSED, "substitute_name": "Dominique"}, []),
        ({"answer": Answer.EXCUSED, "replaced_by_id": 9}, []),
        # An answer changed to "present" keeps no substitute; a stale name beside no answer announces nobody.
        ({"substitute_name": "Dominique"}, ["PJJ"]),
    ],
)
def test_before_the_meeting_answers_say_who_is_announced(fields, missing):
    found = represented([seat(**fields)], {1: "PJJ"}, recorded=False)
    assert [one.name for one in found.missing] == missing


@pytest.mark.parametrize(
    ("presence", "here"),
    [
        (Presence.PRESENT, ["PJJ"]),
        (Presence.REPRESENTED, ["PJJ"]),
        (Presence.EXCUSED, []),
        (Presence.ABSENT, []),
        (Presence.UNKNOWN, []),
    ],
)
def test_once_held_presences_say_who_came_whatever_was_announced(presence, here):
    found = represented([seat(answer=Answer.PRESENT, presence=presence)], {}, recorded=True)
    assert [one.name for one in found.here] == here


def test_two_people_of_one_organisation_are_one_seat_and_one_of_them_is_enough():
    found = represented([seat(answer=Answer.EXCUSED), seat(answer=Answer.PRESENT)], {1: "PJJ"}, recorded=False)
    assert ([(one.name, one.invited) for one in found.here], found.missing) == ([("PJJ", 2)], [])


def test_usual_one_that_nobody_was_invited_for_is_missing_without_people():
    found = represented([], {3: "Zébulon", 2: "Établissement"}, recorded=False)
    assert [(one.organisation_id, one.name, one.invited) for one in found.missing] == [
        (2, "Établissement", 0),
        (3, "Zébulon", 0),
    ]


# What it reads.

pytestmark = pytest.mark.django_db


@pytest.fixture
def platform():
    return make_platform()


def names(seats):
    return [one.name for one in seats]


def hold(platform, days_ago, *came, kind=MeetingKind.CIRCLE_2, presence=Presence.PRESENT, **fields):
    """Return a held meeting at which the organisations ``came``."""
    start = timezone.now() - dt.timedelta(days=days_ago)
    meeting = make_meeting(platform, kind=kind, status=MeetingStatus.HELD, starts_at=start, **fields)
    for organisation in came:
        make_invitee(
            meeting, organisation=organisation, organisation_name=organisation.name, presence=presence, name="Qui"
        )
    make_invitee(meeting, name="Responsable", presence=Presence.PRESENT)
    return meeting


def convened(platform, kind=MeetingKind.CIRCLE_2, **fields):
    return make_meeting(platform, kind=kind, status=MeetingStatus.CONVENED, **fields)


def member(platform, name, circle=Circle.SECOND, **fields):
    return make_member(platform, circle, organisation=make_organisation(name=name), **fields)


def test_organisation_that_came_to_half_of_the_last_six_is_usual(platform):
    often, seldom = (member(platform, name).organisation for name in ("Souvent", "Rarement"))
    hold(platform, 400, often, seldom)  # The seventh back does not count.
    for index in range(6):
        hold(platform, 10 + index, *([often] if index < 3 else []), *([seldom] if index < 2 else []))
    assert names(represented_in(convened(platform)).missing) == ["Souvent"]


def test_meetings_without_attendance_do_not_count_among_the_six(platform):
    often = member(platform, "Souvent").organisation
    for index in range(5):
        make_meeting(
            platform,
            kind=MeetingKind.CIRCLE_2,
            status=MeetingStatus.HELD,
            starts_at=timezone.now() - dt.timedelta(days=index + 1),
        )
    hold(platform, 30, often)
    assert names(represented_in(convened(platform)).missing) == ["Souvent"]


def test_other_circles_platforms_and_later_meetings_say_nothing(platform):
    organisation = member(platform, "Ailleurs").organisation
    hold(platform, 10, organisation, kind=MeetingKind.CIRCLE_1)
    hold(make_platform(), 10, organisation)
    hold(platform, -60, organisation)
    assert represented_in(convened(platform)).missing == []


def test_fixed_delegates_of_circle_1_are_usual_from_the_first_day(platform):
    member(platform, "Mission locale", Circle.FIRST)
    member(platform, "Suppléance seule", Circle.FIRST, kind=DelegateKind.SUBSTITUTE)
    member(platform, "Cercle deux", Circle.SECOND)
    for kind in (MeetingKind.CIRCLE_1, MeetingKind.CIRCLE_2, MeetingKind.PLENARY):
        assert names(represented_in(convened(platform, kind)).missing) == ["Mission locale"]
    assert represented_in(convened(platform, MeetingKind.BILATERAL)).missing == []


def test_organisation_that_left_is_not_missed(platform):
    gone = member(platform, "Partie")
    hold(platform, 10, gone.organisation)
    participation = platform.participations.get()
    participation.until = timezone.localdate()
    participation.save()
    assert represented_in(convened(platform)).missing == []


def test_organisation_that_declined_is_not_missed(platform):
    declined = member(platform, "Déclinée")
    hold(platform, 10, declined.organisation)
    platform.participations.update(status=ParticipationStatus.DECLINED, circle="")
    assert represented_in(convened(platform)).missing == []


@pytest.mark.parametrize("status", [MeetingStatus.DRAFT, MeetingStatus.PROPOSED, MeetingStatus.CANCELLED])
def test_nobody_is_missing_where_nobody_is_convened(platform, status):
    member(platform, "Mission locale", Circle.FIRST)
    meeting = make_meeting(platform, status=status)
    assert represented_in(meeting).missing == []


def test_once_held_it_speaks_of_presences(platform):
    delegate = member(platform, "Mission locale", Circle.FIRST)
    meeting = hold(platform, 1, kind=MeetingKind.CIRCLE_1)
    make_invitee(meeting, delegate, answer=Answer.PRESENT, presence=Presence.ABSENT)
    found = represented_in(meeting)
    assert (found.recorded, names(found.missing), found.here) == (True, ["Mission locale"], [])


def test_territory_meeting_misses_who_came_to_the_last_ones():
    territory = make_territory()
    organisation = make_organisation(name="DSDEN")
    start = timezone.now() - dt.timedelta(days=20)
    last = make_meeting(territory=territory, kind=MeetingKind.LEADS, status=MeetingStatus.HELD, starts_at=start)
    make_invitee(last, organisation=organisation, organisation_name="DSDEN", presence=Presence.PRESENT)
    meeting = make_meeting(territory=territory, kind=MeetingKind.LEADS, status=MeetingStatus.CONVENED)
    assert names(represented_in(meeting).missing) == ["DSDEN"]


def test_it_costs_the_same_for_one_and_for_many(platform, count_queries):
    meeting = convened(platform)
    hold(platform, 5, member(platform, "Une", Circle.FIRST).organisation)
    one = count_queries(lambda: represented_in(meeting))
    for index in range(4):
        delegate = member(platform, f"Autre {index}", Circle.FIRST)
        make_invitee(meeting, delegate)
        hold(platform, 10 + index, delegate.organisation)
    assert count_queries(lambda: represented_in(meeting)) == one
    assert one <= 5
