"""A month as weeks of days with what happens on them: plain data for the component ``calendar_month``."""

import calendar
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR

#: What a band says: school holidays, campaigns and the checks by schools before them run over days, a public holiday or
#: a closed day is one day.
BAND_KINDS = ("holidays", "campaign", "checks", "holiday", "closed")


@dataclass(frozen=True)
class Item:
    """Something on a day.

    ``kind`` is its look (c1, c2, other), ``sign`` "C1" or "C2", ``time`` a text such as "9 h 30". ``state`` is empty,
    "moved", "dropped", "cancelled" or "kept", and ``state_label`` says it in words. ``key`` names an item that scripts
    may move to another day.
    """

    label: str
    kind: str = "other"
    sign: str = ""
    time: str = ""
    url: str = ""
    state: str = ""
    state_label: str = ""
    key: str = ""

    @classmethod
    def of_circle(cls, circle: str, label: str, **rest) -> "Item":
        """Return an item in the look of circle "1" or "2"; any other circle has none."""
        look = {"1": ("c1", "C1"), "2": ("c2", "C2")}.get(str(circle).removeprefix("circle_"), ("other", ""))
        return cls(label, kind=look[0], sign=look[1], **rest)


@dataclass(frozen=True)
class Band:
    """A quiet stretch of days, ``start`` and ``end`` both included."""

    start: date
    end: date
    label: str
    kind: str = "holidays"

    def __post_init__(self):
        if self.kind not in BAND_KINDS:
            raise ValueError(f"unknown kind of band: {self.kind}")


@dataclass(frozen=True)
class Day:
    """One cell of the grid."""

    date: date
    in_month: bool
    is_today: bool
    items: tuple[Item, ...] = ()
    bands: tuple[Band, ...] = ()
    #: Bands that begin here, on the first of the month or (campaigns apart) on a Monday: only these say their label.
    labels: tuple[str, ...] = ()

    @property
    def is_weekend(self) -> bool:
        """Tell whether it is a Saturday or a Sunday."""
        return self.date.weekday() > 4


@dataclass(frozen=True)
class Month:
    """One month, from the first Monday shown to the last Sunday."""

    first: date
    weeks: tuple[tuple[Day, ...], ...] = field(repr=False)

    @property
    def id(self) -> str:
        """Return the name of the month in the page, "month-2026-10"."""
        return f"month-{self.first:%Y-%m}"

    @property
    def days(self) -> list[Day]:
        """Return the days of the month itself."""
        return [day for week in self.weeks for day in week if day.in_month]

    @property
    def has_items(self) -> bool:
        """Tell whether anything happens in the month."""
        return any(day.items for day in self.days)

    @property
    def weekdays(self) -> list[tuple[str, str]]:
        """Return the short and the whole names of the days of the week, from Monday."""
        return [(WEEKDAYS_ABBR[number], WEEKDAYS[number]) for number in range(7)]


def build(
    year: int, month: int, items: Mapping[date, Sequence[Item]], bands: Iterable[Band] = (), today: date | None = None
) -> Month:
    """Return the month with ``items`` by day and the ``bands`` that touch it."""
    bands = tuple(bands)
    weeks = tuple(
        tuple(_day(day, month, items, bands, today) for day in week)
        for week in calendar.Calendar().monthdatescalendar(year, month)
    )
    return Month(date(year, month, 1), weeks)


def build_range(
    start: date, end: date, items: Mapping[date, Sequence[Item]], bands: Iterable[Band] = (), today: date | None = None
) -> list[Month]:
    """Return the months from that of ``start`` to that of ``end``, both included."""
    bands, months, first = tuple(bands), [], start.replace(day=1)
    while first <= end:
        months.append(build(first.year, first.month, items, bands, today))
        first = (first + timedelta(days=32)).replace(day=1)
    return months


def _day(day: date, month: int, items, bands: tuple[Band, ...], today: date | None) -> Day:
    if day.month != month:
        return Day(day, in_month=False, is_today=False)
    here = tuple(band for band in bands if band.start <= day <= band.end)
    labels = tuple(
        band.label
        for band in here
        # A campaign runs over months: said every week, its name would drown the meetings.
        if day == band.start or day.day == 1 or (day.weekday() == 0 and band.kind not in ("campaign", "checks"))
    )
    return Day(day, True, day == today, tuple(items.get(day, ())), here, labels)
