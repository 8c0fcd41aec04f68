"""Actions: who promised what until when, and what became of it (MISSION B11).

Each verb writes what it did into the history of the action (``ActionChange``), people by their keys alone.
"""

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
from portal.directory.models import Organisation, Person, Platform

from ..enums import ActionState
from ..models import ActionChange, ActionItem, AgendaItem, Meeting
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
    others = people_of(meeting.platform).exclude(pk__in=[person.pk for person in invited])
    return [*invited, *others]


def people_of(platform: Platform):
    """Return the team and the members of ``platform`` today, with their organisation: who may take its actions."""
    here = Person.objects.filter(pk__in=Person.objects.team_of(platform).values("pk")) | Person.objects.filter(
        pk__in=Person.objects.delegates_of(platform).values("pk")
    )
    return here.select_related("organisation").distinct()


def owners_of(action: ActionItem) -> list[Person]:
    """Return who may take ``action`` today: invited to its meeting, or of the platform; not those who left (D-07)."""
    people = owners_for(action.meeting) if action.meeting is not None else list(people_of(action.platform))
    gone = set(Person.objects.gone_from(action.platform).values_list("pk", flat=True))
    return [person for person in people if person.pk not in gone]


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
    write_details(action, details)
    same = stored.actions.filter(text=action.text, owner=action.owner, due=action.due).first()
    if same is not None:
        return same
    action.save()
    note_change(action, "created", by=by)
    record_about(action, "action_added", by)
    return action


def locked_action(action: ActionItem) -> ActionItem:
    """Return the action as stored, locked until the transaction ends. Raises DomainError "gone" without it."""
    # Only its own row: PostgreSQL locks no row that an outer join may leave out.
    found = ActionItem.objects.select_for_update(of=("self",)).select_related("platform", "meeting__platform", "owner")
    stored = found.filter(pk=action.pk).first()
    if stored is None:
        raise DomainError(_("This was removed meanwhile."), code="gone")
    return stored


def note_change(action: ActionItem, what: str, *, by: Actor, **details) -> ActionChange:
    """Add a line to the history of ``action``; ``details`` is JSON, people and objectives by their keys."""
    return ActionChange.objects.create(action=action, what=what, by=by.person, details=details)


def save_changed(action: ActionItem, before: dict, *, by: Actor, logged: bool = True) -> None:
    """Save what ``write_details`` wrote, with its line of history; a new owner is reminded anew."""
    if action.owner_id != before["owner"]:
        action.reminders = True
        action.reminded_on = None
    action.save(update_fields=["text", "owner", "owner_organisation", "due", "objective", "reminders", "reminded_on"])
    after = action.written()
    changed = {name: [_plain(before[name]), _plain(after[name])] for name in after if before[name] != after[name]}
    # The words themselves stay in the row alone: histories are read for days and owners.
    if "text" in changed:
        changed["text"] = []
    note_change(action, "changed", by=by, **changed)
    if logged:
        record_about(action, "action_changed", by)


def _plain(value):
    return value.isoformat() if isinstance(value, dt.date) else value


@transaction.atomic
def change_action(action: ActionItem, details: ActionDetails, *, version: str, by: Actor) -> ActionItem:
    """Write ``details`` and return the action. Raises as ``add_action``, and "stale" when it changed meanwhile."""
    lock_for_writing(action.meeting)
    stored = locked_action(action)
    before = action_version(stored)
    fields = stored.written()
    shown = " – ".join(str(part) for part in (stored.text, stored.owner, stored.due) if part)
    write_details(stored, details)
    if action_version(stored) == before:
        return stored
    if before != version:
        raise DomainError(
            _("Somebody else changed this meanwhile: it now reads “%(text)s”.") % {"text": shown},
            code="stale",
            field="text",
        )
    save_changed(stored, fields, by=by)
    return stored


@transaction.atomic
def remove_action(action: ActionItem, *, by: Actor) -> None:
    """Remove an action written by mistake; one that is gone stays gone. Raises DomainError when minutes are closed."""
    lock_for_writing(action.meeting)
    if ActionItem.objects.filter(pk=action.pk).exists():
        record_about(action, "action_removed", by)
        ActionItem.objects.filter(pk=action.pk).delete()


@transaction.atomic
def set_action_state(action: ActionItem, state: str, *, by: Actor) -> ActionItem:
    """Return the action marked done, dropped or open again; minutes that are validated keep what they said.

    Writing the state that it has changes nothing. Raises DomainError for a state that does not exist.
    """
    if state not in ActionState.values:
        raise DomainError(_("An action is open, done or dropped."), code="state")
    stored = locked_action(action)
    if stored.state == state:
        return stored
    note_change(stored, "state", by=by, state=[str(stored.state), str(state)])
    stored.state = ActionState(state)
    stored.done_at = None if state == ActionState.OPEN else timezone.now()
    stored.save(update_fields=["state", "done_at"])
    record_about(stored, _LOGGED[stored.state], by)
    return stored


def write_details(action: ActionItem, details: ActionDetails) -> None:
    """Write checked ``details`` into the action, with the organisation for which the owner is there."""
    meeting = action.meeting
    action.text = checked_text(details.text)
    if details.due is not None and details.due != action.due:
        since = action.created_at if meeting is None else meeting.starts_at
        first = to_local(since, action.platform.timezone).date()
        if details.due < first:
            message = _("This day is past.") if meeting is None else _("The due day comes before the meeting.")
            raise DomainError(message, code="due", field="due")
        # What is put off is counted from the day on which it is.
        if details.due > max(first, timezone.localdate()) + LONGEST_TERM:
            raise DomainError(_("The due day is more than three years away."), code="due", field="due")
    action.due = details.due
    if details.owner is None:
        action.owner = action.owner_organisation = None
    elif details.owner.pk != action.owner_id:
        if details.owner.pk not in {person.pk for person in owners_of(action)}:
            message = _("Choose somebody who is invited or belongs to the platform.")
            raise DomainError(message, code="owner", field="owner")
        action.owner = details.owner
        action.owner_organisation = organisation_of(details.owner, meeting, action.platform)


def organisation_of(person: Person, meeting: Meeting | None, platform: Platform) -> Organisation | None:
    """Return for whom ``person`` acts: as convened to the meeting, else as a delegate there, else their own."""
    if meeting is not None:
        invitee = meeting.invitees.select_related("organisation").filter(person=person).first()
        if invitee is not None and invitee.organisation:
            return invitee.organisation
    delegation = person.delegations.active().filter(participation__platform=platform)
    found = delegation.select_related("participation__organisation").order_by("kind", "pk").first()
    return found.participation.organisation if found is not None else person.organisation


def record_about(action: ActionItem, name: str, by: Actor) -> None:
    """Log about the meeting: the trail must not hold the words of an action."""
    record(action.meeting or action.platform, name, by=by, platform=action.platform, action_item=action.pk)
