"""Organisations with their sites and sheets, those of a platform, of a department and of the institutions."""

import datetime as dt

from portal.core.fold import fold
from portal.directory.enums import PointSource, TerritoryKind
from portal.directory.models import ActorType, Commune, Organisation, Site, TerritoryActor
from portal.directory.search import organisation_text

from .data.organisations import ACADEMIC, DEPARTMENTAL, INSTITUTIONS, LOCAL, PLANTS, STREETS, Pattern
from .data.places import PlatformSpec, Town
from .data.sheets import LIMITS, REACH, SHEETS, WAYS
from .texts import of, of_department
from .world import World, host_of


class OrganisationBuilder:
    """Collects organisations and sites, then writes each table once."""

    def __init__(self, world: World):
        self.world = world
        self.types = {one.code: one for one in ActorType.objects.all()}
        self.communes = {
            one.insee: one for one in Commune.objects.filter(department__code__in=("13", "63", "69", "974"))
        }
        self.sites: list[Site] = []

    def build(self) -> dict[str, list[tuple[Pattern, Organisation]]]:
        """Make all organisations; return those of each platform by its slug, in the order of the patterns."""
        by_platform = {}
        for slug, built in self.world.platforms.items():
            by_platform[slug] = self._of_platform(built.spec)
        institutions = self._institutions()
        Organisation.objects.bulk_create(self.world.organisations.values())
        Site.objects.bulk_create(self.sites)
        TerritoryActor.objects.bulk_create(
            TerritoryActor(organisation=organisation, territory=territory, since=self.world.beginning)
            for organisation, territory in institutions
        )
        return by_platform

    def _of_platform(self, spec: PlatformSpec) -> list[tuple[Pattern, Organisation]]:
        department = self.world.territories[TerritoryKind.DEPARTMENT, spec.department]
        academy = self.world.territories[TerritoryKind.ACADEMY, spec.academy]
        words = {
            "area": spec.area,
            "de_area": spec.of_area,
            "basin": spec.basins[0].name.removeprefix("Bassin "),
            "de_department": of_department(department.name),
            "academy": academy.name,
        }
        found = []
        for pattern in (*LOCAL, *DEPARTMENTAL, *ACADEMIC):
            if pattern.optional and self.world.chance(0.5):
                continue
            for town in spec.towns[: pattern.towns or 1]:
                name = self._name(pattern, town, words)
                organisation = self.world.organisations.get(name)
                if organisation is None:
                    organisation = self._add(pattern.actor_type, name, pattern.short_name, town, spec)
                found.append((pattern, organisation))
        return found

    def _name(self, pattern: Pattern, town: Town, words: dict[str, str]) -> str:
        while True:
            plant = self.world.rng.choice(PLANTS)
            name = pattern.name.format(town=town.name, de=of(town.name), plant=plant, **words)
            # A drawn name is one organisation's own; the others are met again in each platform of a department.
            if "{plant}" not in pattern.name or name not in self.world.organisations:
                return name

    def _add(self, actor_type: str, name: str, short_name: str, town: Town, spec: PlatformSpec) -> Organisation:
        rng, world = self.world.rng, self.world
        kind = self.types[actor_type]
        commune = self.communes[town.insee]
        public, offers = SHEETS.get(actor_type, ("", ""))
        changed = world.now - dt.timedelta(days=rng.randrange(20, 500))
        confirmed = changed + (world.now - changed) * rng.random() if world.chance(0.75) else None
        organisation = Organisation(
            name=name,
            short_name=short_name,
            actor_type=kind,
            email=f"contact@{host_of(name)}",
            phone=world.phone(spec.phone_prefix),
            missions=kind.description,
            ways_of_working=rng.choice(WAYS) if offers else "",
            public_served=public,
            territory_served=spec.area,
            offers=offers,
            confidentiality_limits=rng.choice(LIMITS) if offers else "",
            how_to_reach=rng.choice(REACH),
            content_changed_at=changed,
            confirmed_at=confirmed,
        )
        # Its site is not written yet: what the search reads of it is added here.
        place = f"{fold(commune.name)} | {fold(town.postcode)}"
        organisation.search_text = f"{organisation_text(organisation)} | {place}"
        world.organisations[name] = organisation
        self.sites.append(
            Site(
                organisation=organisation,
                address=f"{rng.randrange(1, 90)} {rng.choice(STREETS)}",
                postcode=town.postcode,
                commune=commune,
                latitude=round(town.latitude + rng.uniform(-0.018, 0.018), 5),
                longitude=round(town.longitude + rng.uniform(-0.018, 0.018), 5),
                point_source=PointSource.GEOCODED,
                access="Accessible en transports, entrée de plain-pied." if world.chance(0.6) else "",
            )
        )
        return organisation

    def _institutions(self):
        """Institutional actors of the regions, academies and departments of our platforms, one each."""
        found, seen = [], set()
        for built in self.world.platforms.values():
            spec = built.spec
            department = self.world.territories[TerritoryKind.DEPARTMENT, spec.department]
            region = next(one for one in self.world.territories.values() if one.pk == department.parent_id)
            academy = self.world.territories[TerritoryKind.ACADEMY, spec.academy]
            for level, territory in (("region", region), ("academy", academy), ("department", department)):
                if territory.pk in seen:
                    continue
                seen.add(territory.pk)
                de_name = of_department(territory.name) if level == "department" else of(territory.name)
                for actor_type, name in INSTITUTIONS[level]:
                    full = name.format(name=territory.name, de_name=de_name)
                    found.append((self._add(actor_type, full, "", spec.towns[0], spec), territory))
        return found
