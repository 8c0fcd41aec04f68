"""Remind those convened who did not answer (MISSION B7)."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.log import declare_actions, record

from ..enums import Answer, MeetingStatus
from ..models import Invitee, Meeting
from ..notifications import ConvocationReminder, notify_invitees, reached

#: Nobody is reminded of what they got within this time.
QUIET = dt.timedelta(hours=24)

declare_actions(convocation_reminded=gettext_noop("Invitees without answer reminded"))


def to_remind(meeting: Meeting) -> list[Invitee]:
    """Return those convened who did not answer; not those who follow by their calendar alone."""
    silent = meeting.invitees.filter(answer=Answer.NONE).select_related("person", "organisation")
    return reached(meeting, silent, ConvocationReminder.reach)


def why_not_reminded(meeting: Meeting) -> DomainError | None:
    """Return why nobody is reminded now; None when they may be."""
    now = timezone.now()
    if meeting.status != MeetingStatus.CONVENED or meeting.starts_at <= now:
        return DomainError(_("Only a convened meeting to come calls for answers."), code="status")
    last = max(moment for moment in (meeting.convened_at, meeting.reminded_at, now - 2 * QUIET) if moment)
    if now - last < QUIET:
        return DomainError(_("People were written to less than a day ago: leave them time to answer."), code="soon")
    return None


@transaction.atomic
def remind(meeting: Meeting, *, by: Actor) -> int:
    """Write to each invitee of ``meeting`` without answer, and return how many mails there are.

    Raises DomainError: "status", "soon" within a day of the convocation or of another reminder.
    """
    stored = Meeting.objects.select_for_update().get(pk=meeting.pk)
    refusal = why_not_reminded(stored)
    if refusal is not None:
        raise refusal
    silent = to_remind(stored)
    stored.reminded_at = timezone.now()
    stored.save(update_fields=["reminded_at"])
    # The instant tells this reminding from another one.
    nth = int(stored.reminded_at.timestamp())
    unreached = notify_invitees(stored, ConvocationReminder, by=by, only=silent, nth=nth)
    record(
        stored,
        "convocation_reminded",
        by=by,
        platform=stored.platform,
        territory=stored.territory,
        reminded=len(silent) - len(unreached),
    )
    return len(silent) - len(unreached)
