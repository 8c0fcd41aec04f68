"""Look through the content of an ODS file: how much its sheets hold once repeats are counted, merged and wrong cells.

Eight kilobytes can claim a million rows: an empty repeat costs nothing, one that holds something counts each time.
"""

from .limits import MAX_CELL, MAX_COLUMNS, MAX_LAST_ROW, MAX_SHEETS, Extent, cell_too_long, damaged, too_many_sheets
from .workbook import MergedRange
from .xml_scan import Scan

_CELLS = ("table:table-cell", "table:covered-table-cell")
#: Values in attributes, of which text alone can be long.
_TEXT_VALUE = "office:string-value"


class OdsSheet:
    """What was measured of one sheet; ``errors`` are pairs of row and column from 0."""

    def __init__(self, name: str):
        self.name = name
        self.extent = Extent(name)
        self.merged: list[MergedRange] = []
        self.errors: list[tuple[int, int]] = []


class ContentScan(Scan):
    """Measures all ``sheets``, in their order."""

    def __init__(self):
        super().__init__()
        self.sheets: list[OdsSheet] = []
        self._inside = ""
        self._row = self._column = 0
        self._row_times = self._cell_times = 1
        self._columns = self._characters = 0
        self._length: int | None = None
        self._skip = self._paragraphs = 0

    def start(self, name, attributes):
        if name in _CELLS:
            self._start_cell(attributes)
        elif name == "table:table-row":
            self._row_times = _times(attributes.get("table:number-rows-repeated"))
            self._column = self._columns = self._characters = 0
        elif name == "table:table":
            if self._inside:
                raise damaged()  # a table inside a cell is read by nobody
            self._inside = attributes.get("table:name", "") or "?"
            self._row = 0
            self.sheets.append(OdsSheet(attributes.get("table:name", "")))
            if len(self.sheets) > MAX_SHEETS:
                raise too_many_sheets()
        elif name == "office:annotation":
            self._skip += 1
        elif name == "text:s" and self._length is not None:
            self._add(_times(attributes.get("text:c")))
        elif name in ("text:p", "text:h"):
            self._paragraphs += 1
            if self._length:
                self._add(1)
        elif name in ("text:tab", "text:line-break"):
            self._add(1)

    def end(self, name):
        if name in _CELLS:
            self._end_cell()
        elif name == "table:table-row":
            if self._columns and self._inside:
                self.sheets[-1].extent.add_row(self._row + 1, self._columns, self._characters, self._row_times)
            self._row += self._row_times
        elif name == "table:table":
            self._inside = ""
        elif name in ("text:p", "text:h"):
            self._paragraphs -= 1
        elif name == "office:annotation":
            self._skip -= 1

    def text(self, data):
        if self._paragraphs and not self._skip:
            self._add(len(data))

    def _start_cell(self, attributes: dict[str, str]) -> None:
        if not self._inside or self._length is not None:
            raise damaged()
        self._cell_times = _times(attributes.get("table:number-columns-repeated"))
        self._length = 0
        if any(key.startswith("office:") and value for key, value in attributes.items()):
            self._add(max(1, len(attributes.get(_TEXT_VALUE, ""))))
        sheet = self.sheets[-1]
        if attributes.get("calcext:value-type") == "error":
            sheet.errors.append((self._row, self._column))
        down = _times(attributes.get("table:number-rows-spanned"))
        across = _times(attributes.get("table:number-columns-spanned"))
        if (down > 1 or across > 1) and self._row < MAX_LAST_ROW and self._column < MAX_COLUMNS:
            sheet.merged.append(MergedRange(self._row, self._column, self._row + down - 1, self._column + across - 1))

    def _end_cell(self) -> None:
        if self._length:
            self._characters += self._length * self._cell_times
            self._columns = self._column + self._cell_times
        self._column += self._cell_times
        self._length = None

    def _add(self, length: int) -> None:
        if self._length is None:
            return
        self._length += length
        if self._length > MAX_CELL:
            sheet = self.sheets[-1].name if self.sheets else ""
            raise cell_too_long(self._row + 1, min(self._column, MAX_COLUMNS), sheet)


def _times(count: str | None) -> int:
    if count is None:
        return 1
    times = int(count)
    if times < 0:
        raise damaged()
    return max(times, 1)
