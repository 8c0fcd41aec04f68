"""Find a platform by commune, postcode or name, and the list of all by region."""

from collections import defaultdict
from dataclasses import dataclass, field

from portal.core.fold import fold

from .enums import TerritoryKind
from .models import Commune, Platform, Territory
from .search import matching

#: More communes than that ask for another letter.
MAX_COMMUNES = 15


@dataclass
class Found:
    """What a search found: communes with their platforms, and platforms by their own name."""

    communes: list[tuple[Commune, list[Platform]]] = field(default_factory=list)
    platforms: list[Platform] = field(default_factory=list)
    more: bool = False

    def __bool__(self) -> bool:
        return bool(self.communes or self.platforms)


def find(text: str) -> Found:
    """Return what ``text`` (a commune, a postcode, the name of a platform) finds, in a constant number of queries."""
    folded = fold(text)
    if not folded:
        return Found()
    communes = Commune.objects.select_related("department__parent", "department__academy", "arrondissement")
    if folded.isdigit():
        communes = communes.filter(postcodes__postcode=folded) if len(folded) == 5 else communes.none()
        named = []
    else:
        communes = communes.filter(name_folded__startswith=folded)
        named = list(matching(Platform.objects.all(), text, "name_folded")[:MAX_COMMUNES])
    rows = list(communes.prefetch_related("basins").order_by("name_folded", "insee")[: MAX_COMMUNES + 1])
    rows.sort(key=lambda commune: commune.name_folded != folded)
    shown = rows[:MAX_COMMUNES]
    platforms = _platforms_by_territory(shown)
    return Found(
        communes=[(commune, _nearest(commune, platforms)) for commune in shown],
        platforms=named,
        more=len(rows) > MAX_COMMUNES,
    )


def platforms_of(communes: list[Commune]) -> list[Platform]:
    """Return the platforms nearest to ``communes``, each once, by name, in a constant number of queries.

    The communes come with their department and its parents, and their basins prefetched.
    """
    platforms = _platforms_by_territory(communes)
    found = {platform.pk: platform for commune in communes for platform in _nearest(commune, platforms)}
    return sorted(found.values(), key=lambda platform: (platform.name_folded, platform.pk))


def by_region(platforms=None) -> list[tuple[Territory, list[Platform]]]:
    """Return the regions with their platforms, both by name; a platform of two regions stands in both."""
    platforms = Platform.objects.all() if platforms is None else platforms
    rows = platforms.prefetch_related("territories__parent__parent__parent")
    regions: dict[int, tuple[Territory, list[Platform]]] = {}
    for platform in rows:
        for region in {_region_of(territory) for territory in platform.territories.all()} - {None}:
            regions.setdefault(region.pk, (region, []))[1].append(platform)
    return sorted(regions.values(), key=lambda pair: pair[0].name_folded)


def _region_of(territory: Territory) -> Territory | None:
    """Return the region that holds ``territory``; what lies in none (Saint-Pierre-et-Miquelon) stands for itself."""
    outermost = territory
    while territory is not None:
        if territory.kind == TerritoryKind.REGION:
            return territory
        if territory.kind != TerritoryKind.NATIONAL:
            outermost = territory
        territory = territory.parent
    return outermost


def _areas(commune: Commune) -> list[list[int]]:
    """Return the keys of the territories that hold ``commune``, the smallest first."""
    department = commune.department
    return [
        [basin.pk for basin in commune.basins.all()],
        [commune.arrondissement_id] if commune.arrondissement_id else [],
        [department.pk],
        [department.academy_id] if department.academy_id else [],
        [department.parent_id] if department.parent_id else [],
    ]


def _platforms_by_territory(communes: list[Commune]) -> dict[int, list[Platform]]:
    wanted = {pk for commune in communes for area in _areas(commune) for pk in area}
    links = Platform.territories.through.objects.filter(territory__in=wanted).select_related("platform")
    found = defaultdict(list)
    for link in links.order_by("platform__name_folded", "platform__pk"):
        found[link.territory_id].append(link.platform)
    return found


def _nearest(commune: Commune, platforms: dict[int, list[Platform]]) -> list[Platform]:
    for area in _areas(commune):
        found = {platform.pk: platform for pk in area for platform in platforms.get(pk, ())}
        if found:
            return list(found.values())
    return []
