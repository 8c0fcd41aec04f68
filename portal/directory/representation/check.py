"""The representation check of one platform: "who did we forget" (MISSION A6)."""

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils import timezone

from ..models import ActorType, NotExpected, Participation, Platform, Sector, Territory, TerritoryActor
from ..presence import Presence, presence_of
from ..querysets import person_of
from .nearby import Near, known_near
from .standings import LOOKED_FOR, Group, Standing, window_start


@dataclass(frozen=True)
class SectorLine:
    """A sector with its organisations here."""

    sector: Sector
    group: Group


@dataclass(frozen=True)
class TypeLine:
    """A type of actor that the sources expect here. ``near`` says whom one could approach."""

    actor_type: ActorType
    group: Group
    near: Near | None = None


@dataclass(frozen=True)
class AbsentLine:
    """A member that comes no more, with how often it was convened."""

    participation: Participation
    presence: Presence


@dataclass
class Check:
    """All that the page shows. ``judged`` is False for who may not know of attendance: nobody is absent then."""

    since: dt.date
    judged: bool
    sectors: list[SectorLine] = field(default_factory=list)
    missing: list[TypeLine] = field(default_factory=list)
    under_way: list[TypeLine] = field(default_factory=list)
    there: list[TypeLine] = field(default_factory=list)
    absent: list[AbsentLine] = field(default_factory=list)
    set_aside: list[NotExpected] = field(default_factory=list)
    departments: list[Territory] = field(default_factory=list)

    @property
    def sectors_present(self) -> int:
        """Return how many sectors have somebody who comes."""
        return sum(line.group.standing == Standing.PRESENT for line in self.sectors)

    @property
    def expected(self) -> int:
        """Return how many types are expected here."""
        return len(self.missing) + len(self.under_way) + len(self.there)


def platforms_judged_by(viewer):
    """Return the platforms of whose attendance ``viewer`` may know: the team's, and those they coordinate.

    Members read who takes part, not who fails to come; an administrator has neither meetings nor attendance
    (DESIGN §4).
    """
    person = person_of(viewer)
    return Platform.objects.filter(
        Q(pk__in=Platform.objects.with_team_member(person).values("pk"))
        | Q(pk__in=Platform.objects.coordinated_by(person).values("pk"))
    )


def sectors_in_circles():
    """Return the sectors from which organisations take part; those that only steer stand apart."""
    return Sector.objects.filter(actor_types__institutional=False).distinct()


def check_platform(platform: Platform, viewer) -> Check:
    """Return the check of ``platform`` as ``viewer`` may see it, in a constant number of queries."""
    check = Check(
        since=window_start(timezone.localdate()),
        judged=platforms_judged_by(viewer).filter(pk=platform.pk).exists(),
    )
    presences = presence_of([platform.pk], check.since) if check.judged else {}
    by_sector: dict[int, Group] = {}
    by_type: dict[int, Group] = {}
    rows = (
        platform.participations.active()
        .select_related("organisation__actor_type")
        .order_by("organisation__search_text", "pk")
    )
    for row in rows:
        presence = presences.get((platform.pk, row.organisation_id))
        actor_type = row.organisation.actor_type
        by_sector.setdefault(actor_type.sector_id, Group()).add(row, presence)
        group = by_type.setdefault(actor_type.pk, Group())
        group.add(row, presence)
        if row in group.absent:
            check.absent.append(AbsentLine(row, presence))
    check.sectors = [SectorLine(one, by_sector.get(one.pk, Group())) for one in sectors_in_circles()]
    check.set_aside = list(
        platform.not_expected.active().select_related("actor_type", "person").order_by("actor_type__name", "pk")
    )
    _sort_types(check, platform, by_type, viewer)
    return check


def _sort_types(check: Check, platform: Platform, by_type: dict[int, Group], viewer) -> None:
    aside = {row.actor_type_id for row in check.set_aside}
    expected = ActorType.objects.filter(expected_in__in=LOOKED_FOR[platform.landscape]).exclude(pk__in=aside)
    lines = [
        TypeLine(one, by_type.get(one.pk, Group()))
        for one in expected.select_related("sector").order_by("sector", "name")
    ]
    steering = _types_that_steer(platform, lines)
    lacking = []
    for line in lines:
        if line.group.present or line.group.absent or line.actor_type.pk in steering:
            check.there.append(line)
        elif line.group.under_way:
            check.under_way.append(line)
        else:
            lacking.append(line)
    near, check.departments = known_near(platform, [line.actor_type.pk for line in lacking], viewer)
    check.missing = [TypeLine(line.actor_type, line.group, near.get(line.actor_type.pk)) for line in lacking]


def _types_that_steer(platform: Platform, lines: list[TypeLine]) -> set[int]:
    """Return the institutional types that are there through an actor of a territory around, apart from the circles."""
    wanted = [line.actor_type.pk for line in lines if line.actor_type.institutional]
    if not wanted:
        return set()
    actors, _distances = TerritoryActor.objects.around(platform)
    return set(actors.filter(organisation__actor_type__in=wanted).values_list("organisation__actor_type", flat=True))
