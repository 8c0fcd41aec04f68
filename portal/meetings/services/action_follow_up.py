"""Follow actions after the meeting that wrote them, and those of the yearly plan that no meeting did (MISSION B11)."""

import datetime as dt
import hashlib
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.log import declare_actions, record
from portal.directory.models import Person, Platform

from ..enums import ActionState
from ..models import ActionItem, Objective
from .actions import (
    ActionDetails,
    locked_action,
    note_change,
    organisation_of,
    people_of,
    record_about,
    save_changed,
    write_details,
)

declare_actions(
    action_silenced=gettext_noop("Reminders of an action stopped"),
    actions_reassigned=gettext_noop("Actions given to somebody else"),
)


@dataclass(frozen=True, kw_only=True)
class FollowUp:
    """What the team changes of an action while it is followed; its words only where no meeting wrote them."""

    owner: Person | None = None
    due: dt.date | None = None
    objective: Objective | None = None
    text: str = ""


def follow_up_version(action: ActionItem) -> str:
    """Return a short text that changes with whatever ``FollowUp`` holds, for the form to send back."""
    shown = (action.text, action.owner_id, action.due, action.objective_id)
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:16]


@transaction.atomic
def add_plan_action(objective: Objective, details: ActionDetails, *, by: Actor) -> ActionItem:
    """Return a new open action under an objective of the year, of no meeting; a double click adds it once.

    Raises DomainError for an empty text, an owner who is not of the platform, a due day in the past or years away.
    """
    stored = Objective.objects.select_for_update(of=("self",)).select_related("platform").get(pk=objective.pk)
    action = ActionItem(platform=stored.platform, objective=stored)
    write_details(action, details)
    same = stored.actions.open().filter(text=action.text, owner=action.owner, due=action.due, meeting=None).first()
    if same is not None:
        return same
    action.save()
    note_change(action, "created", by=by)
    record_about(action, "action_added", by)
    return action


@transaction.atomic
def follow_action(action: ActionItem, wanted: FollowUp, *, version: str, by: Actor) -> ActionItem:
    """Give an action another owner, day or objective, whatever became of the minutes that hold it; return it.

    Validated minutes keep what they said. The words change only where no meeting wrote them. Raises DomainError
    "stale" when it changed since ``version``, "closed" for one that is done or dropped, "objective" for one of another
    platform, and as ``add_action``.
    """
    stored = locked_action(action)
    if stored.state != ActionState.OPEN:
        raise DomainError(_("This action is closed: open it again first."), code="closed")
    before = stored.written()
    seen = follow_up_version(stored)
    text = stored.text if stored.meeting_id or not wanted.text else wanted.text
    write_details(stored, ActionDetails(text=text, owner=wanted.owner, due=wanted.due))
    if wanted.objective is not None and wanted.objective.platform_id != stored.platform_id:
        raise DomainError(_("Choose an objective of the platform."), code="objective", field="objective")
    stored.objective = wanted.objective
    if follow_up_version(stored) == seen:
        return stored
    if seen != version:
        raise DomainError(
            _("Somebody else changed this action meanwhile. Look at it again: what you typed is below."), code="stale"
        )
    save_changed(stored, before, by=by)
    return stored


@transaction.atomic
def reassign_actions(platform: Platform, former: Person, to: Person, *, by: Actor) -> int:
    """Give all open actions of ``former`` in ``platform`` to ``to`` and return how many there were.

    For those who left: whoever is still there is asked first, in the page of each action. Raises DomainError "here"
    for somebody who has not left, "owner" when ``to`` is not of the platform today.
    """
    if not Person.objects.gone_from(platform).filter(pk=former.pk).exists():
        raise DomainError(_("This person has not left the platform."), code="here")
    if not people_of(platform).filter(pk=to.pk).exists():
        raise DomainError(_("Choose somebody who belongs to the platform."), code="owner", field="to")
    theirs = ActionItem.objects.select_for_update(of=("self",)).open().filter(platform=platform, owner=former)
    actions = list(theirs.select_related("platform", "meeting"))
    for action in actions:
        before = action.written()
        action.owner = to
        action.owner_organisation = organisation_of(to, action.meeting, action.platform)
        save_changed(action, before, by=by, logged=False)
    if actions:
        record(platform, "actions_reassigned", by=by, platform=platform, before=former.pk, after=to.pk)
    return len(actions)


@transaction.atomic
def stop_reminders(action: ActionItem, *, by: Actor) -> ActionItem:
    """Send no more reminder of ``action`` to its owner; stopping twice changes nothing. The team still sees it late."""
    stored = locked_action(action)
    if stored.reminders:
        stored.reminders = False
        stored.save(update_fields=["reminders"])
        note_change(stored, "silenced", by=by)
        record_about(stored, "action_silenced", by)
    return stored
