"""The side column: at most seven entries, given by the apps, so that the frame knows none of them."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse


@dataclass(frozen=True)
class NavEntry:
    """One entry: ``label`` is lazy, ``icon`` a name of the icon sprite, ``visible`` takes the user."""

    order: int
    label: str
    url_name: str
    icon: str
    visible: Callable[[object], bool] = lambda user: True

    @property
    def url(self) -> str:
        """Return the address of the entry."""
        return reverse(self.url_name)


_entries: list[NavEntry] = []


def register(entry: NavEntry) -> None:
    """Add an entry; called from ``AppConfig.ready`` of the app that owns the page."""
    if entry not in _entries:
        _entries.append(entry)
        _entries.sort(key=lambda item: item.order)


def entries_for(request) -> list[dict]:
    """Return the entries that the signed-in user has, with the current one marked; none for a visitor."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    return [
        {"label": item.label, "url": item.url, "icon": item.icon, "current": request.path.startswith(item.url)}
        for item in _entries
        if item.visible(user)
    ]
