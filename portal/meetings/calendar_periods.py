"""Which days of a calendar an address asks for: a month, or a school year as months or as a list (pure)."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlencode

from portal.core.french_dates import format_month, school_year_bounds, school_year_label, school_year_of

#: Years that an address may ask for, around today.
YEARS_AROUND = 10


class View(StrEnum):
    """The ways to look at a calendar, as the address names them."""

    MONTH = "mois"
    LIST = "liste"
    YEAR = "annee"


@dataclass(frozen=True)
class Period:
    """The days shown and how; ``month`` is the first day of the month to come back to."""

    view: View
    month: dt.date
    year: int

    @property
    def first(self) -> dt.date:
        """Return the first day shown."""
        return self.month if self.view is View.MONTH else school_year_bounds(self.year)[0]

    @property
    def last(self) -> dt.date:
        """Return the last day shown."""
        return month_end(self.month) if self.view is View.MONTH else school_year_bounds(self.year)[1]

    @property
    def title(self) -> str:
        """Return "octobre 2026" or "2026-2027"."""
        return format_month(self.month) if self.view is View.MONTH else school_year_label(self.year)

    @property
    def query(self) -> dict[str, str]:
        """Return what the address of the period holds."""
        if self.view is View.MONTH:
            return {"vue": self.view.value, "mois": f"{self.month:%Y-%m}"}
        return {"vue": self.view.value, "annee": str(self.year)}

    def beside(self, steps: int) -> "Period":
        """Return the next period, or the previous one for -1, looked at the same way."""
        if self.view is not View.MONTH:
            return Period(self.view, dt.date(self.year + steps, 9, 1), self.year + steps)
        day = self.month - dt.timedelta(days=1) if steps < 0 else month_end(self.month) + dt.timedelta(days=1)
        return of_month(day)

    def seen_as(self, view: View, today: dt.date) -> "Period":
        """Return the same days under ``view``; from a year one comes to this month when it lies in it."""
        if view is View.MONTH:
            return of_month(today if school_year_of(today) == self.year else self.first)
        return Period(view, self.month, self.year)

    def address(self, url: str, chosen: Mapping[str, str]) -> str:
        """Return the address of the period under ``url`` with the filters ``chosen``."""
        return f"{url}?{urlencode({**self.query, **chosen})}"


def of_month(day: dt.date) -> Period:
    """Return the month of ``day``."""
    return Period(View.MONTH, day.replace(day=1), school_year_of(day))


def month_end(day: dt.date) -> dt.date:
    """Return the last day of the month of ``day``."""
    return (day.replace(day=1) + dt.timedelta(days=32)).replace(day=1) - dt.timedelta(days=1)


def asked_period(query: Mapping[str, str], today: dt.date) -> Period:
    """Return the period that the address asks for; what cannot be read or lies far away is this month, or this year."""
    year = _year(query.get("annee", ""), today)
    wanted = query.get("vue", "")
    view = View(wanted) if wanted in set(View) else View.YEAR if year is not None else View.MONTH
    if view is View.MONTH:
        return of_month(_month(query.get("mois", ""), today))
    shown = school_year_of(today) if year is None else year
    return Period(view, today.replace(day=1), shown)


def asked_year(query: Mapping[str, str], today: dt.date) -> int:
    """Return the school year of ``?annee=2026``, by default today's."""
    year = _year(query.get("annee", ""), today)
    return school_year_of(today) if year is None else year


def _year(text: str, today: dt.date) -> int | None:
    if not (text.isascii() and text.isdigit() and len(text) == 4):
        return None
    return int(text) if abs(int(text) - today.year) <= YEARS_AROUND else None


def _month(text: str, today: dt.date) -> dt.date:
    try:
        month = dt.datetime.strptime(text, "%Y-%m").date()
    except ValueError:
        return today
    return month if abs(month.year - today.year) <= YEARS_AROUND else today
