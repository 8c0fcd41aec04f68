"""Which row of a sheet names its columns, and whether the row above or below names groups of them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from statistics import median

from portal.core.fold import fold

from .vocabulary import HEADER_WORDS

_VALUE = re.compile(r"@|\d{4,}|^\W*\d[\d\s./-]*$|^https?:|^www\.")
_LONGEST_HEADER = 70
_LOOKED_AT = 60
#: Lines above a header that hold several cells, at most.
_FEW = 6
#: Rows below a header that show of what kind its columns are.
_BELOW = 30


@dataclass(frozen=True)
class Line:
    """A row of a sheet that holds something. ``spans`` are the columns (both included) that merged cells cover."""

    number: int
    cells: list[str]
    carried: list[str]
    spans: list[tuple[int, int]] = field(default_factory=list)

    @cached_property
    def filled(self) -> int:
        """Return how many cells hold something, a merged one once."""
        return sum(map(bool, self.cells))

    @cached_property
    def first(self) -> int:
        """Return the index of the first cell that holds something."""
        return next((place for place, cell in enumerate(self.cells) if cell), 0)

    @property
    def first_text(self) -> str:
        """Return the text of the first cell that holds something."""
        return self.cells[self.first] if self.cells else ""


@dataclass(frozen=True)
class HeaderRows:
    """The header: numbers of its first and last row (0 for none), one text a column."""

    first: int
    last: int
    texts: list[str]

    @property
    def first_column(self) -> int:
        """Return the index of the first column with a header."""
        return next((place for place, text in enumerate(self.texts) if text), 0)

    @cached_property
    def folded(self) -> list[str]:
        """Return the last part of each header, folded."""
        return [fold(text.rpartition(" / ")[2]) for text in self.texts]


def find_header(lines: Sequence[Line], said: int | None, *, width: int) -> HeaderRows:
    """Return the header of the table in ``lines``, ``said`` by somebody (1-based; 0: there is none) or found."""
    if said is None:
        place = _guessed(lines)
    else:
        place = next((index for index, line in enumerate(lines) if line.number == said), None)
    if place is None:
        return HeaderRows(0, 0, [""] * width)
    top, bottom = place, place
    if _names_groups(lines, place - 1, place):
        top = place - 1
    elif said is None and _names_groups(lines, place, place + 1):
        bottom = place + 1
    return HeaderRows(lines[top].number, lines[bottom].number, _joined(lines[top : bottom + 1], width))


def is_repeated(line: Line, header: HeaderRows) -> bool:
    """Return whether ``line`` is the header again, as on each printed page."""
    if not header.last or line.filled < 2:
        return False
    same = sum(bool(cell) and fold(cell) == name for cell, name in zip(line.cells, header.folded, strict=False))
    return same >= 2 and same >= 0.7 * line.filled


def _guessed(lines: Sequence[Line]) -> int | None:
    usual = median([line.filled for line in lines if line.filled > 1] or [1])
    least = max(2, usual / 2) if usual > 1 else 1
    for place, line in enumerate(lines[:_LOOKED_AT]):
        if line.filled < least:
            continue
        named = _known_words(line) if _is_wordy(line) else 0
        if named >= (1 if line.filled < 4 else 2) or (_is_wordy(line) and _differs_from_below(lines, place)):
            return place
        # A line of several cells above the header ("Mise à jour", a date), or the first row of a list without one.
        if usual == 1 or not any(_is_header(later) for later in lines[place + 1 : place + 1 + _FEW]):
            return None
    return None


def _is_header(line: Line) -> bool:
    return line.filled > 1 and _is_wordy(line) and _known_words(line) >= 2


def _is_wordy(line: Line) -> bool:
    texts = [cell for cell in line.cells if cell]
    wordy = sum(len(text) <= _LONGEST_HEADER and not _VALUE.search(text) for text in texts)
    return wordy >= 0.8 * len(texts)


def _known_words(line: Line) -> int:
    return sum(bool(HEADER_WORDS & set(fold(cell).split())) for cell in line.cells if cell)


def _differs_from_below(lines: Sequence[Line], place: int) -> bool:
    """Return whether some column holds values (addresses, numbers) below the row at ``place`` and none in it."""
    below = [line for line in lines[place + 1 : place + 1 + _BELOW] if line.filled > 1]
    for column, cell in enumerate(lines[place].cells):
        if cell and not _VALUE.search(cell):
            values = [line.cells[column] for line in below if line.cells[column]]
            if len(values) >= 2 and sum(bool(_VALUE.search(value)) for value in values) > len(values) / 2:
                return True
    return False


def _names_groups(lines: Sequence[Line], above: int, below: int) -> bool:
    """Return whether the row at ``above`` names groups of the columns that the row right below it names."""
    if above < 0 or below >= len(lines) or lines[below].number != lines[above].number + 1:
        return False
    groups, names = lines[above], lines[below]
    if groups.filled < 2 or not _is_wordy(groups) or not _is_wordy(names) or not _known_words(names):
        return False
    if any(right > left for left, right in groups.spans):
        return True
    return groups.filled < names.filled / 1.5 and _known_words(groups) > 0 and groups.number < names.number


def _joined(rows: Sequence[Line], width: int) -> list[str]:
    texts = [_one_line(cell) for cell in rows[-1].carried]
    if len(rows) == 2:
        group, groups = "", []
        merged = bool(rows[0].spans)
        for cell in rows[0].carried:
            # Without merged cells, a group holds until the next one begins.
            group = _one_line(cell) if cell or merged else group
            groups.append(group)
        texts = [
            f"{group} / {text}" if group and text and fold(group) != fold(text) else text or group
            for group, text in zip(groups, texts, strict=True)
        ]
    return (texts + [""] * width)[:width]


def _one_line(text: str) -> str:
    return " ".join(text.split())
