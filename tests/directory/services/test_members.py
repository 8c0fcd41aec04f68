"""Who takes part in a platform, dated."""

import datetime as dt

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry

from portal.core.actors import SYSTEM
from portal.core.errors import DomainError
from portal.directory.enums import Circle, DelegateKind, ParticipationStatus
from portal.directory.models import Delegate, Editorship, Participation, Platform
from portal.directory.services.checks import StaleSave, version_of
from portal.directory.services.delegates import add_delegate
from portal.directory.services.members import (
    ROLE_FIELDS,
    Role,
    add_member,
    describe_member,
    end_member,
    place_member,
    place_version,
)
from tests.factories import make_member, make_organisation, make_person, make_platform
from tests.factories.directory import LONG_AGO

pytestmark = pytest.mark.django_db

AGREED, TO_APPROACH = ParticipationStatus.AGREED, ParticipationStatus.TO_APPROACH
FIRST, SECOND = Circle.FIRST, Circle.SECOND


def days(number):
    return timezone.localdate() + dt.timedelta(days=number)


def participation_of(person):
    return person.delegations.get().participation


def test_an_organisation_that_agreed_is_a_member_from_the_day_given():
    platform, organisation = make_platform(), make_organisation()
    add_member(platform, organisation, status=AGREED, circle=FIRST, since=days(3), by=SYSTEM)
    rows = Participation.objects.filter(platform=platform)
    assert [rows.members(days(2)).count(), rows.members(days(3)).count()] == [0, 1]


def test_an_organisation_that_agreed_needs_a_circle():
    with pytest.raises(DomainError) as refused:
        add_member(make_platform(), make_organisation(), status=AGREED, by=SYSTEM)
    assert (refused.value.code, refused.value.field) == ("required", "circle")


def test_an_organisation_stands_once_in_a_platform_and_may_stand_in_another_with_another_circle():
    organisation, here, there = make_organisation(), make_platform(), make_platform()
    add_member(here, organisation, status=AGREED, circle=FIRST, by=SYSTEM)
    add_member(there, organisation, status=AGREED, circle=SECOND, by=SYSTEM)
    with pytest.raises(DomainError) as refused:
        add_member(here, organisation, status=AGREED, circle=SECOND, by=SYSTEM)
    assert refused.value.code == "double"
    assert list(organisation.participations.order_by("pk").values_list("circle", flat=True)) == ["1", "2"]


def test_what_has_ended_may_begin_again_but_not_before_it_ended():
    platform, person = make_platform(), None
    person = make_member(platform)
    participation = participation_of(person)
    end_member(participation, until=days(10), by=SYSTEM)
    again = {"status": AGREED, "circle": SECOND, "by": SYSTEM}
    with pytest.raises(DomainError) as refused:
        add_member(platform, participation.organisation, since=days(5), **again)
    assert refused.value.code == "double"
    assert add_member(platform, participation.organisation, since=days(10), **again).since == days(10)


def test_a_move_ends_the_row_and_opens_another_with_the_same_delegates():
    platform = make_platform()
    fixed = make_member(platform, SECOND)
    old = participation_of(fixed)
    describe_member(old, Role(role_finding="Signale"), version=version_of(old, ROLE_FIELDS), by=SYSTEM)
    substitute = make_member(platform, organisation=old.organisation, kind=DelegateKind.SUBSTITUTE)
    new = place_member(old, status=AGREED, circle=FIRST, since=days(-5), by=SYSTEM)
    old.refresh_from_db()
    assert (old.circle, old.until, new.circle, new.since, new.until) == (SECOND, days(-5), FIRST, days(-5), None)
    assert new.role_finding == "Signale"
    assert [(row.person, row.kind, row.since) for row in new.delegates.order_by("pk")] == [
        (fixed, DelegateKind.FIXED, days(-5)),
        (substitute, DelegateKind.SUBSTITUTE, days(-5)),
    ]
    assert Platform.objects.with_member(fixed, days(-6), (SECOND,)).get() == platform
    assert Platform.objects.with_member(fixed, days(-5), (FIRST,)).get() == platform
    assert not Platform.objects.with_member(fixed, days(-5), (SECOND,)).exists()


def test_a_delegate_who_joined_after_the_day_of_the_move_keeps_their_own_first_day():
    platform = make_platform()
    old = participation_of(make_member(platform, SECOND))
    late = add_delegate(old, make_person(), kind=DelegateKind.SUBSTITUTE, since=days(-2), by=SYSTEM)
    new = place_member(old, status=AGREED, circle=FIRST, since=days(-5), by=SYSTEM)
    late.refresh_from_db()
    assert (late.since, late.until) == (days(-2), days(-2))
    assert new.delegates.get(person=late.person).since == days(-2)


def test_each_step_of_the_mobilisation_is_a_dated_row_and_a_correction_on_its_first_day_keeps_it():
    platform, organisation = make_platform(), make_organisation()
    row = add_member(platform, organisation, status=TO_APPROACH, since=days(-20), by=SYSTEM)
    row = place_member(row, status=ParticipationStatus.APPROACHED, circle="", since=days(-9), by=SYSTEM)
    row = place_member(row, status=AGREED, circle=SECOND, by=SYSTEM)
    row = place_member(row, status=AGREED, circle=FIRST, by=SYSTEM)
    assert [(one.status, one.circle, one.since, one.until) for one in organisation.participations.order_by("pk")] == [
        (TO_APPROACH, "", days(-20), days(-9)),
        (ParticipationStatus.APPROACHED, "", days(-9), days(0)),
        (AGREED, FIRST, days(0), None),
    ]


