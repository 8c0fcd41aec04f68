"""What an address asks of the map: its parameters, read with care and written again (D-77).

What means nothing is left aside, never an error.
"""

import datetime as dt
from functools import cached_property

from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from portal.core.fold import fold
from portal.directory.models import Platform
from portal.directory.querysets import is_professional

from .areas import DEFAULT_RADIUS, RADII, Area, find_area
from .enums import Format, SolutionState
from .models import Audience, Level, Need, SolutionType
from .seasons import FULL, NOW, WITH_SEATS, Month, read_month

#: Parameters that take several values: one of them is enough.
CATALOGUES = {"need": Need, "type": SolutionType, "audience": Audience, "level": Level}
PARAMETERS = ("q", "need", "age", "area", "radius", "month", "type", "audience", "level", "seats", "state", "format")
PARAMETERS += ("platform",)
SEATS = {WITH_SEATS: _("With a free place"), FULL: _("Full")}
AGES = range(12, 31)
MAX_TEXT = 100
MAX_VALUES = 20


class Asked:
    """What the parameters ``data`` ask, as ``viewer`` means it on the day ``on``."""

    def __init__(self, data=None, *, viewer=None, on: dt.date | None = None):
        self.viewer = viewer
        self.on = on or timezone.localdate()
        self._data = data if data is not None else {}
        self.text = fold(self._one("q")[:MAX_TEXT])
        self.age = self._number("age", AGES)
        self.month = self._month()
        self.seats = self._among("seats", SEATS)
        self.state = self._among("state", SolutionState.values)
        self.format = self._among("format", Format.values)

    @cached_property
    def rows(self) -> dict:
        """Return the entries of the catalogues that are asked for, by parameter."""
        found = {}
        for name, model in CATALOGUES.items():
            codes = self._many(name)
            found[name] = list(model.objects.filter(code__in=codes)) if codes else []
        return found

    @cached_property
    def platform(self) -> Platform | None:
        """Return the platform whose own solutions are asked for."""
        slug = self._one("platform")
        return Platform.objects.filter(slug=slug).first() if slug else None

    @cached_property
    def _area(self) -> tuple[Area | None, list[Area]]:
        typed = self._one("area")
        if not typed.strip():
            return None, []
        return find_area(typed, near=self._departments())

    @property
    def area(self) -> Area | None:
        """Return where one looks."""
        return self._area[0]

    @property
    def other_areas(self) -> list[Area]:
        """Return what else the text typed for the area may have meant."""
        return self._area[1]

    @property
    def unknown_area(self) -> str:
        """Return the text typed for the area where it names none, else ""."""
        typed = self._one("area").strip()[:MAX_TEXT]
        return typed if typed and self.area is None else ""

    @cached_property
    def radius(self) -> int | None:
        """Return how many kilometres around a commune one looks; None where no place is known there to measure from."""
        if self.area is None or self.area.territory is not None or self.area.centre is None:
            return None
        asked = self._one("radius")
        return 0 if asked == "0" else self._number("radius", RADII) or DEFAULT_RADIUS

    @cached_property
    def values(self) -> dict[str, list[str]]:
        """Return what the address says and means something, by parameter: what canonical addresses hold."""
        found = {
            "q": [self._one("q")[:MAX_TEXT].strip()] if self.text else [],
            "age": [str(self.age)] if self.age is not None else [],
            "area": [self.area.value] if self.area else [],
            "radius": [str(self.radius)] if self.radius is not None and self.radius != DEFAULT_RADIUS else [],
            "month": [self.month if self.month == NOW else self.month.value] if self.month else [],
            "seats": [self.seats] if self.seats else [],
            "state": [self.state] if self.state else [],
            "format": [self.format] if self.format else [],
            "platform": [self.platform.slug] if self.platform else [],
        }
        found.update({name: [row.code for row in rows] for name, rows in self.rows.items()})
        return {name: found[name] for name in PARAMETERS if found[name]}

    def address(self, **changes) -> str:
        """Return the parameters as "?…" with ``changes`` (a value, a list of them, or None to take one off).

        "?" alone where none is left, which leads to the whole map.
        """
        values = {**self.values, **{name: _listed(value) for name, value in changes.items()}}
        ordered = {name: values[name] for name in (*PARAMETERS, *changes) if values.get(name)}
        return f"?{urlencode(ordered, doseq=True)}"

    def _many(self, name: str) -> list[str]:
        values = self._data.getlist(name) if hasattr(self._data, "getlist") else _listed(self._data.get(name))
        return [value for value in dict.fromkeys(map(str, values)) if value and "\x00" not in value][:MAX_VALUES]

    def _one(self, name: str) -> str:
        values = self._many(name)
        return values[-1] if values else ""

    def _number(self, name: str, allowed) -> int | None:
        text = self._one(name).strip()
        number = int(text) if text.isascii() and text.isdigit() and len(text) <= 3 else None
        return number if number in allowed else None

    def _among(self, name: str, allowed) -> str:
        value = self._one(name)
        return value if value in allowed else ""

    def _month(self) -> Month | str | None:
        text = self._one("month")
        return NOW if text == NOW else read_month(text)

    def _departments(self) -> set[int]:
        """Return the departments of the viewer's own platforms: a commune of that name there is meant first."""
        if not is_professional(self.viewer, self.on):
            return set()
        return set(Platform.objects.in_network_of(self.viewer, self.on).territories_around())


def _listed(value) -> list[str]:
    if value is None or value == "":
        return []
    return [str(one) for one in value] if isinstance(value, list | tuple | set) else [str(value)]
