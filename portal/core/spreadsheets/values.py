"""Values of cells as the texts that a person would read."""

import datetime as dt
import re

from ..text import clean_text

#: Digits of a float that are certain.
_CERTAIN = 15
_ERROR = re.compile(
    r"#(?:REF|N/?A|NAME|NOM|VALUE|VALEUR|DIV/0|NULL|NUL|NUM|NOMBRE|SPILL|CALC)[!?]?|(?:Err|Erreur)\s?:\s?\d{3}",
    re.IGNORECASE,
)


def as_text(value) -> str:
    """Return what a person reads in a cell that holds ``value``.

    Whole numbers have all their digits (a SIRET is no 7.3E13), decimals a comma, days are ISO, an hour of the day is
    "09:05", true and false are "oui" and "non" as leads write them. Line breaks inside a cell stay, control characters
    go.
    """
    if isinstance(value, str):
        return clean_text(value).strip()
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, dt.datetime):
        midnight = (value.hour, value.minute, value.second) == (0, 0, 0)
        return value.date().isoformat() if midnight else value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, dt.time):
        return value.strftime("%H:%M")
    if isinstance(value, dt.timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"{minutes // 60}:{minutes % 60:02}"
    return clean_text(str(value)).strip()


def is_error(text: str) -> bool:
    """Return whether ``text`` is what a formula that failed shows: #REF!, #N/A, Err:502."""
    return text[:1] in ("#", "E", "e") and len(text) <= 12 and _ERROR.fullmatch(text) is not None


def _number(value: int | float) -> str:
    if value != value or value in (float("inf"), float("-inf")):
        return ""
    if value == int(value) and abs(value) < 10**_CERTAIN:
        return str(int(value))
    shown = f"{value:.{_CERTAIN}g}"
    if "e" in shown:
        shown = f"{value:.0f}" if abs(value) >= 1 else f"{value:.12f}".rstrip("0").rstrip(".")
    return shown.replace(".", ",")