def test_the_reason_is_kept_where_a_row_begins_and_where_it_ends():
    platform, organisation = make_platform(), make_organisation()
    joined = {"status": TO_APPROACH, "since": days(-20), "reason": " Vue au forum "}
    row = add_member(platform, organisation, **joined, next_step_on=days(9), by=SYSTEM)
    row = place_member(row, status=AGREED, circle=SECOND, since=days(-9), reason="A dit oui", by=SYSTEM)
    row = place_member(row, status=AGREED, circle=FIRST, since=days(-3), by=SYSTEM)
    row = place_member(row, status=AGREED, circle=SECOND, since=days(-3), reason="Corrigé", by=SYSTEM)
    end_member(row, reason="Antenne fermée", by=SYSTEM)
    assert [(one.reason, one.end_reason) for one in organisation.participations.order_by("pk")] == [
        ("Vue au forum", ""),
        ("A dit oui", ""),
        ("Corrigé", "Antenne fermée"),
    ]
    logged = [entry.data["reason"] for entry in ModelLogEntry.objects.order_by("pk")]
    assert logged == ["Vue au forum", "A dit oui", "", "Corrigé", "Antenne fermée"]
    assert {one.next_step_on for one in organisation.participations.all()} == {days(9)}


def test_a_move_from_a_page_that_is_no_longer_true_is_refused_and_says_what_holds():
    row = add_member(make_platform(), make_organisation(), status=AGREED, circle=FIRST, by=SYSTEM)
    row.refresh_from_db()
    seen = place_version(row)
    place_member(row, status=AGREED, circle=SECOND, version=seen, by=SYSTEM)
    with pytest.raises(DomainError) as refused:
        place_member(row, status=AGREED, circle=Circle.OCCASIONAL, version=seen, by=SYSTEM)
    assert (refused.value.code, "Cercle 2" in refused.value.message) == ("moved", True)
    row.refresh_from_db()
    assert row.circle == SECOND


def test_a_move_of_a_row_that_was_followed_meanwhile_says_what_follows():
    row = participation_of(make_member(make_platform()))
    place_member(row, status=AGREED, circle=SECOND, by=SYSTEM)
    with pytest.raises(DomainError) as refused:
        place_member(row, status=ParticipationStatus.DECLINED, circle="", by=SYSTEM)
    assert (refused.value.code, "Cercle 2" in refused.value.message) == ("ended", True)


@pytest.mark.parametrize("day", [dt.date(1999, 1, 1), dt.date(2999, 1, 1)])
def test_a_next_step_years_away_is_refused(day):
    row = participation_of(make_member(make_platform()))
    with pytest.raises(DomainError) as refused:
        describe_member(row, Role(next_step_on=day), version=version_of(row, ROLE_FIELDS), by=SYSTEM)
    assert (refused.value.code, refused.value.field) == ("day", "next_step_on")


def test_the_same_circle_changes_nothing():
    row = participation_of(make_member(make_platform()))
    assert place_member(row, status=row.status, circle=row.circle, by=SYSTEM) == row
    assert row.organisation.participations.count() == 1


@pytest.mark.parametrize("day", [dt.date(1999, 1, 1), LONG_AGO - dt.timedelta(days=1)])
def test_a_move_before_the_row_began_is_refused(day):
    row = participation_of(make_member(make_platform()))
    with pytest.raises(DomainError) as refused:
        place_member(row, status=AGREED, circle=SECOND, since=day, by=SYSTEM)
    assert (refused.value.code, refused.value.field) == ("day", "since")


def test_a_move_in_the_future_is_refused():
    row = participation_of(make_member(make_platform()))
    with pytest.raises(DomainError) as refused:
        place_member(row, status=AGREED, circle=SECOND, since=days(1), by=SYSTEM)
    assert refused.value.code == "day"
    row.refresh_from_db()
    assert row.circle == FIRST


def test_the_end_takes_the_delegates_and_the_sheet_with_it_on_that_day():
    platform = make_platform()
    row = participation_of(make_member(platform))
    delegate = row.delegates.get()
    Editorship.objects.create(organisation=row.organisation, person=delegate.person, since=LONG_AGO)
    end_member(row, by=SYSTEM)
    delegate.refresh_from_db()
    assert (delegate.until, Delegate.objects.active().filter(pk=delegate.pk).count()) == (days(0), 0)
    assert Editorship.objects.get().until == days(0)
    assert not Platform.objects.with_member(delegate.person).exists()
    with pytest.raises(DomainError) as refused:
        end_member(row, by=SYSTEM)
    assert refused.value.code == "ended"


def test_an_end_before_the_beginning_is_refused():
    row = participation_of(make_member(make_platform()))
    with pytest.raises(DomainError) as refused:
        end_member(row, until=LONG_AGO - dt.timedelta(days=1), by=SYSTEM)
    assert (refused.value.code, refused.value.field) == ("day", "until")


def test_d91_a_stale_role_is_refused():
    row = participation_of(make_member(make_platform()))
    seen = version_of(row, ROLE_FIELDS)
    describe_member(row, Role(next_step="Premier"), version=seen, by=SYSTEM)
    with pytest.raises(StaleSave):
        describe_member(row, Role(next_step="Second"), version=seen, by=SYSTEM)
    row.refresh_from_db()
    assert row.next_step == "Premier"
