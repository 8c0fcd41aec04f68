"""What the builders share: the day, the generator, and what was made so far."""

import datetime as dt
import unicodedata
from dataclasses import dataclass, field
from random import Random
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.text import slugify

from portal.core.french_dates import school_year_of
from portal.core.phones import clean_phone
from portal.directory.models import Delegate, Organisation, Participation, Person, Platform, PlatformRole, Territory
from portal.directory.platform_calendar import school_year_ahead

from .data.names import FEMALE, LAST, MALE
from .data.organisations import Pattern
from .data.places import PlatformSpec

SEED = 2026
#: The platform of most demonstration accounts.
HOME = "marseille"


@dataclass
class Member:
    """An organisation in a platform, with the people who represent it there."""

    pattern: Pattern
    participation: Participation
    delegates: list[Delegate] = field(default_factory=list)


@dataclass
class PlatformDemo:
    """A platform and what hangs on it."""

    spec: PlatformSpec
    platform: Platform
    members: list[Member] = field(default_factory=list)
    team: list[PlatformRole] = field(default_factory=list)
    venues: list = field(default_factory=list)

    @property
    def zone(self) -> ZoneInfo:
        """Return the platform's time zone."""
        return ZoneInfo(self.platform.timezone)

    @property
    def lead(self) -> Person:
        """Return the first lead."""
        return self.team[0].person

    def member(self, actor_type: str) -> Member:
        """Return the first agreed member of a type of the catalogue."""
        return next(
            one for one in self.members if one.pattern.actor_type == actor_type and one.pattern.status == "agreed"
        )


class World:
    """The demonstration while it is being made. The same instant and seed give the same world."""

    def __init__(self, now: dt.datetime | None = None, seed: int = SEED):
        self.now = now or timezone.now()
        self.today = timezone.localdate(self.now)
        self.rng = Random(seed)  # noqa: S311 - nothing secret is drawn
        self.school_year = school_year_of(self.today)
        self.territories: dict[tuple[str, str], Territory] = {}
        self.platforms: dict[str, PlatformDemo] = {}
        self.organisations: dict[str, Organisation] = {}
        self.staff: dict[int, list[Person]] = {}
        self._names: set[tuple[str, str]] = set()
        self._phones: dict[str, int] = {}

    @property
    def beginning(self) -> dt.date:
        """Return the first day of the past school year: the network exists since then."""
        return dt.date(self.school_year - 1, 9, 1)

    def planned_years(self, slug: str = "") -> list[int]:
        """Return the school years whose meetings exist: past and current, from June on the coming one.

        The home platform's coming year is left for the lead to plan.
        """
        coming = school_year_ahead(self.today)
        years = {self.school_year - 1, self.school_year}
        return sorted(years if slug == HOME else years | {coming})

    def name(self, female: bool | None = None) -> tuple[str, str]:
        """Return a first and a last name that nobody else bears here."""
        while True:
            is_female = self.rng.random() < 0.6 if female is None else female
            pair = (self.rng.choice(FEMALE if is_female else MALE), self.rng.choice(LAST))
            if pair not in self._names and pair[0] != pair[1]:
                self._names.add(pair)
                return pair

    def phone(self, prefix: str) -> str:
        """Return a number of a range that the regulator keeps for fiction, never the same twice."""
        number = self._phones.get(prefix, 0) + 7
        self._phones[prefix] = number
        return clean_phone(f"{prefix} {number // 100:02d} {number % 100:02d}")

    def chance(self, probability: float) -> bool:
        """Return True with the given probability."""
        return self.rng.random() < probability


def host_of(name: str) -> str:
    """Return the invented host of an organisation's addresses: under ``.example``, which nobody can register."""
    ascii_name = unicodedata.normalize("NFKD", name.replace("œ", "oe").replace("’", " ")).encode("ascii", "ignore")
    return f"{slugify(ascii_name.decode())[:40].strip('-')}.example"


def local_part(first_name: str, last_name: str) -> str:
    """Return "prenom.nom" in plain letters."""
    return f"{slugify(first_name)}.{slugify(last_name)}"
