"""Bridges: working days that a public holiday leaves alone beside a weekend (MISSION B3). Pure: days in, days out."""

import datetime as dt
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Bridge:
    """A working day, and the name of the public holiday beside it."""

    date: dt.date
    holiday: str


def bridges_between(
    start: dt.date, end: dt.date, public_holidays: Mapping[dt.date, str], free: Container[dt.date] = ()
) -> Iterator[Bridge]:
    """Yield the bridges from ``start`` to ``end``, both included, in order.

    A bridge is a single day from Monday to Friday between two days on which nobody works, at least one of them a public
    holiday: the Friday after Ascension Day, the Monday before a Tuesday that is one. Days in ``free`` are none: school
    holidays, on which no meeting is planned anyway, and days that are closed already. ``public_holidays`` must reach a
    day further than the period on both sides.
    """
    for day in (start + _DAY * number for number in range((end - start).days + 1)):
        if day.weekday() >= 5 or day in public_holidays or day in free:
            continue
        sides = (day - _DAY, day + _DAY)
        named = next((public_holidays[side] for side in sides if side in public_holidays), "")
        if named and all(side.weekday() >= 5 or side in public_holidays for side in sides):
            yield Bridge(day, named)
