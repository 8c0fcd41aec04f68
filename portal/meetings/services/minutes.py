"""The life of minutes: draft → in review → validated, then frozen (MISSION B10)."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.log import declare_actions, record

from ..enums import MeetingStatus, MinutesState
from ..minutes_content import content_of, digest, is_empty
from ..models import Meeting, Minutes
from .writing import lock_for_writing

declare_actions(
    minutes_in_review=gettext_noop("Minutes opened for reading"),
    minutes_back_to_draft=gettext_noop("Minutes taken back to draft"),
    minutes_validated=gettext_noop("Minutes validated"),
)


@transaction.atomic
def open_review(meeting: Meeting, *, by: Actor) -> Minutes:
    """Let those invited and covered read the minutes, and return these; twice changes nothing.

    Raises DomainError when minutes are closed, before the meeting began, and while nothing is written.
    """
    stored = lock_for_writing(meeting)
    minutes = stored.minutes
    if minutes.state == MinutesState.IN_REVIEW:
        return minutes
    if stored.starts_at > timezone.now():
        raise DomainError(_("The meeting has not begun: there is nothing to read yet."), code="early")
    if is_empty(content_of(stored)):
        raise DomainError(_("Nothing is written yet: note what was said, decided or promised first."), code="empty")
    minutes.state = MinutesState.IN_REVIEW
    minutes.reviewed_from = timezone.now()
    minutes.save(update_fields=["state", "reviewed_from"])
    _record(stored, "minutes_in_review", by)
    return minutes


@transaction.atomic
def back_to_draft(meeting: Meeting, *, by: Actor) -> Minutes:
    """Close the reading and return the minutes; twice changes nothing. Raises DomainError when they are validated."""
    stored = lock_for_writing(meeting)
    minutes = stored.minutes
    if minutes.state == MinutesState.DRAFT:
        return minutes
    minutes.state = MinutesState.DRAFT
    minutes.reviewed_from = None
    minutes.save(update_fields=["state", "reviewed_from"])
    _record(stored, "minutes_back_to_draft", by)
    return minutes


@transaction.atomic
def validate(meeting: Meeting, *, seen: str, by: Actor) -> Minutes:
    """Freeze the minutes whose text has the hash ``seen``, and return them (D-92).

    Raises DomainError "changed" when the text is no longer the one that was shown, "state" unless it is in review, and
    "closed" once validated. A meeting whose attendance nobody recorded counts as held from here.
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
