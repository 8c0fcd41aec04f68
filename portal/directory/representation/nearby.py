"""Organisations of the directory that a platform could approach: of the wanted types, in its department."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from ..enums import TerritoryKind
from ..models import Organisation, Platform, Site, Territory

#: Organisations shown for a type; the directory has the rest.
SHOWN = 4


@dataclass(frozen=True)
class Near:
    """The nearest organisations of a type, and how many there are."""

    organisations: list[Organisation]
    total: int

    @property
    def more(self) -> int:
        """Return how many are not shown."""
        return self.total - len(self.organisations)


def departments_of(platform: Platform) -> list[Territory]:
    """Return the departments where ``platform`` lies; where it is wider than one, all of its own."""
    around = Platform.objects.filter(pk=platform.pk).territories_around()
    departments = Territory.objects.filter(kind=TerritoryKind.DEPARTMENT)
    own = platform.territories.values("pk")
    found = list(departments.filter(pk__in=around))
    return found or list(departments.filter(Q(parent__in=own) | Q(academy__in=own)))


def known_near(platform: Platform, actor_types: Collection[int], viewer) -> tuple[dict[int, Near], list[Territory]]:
    """Return, by type, the organisations that ``platform`` has not and that ``viewer`` may see, and the departments.

    Those on the platform's own ground come first. Whoever takes part here in any way, or declined, is left out.
    """
    departments = departments_of(platform)
    if not actor_types or not departments:
        return {}, departments
    own = list(platform.territories.values_list("pk", flat=True))
    open_sites = Site.objects.filter(organisation=OuterRef("pk"), closed_at__isnull=True)
    ground = Q(commune__arrondissement__in=own) | Q(commune__basins__in=own) | Q(commune__department__in=own)
    not_over = Q(until__isnull=True) | Q(until__gt=timezone.localdate())
    rows = (
        Organisation.objects.visible_to(viewer)
        .filter(Exists(open_sites.filter(commune__department__in=departments)), actor_type__in=actor_types)
        .exclude(pk__in=platform.participations.filter(not_over).values("organisation"))
        .annotate(here=Exists(open_sites.filter(ground)))
        .annotate(
            rank=Window(RowNumber(), partition_by=F("actor_type"), order_by=[F("here").desc(), "search_text", "pk"]),
            total=Window(Count("pk"), partition_by=F("actor_type")),
        )
        .filter(rank__lte=SHOWN)
        .order_by("rank")
        .prefetch_related("sites__commune")
    )
    by_type: dict[int, list[Organisation]] = {}
    for organisation in rows:
        by_type.setdefault(organisation.actor_type_id, []).append(organisation)
    return {key: Near(found, found[0].total) for key, found in by_type.items()}, departments
