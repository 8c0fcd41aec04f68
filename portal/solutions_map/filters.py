"""What one looks for on the map: one queryset and one set of address parameters for every view of it (D4).

List, matrix, map, exports, booklet and public pages ask ``SolutionFilter``; what an address says that means nothing is
left aside, never an error (D-77).
"""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from django.db.models import (
    Q,
    Value,
)
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.fold import fold
from portal.directory.models import Platform
from portal.directory.querysets import is_professional
from portal.directory.search import MAX_WORDS

from .areas import DEFAULT_RADIUS, RADII, Area, find_area, in_area
from .enums import Format, SolutionState
from .facets import EVERYBODY, count_facets
from .index import MapIndex
from .models import Audience, Level, Need, Session, Solution, SolutionType
from .seasons import FULL, NOW, WITH_SEATS, Month, read_month

#: Parameters that take several values: one of them is enough.
CATALOGUES = {"need": Need, "type": SolutionType, "audience": Audience, "level": Level}
_LINKS = {"need": "needs", "audience": "audiences", "level": "levels"}
PARAMETERS = ("q", "need", "age", "area", "radius", "month", "type", "audience", "level", "seats", "state", "format")
PARAMETERS += ("platform",)
SEATS = {WITH_SEATS: gettext_lazy("With a free place"), FULL: gettext_lazy("Full")}
AGES = range(12, 31)
MAX_TEXT = 100
MAX_VALUES = 20


@dataclass(frozen=True)
class Chosen:
    """One filter in use: its name in the address, in words, and the address of the same view without it."""

    name: str
    label: str
    words: str
    address_without: str


