"""What one looks for on the map: one queryset and one set of address parameters for every view of it (D4).

List, matrix, map, exports, booklet and public pages ask ``SolutionFilter``.
"""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from portal.directory.search import MAX_WORDS

from .areas import in_area
from .asked import SEATS, Asked
from .enums import Format, SolutionState
from .facets import EVERYBODY, count_facets
from .index import MapIndex
from .models import Session, Solution
from .seasons import FULL, NOW, WITH_SEATS

_LINKS = {"need": "needs", "audience": "audiences", "level": "levels"}


@dataclass(frozen=True)
class Chosen:
    """One filter in use: its name in the address, in words, and the address of the same view without it."""

    name: str
    label: str
    words: str
    address_without: str


class SolutionFilter(Asked):
    """Solutions on the map that ``viewer`` may see, narrowed down by the parameters of an address.

    ``data`` is a ``QueryDict`` or a dictionary; ``on`` the day on which "open" is told (today by default). ``qs`` are
    the solutions by name, each once, and may be filtered further; ``ordered`` are their keys in the order of the list.
    Drafts and closed solutions are never among them.
    """

    def __init__(self, data=None, *, viewer=None, on: dt.date | None = None):
        super().__init__(data, viewer=viewer, on=on)
        self.base = Solution.objects.filter(
            pk__in=Solution.objects.visible_to(self.viewer, self.on).listed().values("pk")
        )

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

    @property
    def qs(self):
        """Return the solutions that fit, by name."""
        return self.base.filter(*self.conditions.values()).order_by("name", "pk")

    @cached_property
    def index(self) -> MapIndex:
        """Return what the filters count and sort, read once."""
        return MapIndex(self)

    @property
    def ordered(self) -> list[int]:
        """Return the keys of what fits: what one may enter first, then at home, the nearest, by name."""
        return self.index.keys

    def sessions(self):
        """Return the sessions that fit what is asked of month and seats; those known to be full only on demand."""
        rows = Session.objects.all()
        if self.month == NOW:
            rows = rows.enterable(self.on).filter(Q(start__isnull=True) | Q(start__lte=self.on))
        elif self.month is not None:
            rows = rows.enterable_between(self.month.first, self.month.last, self.on)
        else:
            rows = rows.enterable(self.on)
        rows = rows.with_last_report()
        if self.seats == WITH_SEATS:
            return rows.filter(last_free__gt=0)
        if self.seats == FULL:
            return rows.filter(last_free=0)
        # What nobody reported may have a place.
        return rows.annotate(known_free=Coalesce("last_free", Value(-1))).exclude(known_free=0)

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

    def facets(self) -> dict[str, dict[str, int]]:
        """Return how many solutions each value of each filter would leave, in a constant number of queries.

        Keys are the values of the address; see ``facets.count_facets``.
        """
        return count_facets(self)

    @property
    def is_used(self) -> bool:
        """Tell whether anything narrows the map down."""
        return bool(self.conditions)

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

    def _others(self, name: str, row) -> list[str]:
        return [other.code for other in self.rows[name] if other.pk != row.pk]
