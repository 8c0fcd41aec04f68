"""Small facts: chips, statuses, circles, dates, how fresh something is."""

from datetime import date, datetime

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..french_dates import format_date, format_range, format_time, to_local
from .looks import known_icon, known_kind
from .registry import ComponentError, component
from .statuses import STATUSES


@component
def icon(name, size="1", label=""):
    """Show an icon of the sprite; ``label`` only where no words stand beside it."""
    return {"name": known_icon(name), "size": size, "label": label}


@component
def chip(label, kind="neutral", icon="", url=""):
    """Show a short fact in the head of a page or a row."""
    return {"label": label, "kind": known_kind(kind), "icon": known_icon(icon), "url": url}


@component
def status(value, of="meeting"):
    """Show a status; ``of`` says of what: meeting, minutes, answer, presence, action, charter, mail, letter…"""
    try:
        label, kind, icon_name = STATUSES[of][str(value)]
    except KeyError:
        raise ComponentError(f"“{value}” is no status of “{of}”.") from None
    return {"label": label, "kind": kind, "icon": icon_name, "url": ""}


@component
def circle(value, long=False):
    """Show a circle as "C1" or "C2" in its colour; ``value`` is "1", "2", "circle_1", "occasional" or empty."""
    names_of = {
        "1": ("C1", _("Circle 1"), "primary"),
        "2": ("C2", _("Circle 2"), "circle-2"),
        "occasional": ("", _("Occasional actor"), "neutral"),
        "": ("", "", "neutral"),
    }
    short, name, kind = names_of.get(str(value or "").removeprefix("circle_"), names_of[""])
    return {"short": short, "name": name, "kind": kind, "long": long or not short}


@component
def freshness(confirmed_on, stale_after=365, on=None, changed_on=None):
    """Say when a fact was last confirmed and, ``stale_after`` days later, that it has to be confirmed again.

    ``changed_on`` counts where nobody ever confirmed: what was written lately is no older than its text.
    """
    today = on or timezone.localdate()
    day = _as_date(confirmed_on)
    changed = _as_date(changed_on) if day is None else None
    last = day or changed
    stale = last is None or (today - last).days > stale_after
    return {
        "day": format_date(day, weekday=False) if day else "",
        "changed_day": format_date(changed, weekday=False) if changed else "",
        "stale": stale,
    }


@component
def seats(free, capacity=None, reported_on=None, source="", stale_after=None, on=None):
    """Show free seats, never without the date of the report and the organisation ``source`` that made it.

    ``free`` is None where nothing was reported; ``stale_after`` days later (the setting, unless given) the number is
    shown as to be confirmed.
    """
    days = settings.SEATS_TO_CONFIRM_AFTER_DAYS if stale_after is None else stale_after
    return {"free": free, "capacity": capacity, "source": source, **freshness(reported_on, days, on)}


@component
def opening(kind, opens_on=None, deadline=None, closes_on=None):
    """Say whether one may enter a session: ``kind`` is open, opens, full or closed; with its first day and deadline."""
    kind = str(kind)
    _label, look, icon_name = STATUSES["opening"][kind]
    words = {"day": format_date(opens_on, weekday=False) if opens_on else ""}
    # A dated session that begins today is entered today: its first day is no deadline to tell.
    until = (deadline or closes_on) if kind in ("open", "opens") else None
    return {
        "kind": kind,
        "look": look,
        "icon": icon_name,
        "label": _label,
        **words,
        "until": format_date(until, weekday=False) if until and until != opens_on else "",
        "is_deadline": deadline is not None,
    }


@component
def definition_list(items):
    """Show facts: ``items`` are pairs of term and value; pairs without value are left out."""
    return {"items": [(term, value) for term, value in items if value not in (None, "")]}


@component
def date_block(start, end=None, tz="", cancelled=False):
    """Show when something is: day, month, and the words "mardi 14 octobre 2026, 9 h 30 – 11 h 30"."""
    zone = tz or timezone.get_current_timezone()
    if isinstance(start, datetime):
        day = to_local(start, zone).date()
        words = format_range(start, end, zone) if end else f"{format_date(day)}, {format_time(to_local(start, zone))}"
    else:
        day, words = start, format_date(start)
    return {"day": day, "words": words, "cancelled": cancelled}


@component
def calendar_month(month, empty_days=False):
    """Show one month as a grid and, on phones, as a list; ``month`` comes from ``core.month_grid.build``."""
    return {"month": month, "empty_days": empty_days}


@component
def calendar_legend(bands=True):
    """Explain the colours and signs of the calendar."""
    return {"bands": bands}


def _as_date(value) -> date | None:
    return timezone.localtime(value).date() if isinstance(value, datetime) else value
