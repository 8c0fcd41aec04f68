"""The figures of a school year as tables of a spreadsheet."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.core.french_dates import format_month
from portal.core.spreadsheets.writing import Column
from portal.directory.enums import Circle

from .figures import COLUMNS, Figures, Line

#: Tables that can be taken, by the word in the address.
MEETINGS, PRESENCES = "reunions", "presences"
TABLES = (MEETINGS, PRESENCES)


def table_of(figures: Figures, table: str) -> tuple[list[Column], Iterator[list]]:
    """Return the columns and the rows of one of ``TABLES``."""
    if table == MEETINGS:
        return _meeting_columns(), _meeting_rows(figures)
    columns = [Column(_("Organisation"), 40), Column(_("Type"), 30), Column(_("Meetings convened to"), 14)]
    columns += [Column(_("Meetings with somebody there"), 14), Column(_("Presence (%)"), 12)]
    return columns, ([one.name, one.actor_type, one.convened, one.came, one.rate] for one in figures.organisations)


def column_label(circle: str) -> str:
    """Return the words over a column of meetings."""
    return Circle(circle).label if circle else _("Other meetings")


def _meeting_columns() -> list[Column]:
    kinds = (
        pgettext("meetings", "planned"),
        pgettext("meetings", "held"),
        pgettext("meetings", "cancelled"),
        pgettext("meetings", "without trace"),
        pgettext("meetings", "to come"),
    )
    labels = [f"{column_label(circle)} – {kind}" for circle in COLUMNS for kind in kinds]
    return [Column(_("Month or platform"), 30), *(Column(label, 14) for label in labels)]


def _meeting_rows(figures: Figures) -> Iterator[list]:
    for month in figures.months:
        yield [format_month(month.name), *_numbers(month)]
    if len(figures.platforms) > 1:
        for platform in figures.platforms:
            yield [str(platform.name), *_numbers(platform)]
    yield [_("Whole year"), *_numbers(figures.total)]


def _numbers(line: Line) -> list[int]:
    return [
        number
        for tally in line.columns
        for number in (tally.planned, tally.held, tally.cancelled, tally.untold, tally.ahead)
    ]
