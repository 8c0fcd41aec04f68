"""Where one looks for a solution: a territory, or a commune with a radius around it (D4).

A solution is where its open places are; one without a place reaches the whole territory of its keeper.
"""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Avg, F, Q
from django.utils.translation import gettext as _

from portal.core.fold import fold
from portal.directory.enums import TerritoryKind
from portal.directory.models import Commune, Site, Territory

from .models import Session, Solution

#: How far around a commune one may look, in kilometres.
RADII = (10, 20, 40, 60)
DEFAULT_RADIUS = 20
MAX_TYPED = 100
MAX_OTHERS = 5
_KM_OF_A_DEGREE = 111.2
_COMMUNE = "commune-"
#: A label of ours, typed or sent again: "Saint-Denis (La Réunion)", "Arles (Arrondissement)".
_LABEL = re.compile(r"([^()]+) \(([^()]+)\)")
#: How a commune belongs to a territory of each kind.
_LINKS = {
    TerritoryKind.REGION: "department__parent",
    TerritoryKind.ACADEMY: "department__academy",
    TerritoryKind.DEPARTMENT: "department",
    TerritoryKind.ARRONDISSEMENT: "arrondissement",
    TerritoryKind.BASIN: "basins",
}
_KIND_ORDER = {kind: number for number, kind in enumerate((*list(TerritoryKind)[3:], *list(TerritoryKind)[:3]))}


@dataclass(frozen=True)
class Area:
    """A territory, or the communes of one name or postcode; ``value`` stands for it in an address."""

    value: str
    label: str
    territory: Territory | None = None
    communes: tuple[Commune, ...] = field(default=(), compare=False)

    @property
    def typed(self) -> str:
        """Return what stands in the field for it: its label, or the postcode."""
        return self.value if self.value.isdigit() else self.label

    @cached_property
    def centre(self) -> tuple[float, float] | None:
        """Return latitude and longitude in degrees of the middle of the places known in the communes, or None."""
        if not self.communes:
            return None
        known = Site.objects.filter(commune__in=self.communes, latitude__isnull=False, closed_at__isnull=True)
        middle = known.aggregate(latitude=Avg("latitude"), longitude=Avg("longitude"))
        return None if middle["latitude"] is None else (middle["latitude"], middle["longitude"])

    @cached_property
    def holding(self) -> set[int]:
        """Return the keys of the territories that hold the area, the country included."""
        if self.territory is not None:
            found = _upwards(self.territory)
        else:
            found = set()
            for commune in self.communes:
                found |= _upwards(commune.department)
                found |= {basin.pk for basin in commune.basins.all()} | {commune.arrondissement_id}
        found.update(Territory.objects.filter(kind=TerritoryKind.NATIONAL).values_list("pk", flat=True))
        return found - {None}


def find_area(text: str, near: Iterable[int] = ()) -> tuple[Area | None, list[Area]]:
    """Return the area that ``text`` names, and others that it may have meant; None when it names none.

    ``text`` is the address of a territory, "commune-<INSEE code>", a postcode, the code of a department, or the name
    of a commune or territory, without regard to accents. Of communes of one name, one in the departments ``near``
    (primary keys) comes first.
    """
    text = text.strip()[:MAX_TYPED]
    folded = fold(text)
    if not folded:
        return None, []
    exact = Territory.objects.filter(slug=text.lower()).select_related(*_UP).first()
    if exact is not None:
        return area_of(exact), []
    communes = Commune.objects.select_related(*(f"department__{link}" for link in _UP)).prefetch_related("basins")
    if text.lower().startswith(_COMMUNE):
        rows = list(communes.filter(insee=text[len(_COMMUNE) :].upper()))
        return (_of_commune(rows[0]), []) if rows else (None, [])
    if folded.isascii() and folded.isdigit() and len(folded) == 5:
        return _of_postcode(folded, list(communes.filter(postcodes__postcode=folded)))
    labelled = _LABEL.fullmatch(text)
    if labelled:
        found = _of_label(fold(labelled[1]), fold(labelled[2]), communes)
        if found is not None:
            return found, []
    return _of_name(text, folded, communes, set(near))


def in_area(area: Area, radius: int | None, on) -> Q:
    """Return the condition on solutions to be had in ``area``, or within ``radius`` kilometres of its communes."""
    sites = Site.objects.filter(closed_at__isnull=True)
    if area.territory is not None:
        link = _LINKS.get(area.territory.kind)
        sites = sites.filter(**{f"commune__{link}": area.territory}) if link else sites.filter(commune__isnull=False)
        overlapping = Territory.objects.within(area.territory)
    else:
        inside = Q(commune__in=area.communes)
        if radius and area.centre:
            inside |= _within(area.centre, radius)
        sites = sites.filter(inside)
        overlapping = Territory.objects.none()
    keepers = Territory.objects.filter(Q(pk__in=area.holding) | Q(pk__in=overlapping.values("pk")))
    return (
        Q(pk__in=_solutions_at(sites))
        | Q(pk__in=_sessions_at(sites, on))
        | _placeless(on) & (Q(territory__in=keepers.values("pk")) | Q(platform__in=_platforms_in(keepers)))
    )


