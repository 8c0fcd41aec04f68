"""CSV as it comes: any of the usual encodings and separators, rows of any length."""

import codecs
import csv
import io
import re
from collections import Counter

from django.utils.translation import gettext as _

from .formulas import unguarded
from .limits import MAX_CELL, MAX_COLUMNS, Extent, cell_too_long, damaged
from .values import as_text
from .workbook import Sheet, SpreadsheetError

_SEPARATORS = (";", ",", "\t", "|")
_SAMPLE, _SAMPLE_ROWS = 200_000, 60
_QUOTED = re.compile(r'"[^"]*"')
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
#: The letters é è à ê of the old Macintosh encoding: signs that French texts do not hold in Windows-1252.
_MAC, _WINDOWS = b"\x8e\x8f\x88\x90", b"\xe9\xe8\xe0\xea"


def decode(content: bytes) -> str:
    """Return the text of ``content``: UTF-8, UTF-16, Windows-1252 or Mac Roman, whichever it is.

    Raises ``SpreadsheetError`` for what is no text.
    """
    for bom, encoding in _BOMS:
        if content.startswith(bom):
            return _strictly(content, encoding)
    head = content[:4096]
    if head.count(0) > len(head) // 4:
        return _strictly(
            content, "utf-16-le" if not any(head[1::2]) or head[1::2].count(0) > head[::2].count(0) else "utf-16-be"
        )
    if 0 in content:
        raise _no_text()
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    mac, windows = (sum(map(content.count, map(_byte, letters))) for letters in (_MAC, _WINDOWS))
    return _strictly(content, "mac-roman" if mac > windows else "cp1252")


def read_delimited(content: bytes, name: str) -> Sheet:
    """Return the one sheet of a CSV file. Raises ``SpreadsheetError``."""
    text = decode(content)
    separator, text = _separator(text)
    extent, rows = Extent(), []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for cells in reader:
            _count(extent, len(rows) + 1, cells)
            rows.append([as_text(unguarded(cell)) for cell in cells[:MAX_COLUMNS]])
    except csv.Error as problem:
        if "field limit" in str(problem):
            raise cell_too_long(len(rows) + 1) from None
        raise SpreadsheetError(
            _("A quotation mark opened in row %(row)s is not closed as it should be. Save the file as XLSX or ODS.")
            % {"row": len(rows) + 1},
            code="quotes",
        ) from None
    rows = rows[: extent.last_row]
    return Sheet(name=name, rows=[(row + [""] * extent.last_column)[: extent.last_column] for row in rows])


def _count(extent: Extent, row: int, cells: list[str]) -> None:
    last = max((place for place, cell in enumerate(cells, 1) if cell and not cell.isspace()), default=0)
    if not last:
        return
    longest = max(range(last), key=lambda place: len(cells[place]))
    if len(cells[longest]) > MAX_CELL:
        raise cell_too_long(row, longest)
    extent.add_row(row, last, sum(map(len, cells)))


def _separator(text: str) -> tuple[str, str]:
    """Return the separator, and ``text`` without the line by which Excel names it."""
    first, _newline, rest = text[:100].partition("\n")
    if first.lower().startswith("sep=") and len(first.strip()) == 5:
        return first[4], text[len(first) + 1 :]
    lines = [line for line in _QUOTED.sub("", text[:_SAMPLE]).splitlines()[:_SAMPLE_ROWS] if line.strip()]
    best, best_score = ";", (0, 0)
    for separator in _SEPARATORS:
        counts = Counter(line.count(separator) for line in lines if separator in line)
        # A sheet of one separator has rows of one width; commas inside texts give rows of many.
        usual, rows = counts.most_common(1)[0] if counts else (0, 0)
        if (rows, usual) > best_score:
            best, best_score = separator, (rows, usual)
    return best, text


def _strictly(content: bytes, encoding: str) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        raise _no_text() from None
    if "\x00" in text:
        raise damaged()
    return text


def _byte(value: int) -> bytes:
    return bytes((value,))


def _no_text() -> SpreadsheetError:
    return SpreadsheetError(
        _("This file is not a text file in a known encoding. Save it as XLSX, ODS or CSV UTF-8."), code="encoding"
    )
