"""Ask those expected at a meeting for agenda items, once, before they are convened (guide, D-10)."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.log import declare_actions, record

from ..delays import Delays, delays_for, freeze_at, last_day_for_items
from ..enums import MeetingStatus
from ..models import Invitee, Meeting
from ..notifications import CallForItems, Reach, notify_invitees, reached
from .convene import expected, invitee_for

declare_actions(items_called_for=gettext_noop("Agenda items called for"))


@dataclass(frozen=True)
class Called:
    """What a call did: the meeting, whom it asked, and whom no mail reaches."""

    meeting: Meeting
    asked: list[Invitee]
    unreached: list[Invitee]

    @property
    def mailed(self) -> int:
        """Return how many mails were written."""
        return len(self.asked) - len(self.unreached)


def why_not_called(meeting: Meeting, delays: Delays | None = None) -> DomainError | None:
    """Return why no items are called for now; None when they may be. ``delays`` are read when not given."""
    if meeting.called_at is not None:
        return DomainError(_("Items were called for already: nobody is asked twice."), code="already_called")
    if meeting.status not in (MeetingStatus.PROPOSED, MeetingStatus.CONVENED):
        return DomainError(_("Items are called for once the meeting is in the calendar."), code="status")
    if timezone.now() >= min(freeze_at(meeting, delays), meeting.starts_at):
        return DomainError(_("The agenda stands: it is too late to call for items."), code="frozen")
    return None


def to_ask(meeting: Meeting) -> list[Invitee]:
    """Return those whom a call for items asks: convened, else expected; not those who follow by calendar alone.

    Unsaved rows before the convocation: nobody is invited by being asked.
    """
    if meeting.status == MeetingStatus.CONVENED:
        people = list(meeting.invitees.select_related("person", "organisation").filter(person__isnull=False))
    else:
        people = [invitee_for(meeting, candidate) for candidate in expected(meeting)]
    return reached(meeting, people, Reach.NEVER)


@transaction.atomic
def call_for_items(meeting: Meeting, *, by: Actor) -> Called:
    """Ask each person expected at ``meeting`` for agenda items, by one mail with a link bound to the address.

    Raises DomainError: "already_called", "status", "frozen" (``why_not_called``), "nobody" to ask.
    """
    stored = Meeting.objects.select_for_update().get(pk=meeting.pk)
    delays = delays_for(stored)
    refusal = why_not_called(stored, delays)
    if refusal is not None:
        raise refusal
    asked = to_ask(stored)
    if not asked:
        raise DomainError(_("There is nobody to ask yet."), code="nobody")
    stored.called_at = timezone.now()
    stored.save(update_fields=["called_at"])
    last_day = last_day_for_items(stored, delays)
    if last_day < timezone.localdate():
        # Called by hand after the usual deadline: what the agenda still takes is what counts.
        last_day = last_day_for_items(stored, Delays(convene_days=None, freeze_days=delays.freeze_days))
    unreached = notify_invitees(stored, CallForItems, by=by, only=asked, last_day=last_day)
    record(stored, "items_called_for", by=by, platform=stored.platform, territory=stored.territory, asked=len(asked))
    return Called(stored, asked, unreached)
