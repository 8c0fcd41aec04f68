"""What the preview of an import shows, as plain values; the same for every kind."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from .answers import ROW, UNDECIDED, WITHOUT, row_answers
from .kinds import ImportKind
from .outcomes import LEAVE_OUT, CellMessage, Doubt, Outcome, RowOutcome

LEFT_OUT = "left_out"
#: Tabs of the preview, in the order in which a lead works through them.
TABS = (Outcome.ERROR, Outcome.DOUBTFUL, Outcome.NEW, Outcome.CHANGED, Outcome.SAME, LEFT_OUT)
CHIPS = {
    Outcome.ERROR: ("danger", "warning"),
    Outcome.DOUBTFUL: ("warning", "info"),
    Outcome.NEW: ("success", "plus"),
    Outcome.CHANGED: ("primary", "pencil"),
    Outcome.SAME: ("neutral", "check"),
    LEFT_OUT: ("neutral", "close"),
}


def tab_label(tab: str) -> str:
    """Return the name of a tab."""
    return {
        Outcome.ERROR: _("Errors"),
        Outcome.DOUBTFUL: _("To settle"),
        Outcome.NEW: pgettext("rows of a spreadsheet", "New"),
        Outcome.CHANGED: pgettext("rows of a spreadsheet", "Changed"),
        Outcome.SAME: pgettext("rows of a spreadsheet", "Unchanged"),
        LEFT_OUT: pgettext("rows of a spreadsheet", "Left out"),
    }[tab]


def row_label(tab: str) -> str:
    """Return what one row of a tab is called."""
    return {
        Outcome.ERROR: pgettext("row of a spreadsheet", "Error"),
        Outcome.DOUBTFUL: pgettext("row of a spreadsheet", "To settle"),
        Outcome.NEW: pgettext("row of a spreadsheet", "New"),
        Outcome.CHANGED: pgettext("row of a spreadsheet", "Changed"),
        Outcome.SAME: pgettext("row of a spreadsheet", "Unchanged"),
        LEFT_OUT: pgettext("row of a spreadsheet", "Left out"),
    }[tab]


def first_tab(counts: Mapping[str, int]) -> str:
    """Return the tab that opens first: what waits for a decision, else what the import would do."""
    return next((str(tab) for tab in TABS if counts.get(tab)), str(Outcome.NEW))


def shown_row(kind: ImportKind, row: RowOutcome, answers: Mapping[str, str], required: set[str]) -> dict:
    """Return what the page shows of one row; ``answers`` were given to it already."""
    changes = kind.describe(row)
    return {
        "number": row.row,
        "label": row.label if row.label not in ("", "?") else _("Without a name"),
        "changes": [change for change in changes if change.before],
        "additions": [change for change in changes if not change.before],
        "errors": [_told(message) for message in row.errors],
        "notes": [_told(message) for message in row.notes],
        "doubts": [_asked(kind, row, doubt) for doubt in row.doubts] if row.outcome in UNDECIDED else [],
        "row_name": f"answer_{row.row}_{ROW}",
        "row_answers": [(answer, _row_answer(answer)) for answer in row_answers(row, required)],
        "is_answered": bool(answers),
    }


def _told(message: CellMessage) -> dict:
    place = _("Row %(row)d") % {"row": message.row}
    if message.column:
        place = _("Row %(row)d, column %(column)s") % {"row": message.row, "column": message.column}
    return {"place": place, "message": message.message}


def _asked(kind: ImportKind, row: RowOutcome, doubt: Doubt) -> dict:
    return {
        "name": f"answer_{row.row}_{doubt.key}",
        "question": doubt.question,
        "candidates": doubt.candidates,
        "open_choices": kind.open_choices(doubt.open_list) if doubt.open_list else [],
    }


def _row_answer(answer: str) -> str:
    return {
        LEAVE_OUT: _("Leave this row out"),
        WITHOUT: _("Import the row without what is wrong"),
    }[answer]
