"""Remarks on minutes in review, by those convened, and the team's answers (MISSION B10).

A remark stands behind the gate of its meeting and is read by the team and its author alone; the trail holds no word.
"""

import hashlib

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.log import declare_actions, record
from portal.core.text import clean_line, clean_text
from portal.directory.models import Person

from ..enums import CommentState, MinutesState
from ..models import AgendaItem, Meeting, Minutes, MinutesComment
from .reading import is_over

declare_actions(
    minutes_commented=gettext_noop("Remark on minutes"),
    minutes_comment_removed=gettext_noop("Remark on minutes taken back"),
    minutes_comment_answered=gettext_noop("Remark on minutes answered"),
)

#: Characters of a remark, and of the word that answers it.
LONGEST, LONGEST_ANSWER = 2000, 500
#: Remarks of one person on one text.
MOST = 40


def comment_version(comment: MinutesComment) -> str:
    """Return a short text that changes with the answer, for its form to send back."""
    return hashlib.sha256(repr([str(comment.state), comment.answer]).encode()).hexdigest()[:16]


def why_no_comment(minutes: Minutes) -> str:
    """Return why nothing can be remarked now, or nothing when it can."""
    if minutes.state == MinutesState.VALIDATED:
        return _("These minutes are validated: they do not change any more.")
    if minutes.state != MinutesState.IN_REVIEW:
        return _("The team has taken these minutes back to correct them: remarks are closed.")
    if is_over(minutes):
        return _("The reading is over: remarks are closed. Write to the team.")
    return ""


@transaction.atomic
def comment(minutes: Minutes, item: AgendaItem | None, person: Person, text: str, *, by: Actor) -> MinutesComment:
    """Return a new remark of ``person`` on ``item``, or on the whole without one.

    The same words on the same item are taken once. Raises DomainError "closed" unless the minutes are in review and the
    reading is not over, "invited" for somebody who was not convened, "gone" for an item that is no more, and for a text
    that is empty or too long.
    """
    meeting, stored = _lock(minutes)
    closed = why_no_comment(stored)
    if closed:
        raise DomainError(closed, code="closed")
    invitee = meeting.invitees.filter(person=person.pk).first()
    if invitee is None:
        raise DomainError(_("Only those who were invited can remark on these minutes."), code="invited")
    if item is not None and not meeting.agenda_items.filter(pk=item.pk).exists():
        raise DomainError(_("This item was taken out of the agenda meanwhile."), code="gone")
    text = _checked(text)
    own = stored.comments.filter(person=person.pk)
    same = own.filter(item=item, text=text, state=CommentState.OPEN).first()
    if same is not None:
        return same
    if own.count() >= MOST:
        raise DomainError(_("You made many remarks already: call the team."), code="many", field="text")
    made = MinutesComment.objects.create(
        minutes=stored,
        item=item,
        person=person,
        person_name=str(person)[:160],
        organisation_name=invitee.organisation_name,
        text=text,
    )
    _record(meeting, "minutes_commented", made, by)
    return made


@transaction.atomic
def remove_comment(comment: MinutesComment, *, by: Actor) -> None:
    """Take back one's own remark; one that is gone stays gone. Raises DomainError once it is answered or closed."""
    meeting, minutes = _lock(comment.minutes)
    stored = MinutesComment.objects.filter(pk=comment.pk).first()
    if stored is None:
        return
    closed = why_no_comment(minutes)
    if closed:
        raise DomainError(closed, code="closed")
    if stored.state != CommentState.OPEN:
        raise DomainError(_("The team has answered this remark: it stays."), code="answered")
    stored.delete()
    _record(meeting, "minutes_comment_removed", comment, by)


@transaction.atomic
def answer_comment(comment: MinutesComment, *, state: str, answer: str = "", version: str, by: Actor) -> MinutesComment:
    """Say what became of a remark, with a word, and return it; after the validation too, as its author waits for it.

    ``version`` is ``comment_version`` of what the form showed. Raises DomainError "stale" when somebody else answered
    meanwhile, "gone" when its author took it back, "required" when it is not kept and nothing says why.
    """
    meeting, _minutes = _lock(comment.minutes)
    stored = MinutesComment.objects.filter(pk=comment.pk).first()
    if stored is None:
        raise DomainError(_("Its author has taken this remark back."), code="gone")
    answer = clean_line(answer)
    if state not in (CommentState.TAKEN, CommentState.DECLINED):
        raise DomainError(_("Say whether the remark is taken into account."), code="required", field="state")
    if len(answer) > LONGEST_ANSWER:
        raise DomainError(
            _("This text is too long: at most %(limit)d characters.") % {"limit": LONGEST_ANSWER}, field="answer"
        )
    if state == CommentState.DECLINED and not answer:
        raise DomainError(_("Say in a word why it is not kept."), code="required", field="answer")
    if (stored.state, stored.answer) == (state, answer):
        return stored
    if version != comment_version(stored):
        raise DomainError(
            _("Somebody else answered meanwhile: “%(state)s – %(answer)s”.")
            % {"state": stored.get_state_display(), "answer": stored.answer or "–"},
            code="stale",
            field="answer",
        )
    stored.state, stored.answer, stored.answered_at = state, answer, timezone.now()
    stored.save(update_fields=["state", "answer", "answered_at"])
    _record(meeting, "minutes_comment_answered", stored, by)
    return stored


def _lock(minutes: Minutes) -> tuple[Meeting, Minutes]:
    """Return the locked meeting and its minutes as stored: nobody validates between what is checked and written."""
    meeting = Meeting.objects.select_for_update().get(pk=minutes.meeting_id)
    stored = Minutes.objects.get(pk=minutes.pk) if minutes.pk else Minutes(meeting=meeting)
    stored.meeting = meeting
    return meeting, stored


def _checked(text: str) -> str:
    text = clean_text(text).strip()
    if not text:
        raise DomainError(_("Write something first."), code="required", field="text")
    if len(text) > LONGEST:
        raise DomainError(_("This text is too long: at most %(limit)d characters.") % {"limit": LONGEST}, field="text")
    return text


def _record(meeting: Meeting, action: str, comment: MinutesComment, by: Actor) -> None:
    record(meeting, action, by=by, platform=meeting.platform, territory=meeting.territory, comment=comment.pk)
