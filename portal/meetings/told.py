"""What those convened last heard of a meeting, to say later what differs from it."""

import datetime as dt
from dataclasses import asdict, dataclass

from .calendar.changes import Slot
from .calendar.events import EventStatus
from .events import place_of
from .models import Meeting


@dataclass(frozen=True, kw_only=True)
class Told:
    """Date, duration, place, title and video link of a convened meeting at one moment; ``starts_at`` is aware."""

    starts_at: dt.datetime
    duration: dt.timedelta
    place: str
    title: str
    video_link: str

    @classmethod
    def of(cls, meeting: Meeting) -> "Told":
        """Return what somebody who is told of ``meeting`` now hears."""
        return cls(
            starts_at=meeting.starts_at.astimezone(dt.UTC),
            duration=meeting.duration,
            place=place_of(meeting),
            title=meeting.title,
            video_link=meeting.video_link,
        )

    @classmethod
    def from_json(cls, kept: dict) -> "Told":
        """Return what ``to_json`` wrote."""
        return cls(
            **{
                **kept,
                "starts_at": dt.datetime.fromisoformat(kept["starts_at"]),
                "duration": dt.timedelta(seconds=kept["duration"]),
            }
        )

    def to_json(self) -> dict:
        """Return the same as plain values, for ``ChangeNotice.before``."""
        return {
            **asdict(self),
            "starts_at": self.starts_at.isoformat(),
            "duration": self.duration.total_seconds(),
        }

    @property
    def ends_at(self) -> dt.datetime:
        """The instant of the end."""
        return self.starts_at + self.duration

    @property
    def slot(self) -> Slot:
        """What calendars compare, of a convened meeting."""
        return Slot(starts_at=self.starts_at, duration=self.duration, place=self.place, status=EventStatus.CONVENED)
