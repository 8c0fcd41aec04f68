"""What other apps do about noted needs, for the page of the gaps.

Apps on the right register theirs from ``AppConfig.ready`` (docs/architecture.md).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from .models import RecordedNeed


@dataclass(frozen=True)
class FollowUp:
    """Something that is under way for a noted need: words, and the page that shows it."""

    label: str
    url: str


#: Takes noted needs of one platform and the viewer; returns what that viewer may know, by primary key of the need. A
#: constant number of queries.
Provider = Callable[[Iterable[RecordedNeed], object], dict[int, list[FollowUp]]]

_providers: list[Provider] = []


def register(provider: Provider) -> None:
    """Add a provider; registering it twice changes nothing."""
    if provider not in _providers:
        _providers.append(provider)


def follow_ups_of(records: Iterable[RecordedNeed], viewer) -> dict[int, list[FollowUp]]:
    """Return what is under way for each of ``records``, in the order in which the apps registered."""
    records = list(records)
    found: dict[int, list[FollowUp]] = {record.pk: [] for record in records}
    for provider in _providers if records else ():
        for pk, rows in provider(records, viewer).items():
            found[pk] += rows
    return found
