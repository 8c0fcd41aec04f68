"""Changes of convened meetings wait a moment before they are told, so that several are one mail (DESIGN §7)."""

import datetime as dt
import logging

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.core.actors import Actor, Via
from portal.core.errors import DomainError
from portal.core.log import declare_actions, record

from ..enums import MeetingStatus
from ..models import ChangeNotice, Meeting
from ..news import is_near
from ..notifications import MeetingChanged, notify_invitees
from ..told import Told
from .unsent_mails import bring_up_to_date, hurry_unsent

logger = logging.getLogger(__name__)

#: A change is told this long after the last one, and at the latest this long after the first.
WAIT = dt.timedelta(minutes=10)
LONGEST_WAIT = dt.timedelta(hours=1)

declare_actions(
    change_told=gettext_noop("Change of a meeting told"),
    change_kept_silent=gettext_noop("Change of a meeting not told after all"),
)


def waiting_notice(meeting: Meeting) -> ChangeNotice | None:
    """Return the notice of ``meeting`` that is going to be told, if there is one; those saved silently are none."""
    return meeting.change_notices.filter(sent_at__isnull=True, due_at__isnull=False).first()


def note_change(meeting: Meeting, *, before: Told, tell: bool, by: Actor) -> ChangeNotice | None:
    """Keep that the convened ``meeting`` is no longer what ``before`` says; return the notice, None for no difference.

    With ``tell`` it is told ten minutes after the last such change, at once less than 72 hours before the meeting.
    Without, the difference is kept for the next change that is told. Differences are counted from what people last
    heard: a meeting moved back to that tells nobody. Convocations that have not left say the new state in any case.
    Part of a verb: call it inside its transaction, the meeting locked and saved.
    """
    notice = _locked(meeting)
    heard = Told.from_json(notice.before) if notice else before
    bring_up_to_date(meeting)
    if heard == Told.of(meeting):
        if notice is not None:
            notice.delete()
        return None
    now = timezone.now()
    if notice is None:
        notice = ChangeNotice(meeting=meeting, before=heard.to_json(), first_at=now)
    if tell:
        if notice.due_at is None:
            notice.first_at = now
        notice.due_at = min(now + WAIT, notice.first_at + LONGEST_WAIT)
        notice.asked_by = by.user
    notice.save()
    if tell and is_near(heard.starts_at, meeting.starts_at, now=now):
        _tell(meeting, notice, by=by)
    return notice


def drop_notice(meeting: Meeting) -> None:
    """Forget what waits to be told of ``meeting``: the cancellation or the restoration tells. Inside a transaction."""
    meeting.change_notices.filter(sent_at__isnull=True).delete()


@transaction.atomic
def tell_now(meeting: Meeting, *, by: Actor) -> ChangeNotice:
    """Tell the change of ``meeting`` that waits, without waiting. Raises DomainError "none" when nothing waits."""
    stored, notice = _waiting(meeting)
    notice.asked_by = by.user
    _tell(stored, notice, by=by)
    return notice


@transaction.atomic
def keep_silent(meeting: Meeting, *, by: Actor) -> ChangeNotice:
    """Do not tell the change of ``meeting`` that waits; the next one that is told holds it.

    Raises DomainError: "none" when nothing waits, "must_tell" when calendars would show it too late (DESIGN §6.11).
    """
    stored, notice = _waiting(meeting)
    if is_near(stored.starts_at, Told.from_json(notice.before).starts_at, now=timezone.now()):
        raise DomainError(_("The meeting is less than 72 hours away: this change has to be told."), code="must_tell")
    notice.due_at = None
    notice.save(update_fields=["due_at"])
    record(stored, "change_kept_silent", by=by, platform=stored.platform, territory=stored.territory)
    return notice


def tell_due() -> int:
    """Tell the changes whose moment has come, each in a transaction of its own; return how many were told."""
    due = ChangeNotice.objects.filter(sent_at__isnull=True, due_at__lte=timezone.now()).order_by("due_at", "pk")
    told = 0
    for pk, meeting in due.values_list("pk", "meeting"):
        try:
            told += _tell_one(pk, meeting)
        except Exception:
            # One meeting that cannot be told must not keep the others waiting.
            logger.exception("The change %s of a meeting cannot be told", pk)
    return told


@transaction.atomic
def _tell_one(pk: int, meeting_pk: int) -> bool:
    meeting = Meeting.objects.select_for_update().filter(pk=meeting_pk).first()
    notice = meeting and _locked(meeting)
    if notice is None or notice.pk != pk or notice.due_at is None or notice.due_at > timezone.now():
        return False
    if meeting.status != MeetingStatus.CONVENED or meeting.is_over:
        notice.delete()
        return False
    return _tell(meeting, notice, by=Actor(user=notice.asked_by, via=Via.TASK))


def _tell(meeting: Meeting, notice: ChangeNotice, *, by: Actor) -> bool:
    """Write the mails of ``notice`` and return whether there was something to tell; meeting and notice are locked."""
    before = Told.from_json(notice.before)
    if before == Told.of(meeting):
        notice.delete()
        return False
    now = timezone.now()
    near = is_near(before.starts_at, meeting.starts_at, now=now)
    up_to_date = bring_up_to_date(meeting)
    if near:
        hurry_unsent(meeting)
    invitees = meeting.invitees.select_related("person", "organisation").exclude(pk__in=up_to_date)
    notify_invitees(meeting, MeetingChanged, by=by, only=invitees, near=near, before=before)
    notice.sent_at = now
    notice.save()
    record(meeting, "change_told", by=by, platform=meeting.platform, territory=meeting.territory)
    return True


def _locked(meeting: Meeting) -> ChangeNotice | None:
    rows = ChangeNotice.objects.select_for_update(of=("self",)).filter(meeting=meeting, sent_at__isnull=True)
    return rows.select_related("asked_by").first()


def _waiting(meeting: Meeting) -> tuple[Meeting, ChangeNotice]:
    stored = Meeting.objects.select_for_update().get(pk=meeting.pk)
    notice = _locked(stored)
    if notice is None or notice.due_at is None or stored.status != MeetingStatus.CONVENED:
        raise DomainError(_("Nothing waits to be told."), code="none")
    return stored, notice
