"""Networks that group organisations of a territory, such as FOQUALE (MISSION A2)."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.log import declare_actions, record

from ..models import Network, Organisation, Territory
from .checks import apply_details, columns_of, refuse_stale

declare_actions(
    network_created=gettext_noop("Network created"),
    network_changed=gettext_noop("Network changed"),
    network_removed=gettext_noop("Empty network removed"),
    network_member_added=gettext_noop("Organisation added to a network"),
    network_member_removed=gettext_noop("Organisation taken out of a network"),
)


@dataclass(frozen=True, kw_only=True)
class NetworkFacts:
    """What a network says of itself; without ``territory`` it is of the whole country."""

    name: str
    territory: Territory | None = None
    description: str = ""


NETWORK_FIELDS = tuple(NetworkFacts.__dataclass_fields__)


@transaction.atomic
def create_network(facts: NetworkFacts, *, by: Actor) -> Network:
    """Return a new network. Raises ``DomainError`` without a name or for one that its territory has already."""
    network = Network()
    apply_details(network, columns_of(facts))
    _check_name(network)
    network.save()
    record(network, "network_created", by=by, territory=network.territory)
    return network


@transaction.atomic
def change_network(network: Network, facts: NetworkFacts, *, version: str, by: Actor) -> Network:
    """Write ``facts``. Raises ``StaleSave`` when they changed since ``version``, and as ``create_network`` does."""
    stored = Network.objects.select_for_update().get(pk=network.pk)
    refuse_stale(stored, NETWORK_FIELDS, version)
    changed = apply_details(stored, columns_of(facts))
    _check_name(stored)
    stored.save()
    if changed:
        record(stored, "network_changed", by=by, territory=stored.territory, changed=changed)
    return stored


@transaction.atomic
def add_to_network(network: Network, organisation: Organisation, *, by: Actor) -> None:
    """Let ``organisation`` belong to ``network``. Raises ``DomainError`` when it does already."""
    stored = Network.objects.select_for_update().get(pk=network.pk)
    if stored.members.filter(pk=organisation.pk).exists():
        raise DomainError(_("This organisation belongs to the network already."), code="double", field="organisation")
    stored.members.add(organisation)
    record(stored, "network_member_added", by=by, territory=stored.territory, organisation=organisation.pk)


@transaction.atomic
def remove_from_network(network: Network, organisation: Organisation, *, by: Actor) -> None:
    """Take ``organisation`` out of ``network``; nothing happens when it is not in it."""
    stored = Network.objects.select_for_update().get(pk=network.pk)
    if stored.members.filter(pk=organisation.pk).exists():
        stored.members.remove(organisation)
        record(stored, "network_member_removed", by=by, territory=stored.territory, organisation=organisation.pk)


@transaction.atomic
def remove_network(network: Network, *, by: Actor) -> None:
    """Remove a network that has no members. Raises ``DomainError`` while organisations belong to it."""
    stored = Network.objects.select_for_update().get(pk=network.pk)
    if stored.members.exists():
        raise DomainError(_("Take its members out first: organisations rely on this network."), code="in_use")
    record(stored, "network_removed", by=by, territory=stored.territory)
    stored.delete()


def _check_name(network: Network) -> None:
    if not network.name:
        raise DomainError(_("Enter the name of the network."), code="required", field="name")
    same = Network.objects.filter(name__iexact=network.name, territory=network.territory_id).exclude(pk=network.pk)
    if same.exists():
        raise DomainError(_("This territory has a network of that name already."), code="double", field="name")
