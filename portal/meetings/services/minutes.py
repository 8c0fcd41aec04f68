"""The life of minutes: draft → in review → validated, then frozen (MISSION B10). Their reading: ``reading``."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.log import declare_actions, record

from ..enums import CommentState, MeetingStatus, MinutesState
from ..minutes_content import content_of, digest
from ..models import Meeting, Minutes
from .writing import lock_for_writing

declare_actions(
    minutes_back_to_draft=gettext_noop("Minutes taken back to draft"),
    minutes_validated=gettext_noop("Minutes validated"),
    minutes_with_notes=gettext_noop("Minutes with notes of what is said"),
    minutes_without_notes=gettext_noop("Minutes as a record of decisions"),
)


@transaction.atomic
def keep_notes(meeting: Meeting, with_notes: bool, *, by: Actor) -> Minutes:
    """Choose between notes of what is said and a record of decisions, and return the minutes; nothing is taken away.

    Items that hold notes keep them, and their editor, whatever is chosen. Raises DomainError when minutes are closed.
    """
    stored = lock_for_writing(meeting)
    minutes = stored.minutes
    if minutes.with_notes == with_notes:
        return minutes
    minutes.with_notes = with_notes
    minutes.save(update_fields=["with_notes"])
    _record(stored, "minutes_with_notes" if with_notes else "minutes_without_notes", by)
    return minutes


@transaction.atomic
def back_to_draft(meeting: Meeting, *, by: Actor) -> Minutes:
    """Close the reading and return the minutes; twice changes nothing. Raises DomainError when they are validated.

    What was remarked stays, for the team to answer.
    """
    stored = lock_for_writing(meeting)
    minutes = stored.minutes
    if minutes.state == MinutesState.DRAFT:
        return minutes
    minutes.state = MinutesState.DRAFT
    minutes.reviewed_from = minutes.read_until = None
    minutes.save(update_fields=["state", "reviewed_from", "read_until"])
    _record(stored, "minutes_back_to_draft", by)
    return minutes


@transaction.atomic
def validate(meeting: Meeting, *, seen: str, open_remarks: int = 0, by: Actor) -> Minutes:
    """Freeze the minutes whose text has the hash ``seen``, and return them (D-92).

    ``open_remarks`` is how many remarks without an answer were shown beside the text. Raises DomainError "changed" when
    the text is no longer the one that was shown, "remarks" when more wait for an answer than were shown, "state" unless
    it is in review, and "closed" once validated. A meeting whose attendance nobody recorded counts as held from here.
    """
    stored = lock_for_writing(meeting)
    minutes = stored.minutes
    if minutes.state != MinutesState.IN_REVIEW:
        raise DomainError(_("Open the minutes for reading first; then they can be validated."), code="state")
    content = content_of(stored)
    sha256 = digest(content)
    if seen != sha256:
        raise DomainError(
            _("The text changed while you were reading: here it is as it stands now. Read it again, then validate."),
            code="changed",
        )
    waiting = minutes.comments.filter(state=CommentState.OPEN).count()
    if waiting > open_remarks:
        raise DomainError(
            ngettext(
                "%(count)d remark waits for an answer: look at it, then validate.",
                "%(count)d remarks wait for an answer: look at them, then validate.",
                waiting,
            )
            % {"count": waiting},
            code="remarks",
        )
    minutes.state = MinutesState.VALIDATED
    minutes.frozen, minutes.sha256 = content, sha256
    minutes.validated_at, minutes.validated_by = timezone.now(), by.user
    minutes.save()
    if stored.status == MeetingStatus.CONVENED:
        stored.status = MeetingStatus.HELD
        stored.modified_at = timezone.now()
        stored.save(update_fields=["status", "modified_at"])
    _record(stored, "minutes_validated", by, sha256=sha256)
    return minutes


def _record(meeting: Meeting, action: str, by: Actor, **data) -> None:
    record(meeting, action, by=by, platform=meeting.platform, territory=meeting.territory, **data)
