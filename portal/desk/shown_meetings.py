"""Meetings as a reader may see them in a list: below the gate, the kind stands for the title (DESIGN §6.6)."""

from collections.abc import Iterable
from dataclasses import dataclass

from portal.meetings.events import place_of
from portal.meetings.models import Meeting
from portal.meetings.permissions import DetailsGate


@dataclass(frozen=True)
class ShownMeeting:
    """A meeting, what the reader may call it, where it is, and the reader's own answer: None when not invited."""

    meeting: Meeting
    name: str
    place: str
    answer: str | None = None


def shown_to(viewer, meetings: Iterable[Meeting]) -> list[ShownMeeting]:
    """Return ``meetings``, which ``viewer`` may see, as the viewer may read them.

    ``my_answer`` is read where the queryset was annotated with it.
    """
    gate = DetailsGate(viewer)
    return [
        ShownMeeting(
            meeting=meeting,
            name=meeting.title if gate.opens(meeting) else meeting.get_kind_display(),
            place=str(meeting.venue) if meeting.venue else place_of(meeting),
            answer=getattr(meeting, "my_answer", None),
        )
        for meeting in meetings
    ]
