"""Who hosts next: the venue whose turn is longest ago, large enough and open to all who come (MISSION B12). Pure."""

from __future__ import annotations

import datetime as dt
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
    """A date to host: how many people are expected, and the venue that is settled already, if any."""

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
    """Return one choice for each of `needs`, by date."""
    raise NotImplementedError


def balance(choices: Iterable[HostChoice], hosts: Iterable[Host]) -> tuple[HostBalance, ...]:
    """Return how often each organisation hosts, the least first."""
    raise NotImplementedError
