"""What can be done with a meeting now: only the acts that its status and the viewer's rights allow."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ..enums import MeetingStatus, MinutesState
from ..services.attendance import OPENS_BEFORE


@dataclass(frozen=True)
class PageAct:
    """A button of the page: a link, or a form that posts (``post``)."""

    label: str
    url: str
    icon: str = ""
    post: bool = False
    danger: bool = False


@dataclass(frozen=True)
class Acts:
    """The one primary act of the page, and the others, in order."""

    primary: PageAct | None
    others: list[PageAct]


def acts_for(meeting, *, manages: bool) -> Acts:
    """Return the acts of ``meeting``; none for whoever does not manage it (answering stands in the page itself)."""
    if not manages:
        return Acts(None, [])
    status = meeting.status
    offers = {
        MeetingStatus.DRAFT: _draft,
        MeetingStatus.PROPOSED: _proposed,
        MeetingStatus.CONVENED: _convened,
        MeetingStatus.HELD: _held,
        MeetingStatus.CANCELLED: _cancelled,
    }
    found = offers[MeetingStatus(status)](meeting)
    return Acts(found[0], found[1:]) if found else Acts(None, [])


def _act(meeting, label, name, icon="", **options) -> PageAct:
    return PageAct(label, reverse(f"meetings:{name}", args=[meeting.uuid]), icon, **options)


def _edit(meeting):
    return _act(meeting, _("Change date, place or title"), "meeting_edit", "pencil")


def _agenda(meeting):
    return _act(meeting, _("Agenda"), "agenda_edit", "list")


def _run(meeting):
    return _act(meeting, _("Hold the meeting"), "agenda_run", "clock")


def _guest(meeting):
    return _act(meeting, _("Invite somebody else"), "guest_invite", "plus")


def _cancel(meeting):
    return _act(meeting, _("Cancel the meeting"), "meeting_cancel", "close", danger=True)


def _postpone(meeting):
    return _act(meeting, _("Put off to another date"), "meeting_postpone", "calendar")


def _minutes(meeting):
    minutes = getattr(meeting, "minutes", None)
    if minutes is not None and minutes.state == MinutesState.VALIDATED:
        return _act(meeting, _("Read the minutes"), "minutes", "file")
    return _act(meeting, _("Write the minutes"), "minutes_edit", "pencil")


def _encounters(meeting):
    return PageAct(_("Record a presentation, a visit, a training"), record_url(meeting), "network")


def record_url(meeting) -> str:
    """Return where the team records who was met at ``meeting``, a platform's."""
    return reverse("meetings:encounter_add", args=[meeting.platform.slug]) + f"?reunion={meeting.uuid}"


def _draft(meeting):
    delete = _act(meeting, _("Delete the draft"), "meeting_delete", "trash", post=True, danger=True)
    if meeting.starts_at <= timezone.now():
        return [_edit(meeting), _agenda(meeting), delete]
    propose = _act(meeting, _("Put in the calendar"), "meeting_propose", "calendar-check", post=True)
    convene = _act(meeting, _("Convene"), "convene", "mail")
    return [propose, convene, _agenda(meeting), _guest(meeting), _edit(meeting), delete]


def _proposed(meeting):
    others = [_agenda(meeting), _guest(meeting), _edit(meeting), _postpone(meeting), _cancel(meeting)]
    if meeting.starts_at <= timezone.now():
        return [_edit(meeting), _agenda(meeting), _cancel(meeting)]
    return [_act(meeting, _("Convene"), "convene", "mail"), *others]


def _convened(meeting):
    attendance = _act(meeting, _("Record attendance"), "attendance", "people")
    if meeting.is_over:
        met = [_encounters(meeting)] if meeting.platform_id else []
        return [attendance, _minutes(meeting), *met, _run(meeting), _cancel(meeting)]
    if meeting.starts_at - OPENS_BEFORE <= timezone.now():
        return [attendance, _run(meeting), _minutes(meeting), _agenda(meeting), _edit(meeting), _cancel(meeting)]
    return [_agenda(meeting), _guest(meeting), _edit(meeting), _postpone(meeting), _cancel(meeting)]


def _held(meeting):
    met = [_encounters(meeting)] if meeting.platform_id else []
    run = [] if meeting.is_over else [_run(meeting)]
    attendance = _act(meeting, _("Attendance"), "attendance", "people")
    return [_minutes(meeting), attendance, *run, *met, _agenda(meeting)]


def _cancelled(meeting):
    replacement = meeting.replaced_by
    was_put_off = replacement is not None and replacement.status != MeetingStatus.CANCELLED
    if meeting.starts_at <= timezone.now() or was_put_off:
        return []
    return [_act(meeting, _("Restore the meeting"), "meeting_restore", "undo", post=True)]
