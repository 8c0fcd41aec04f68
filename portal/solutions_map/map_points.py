"""The points of the map within a rectangle: places of solutions, or their number where they are too many."""

import math
from collections import defaultdict
from dataclasses import dataclass

from django.utils.translation import gettext as _

from portal.core.errors import DomainError

from .hits import hits_at, words_of

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


WORLD = Box(-180, -90, 180, 90)


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
    points = [(latitude, longitude) for _solution, _site, latitude, longitude in _placed(found)]
    if not points:
        return None
    north_south, east_west = zip(*points, strict=True)
    return Box(min(east_west), min(north_south), max(east_west), max(north_south))


def points_of(found, box: Box, *, professional: bool) -> dict:
    """Return what the map shows in ``box``: ``points``, or ``clusters`` of more than ``MAX_POINTS``; and ``total``.

    ``total`` counts places: a solution with two of them stands on the map twice. Values are plain, for JSON; texts are
    texts, which the page never reads as markup.
    """
    placed = _placed(found, site__latitude__range=(box.south, box.north), site__longitude__range=(box.west, box.east))
    if len(placed) > MAX_POINTS and max(box.east - box.west, box.north - box.south) > SMALLEST:
        return {"total": len(placed), "points": [], "clusters": _clusters(placed, box)}
    shown = sorted(placed)[:MAX_POINTS]
    keys = dict.fromkeys(solution for solution, *_rest in shown)
    hits = {hit.solution.pk: hit for hit in hits_at(list(keys), found, professional=professional)}
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


def _placed(found, **inside) -> set[tuple[int, int, float, float]]:
    """Return solution, site, latitude and longitude of the places of what is found, each once."""
    keys = found.index.base()
    rows = [row for links in found.index.places() for row in links.filter(**inside).values_list(*_COLUMNS)]
    return {row for row in rows if row[0] in keys}


_COLUMNS = ("solution", "site", "site__latitude", "site__longitude")
