"""Delegates, the people behind them and who keeps the sheet."""

import datetime as dt

import pytest
from django.utils import timezone

from portal.core.actors import SYSTEM, Actor
from portal.core.errors import DomainError
from portal.directory.enums import DelegateKind
from portal.directory.models import Delegate, Editorship, Person, Platform
from portal.directory.services.checks import StaleSave, version_of
from portal.directory.services.delegates import add_delegate, end_delegate, replace_delegate
from portal.directory.services.members import end_member
from portal.directory.services.people import CONTACT_FIELDS, Contact, change_person, find_or_create_person
from tests.factories import (
    make_administrator,
    make_lead,
    make_member,
    make_organisation,
    make_person,
    make_platform,
    make_user,
)

pytestmark = pytest.mark.django_db
FIXED, SUBSTITUTE = DelegateKind.FIXED, DelegateKind.SUBSTITUTE


def days(number):
    return timezone.localdate() + dt.timedelta(days=number)


@pytest.fixture
def participation():
    return make_member(make_platform(), kind=SUBSTITUTE).delegations.get().participation


def test_a_fixed_representative_sees_the_platform_and_keeps_the_sheet(participation):
    person = make_person()
    add_delegate(participation, person, kind=FIXED, by=SYSTEM)
    assert Platform.objects.with_member(person).get() == participation.platform
    assert Editorship.objects.active().get(person=person).organisation == participation.organisation


def test_a_substitute_does_not_keep_the_sheet(participation):
    add_delegate(participation, make_person(), kind=SUBSTITUTE, by=SYSTEM)
    assert not Editorship.objects.exists()


def test_a_second_fixed_representative_and_the_same_person_twice_are_refused(participation):
    person = make_person()
    add_delegate(participation, person, kind=FIXED, by=SYSTEM)
    for who, kind, code in ((make_person(), FIXED, "fixed"), (person, SUBSTITUTE, "double")):
        with pytest.raises(DomainError) as refused:
            add_delegate(participation, who, kind=kind, by=SYSTEM)
        assert refused.value.code == code
    assert participation.delegates.count() == 2


def test_a_replacement_follows_on_the_very_day(participation):
    first, second = make_person(), make_person()
    old = add_delegate(participation, first, kind=FIXED, since=days(-30), by=SYSTEM)
    new = replace_delegate(old, second, since=days(2), by=SYSTEM)
    old.refresh_from_db()
    assert (old.until, new.since, new.kind) == (days(2), days(2), FIXED)
    assert [
        list(
            Delegate.objects.active(day)
            .filter(participation=participation, kind=FIXED)
            .values_list("person", flat=True)
        )
        for day in (days(1), days(2))
    ] == [[first.pk], [second.pk]]
    with pytest.raises(DomainError) as refused:
        replace_delegate(new, second, by=SYSTEM)
    assert refused.value.code == "same"


def test_a_by_b_and_b_by_a_on_one_day_is_refused_and_says_what_to_do(participation):
    first, second = make_person(last_name="Aubry"), make_person(last_name="Blanc")
    old = add_delegate(participation, first, kind=FIXED, since=days(-30), by=SYSTEM)
    new = replace_delegate(old, second, by=SYSTEM)
    with pytest.raises(DomainError) as refused:
        replace_delegate(new, first, by=SYSTEM)
    assert (refused.value.code, refused.value.field) == ("circular", "person")
    new.refresh_from_db()
    assert (new.until, participation.delegates.filter(kind=FIXED).count()) == (None, 2)
    assert replace_delegate(new, first, since=days(1), by=SYSTEM).since == days(1)


def test_a_substitute_follows_the_fixed_representative_and_is_substitute_no_more(participation):
    substitute = participation.delegates.get()
    fixed = add_delegate(participation, make_person(), kind=FIXED, since=days(-30), by=SYSTEM)
    replace_delegate(fixed, substitute.person, since=days(-1), by=SYSTEM)
    held = Delegate.objects.active().filter(participation=participation)
    assert [(row.person, row.kind) for row in held] == [(substitute.person, FIXED)]
    assert Editorship.objects.active().get().person == substitute.person
    # The other way round, somebody who is fixed cannot take the place of a substitute as well.
    other = add_delegate(participation, make_person(), kind=SUBSTITUTE, by=SYSTEM)
    with pytest.raises(DomainError) as refused:
        replace_delegate(other, substitute.person, by=SYSTEM)
    assert refused.value.code == "double"


@pytest.mark.parametrize("kind", [FIXED, SUBSTITUTE])
@pytest.mark.parametrize("follows", [0, 5])
def test_who_was_replaced_in_another_window_is_not_replaced_again(participation, kind, follows):
    old = add_delegate(participation, make_person(), kind=kind, since=days(-30), by=SYSTEM)
    follower = replace_delegate(old, make_person(last_name="Premier"), since=days(follows), by=SYSTEM)
    with pytest.raises(DomainError) as refused:
        replace_delegate(old, make_person(last_name="Second"), since=days(2), by=SYSTEM)
    assert (refused.value.code, "Premier" in refused.value.message) == ("followed", True)
    assert Delegate.objects.active(days(6)).get(kind=kind, person=follower.person).until is None
    assert not Delegate.objects.filter(person__last_name="Second").exists()


