"""Who hosts next: the venue whose turn is longest ago, large enough and open to all who come (MISSION B12). Pure."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Host:
    """A venue that takes its turn. Turns are the `organisation`'s: two rooms of one organisation share them.

    `last_hosted` and `hosted` (how often in the season) count what took place or stands before the plan.
    `capacity` None is unknown, and then large enough.
    """

    key: str
    organisation: str
    capacity: int | None = None
    step_free: bool | None = None
    last_hosted: dt.date | None = None
    hosted: int = 0


@dataclass(frozen=True, slots=True)
class HostNeed:
    """A date to host: how many people are expected, and the venue that is settled already, if any.

    `step_free` asks for a place without steps: one that has some is left out, one of which nobody said comes last.
    """

    key: str
    date: dt.date
    people: int = 0
    settled: str | None = None
    step_free: bool = False


class HostReason(StrEnum):
    """Why a host was suggested, or none."""

    SETTLED = "settled"
    NEVER_YET = "never_yet"
    LONGEST_AGO = "longest_ago"  # last: the day
    ONLY_FITTING = "only_fitting"
    NONE_LARGE_ENOUGH = "none_large_enough"  # host: the largest one, all the same
    NONE_STEP_FREE = "none_step_free"  # host: None, every place has steps
    NO_HOST = "no_host"


@dataclass(frozen=True, slots=True)
class HostChoice:
    """The host of one date (None without any), with the reason and the last day it hosted before."""

    key: str
    host: str | None
    reason: HostReason
    last: dt.date | None = None


@dataclass(frozen=True, slots=True)
class HostBalance:
    """How often one organisation hosts in the season: before the plan, and in it."""

    organisation: str
    before: int
    planned: int


def assign_hosts(needs: Iterable[HostNeed], hosts: Iterable[Host]) -> tuple[HostChoice, ...]:
    """Return one choice for each of `needs`, by date, then key, whatever the order in which they come.

    Whose turn is longest ago hosts, who never did before all others; a place must be large enough and, where that is
    asked for, free of steps. No organisation hosts two dates in a row if another one fits, be the second one settled.
    A settled date stands, and counts in the order of turns.
    """
    turns = _Turns(hosts)
    ordered = sorted(needs, key=lambda need: (need.date, need.key))
    choices = []
    for index, need in enumerate(ordered):
        following = ordered[index + 1].settled if index + 1 < len(ordered) else None
        choices.append(turns.take(need, following=following))
    return tuple(choices)


def balance(choices: Iterable[HostChoice], hosts: Iterable[Host]) -> tuple[HostBalance, ...]:
    """Return how often each organisation of `hosts` hosts, the least first; choices of other places do not count."""
    before: Counter[str] = Counter()
    organisation_of = {}
    for host in hosts:
        before[host.organisation] += host.hosted
        organisation_of[host.key] = host.organisation
    planned = Counter(organisation_of.get(choice.host) for choice in choices)
    rows = (HostBalance(organisation, count, planned[organisation]) for organisation, count in before.items())
    return tuple(sorted(rows, key=lambda row: (row.before + row.planned, row.organisation)))


class _Turns:
    """Whose turn it is, organisation by organisation, as one date after the other is given away."""

    def __init__(self, hosts: Iterable[Host]):
        self._hosts = sorted(hosts, key=lambda host: (host.organisation, host.key))
        self._organisation_of = {host.key: host.organisation for host in self._hosts}
        self._last: dict[str, dt.date] = {}
        self._count: Counter[str] = Counter()
        self._previous: str | None = None
        for host in self._hosts:
            self._count[host.organisation] += host.hosted
            if host.last_hosted is not None:
                self._last[host.organisation] = max(host.last_hosted, self._last.get(host.organisation, dt.date.min))

    def take(self, need: HostNeed, *, following: str | None) -> HostChoice:
        """The host of `need`, whose turn it was then; `following` is the settled place of the next date, if any."""
        host, reason = self._choose(need, self._organisation_of.get(following))
        organisation = self._organisation_of.get(host)
        last = self._last.get(organisation)
        self._previous = organisation
        if organisation is not None:
            self._last[organisation] = max(need.date, last or need.date)
            self._count[organisation] += 1
        return HostChoice(need.key, host, reason, last)

    def _choose(self, need: HostNeed, following: str | None) -> tuple[str | None, HostReason]:
        if need.settled is not None:
            return need.settled, HostReason.SETTLED
        if not self._hosts:
            return None, HostReason.NO_HOST
        reachable = [host for host in self._hosts if not (need.step_free and host.step_free is False)]
        if not reachable:
            return None, HostReason.NONE_STEP_FREE
        large_enough = [host for host in reachable if host.capacity is None or host.capacity >= need.people]
        if not large_enough:
            largest = max(host.capacity for host in reachable)
            fitting = [host for host in reachable if host.capacity == largest]
            return self._best(fitting, need, following).key, HostReason.NONE_LARGE_ENOUGH
        best = self._best(large_enough, need, following)
        if len({host.organisation for host in large_enough}) == 1:
            return best.key, HostReason.ONLY_FITTING
        never_yet = best.organisation not in self._last
        return best.key, HostReason.NEVER_YET if never_yet else HostReason.LONGEST_AGO

    def _best(self, fitting: Iterable[Host], need: HostNeed, following: str | None) -> Host:
        by_organisation: dict[str, list[Host]] = defaultdict(list)
        for host in fitting:
            by_organisation[host.organisation].append(host)
        # Whether people can come in weighs more than the burden of two dates in a row.
        rooms = (min(own, key=lambda host: _room_order(host, need)) for own in by_organisation.values())

        def turn(host: Host) -> tuple:
            in_a_row = host.organisation in (self._previous, following)
            last = self._last.get(host.organisation, dt.date.min)
            return _maybe_steps(host, need), in_a_row, last, self._count[host.organisation], host.organisation

        return min(rooms, key=turn)


def _maybe_steps(host: Host, need: HostNeed) -> bool:
    return need.step_free and host.step_free is None


def _room_order(host: Host, need: HostNeed) -> tuple:
    """Among the rooms of one organisation: one known to be free of steps, then the smallest known to be enough."""
    return _maybe_steps(host, need), host.capacity is None, host.capacity or 0, host.key
