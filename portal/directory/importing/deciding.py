"""What the lead decides about the rows of an import, and the word to write them (SECURITY D-03)."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.log import declare_actions, record

from ..enums import ImportState
from ..models import ImportBatch
from .answers import CELLS, ROW, UNDECIDED, WITHOUT, row_answers
from .batches import delete_with_file, lock, required_fields, rows_of, start
from .kinds import ImportKind, kind_named
from .outcomes import LEAVE_OUT, RowOutcome

declare_actions(
    import_started=gettext_noop("Import started"),
    import_removed=gettext_noop("Import given up"),
)


@transaction.atomic
def choose(batch: ImportBatch, answers: dict[int, dict[str, str]], *, by: Actor) -> ImportBatch:
    """Keep the answers given to rows (number of the row to key of a doubt to answer) and compare the rows again.

    The key "row" stands for the whole row: leave it out, or ignore its wrong cells; empty answers take an earlier one
    back. Raises ``DomainError`` (field "row_<number>") for a row without doubts and for an answer that was not offered
    there: the key of an organisation of elsewhere is refused like any other (D-03).
    """
    stored = lock(batch)
    if stored.state != ImportState.PREVIEWED:
        raise DomainError(_("This import is not to be checked now."), code="state")
    kind = kind_named(stored.kind)
    rows = {row.row: row for row in rows_of(stored)}
    choices = dict(stored.choices)
    for number, given in answers.items():
        kept = {key: value for key, value in choices.get(str(number), {}).items() if key not in given}
        for key, value in given.items():
            if not value:
                continue
            if number not in rows or not _is_offered(kind, rows[number], key, value):
                message = _("Row %(row)d: this answer was not offered.") % {"row": number}
                raise DomainError(message, code="choice", field=f"row_{number}")
            kept[key] = value
            if (key, value) == (ROW, WITHOUT):
                wrong = {cell for cell in kept.get(CELLS, "").split(",") if cell} | _wrong_cells(stored, rows[number])
                kept[CELLS] = ",".join(sorted(wrong))
        if ROW in given and not given[ROW]:
            kept.pop(CELLS, None)
        choices[str(number)] = kept
    stored.choices = {number: kept for number, kept in choices.items() if kept}
    return start(stored, ImportState.READING)


@transaction.atomic
def choose_for_all(batch: ImportBatch, outcome: str, answer: str, *, by: Actor) -> ImportBatch:
    """Answer every row of one outcome at once: leave them out, or ignore their wrong cells where that is possible.

    Raises what ``choose`` raises.
    """
    if outcome not in UNDECIDED or answer not in (LEAVE_OUT, WITHOUT):
        raise DomainError(_("Only rows with errors or doubts can be decided at once."), code="choice")
    required = required_fields(kind_named(batch.kind))
    rows = [row for row in rows_of(batch) if row.outcome == outcome and answer in row_answers(row, required)]
    return choose(batch, {row.row: {ROW: answer} for row in rows}, by=by)


@transaction.atomic
def start_import(batch: ImportBatch, *, by: Actor) -> ImportBatch:
    """Have the previewed rows written in the background.

    Raises ``DomainError`` while rows with errors or doubts wait for a decision, or another step runs.
    """
    stored = lock(batch)
    if stored.state != ImportState.PREVIEWED:
        raise DomainError(_("This import is not to be checked now."), code="state")
    if any(stored.preview["counts"][outcome] for outcome in UNDECIDED):
        raise DomainError(_("Rows with errors or doubts wait for your decision."), code="undecided")
    record(stored, "import_started", by=by, platform=stored.platform, rows=len(stored.preview["rows"]))
    stored.user, stored.person = by.user, by.person
    return start(stored, ImportState.APPLYING)


@transaction.atomic
def try_again(batch: ImportBatch, *, by: Actor) -> ImportBatch:
    """Compare the rows of a batch that failed once more. Raises ``DomainError`` for one that did not fail."""
    stored = lock(batch)
    if stored.state != ImportState.FAILED or not stored.mapping.get("confirmed"):
        raise DomainError(_("This import did not fail."), code="state")
    return start(stored, ImportState.READING)


@transaction.atomic
def remove(batch: ImportBatch, *, by: Actor) -> None:
    """Forget a batch that was never applied, with its file. Raises ``DomainError`` for one that runs or was applied."""
    stored = lock(batch)
    if stored.state == ImportState.APPLIED:
        raise DomainError(_("What was imported is kept 30 days."), code="state")
    record(stored, "import_removed", by=by, platform=stored.platform)
    delete_with_file(stored)


def _is_offered(kind: ImportKind, row: RowOutcome, key: str, value: str) -> bool:
    if key == ROW:
        return value in row_answers(row, required_fields(kind))
    doubt = next((doubt for doubt in row.doubts if doubt.key == key), None)
    if doubt is None:
        return False
    offered = {candidate.value for candidate in doubt.candidates}
    if doubt.open_list:
        offered |= {value for _group, choices in kind.open_choices(doubt.open_list) for value, _label in choices}
    return value in offered


def _wrong_cells(batch: ImportBatch, row: RowOutcome) -> set[str]:
    letters = batch.mapping["letters"]
    return {str(letters.index(error.column)) for error in row.errors if error.column in letters}
