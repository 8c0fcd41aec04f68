"""Read school holidays in the layout of the ministry's open data set ``fr-en-calendrier-scolaire``.

Pure: bytes in, rows out. Used for the zones that the reference files lack (Corse and overseas) and for new years.

The rule of the ministry, as the page of the data set states it: pupils leave after the classes of the first day given,
and classes resume on the morning of the second. The portal keeps the first and the last day without class.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from portal.core.fold import fold
from portal.core.french_dates import format_date_range
from portal.core.spreadsheets.limits import MEGABYTE
from portal.core.spreadsheets.reading import read_workbook
from portal.core.spreadsheets.workbook import SpreadsheetError
from portal.core.text import clean_line

from ..enums import SchoolZone

SOURCE = "fr-en-calendrier-scolaire"
MAX_BYTES = 5 * MEGABYTE  # the whole data set since 2017 is 0.4 MB
#: A longer holiday is a slip of the years: two summer months are 62 days.
MAX_LENGTH = timedelta(days=100)
MAX_NAME = 80
YEARS = range(2000, 2100)
# The data set is exported with field names or with labels, as the person chose on the site.
COLUMNS = {
    "description": ("description", "Description"),
    "population": ("population", "Population"),
    "start": ("start_date", "Date de début"),
    "end": ("end_date", "Date de fin"),
    "zones": ("zones", "Zones"),
}
TEACHERS = "Enseignants"
PARIS = "Europe/Paris"
# A stamp is midnight in the territory itself, written in UTC: read in Paris it would fall on another day.
TIMEZONES = {
    SchoolZone.GUADELOUPE: "America/Guadeloupe",
    SchoolZone.GUYANE: "America/Cayenne",
    SchoolZone.MARTINIQUE: "America/Martinique",
    SchoolZone.MAYOTTE: "Indian/Mayotte",
    SchoolZone.NOUVELLE_CALEDONIE: "Pacific/Noumea",
    SchoolZone.POLYNESIE: "Pacific/Tahiti",
    SchoolZone.REUNION: "Indian/Reunion",
    SchoolZone.SPM: "America/Miquelon",
    SchoolZone.WALLIS: "Pacific/Wallis",
}
#: Zones by their folded name, with the article or the adjective that some exports give them.
_ZONES = {fold(zone.value): zone for zone in SchoolZone} | {
    "la reunion": SchoolZone.REUNION,
    "polynesie francaise": SchoolZone.POLYNESIE,
}


class Told(NamedTuple):
    """Something worth saying about a row: its number (from 1, the headers' is 1), the header of its column, words."""

    row: int
    column: str
    message: str


class _Read(NamedTuple):
    row: int
    zone: SchoolZone
    name: str
    start: date
    end: date


@dataclass
class OfficialCalendar:
    """What a file holds.

    ``periods`` are rows for ``loaders.merge_periods`` and ``comparison.compare``: zone, name, first and last day
    without class (ISO), source; no two of a zone lie over each other. ``problems`` are rows that are not understood,
    ``left_out`` rows that are and that the portal has no use for. ``refused`` says why nothing at all was read.
    """

    periods: list[dict] = field(default_factory=list)
    problems: list[Told] = field(default_factory=list)
    left_out: list[Told] = field(default_factory=list)
    refused: str = ""


def read_official_calendar(content: bytes, file_name: str = "calendar.csv") -> OfficialCalendar:
    """Return the pupils' holidays of ``content``, a CSV in any usual encoding and with any usual separator.

    A row says after the classes of which day the holiday begins and on whose morning classes resume. Out come the first
    and last day without class: the day itself when it is a Saturday or a Sunday, else the next one; and the day before
    classes resume. The file repeats a zone once per academy: one period is kept. A file that is too large, no CSV or
    without the columns gives one problem (row 1, also ``refused``); a bad row gives its own and the others are read.
    """
    calendar = OfficialCalendar()
    try:
        rows = _rows(content, file_name)
        places = _places(rows[0])
    except SpreadsheetError as error:
        calendar.refused = error.message
        calendar.problems.append(Told(1, "", error.message))
        return calendar
    found = []
    for number, cells in enumerate(rows[1:], 2):
        if any(cells):
            values = {key: cells[place] for key, place in places.items()}
            names = {key: rows[0][place] for key, place in places.items()}
            found += _period(number, values, names, calendar)
    zones_column = rows[0][places["zones"]]
    for zone in SchoolZone:
        _keep([one for one in found if one.zone is zone], zones_column, calendar)
    for told in (calendar.problems, calendar.left_out):
        told.sort()
    return calendar


def _rows(content: bytes, file_name: str) -> list[list[str]]:
    if len(content) > MAX_BYTES:
        raise SpreadsheetError(_("The file is larger than 5 MB."), code="too_large")
    if not file_name.lower().endswith(".csv"):
        raise SpreadsheetError(_("The official calendar is a CSV file: export it from the data set."), code="extension")
    rows = read_workbook(content, file_name).sheets[0].rows
    return rows or [[]]


def _places(headers: list[str]) -> dict[str, int]:
    """Return where each column stands. Raises ``SpreadsheetError`` naming those that are missing."""
    places = {
        key: next((place for place, name in enumerate(headers) if fold(name) in map(fold, choices)), None)
        for key, choices in COLUMNS.items()
    }
    missing = [COLUMNS[key][-1] for key, place in places.items() if place is None]
    if missing:
        message = _("These columns are missing: %(columns)s.") % {"columns": ", ".join(missing)}
        raise SpreadsheetError(message, code="columns")
    return places


def _period(row, values, names, calendar) -> list[_Read]:
    """Return the period of one row, or nothing when it is not about pupils, of no use or wrong (then noted)."""
    if fold(values["population"]) == fold(TEACHERS):
        calendar.left_out.append(Told(row, names["population"], _("For teachers, not for pupils.")))
        return []

    def wrong(key, message):
        calendar.problems.append(Told(row, names[key], message))

    zone = _ZONES.get(fold(values["zones"]))
    if zone is None:
        wrong("zones", _("Unknown zone: %(zone)s.") % {"zone": values["zones"][:40] or "–"})
    name = clean_line(values["description"]).replace("'", "’")[:MAX_NAME]
    if not name:
        wrong("description", _("This holiday has no name."))
    days = {key: _day(values[key], zone) for key in ("start", "end")}
    for key, day in days.items():
        if day is None:
            wrong(key, _("This is not a date: %(text)s.") % {"text": values[key][:40] or "–"})
    leaving, back = days.values()
    if zone is None or not name or leaving is None or back is None:
        return []
    if back < leaving:
        wrong("end", _("Classes resume before they stop."))
        return []
    if back == leaving:
        # The last summer of a calendar is published with its beginning alone.
        message = _("The end of this holiday is not published yet: enter it by hand when it is.")
        calendar.left_out.append(Told(row, names["end"], message))
        return []
    start = leaving if leaving.weekday() >= 5 else leaving + timedelta(days=1)
    end = back - timedelta(days=1)
    if end < start:
        calendar.left_out.append(Told(row, names["end"], _("No day without class lies between these two dates.")))
        return []
    if end - start > MAX_LENGTH:
        wrong("end", _("This holiday lasts more than three months: check the years."))
        return []
    return [_Read(row, zone, name, start, end)]


def _keep(found: list[_Read], column: str, calendar: OfficialCalendar) -> None:
    """Keep the periods of one zone that lie over no other: academies repeat them, islands have some of their own."""
    kept: list[_Read] = []
    # The longest of those that begin on a day comes first: what lies within it adds nothing.
    for one in sorted(found, key=lambda one: (one.start, -(one.end - one.start).days, one.row)):
        over = kept[-1] if kept and one.start <= kept[-1].end else None
        if over is None:
            kept.append(one)
        elif (one.start, one.end) != (over.start, over.end):
            names = {"name": over.name, "dates": format_date_range(over.start, over.end), "row": over.row}
            if one.end <= over.end:
                message = _("Lies within “%(name)s” (%(dates)s, row %(row)s).")
                calendar.left_out.append(Told(one.row, column, message % names))
            else:
                message = _("Lies over “%(name)s” of the same zone (%(dates)s, row %(row)s).")
                calendar.problems.append(Told(one.row, column, message % names))
    calendar.periods += [
        {
            "zone": one.zone.value,
            "name": one.name,
            "start": one.start.isoformat(),
            "end": one.end.isoformat(),
            "source": SOURCE,
        }
        for one in kept
    ]


def _day(text: str, zone: SchoolZone | None) -> date | None:
    """The day that a stamp (``2025-10-17T22:00:00+00:00``) or a date names in its zone; None for anything else.

    Some exports write the midnight of Paris for the territories overseas too: a stamp that is no midnight there and one
    in Paris names the day of Paris.
    """
    try:
        stamp = datetime.fromisoformat(text)
        if stamp.year not in YEARS:
            return None
        if stamp.tzinfo is None:
            return stamp.date()
        here, paris = (stamp.astimezone(ZoneInfo(name)) for name in (TIMEZONES.get(zone, PARIS), PARIS))
    except (ValueError, OverflowError):
        return None
    return paris.date() if here.time() != time.min == paris.time() else here.date()
