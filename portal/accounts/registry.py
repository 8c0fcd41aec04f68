"""What accounts must ask apps to their right: what an invitation opens, who manages. Filled in ``AppConfig.ready``."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class InvitationFacts:
    """What the page and the mail of an invitation say: the invited person's names and what they are invited to."""

    first_name: str = ""
    last_name: str = ""
    platform_name: str = ""


_on_accept: list[Callable] = []
_describe: list[Callable] = []
_manages: list[Callable] = []


def _add(target: list[Callable], item: Callable) -> None:
    if item not in target:
        target.append(item)


def on_accept(callback: Callable) -> None:
    """Register ``callback(invitation, user, by=)``, run inside the transaction of the acceptance.

    It may raise ``DomainError``: the invitation is then not accepted and no account is made.
    """
    _add(_on_accept, callback)


def describe(callback: Callable) -> None:
    """Register ``callback(invitation)``, which returns ``InvitationFacts`` or None when it knows nothing of it."""
    _add(_describe, callback)


def manages(callback: Callable) -> None:
    """Register ``callback(user)``, which tells whether the user manages something and must hold a second factor."""
    _add(_manages, callback)


def apply_acceptance(invitation, user, *, by) -> None:
    """Give ``user`` what ``invitation`` opens."""
    for callback in _on_accept:
        callback(invitation, user, by=by)


def facts_of(invitation) -> InvitationFacts:
    """Return what is known of ``invitation``; empty facts when nobody knows it."""
    return next((facts for callback in _describe if (facts := callback(invitation))), InvitationFacts())


def user_manages(user) -> bool:
    """Tell whether ``user`` is an administrator or manages something of an app."""
    return user.is_administrator or any(callback(user) for callback in _manages)
