"""One request that is measured."""

from dataclasses import dataclass

from portal.accounts.models import User


@dataclass(frozen=True)
class Scenario:
    """One request of one account, None for a visitor; ``runs`` caps how often it is made, for what takes seconds."""

    name: str
    user: User | None
    address: str
    post: bool = False
    runs: int | None = None
    #: What the answer must hold, so that an error or an empty list is not taken for a fast page.
    holds: bytes = b""
