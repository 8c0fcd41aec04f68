"""Points on the map: in France, and where a commune or a department says they are. Pure: knows no row."""

import math
import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from portal.core.errors import DomainError

#: A tenth of a metre; more is noise of the conversion.
DECIMALS = 6
MAX_TYPED = 40
#: South, west, north, east in degrees, by the beginning of the INSEE code, generously drawn: they catch latitude and
#: longitude typed the wrong way round, and answers from another country.
_OVERSEAS = {
    "971": (15.7, -62.0, 16.7, -60.9),
    "972": (14.3, -61.4, 15.0, -60.7),
    "973": (2.0, -54.8, 6.0, -51.4),
    "974": (-21.5, 55.1, -20.8, 56.0),
    "975": (46.6, -56.6, 47.3, -56.0),
    "976": (-13.2, 44.9, -12.5, 45.4),
    "977": (17.7, -63.1, 18.1, -62.6),
    "978": (17.9, -63.3, 18.3, -62.8),
    "986": (-14.6, -178.5, -13.0, -175.9),
    "987": (-28.5, -155.5, -7.0, -133.5),
    "988": (-23.5, 158.0, -17.5, 172.5),
}
_METROPOLE = (41.2, -5.5, 51.3, 9.8)
#: The communes that have arrondissements of their own codes (INSEE): Paris, Lyon, Marseille.
_WITH_ARRONDISSEMENTS = {"751": "75056", "6938": "69123", "132": "13055"}
_NUMBER = re.compile(r"[+-]?\d{1,3}(?:[.,]\d{0,20})?", re.ASCII)
#: "43.2965, 5.3698" as maps on the web give it: both in one.
_BOTH = re.compile(r"([^\s;]+?)(?:\s*;\s*|,?\s+)([^\s;]+)")


@dataclass(frozen=True)
class Point:
    """Degrees north and east (WGS 84), to a tenth of a metre."""

    latitude: float
    longitude: float

    def __post_init__(self):
        object.__setattr__(self, "latitude", round(self.latitude, DECIMALS))
        object.__setattr__(self, "longitude", round(self.longitude, DECIMALS))

    def __str__(self):
        return f"{written(self.latitude)},{written(self.longitude)}"


def written(degrees: float | None) -> str:
    """Return ``degrees`` as they are typed and read elsewhere, with a point and no needless zeros; "" for None."""
    if degrees is None:
        return ""
    return f"{degrees:.{DECIMALS}f}".rstrip("0").rstrip(".")


def read_point(latitude: str, longitude: str) -> Point | None:
    """Return the point that was typed, or None for two empty texts.

    A decimal comma is as good as a point; "43.2965, 5.3698" pasted into the first field stands for both. Raises
    ``DomainError`` (fields "latitude", "longitude") for what is no number, out of bounds, alone or not in France.
    """
    latitude, longitude = latitude.strip(), longitude.strip()
    pasted = _BOTH.fullmatch(latitude) if not longitude else None
    if pasted:
        latitude, longitude = pasted.groups()
    if not latitude and not longitude:
        return None
    north = _degrees(latitude, 90, "latitude")
    east = _degrees(longitude, 180, "longitude")
    point = Point(north, east)
    if not in_france(point):
        raise DomainError(
            _("This point is not in France. Latitude comes first: Marseille is at 43.2965 and 5.3698."),
            code="abroad",
            field="latitude",
        )
    return point


def in_france(point: Point) -> bool:
    """Return whether ``point`` lies in France, overseas included."""
    return any(_holds(box, point) for box in (_METROPOLE, *_OVERSEAS.values()))


def in_department(point: Point, department: str) -> bool:
    """Return whether ``point`` can lie in the department of that INSEE code: its island, or the mainland."""
    return _holds(_OVERSEAS.get(department, _METROPOLE), point)


def middle_of(department: str) -> Point | None:
    """Return the middle of a department overseas; None for those of the mainland, which are too many to draw."""
    box = _OVERSEAS.get(department)
    return Point((box[0] + box[2]) / 2, (box[1] + box[3]) / 2) if box else None


def commune_of(citycode: str) -> str:
    """Return the INSEE code of the commune that a code is of: arrondissements belong to theirs."""
    for prefix, commune in _WITH_ARRONDISSEMENTS.items():
        if citycode.startswith(prefix):
            return commune
    return citycode


def has_arrondissements(insee: str) -> bool:
    """Return whether addresses of the commune carry the codes of its arrondissements and not its own."""
    return insee in _WITH_ARRONDISSEMENTS.values()


def department_of(insee: str) -> str:
    """Return the code of the department of a commune: three signs overseas, two elsewhere."""
    return insee[:3] if insee.startswith(("97", "98")) else insee[:2]


def _degrees(text: str, bound: int, field: str) -> float:
    if not text:
        raise DomainError(_("A point needs a latitude and a longitude."), code="half", field=field)
    number = text.removesuffix("°").replace("\u2212", "-").strip()
    if len(text) > MAX_TYPED or not _NUMBER.fullmatch(number):
        raise DomainError(_("Type degrees as a number, such as 43.2965."), code="number", field=field)
    degrees = float(number.replace(",", "."))
    if not math.isfinite(degrees) or abs(degrees) > bound:
        raise DomainError(
            _("This must lie between −%(bound)d and %(bound)d degrees.") % {"bound": bound}, code="bounds", field=field
        )
    return degrees


def _holds(box: tuple[float, float, float, float], point: Point) -> bool:
    south, west, north, east = box
    return south <= point.latitude <= north and west <= point.longitude <= east
