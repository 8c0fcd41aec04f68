"""Imports from the file to the decision: what is kept, what was answered, and when the background steps start.

A batch is a row (``ImportBatch``): file, mapping, preview, choices, result. Its state says which step runs, at most one
at a time; the steps themselves are in ``steps``. Row A9, SECURITY D-03, D-09, D-75.
"""

import os
import uuid
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.fold import fold
from portal.core.log import declare_actions, record
from portal.core.spreadsheets.reading import read_workbook
from portal.core.spreadsheets.workbook import Workbook, column_letters
from portal.core.uploads import safe_name

from ..enums import ImportState
from ..models import ImportBatch, Platform, RememberedMapping
from .answers import CELLS, ROW, UNDECIDED, WITHOUT, row_answers
from .columns import guess, missing_fields
from .kinds import ImportKind, kind_named
from .outcomes import LEAVE_OUT, RowOutcome
from .structure import FoundTable, best_sheet, find_table
from .tasks import run_import_step

declare_actions(
    import_received=gettext_noop("Spreadsheet received for import"),
    import_started=gettext_noop("Import started"),
    import_applied=gettext_noop("Spreadsheet imported"),
    import_removed=gettext_noop("Import given up"),
)

#: States in which a background step works on the batch.
RUNNING = (ImportState.READING, ImportState.APPLYING)
#: Rows shown beside each column, to see what it holds.
SAMPLES = 3
#: Rows from which the meaning of a column is guessed.
ROWS_GUESSED_FROM = 200
MAX_SECTIONS = 20
_LONGEST_SAMPLE = 60


def receive(platform: Platform, upload, *, kind: str, by: Actor) -> ImportBatch:
    """Return a new batch with the file, the table that was found in it and a guess of what its columns mean.

    Raises ``DomainError`` (field "file") for a file that cannot be read or holds no table; nothing is kept then.
    """
    name = safe_name(upload.name or "")
    book = read_workbook(upload, name)
    batch = ImportBatch(kind=kind, platform=platform, user=by.user, person=by.person, file_name=name)
    _take_table(batch, book, best_sheet(book.sheets), None)
    upload.seek(0)
    batch.file.save(f"{uuid.uuid4().hex}{os.path.splitext(name)[1].lower()}", upload, save=False)
    try:
        with transaction.atomic():
            batch.save()
            record(batch, "import_received", by=by, platform=platform)
    except BaseException:
        batch.file.storage.delete(batch.file.name)
        raise
    return batch


@transaction.atomic
def choose_table(batch: ImportBatch, sheet: int, header_row: int | None, *, by: Actor) -> ImportBatch:
    """Take the table of the sheet of index ``sheet``, its headers in row ``header_row`` (None: found, 0: none).

    Raises ``DomainError`` for a sheet that the file does not have, or that holds no table there.
    """
    stored = _lock(batch)
    _refuse_applied(stored)
    book = workbook_of(stored)
    if not 0 <= sheet < len(book.sheets):
        raise DomainError(_("This file has no such sheet."), code="sheet", field="sheet")
    if header_row is not None and not 0 <= header_row <= len(book.sheets[sheet].rows):
        raise DomainError(_("This sheet has no such row."), code="header_row", field="header_row")
    try:
        _take_table(stored, book, sheet, header_row)
    except DomainError as error:
        raise DomainError(error.message, code=error.code, field="sheet") from error
    stored.save()
    return stored


@transaction.atomic
def map_columns(batch: ImportBatch, columns: dict[int, str], answers: dict[str, str], *, by: Actor) -> ImportBatch:
    """Keep what the columns mean, here and for the next time, and have the rows compared in the background.

    ``columns`` gives the index of a header to the name of a ``Column`` of the kind, ``answers`` the name of a
    ``Question`` to one of its choices. Raises ``DomainError`` for a column or an answer that the kind does not have
    (D-03), a meaning given twice, or when what the kind needs is missing.
    """
    stored = _lock(batch)
    kind = kind_named(stored.kind)
    columns = {index: name for index, name in sorted(columns.items()) if name}
    _check_columns(kind, columns, len(stored.mapping["headers"]))
    for question in kind.questions:
        if answers.get(question.name) not in [value for value, _label in question.choices]:
            raise DomainError(_("Choose one of the answers."), code="required", field=question.name)
    kept = {str(index): name for index, name in columns.items()}
    if kept != stored.mapping.get("columns"):
        stored.choices = {}
    names = {question.name for question in kind.questions}
    stored.mapping |= {
        "columns": kept,
        "answers": {name: value for name, value in answers.items() if name in names},
        "confirmed": True,
    }
    RememberedMapping.objects.update_or_create(
        kind=stored.kind,
        platform=stored.platform,
        headers=_folded(stored.mapping["headers"]),
        defaults={"mapping": kept},
    )
    return _start(stored, ImportState.READING)


