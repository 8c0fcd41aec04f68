"""What was read of a spreadsheet: plain texts by row and column, whatever the file was."""

from dataclasses import dataclass, field
from typing import NamedTuple

from portal.core.errors import DomainError


class SpreadsheetError(DomainError):
    """A file that cannot be read or is more than the portal takes; the message says what to do (field "file")."""

    def __init__(self, message, *, code: str = "spreadsheet"):
        super().__init__(message, code=code, field="file")


class MergedRange(NamedTuple):
    """Cells shown as one, by 0-based indexes, all four included."""

    top: int
    left: int
    bottom: int
    right: int


class CellNote(NamedTuple):
    """Something worth saying about a cell: 1-based number of its row, letters of its column, a sentence."""

    row: int
    column: str
    message: str


@dataclass(frozen=True)
class Sheet:
    """A sheet: ``rows[i]`` is row i + 1 of the file and every row has the same number of cells.

    Cells are stripped texts that a person would read: numbers without exponent, dates as ISO days, errors of formulas
    empty with a note. The value of merged cells stands in every cell that they cover.
    """

    name: str
    rows: list[list[str]]
    merged: list[MergedRange] = field(default_factory=list)
    notes: list[CellNote] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Return whether no cell holds anything."""
        return not any(any(row) for row in self.rows)


@dataclass(frozen=True)
class Workbook:
    """The sheets of a file in their order, hidden ones left out; ``kind`` is "csv", "xlsx" or "ods"."""

    kind: str
    sheets: list[Sheet]


def column_letters(index: int) -> str:
    """Return the letters of the column at 0-based ``index``, as spreadsheets show them: 0 is "A", 26 is "AA"."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
