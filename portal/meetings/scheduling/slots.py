"""A nominal date on its way through the engine."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from .cadence import Nominal, nominal_dates
from .inputs import PlanKey, PlanRequest, Rhythm, week_ordinal
from .outputs import Reason, Status


@dataclass(frozen=True, slots=True)
class Slot:
    """A nominal date, and once it is placed what became of it. `rhythm` is the phase that asks for it."""

    key: PlanKey
    rhythm: Rhythm
    nominal: Nominal
    start: dt.time
    status: Status | None = None
    date: dt.date | None = None
    reasons: tuple[Reason, ...] = ()
    merged_into: PlanKey | None = None
    edited: bool = False

    @property
    def own_weekdays(self) -> frozenset[int]:
        """The weekdays the rhythm names for that date: the only days of a weekend it may use."""
        return frozenset((self.nominal.date.weekday(), *(a.weekday for a in self.rhythm.alternatives)))

    @property
    def is_held(self) -> bool:
        """Whether it is placed and makes a meeting of its own."""
        return self.status in (Status.KEPT, Status.MOVED)

    @property
    def hours(self) -> tuple[dt.datetime, dt.datetime]:
        """Start and end of a held one."""
        return hours(self.date, self.start, self.rhythm.duration_minutes)


def hours(day: dt.date, start: dt.time, duration_minutes: int) -> tuple[dt.datetime, dt.datetime]:
    """Start and end of a meeting, local time."""
    begin = dt.datetime.combine(day, start)
    return begin, begin + dt.timedelta(minutes=duration_minutes)


def lane_slots(rhythms: Iterable[Iterable[Rhythm]], request: PlanRequest) -> list[Slot]:
    """The nominal dates of the rhythms of one lane, each given as its phases, oldest first, not yet placed."""
    slots = [
        Slot(PlanKey(nominal.rhythm.key, week_ordinal(nominal.date)), nominal.rhythm, nominal, nominal.rhythm.start)
        for phases in rhythms
        for nominal in nominal_dates(phases, request.season, request.campaigns)
    ]
    return sorted(slots, key=lambda slot: (slot.nominal.date, slot.key))
