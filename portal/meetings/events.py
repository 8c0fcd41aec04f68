"""From a meeting of ours to what the calendar writer takes: the one place that says what an event shows."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from .calendar.changes import Slot
from .calendar.events import CalendarEvent, EventStatus, below_gate
from .enums import MeetingKind, MeetingStatus

#: Most agenda items that an event's description lists; clients on phones cut long ones.
MAX_ITEMS = 30


def place_of(meeting) -> str:
    """Return where the meeting is held, on one line; "by video" when there is a link and no venue, else nothing.

    The link itself is never part of the place: it stays behind the gate (DESIGN §6.6).
    """
    if meeting.venue is not None:
        return meeting.venue.full_address
    return _("By video") if meeting.video_link else ""


def slot_of(meeting) -> Slot:
    """Return what calendars compare. Raises ValueError for a draft, which never left."""
    return Slot(
        starts_at=meeting.starts_at,
        duration=meeting.duration,
        place=place_of(meeting),
        status=EventStatus(meeting.status),
    )


def page_address(meeting) -> str:
    """Return the absolute address of the meeting's page."""
    return settings.BASE_URL.rstrip("/") + reverse("meetings:meeting", args=[meeting.uuid])


def kind_and_scope(meeting) -> str:
    """Return "Circle 1 meeting – Marseille Nord": all that somebody below the gate reads as a title."""
    return f"{meeting.get_kind_display()} – {meeting.platform or meeting.territory}"


def event_of(meeting, *, details: bool, agenda_titles=(), video_link: bool = False) -> CalendarEvent:
    """Return the calendar event of ``meeting``.

    ``details`` says whether the reader is above the gate; ``agenda_titles`` are then listed in the description, and
    the video link with ``video_link`` (mails only, never feeds). Raises ValueError for a draft.
    """
    address = page_address(meeting)
    lines = []
    if meeting.status == MeetingStatus.CANCELLED and meeting.cancel_reason:
        lines.append(_("Cancelled: %(reason)s") % {"reason": meeting.cancel_reason})
    if agenda_titles:
        lines += [_("Agenda:"), *(f"– {title}" for title in list(agenda_titles)[:MAX_ITEMS])]
    if video_link and meeting.video_link:
        lines.append(_("Video link: %(link)s") % {"link": meeting.video_link})
    lines.append(address)
    event = CalendarEvent(
        uuid=meeting.uuid,
        sequence=meeting.sequence,
        created=meeting.created_at,
        modified=meeting.modified_at,
        starts_at=meeting.starts_at,
        duration=meeting.duration,
        status=meeting.status,
        title=_title(meeting),
        location=place_of(meeting),
        description="\n".join(lines),
        url=address,
    )
    return event if details else below_gate(event, kind=kind_and_scope(meeting))


def event_words() -> tuple[str, ...]:
    """Return the words of the catalogue that an event of a feed may show, in the current language."""
    return (_("By video"), _("Cancelled: %(reason)s"), *(str(kind.label) for kind in MeetingKind))


def _title(meeting) -> str:
    """Return the meeting's title with its platform or territory, which tells apart the calendars of several."""
    return f"{meeting.title} – {meeting.platform or meeting.territory}"