@transaction.atomic
def choose(batch: ImportBatch, answers: dict[int, dict[str, str]], *, by: Actor) -> ImportBatch:
    """Keep the answers given to rows (number of the row to key of a doubt to answer) and compare the rows again.

    The key "row" stands for the whole row: leave it out, or ignore its wrong cells; empty answers take an earlier one
    back. Raises ``DomainError`` (field "row_<number>") for a row without doubts and for an answer that was not offered
    there: the key of an organisation of elsewhere is refused like any other (D-03).
    """
    stored = _lock(batch)
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
                kept[CELLS] = ",".join(_wrong_cells(stored, rows[number]))
        if ROW in given and not given[ROW]:
            kept.pop(CELLS, None)
        choices[str(number)] = kept
    stored.choices = {number: kept for number, kept in choices.items() if kept}
    return _start(stored, ImportState.READING)


@transaction.atomic
def choose_for_all(batch: ImportBatch, outcome: str, answer: str, *, by: Actor) -> ImportBatch:
    """Answer every row of one outcome at once: leave them out, or ignore their wrong cells where that is possible.

    Raises what ``choose`` raises.
    """
    if outcome not in UNDECIDED or answer not in (LEAVE_OUT, WITHOUT):
        raise DomainError(_("Only rows with errors or doubts can be decided at once."), code="choice")
    required = _required(kind_named(batch.kind))
    rows = [row for row in rows_of(batch) if row.outcome == outcome and answer in row_answers(row, required)]
    return choose(batch, {row.row: {ROW: answer} for row in rows}, by=by)


@transaction.atomic
def start_import(batch: ImportBatch, *, by: Actor) -> ImportBatch:
    """Have the previewed rows written in the background.

    Raises ``DomainError`` while rows with errors or doubts wait for a decision, or another step runs.
    """
    stored = _lock(batch)
    if stored.state != ImportState.PREVIEWED:
        raise DomainError(_("This import is not to be checked now."), code="state")
    if any(stored.preview["counts"][outcome] for outcome in UNDECIDED):
        raise DomainError(_("Rows with errors or doubts wait for your decision."), code="undecided")
    record(stored, "import_started", by=by, platform=stored.platform, rows=len(stored.preview["rows"]))
    stored.user, stored.person = by.user, by.person
    return _start(stored, ImportState.APPLYING)


@transaction.atomic
def try_again(batch: ImportBatch, *, by: Actor) -> ImportBatch:
    """Compare the rows of a batch that failed once more. Raises ``DomainError`` for one that did not fail."""
    stored = _lock(batch)
    if stored.state != ImportState.FAILED or not stored.mapping.get("confirmed"):
        raise DomainError(_("This import did not fail."), code="state")
    return _start(stored, ImportState.READING)


@transaction.atomic
def remove(batch: ImportBatch, *, by: Actor) -> None:
    """Forget a batch that was never applied, with its file. Raises ``DomainError`` for one that runs or was applied."""
    stored = _lock(batch)
    if stored.state == ImportState.APPLIED:
        raise DomainError(_("What was imported is kept 30 days."), code="state")
    record(stored, "import_removed", by=by, platform=stored.platform)
    delete_with_file(stored)


def delete_with_file(batch: ImportBatch) -> None:
    """Delete the row now and its file on commit; part of the verbs that forget a batch."""
    storage, name = batch.file.storage, batch.file.name
    batch.delete()
    if name:
        transaction.on_commit(partial(storage.delete, name))


def rows_of(batch: ImportBatch) -> list[RowOutcome]:
    """Return the rows of the preview, without those left out; none while there is no preview."""
    return [RowOutcome.from_json(row) for row in batch.preview.get("rows", ())]


def left_out_of(batch: ImportBatch) -> list[RowOutcome]:
    """Return the rows that the lead left out, as they were before."""
    return [RowOutcome.from_json(row) for row in batch.preview.get("left_out", ())]


def required_fields(batch: ImportBatch) -> set[str]:
    """Return the fields without which the kind of the batch takes no row."""
    return _required(kind_named(batch.kind))


def workbook_of(batch: ImportBatch) -> Workbook:
    """Read the file again. Raises ``DomainError`` when it cannot be read any more."""
    try:
        with batch.file.open("rb") as file:
            return read_workbook(file, batch.file_name)
    except FileNotFoundError as error:
        raise DomainError(_("The file is not kept any more: give it again."), code="gone") from error


