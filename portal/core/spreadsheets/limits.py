"""How much of a spreadsheet the portal takes, and the refusals that say so (SECURITY D-74)."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .workbook import SpreadsheetError, column_letters

MEGABYTE = 1024 * 1024
MAX_BYTES = 10 * MEGABYTE
#: Rows of a table; titles, section lines and totals come on top of them.
MAX_ROWS = 5_000
MAX_FILLED_ROWS = MAX_ROWS + 500
#: Position of the last row that holds something: rows between are kept, so that numbers stay those of the file.
MAX_LAST_ROW = 10_000
MAX_COLUMNS = 200
#: Rows times columns of a sheet, and of all sheets.
MAX_GRID = MAX_ROWS * MAX_COLUMNS
#: Characters of a cell, as Excel has it (32,767), and of a whole file: one shared text can stand in a million cells.
MAX_CELL = 32_000
MAX_CHARACTERS = 8_000_000
MAX_SHEETS = 50
MAX_MEMBERS = 2_000
#: What a container may claim to hold, and what is read of it.
MAX_CLAIMED = 200 * MEGABYTE
MAX_READ = 48 * MEGABYTE
#: Above this size, a part that unpacks to more than MAX_RATIO times its size is no spreadsheet.
RATIO_FROM = 4 * MEGABYTE
MAX_RATIO = 200
MAX_ELEMENTS = 3_000_000


def group(number: int) -> str:
    """Return ``number`` with its thousands apart, as the French write them."""
    return f"{number:,}".replace(",", "\u202f")


def too_large() -> SpreadsheetError:
    """Return the refusal of a file of more than ``MAX_BYTES``."""
    return SpreadsheetError(
        _("This file weighs more than %(limit)s MB. Remove its pictures and the sheets that are not imported.")
        % {"limit": MAX_BYTES // MEGABYTE},
        code="too_large",
    )


def too_heavy() -> SpreadsheetError:
    """Return the refusal of a file that unpacks to more than a list can hold."""
    return SpreadsheetError(
        _("This file holds far more than a list. Copy the rows to import into a new spreadsheet and send that one."),
        code="too_heavy",
    )


def too_many_sheets() -> SpreadsheetError:
    """Return the refusal of a file of more than ``MAX_SHEETS`` sheets."""
    return SpreadsheetError(
        _("This file has more than %(limit)s sheets. Keep the one to import.") % {"limit": MAX_SHEETS}, code="sheets"
    )


def too_many_rows(sheet: str = "") -> SpreadsheetError:
    """Return the refusal of a sheet of more than ``MAX_ROWS`` rows."""
    return SpreadsheetError(
        ngettext("%(sheet)s holds more than %(limit)s row.", "%(sheet)s holds more than %(limit)s rows.", MAX_ROWS)
        % {"sheet": _sheet(sheet), "limit": group(MAX_ROWS)}
        + " "
        + _("Split the list into several files, or remove what is below it."),
        code="rows",
    )


def row_too_far(sheet: str = "") -> SpreadsheetError:
    """Return the refusal of a sheet that holds something beyond ``MAX_LAST_ROW``."""
    return SpreadsheetError(
        _("%(sheet)s holds something below row %(limit)s. Remove what is below the list.")
        % {"sheet": _sheet(sheet), "limit": group(MAX_LAST_ROW)},
        code="rows",
    )


def too_many_columns(sheet: str = "") -> SpreadsheetError:
    """Return the refusal of a sheet of more than ``MAX_COLUMNS`` columns."""
    return SpreadsheetError(
        _("%(sheet)s has more than %(limit)s columns (beyond column %(column)s). Remove those that are not imported.")
        % {"sheet": _sheet(sheet), "limit": MAX_COLUMNS, "column": column_letters(MAX_COLUMNS - 1)},
        code="columns",
    )


def cell_too_long(row: int, column: int | None = None, sheet: str = "") -> SpreadsheetError:
    """Return the refusal of a cell of more than ``MAX_CELL`` characters; ``row`` from 1, ``column`` from 0."""
    place = f"{column_letters(column)}{row}" if column is not None else _("row %(row)s") % {"row": row}
    return SpreadsheetError(
        _("%(sheet)s, %(cell)s: a cell holds more than %(limit)s characters.")
        % {"sheet": _sheet(sheet), "cell": place, "limit": group(MAX_CELL)},
        code="cell",
    )


def damaged() -> SpreadsheetError:
    """Return the refusal of a file that cannot be read as what it is."""
    return SpreadsheetError(
        _("This file is damaged. Open it in your spreadsheet software, save it again and send that copy."),
        code="damaged",
    )


def _sheet(name: str) -> str:
    return _("Sheet “%(name)s”") % {"name": name[:60]} if name else _("This file")


class Extent:
    """Counts what a sheet holds while it is read, and refuses as soon as it is too much."""

    def __init__(self, sheet: str = ""):
        self.sheet = sheet
        self.filled_rows = 0
        self.last_row = 0
        self.last_column = 0
        self.characters = 0

    def add_row(self, row: int, columns: int, characters: int, times: int = 1) -> None:
        """Count ``times`` filled rows from ``row`` on (from 1) of ``columns`` columns that hold ``characters``."""
        self.filled_rows += times
        self.last_row = max(self.last_row, row + times - 1)
        self.last_column = max(self.last_column, columns)
        self.characters += characters * times
        if self.filled_rows > MAX_FILLED_ROWS:
            raise too_many_rows(self.sheet)
        if self.last_row > MAX_LAST_ROW:
            raise row_too_far(self.sheet)
        if self.last_column > MAX_COLUMNS:
            raise too_many_columns(self.sheet)
        if self.last_row * self.last_column > MAX_GRID or self.characters > MAX_CHARACTERS:
            raise too_heavy()

    @property
    def grid(self) -> int:
        """Return how many cells lie between the first and the last."""
        return self.last_row * self.last_column
