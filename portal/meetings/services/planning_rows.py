"""One date of a plan and what accepting does about it: plain values of the preview."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from ..enums import MeetingStatus
from ..models import Meeting, Venue
from ..planning_answers import group_of_key
from ..scheduling import Occurrence
from ..scheduling.hosts import HostChoice


class Change(StrEnum):
    """What accepting does about one date."""

    NEW = "new"
    UPDATED = "updated"
    SAME = "same"
    UNTOUCHED = "untouched"  # a meeting that people touched: it stays
    WITHDRAWN = "withdrawn"  # a meeting of the former plan that the new one does not hold
    NONE = "none"  # no meeting before nor after


@dataclass(frozen=True)
class PlanRow:
    """One date of the plan: the engine's occurrence (None for a meeting that the plan does not name), what exists."""

    occurrence: Occurrence | None
    meeting: Meeting | None
    change: Change
    starts_at: dt.datetime | None = None
    #: The meeting that stays and that this date would repeat in its week.
    instead: Meeting | None = None
    #: The venue of this date alone, chosen by hand or by turns; None for the usual place of the plan.
    venue: Venue | None = None
    #: Why that venue, where hosts take turns.
    host: HostChoice | None = None

    @property
    def is_held(self) -> bool:
        """Whether a meeting takes place on this row once the plan is accepted."""
        if self.change is Change.UNTOUCHED:
            return self.meeting.status != MeetingStatus.CANCELLED
        return self.change in (Change.NEW, Change.UPDATED, Change.SAME)

    @property
    def stays(self) -> bool:
        """Whether a meeting that people touched stays as it is on this row, whatever the plan says."""
        return self.change is Change.UNTOUCHED

    @property
    def key(self) -> str:
        """The plan key; empty for a meeting that the plan does not name."""
        return "" if self.occurrence is None else str(self.occurrence.key)

    @property
    def name(self) -> str:
        """What tells this row from all others, also in the choice of hosts: its key, else its meeting's uuid."""
        return self.key or str(self.meeting.uuid)

    @property
    def circle(self) -> str:
        """The circle, "1" or "2"; empty for a working group and other meetings."""
        if self.occurrence is None:
            return self.meeting.circle
        return "" if self.occurrence.circle is None else str(self.occurrence.circle)

    @property
    def group(self) -> int | None:
        """The working group that meets, None for a circle."""
        if self.occurrence is None:
            return self.meeting.working_group_id
        return group_of_key(self.occurrence.key.rhythm)
