"""Platforms of the whole country: one in each arrondissement, more where more people live, and their basins."""

from collections import defaultdict

from django.utils.text import slugify

from portal.core.fold import fold
from portal.directory.enums import Landscape, TerritoryKind
from portal.directory.models import Commune, Platform, Territory
from portal.directory.reference.loaders import read_rows

from ..demo.texts import of
from .data.centres import POPULOUS
from .world import BATCH, DOMAIN, PlatformScale, ScaleWorld

#: Communes of a platform where organisations have their places, its seat apart.
TOWNS = 12
#: Communes of a basin that stands for a platform beyond those of the arrondissements.
BASIN_COMMUNES = 25


def build_platforms(world: ScaleWorld) -> None:
    """Make ``size.platforms`` platforms in the departments whose communes are there, and write them."""
    rng = world.draw("platforms")
    communes: dict[int, list[Commune]] = defaultdict(list)
    for commune in Commune.objects.order_by("insee").prefetch_related("postcodes"):
        communes[commune.department_id].append(commune)
    seats = {row["code"]: row["seat"] for row in read_rows("arrondissements")}
    parts: dict[str, list[Territory]] = defaultdict(list)
    for (kind, _code), territory in world.territories.items():
        if kind == TerritoryKind.ARRONDISSEMENT:
            parts[territory.parent_id].append(territory)
    departments = [
        one for (kind, _code), one in world.territories.items() if kind == TerritoryKind.DEPARTMENT and communes[one.pk]
    ]
    made: dict[str, Territory] = {}
    slugs: set[str] = set()
    basins: list[tuple[Territory, list[Commune]]] = []
    for department, number in _slots(departments, parts, world.size.platforms):
        here, own = communes[department.pk], parts[department.pk]
        if number < len(own):
            territory = own[number]
            inside = [one for one in here if one.arrondissement_id == territory.pk] or here
            seat = next((one for one in inside if one.insee == seats[territory.code]), inside[0])
        else:
            inside = rng.sample(here, min(BASIN_COMMUNES, len(here)))
            seat = inside[0]
            territory = _basin(department, number, seat)
            basins.append((territory, inside))
        others = [one for one in inside if one != seat]
        towns = [seat, *rng.sample(others, min(TOWNS, len(others)))]
        slug = slugify(fold(seat.name))
        if slug in slugs:
            slug = f"{slug}-{department.code.lower()}-{number}"
        slugs.add(slug)
        name = f"Plateforme {of(seat.name)}"
        platform = Platform(
            name=name,
            slug=slug,
            name_folded=fold(name),
            school_zone=department.school_zone,
            timezone=department.timezone,
            holiday_territory=department.holiday_territory,
            email=f"psad@{slug}.{DOMAIN}",
            phone=f"+33{465710000 + rng.randrange(10_000)}",
            landscape=rng.choice(Landscape.values),
            public_text=f"La plateforme {of(seat.name)} accueille les jeunes de 16 à 25 ans sortis sans diplôme et "
            "leurs familles. Elle répond par courriel et par téléphone, du lundi au vendredi.",
        )
        made[slug] = territory
        world.platforms.append(PlatformScale(platform, department, seat.name, towns))
    _write(world, made, basins)


def _slots(departments, parts, wanted: int):
    """Return the department and the rank in it of each platform: one in each, then a second, and so on.

    A department takes as many as it has arrondissements; those where many people live go on until all are placed.
    """
    order = {code: number for number, code in enumerate(POPULOUS)}
    departments = sorted(departments, key=lambda one: (order.get(one.code, len(order)), one.code))
    going_on = [one for one in departments if one.code in order] or departments
    found, number = [], 0
    while len(found) < wanted:
        for department in departments:
            if number < max(1, len(parts[department.pk])) or department in going_on:
                found.append((department, number))
        number += 1
    return found[:wanted]


def _basin(department: Territory, number: int, seat: Commune) -> Territory:
    name = f"Bassin {of(seat.name)}"
    return Territory(
        kind=TerritoryKind.BASIN,
        # As those of the demonstration begin, by which ``clear`` finds them.
        code=f"D{department.code}-E{number}",
        slug=f"bassin-{department.code.lower()}-{number}",
        name=name,
        name_folded=fold(name),
        parent=department,
        school_zone=department.school_zone,
        timezone=department.timezone,
        holiday_territory=department.holiday_territory,
    )


def _write(world: ScaleWorld, made: dict[str, Territory], basins) -> None:
    Territory.objects.bulk_create([basin for basin, _communes in basins], batch_size=BATCH)
    through = Territory.basin_communes.through
    through.objects.bulk_create(
        [through(territory=basin, commune=one) for basin, communes in basins for one in communes], batch_size=BATCH
    )
    Platform.objects.bulk_create([built.platform for built in world.platforms], batch_size=BATCH)
    links = Platform.territories.through
    links.objects.bulk_create(
        [links(platform=built.platform, territory=made[built.platform.slug]) for built in world.platforms],
        batch_size=BATCH,
    )
