"""The filters as a page shows them: each value with how many solutions it would leave. Plain values."""

from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _

from portal.directory.enums import TerritoryKind
from portal.directory.models import Platform, Territory

from .areas import RADII, Area, area_of
from .asked import SEATS
from .enums import CatalogueFamily, Format, SolutionState
from .filters import SolutionFilter
from .models import Audience, Level, Need, SolutionType
from .seasons import NOW, months_from

#: Own areas offered as one click.
MAX_OWN_AREAS = 4


@dataclass(frozen=True)
class Choice:
    """One value of a filter; ``count`` is None where it is not counted."""

    value: str
    label: str
    count: int | None
    chosen: bool


@dataclass(frozen=True)
class Group:
    """Checkboxes of one filter, perhaps under a heading."""

    name: str
    label: str
    choices: list[Choice]


class FilterPanel:
    """What the form of the filters holds; values that would find nothing are left out unless they are chosen."""

    def __init__(self, found: SolutionFilter, *, professional: bool):
        self.found = found
        self.professional = professional
        self.counts = found.facets()
        self.text = found.values.get("q", [""])[0]
        self.area_typed = found.area.typed if found.area else found.unknown_area

    @property
    def needs(self) -> Group:
        """Return the needs, the way into the map."""
        return Group("need", _("Need"), self._entries("need", Need.objects.all()))

    @property
    def ages(self) -> list[Choice]:
        """Return the ages that are counted."""
        return self._chosen_among("age", [(age, _("%(age)s years") % {"age": age}) for age in self.counts["age"]])

    @property
    def months(self) -> list[Choice]:
        """Return "now" and the coming twelve months; another one from an address stays."""
        values = [(NOW, _("Open now")), *((month.value, month.label) for month in months_from(self.found.on))]
        asked = self.found.month
        if asked and asked != NOW and asked.value not in dict(values):
            values.append((asked.value, asked.label))
        return self._chosen_among("month", values)

    @property
    def seats(self) -> list[Choice]:
        """Return what one may ask of the seats."""
        return self._chosen_among("seats", SEATS.items())

    @property
    def radii(self) -> list[Choice]:
        """Return the distances around a commune; none where no commune is asked for."""
        if self.found.radius is None:
            return []
        chosen = self.found.radius
        choices = [
            Choice(str(radius), _("%(radius)d km around") % {"radius": radius}, None, radius == chosen)
            for radius in RADII
        ]
        return [Choice("0", _("In the commune alone"), None, chosen == 0), *choices]

    @property
    def areas(self) -> list[Choice]:
        """Return the territories one step closer, with what they hold, by name."""
        rows = Territory.objects.filter(slug__in=self.counts["area"])
        return [Choice(row.slug, area_of(row).label, self.counts["area"][row.slug], False) for row in rows]

    @property
    def own_areas(self) -> list[Area]:
        """Return the areas of the reader's own platforms, and their departments, as far as they are not chosen."""
        if not self.professional:
            return []
        own = Platform.objects.in_network_of(self.found.viewer, self.found.on)
        near = own.territories_around()
        kinds = (TerritoryKind.ARRONDISSEMENT, TerritoryKind.BASIN, TerritoryKind.DEPARTMENT)
        rows = [row for row in Territory.objects.filter(pk__in=near) if row.kind in kinds]
        rows.sort(key=lambda row: (near[row.pk], row.name_folded))
        areas = [area_of(row) for row in rows[: MAX_OWN_AREAS + 1]]
        return [area for area in areas if self.found.area is None or area.value != self.found.area.value][
            :MAX_OWN_AREAS
        ]

    @property
    def more(self) -> list[Group]:
        """Return the further checkboxes: types by family, audiences, levels."""
        labels = dict(CatalogueFamily.choices)
        types = SolutionType.objects.order_by("family", "order", "name", "pk")
        by_family = {family: list(rows) for family, rows in groupby(types, key=lambda row: row.family)}
        groups = [Group("type", labels[family], self._entries("type", by_family.get(family, []))) for family in labels]
        groups.append(Group("audience", _("Audience"), self._entries("audience", Audience.objects.all())))
        groups.append(Group("level", _("Level at entry"), self._entries("level", Level.objects.all())))
        return [group for group in groups if group.choices]

    @property
    def formats(self) -> list[Choice]:
        """Return the forms."""
        return self._chosen_among("format", Format.choices)

    @property
    def states(self) -> list[Choice]:
        """Return the states; visitors see what exists alone and are not asked."""
        return self._chosen_among("state", SolutionState.choices) if self.professional else []

    @property
    def platforms(self) -> list[Choice]:
        """Return the platforms that keep some of what is found, when it is asked for or there are few."""
        if not self.professional:
            return []
        chosen = self.found.platform
        rows = Platform.objects.in_network_of(self.found.viewer, self.found.on).values_list("slug", "name")
        values = dict(rows) | ({chosen.slug: chosen.name} if chosen else {})
        return self._chosen_among("platform", values.items())

    @property
    def more_used(self) -> int:
        """Return how many of the further filters are in use."""
        return sum(
            len(self.found.values.get(name, ()))
            for name in ("type", "audience", "level", "format", "state", "platform")
        )

    @property
    def used(self) -> int:
        """Return how many filters are in use."""
        return len(self.found.chosen())

    def _entries(self, name: str, rows) -> list[Choice]:
        chosen = set(self.found.values.get(name, ()))
        counts = self.counts[name]
        choices = [Choice(row.code, row.name, counts.get(row.code, 0), row.code in chosen) for row in rows]
        return [choice for choice in choices if choice.count or choice.chosen]

    def _chosen_among(self, name: str, values) -> list[Choice]:
        chosen = self.found.values.get(name, ())
        counts = self.counts[name]
        return [Choice(value, label, counts.get(value, 0), value in chosen) for value, label in values]
