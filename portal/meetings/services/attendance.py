"""Record who was there (MISSION B9)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.log import declare_actions, record
from portal.core.text import clean_line

from ..enums import Answer, MeetingStatus, MinutesState, Presence
from ..models import Invitee, Meeting, Minutes

declare_actions(
    attendance_recorded=gettext_noop("Attendance recorded"),
    guest_added=gettext_noop("Guest added to a meeting"),
)

#: People sign in as they arrive.
OPENS_BEFORE = dt.timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of the attendance form: what the form showed and what was chosen, for one invitee."""

    invitee_id: int
    seen: str
    presence: str


@dataclass(frozen=True)
class Recorded:
    """What was written, and the invitees whose line somebody else changed meanwhile: theirs is kept."""

    changed: int
    conflicts: list[Invitee]


def why_closed(meeting: Meeting) -> str:
    """Return why attendance cannot be recorded now, or nothing when it can."""
    if meeting.status not in (MeetingStatus.CONVENED, MeetingStatus.HELD):
        return _("Attendance is recorded for meetings that were convened.")
    if meeting.starts_at - OPENS_BEFORE > timezone.now():
        return _("Attendance opens one hour before the meeting.")
    if Minutes.objects.filter(meeting=meeting.pk, state=MinutesState.VALIDATED).exists():
        return _("The minutes are validated: attendance is final.")
    return ""


def suggested(invitee: Invitee) -> str:
    """Return what to propose for an invitee whose presence is not recorded, from the answer."""
    if invitee.presence:
        return invitee.presence
    if invitee.replaced_by_id:
        return Presence.REPRESENTED
    return {Answer.PRESENT: Presence.PRESENT, Answer.EXCUSED: Presence.EXCUSED}.get(invitee.answer, "")


@transaction.atomic
def record_attendance(meeting: Meeting, rows: Iterable[Row], *, by: Actor) -> Recorded:
    """Write the presences that changed; the first recorded one makes the meeting held.

    A line that somebody else changed since it was shown is left as they wrote it and returned as a conflict. Raises
    DomainError when attendance is closed, for an unknown presence or somebody who is not invited.
    """
    stored = _lock(meeting)
    invitees = {invitee.pk: invitee for invitee in stored.invitees.select_for_update()}
    changed, conflicts = [], []
    for row in rows:
        invitee = invitees.get(row.invitee_id)
        if invitee is None or row.presence not in Presence.values:
            raise DomainError(_("This line is not in the list of those invited."), code="unknown")
        if row.presence == invitee.presence:
            continue
        if invitee.presence != row.seen:
            conflicts.append(invitee)
            continue
        invitee.presence = row.presence
        changed.append(invitee)
    Invitee.objects.bulk_update(changed, ["presence"])
    if changed:
        _hold(stored)
        record(
            stored,
            "attendance_recorded",
            by=by,
            platform=stored.platform,
            territory=stored.territory,
            changed=len(changed),
        )
    return Recorded(len(changed), conflicts)


@transaction.atomic
def add_guest(meeting: Meeting, *, name: str, organisation_name: str = "", by: Actor) -> Invitee:
    """Return a new line for somebody who came uninvited, present. Raises DomainError without a name, or when closed."""
    stored = _lock(meeting)
    name, organisation_name = clean_line(name), clean_line(organisation_name)
    if not name:
        raise DomainError(_("Give the name of the person."), code="name", field="name")
    same = stored.invitees.filter(name__iexact=name, organisation_name__iexact=organisation_name)
    if same.exists():
        raise DomainError(_("This person is in the list already."), code="twice", field="name")
    guest = Invitee.objects.create(
        meeting=stored, name=name[:160], organisation_name=organisation_name[:160], presence=Presence.PRESENT
    )
    _hold(stored)
    record(stored, "guest_added", by=by, platform=stored.platform, territory=stored.territory)
    return guest


def organisations_represented(invitees: Iterable[Invitee]) -> list[str]:
    """Return the names of the organisations of those who were present, each once, in order."""
    return sorted(
        {one.organisation_name for one in invitees if one.presence == Presence.PRESENT and one.organisation_name}
    )


def _lock(meeting: Meeting) -> Meeting:
    stored = Meeting.objects.select_for_update().get(pk=meeting.pk)
    closed = why_closed(stored)
    if closed:
        raise DomainError(closed, code="closed")
    return stored


def _hold(meeting: Meeting) -> None:
    """Mark the meeting as held; calendars show it as before, so SEQUENCE stays (DESIGN §6.2)."""
    if meeting.status == MeetingStatus.CONVENED:
        meeting.status = MeetingStatus.HELD
        meeting.modified_at = timezone.now()
        meeting.save(update_fields=["status", "modified_at"])
