"""How a meeting goes on the day: what runs, what is left, when it will end if all goes as planned (MISSION B6)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from .models import AgendaItem, Meeting


@dataclass(frozen=True)
class RunLine:
    """An item on the day: "done", "running", "to_do" or "carried" (put off), with whole minutes that it took so far."""

    item: AgendaItem
    number: int
    state: str
    taken: int = 0

    @property
    def over(self) -> int:
        """Return the minutes beyond what was planned, negative for time won; of items that began."""
        return self.taken - self.item.minutes

    @property
    def is_over(self) -> bool:
        """Tell whether the item took more than planned."""
        return self.state in ("done", "running") and self.over > 0


@dataclass(frozen=True)
class RunSheet:
    """The whole: lines in order, what runs, what comes next, the end to expect."""

    lines: list[RunLine]
    running: RunLine | None
    following: RunLine | None
    #: When the last item ends if those left take what is planned.
    expected_end: dt.datetime
    #: Whole minutes that this lies after the end of the meeting; negative before it.
    drift: int

    @property
    def has_begun(self) -> bool:
        """Tell whether any item began."""
        return any(line.state in ("done", "running") for line in self.lines)


def run_sheet(
    meeting: Meeting, items: Sequence[AgendaItem], *, carried: Sequence[int] = (), now: dt.datetime
) -> RunSheet:
    """Return how ``items``, in order, go at ``now``; ``carried`` are the keys of those put off. Pure."""
    lines = [_line(item, number, carried, now) for number, item in enumerate(items, start=1)]
    running = next((line for line in lines if line.state == "running"), None)
    after = running.number if running else 0
    to_do = [line for line in lines if line.state == "to_do"]
    following = next((line for line in to_do if line.number > after), None)
    left = sum(line.item.minutes for line in to_do)
    if running is not None:
        left += max(0, running.item.minutes - running.taken)
    begun = running is not None or any(line.state == "done" for line in lines)
    start = now if begun else max(now, meeting.starts_at)
    expected_end = start + dt.timedelta(minutes=left)
    drift = round((expected_end - meeting.ends_at).total_seconds() / 60)
    return RunSheet(lines, running, following, expected_end, drift)


def _line(item: AgendaItem, number: int, carried: Sequence[int], now: dt.datetime) -> RunLine:
    if item.started_at is None:
        return RunLine(item, number, "carried" if item.pk in carried else "to_do")
    taken = int(((item.ended_at or now) - item.started_at).total_seconds() // 60)
    return RunLine(item, number, "done" if item.ended_at else "running", max(0, taken))
