"""From a meeting of ours to what the calendar writer takes: the one place that says what an event shows."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from .calendar.changes import Slot
from .calendar.events import CalendarEvent, EventStatus, below_gate
from .enums import MeetingKind, MeetingStatus, OneOffKind, OneOffStatus

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


def one_off_event(action) -> CalendarEvent:
    """Return the calendar event of a one-off action for young people: all of the network reads it, nobody is expected.

    It leaves the hours free. Platform and venue must be loaded.
    """
    path = reverse("meetings:one_off", args=[action.platform.slug, action.pk])
    address = settings.BASE_URL.rstrip("/") + path
    lines = [str(action.get_kind_display())]
    if action.status == OneOffStatus.CANCELLED and action.cancel_reason:
        lines.append(_("Cancelled: %(reason)s") % {"reason": action.cancel_reason})
    status = {OneOffStatus.PLANNED: EventStatus.CONVENED, OneOffStatus.HELD: EventStatus.HELD}
    return CalendarEvent(
        uuid=action.uuid,
        series="action",
        busy=False,
        sequence=action.sequence,
        created=action.created_at,
        modified=action.modified_at,
        starts_at=action.starts_at,
        duration=action.duration,
        status=status.get(action.status, EventStatus.CANCELLED),
        title=_("Action for young people: %(title)s") % {"title": action.title} + f" – {action.platform}",
        location=action.venue.full_address if action.venue is not None else action.place,
        description="\n".join([*lines, address]),
        url=address,
    )


def event_words() -> tuple[str, ...]:
    """Return the words of the catalogue that an event of a feed may show, in the current language."""
    kinds = (str(kind.label) for kind in (*MeetingKind, *OneOffKind))
    return (_("By video"), _("Cancelled: %(reason)s"), _("Action for young people: %(title)s"), *kinds)


def _title(meeting) -> str:
    """Return the meeting's title with its platform or territory, which tells apart the calendars of several."""
    return f"{meeting.title} – {meeting.platform or meeting.territory}"
