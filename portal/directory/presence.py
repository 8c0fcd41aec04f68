"""Who comes: how often organisations were convened to the meetings of platforms lately, and how often they came.

Meetings belong to an app on the right, which registers its provider from ``AppConfig.ready`` (docs/architecture.md).
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Presence:
    """Meetings held since a day: ``convened`` with its attendance recorded, ``present`` of them with somebody there.

    ``last_present_on`` is the day of the last of them, in the time of the platform.
    """

    convened: int = 0
    present: int = 0
    last_present_on: dt.date | None = None

    def __add__(self, other: "Presence") -> "Presence":
        """Return both together."""
        days = [day for day in (self.last_present_on, other.last_present_on) if day]
        return Presence(self.convened + other.convened, self.present + other.present, max(days, default=None))


#: Takes primary keys of platforms and a first day; answers by platform and organisation, in a constant number of
#: queries. Who was never convened is left out.
Provider = Callable[[Iterable[int], dt.date], dict[tuple[int, int], Presence]]

_providers: list[Provider] = []


def register(provider: Provider) -> None:
    """Add a provider; registering it twice changes nothing."""
    if provider not in _providers:
        _providers.append(provider)


def presence_of(platform_ids: Iterable[int], since: dt.date) -> dict[tuple[int, int], Presence]:
    """Return what all providers know of ``platform_ids`` since the day ``since``; no question for no platform."""
    platform_ids = list(platform_ids)
    if not platform_ids:
        return {}
    found: dict[tuple[int, int], Presence] = {}
    for provider in _providers:
        for key, presence in provider(platform_ids, since).items():
            found[key] = found.get(key, Presence()) + presence
    return found
