"""All platforms of a territory by sector: where the network is thin (MISSION A6)."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from ..models import Participation, Platform, Sector, Territory
from ..presence import presence_of
from .check import platforms_judged_by, sectors_in_circles
from .standings import Group, Standing, window_start


@dataclass(frozen=True)
class Row:
    """A platform with one group a sector, in the order of the sectors."""

    platform: Platform
    cells: list[Group]

    @property
    def missing(self) -> int:
        """Return how many sectors have nobody."""
        return sum(cell.standing == Standing.MISSING for cell in self.cells)


@dataclass(frozen=True)
class Total:
    """Of one sector: in how many platforms it is present, absent lately, missing."""

    sector: Sector
    present: int
    absent: int
    missing: int


@dataclass(frozen=True)
class Matrix:
    """Rows by name of platform, totals by sector. ``judged`` is False where no attendance may be known."""

    sectors: list[Sector]
    rows: list[Row]
    totals: list[Total]
    since: dt.date
    judged: bool


def matrix_of(territory: Territory, viewer) -> Matrix:
    """Return the matrix of the platforms in ``territory``, in a number of queries that does not depend on them."""
    platforms = list(Platform.objects.visible_to(viewer).lying_in([territory.pk]))
    sectors = list(sectors_in_circles())
    since = window_start(timezone.localdate())
    judged = set(platforms_judged_by(viewer).filter(pk__in=[one.pk for one in platforms]).values_list("pk", flat=True))
    presences = presence_of(judged, since)
    groups: dict[tuple[int, int], Group] = {}
    participations = Participation.objects.active().filter(platform__in=platforms)
    for row in participations.select_related("organisation__actor_type"):
        key = (row.platform_id, row.organisation.actor_type.sector_id)
        groups.setdefault(key, Group()).add(row, presences.get((row.platform_id, row.organisation_id)))
    rows = [Row(one, [groups.get((one.pk, sector.pk), Group()) for sector in sectors]) for one in platforms]
    totals = [_total(sector, [row.cells[number].standing for row in rows]) for number, sector in enumerate(sectors)]
    return Matrix(sectors=sectors, rows=rows, totals=totals, since=since, judged=bool(judged))


def _total(sector: Sector, standings: list[Standing]) -> Total:
    return Total(sector, *(standings.count(one) for one in (Standing.PRESENT, Standing.ABSENT, Standing.MISSING)))
