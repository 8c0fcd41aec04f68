"""The hours of an agenda on the day: when each item began and ended (MISSION B6)."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.core.actors import Actor
from portal.core.errors import DomainError

from ..enums import MeetingStatus, MinutesState
from ..models import AgendaItem, Meeting, Minutes
from .attendance import OPENS_BEFORE


def why_not_run(meeting: Meeting) -> str:
    """Return why the meeting cannot be timed now, or nothing when it can."""
    if meeting.status not in (MeetingStatus.CONVENED, MeetingStatus.HELD):
        return _("A meeting is timed once it is convened.")
    if meeting.starts_at - OPENS_BEFORE > timezone.now():
        return _("The meeting is timed on the day itself, from an hour before it begins.")
    if Minutes.objects.filter(meeting=meeting.pk, state=MinutesState.VALIDATED).exists():
        return _("The minutes are validated: the hours stay as they were pressed.")
    return ""


@transaction.atomic
def start_item(item: AgendaItem, *, by: Actor) -> AgendaItem:
    """Begin an item, or take it up again, and end the one that runs; the time in between does not count.

    One that runs already goes on: two people may press. Like presses of a stopwatch, hours are not in the audit trail.
    Raises DomainError "closed" (``why_not_run``), or "gone".
    """
    meeting, stored = _locked(item)
    now = timezone.now()
    if stored.started_at and not stored.ended_at:
        return stored
    _end_running(meeting, now)
    done = stored.ended_at - stored.started_at if stored.ended_at else now - now
    stored.started_at, stored.ended_at = now - done, None
    stored.save(update_fields=["started_at", "ended_at"])
    return stored


@transaction.atomic
def finish_item(item: AgendaItem, *, go_on: bool = False, by: Actor) -> AgendaItem | None:
    """End the item that runs and, with ``go_on``, begin the next one that was not dealt with; return that one, if any.

    An item that does not run any more stays as it is, and nothing begins: the press came twice. Raises as above.
    """
    meeting, stored = _locked(item)
    if stored.started_at is None or stored.ended_at is not None:
        return None
    now = timezone.now()
    _end_running(meeting, now)
    if not go_on:
        return None
    later = meeting.agenda_items.filter(started_at=None, position__gt=stored.position)
    # What was put off meanwhile is not taken up.
    following = later.exclude(carried_to__isnull=False).first()
    if following is not None:
        following.started_at = now
        following.save(update_fields=["started_at"])
    return following


@transaction.atomic
def clear_item(item: AgendaItem, *, by: Actor) -> AgendaItem:
    """Forget the hours of an item, pressed by mistake. Raises as above."""
    _meeting, stored = _locked(item)
    stored.started_at = stored.ended_at = None
    stored.save(update_fields=["started_at", "ended_at"])
    return stored


def _locked(item: AgendaItem) -> tuple[Meeting, AgendaItem]:
    meeting = Meeting.objects.select_for_update().get(pk=item.meeting_id)
    closed = why_not_run(meeting)
    if closed:
        raise DomainError(closed, code="closed")
    stored = meeting.agenda_items.filter(pk=item.pk).first()
    if stored is None:
        raise DomainError(_("This item was taken out of the agenda meanwhile."), code="gone")
    return meeting, stored


def _end_running(meeting: Meeting, now) -> None:
    meeting.agenda_items.filter(started_at__isnull=False, ended_at=None).update(ended_at=now)
