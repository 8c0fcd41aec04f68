"""Read school holidays in the layout of the ministry's open data set ``fr-en-calendrier-scolaire``.

Pure: bytes in, rows out. Used for the zones that the reference files lack (Corse and overseas) and for new years.
"""

import csv
import io
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from ..enums import SchoolZone

SOURCE = "fr-en-calendrier-scolaire"
MAX_BYTES = 5 * 1024 * 1024  # the whole data set since 2017 is 0.4 MB
# The data set is exported with field names or with labels, as the person chose on the site.
COLUMNS = {
    "description": ("description", "Description"),
    "population": ("population", "Population"),
    "start": ("start_date", "Date de début"),
    "end": ("end_date", "Date de fin"),
    "zones": ("zones", "Zones"),
}
TEACHERS = "Enseignants"
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


@dataclass
class OfficialCalendar:
    """What a file holds: ``periods`` for ``loaders.merge_periods``, and ``problems`` as (line, message)."""

    periods: list[dict] = field(default_factory=list)
    problems: list[tuple[int, str]] = field(default_factory=list)


def read_official_calendar(content: bytes) -> OfficialCalendar:
    """Return the pupils' holidays of ``content``, a CSV parted by ``;`` or ``,``, in UTF-8 with or without BOM.

    A row says after the classes of which day the holiday begins and on whose morning classes resume. Out come the first
    and last day without class: the day itself when it is a Saturday or a Sunday, else the next one; and the day before
    classes resume. The file repeats a zone once per academy: one period is kept. A file that is too large, not text or
    without the columns gives one problem (line 1); a bad row gives its own and the others are read.
    """
    calendar = OfficialCalendar()
    if len(content) > MAX_BYTES:
        calendar.problems.append((1, _("The file is larger than 5 MB.")))
        return calendar
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        calendar.problems.append((1, _("The file is not text in UTF-8.")))
        return calendar
    header = text.split("\n", 1)[0]
    reader = csv.DictReader(io.StringIO(text), delimiter=";" if ";" in header else ",")
    names = {
        key: next((name for name in choices if name in (reader.fieldnames or ())), None)
        for key, choices in COLUMNS.items()
    }
    missing = [choices[0] for key, choices in COLUMNS.items() if names[key] is None]
    if missing:
        message = _("These columns are missing: %(columns)s.") % {"columns": ", ".join(missing)}
        calendar.problems.append((1, message))
        return calendar
    seen = set()
    try:
        for row in reader:
            values = {key: (row[name] or "").strip() for key, name in names.items()}
            period = _period(values, reader.line_num, calendar.problems)
            if period and tuple(period.values()) not in seen:
                seen.add(tuple(period.values()))
                calendar.periods.append(period)
    except csv.Error:
        calendar.problems.append((reader.line_num, _("This line is not a line of a table.")))
    return calendar


def _period(values, line, problems):
    """One row as a period, or ``None`` when it is not about pupils or is wrong (then noted in ``problems``)."""
    if values["population"] == TEACHERS:
        return None
    if values["zones"] not in SchoolZone.values:
        problems.append((line, _("Unknown zone: %(zone)s.") % {"zone": values["zones"][:40] or "–"}))
        return None
    zone = SchoolZone(values["zones"])
    leaving, back = _day(values["start"], zone), _day(values["end"], zone)
    if leaving is None or back is None:
        problems.append((line, _("This is not a date.")))
        return None
    start = leaving if leaving.weekday() >= 5 else leaving + timedelta(days=1)
    end = back - timedelta(days=1)
    if end < start:
        # The last summer of a calendar is published with its beginning alone.
        problems.append((line, _("The end of this holiday is not known yet: enter it by hand.")))
        return None
    name = values["description"].replace("'", "’")[:80]
    return {"zone": zone.value, "name": name, "start": start.isoformat(), "end": end.isoformat(), "source": SOURCE}


def _day(text, zone) -> date | None:
    """The day that a stamp (``2025-10-17T22:00:00+00:00``) or a date names in its zone."""
    try:
        stamp = datetime.fromisoformat(text)
    except ValueError:
        return None
    if stamp.tzinfo is None:
        return stamp.date()
    return stamp.astimezone(ZoneInfo(TIMEZONES.get(zone, "Europe/Paris"))).date()
