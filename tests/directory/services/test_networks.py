"""Networks and whom to call at institutional actors: made, changed, ended."""

import pytest

from portal.core.actors import SYSTEM
from portal.core.errors import DomainError
from portal.directory.models import ActorType, Network, Person, TerritoryActor
from portal.directory.services.actor_contacts import add_contact, end_contact
from portal.directory.services.checks import StaleSave, version_of
from portal.directory.services.networks import (
    NETWORK_FIELDS,
    NetworkFacts,
    add_to_network,
    change_network,
    create_network,
    remove_from_network,
    remove_network,
)
from portal.directory.services.people import Contact
from portal.directory.services.territory_actors import end_actor
from tests.factories import make_organisation, make_territory

pytestmark = pytest.mark.django_db


@pytest.fixture
def network():
    return create_network(NetworkFacts(name="FOQUALE Nord", territory=make_territory()), by=SYSTEM)


def test_a_territory_has_one_network_of_a_name(network):
    with pytest.raises(DomainError) as error:
        create_network(NetworkFacts(name="foquale nord", territory=network.territory), by=SYSTEM)
    assert error.value.field == "name"
    create_network(NetworkFacts(name="FOQUALE Nord", territory=make_territory()), by=SYSTEM)
    create_network(NetworkFacts(name="FOQUALE Nord"), by=SYSTEM)
    assert Network.objects.count() == 3


def test_a_network_has_a_name(network):
    with pytest.raises(DomainError) as error:
        create_network(NetworkFacts(name="   "), by=SYSTEM)
    assert error.value.field == "name"


def test_a_stale_change_is_refused(network):
    version = version_of(network, NETWORK_FIELDS)
    facts = NetworkFacts(name="FOQUALE Sud", territory=network.territory, description="Chaque trimestre")
    assert change_network(network, facts, version=version, by=SYSTEM).name == "FOQUALE Sud"
    with pytest.raises(StaleSave):
        change_network(network, NetworkFacts(name="X", territory=network.territory), version=version, by=SYSTEM)


def test_an_organisation_belongs_once_and_leaves(network):
    organisation = make_organisation()
    add_to_network(network, organisation, by=SYSTEM)
    with pytest.raises(DomainError):
        add_to_network(network, organisation, by=SYSTEM)
    assert list(organisation.networks.all()) == [network]
    remove_from_network(network, organisation, by=SYSTEM)
    remove_from_network(network, organisation, by=SYSTEM)
    assert network.members.count() == 0


def test_only_an_empty_network_is_removed(network):
    organisation = make_organisation()
    add_to_network(network, organisation, by=SYSTEM)
    with pytest.raises(DomainError):
        remove_network(network, by=SYSTEM)
    remove_from_network(network, organisation, by=SYSTEM)
    remove_network(network, by=SYSTEM)
    assert Network.objects.count() == 0


@pytest.fixture
def actor():
    institution = make_organisation(actor_type=ActorType.objects.get(code="dsden"))
    return TerritoryActor.objects.create(organisation=institution, territory=make_territory())


def test_a_contact_is_a_person_of_the_institution_once(actor):
    contact = Contact(first_name="Ana", last_name="Roux", email="ana.roux@dsden.example", function="Inspectrice")
    added = add_contact(actor, contact, by=SYSTEM)
    assert (added.person.organisation, added.person.function) == (actor.organisation, "Inspectrice")
    with pytest.raises(DomainError) as error:
        add_contact(actor, contact, by=SYSTEM)
    assert (error.value.field, Person.objects.filter(last_name="Roux").count()) == ("last_name", 1)
    end_contact(added, by=SYSTEM)
    assert add_contact(actor, contact, by=SYSTEM).person == added.person
    with pytest.raises(DomainError):
        end_contact(added, by=SYSTEM)


def test_a_contact_has_a_name_and_an_actor_of_today(actor):
    with pytest.raises(DomainError) as error:
        add_contact(actor, Contact(first_name="", last_name="Roux"), by=SYSTEM)
    assert error.value.field == "first_name"
    end_actor(actor, by=SYSTEM)
    with pytest.raises(DomainError):
        add_contact(actor, Contact(first_name="Ana", last_name="Roux"), by=SYSTEM)
