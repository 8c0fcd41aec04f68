"""Record who was there (MISSION B9): one tap a person, all at once, or line by line from the signed sheet."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.log import declare_actions, record

from ..enums import Answer, MeetingStatus, MinutesState, Presence
from ..models import Invitee, Meeting, Minutes

declare_actions(
    attendance_recorded=gettext_noop("Attendance recorded"),
    attendance_undone=gettext_noop("Attendance undone"),
)

#: People sign in as they arrive.
OPENS_BEFORE = dt.timedelta(hours=1)
#: A meeting that drags on: somebody may still arrive this long after its planned end.
RUNS_OVER = dt.timedelta(hours=2)


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of the signed sheet: what the form showed and what was chosen, for one invitee."""

    invitee_id: int
    seen: str
    presence: str


@dataclass(frozen=True)
class Recorded:
    """What was written, and the invitees whose line somebody else changed meanwhile: theirs is kept."""

    changed: int
    conflicts: list[Invitee]


@dataclass(frozen=True)
class Announced:
    """How many people one act noted, and the instant by which it is undone."""

    changed: int
    at: dt.datetime


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
def note_presence(invitee: Invitee, presence: str, *, by: Actor) -> Invitee:
    """Note one presence and return the line; empty takes back what was noted. Of two at once the last holds (D-93).

    Whoever is replaced by somebody now present counts as represented. The first presence makes the meeting held.
    Raises DomainError when attendance is closed ("closed"), for an unknown presence or a line that is gone ("unknown").
    """
    meeting, stored = locked_line(invitee)
    if presence not in Presence.values:
        raise DomainError(_("Choose one of the four."), code="unknown", field="presence")
    if stored.presence != presence:
        write_presences(meeting, [(stored, presence)], by=by)
    return stored


@transaction.atomic
def note_arrival(invitee: Invitee, at: dt.time | None, *, by: Actor) -> Invitee:
    """Note that somebody came late, at the local hour ``at``, hence present; None forgets the hour. Return the line.

    Raises DomainError as ``note_presence`` does, and for an hour before the start or long after the end ("arrival").
    """
    meeting, stored = locked_line(invitee)
    if at is None:
        arrived = None
    else:
        arrived = _moment(meeting, at)
        if not _start_minute(meeting) <= arrived <= meeting.ends_at + RUNS_OVER:
            raise DomainError(_("Give an hour of the meeting, after its start."), code="arrival", field="arrived")
    if at is not None and stored.presence != Presence.PRESENT:
        write_presences(meeting, [(stored, Presence.PRESENT)], by=by)
    if stored.arrived_at != arrived:
        stored.arrived_at = arrived
        stored.save(update_fields=["arrived_at"])
        _log(meeting, by, changed=1)
    return stored


@transaction.atomic
def record_announced(meeting: Meeting, *, by: Actor) -> Announced:
    """Note present all those who announced it and are not noted yet; whom they replace counts as represented.

    Raises DomainError when attendance is closed.
    """
    stored = locked_meeting(meeting)
    announced = stored.invitees.select_for_update().filter(answer=Answer.PRESENT, presence=Presence.UNKNOWN)
    changes = [(invitee, Presence.PRESENT) for invitee in announced]
    at = timezone.now()
    if changes:
        write_presences(stored, changes, by=by, at=at, keep_noted=True)
    return Announced(len(changes), at)


@transaction.atomic
def undo_announced(meeting: Meeting, at: dt.datetime, *, by: Actor) -> int:
    """Take back what ``record_announced`` noted at the instant ``at``, save what was changed since; return how many.

    Raises DomainError when attendance is closed.
    """
    stored = locked_meeting(meeting)
    undone = stored.invitees.filter(presence_noted_at=at, answer=Answer.PRESENT, presence=Presence.PRESENT)
    count = undone.count()
    represented = stored.invitees.filter(
        presence_noted_at=at, presence=Presence.REPRESENTED, replaced_by__in=list(undone.values_list("pk", flat=True))
    )
    blank = {"presence": Presence.UNKNOWN, "presence_noted_at": None, "presence_noted_by": None, "arrived_at": None}
    represented.update(**blank)
    undone.update(**blank)
    if count:
        _hold_or_release(stored)
        record(stored, "attendance_undone", by=by, platform=stored.platform, territory=stored.territory, changed=count)
    return count


@transaction.atomic
def record_attendance(meeting: Meeting, rows: Iterable[Row], *, by: Actor) -> Recorded:
    """Write the presences of a signed sheet that changed; the first recorded one makes the meeting held.

    A line that somebody else changed since it was shown is left as they wrote it and returned as a conflict: the sheet
    is typed in later, on a page that was open for long. Raises DomainError when attendance is closed, for an unknown
    presence or somebody who is not invited.
    """
    stored = locked_meeting(meeting)
    invitees = {invitee.pk: invitee for invitee in stored.invitees.select_for_update()}
    changes, conflicts = [], []
    for row in rows:
        invitee = invitees.get(row.invitee_id)
        if invitee is None or row.presence not in Presence.values:
            raise DomainError(_("This line is not in the list of those invited."), code="unknown")
        if row.presence == invitee.presence:
            continue
        if invitee.presence != row.seen:
            conflicts.append(invitee)
            continue
        changes.append((invitee, row.presence))
    if changes:
        # What the sheet says of each line stands as it is typed in: nobody else's line follows from it.
        write_presences(stored, changes, by=by, follow=False)
    return Recorded(len(changes), conflicts)


