"""Look through the parts of an XLSX file: which sheets it shows, how much they hold, which cells are errors.

Names are compared without their prefix and positions are counted as calamine counts them, so that what was measured is
what will be read.
"""

import posixpath
import re
from array import array

from .limits import MAX_CELL, Extent, cell_too_long, damaged
from .xml_scan import Scan

_REFERENCE = re.compile(r"([A-Za-z]{1,4})([0-9]{1,8})", re.ASCII)


class WorkbookScan(Scan):
    """Reads ``sheets``: pairs of name and relation id, of the sheets that are shown."""

    def __init__(self):
        super().__init__()
        self.sheets: list[tuple[str, str]] = []
        self.hidden = 0

    def start(self, name, attributes):
        if _local(name) != "sheet":
            return
        if attributes.get("state", "visible") != "visible":
            self.hidden += 1
            return
        relation = next((value for key, value in attributes.items() if _local(key) == "id" and ":" in key), "")
        self.sheets.append((attributes.get("name", ""), relation))


class RelationsScan(Scan):
    """Reads ``parts``: relation id to the path of the part, for the relations of the workbook."""

    def __init__(self):
        super().__init__()
        self.parts: dict[str, str] = {}

    def start(self, name, attributes):
        if _local(name) == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
            self.parts[attributes.get("Id", "")] = path


class TextsScan(Scan):
    """Measures the shared texts: ``lengths`` in their order."""

    def __init__(self):
        super().__init__()
        self.lengths = array("L")
        self._length = 0
        self._inside = 0

    def start(self, name, attributes):
        local = _local(name)
        if local == "si":
            self._length = 0
        elif local == "t":
            self._inside += 1

    def end(self, name):
        local = _local(name)
        if local == "si":
            self.lengths.append(self._length)
        elif local == "t":
            self._inside -= 1

    def text(self, data):
        if self._inside:
            self._length += len(data)


class SheetScan(Scan):
    """Measures one sheet and finds its errors: ``extent``, and ``errors`` as pairs of row and column from 0."""

    def __init__(self, name: str, lengths: array):
        super().__init__()
        self.extent = Extent(name)
        self.errors: list[tuple[int, int]] = []
        self._lengths = lengths
        self._row = self._column = -1
        self._type = ""
        self._collecting = False
        self._in_cell = False
        self._value = ""
        self._filled = (0, 0)

    def start(self, name, attributes):
        local = _local(name)
        if local == "c":
            self._place(attributes.get("r"))
            self._type = attributes.get("t", "n")
            self._value = ""
            self._in_cell = True
        elif self._in_cell and local in ("v", "t"):
            self._collecting = True
        elif local == "row":
            number = attributes.get("r")
            self._row = int(number) - 1 if number else self._row + 1
            self._column = -1
            self._filled = (0, 0)

    def text(self, data):
        if self._collecting:
            self._value += data
            if len(self._value) > MAX_CELL:
                raise cell_too_long(self._row + 1, self._column, self.extent.sheet)

    def end(self, name):
        local = _local(name)
        if local in ("v", "t"):
            self._collecting = False
        elif local == "c":
            self._in_cell = False
            if self._value:
                self._count()
        elif local == "row" and self._filled[0]:
            self.extent.add_row(self._row + 1, *self._filled)

    def _place(self, reference: str | None) -> None:
        if reference is None:
            self._column += 1
            return
        found = _REFERENCE.fullmatch(reference)
        # A cell that stands in another row than its own would be counted in one and read in another.
        if found is None or int(found[2]) != self._row + 1:
            raise damaged()
        column = 0
        for letter in found[1].upper():
            column = column * 26 + ord(letter) - ord("A") + 1
        self._column = column - 1

    def _count(self) -> None:
        length = len(self._value)
        if self._type == "s":
            index = int(self._value)
            if not 0 <= index < len(self._lengths):
                raise damaged()
            length = self._lengths[index]
            if length > MAX_CELL:
                raise cell_too_long(self._row + 1, self._column, self.extent.sheet)
            if not length:
                return
        elif self._type == "e":
            self.errors.append((self._row, self._column))
        self._filled = (max(self._filled[0], self._column + 1), self._filled[1] + length)


def _local(name: str) -> str:
    return name.rpartition(":")[2]
