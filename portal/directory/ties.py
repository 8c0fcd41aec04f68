"""What ties a person to platforms and territories on a day, read at once: where rights are judged for many rows.

``PlatformQuerySet`` answers the same questions one at a time; here one statement holds them all, for what is asked for
often and answers little, such as the feeds of calendars.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import BigIntegerField, F, Q, QuerySet, Value

from portal.core.models import active_q

from .enums import Circle, ParticipationStatus, PlatformRoleKind
from .models import Coordination, Delegate, Platform, PlatformRole
from .querysets import MEMBER_CIRCLES, TEAM, TERRITORY_LINKS

_LINKS, _ROLE, _DELEGATION, _COORDINATION, _COORDINATED = range(5)
#: From here on, branches of the statement are the caller's own.
OTHERS = 5
_ZERO, _NOTHING = Value(0), Value("")


@dataclass(frozen=True)
class Ties:
    """By primary keys: what a person is, and where."""

    #: Platform and kind of each role in a team.
    roles: tuple[tuple[int, str], ...] = ()
    #: Platform, organisation and circle of each agreed delegation, occasional actors included, in order of delegation.
    delegations: tuple[tuple[int, int, str], ...] = ()
    #: Territories that the person coordinates, and the platforms that lie in them.
    territories: frozenset[int] = frozenset()
    coordinated: frozenset[int] = frozenset()
    #: The territories of each platform of ``roles`` and those that hold them, as TERRITORY_LINKS names them.
    links: Mapping[int, Sequence[tuple]] = field(default_factory=dict)

    @property
    def team(self) -> frozenset[int]:
        """Return the platforms to whose team the person belongs."""
        return frozenset(platform for platform, _kind in self.roles)

    @property
    def led(self) -> frozenset[int]:
        """Return the platforms that the person leads."""
        return frozenset(platform for platform, kind in self.roles if kind == PlatformRoleKind.LEAD)

    def member_of(self, circles=MEMBER_CIRCLES) -> frozenset[int]:
        """Return the platforms where the person represents a member of one of ``circles``."""
        return frozenset(platform for platform, _organisation, circle in self.delegations if circle in circles)

    def around(self, platforms) -> frozenset[int]:
        """Return the territories where ``platforms``, of the person's teams, lie, and all that hold those."""
        rows = (row for platform in platforms for row in self.links.get(platform, ()))
        return frozenset(pk for row in rows for pk in row if pk is not None)


def ties_from(rows: Iterable[Sequence]) -> Ties:
    """Return the ties that rows of ``tie_branches`` make."""
    roles, delegations, territories, coordinated = [], [], set(), set()
    links: dict[int, list[tuple]] = {}
    for source, platform, other, text, *more in rows:
        if source == _LINKS:
            links.setdefault(platform, []).append(tuple(more))
        elif source == _ROLE:
            roles.append((platform, text))
        elif source == _DELEGATION:
            delegations.append((more[0], platform, other, text))
        elif source == _COORDINATION:
            territories.add(other)
        else:
            coordinated.add(platform)
    return Ties(
        roles=tuple(roles),
        delegations=tuple(row[1:] for row in sorted(delegations)),
        territories=frozenset(territories),
        coordinated=frozenset(coordinated),
        links=links,
    )


def tie_branches(person: int, on: dt.date, *, coordinates: bool = True) -> list[QuerySet]:
    """Return the querysets whose union holds what the person is on the day ``on``; nothing is read.

    ``coordinates`` False, for somebody known to coordinate nothing, spares a look at every platform.
    """
    branches = _platform_branches(person, on)
    if coordinates:
        coordinations = Coordination.objects.filter(active_q(on), person=person)
        lying_in = Q()
        for link in TERRITORY_LINKS:
            lying_in |= Q(**{f"{link}__in": coordinations.values("territory")})
        branches += [
            tie_branch(_COORDINATION, coordinations, b=F("territory")),
            # Some come several times, by several territories.
            tie_branch(_COORDINATED, Platform.objects.filter(lying_in), a=F("pk")),
        ]
    return branches


def tie_branch(source: int, rows: QuerySet, *, a=_ZERO, b=_ZERO, text=_NOTHING, more=()) -> QuerySet:
    """Return ``rows`` in the eleven columns that the branches of the statement share."""
    empty = Value(None, output_field=BigIntegerField())
    columns = [*more, *[empty] * (len(TERRITORY_LINKS) - len(more))]
    return rows.order_by().values_list(Value(source), a, b, text, *columns)


def _platform_branches(person: int, on: dt.date) -> list[QuerySet]:
    roles = PlatformRole.objects.filter(active_q(on), person=person, kind__in=TEAM)
    delegations = Delegate.objects.filter(
        active_q(on),
        active_q(on, "participation__"),
        person=person,
        participation__status=ParticipationStatus.AGREED,
        participation__circle__in=Circle.values,
    )
    return [
        # First, since PostgreSQL takes the types of columns from the first branches.
        tie_branch(
            _LINKS,
            Platform.objects.filter(pk__in=roles.values("platform")),
            a=F("pk"),
            more=[F(link) for link in TERRITORY_LINKS],
        ),
        tie_branch(_ROLE, roles, a=F("platform"), text=F("kind")),
        tie_branch(
            _DELEGATION,
            delegations,
            a=F("participation__platform"),
            b=F("participation__organisation"),
            text=F("participation__circle"),
            more=[F("pk")],
        ),
    ]