class SolutionFilter:
    """Solutions on the map that ``viewer`` may see, narrowed down by the parameters of an address.

    ``data`` is a ``QueryDict`` or a dictionary; ``on`` the day on which "open" is told (today by default). ``qs`` are
    the solutions by name, each once, and may be filtered further; ``ordered`` are their keys in the order of the list.
    Drafts and closed solutions are never among them.
    """

    def __init__(self, data=None, *, viewer=None, on: dt.date | None = None):
        self.viewer = viewer
        self.on = on or timezone.localdate()
        self._data = data if data is not None else {}
        self.base = Solution.objects.filter(pk__in=Solution.objects.visible_to(viewer, self.on).listed().values("pk"))
        self.text = fold(self._one("q")[:MAX_TEXT])
        self.age = self._number("age", AGES)
        self.month = self._month()
        self.seats = self._among("seats", SEATS)
        self.state = self._among("state", SolutionState.values)
        self.format = self._among("format", Format.values)

    # What the address says.

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

    # What that leaves.

    @cached_property
    def conditions(self) -> dict[str, Q]:
        """Return the condition of each filter in use, by parameter; month and seats together are "sessions"."""
        found = {}
        if self.text:
            found["q"] = Q(*(Q(search_text__contains=word) for word in self.text.split()[:MAX_WORDS]))
        if self.age is not None:
            found["age"] = Q(Q(age_min__isnull=True) | Q(age_min__lte=self.age)) & Q(
                Q(age_max__isnull=True) | Q(age_max__gte=self.age)
            )
        for name, rows in self.rows.items():
            if rows:
                found[name] = self._of_catalogue(name, rows)
        if self.area is not None:
            found["area"] = in_area(self.area, self.radius, self.on)
        if self.month or self.seats:
            found["sessions"] = Q(pk__in=self.sessions().values("solution"))
        if self.state:
            found["state"] = Q(state=self.state)
        if self.format:
            found["format"] = Q(format=self.format)
        if self.platform is not None:
            found["platform"] = Q(platform=self.platform)
        return found

    def without(self, *names: str):
        """Return the solutions that fit all filters but those named (keys of ``conditions``), unordered."""
        kept = [condition for name, condition in self.conditions.items() if name not in names]
        return self.base.filter(*kept).order_by()

    @property
    def qs(self):
        """Return the solutions that fit, by name."""
        return self.without().order_by("name", "pk")

    @cached_property
    def index(self) -> MapIndex:
        """Return what the filters count and sort, read once."""
        return MapIndex(self)

    @property
    def ordered(self) -> list[int]:
        """Return the keys of what fits: what one may enter first, then the nearest, the soonest, by name."""
        return self.index.keys

    def sessions(self, *, month="", seats=""):
        """Return the sessions that fit month and seats, as the address asks or as given instead; None takes one off."""
        month = self.month if month == "" else month
        seats = self.seats if seats == "" else seats
        rows = self._in_time(Session.objects.all(), month)
        if seats == WITH_SEATS:
            return rows.with_last_report().filter(last_free__gt=0)
        if seats == FULL:
            return rows.with_last_report().filter(last_free=0)
        return _not_full(rows)

    def _in_time(self, sessions, month=""):
        month = self.month if month == "" else month
        if month == NOW:
            return sessions.enterable(self.on).filter(Q(start__isnull=True) | Q(start__lte=self.on))
        if month is not None:
            return sessions.enterable_between(month.first, month.last, self.on)
        return sessions.enterable(self.on)

    def _of_catalogue(self, name: str, rows: list) -> Q:
        keys = [row.pk for row in rows]
        if name == "type":
            return Q(solution_type__in=keys)
        through = getattr(Solution, _LINKS[name]).through.objects
        if name == "need":
            return Q(pk__in=through.filter(need__in=keys).values("solution"))
        # Whoever names no audience takes everybody, as whoever says so; the same goes for levels.
        fitting = through.filter(Q(**{f"{name}__in": keys}) | Q(**{f"{name}__code": EVERYBODY[name]}))
        return Q(pk__in=fitting.values("solution")) | ~Q(pk__in=through.values("solution"))

    # What one reads and follows.

    def facets(self) -> dict[str, dict[str, int]]:
        """Return how many solutions each value of each filter would leave, in a constant number of queries.

        Keys are the values of the address; see ``facets.count_facets``.
        """
        return count_facets(self)

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

    @property
    def is_used(self) -> bool:
        """Tell whether anything narrows the map down."""
        return bool(self.conditions)

    def address(self, **changes) -> str:
        """Return the parameters as "?…" with ``changes`` (a value, a list of them, or None to take one off).

        "?" alone where none is left, which leads to the whole map.
        """
        values = {**self.values, **{name: _listed(value) for name, value in changes.items()}}
        ordered = {name: values[name] for name in (*PARAMETERS, *changes) if values.get(name)}
        return f"?{urlencode(ordered, doseq=True)}"

    def describe(self) -> list[str]:
        """Return the filters in use in words, such as "need: housing", in the order of the page."""
        return [_("%(label)s: %(words)s") % {"label": one.label, "words": one.words} for one in self.chosen()]

    def chosen(self) -> list[Chosen]:
        """Return the filters in use, each value with the address that takes it off."""
        found = []

        def add(name, label, words, **changes):
            found.append(Chosen(name, str(label), str(words), self.address(**(changes or {name: None}))))

        if self.text:
            add("q", _("words"), _("“%(text)s”") % {"text": self.values["q"][0]})
        for row in self.rows["need"]:
            add("need", _("need"), row.name, need=self._others("need", row))
        if self.age is not None:
            add("age", _("age"), _("%(age)d years") % {"age": self.age})
        if self.area is not None:
            around = _(" and %(radius)d km around") % {"radius": self.radius} if self.radius else ""
            add("area", _("area"), f"{self.area.label}{around}", area=None, radius=None)
        if self.month:
            add("month", _("entry"), _("now") if self.month == NOW else self.month.label)
        for name, label in (("type", _("type")), ("audience", _("audience")), ("level", _("level"))):
            for row in self.rows[name]:
                add(name, label, row.name, **{name: self._others(name, row)})
        if self.seats:
            add("seats", _("places"), SEATS[self.seats])
        if self.state:
            add("state", _("state"), SolutionState(self.state).label)
        if self.format:
            add("format", _("format"), Format(self.format).label)
        if self.platform is not None:
            add("platform", _("kept by"), self.platform.name)
        return found

    # Reading the address.

    def _others(self, name: str, row) -> list[str]:
        return [other.code for other in self.rows[name] if other.pk != row.pk]

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


def _not_full(sessions):
    """Leave out those whose last report says that no place is left; what nobody reported may have one."""
    return sessions.with_last_report().annotate(known_free=Coalesce("last_free", Value(-1))).exclude(known_free=0)


def _listed(value) -> list[str]:
    if value is None or value == "":
        return []
    return [str(one) for one in value] if isinstance(value, list | tuple | set) else [str(value)]
