"""The background steps of an import: comparing, writing; what a killed worker left is taken up again by the clock."""

import hashlib
import json
import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import astuple
from datetime import timedelta

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.core.actors import Actor, Via
from portal.core.errors import DomainError
from portal.core.log import declare_actions, record

from ..enums import ImportState
from ..models import ImportBatch, Platform
from .answers import answered_table, is_left_out
from .batches import RUNNING, delete_with_file, table_of
from .kinds import ImportKind, Source, kind_named
from .outcomes import Outcome, RowOutcome
from .tasks import run_import_step

logger = logging.getLogger(__name__)

declare_actions(import_applied=gettext_noop("Spreadsheet imported"))

#: A step that made no progress for so long was killed.
STALLED_AFTER = timedelta(minutes=3)
#: How often a step that was killed is taken up again: a file that kills the worker must not do so for ever.
MAX_TRIES = 3
KEPT = timedelta(days=30)


class StalePreview(DomainError):
    """The directory changed since the preview; ``outcomes`` is what the rows would do now."""

    def __init__(self, outcomes: list[RowOutcome]):
        super().__init__(
            _(
                "The directory changed since you checked this import, and nothing was written. The preview below is "
                "up to date: check it again."
            ),
            code="stale",
        )
        self.outcomes = outcomes


def run(pk: int) -> None:
    """Do the step that the batch waits for. What goes wrong is kept in the row, never raised."""
    batch = ImportBatch.objects.select_related("platform", "user", "person").filter(pk=pk, state__in=RUNNING).first()
    if batch is None:
        return
    with translation.override(batch.mapping.get("language", "fr")):
        try:
            if batch.state == ImportState.READING:
                _compare(batch)
            else:
                _apply(batch)
        except StalePreview as error:
            _settle(batch, state=ImportState.PREVIEWED, error=error.message, **_kept(batch, error.outcomes))
        except DomainError as error:
            _settle(batch, state=ImportState.FAILED, error=error.message)
        except Exception:  # noqa: BLE001 – the lead must read that it failed, whatever it was
            logger.exception("The import %s failed", pk)
            message = _("The portal could not finish this import. Nothing was written; try again in a moment.")
            _settle(batch, state=ImportState.FAILED, error=message)


def tick() -> None:
    """Do what is to be done every minute: take up killed steps, forget old batches."""
    resume_stalled()
    purge()


def resume_stalled() -> int:
    """Start again the steps that stand still, at most ``MAX_TRIES`` times each; return how many were found."""
    stalled = ImportBatch.objects.filter(state__in=RUNNING, progress_at__lt=timezone.now() - STALLED_AFTER)
    pks = list(stalled.values_list("pk", flat=True))
    for pk in pks:
        with transaction.atomic():
            # A step that writes holds its row: it is not standing still, whatever its last progress says.
            batch = stalled.select_for_update(skip_locked=True).filter(pk=pk).first()
            if batch is None:
                continue
            batch.mapping["tries"] = batch.mapping.get("tries", 0) + 1
            batch.progress_at = timezone.now()
            if batch.mapping["tries"] >= MAX_TRIES:
                batch.state = ImportState.FAILED
                batch.error = _("The portal could not finish this import. Nothing was written; try again in a moment.")
            batch.save(update_fields=["mapping", "progress_at", "state", "error"])
        if batch.state in RUNNING:
            run_import_step.enqueue(pk)
    return len(pks)


def purge() -> int:
    """Forget batches 30 days after they were received, with their files; return how many."""
    old = ImportBatch.objects.filter(created_at__lt=timezone.now() - KEPT).exclude(state__in=RUNNING)
    pks = list(old.values_list("pk", flat=True)[:100])
    for pk in pks:
        with transaction.atomic():
            batch = old.filter(pk=pk).first()
            if batch is not None:
                delete_with_file(batch)
    return len(pks)


def _compare(batch: ImportBatch) -> None:
    kind, source = _prepared(batch)
    outcomes = kind.compare(source, _teller(batch))
    _settle(batch, state=ImportState.PREVIEWED, error="", **_kept(batch, outcomes))


def _apply(batch: ImportBatch) -> None:
    """Write what the preview showed, in one transaction: all of it or nothing (D-75).

    The comparison is made again inside: when it does not say the same as the preview, nothing is written.
    """
    kind, source = _prepared(batch)
    with transaction.atomic():
        # Imports and moves of the same platform wait for one another; a second worker finds it done.
        locked = ImportBatch.objects.select_for_update().defer("preview").get(pk=batch.pk)
        Platform.objects.select_for_update().get(pk=batch.platform_id)
        if locked.state != ImportState.APPLYING:
            return
        outcomes = kind.compare(source, lambda done, total: None)
        if fingerprint(outcomes) != batch.preview.get("fingerprint"):
            raise StalePreview(outcomes)
        result = kind.apply(source, outcomes)
        record(batch, "import_applied", by=source.by, platform=batch.platform, **result)
        ImportBatch.objects.filter(pk=batch.pk).update(
            state=ImportState.APPLIED, result=result, progress=100, progress_at=timezone.now(), error=""
        )


def fingerprint(outcomes: list[RowOutcome]) -> str:
    """Return a short text that changes with anything the rows would do: what was agreed to on the preview."""
    done = [(row.row, row.outcome, row.plan, [astuple(change) for change in row.changes]) for row in outcomes]
    return hashlib.sha256(json.dumps(done, sort_keys=True).encode()).hexdigest()


def _prepared(batch: ImportBatch) -> tuple[ImportKind, Source]:
    by = Actor(user=batch.user, person=batch.person, via=Via.IMPORT)
    if by.user is None or not by.user.has_perm("directory.manage_members", batch.platform):
        raise DomainError(_("Whoever started this import may not import into the platform any more."), code="right")
    choices = {int(number): answers for number, answers in batch.choices.items()}
    return kind_named(batch.kind), Source(
        platform=batch.platform,
        by=by,
        table=answered_table(table_of(batch), choices),
        columns={int(index): name for index, name in batch.mapping["columns"].items()},
        answers=batch.mapping["answers"],
        choices=choices,
    )


def _kept(batch: ImportBatch, outcomes: list[RowOutcome]) -> dict:
    """Return the columns of the batch that hold the preview; rows left out are kept as they were last seen."""
    seen = [*batch.preview.get("rows", ()), *batch.preview.get("left_out", ())]
    left_out = [row for row in seen if is_left_out(batch.choices.get(str(row["row"]), {}))]
    counts = Counter(str(row.outcome) for row in outcomes)
    return {
        "preview": {
            "counts": {str(outcome): counts[outcome] for outcome in Outcome} | {"left_out": len(left_out)},
            "fingerprint": fingerprint(outcomes),
            "rows": [row.as_json() for row in outcomes],
            "left_out": sorted(left_out, key=lambda row: row["row"]),
        }
    }


def _teller(batch: ImportBatch) -> Callable[[int, int], None]:
    """Return what notes how far the step has come, each time it is another percent."""
    last = 0

    def tell(done: int, total: int) -> None:
        nonlocal last
        percent = min(99, 100 * done // max(total, 1))
        if percent > last:
            last = percent
            ImportBatch.objects.filter(pk=batch.pk, state=batch.state).update(
                progress=percent, progress_at=timezone.now()
            )

    return tell


def _settle(batch: ImportBatch, **values) -> None:
    """End the step, unless somebody else ended it meanwhile."""
    ImportBatch.objects.filter(pk=batch.pk, state=batch.state).update(
        progress=100, progress_at=timezone.now(), **values
    )
