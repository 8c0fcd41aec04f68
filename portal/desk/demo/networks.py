"""Networks of organisations, and whom to call at the institutional actors."""

from portal.directory.enums import TerritoryKind
from portal.directory.models import ActorContact, ActorType, Network, NotExpected, TerritoryActor

from .people import new_person
from .world import World

#: Types whose organisations of a platform make its FOQUALE: those of Education nationale.
_FOQUALE = ("foquale", "cio", "mlds", "lycee", "vocational_lycee", "college", "school_return", "gip_fcip")
#: Whom the leads call there, by type of the institution.
_CONTACTS = {
    "dsden": "Inspectrice chargée de l’orientation",
    "ddets": "Chargé de mission jeunesse",
    "departement": "Directrice de l’enfance et de la famille",
    "rectorat": "Cheffe du service de l’information et de l’orientation",
    "region": "Chargée de mission décrochage",
}


def build_networks(world: World) -> None:
    """Make a FOQUALE of the first basin of each platform, and the network of the missions locales of a department."""
    missions_locales: dict[str, list] = {}
    for built in world.platforms.values():
        spec = built.spec
        basin = world.territories[TerritoryKind.BASIN, spec.basins[0].slug]
        members = [one.participation.organisation for one in built.members if one.pattern.actor_type in _FOQUALE]
        network = Network.objects.create(
            name=f"FOQUALE {basin.name.removeprefix('Bassin ')}",
            territory=basin,
            description="Établissements et services de l’Éducation nationale du bassin qui proposent un retour en "
            "formation. Réunion d’animation chaque trimestre, autour du directeur ou de la directrice du CIO.",
        )
        network.members.set(members)
        locale = built.member("mission_locale").participation.organisation
        missions_locales.setdefault(spec.department, []).append(locale)
    for department, members in missions_locales.items():
        if len(members) > 1:
            territory = world.territories[TerritoryKind.DEPARTMENT, department]
            network = Network.objects.create(
                name=f"Missions locales – {territory.name}",
                territory=territory,
                description="Les missions locales du département, qui échangent leurs offres et leurs places.",
            )
            network.members.set(members)


def build_contacts(world: World) -> None:
    """Give some institutional actors somebody to call; one platform has set a type of actor aside."""
    actors = TerritoryActor.objects.filter(organisation__actor_type__code__in=_CONTACTS)
    for actor in actors.select_related("organisation__actor_type").order_by("pk"):
        person = new_person(world, actor.organisation, _CONTACTS[actor.organisation.actor_type.code])
        person.save()
        ActorContact.objects.create(actor=actor, person=person, since=world.beginning)
    salon = world.platforms["aix-salon"]
    NotExpected.objects.create(
        platform=salon.platform,
        actor_type=ActorType.objects.get(code="cfppa"),
        person=salon.lead,
        since=world.beginning,
    )
