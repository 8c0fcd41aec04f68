"""What pages show beside the items of an agenda: marks, documents, what one proposed."""

from collections.abc import Sequence

from portal.directory.models import Person

from ..agenda_marks import marks_of
from ..models import AgendaItem, Meeting
from ..proposing import is_expected, own_proposals, why_no_proposal


def dress_items(meeting: Meeting, items: Sequence[AgendaItem], *, manages: bool) -> list:
    """Give each item its ``marks`` and its ``files``; return the documents of the whole meeting. For who reads them.

    Items were read with ``MARK_RELATED``. A constant number of queries.
    """
    files: dict[int | None, list] = {}
    for one in meeting.attachments.filter(removed_at=None):
        files.setdefault(one.item_id, []).append(one)
    marks = marks_of(meeting, items, drafts=manages)
    for item in items:
        item.marks = marks[item.pk]
        item.files = files.get(item.pk, [])
    return files.get(None, [])


def proposing_panel(meeting: Meeting, person: Person | None) -> dict:
    """Return what ``person`` proposed and whether they may propose now; nothing that others proposed."""
    return {
        "own_proposals": own_proposals(meeting, person),
        "may_propose": not why_no_proposal(meeting) and is_expected(person, meeting),
    }
