"""Find the table in a sheet as leads keep them: titles above, two header rows, section lines, totals below."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from portal.core.fold import fold
from portal.core.spreadsheets.limits import MAX_ROWS, too_many_rows
from portal.core.spreadsheets.workbook import CellNote, Sheet, SpreadsheetError

from .header_rows import HeaderRows, Line, find_header, is_repeated
from .vocabulary import FAMILIES

#: A line alone in its row that says what stands below it.
_SECTION = re.compile(
    r"(?:(?:\d(?:er|e|ere|eme|nd|nde)?|premier|deuxieme|second) )?cercles?\b|c ?[12]$|noyau\b|acteurs?\b|"
    r"partenaires?\b|membres?\b|secteurs?\b|poles?\b|reseaux?\b|groupes?\b|categories?\b|familles?\b|types?\b|theme\b|thematique\b"
)
_CIRCLE = re.compile(r"\bcercles?\b|^c ?[12]$|\bnoyau\b|\boccasionnels?\b|\bponctuels?\b")
_BELOW = re.compile(
    r"total\b|totaux\b|sous total|nombre (?:de|d)\b|nb\b|source|mis[e]? a jour|maj\b|legende|note[s]?\b|remarque|"
    r"document\b|page \d|imprime|\* |en (?:gras|rouge|jaune|vert|italique)\b"
)
_LONGEST_SECTION = 80
#: Columns from which a cell alone in its row is more likely a line between rows than a row.
_WIDE = 3


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
    lines = list(_lines(sheet))
    header = find_header(lines, header_row, width=len(sheet.rows[0]) if sheet.rows else 0)
    rows = list(_data_rows(lines, header))
    if not rows:
        raise SpreadsheetError(
            _("No list was found in the sheet “%(name)s”: a row of headers, then one row for each organisation.")
            % {"name": sheet.name[:60]},
            code="no_table",
        )
    if len(rows) > MAX_ROWS:
        raise too_many_rows(sheet.name)
    numbers = {row.number for row in rows}
    notes = [note for note in sheet.notes if note.row in numbers]
    return FoundTable(header_row=header.last, headers=header.texts, rows=rows, notes=notes)


def best_sheet(sheets: list[Sheet]) -> int:
    """Return the index of the sheet that looks most like a list; 0 when none does."""
    best, best_score = 0, 0
    for index, sheet in enumerate(sheets):
        try:
            table = find_table(sheet)
        except SpreadsheetError:
            continue
        columns = sum(any(row.cells[place] for row in table.rows[:50]) for place in range(len(table.headers)))
        score = len(table.rows) * columns * (3 if table.header_row else 1)
        if score > best_score:
            best, best_score = index, score
    return best


def _lines(sheet: Sheet) -> Iterator[Line]:
    """Yield the rows that hold something; what a cell merged across columns covers is empty, apart in ``carried``."""
    covered: dict[int, list[tuple[int, int]]] = {}
    for top, left, bottom, right in sheet.merged:
        if right > left:
            for row in range(top, bottom + 1):
                covered.setdefault(row, []).append((left, right))
    for index, carried in enumerate(sheet.rows):
        if not any(carried):
            continue
        spans = sorted(covered.get(index, ()))
        cells = list(carried)
        for left, right in spans:
            cells[left + 1 : right + 1] = [""] * (right - left)
        yield Line(number=index + 1, cells=cells, carried=carried, spans=spans)


def _data_rows(lines: list[Line], header: HeaderRows) -> Iterator[FoundRow]:
    width = sum(map(bool, header.texts)) or max((line.filled for line in lines), default=0)
    last = max((line.number for line in lines if line.number > header.last and line.filled > 1), default=0)
    circle = family = ""
    for line in lines:
        if line.number <= header.last or is_repeated(line, header):
            continue
        if line.filled == 1 or (line.filled == 0 and line.spans):
            text = line.first_text
            if _stands_below(text, after=line.number > last > 0):
                continue
            if _is_section(line, text, width, first=header.first_column) and line.number < last:
                if _CIRCLE.search(fold(text)):
                    circle, family = text, ""
                else:
                    family = text
                continue
        elif _stands_below(line.first_text, after=False, total=True):
            continue
        yield FoundRow(line.number, line.cells, " / ".join(filter(None, (circle, family))))


def _is_section(line: Line, text: str, width: int, *, first: int) -> bool:
    if len(text) > _LONGEST_SECTION or width < _WIDE or "@" in text:
        return False
    if any(right - left >= 1 for left, right in line.spans):
        return True
    if line.first > first:
        return False
    folded = fold(text)
    if _SECTION.match(folded) or text.endswith(":"):
        return True
    words = folded.split()
    return all(word in FAMILIES for word in words) and any(
        word.endswith(("s", "x")) or text.isupper() for word in words
    )


def _stands_below(text: str, *, after: bool, total: bool = False) -> bool:
    """Return whether ``text`` is a total, a key or a footnote; ``after`` the last row of several cells."""
    if re.match(r"\s*(?:sous[ -]?)?tota(?:l|ux)\b", text, re.IGNORECASE):
        return True
    if total:
        return False
    long = len(text) > 2 * _LONGEST_SECTION
    return long or text.startswith(("*", "(*", "(1)", "¹")) or (after and _BELOW.match(fold(text)) is not None)
