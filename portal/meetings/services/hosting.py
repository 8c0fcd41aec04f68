"""Who hosted, who hosts next and why: what the pure `scheduling.hosts` needs, read from the meetings (MISSION B12)."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from portal.directory.models import Platform

from ..models import Venue
from ..scheduling import Season
from ..scheduling.hosts import Host, HostChoice, HostNeed


@dataclass(frozen=True)
class HostLine:
    """One organisation's share of a period: how often it hosted up to today, and how often it is to host."""

    organisation: int
    name: str
    hosted: int
    planned: int
    last: dt.date | None = None
    #: Whether it has a venue that takes its turn; without one it never hosts.
    has_venue: bool = True

    @property
    def total(self) -> int:
        """Return how often it hosts in the period."""
        return self.hosted + self.planned


def expected_number(platform: Platform, *, circle: str = "", group: int | None = None) -> int:
    """Return how many people a meeting of a circle (circle 2 includes 1) or working group is for; 0 when unknown.

    Delegates of the circle with their substitutes and the team, each person once, as convening invites them.
    """
    raise NotImplementedError


def hosts_of_plan(platform: Platform, season: Season, *, without: Iterable[int] = ()) -> tuple[Host, ...]:
    """Return the venues that take their turn, with what they hosted; keys are `str(venue.pk)`.

    `without` holds the primary keys of meetings that are rows of the plan itself: they are needs (`settled` when they
    stay), not history. `Host.organisation` is the `str` of the organisation's primary key. Two queries.
    """
    raise NotImplementedError


def suggest_hosts(
    platform: Platform, needs: Iterable[HostNeed], *, season: Season, without: Iterable[int] = ()
) -> dict[str, HostChoice]:
    """Return the choice for each of `needs` by its key; queries as `hosts_of_plan`, none when `needs` is empty."""
    raise NotImplementedError


def venues_by_key(platform: Platform) -> dict[str, Venue]:
    """Return the platform's venues by the keys that hosts have, closed ones too, with what their names need."""
    raise NotImplementedError


def describe_choice(
    choice: HostChoice, venues: Mapping[str, Venue], *, on: dt.date | None = None, people: int = 0
) -> str:
    """Return why the host was chosen, without its name, in the reader's language: "has not hosted since 3 March 2026".

    `on` is the day to host and `people` the number expected, when they are known. Empty for a settled host.
    """
    raise NotImplementedError


def balance_of_plan(
    choices: Iterable[HostChoice], hosts: Iterable[Host], venues: Mapping[str, Venue]
) -> list[HostLine]:
    """Return the share of each organisation in a plan, the least first; no query."""
    raise NotImplementedError


def balance_of(platform: Platform, start: dt.date, end: dt.date) -> list[HostLine]:
    """Return the share of each organisation of the network in the period, both days included; the least first.

    Organisations that have no venue stand at the end, with `has_venue` False. Constant number of queries.
    """
    raise NotImplementedError
