"""Dates, times and school years as the French write them, in the active language, and public holidays.

French: "mardi 13 octobre 2026, 9 h 30 – 11 h 30", "1er janvier", "9 h 05", "9 h". Any other language reads
"Tuesday 13 October 2026, 9:30–11:30". Spaces inside a time and before a dash do not break (U+00A0).
Nothing here reads the clock.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils import dateformat
from django.utils.translation import get_language, gettext, gettext_noop, pgettext_lazy
from jours_feries_france import JoursFeries

NBSP = "\u00a0"
#: Month in which a school year begins: the guide's seasons run from September to August.
SCHOOL_YEAR_MONTH = 9
#: Django's own French shortens January to "jan."; a message of the portal goes before it wherever a month is shortened.
SHORT_JANUARY = pgettext_lazy("abbrev. month", "Jan.")


def format_date(day: date, weekday: bool = True, year: bool = True) -> str:
    """Return "mardi 13 octobre 2026"; a datetime counts for the date it shows, in its own zone."""
    number = "1er" if _french() and day.day == 1 else str(day.day)
    parts = [dateformat.format(day, "l")] if weekday else []
    parts += [number, dateformat.format(day, "F")]
    return " ".join([*parts, str(day.year)] if year else parts)


def format_short_date(day: date) -> str:
    """Return "13/10/2026", for tables."""
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


def format_month(day: date) -> str:
    """Return "octobre 2026"."""
    return f"{dateformat.format(day, 'F')} {day.year}"


def format_time(moment: time | datetime) -> str:
    """Return "9 h 05", "9 h", or "9:05", "9:00" in another language; a datetime in its own zone."""
    if not _french():
        return f"{moment.hour}:{moment.minute:02d}"
    return f"{moment.hour}{NBSP}h" + (f"{NBSP}{moment.minute:02d}" if moment.minute else "")


def format_datetime(moment: datetime, tz: str | ZoneInfo, weekday: bool = True, year: bool = True) -> str:
    """Return "mardi 13 octobre 2026, 9 h 30" as the clocks of ``tz`` show it. Raises ValueError if naive."""
    local = to_local(moment, tz)
    return f"{format_date(local, weekday=weekday, year=year)}, {format_time(local)}"


def format_range(start: datetime, end: datetime, tz: str | ZoneInfo, weekday: bool = True, year: bool = True) -> str:
    """Return "mardi 13 octobre 2026, 9 h 30 – 11 h 30"; both ends in full when they are not on one day of ``tz``.

    Raises ValueError for a naive datetime or an end before the start.
    """
    first, last = to_local(start, tz), to_local(end, tz)
    if end < start:
        raise ValueError("The end of a range comes before its start.")
    opening = f"{format_date(first, weekday=weekday, year=year)}, {format_time(first)}"
    if first.date() == last.date():
        if format_time(first) == format_time(last):
            return opening
        return opening + _dash() + format_time(last)
    return opening + f"{NBSP}– " + f"{format_date(last, weekday=weekday, year=year)}, {format_time(last)}"


def format_date_range(start: date, end: date) -> str:
    """Return "du 3 au 14 novembre 2026", saying month and year once where they are the same; one day reads alone.

    Raises ValueError for an end before the start.
    """
    if end < start:
        raise ValueError("The end of a range comes before its start.")
    last = format_date(end, weekday=False)
    if start == end:
        return last
    if (start.year, start.month) == (end.year, end.month):
        first = format_date(start, weekday=False, year=False).split(" ")[0]
    else:
        first = format_date(start, weekday=False, year=start.year != end.year)
    return f"du {first} au {last}" if _french() else f"{first} to {last}"


def format_duration(minutes: int) -> str:
    """Return "45 min", "2 h", "1 h 30" for a number of minutes, in every language."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest}{NBSP}min"
    return f"{hours}{NBSP}h" + (f"{NBSP}{rest:02d}" if rest else "")


