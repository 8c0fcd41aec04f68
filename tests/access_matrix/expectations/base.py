"""What an expectation is, and the groups of roles that several apps use."""

from collections.abc import Callable
from dataclasses import dataclass

from ..policies import Policy


@dataclass(frozen=True)
class Expectation:
    """One address with the rows it is asked for: ``None`` for a method means that it does not exist (405)."""

    name: str
    get: Policy | None = None
    post: Policy | None = None
    of: Callable = lambda side: {}
    row: str = ""
    #: What gives the body of a POST.
    data: Callable = lambda side: {}
    #: Reading a calendar address notes its use, at most once an hour and apart from the request (DESIGN §2).
    notes_use: bool = False

    @property
    def label(self) -> str:
        """Return the name under which the test shows."""
        return f"{self.name}[{self.row}]" if self.row else self.name


def slug(side):
    """Return the parameters of a platform's address."""
    return {"slug": side.platform.slug}


def uuid(row):
    """Return what gives the parameters of a meeting's address."""
    return lambda side: {"uuid": getattr(side, row).uuid}


def pk(row, name="pk"):
    """Return what gives the parameters of the address of one row."""
    return lambda side: {name: getattr(side, row).pk}


def within_platform(row, name="pk"):
    """Return what gives the parameters of the address of one row of a platform."""
    return lambda side: {**slug(side), name: getattr(side, row).pk}
