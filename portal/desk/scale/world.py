"""What the parts of the national data set share: how much, which day, and what was made so far."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from random import Random

from portal.directory.models import (
    ActorType,
    Commune,
    Delegate,
    Organisation,
    Participation,
    Person,
    Platform,
    PlatformRole,
    Site,
    Territory,
)
from portal.solutions_map.models import Session, Solution

from ..demo.data.solution_patterns import SolutionPattern

#: Under ``.example``, which nobody can register. By it a data set of ours is told from any other data.
DOMAIN = "echelle.example"
#: Rows written at once.
BATCH = 1_000


@dataclass(frozen=True)
class Size:
    """How much there is; the defaults are the country's (DESIGN §8)."""

    organisations: int = 15_000
    people: int = 20_000
    platforms: int = 380

    @property
    def solutions(self) -> int:
        """Return how many solutions there are: 30,000 in the country."""
        return 2 * self.organisations

    @property
    def sessions(self) -> int:
        """Return how many ways into them there are: 90,000."""
        return 3 * self.solutions

    @property
    def seat_reports(self) -> int:
        """Return how many reports of seats there are: 200,000."""
        return self.sessions * 20 // 9

    def problem(self) -> str:
        """Return why such a country cannot be made, or an empty text."""
        if self.platforms < 1:
            return "At least one platform is needed."
        if self.organisations < 20 * self.platforms:
            return (
                f"{self.platforms} platforms need {20 * self.platforms} organisations at least: 20 take part in each."
            )
        if self.people < self.organisations:
            return "There are at least as many people as organisations."
        return ""


@dataclass
class PlatformScale:
    """A platform with its towns (the seat first) and the organisations that work there alone."""

    platform: Platform
    department: Territory
    area: str
    towns: list[Commune]
    locals: list[Organisation] = field(default_factory=list)
    team: list[PlatformRole] = field(default_factory=list)


@dataclass
class SolutionScale:
    """A solution with what it was made from; ``lists`` are its rows of the catalogues, ``sites`` those in use."""

    solution: Solution
    pattern: SolutionPattern
    providers: list[Organisation]
    prescribers: list[Organisation]
    sites: list[Site]
    lists: dict[str, list]


@dataclass
class ScaleWorld:
    """The data set while it is being made. The same size, seed and day give the same rows."""

    size: Size = field(default_factory=Size)
    seed: int = 1
    day: dt.date = field(default_factory=dt.date.today)
    platforms: list[PlatformScale] = field(default_factory=list)
    organisations: list[Organisation] = field(default_factory=list)
    #: By department (code): what works in all of it.
    departmental: dict[str, list[Organisation]] = field(default_factory=lambda: defaultdict(list))
    institutions: list[tuple[Organisation, Territory]] = field(default_factory=list)
    sites: list[Site] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    #: The people of an organisation, by its primary key; the first represents it.
    staff: dict[int, list[Person]] = field(default_factory=lambda: defaultdict(list))
    participations: list[Participation] = field(default_factory=list)
    delegates: list[Delegate] = field(default_factory=list)
    #: By kind and code of their territory.
    coordinators: dict[tuple[str, str], Person] = field(default_factory=dict)
    solutions: list[SolutionScale] = field(default_factory=list)
    sessions: list[tuple[SolutionScale, Session]] = field(default_factory=list)

    @property
    def now(self) -> dt.datetime:
        """Return noon of the day: everything happened before."""
        return dt.datetime.combine(self.day, dt.time(12), tzinfo=dt.UTC)

    @cached_property
    def types(self) -> dict[str, ActorType]:
        """Return the catalogue by code."""
        return {one.code: one for one in ActorType.objects.select_related("sector")}

    @cached_property
    def territories(self) -> dict[tuple[str, str], Territory]:
        """Return the territories of the reference by kind and code, in the order of their codes."""
        return {(one.kind, one.code): one for one in Territory.objects.order_by("kind", "code")}

    def draw(self, part: str) -> Random:
        """Return the generator of one part: what another part draws changes nothing here."""
        return Random(f"{self.seed}:{part}")  # noqa: S311 - nothing secret is drawn

    def days_ago(self, rng: Random, least: int, most: int) -> dt.date:
        """Return a day between ``least`` and ``most`` days ago, both included."""
        return self.day - dt.timedelta(days=rng.randint(least, most))


def shares(total: int, weights: list[float]) -> list[int]:
    """Return ``total`` cut into whole parts after ``weights``; the largest rests round up, so the sum is ``total``."""
    whole = sum(weights)
    exact = [total * weight / whole for weight in weights]
    parts = [int(value) for value in exact]
    by_rest = sorted(range(len(exact)), key=lambda number: (parts[number] - exact[number], number))
    for number in by_rest[: total - sum(parts)]:
        parts[number] += 1
    return parts
