"""Days on which nobody is convened, and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from .inputs import PlanRequest
from .outputs import Reason, ReasonCode

SATURDAY = 5
MARGIN = dt.timedelta(days=366)


class Closures:
    """Answers, for one request, why a day is closed. Pure look-ups: the days are laid out once."""

    def __init__(self, request: PlanRequest):
        self._public = request.public_holidays
        self._closed = request.closed_days
        self._school: dict[dt.date, tuple[str, ...]] = {}
        # Only the season and a margin for dates moved by hand are laid out, however long a holiday is said to be.
        first, last = request.season.start - MARGIN, request.season.end + MARGIN
        for holiday in sorted(request.school_holidays, key=lambda h: (h.start, h.end, h.name)):
            day, end = max(holiday.start, first), min(holiday.end, last)
            while day <= end:
                names = self._school.get(day, ())
                if holiday.name not in names:
                    self._school[day] = (*names, holiday.name)
                day += dt.timedelta(days=1)

    def reasons(self, day: dt.date, own_weekdays: Collection[int]) -> tuple[Reason, ...]:
        """Why `day` is closed to a meeting whose rhythm knows `own_weekdays`; empty when it is free.

        All causes are given, the strongest first. A weekend day is open only to a rhythm that names that day.
        """
        found = []
        if day in self._public:
            found.append(Reason(ReasonCode.PUBLIC_HOLIDAY, name=self._public[day], date=day))
        if day in self._closed:
            found.append(Reason(ReasonCode.CLOSED_DAY, name=self._closed[day], date=day))
        found.extend(Reason(ReasonCode.SCHOOL_HOLIDAY, name=name) for name in self._school.get(day, ()))
        if day.weekday() >= SATURDAY and day.weekday() not in own_weekdays:
            found.append(Reason(ReasonCode.WEEKEND, date=day))
        return tuple(found)
