"""Verbs that take a known person or organisation, or a new one: both are written, or neither."""

import datetime as dt

import pytest
from django.utils import timezone

from portal.core.actors import SYSTEM
from portal.core.errors import DomainError
from portal.directory.enums import DelegateKind, ParticipationStatus, PlatformRoleKind
from portal.directory.models import ActorType, Organisation, Person
from portal.directory.services.delegates import add_delegate, replace_delegate
from portal.directory.services.members import add_new_member
from portal.directory.services.organisations import Sheet
from portal.directory.services.people import Contact
from portal.directory.services.teams import appoint
from tests.factories import make_member, make_organisation

pytestmark = pytest.mark.django_db

NEW = Contact(first_name="Nadia", last_name="Perrin", email="nadia.perrin@exemple.example")


def test_a_new_contact_represents_the_organisation(platform):
    member = make_member(platform)
    participation = member.delegations.get().participation
    added = add_delegate(participation, NEW, kind=DelegateKind.SUBSTITUTE, by=SYSTEM)
    assert (str(added.person), added.person.organisation) == ("Nadia Perrin", participation.organisation)


def test_a_refused_replacement_leaves_no_new_person(platform):
    member = make_member(platform)
    too_early = dt.date(2019, 1, 1)
    with pytest.raises(DomainError):
        replace_delegate(member.delegations.get(), NEW, since=too_early, by=SYSTEM)
    assert not Person.objects.filter(last_name="Perrin").exists()


def test_a_new_contact_is_appointed_for_its_organisation(platform):
    organisation = make_organisation()
    role = appoint(platform, NEW, kind=PlatformRoleKind.ASSISTANT, organisation=organisation, by=SYSTEM)
    assert (str(role.person), role.person.organisation) == ("Nadia Perrin", organisation)


def test_an_organisation_that_cannot_join_is_not_created(platform):
    sheet = Sheet(name="Atelier des Saules", actor_type=ActorType.objects.get(code="mission_locale"))
    joining = {"status": ParticipationStatus.AGREED, "circle": ""}
    with pytest.raises(DomainError):
        add_new_member(platform, sheet, **joining, by=SYSTEM)
    assert not Organisation.objects.filter(name="Atelier des Saules").exists()
    joined = add_new_member(
        platform, sheet, status=ParticipationStatus.TO_APPROACH, since=timezone.localdate(), by=SYSTEM
    )
    assert joined.organisation.name == "Atelier des Saules"
