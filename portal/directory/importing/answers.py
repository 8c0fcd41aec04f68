"""What a lead may answer to a row that waits, beside the doubts themselves; the same for every kind."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from .outcomes import LEAVE_OUT, Outcome, RowOutcome
from .structure import FoundTable

#: Under this key stands what is answered about the whole row.
ROW = "row"
#: Import the row without the cells that are wrong; which they are stands under ``CELLS``.
WITHOUT = "without"
CELLS = "cells"
#: What holds an import back until somebody decides, or the sheet is corrected.
UNDECIDED = (Outcome.ERROR, Outcome.DOUBTFUL)


def row_answers(row: RowOutcome, required: Collection[str]) -> list[str]:
    """Return what may be answered about the whole ``row``; ``required`` are the fields that no row goes without."""
    if row.outcome not in UNDECIDED:
        return []
    droppable = bool(row.errors) and all(error.column and error.field not in required for error in row.errors)
    return [WITHOUT, LEAVE_OUT] if droppable else [LEAVE_OUT]


def is_left_out(answers: Mapping[str, str]) -> bool:
    """Tell whether these answers leave the row out."""
    return answers.get(ROW) == LEAVE_OUT


def answered_table(table: FoundTable, choices: Mapping[int, Mapping[str, str]]) -> FoundTable:
    """Return ``table`` without the rows that are left out and without the wrong cells that are to be ignored."""
    rows = []
    for row in table.rows:
        answers = choices.get(row.number, {})
        if is_left_out(answers):
            continue
        dropped = {int(index) for index in answers.get(CELLS, "").split(",") if index}
        if dropped:
            row = replace(row, cells=["" if index in dropped else cell for index, cell in enumerate(row.cells)])
        rows.append(row)
    return replace(table, rows=rows)
