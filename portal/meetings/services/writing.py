"""When minutes may be written, and the lock under which everything that they say changes."""

from django.utils.translation import gettext as _

from portal.core.errors import DomainError

from ..enums import MeetingStatus, MinutesState
from ..models import AgendaItem, Meeting, Minutes


def minutes_of(meeting: Meeting) -> Minutes:
    """Return the minutes of ``meeting``; a draft that is not stored yet when nobody began."""
    return getattr(meeting, "minutes", None) or Minutes(meeting=meeting)


def why_closed(meeting: Meeting) -> str:
    """Return why nothing can be written now, or nothing when it can."""
    if meeting.status not in (MeetingStatus.CONVENED, MeetingStatus.HELD):
        return _("Minutes are written for meetings that were convened.")
    if minutes_of(meeting).state == MinutesState.VALIDATED:
        return _("These minutes are validated: they do not change any more.")
    return ""


def lock_for_writing(meeting: Meeting) -> Meeting:
    """Return the stored meeting, locked until the transaction ends, with its minutes. Raises DomainError "closed".

    Everything that minutes say changes under this lock, as do agenda and attendance: what is approved is what was seen.
    """
    # Only the meeting is locked: PostgreSQL locks no row that an outer join may leave out.
    stored = Meeting.objects.select_for_update().get(pk=meeting.pk)
    closed = why_closed(stored)
    if closed:
        raise DomainError(closed, code="closed")
    if minutes_of(stored).pk is None:
        stored.minutes = Minutes.objects.create(meeting=stored)
    return stored


def lock_item(item: AgendaItem) -> tuple[Meeting, AgendaItem]:
    """Return the locked meeting and its item as stored. Raises DomainError "closed", or "gone" without the item."""
    meeting = lock_for_writing(item.meeting)
    stored = meeting.agenda_items.select_related("note").filter(pk=item.pk).first()
    if stored is None:
        raise DomainError(_("This item was taken out of the agenda meanwhile."), code="gone")
    stored.meeting = meeting
    return meeting, stored