def organisations_represented(invitees: Iterable[Invitee]) -> list[str]:
    """Return the names of the organisations of those who were present, each once, in order."""
    return sorted(
        {one.organisation_name for one in invitees if one.presence == Presence.PRESENT and one.organisation_name}
    )


def locked_meeting(meeting: Meeting) -> Meeting:
    """Return the meeting as it is stored, held until the end of the transaction. Raises DomainError when closed."""
    stored = Meeting.objects.select_for_update().get(pk=meeting.pk)
    closed = why_closed(stored)
    if closed:
        raise DomainError(closed, code="closed")
    return stored


def locked_line(invitee: Invitee) -> tuple[Meeting, Invitee]:
    """Return the meeting and the line as stored. Raises DomainError when closed, or for a line that is gone."""
    meeting = locked_meeting(invitee.meeting)
    stored = meeting.invitees.select_for_update().filter(pk=invitee.pk).first()
    if stored is None:
        raise DomainError(_("This line is not in the list of those invited."), code="unknown")
    stored.meeting = meeting
    return meeting, stored


def write_presences(
    meeting: Meeting,
    changes: list[tuple[Invitee, str]],
    *,
    by: Actor,
    at: dt.datetime | None = None,
    follow: bool = True,
    keep_noted: bool = False,
) -> None:
    """Write ``changes`` of locked lines, with who noted them and when, and hold the meeting. Part of a verb.

    With ``follow`` the line of whoever they replace follows: represented when the substitute is there, open again when
    not. ``keep_noted`` leaves lines alone that somebody noted already.
    """
    at = at or timezone.now()
    for invitee, presence in changes:
        invitee.presence = presence
        invitee.presence_noted_at = at if presence else None
        invitee.presence_noted_by = by.user if presence else None
        if presence != Presence.PRESENT:
            invitee.arrived_at = None
    fields = ["presence", "presence_noted_at", "presence_noted_by", "arrived_at"]
    Invitee.objects.bulk_update([invitee for invitee, _presence in changes], fields)
    if follow:
        _follow(changes, at=at, by=by, keep_noted=keep_noted)
    _hold_or_release(meeting)
    _log(meeting, by, changed=len(changes))


def _follow(changes, *, at, by, keep_noted: bool) -> None:
    here = [invitee.pk for invitee, presence in changes if presence == Presence.PRESENT]
    not_here = [invitee.pk for invitee, presence in changes if presence != Presence.PRESENT]
    open_ones = [Presence.UNKNOWN] if keep_noted else [Presence.UNKNOWN, Presence.EXCUSED]
    replaced = Invitee.objects.filter(replaced_by__in=here, presence__in=open_ones)
    replaced.update(presence=Presence.REPRESENTED, presence_noted_at=at, presence_noted_by=by.user, arrived_at=None)
    left = Invitee.objects.filter(replaced_by__in=not_here, presence=Presence.REPRESENTED)
    left.update(presence=Presence.UNKNOWN, presence_noted_at=None, presence_noted_by=None)


def _hold_or_release(meeting: Meeting) -> None:
    """Mark the meeting as held, or as convened again when nothing noted is left and no minutes were begun.

    Calendars show both alike, so SEQUENCE stays (DESIGN §6.2).
    """
    if meeting.invitees.exclude(presence=Presence.UNKNOWN).exists():
        status = MeetingStatus.HELD
    elif Minutes.objects.filter(meeting=meeting.pk).exists():
        return
    else:
        status = MeetingStatus.CONVENED
    if meeting.status != status:
        meeting.status = status
        meeting.modified_at = timezone.now()
        meeting.save(update_fields=["status", "modified_at"])


def _moment(meeting: Meeting, at: dt.time) -> dt.datetime:
    """Return the instant of the local hour ``at`` that belongs to the meeting, past midnight where it runs over."""
    start = _start_minute(meeting)
    moment = dt.datetime.combine(start.date(), at, start.tzinfo)
    return moment if moment >= start else moment + dt.timedelta(days=1)


def _start_minute(meeting: Meeting) -> dt.datetime:
    """Return the local start as it is shown, to the minute: whoever came at that minute did not come before."""
    start = timezone.localtime(meeting.starts_at, ZoneInfo(meeting.timezone_name))
    return start.replace(second=0, microsecond=0)


def _log(meeting: Meeting, by: Actor, **data) -> None:
    record(meeting, "attendance_recorded", by=by, platform=meeting.platform, territory=meeting.territory, **data)