def to_local(moment: datetime, tz: str | ZoneInfo) -> datetime:
    """Return ``moment`` in zone ``tz`` (an IANA name or ZoneInfo). Raises ValueError for a naive datetime."""
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise ValueError("A date and time without zone cannot be shown.")
    return moment.astimezone(ZoneInfo(tz) if isinstance(tz, str) else tz)


def school_year_of(day: date) -> int:
    """Return the calendar year in which the school year of ``day`` began: 2026 from 1 September 2026."""
    return day.year if day.month >= SCHOOL_YEAR_MONTH else day.year - 1


def school_year_bounds(school_year: int) -> tuple[date, date]:
    """Return the first and the last day, 1 September and 31 August, both included."""
    return date(school_year, SCHOOL_YEAR_MONTH, 1), date(school_year + 1, SCHOOL_YEAR_MONTH, 1) - timedelta(days=1)


def school_year_label(school_year: int) -> str:
    """Return "2026-2027"."""
    return f"{school_year}-{school_year + 1}"


#: Zone of jours-feries-france for each department whose legal holidays differ from the others' (code INSEE).
HOLIDAY_ZONES = {
    "57": "Alsace-Moselle",
    "67": "Alsace-Moselle",
    "68": "Alsace-Moselle",
    "971": "Guadeloupe",
    "972": "Martinique",
    "973": "Guyane",
    "974": "La Réunion",
    "975": "Saint-Pierre-et-Miquelon",
    "976": "Mayotte",
    "977": "Saint-Barthélémy",
    "978": "Saint-Martin",
    "986": "Wallis-et-Futuna",
    "987": "Polynésie Française",
    "988": "Nouvelle-Calédonie",
}

_HOLIDAY_NAMES = {
    "1er janvier": gettext_noop("New Year's Day"),
    "1er mai": gettext_noop("Labour Day"),
    "8 mai": gettext_noop("8 May 1945"),
    "14 juillet": gettext_noop("National Day"),
    "Assomption": gettext_noop("Assumption"),
    "Toussaint": gettext_noop("All Saints' Day"),
    "11 novembre": gettext_noop("11 November 1918"),
    "Jour de Noël": gettext_noop("Christmas Day"),
    "Lundi de Pâques": gettext_noop("Easter Monday"),
    "Ascension": gettext_noop("Ascension Day"),
    "Lundi de Pentecôte": gettext_noop("Whit Monday"),
    "Vendredi saint": gettext_noop("Good Friday"),
    "2ème jour de Noël": gettext_noop("Second day of Christmas"),
    "Abolition de l'esclavage": gettext_noop("Abolition of slavery"),
}


def public_holidays(years: int | Iterable[int], department_code: str = "") -> dict[date, str]:
    """Return the legal holidays of ``years`` (one or several calendar years) in a department, by date, in order.

    ``department_code`` is the INSEE code ("13", "2A", "974"); a code without rules of its own, or none, gives those of
    the mainland. Names are in the active language. In Alsace-Moselle Good Friday is counted everywhere, although the
    law (Code du travail, L3134-13) limits it to communes with both churches: a lead moves a meeting more easily than
    finds a closed door. Days off by local custom are closed days of the platform.
    """
    zone = HOLIDAY_ZONES.get(department_code.upper(), "Métropole")
    found: dict[date, str] = {}
    for year in sorted({years} if isinstance(years, int) else set(years)):
        for day, names in _holidays_of_year(year, zone):
            found[day] = ", ".join(gettext(_HOLIDAY_NAMES.get(name, name)) for name in names)
    return found


@lru_cache(maxsize=512)
def _holidays_of_year(year: int, zone: str) -> tuple[tuple[date, tuple[str, ...]], ...]:
    by_day: dict[date, list[str]] = {}
    for name, day in JoursFeries.for_year(year, zone).items():
        by_day.setdefault(day, []).append(name)  # two may fall on one day: Ascension on 1 May 2008
    return tuple((day, tuple(names)) for day, names in sorted(by_day.items()))


def _french() -> bool:
    return (get_language() or "fr").startswith("fr")


def _dash() -> str:
    return f"{NBSP}– " if _french() else "–"
