"""Who else than their sender answers for mails: what apps to the right know of platforms and people.

A mail says for whom it speaks by a text key, "platform:12"; the directory, which knows platforms, registers here
which keys somebody answers for and where an address is corrected. Filled in ``AppConfig.ready``.
"""

from collections.abc import Callable, Iterable, Mapping

_scopes: list[Callable[[object], Iterable[str]]] = []
_corrections: list[Callable[[object, Iterable], Mapping[int, str]]] = []


def scope_of(instance) -> str:
    """Return the key of ``instance`` (a platform, a territory), as mails keep it; empty for None."""
    return f"{instance._meta.model_name}:{instance.pk}" if instance is not None else ""


def register_scopes(provider: Callable[[object], Iterable[str]]) -> None:
    """Add ``provider(viewer)``, which returns the keys that the viewer answers for today."""
    if provider not in _scopes:
        _scopes.append(provider)


def register_corrections(provider: Callable[[object, Iterable], Mapping[int, str]]) -> None:
    """Add ``provider(viewer, mails)``: by key of mail, the page on which the viewer may correct its address."""
    if provider not in _corrections:
        _corrections.append(provider)


def scopes_of(viewer) -> set[str]:
    """Return the keys that ``viewer`` answers for."""
    return {scope for provider in _scopes for scope in provider(viewer)}


def corrections_for(viewer, mails: Iterable) -> dict[int, str]:
    """Return, by key of mail, where ``viewer`` corrects its address; mails without such a page are left out."""
    mails = list(mails)
    found: dict[int, str] = {}
    for provider in _corrections:
        found.update(provider(viewer, mails))
    return found
