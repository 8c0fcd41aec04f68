"""A spreadsheet comes in: its file is kept, its table found, what its columns mean is guessed and then remembered."""

import os
import uuid

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.fold import fold
from portal.core.log import declare_actions, record
from portal.core.spreadsheets.reading import read_workbook
from portal.core.spreadsheets.workbook import Workbook, column_letters
from portal.core.uploads import safe_name

from ..enums import ImportState
from ..models import ImportBatch, Platform, RememberedMapping
from .batches import lock, refuse_applied, start, workbook_of
from .columns import guess, missing_fields
from .kinds import ImportKind, kind_named
from .structure import best_sheet, find_table

declare_actions(import_received=gettext_noop("Spreadsheet received for import"))

#: Values shown beside each column, to see what it holds.
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
    stored = lock(batch)
    refuse_applied(stored)
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
    stored = lock(batch)
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
    return start(stored, ImportState.READING)


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
