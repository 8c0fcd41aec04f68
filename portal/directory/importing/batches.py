"""What every verb of an import stands on: the locked row, its file and rows, the start of a background step.

A batch is a row (``ImportBatch``): file, mapping, preview, choices, result. Its state says which step runs, at most one
at a time. ``receiving`` takes files and columns, ``deciding`` the answers, ``steps`` run in the background. Row A9.
"""

from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.core.errors import DomainError
from portal.core.spreadsheets.reading import read_workbook
from portal.core.spreadsheets.workbook import Workbook

from ..enums import ImportState
from ..models import ImportBatch
from .kinds import ImportKind
from .outcomes import RowOutcome
from .structure import FoundTable, find_table
from .tasks import run_import_step

#: States in which a background step works on the batch.
RUNNING = (ImportState.READING, ImportState.APPLYING)


def lock(batch: ImportBatch) -> ImportBatch:
    """Return the stored batch, locked. Raises ``DomainError`` while a step runs."""
    stored = ImportBatch.objects.select_for_update(of=("self",)).select_related("platform").get(pk=batch.pk)
    if stored.state in RUNNING:
        raise DomainError(_("The portal is still working on this import; wait until it is done."), code="running")
    return stored


def start(batch: ImportBatch, state: str) -> ImportBatch:
    """Save ``batch`` with its next step and wake the worker on commit; the tick does it if the queue is away."""
    refuse_applied(batch)
    batch.state, batch.error = state, ""
    batch.progress, batch.progress_at = 0, timezone.now()
    batch.mapping |= {"tries": 0, "language": get_language() or "fr"}
    batch.save()
    transaction.on_commit(partial(run_import_step.enqueue, batch.pk), robust=True)
    return batch


def refuse_applied(batch: ImportBatch) -> None:
    """Raise ``DomainError`` for a batch that is imported: it changes no more."""
    if batch.state == ImportState.APPLIED:
        raise DomainError(_("This spreadsheet is imported already."), code="state")


def rows_of(batch: ImportBatch) -> list[RowOutcome]:
    """Return the rows of the preview, without those left out; none while there is no preview."""
    return [RowOutcome.from_json(row) for row in batch.preview.get("rows", ())]


def left_out_of(batch: ImportBatch) -> list[RowOutcome]:
    """Return the rows that the lead left out, as they were before."""
    return [RowOutcome.from_json(row) for row in batch.preview.get("left_out", ())]


def required_fields(kind: ImportKind) -> set[str]:
    """Return the fields without which ``kind`` takes no row."""
    return {field.name for field in kind.fields() if field.required}


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


def delete_with_file(batch: ImportBatch) -> None:
    """Delete the row now and its file on commit; part of the verbs that forget a batch."""
    storage, name = batch.file.storage, batch.file.name
    batch.delete()
    if name:
        transaction.on_commit(partial(storage.delete, name))
