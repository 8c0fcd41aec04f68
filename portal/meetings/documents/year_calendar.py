"""Data of the school year on one page, to hang on a wall: twelve months in columns, and the dates in words.

Whatever the year holds, it fits one page: each area has a fixed height, and what is said in it follows from how much
there is (``year_layout``).
"""

import datetime as dt
import zoneinfo

from django.conf import settings
from django.utils import dateformat
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.core.french_dates import format_date, school_year_bounds, school_year_label
from portal.core.phones import format_phone
from portal.core.printing import document
from portal.core.text import clean_line

from ..calendar_bands import Stretch, Surroundings
from ..calendar_filters import ONE_OFFS, CalendarFilter
from ..calendar_scopes import CalendarScope
from ..display.calendar_rows import Row, by_day, rows_of
from ..display.one_off_rows import with_one_offs
from ..enums import MeetingKind, MeetingStatus
from ..services.one_offs import between
from .year_layout import PAPERS, Paper, choose_lines, letters_of, marks_of, sign_of, usual_place

__all__ = ["PAPERS", "TEMPLATE", "data_of"]

TEMPLATE = "meetings/year_calendar.typ"
#: Longest text that a line is given; what does not fit is cut there with an ellipsis.
LONGEST = 160
#: Campaigns that the legend names.
MOST_CAMPAIGNS = 6


def data_of(scope: CalendarScope, filters: CalendarFilter, *, year: int, paper: str) -> dict:
    """Return what the template prints of the school year that begins in ``year``, on ``paper`` ("a4" or "a3").

    Drafts never leave, and what was cancelled is not hung on a wall. The date of the document is that of the last
    change of a meeting, cancelled ones too, and the first day of the school year where there is none.
    """
    first, last = school_year_bounds(year)
    found = list(filters.apply(scope.meetings_between(first, last)).exclude(status=MeetingStatus.DRAFT))
    changed = max((meeting.modified_at for meeting in found), default=None)
    rows = rows_of(scope, [one for one in found if one.status != MeetingStatus.CANCELLED], first, last)
    one_offs = list(filters.apply_to_one_offs(between(scope.platforms, first, last, scope.viewer)))
    changed = max([*([changed] if changed else []), *(one.modified_at for one in one_offs)], default=None)
    rows = [row for row in with_one_offs(scope, one_offs, rows, first, last) if not row.is_cancelled]
    around = scope.surroundings(first, last)
    sheet = PAPERS[paper]
    letters = letters_of(rows)
    place = usual_place(rows)
    day = changed.astimezone(zoneinfo.ZoneInfo(scope.timezone)).date() if changed else first
    chosen, columns = choose_lines(rows, sheet)
    legend = _legend(rows, around, letters)
    legend_lines = 1 + bool(legend["campaigns"]) + bool(letters)
    return {
        "document": document(title=_title(scope, year), day=day, platform=scope.name),
        "paper": sheet.sizes(columns, told=len(chosen), legend_lines=legend_lines),
        "head": {
            "title": _("Calendar %(year)s") % {"year": school_year_label(year)},
            "name": _line(scope.name),
            "filters": _line(", ".join(filters.words())),
            "facts": [_line(fact) for fact in _facts(scope, rows, place)],
            "as_of": _("As of %(date)s") % {"date": format_date(day, weekday=False)} if changed else "",
        },
        "months": _months(first, rows, around, letters, sheet),
        "legend": legend,
        "dates": {
            "title": ngettext("%(count)d date", "%(count)d dates", len(rows)) % {"count": len(rows)},
            "note": _note(rows, chosen),
            "empty": _("No meeting is planned in this school year."),
            "lines": [_date_line(row, letters, place, long=sheet.long_lines) for row in chosen],
        },
    }


def _title(scope: CalendarScope, year: int) -> str:
    return clean_line(_("Calendar %(year)s") % {"year": school_year_label(year)} + f" – {scope.name}")[:LONGEST]


def _facts(scope: CalendarScope, rows: list[Row], place: str) -> list[str]:
    facts = []
    if place:
        facts.append(_("Usual place: %(place)s") % {"place": place})
    if scope.platform is not None:
        contact = [scope.platform.email, format_phone(scope.platform.phone) if scope.platform.phone else ""]
        if any(contact):
            facts.append(_("Contact: %(contact)s") % {"contact": ", ".join(part for part in contact if part)})
    if any(row.zone for row in rows):
        facts.append(_("Hours are those of the place of each meeting."))
    address = settings.BASE_URL.rstrip("/") + scope.url
    facts.append(_("Up to date: %(address)s") % {"address": address.partition("://")[2]})
    return facts