def squared_distance(centre: tuple[float, float], prefix: str = ""):
    """Return the expression of the squared distance, in degrees of latitude, of a site from ``centre``.

    ``prefix`` leads from the row to the site. The earth is flat enough over some tens of kilometres, and no database
    needs trigonometry for that.
    """
    latitude, longitude = centre
    narrow = math.cos(math.radians(latitude))
    north = F(f"{prefix}latitude") - latitude
    east = (F(f"{prefix}longitude") - longitude) * narrow
    return north * north + east * east


def kilometres(squared: float) -> float:
    """Return the kilometres of a ``squared_distance``."""
    return math.sqrt(squared) * _KM_OF_A_DEGREE


def placed(on) -> Q:
    """Return the condition on solutions with an open place in a known commune, of their own or of a session."""
    sites = Site.objects.filter(closed_at__isnull=True, commune__isnull=False)
    return Q(pk__in=_solutions_at(sites)) | Q(pk__in=_sessions_at(sites, on))


_UP = ("parent__parent__parent", "academy", "parent__academy")


def _placeless(on) -> Q:
    return ~placed(on)


def _solutions_at(sites):
    return Solution.sites.through.objects.filter(site__in=sites.values("pk")).values("solution")


def _sessions_at(sites, on):
    return Session.objects.running(on).filter(site__in=sites.values("pk")).values("solution")


def _platforms_in(territories):
    through = Territory.platforms.through
    return through.objects.filter(territory__in=territories.values("pk")).values("platform")


def _within(centre: tuple[float, float], radius: int) -> Q:
    latitude, longitude = centre
    degrees = radius / _KM_OF_A_DEGREE
    wide = degrees / max(0.1, math.cos(math.radians(latitude)))
    box = Q(
        latitude__range=(latitude - degrees, latitude + degrees),
        longitude__range=(longitude - wide, longitude + wide),
    )
    near = Site.objects.filter(box).annotate(away=squared_distance(centre)).filter(away__lte=degrees * degrees)
    return Q(pk__in=near.values("pk"))


def _upwards(territory: Territory) -> set[int]:
    found = set()
    waiting = [territory]
    while waiting:
        one = waiting.pop()
        if one is not None and one.pk not in found:
            found.add(one.pk)
            # An academy stands beside; what holds it is reached by the region.
            waiting += [one.parent] if one.kind != TerritoryKind.ACADEMY else []
            waiting += [one.academy] if one.kind == TerritoryKind.DEPARTMENT else []
    return found


def area_of(territory: Territory) -> Area:
    """Return the area that ``territory`` is; departments are named alone, others with their kind."""
    kind = territory.kind
    says_so = kind == TerritoryKind.DEPARTMENT or fold(territory.name).startswith(fold(str(_("basin"))))
    shown = f"{territory.name} ({territory.get_kind_display()})" if not says_so else territory.name
    return Area(territory.slug, shown, territory=territory)


def _of_commune(commune: Commune, among: int = 1) -> Area:
    label = f"{commune.name} ({commune.department})" if among > 1 else commune.name
    return Area(f"{_COMMUNE}{commune.insee}", label, communes=(commune,))


def _of_postcode(postcode: str, communes: list[Commune]) -> tuple[Area | None, list[Area]]:
    if not communes:
        return None, []
    names = ", ".join(commune.name for commune in communes[:3])
    return Area(postcode, f"{postcode} {names}{'…' if len(communes) > 3 else ''}", communes=tuple(communes)), []


def _of_label(name: str, of: str, communes) -> Area | None:
    """Return the commune of a department, or the territory of a kind, that a label names."""
    kinds = [kind for kind in TerritoryKind if fold(str(kind.label)) == of]
    territory = Territory.objects.filter(name_folded=name, kind__in=kinds).select_related(*_UP).order_by("pk").first()
    if territory is not None:
        return area_of(territory)
    commune = communes.filter(name_folded=name, department__name_folded=of).order_by("insee").first()
    return None if commune is None else _of_commune(commune, 2)


def _of_name(text: str, folded: str, communes, near: set[int]) -> tuple[Area | None, list[Area]]:
    territories = Territory.objects.select_related(*_UP)
    named = Q(name_folded=folded) | Q(kind=TerritoryKind.DEPARTMENT, code=text.upper())
    found_territories = sorted(territories.filter(named), key=lambda one: _KIND_ORDER[one.kind])
    found = list(communes.filter(name_folded=folded).order_by("insee"))
    if not found and not found_territories and len(folded) >= 3:
        found = list(communes.filter(name_folded__startswith=folded).order_by("name_folded", "insee")[: MAX_OTHERS + 1])
        if not found:
            ending = territories.filter(name_folded__endswith=f" {folded}")
            found_territories = sorted(ending, key=lambda one: _KIND_ORDER[one.kind])
    found.sort(key=lambda one: one.department_id not in near)
    homonyms = len({commune.name_folded for commune in found}) < len(found)
    areas = [_of_commune(commune, 2 if homonyms else 1) for commune in found]
    areas += [area_of(territory) for territory in found_territories]
    return (areas[0], areas[1 : MAX_OTHERS + 1]) if areas else (None, [])
