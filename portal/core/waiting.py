"""What awaits me: one ordered list that the apps fill, so that the dashboard knows none of them.

A provider takes the viewer (a user or a person) and returns what waits for that viewer today, in a number of queries
that does not depend on how much it returns. Apps register theirs from ``AppConfig.ready``.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Waiting:
    """One thing to do, with its act.

    ``order`` is the weight among things without a date of their own (10 urgent … 90 whenever); ``title`` and ``detail``
    are plain text, ``act_label`` the words of the button that leads to ``url``; ``due`` the day after which it is late.
    """

    order: int
    title: str
    detail: str
    url: str
    act_label: str
    due: date | None = None


Provider = Callable[[object], Iterable[Waiting]]

_providers: list[Provider] = []


def register(provider: Provider) -> None:
    """Add a provider; registering it twice changes nothing."""
    if provider not in _providers:
        _providers.append(provider)


def waiting_for(viewer) -> list[Waiting]:
    """Return what awaits ``viewer``: by order, then the earliest due day, then title, so that the list is stable."""
    found = [item for provider in _providers for item in provider(viewer)]
    return sorted(found, key=lambda item: (item.order, item.due or date.max, item.title, item.url))