def _months(first: dt.date, rows: list[Row], around: Surroundings, letters, sheet: Paper) -> list[dict]:
    days = by_day(rows)
    months = []
    for number in range(12):
        month = dt.date(first.year + (first.month + number - 1) // 12, (first.month + number - 1) % 12 + 1, 1)
        cells, day = [], month
        while day.month == month.month:
            cells.append(_cell(day, days.get(day, []), around, letters, sheet))
            day += dt.timedelta(days=1)
        months.append({"name": capfirst(dateformat.format(month, "F")), "year": str(month.year), "days": cells})
    return months


def _cell(day: dt.date, here: list[Row], around: Surroundings, letters, sheet: Paper) -> dict:
    off = next((item for item in (*around.free, *around.closed) if item.start <= day <= item.end), None)
    holiday = next((item for item in around.holidays if item.start <= day <= item.end), None)
    words = ""
    if not here:
        begins = holiday is not None and (day == holiday.start or day.day == 1)
        words = off.name if off else _short_holiday(holiday.name) if begins else ""
    return {
        "number": str(day.day),
        "weekday": dateformat.format(day, "D")[:1].upper(),
        "fill": _fill(day, off, holiday),
        "band": "campaign" if _touches(around.campaigns, day) else "checks" if _touches(around.checks, day) else "",
        "marks": marks_of(here, letters, sheet),
        "time": here[0].start if len(here) == 1 else "",
        "words": _line(words),
    }


def _fill(day: dt.date, off, holiday) -> str:
    if off:
        return "off"
    if day.weekday() > 4:
        return "holidays-weekend" if holiday else "weekend"
    return "holidays" if holiday else ""


def _touches(stretches, day: dt.date) -> bool:
    return any(item.start <= day <= item.end for item in stretches)


def _short_holiday(name: str) -> str:
    """Return "Toussaint" for "Vacances de la Toussaint": the shade says that it is a holiday."""
    words = clean_line(name).replace("’", "'")
    for opening in (
        "Vacances de la ",
        "Vacances de l'",
        "Vacances d'",
        "Vacances du ",
        "Vacances des ",
        "Vacances de ",
    ):
        if words.startswith(opening):
            return capfirst(words.removeprefix(opening))
    return words


def _legend(rows: list[Row], around: Surroundings, letters) -> dict:
    kinds = {}
    for row in rows:
        sign, look = sign_of(row)
        words = {"c1": _("Circle 1"), "c2": _("Circle 2, with circle 1")}.get(look, row.kind_label)
        kinds.setdefault((look, sign), words)
    spans = [_span(item, letters) for item in around.campaigns]
    more = len(spans) - MOST_CAMPAIGNS
    order = [*MeetingKind.values, ONE_OFFS]
    signs = sorted(kinds.items(), key=lambda item: (item[0][0], order.index(_kind_of(rows, item[0]))))
    return {
        "marks": [{"look": look, "sign": sign, "words": words} for (look, sign), words in signs],
        "shades": [
            {"look": look, "words": words}
            for look, words, shown in (
                ("holidays", _("School holidays"), around.holidays),
                ("off", _("Public holiday or closed day"), around.free or around.closed),
                ("campaign", _("Campaign"), around.campaigns),
                ("checks", _("Checks by schools"), around.checks),
            )
            if shown
        ],
        "campaigns": _line(" · ".join(spans[:MOST_CAMPAIGNS]), 600),
        "campaigns_more": ngettext("%(count)d more", "%(count)d more", more) % {"count": more} if more > 0 else "",
        "campaigns_label": ngettext("Campaign:", "Campaigns:", len(around.campaigns)),
        "letters": [{"letter": letter, "name": _line(name)} for name, letter in letters.items()],
    }


def _kind_of(rows: list[Row], key: tuple[str, str]) -> str:
    return next(row.kind for row in rows if (sign_of(row)[1], sign_of(row)[0]) == key)


def _span(item: Stretch, letters) -> str:
    whom = ", ".join(letters.get(name, name) for name in item.where)
    name = clean_line(item.name)[:60] + (f" ({whom})" if whom else "")
    return f"{name}, {_short_day(item.start)} – {_short_day(item.end)}"


def _note(rows: list[Row], chosen: list[Row]) -> str:
    if len(chosen) == len(rows):
        return ""
    if not any(row.kind == MeetingKind.CIRCLE_1 for row in chosen):
        return _("Circle 1 meetings stand in the months above; the page has the whole list.")
    hidden = len(rows) - len(chosen)
    words = ngettext("%(count)d more date on the page", "%(count)d more dates on the page", hidden)
    return words % {"count": hidden}


def _date_line(row: Row, letters, place: str, *, long: bool) -> dict:
    sign, look = sign_of(row)
    said = [] if row.name in (row.kind_label, row.label) and look in ("c1", "c2") else [row.name]
    if row.whose and row.whose not in letters:
        said.insert(0, row.whose)
    if row.place and row.place != place:
        said.append(row.place if long else row.place.partition(",")[0])
    if row.zone:
        said.append(row.zone)
    return {
        "look": look,
        "sign": sign,
        "letter": letters.get(row.whose, ""),
        "day": f"{dateformat.format(row.day, 'D').lower()} {_short_day(row.day)}",
        "time": row.hours if long else row.start,
        "words": _line(" · ".join(said)),
    }


def _short_day(day: dt.date) -> str:
    """Return "6 oct."; Django's own short January is a message of the portal."""
    number = "1er" if day.day == 1 and format_date(day, weekday=False).startswith("1er") else str(day.day)
    return f"{number} {dateformat.format(day, 'N').lower()}"


def _line(text: str, longest: int = LONGEST) -> str:
    return clean_line(str(text))[:longest]
