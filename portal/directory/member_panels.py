"""What other apps know of an organisation in a platform, for the page of the member.

Apps on the right register theirs from ``AppConfig.ready`` (docs/architecture.md).
"""

from collections.abc import Callable
from dataclasses import dataclass

from .models import Participation


@dataclass(frozen=True)
class MemberPanel:
    """A panel of the page of a member: plain lines, and one link to where they come from or are written."""

    title: str
    lines: list[str]
    url: str
    url_label: str


#: Takes a participation that the viewer may see, and the viewer; None where the viewer may not know. A constant number
#: of queries.
Provider = Callable[[Participation, object], MemberPanel | None]

_providers: list[Provider] = []


def register(provider: Provider) -> None:
    """Add a provider; registering it twice changes nothing."""
    if provider not in _providers:
        _providers.append(provider)


def panels_of(participation: Participation, viewer) -> list[MemberPanel]:
    """Return what the apps tell ``viewer`` about ``participation``, in the order in which they registered."""
    return [panel for provider in _providers if (panel := provider(participation, viewer)) is not None]
