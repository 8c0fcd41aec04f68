"""Networks that group organisations: one of schools around each platform, the missions locales of each department."""

from collections import defaultdict

from portal.directory.models import Network, Organisation

from ..demo.texts import words
from .world import BATCH, ScaleWorld

SCHOOLS = frozenset(words("foquale cio mlds lycee vocational_lycee college school_return private_school"))


def build_networks(world: ScaleWorld) -> None:
    """Make the networks and write them with their members."""
    members: list[tuple[Network, list[Organisation]]] = []
    missions: dict[str, list[Organisation]] = defaultdict(list)
    for built in world.platforms:
        schools = [one for one in built.locals if one.actor_type.code in SCHOOLS]
        network = Network(
            name=f"FOQUALE {built.area}"[:120],
            territory=built.department,
            description="Établissements et services de l’Éducation nationale qui proposent un retour en formation.",
        )
        members.append((network, schools))
        missions[built.department.code] += [one for one in built.locals if one.actor_type.code == "mission_locale"]
    departments = {built.department.code: built.department for built in world.platforms}
    for code, found in missions.items():
        department = departments[code]
        network = Network(name=f"Missions locales – {department.name}", territory=department)
        members.append((network, found))
    Network.objects.bulk_create([network for network, _members in members], batch_size=BATCH)
    through = Network.members.through
    through.objects.bulk_create(
        [through(network=network, organisation=one) for network, found in members for one in found], batch_size=BATCH
    )
