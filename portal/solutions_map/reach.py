"""Where solutions can be had, for many of them at once: the rule of ``areas.in_area``, told of rows (D4, D5).

Gaps and places ask of hundreds of solutions in which of many territories they stand; one query for each territory would
grow with them, so what nests in what is read once and the rest is sets.
"""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Prefetch, Q

from portal.directory.enums import TerritoryKind
from portal.directory.models import Platform, Site, Territory

from .models import Session, Solution


class Nesting:
    """Which territories hold which; read whole in one query, some hundreds of rows."""

    def __init__(self):
        rows = Territory.objects.order_by().values_list("pk", "kind", "parent", "academy")
        self._links = {pk: (kind, parent, academy) for pk, kind, parent, academy in rows}
        self._above: dict[int, frozenset[int]] = {}
        self._country = {pk for pk, (kind, _parent, _academy) in self._links.items() if kind == TerritoryKind.NATIONAL}

    def above(self, pk: int) -> frozenset[int]:
        """Return the territory and all in which it lies, up to the country."""
        if pk in self._above:
            return self._above[pk]
        found, one = set(), pk
        while one in self._links and one not in found:
            _kind, parent, academy = self._links[one]
            # What holds an academy is no way up from its departments: they have their own region.
            found |= {one, academy} - {None}
            one = parent
        self._above[pk] = frozenset(found | self._country)
        return self._above[pk]

    def holding(self, pk: int) -> frozenset[int]:
        """Return what reaches the whole of the territory: itself and all that holds it.

        An academy stands beside the regions: what a region keeps need not reach the whole of it.
        """
        kind = self._links[pk][0] if pk in self._links else ""
        return frozenset({pk} | self._country) if kind == TerritoryKind.ACADEMY else self.above(pk)

    def departments(self, areas: Iterable[int]) -> set[int]:
        """Return the departments that hold or lie in one of ``areas``."""
        areas = set(areas)
        around = {one for area in areas for one in self.above(area)} - self._country
        return {
            pk
            for pk, (kind, _parent, _academy) in self._links.items()
            if kind == TerritoryKind.DEPARTMENT and (pk in around or self.above(pk) & areas)
        }

    def within(self, areas: Iterable[int]) -> set[int]:
        """Return ``areas`` and all that lies in one of them."""
        areas = set(areas)
        return {pk for pk in self._links if pk in areas or self.above(pk) & areas}


class Reach:
    """Where each of some solutions can be had, as sets of territories by primary key."""

    def __init__(self, nesting: Nesting):
        self.nesting = nesting
        self._of_commune: dict[int, frozenset[int]] = {}
        self._of_solution: dict[int, frozenset[int]] = {}

    def places_of(self, solution: Solution) -> frozenset[int]:
        """Return the territories where ``solution``, read with ``near``, has an open place; empty without any."""
        known = self._of_solution.get(solution.pk)
        if known is None:
            known = self._of_solution[solution.pk] = self._read_places(solution)
        return known

    def _read_places(self, solution: Solution) -> frozenset[int]:
        sites = [*solution.open_sites, *(one.site for one in solution.running_sessions)]
        found = [
            self._around(site.commune)
            for site in sites
            if site is not None and site.closed_at is None and site.commune is not None
        ]
        return frozenset().union(*found)

    def reaches(self, solution: Solution, area: int) -> bool:
        """Tell whether ``solution``, read with ``near``, can be had in the territory ``area``.

        It stands where its open places are; without a known place it reaches the whole territory of its keeper.
        """
        places = self.places_of(solution)
        if places:
            return area in places
        return any(
            keeper in self.nesting.holding(area) or area in self.nesting.above(keeper)
            for keeper in keeper_territories(solution)
        )

    def _around(self, commune) -> frozenset[int]:
        known = self._of_commune.get(commune.pk)
        if known is None:
            own = {commune.arrondissement_id, *(basin.pk for basin in commune.known_basins)} - {None}
            known = self._of_commune[commune.pk] = frozenset(own | self.nesting.above(commune.department_id))
        return known


def near(solutions, areas: Iterable[int], nesting: Nesting, on: dt.date, *, reported_before=None):
    """Return those of ``solutions`` (a queryset) that may be had in ``areas``, with all that ``Reach`` reads.

    Wider than ``Reach.reaches``, which has the last word. ``running_sessions`` hold the last report of seats, or that
    of the instant ``reported_before``; a constant number of queries however many there are.
    """
    areas = set(areas)
    departments = nesting.departments(areas)
    sites = Site.objects.filter(closed_at__isnull=True, commune__department__in=departments)
    keepers = nesting.within(areas).union(*(nesting.holding(area) for area in areas))
    platforms = Territory.platforms.through.objects.filter(territory__in=keepers).values("platform")
    running = Session.objects.running(on)
    found = solutions.filter(
        Q(pk__in=Solution.sites.through.objects.filter(site__in=sites.values("pk")).values("solution"))
        | Q(pk__in=running.filter(site__in=sites.values("pk")).values("solution"))
        | Q(territory__in=keepers)
        | Q(platform__in=platforms)
    )
    # Into lists of their own: a related manager for each of thousands of rows costs more than the rows.
    basins = Territory.objects.only("pk")
    open_sites = Site.objects.filter(closed_at__isnull=True, commune__isnull=False).select_related("commune")
    sessions = running.with_last_report(before=reported_before).select_related("site__commune")
    return found.select_related("territory", "platform").prefetch_related(
        Prefetch(
            "sites",
            open_sites.prefetch_related(Prefetch("commune__basins", basins, to_attr="known_basins")),
            to_attr="open_sites",
        ),
        Prefetch(
            "sessions",
            sessions.prefetch_related(Prefetch("site__commune__basins", basins, to_attr="known_basins")).order_by(
                "start", "pk"
            ),
            to_attr="running_sessions",
        ),
        Prefetch("platform__territories", Territory.objects.only("pk")),
    )


def keeper_territories(solution: Solution) -> list[int]:
    """Return the territories of the keeper of ``solution``, by primary key."""
    if solution.territory_id is not None:
        return [solution.territory_id]
    return [territory.pk for territory in solution.platform.territories.all()]


def territories_of(scope: Platform | Territory) -> list[int]:
    """Return the territories of a platform, or the territory itself, by primary key."""
    if isinstance(scope, Territory):
        return [scope.pk]
    return sorted(scope.territories.values_list("pk", flat=True))
