"""Write the decisions of a meeting."""

import hashlib

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.log import declare_actions, record
from portal.core.text import clean_line

from ..models import AgendaItem, Decision, Meeting
from .writing import lock_for_writing, lock_item

declare_actions(
    decision_added=gettext_noop("Decision added"),
    decision_changed=gettext_noop("Decision changed"),
    decision_removed=gettext_noop("Decision removed"),
)

LONGEST = 500


def decision_version(decision: Decision) -> str:
    """Return a short text that changes with the decision, for its form to send back."""
    return hashlib.sha256(decision.text.encode()).hexdigest()[:16]


@transaction.atomic
def add_decision(item: AgendaItem, text: str, *, by: Actor) -> Decision:
    """Return a new decision under ``item``. Raises DomainError when minutes are closed or the text is empty or long.

    The same words under the same item are taken once: a double click decides nothing twice.
    """
    meeting, stored = lock_item(item)
    text = checked_text(text)
    same = stored.decisions.filter(text=text).first()
    if same is not None:
        return same
    decision = Decision.objects.create(meeting=meeting, item=stored, text=text)
    _record(meeting, "decision_added", decision.pk, by)
    return decision


@transaction.atomic
def change_decision(decision: Decision, text: str, *, version: str, by: Actor) -> Decision:
    """Write ``text`` and return the decision. Raises DomainError, "stale" when it changed since ``version``."""
    meeting, stored = _lock(decision)
    text = checked_text(text)
    if stored.text == text:
        return stored
    if decision_version(stored) != version:
        raise DomainError(
            _("Somebody else changed this meanwhile: it now reads “%(text)s”.") % {"text": stored.text},
            code="stale",
            field="text",
        )
    stored.text = text
    stored.save(update_fields=["text"])
    _record(meeting, "decision_changed", stored.pk, by)
    return stored


@transaction.atomic
def remove_decision(decision: Decision, *, by: Actor) -> None:
    """Remove a decision; one that is gone stays gone. Raises DomainError when minutes are closed."""
    meeting = lock_for_writing(decision.meeting)
    if Decision.objects.filter(pk=decision.pk).delete()[0]:
        _record(meeting, "decision_removed", decision.pk, by)


def checked_text(text: str) -> str:
    """Return ``text`` on one line. Raises DomainError when nothing or too much is left."""
    text = clean_line(text)
    if not text:
        raise DomainError(_("Write something first."), code="required", field="text")
    if len(text) > LONGEST:
        raise DomainError(_("This text is too long: at most %(limit)d characters.") % {"limit": LONGEST}, field="text")
    return text


def _lock(decision: Decision) -> tuple[Meeting, Decision]:
    meeting = lock_for_writing(decision.meeting)
    stored = Decision.objects.filter(pk=decision.pk).first()
    if stored is None:
        raise DomainError(_("This was removed meanwhile."), code="gone")
    return meeting, stored


def _record(meeting: Meeting, action: str, pk: int, by: Actor) -> None:
    """Log about the meeting: the trail must not hold the words of a decision."""
    record(meeting, action, by=by, platform=meeting.platform, territory=meeting.territory, decision=pk)
