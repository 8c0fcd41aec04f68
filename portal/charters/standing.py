"""What a person is, on a day, to the platforms and territories whose charters there are."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone

from portal.core.models import active_q
from portal.directory.enums import ParticipationStatus
from portal.directory.models import Platform
from portal.directory.querysets import MEMBER_CIRCLES, TEAM
from portal.directory.ties import Ties

from .guests import Guesthood, guesthood_of


@dataclass(frozen=True)
class Standing:
    """What a person is to one platform or territory."""

    #: Circle by primary key of each organisation that the person represents, occasional actors included.
    represents: Mapping[int, str] = field(default_factory=dict)
    team: bool = False
    coordinator: bool = False
    guest: bool = False

    @property
    def is_active_member(self) -> bool:
        """Tell whether the person is a member of circle 1 or 2, or of the team."""
        return self.team or any(circle in MEMBER_CIRCLES for circle in self.represents.values())

    @property
    def is_coordinator_only(self) -> bool:
        """Tell whether nothing but a coordination links the person to the scope."""
        return self.coordinator and not (self.team or self.guest or self.represents)

    def holds_for(self, organisation_id: int | None, circle: str) -> bool:
        """Tell whether what a signature was given as still holds.

        A delegate's signature holds as long as the person represents that organisation, in whatever circle; one given
        as team, coordinator or guest as long as the person is any of these.
        """
        if circle:
            return organisation_id in self.represents
        return self.team or self.coordinator or self.guest


@dataclass(frozen=True)
class Standings:
    """All that a person is, by primary key of platform and of territory."""

    platforms: Mapping[int, Standing]
    territories: Mapping[int, Standing]

    @property
    def platform_ids(self) -> list[int]:
        """Return the platforms where the person is anything."""
        return list(self.platforms)

    @property
    def territory_ids(self) -> list[int]:
        """Return the territories where the person is anything."""
        return list(self.territories)


def standings_of(person, on: date | None = None, *, platform_id: int | None = None) -> Standings:
    """Return what ``person`` is on the day ``on`` (today when not given), in a constant number of queries.

    With ``platform_id`` only that platform is looked at, and no territory but those that the person coordinates.
    """
    on = on or timezone.localdate()
    only = {} if platform_id is None else {"pk": platform_id}
    represents: dict[int, dict[int, str]] = {}
    delegations = person.delegations.filter(
        active_q(on), active_q(on, "participation__"), participation__status=ParticipationStatus.AGREED
    ).exclude(participation__circle="")
    if platform_id is not None:
        delegations = delegations.filter(participation__platform=platform_id)
    for platform, organisation, circle in delegations.order_by("pk").values_list(
        "participation__platform", "participation__organisation", "participation__circle"
    ):
        represents.setdefault(platform, {})[organisation] = circle

    roles = person.platform_roles.filter(active_q(on), kind__in=TEAM)
    if platform_id is not None:
        roles = roles.filter(platform=platform_id)
    team = set(roles.values_list("platform", flat=True))
    coordinated = set(person.coordinations.filter(active_q(on)).values_list("territory", flat=True))
    coordinated_platforms = set()
    if coordinated:
        coordinated_platforms = set(Platform.objects.lying_in(coordinated).filter(**only).values_list("pk", flat=True))
    guest = guesthood_of(person, on)
    guest = Guesthood(frozenset(pk for pk in guest.platform_ids if platform_id in (None, pk)), guest.territory_ids)
    led = set(Platform.objects.filter(pk__in=team).territories_around()) if team and platform_id is None else set()
    return _joined(represents, team, coordinated, coordinated_platforms, led, guest)


def standings_from(ties: Ties, guest: Guesthood) -> Standings:
    """Return the same as ``standings_of`` from what was read already: the person's ties and guesthoods of a day."""
    represents: dict[int, dict[int, str]] = {}
    for platform, organisation, circle in ties.delegations:
        represents.setdefault(platform, {})[organisation] = circle
    return _joined(represents, ties.team, ties.territories, ties.coordinated, ties.around(ties.team), guest)


def _joined(represents, team, coordinated, coordinated_platforms, led, guest: Guesthood) -> Standings:
    platforms = {
        pk: Standing(
            represents=represents.get(pk, {}),
            team=pk in team,
            coordinator=pk in coordinated_platforms,
            guest=pk in guest.platform_ids,
        )
        for pk in {*represents, *team, *coordinated_platforms, *guest.platform_ids}
    }
    # A territory's coordinators are to its meetings what the team is to a platform's.
    territories = {
        pk: Standing(
            team=pk in led or pk in coordinated, coordinator=pk in coordinated, guest=pk in guest.territory_ids
        )
        for pk in {*led, *coordinated, *guest.territory_ids}
    }
    return Standings(platforms, territories)
