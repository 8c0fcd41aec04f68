"""Who does something, and by what way: every verb of a service takes one."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Via(StrEnum):
    """The way by which an act reached the portal."""

    SESSION = "session"
    LINK = "link"
    TASK = "task"
    IMPORT = "import"


@dataclass(frozen=True, slots=True)
class Actor:
    """The user and the person behind an act; both are None only for what the system does by itself.

    A person without account acts through a signed link (``Via.LINK``); an administrator may have a user and no person.
    """

    user: Any = None
    person: Any = None
    via: Via = Via.SESSION

    @classmethod
    def of_request(cls, request) -> "Actor":
        """Return the actor of a signed-in request."""
        return cls(user=request.user, person=getattr(request.user, "person", None), via=Via.SESSION)

    @classmethod
    def of_link(cls, person) -> "Actor":
        """Return the actor of a signed one-click link addressed to ``person``."""
        return cls(person=person, via=Via.LINK)


#: What the portal does by itself: reminders, clean-ups, scheduled work.
SYSTEM = Actor(via=Via.TASK)
