"""Nobody climbs by the directory: addresses, invitations, and what hangs on them."""

import pytest
from django.urls import reverse

from portal.accounts import invitations
from portal.accounts.models import Invitation, User
from portal.core.actors import SYSTEM, Actor
from portal.core.errors import DomainError
from portal.directory.enums import ImportState
from portal.directory.invitations import invite_person
from portal.directory.models import ActorContact, InvitationGrant, Person, TerritoryActor
from portal.directory.services.actor_contacts import end_contact
from portal.directory.services.checks import version_of
from portal.directory.services.delegates import add_delegate
from portal.directory.services.members import add_member
from portal.directory.services.people import CONTACT_FIELDS, Contact
from tests.factories import (
    make_assistant,
    make_lead,
    make_member,
    make_organisation,
    make_person,
    make_platform,
    make_territory,
    make_user,
)
from tests.factories.directory import LONG_AGO

from .importing.helpers import answered, compared, imported, sheet

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery staple"


def change_address(client, platform, person, email):
    """Post the form of a person's details with another address."""
    data = {name: getattr(person, name) for name in CONTACT_FIELDS} | {"email": email}
    client.post(
        reverse("directory:person_edit", args=[platform.slug, person.pk]),
        data | {"version": version_of(person, CONTACT_FIELDS)},
    )
    return Person.objects.get(pk=person.pk).email


def test_an_assistant_does_not_become_lead_by_the_address_of_a_lead(client, login):
    platform = make_platform()
    lead, former = make_lead(platform), "ancien@exemple.example"
    Person.objects.filter(pk=lead.pk).update(email=former)
    lead.refresh_from_db()
    login(client, make_assistant(platform))
    assert change_address(client, platform, lead, "moi@exemple.example") == former
    login(client, make_lead(platform))
    assert change_address(client, platform, lead, "juste@exemple.example") == "juste@exemple.example"


@pytest.mark.parametrize(("role", "changes"), [(make_assistant, False), (make_lead, True)])
def test_d03_an_assistant_does_not_become_lead_by_a_spreadsheet_either(role, changes):
    platform = make_platform()
    organisation = make_organisation(name="Mission locale du Vallon")
    lead = make_lead(platform, person=make_person(first_name="Anne", last_name="Roux", organisation=organisation))
    Person.objects.filter(pk=lead.pk).update(email="ancien@exemple.example")
    importer = role(platform, person=make_person(user=make_user()))
    by = Actor(user=importer.user, person=importer)
    said = {"Structure": organisation.name, "Type": "Mission locale", "Cercle": "1", "Référent": "Mme ROUX Anne"}
    batch = compared(platform, sheet(said | {"Mél du référent": "moi@exemple.example"}), by)
    batch = imported(answered(batch, {2: {"organisation": str(organisation.pk)}}, by), by)
    assert (batch.state, batch.error) == (ImportState.APPLIED, "")
    lead.refresh_from_db()
    assert lead.email == ("moi@exemple.example" if changes else "ancien@exemple.example")


def test_an_assistant_corrects_the_address_of_a_delegate_without_account(client, login):
    platform = make_platform()
    login(client, make_assistant(platform))
    assert change_address(client, platform, make_member(platform), "x@exemple.example") == "x@exemple.example"


def test_d03_whom_a_whole_territory_calls_is_not_rewritten_by_the_platform_that_names_them(client, login):
    platform, institution = make_platform(), make_organisation(name="Rectorat")
    called = make_person(first_name="Anne", last_name="Roux", email="anne.roux@rectorat.example")
    actor = TerritoryActor.objects.create(territory=make_territory(), organisation=institution, since=LONG_AGO)
    contact = ActorContact.objects.create(actor=actor, person=called, since=LONG_AGO)
    member = add_member(platform, institution, status="agreed", circle="2", by=SYSTEM)
    add_delegate(member, Contact(first_name="Anne", last_name="Roux", email=called.email), kind="fixed", by=SYSTEM)
    login(client, make_assistant(platform))
    assert change_address(client, platform, called, "moi@exemple.example") == "anne.roux@rectorat.example"
    end_contact(contact, by=SYSTEM)
    assert change_address(client, platform, called, "anne@rectorat.example") == "anne@rectorat.example"


def test_d64_an_invitation_dies_when_the_address_is_corrected():
    platform = make_platform()
    person = make_member(platform)
    invitation, token = invitations.invite("faute@exemple.example", by=SYSTEM)
    InvitationGrant.objects.create(invitation=invitation, person=person, platform=platform)
    with pytest.raises(DomainError) as refusal:
        invitations.accept_as_new(token, PASSWORD)
    person.refresh_from_db()
    assert (refusal.value.code, person.user, User.objects.count()) == ("revoked", None, 0)


def test_d41_one_address_is_not_flooded():
    platform = make_platform()
    person = make_member(platform)
    for _time in range(invitations.MAX_PER_ADDRESS):
        invite_person(person, platform, by=SYSTEM)
    with pytest.raises(DomainError) as refusal:
        invite_person(person, platform, by=SYSTEM)
    assert refusal.value.code == "flood"
    assert Invitation.objects.count() == invitations.MAX_PER_ADDRESS


def test_d03_somebody_known_elsewhere_is_not_invited_from_here(client, login):
    platform = make_platform()
    login(client, make_lead(platform))
    stranger = make_person()
    foreign = make_member(make_platform())
    codes = [
        client.post(reverse("directory:invite", args=[platform.slug, one.pk])).status_code
        for one in (stranger, foreign)
    ]
    assert (codes, Invitation.objects.count()) == ([404, 404], 0)
