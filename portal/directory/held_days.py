"""What stands on the days of a platform already: meetings belong to an app on the right, which registers its provider.

Filled from ``AppConfig.ready`` (docs/architecture.md).
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass


@dataclass(frozen=True)
class Held:
    """Something planned on a day of the platform: its words and its page."""

    date: dt.date
    label: str
    url: str


#: Takes the viewer, the platform and days; answers with what the viewer may know of, in a constant number of queries.
Provider = Callable[[object, object, Collection[dt.date]], list[Held]]

_providers: list[Provider] = []


def register(provider: Provider) -> None:
    """Add a provider; registering it twice changes nothing."""
    if provider not in _providers:
        _providers.append(provider)


def held_on(viewer, platform, days: Collection[dt.date]) -> dict[dt.date, list[Held]]:
    """Return what stands on each of ``days`` in ``platform``, as far as ``viewer`` may know; no question for no day."""
    found: dict[dt.date, list[Held]] = defaultdict(list)
    if days:
        for provider in _providers:
            for one in provider(viewer, platform, days):
                found[one.date].append(one)
    return dict(found)
