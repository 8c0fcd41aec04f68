"""The months of the map: twelve from the current one, as the address names them ("2026-09")."""

import calendar
import datetime as dt
import re
from dataclasses import dataclass

from django.db.models import Q
from django.utils.formats import date_format

from .enums import Entry
from .openings import SEASONLESS

#: How many months the map looks ahead: the school year from the current month, and into the next one.
MONTHS = 12
#: "Now" among the months, and what one may ask of the seats.
NOW = "now"
WITH_SEATS, FULL = "with", "full"
_WRITTEN = re.compile(r"(\d{4})-(\d{2})", re.ASCII)


@dataclass(frozen=True, order=True)
class Month:
    """A month by its first day."""

    first: dt.date

    @property
    def last(self) -> dt.date:
        """Return its last day."""
        return self.first.replace(day=calendar.monthrange(self.first.year, self.first.month)[1])

    @property
    def value(self) -> str:
        """Return it as an address names it."""
        return f"{self.first:%Y-%m}"

    @property
    def label(self) -> str:
        """Return its name and year in the language of the reader."""
        return date_format(self.first, "F Y")

    @property
    def short(self) -> str:
        """Return its name for the head of a narrow column."""
        return date_format(self.first, "N")

    def __add__(self, months: int) -> "Month":
        year, month = divmod(self.first.year * 12 + self.first.month - 1 + months, 12)
        return Month(dt.date(year, month + 1, 1))


def months_from(on: dt.date) -> list[Month]:
    """Return the twelve months from the one of ``on``."""
    current = Month(on.replace(day=1))
    return [current + number for number in range(MONTHS)]


def read_month(text: str) -> Month | None:
    """Return the month that ``text`` names, or None; years that no calendar of ours holds are none."""
    written = _WRITTEN.fullmatch(text)
    if written is None:
        return None
    year, month = int(written[1]), int(written[2])
    return Month(dt.date(year, month, 1)) if 1 <= month <= 12 and 2000 <= year <= 2199 else None


def begins_between(first: dt.date, last: dt.date) -> Q:
    """Return the condition on enterable sessions that one may begin them between ``first`` and ``last``, both included.

    The rule of ``openings.opening_between`` in SQL, for counts of many months in one query.
    """
    ends_later = Q(end__isnull=True) | Q(end__gte=first)
    applies_later = Q(deadline__gte=first) | Q(deadline__isnull=True) & (
        Q(entry__in=SEASONLESS) | Q(entry=Entry.ONE_OFF, end__gte=first)
    )
    return (Q(start__isnull=True) | Q(start__lte=last)) & (Q(start__gte=first) | ends_later & applies_later)
