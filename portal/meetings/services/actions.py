"""Actions: who promised what until when, and what became of it (MISSION B11)."""

import datetime as dt
import hashlib
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.french_dates import to_local
from portal.core.log import declare_actions, record
from portal.directory.models import Organisation, Person

from ..enums import ActionState
from ..models import ActionItem, AgendaItem, Meeting
from .decisions import checked_text
from .writing import lock_for_writing, lock_item

declare_actions(
    action_added=gettext_noop("Action added"),
    action_changed=gettext_noop("Action changed"),
    action_removed=gettext_noop("Action removed"),
    action_done=gettext_noop("Action done"),
    action_dropped=gettext_noop("Action dropped"),
    action_reopened=gettext_noop("Action reopened"),
)

#: A due day further away is a slip of the keyboard.
LONGEST_TERM = dt.timedelta(days=3 * 366)

_LOGGED = {
    ActionState.OPEN: "action_reopened",
    ActionState.DONE: "action_done",
    ActionState.DROPPED: "action_dropped",
}


@dataclass(frozen=True, kw_only=True)
class ActionDetails:
    """What is written about an action."""

    text: str
    owner: Person | None = None
    due: dt.date | None = None


def action_version(action: ActionItem) -> str:
    """Return a short text that changes with what is written about the action, for its form to send back."""
    shown = (action.text, action.owner_id, action.due)
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:16]


def owners_for(meeting: Meeting) -> list[Person]:
    """Return who may take an action: those invited first, then the platform's team and members, in one query each."""
    invited = list(Person.objects.filter(invitations__meeting=meeting.pk).select_related("organisation").distinct())
    if not meeting.platform_id:
        return invited
    here = Person.objects.filter(pk__in=Person.objects.team_of(meeting.platform).values("pk")) | Person.objects.filter(
        pk__in=Person.objects.delegates_of(meeting.platform).values("pk")
    )
    others = here.exclude(pk__in=[person.pk for person in invited])
    return [*invited, *others.select_related("organisation").distinct()]


@transaction.atomic
def add_action(item: AgendaItem, details: ActionDetails, *, by: Actor) -> ActionItem:
    """Return a new open action under ``item``.

    The same action under the same item is taken once. Raises DomainError when minutes are closed, for an empty text, an
    owner who is neither invited nor of the platform, or a due day before the meeting or years away.
    """
    meeting, stored = lock_item(item)
    if not meeting.platform_id:
        raise DomainError(_("Actions are kept for meetings of a platform."), code="territory")
    action = ActionItem(platform=meeting.platform, meeting=meeting, item=stored)
    _apply(action, details)
    same = stored.actions.filter(text=action.text, owner=action.owner, due=action.due).first()
    if same is not None:
        return same
    action.save()
    _record(action, "action_added", by)
    return action


@transaction.atomic
def change_action(action: ActionItem, details: ActionDetails, *, version: str, by: Actor) -> ActionItem:
    """Write ``details`` and return the action. Raises as ``add_action``, and "stale" when it changed meanwhile."""
    lock_for_writing(action.meeting)
    stored = ActionItem.objects.select_related("meeting", "platform").filter(pk=action.pk).first()
    if stored is None:
        raise DomainError(_("This was removed meanwhile."), code="gone")
    before = action_version(stored)
    shown = " – ".join(str(part) for part in (stored.text, stored.owner, stored.due) if part)
    _apply(stored, details)
    if action_version(stored) == before:
        return stored
    if before != version:
        raise DomainError(
            _("Somebody else changed this meanwhile: it now reads “%(text)s”.") % {"text": shown},
            code="stale",
            field="text",
        )
    stored.save()
    _record(stored, "action_changed", by)
    return stored


@transaction.atomic
def remove_action(action: ActionItem, *, by: Actor) -> None:
    """Remove an action written by mistake; one that is gone stays gone. Raises DomainError when minutes are closed."""
    lock_for_writing(action.meeting)
    if ActionItem.objects.filter(pk=action.pk).exists():
        _record(action, "action_removed", by)
        ActionItem.objects.filter(pk=action.pk).delete()


@transaction.atomic
def set_action_state(action: ActionItem, state: str, *, by: Actor) -> ActionItem:
    """Return the action marked done, dropped or open again; minutes that are validated keep what they said.

    Writing the state that it has changes nothing. Raises DomainError for a state that does not exist.
    """
    if state not in ActionState.values:
        raise DomainError(_("An action is open, done or dropped."), code="state")
    stored = ActionItem.objects.select_for_update().get(pk=action.pk)
    if stored.state == state:
        return stored
    stored.state = ActionState(state)
    stored.done_at = None if state == ActionState.OPEN else timezone.now()
    stored.save(update_fields=["state", "done_at"])
    _record(stored, _LOGGED[stored.state], by)
    return stored


def _apply(action: ActionItem, details: ActionDetails) -> None:
    """Write checked ``details`` into the action, with the organisation for which the owner is there."""
    meeting = action.meeting
    action.text = checked_text(details.text)
    if details.due is not None and details.due != action.due:
        held = to_local(meeting.starts_at, meeting.timezone_name).date()
        if details.due < held:
            raise DomainError(_("The due day comes before the meeting."), code="due", field="due")
        if details.due > held + LONGEST_TERM:
            raise DomainError(_("The due day is more than three years away."), code="due", field="due")
    action.due = details.due
    if details.owner is None:
        action.owner = action.owner_organisation = None
    elif details.owner.pk != action.owner_id:
        if details.owner.pk not in {person.pk for person in owners_for(meeting)}:
            raise DomainError(
                _("Choose somebody who is invited or belongs to the platform."), code="owner", field="owner"
            )
        action.owner = details.owner
        action.owner_organisation = _organisation_of(details.owner, meeting)


def _organisation_of(person: Person, meeting: Meeting) -> Organisation | None:
    invitee = meeting.invitees.select_related("organisation").filter(person=person).first()
    return invitee.organisation if invitee is not None and invitee.organisation else person.organisation


def _record(action: ActionItem, name: str, by: Actor) -> None:
    """Log about the meeting: the trail must not hold the words of an action."""
    record(action.meeting or action.platform, name, by=by, platform=action.platform, action_item=action.pk)