def table_of(batch: ImportBatch) -> FoundTable:
    """Return the table that is imported, read from the file. Raises what ``workbook_of`` raises."""
    sheet = workbook_of(batch).sheets[batch.mapping["sheet"]]
    return find_table(sheet, header_row=batch.mapping["header_row"])


def _take_table(batch: ImportBatch, book: Workbook, index: int, header_row: int | None) -> None:
    """Note which table is imported, with a guess of its columns: those of the last time win over their names."""
    kind = kind_named(batch.kind)
    table = find_table(book.sheets[index], header_row=header_row)
    known = RememberedMapping.objects.filter(
        kind=batch.kind, platform=batch.platform, headers=_folded(table.headers)
    ).first()
    remembered = {int(column): name for column, name in known.mapping.items()} if known else None
    cells = [row.cells for row in table.rows]
    guessed = guess(table.headers, cells[:ROWS_GUESSED_FROM], kind.fields(), remembered)
    samples = [_samples(cells, column) for column in range(len(table.headers))]
    batch.mapping = {
        "sheets": [sheet.name for sheet in book.sheets],
        "sheet": index,
        "header_row": table.header_row,
        "headers": table.headers,
        "letters": [column_letters(column) for column in range(len(table.headers))],
        "samples": samples,
        "rows": len(table.rows),
        "sections": list(dict.fromkeys(row.section for row in table.rows if row.section))[:MAX_SECTIONS],
        "columns": {str(column): name for column, name in guessed.items() if name},
        "answers": {question.name: question.default for question in kind.questions},
        "remembered": bool(known),
        "confirmed": False,
    }
    batch.choices, batch.preview, batch.error, batch.state = {}, {}, "", ImportState.UPLOADED


def _samples(cells: list[list[str]], index: int) -> list[str]:
    found = {}
    for row in cells:
        if row[index]:
            found[row[index][:_LONGEST_SAMPLE]] = None
        if len(found) == SAMPLES:
            break
    return list(found)


def _is_offered(kind: ImportKind, row: RowOutcome, key: str, value: str) -> bool:
    if key == ROW:
        return value in row_answers(row, _required(kind))
    doubt = next((doubt for doubt in row.doubts if doubt.key == key), None)
    if doubt is None:
        return False
    offered = {candidate.value for candidate in doubt.candidates}
    if doubt.open_list:
        offered |= {value for _group, choices in kind.open_choices(doubt.open_list) for value, _label in choices}
    return value in offered


def _wrong_cells(batch: ImportBatch, row: RowOutcome) -> list[str]:
    letters = batch.mapping["letters"]
    return sorted({str(letters.index(error.column)) for error in row.errors if error.column in letters})


def _required(kind: ImportKind) -> set[str]:
    return {field.name for field in kind.fields() if field.required}


def _folded(headers) -> str:
    return "\n".join(fold(header) for header in headers)


def _check_columns(kind: ImportKind, columns: dict[int, str], width: int) -> None:
    fields = kind.fields()
    labels = {field.name: field.label for field in fields}
    seen = set()
    for index, name in columns.items():
        place = f"column_{index}"
        if name not in labels or not 0 <= index < width:
            raise DomainError(_("Choose one of the meanings."), code="invalid", field=place)
        if name in seen:
            message = _("“%(name)s” is chosen for two columns: keep one of them.") % {"name": labels[name]}
            raise DomainError(message, code="double", field=place)
        seen.add(name)
    missing = missing_fields(columns, fields)
    if missing:
        names = ", ".join(f"“{field.label}”" for field in missing)
        raise DomainError(_("Choose the column that holds: %(names)s.") % {"names": names}, code="missing")


def _refuse_applied(batch: ImportBatch) -> None:
    if batch.state == ImportState.APPLIED:
        raise DomainError(_("This spreadsheet is imported already."), code="state")


def _lock(batch: ImportBatch) -> ImportBatch:
    """Return the stored batch, locked. Raises ``DomainError`` while a step runs."""
    stored = ImportBatch.objects.select_for_update(of=("self",)).select_related("platform").get(pk=batch.pk)
    if stored.state in RUNNING:
        raise DomainError(_("The portal is still working on this import; wait until it is done."), code="running")
    return stored


def _start(batch: ImportBatch, state: str) -> ImportBatch:
    """Save ``batch`` with its next step and wake the worker on commit; the tick does it if the queue is away."""
    _refuse_applied(batch)
    batch.state, batch.error = state, ""
    batch.progress, batch.progress_at = 0, timezone.now()
    batch.mapping |= {"tries": 0, "language": get_language() or "fr"}
    batch.save()
    transaction.on_commit(partial(run_import_step.enqueue, batch.pk), robust=True)
    return batch
