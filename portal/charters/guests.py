"""Guests: people invited to a meeting of a platform or territory to which they do not belong.

Charters know no meeting (import rule): the app that does gives a provider here, from ``AppConfig.ready``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Guesthood:
    """The platforms and territories, by primary key, whose meetings somebody is invited to."""

    platform_ids: frozenset[int] = frozenset()
    territory_ids: frozenset[int] = frozenset()


Provider = Callable[[object, date], Guesthood]

_providers: list[Provider] = []


def register(provider: Provider) -> None:
    """Add a provider: it takes a person and a day, and answers with the guesthoods of that day in few queries."""
    if provider not in _providers:
        _providers.append(provider)


def guesthood_of(person, on: date) -> Guesthood:
    """Return where ``person`` is a guest on the day ``on``, whatever else they are there."""
    platform_ids: set[int] = set()
    territory_ids: set[int] = set()
    for provider in _providers:
        found = provider(person, on)
        platform_ids |= found.platform_ids
        territory_ids |= found.territory_ids
    return Guesthood(frozenset(platform_ids), frozenset(territory_ids))
