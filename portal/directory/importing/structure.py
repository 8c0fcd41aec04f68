"""Find the table in a sheet as leads keep them: titles above, two header rows, section lines, totals below."""

from dataclasses import dataclass, field

from portal.core.spreadsheets.workbook import CellNote, Sheet


@dataclass(frozen=True)
class FoundRow:
    """A data row: its number in the file, its cells by the columns of the sheet, the section line it stands under."""

    number: int
    cells: list[str]
    section: str = ""


@dataclass(frozen=True)
class FoundTable:
    """A table in a sheet.

    ``header_row`` is the number of the (last) header row, 0 when there is none; ``headers`` holds one text for each
    column of the sheet, "" for an empty column; a header on two rows reads "Group / Column".
    """

    header_row: int
    headers: list[str]
    rows: list[FoundRow]
    notes: list[CellNote] = field(default_factory=list)


def find_table(sheet: Sheet, *, header_row: int | None = None) -> FoundTable:
    """Return the table of ``sheet``; ``header_row`` (1-based, 0 for none) is what a lead said instead of the guess.

    Raises ``SpreadsheetError`` when the sheet holds no table or more than 5,000 rows.
    """
    raise NotImplementedError


def best_sheet(sheets: list[Sheet]) -> int:
    """Return the index of the sheet that looks most like a list; 0 when none does."""
    raise NotImplementedError