def test_an_end_that_is_set_comes_sooner_but_not_later(participation):
    delegate = add_delegate(participation, make_person(), kind=FIXED, by=SYSTEM)
    end_delegate(delegate, until=days(10), by=SYSTEM)
    with pytest.raises(DomainError) as refused:
        end_delegate(delegate, until=days(11), by=SYSTEM)
    assert (refused.value.code, refused.value.field) == ("day", "until")
    assert end_delegate(delegate, until=days(3), by=SYSTEM).until == days(3)


def test_who_has_yet_to_begin_has_not_left(participation):
    platform, person = participation.platform, make_person()
    delegate = add_delegate(participation, person, kind=FIXED, since=days(5), by=SYSTEM)
    assert list(Person.objects.gone_from(platform)) == []
    end_delegate(delegate, until=days(8), by=SYSTEM)
    assert [list(Person.objects.gone_from(platform, days(number))) for number in (7, 8)] == [[], [person]]


def test_an_ended_delegation_takes_the_sheet_unless_another_platform_still_gives_it(participation):
    person, elsewhere = make_person(), make_platform()
    here = add_delegate(participation, person, kind=FIXED, by=SYSTEM)
    make_member(elsewhere, person=person, organisation=participation.organisation, kind=FIXED)
    end_delegate(here, by=SYSTEM)
    assert Editorship.objects.active().filter(person=person).count() == 1
    end_member(elsewhere.participations.get(), by=SYSTEM)
    assert Editorship.objects.active().filter(person=person).count() == 0


def test_a_delegation_before_the_participation_or_after_its_end_is_refused(participation):
    with pytest.raises(DomainError) as refused:
        add_delegate(participation, make_person(), kind=FIXED, since=dt.date(2019, 1, 1), by=SYSTEM)
    assert refused.value.code == "day"
    end_member(participation, by=SYSTEM)
    with pytest.raises(DomainError) as refused:
        add_delegate(participation, make_person(), kind=FIXED, by=SYSTEM)
    assert refused.value.code == "ended"


def test_a_delegation_ends_once(participation):
    delegate = add_delegate(participation, make_person(), kind=FIXED, by=SYSTEM)
    end_delegate(delegate, by=SYSTEM)
    with pytest.raises(DomainError) as refused:
        end_delegate(delegate, by=SYSTEM)
    assert refused.value.code == "ended"


def test_the_person_of_that_name_and_address_is_found_and_keeps_their_details():
    known = make_person(first_name="Éléonore", last_name="Martin", email="e.martin@exemple.example", phone="0199000001")
    found = find_or_create_person(
        Contact(first_name="eleonore", last_name="MARTIN", email="E.Martin@exemple.example", phone="0199000002"),
        organisation=make_organisation(),
        platform=make_platform(),
        by=SYSTEM,
    )
    assert (found.pk, Person.objects.get(pk=known.pk).phone) == (known.pk, "0199000001")


def test_a_shared_mailbox_does_not_make_two_people_one():
    known = make_person(first_name="Ana", last_name="Roux", email="accueil@exemple.example")
    organisation = make_organisation()
    made = find_or_create_person(
        Contact(first_name="Paul", last_name="Roux", email="accueil@exemple.example"),
        organisation=organisation,
        platform=make_platform(),
        by=SYSTEM,
    )
    assert made.pk != known.pk
    assert (made.organisation, made.search_text) == (organisation, "roux paul")


def test_a_person_without_name_is_refused():
    with pytest.raises(DomainError) as refused:
        find_or_create_person(
            Contact(first_name="\x00", last_name="Roux"), organisation=None, platform=make_platform(), by=SYSTEM
        )
    assert refused.value.field == "first_name"


def test_the_address_of_somebody_with_an_account_is_changed_by_an_administrator_alone():
    person = make_person(email="avant@exemple.example", user=make_user())
    lead = make_lead(make_platform(), person=make_person(user=make_user()))
    seen = version_of(person, CONTACT_FIELDS)
    contact = Contact(first_name=person.first_name, last_name=person.last_name, email="apres@exemple.example")
    with pytest.raises(DomainError) as refused:
        change_person(person, contact, version=seen, platform=None, by=Actor(user=lead.user, person=lead))
    assert (refused.value.code, refused.value.field) == ("has_account", "email")
    admin = make_administrator()
    change_person(person, contact, version=seen, platform=None, by=Actor(user=admin.user, person=admin))
    assert Person.objects.get(pk=person.pk).email == "apres@exemple.example"
    with pytest.raises(StaleSave):
        change_person(person, contact, version=seen, platform=None, by=SYSTEM)
