"""What is known of the school holidays: how far each zone reaches, and who keeps which (MISSION A1, B3)."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Max, Q

from .enums import SchoolZone, TerritoryKind
from .models import CalendarPeriod, Coordination, Platform, Territory
from .querysets import is_administrator, person_of

#: A zone is said to end this long before it does: the ministry publishes a year and more ahead.
WARN_WITHIN = dt.timedelta(days=92)


@dataclass(frozen=True)
class ZoneState:
    """A zone, the last day that is known of it (None: nothing is) and how many platforms follow it."""

    zone: SchoolZone
    known_until: dt.date | None
    platforms: int
    today: dt.date

    @property
    def is_unknown(self) -> bool:
        """Return whether nothing is known from today on."""
        return self.known_until is None or self.known_until < self.today

    @property
    def ends_soon(self) -> bool:
        """Return whether the known years end within three months, or have ended."""
        return self.known_until is None or self.known_until <= self.today + WARN_WITHIN


def zone_states(today: dt.date) -> list[ZoneState]:
    """Return the state of every zone, in their official order; two queries."""
    ends = dict(CalendarPeriod.objects.order_by().values_list("zone").annotate(last=Max("end")))
    counts = dict(Platform.objects.order_by().values_list("school_zone").annotate(count=Count("pk")))
    return [ZoneState(zone, ends.get(zone.value), counts.get(zone.value, 0), today) for zone in SchoolZone]


def zones_kept_by(viewer) -> set[str]:
    """Return the zones whose holidays ``viewer`` may correct.

    An administrator keeps all. A coordinator keeps the zones that lie in their territory whole (Corse, an island):
    what they write there reaches nobody else's platforms. Zones A, B and C, which many academies share, are the
    administrators' (docs/decisions).
    """
    if is_administrator(viewer):
        return set(SchoolZone.values)
    person = person_of(viewer)
    if person is None:
        return set()
    roots = list(Coordination.objects.active().filter(person=person).values_list("territory", flat=True))
    if not roots:
        return set()
    departments = Territory.objects.filter(kind=TerritoryKind.DEPARTMENT).exclude(school_zone="").order_by()
    inside = Territory.objects.within_any(roots).values("pk")
    counts = departments.values("school_zone").annotate(
        all=Count("pk", distinct=True), own=Count("pk", filter=Q(pk__in=inside), distinct=True)
    )
    return {row["school_zone"] for row in counts if row["own"] == row["all"]}
