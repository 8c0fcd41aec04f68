"""The history of a platform, read from its dated rows."""

import datetime as dt

import pytest
from django.utils import timezone

from portal.core.actors import SYSTEM, Actor
from portal.directory.enums import Circle, DelegateKind, ParticipationStatus
from portal.directory.models import Participation
from portal.directory.movements import Kind, history_of, movements_of
from portal.directory.services.delegates import add_delegate, end_delegate, replace_delegate
from portal.directory.services.members import add_member, end_member, place_member
from tests.factories import make_lead, make_member, make_organisation, make_person, make_platform, make_user

pytestmark = pytest.mark.django_db
AGREED, FIXED, SUBSTITUTE = ParticipationStatus.AGREED, DelegateKind.FIXED, DelegateKind.SUBSTITUTE


def days(number):
    return timezone.localdate() + dt.timedelta(days=number)


@pytest.fixture
def lead(platform):
    return make_lead(platform, person=make_person(first_name="Ana", last_name="Roux", user=make_user()))


def told(platform, viewer, first=-60, last=60, **options):
    return [
        (one.kind, (one.day - days(0)).days, one.delegate and str(one.delegate.person), str(one.replaced or ""))
        for one in movements_of(platform, viewer, days(first), days(last), **options)
    ]


def test_an_organisation_joins_moves_and_leaves_with_reasons_and_authors(platform, lead):
    by = Actor(user=lead.user, person=lead)
    row = add_member(platform, make_organisation(), status="to_approach", since=days(-50), reason="Forum", by=by)
    row = place_member(row, status=AGREED, circle=Circle.SECOND, since=days(-20), reason="A dit oui", by=by)
    row = place_member(row, status=AGREED, circle=Circle.FIRST, since=days(-5), by=SYSTEM)
    end_member(row, until=days(9), reason="Antenne fermée", by=by)
    found = movements_of(platform, lead, days(-60), days(60), with_authors=True)
    assert [(one.kind, one.day, one.reason, one.by, one.starts_later) for one in found] == [
        (Kind.ENDED, days(9), "Antenne fermée", "Ana Roux", True),
        (Kind.MOVED, days(-5), "", "", False),
        (Kind.MOVED, days(-20), "A dit oui", "Ana Roux", False),
        (Kind.JOINED, days(-50), "Forum", "Ana Roux", False),
    ]
    assert [(one.before and one.before.circle, one.after and one.after.circle) for one in found] == [
        (Circle.FIRST, None),
        (Circle.SECOND, Circle.FIRST),
        ("", Circle.SECOND),
        (None, ""),
    ]
    assert {one.by for one in movements_of(platform, lead, days(-60), days(60))} == {""}


def test_a_move_is_told_in_the_year_in_which_it_lies_and_still_says_where_from(platform, lead):
    row = add_member(platform, make_organisation(), status=AGREED, circle=Circle.SECOND, since=days(-50), by=SYSTEM)
    place_member(row, status=AGREED, circle=Circle.FIRST, since=days(-5), by=SYSTEM)
    assert told(platform, lead, -5, 0) == [(Kind.MOVED, -5, None, "")]
    assert told(platform, lead, -4, 0) == []
    assert told(platform, lead, -50, -6) == [(Kind.JOINED, -50, None, "")]


def test_what_was_entered_by_mistake_and_ended_the_same_day_is_not_told(platform, lead):
    row = add_member(platform, make_organisation(), status=AGREED, circle=Circle.SECOND, by=SYSTEM)
    end_member(row, by=SYSTEM)
    assert told(platform, lead) == []


def test_delegates_follow_one_another_come_and_go_apart_from_their_organisation(platform, lead):
    row = add_member(platform, make_organisation(), status=AGREED, circle=Circle.SECOND, since=days(-50), by=SYSTEM)
    ana, bea, cleo = (make_person(first_name=name, last_name="Loi") for name in ("Anna", "Béa", "Cléo"))
    first = add_delegate(row, ana, kind=FIXED, since=days(-50), by=SYSTEM)
    add_delegate(row, bea, kind=SUBSTITUTE, since=days(-40), by=SYSTEM)
    place_member(row, status=AGREED, circle=Circle.FIRST, since=days(-30), by=SYSTEM)
    first = ana.delegations.get(until=None)
    replace_delegate(first, bea, since=days(-20), by=SYSTEM)
    leaving = bea.delegations.get(until=None)
    third = add_delegate(leaving.participation, cleo, kind=SUBSTITUTE, since=days(-10), by=SYSTEM)
    end_delegate(third, until=days(-8), by=SYSTEM)
    end_member(leaving.participation, by=SYSTEM)
    assert told(platform, lead) == [
        (Kind.ENDED, 0, None, ""),
        (Kind.UNREPRESENTED, -8, "Cléo Loi", ""),
        (Kind.REPRESENTED, -10, "Cléo Loi", ""),
        (Kind.FOLLOWED, -20, "Béa Loi", "Anna Loi"),
        (Kind.MOVED, -30, None, ""),
        (Kind.REPRESENTED, -40, "Béa Loi", ""),
        (Kind.JOINED, -50, None, ""),
    ]


def test_d04_the_movements_of_another_platform_are_not_told(platform, lead):
    other = make_platform()
    make_member(other, since=days(-3))
    assert told(other, lead) == []


def test_the_history_of_an_organisation_names_who_entered_it_to_the_team_alone(platform, lead):
    by = Actor(user=lead.user, person=lead)
    row = add_member(platform, make_organisation(), status=AGREED, circle=Circle.SECOND, since=days(-9), by=by)
    again = place_member(row, status=AGREED, circle=Circle.FIRST, since=days(-2), reason="Demande", by=by)
    end_member(again, by=by)
    row.refresh_from_db()
    again.refresh_from_db()
    seen = [(one.participation, one.begun_by, one.ended_by) for one in history_of(row, with_authors=True)]
    assert seen == [(again, "Ana Roux", "Ana Roux"), (row, "Ana Roux", "")]
    assert {(one.begun_by, one.ended_by) for one in history_of(row, with_authors=False)} == {("", "")}


def test_the_number_of_queries_does_not_grow_with_what_moved(platform, lead, count_queries):
    def read():
        movements_of(platform, lead, days(-60), days(60), with_authors=True)

    make_member(platform, since=days(-3))
    few = count_queries(read)
    for _number in range(6):
        make_member(platform, since=days(-3))
    row = Participation.objects.first()
    end_member(row, by=Actor(user=lead.user, person=lead))
    assert count_queries(read) == few
