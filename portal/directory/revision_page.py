"""What the pages of versions show: who left which state, and what changed in it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from portal.core.actors import Via

from .models import SheetRevision
from .sheet_content import differences


@dataclass(frozen=True)
class RevisionRow:
    """A version with its author in words and the fields that it changed; ``is_first`` when nothing stands before it."""

    revision: SheetRevision
    author: str
    way: str
    changed: list[str]
    is_first: bool


def rows_of(revisions: list[SheetRevision], before: SheetRevision | None) -> list[RevisionRow]:
    """Return ``revisions`` (newest first) as rows; ``before`` is the version just older than the last of them."""
    rows = []
    for revision, older in zip(revisions, [*revisions, before][1:], strict=True):
        found = differences(older.content, revision.content) if older else []
        changed = list(dict.fromkeys(difference.label for difference in found))
        rows.append(RevisionRow(revision, author_of(revision), way_of(revision), changed, older is None))
    return rows


def author_of(revision: SheetRevision) -> str:
    """Return who left a state, in words."""
    if revision.person is not None:
        return str(revision.person)
    if revision.user is not None:
        return _("An administrator")
    return _("The portal") if revision.via == Via.TASK else _("Somebody who is no longer known")


def way_of(revision: SheetRevision) -> str:
    """Return by what way, in words; empty for the usual one."""
    return {Via.LINK: _("by a link in a mail"), Via.IMPORT: _("by an import")}.get(revision.via, "")
