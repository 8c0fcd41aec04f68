"""The points of the map within a rectangle: places of solutions, or their number where they are too many."""

import math
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Max, Min
from django.utils.translation import gettext as _

from portal.core.errors import DomainError
from portal.directory.models import Site

from .hits import hits_of, with_hits, words_of
from .models import Session, Solution

#: More places than that in a rectangle are told by their number, square by square.
MAX_POINTS = 400
SQUARES = 14
#: In degrees, some ten metres: what lies closer together cannot be told apart by looking nearer.
SMALLEST = 0.0001
_MAX_TYPED = 120


@dataclass(frozen=True)
class Box:
    """A rectangle in degrees."""

    west: float
    south: float
    east: float
    north: float

    def __str__(self):
        return ",".join(f"{side:.6f}" for side in (self.west, self.south, self.east, self.north))


def read_box(text: str) -> Box:
    """Return the rectangle "west,south,east,north" of an address; raises ``DomainError`` for anything else."""
    parts = text.split(",") if len(text) <= _MAX_TYPED else []
    try:
        sides = [float(part) for part in parts]
    except ValueError:
        sides = []
    if len(sides) != 4 or not all(map(math.isfinite, sides)):
        raise DomainError(_("The rectangle is four numbers: west, south, east, north."), code="numbers", field="bbox")
    box = Box(*sides)
    if not (-180 <= box.west < box.east <= 180 and -90 <= box.south < box.north <= 90):
        raise DomainError(_("The rectangle does not lie on the map."), code="bounds", field="bbox")
    return box


def box_of(found) -> Box | None:
    """Return the rectangle around all places of what the filter ``found`` leaves; None where no place is known."""
    sites = _sites().filter(pk__in=_keys(_links(found), "site"))
    of_sessions = _sites().filter(pk__in=_keys(_session_links(found), "site"))
    sides = (sites | of_sessions).aggregate(
        west=Min("longitude"), south=Min("latitude"), east=Max("longitude"), north=Max("latitude")
    )
    return None if sides["west"] is None else Box(**sides)


def points_of(found, box: Box, *, professional: bool) -> dict:
    """Return what the map shows in ``box``: ``points``, or ``clusters`` of more than ``MAX_POINTS``; and ``total``.

    ``total`` counts places: a solution with two of them stands on the map twice. Values are plain, for JSON; texts are
    texts, which the page never reads as markup.
    """
    inside = {
        "site__closed_at__isnull": True,
        "site__latitude__range": (box.south, box.north),
        "site__longitude__range": (box.west, box.east),
    }
    columns = ("solution", "site", "site__latitude", "site__longitude")
    placed = set(_links(found).filter(**inside).values_list(*columns))
    placed |= set(_session_links(found).filter(**inside).order_by().values_list(*columns))
    if len(placed) > MAX_POINTS and max(box.east - box.west, box.north - box.south) > SMALLEST:
        return {"total": len(placed), "points": [], "clusters": _clusters(placed, box)}
    shown = sorted(placed)[:MAX_POINTS]
    rows = with_hits(found.base.filter(pk__in={solution for solution, *_rest in shown}), found.on)
    hits = {hit.solution.pk: hit for hit in hits_of(rows, found, professional=professional)}
    points = [
        {
            "latitude": latitude,
            "longitude": longitude,
            "title": hits[solution].solution.name,
            "text": "\n".join(filter(None, [hits[solution].providers, words_of(hits[solution].state)])),
            "url": hits[solution].url,
            "link": _("How to orient") if professional else _("Find out more"),
        }
        for solution, _site, latitude, longitude in shown
    ]
    return {"total": len(placed), "points": points, "clusters": []}


def _clusters(placed, box: Box) -> list[dict]:
    wide, high = (box.east - box.west) / SQUARES, (box.north - box.south) / SQUARES
    squares = defaultdict(list)
    for _solution, _site, latitude, longitude in placed:
        squares[int((longitude - box.west) / wide), int((latitude - box.south) / high)].append((latitude, longitude))
    return [
        {
            "latitude": sum(latitude for latitude, _longitude in inside) / len(inside),
            "longitude": sum(longitude for _latitude, longitude in inside) / len(inside),
            "count": len(inside),
            "bounds": [
                min(longitude for _latitude, longitude in inside),
                min(latitude for latitude, _longitude in inside),
                max(longitude for _latitude, longitude in inside),
                max(latitude for latitude, _longitude in inside),
            ],
        }
        for _square, inside in sorted(squares.items())
    ]


def _sites():
    return Site.objects.filter(closed_at__isnull=True, latitude__isnull=False)


def _links(found):
    return Solution.sites.through.objects.filter(solution__in=found.without().values("pk"))


def _session_links(found):
    return Session.objects.running(found.on).filter(solution__in=found.without().values("pk"), site__isnull=False)


def _keys(rows, column: str):
    return rows.order_by().values(column)
