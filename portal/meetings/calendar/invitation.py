"""The calendar part of a convocation or cancellation mail (RFC 5546): one event, one organizer, one attendee."""

import enum
import re
import urllib.parse
from dataclasses import dataclass, replace

from icalendar.prop import vCalAddress

from portal.core.text import clean_line

from .events import CalendarEvent, EventStatus
from .writer import CANCELLED_MARK, Text, envelope, event_component, with_events

# Quoted local parts and address literals are legal and never met in a directory: refused, as they hide separators.
_ADDRESS = re.compile(r"([A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+)@([^@]+)")
_HOST = re.compile(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")


class Method(enum.StrEnum):
    """What the mail asks of the reader's calendar: to take or change the event, or to drop it."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"

    @property
    def content_type(self) -> str:
        """The MIME type of the part: it must name the same method as the body, or clients show a plain file."""
        return f"text/calendar; method={self.value}; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Party:
    """Who convenes or who is invited: a display name and one mail address.

    Raises ValueError for what is not exactly one address, such as "a@b.example, evil@x.example" (SECURITY D-38).
    """

    name: str
    email: str

    def __post_init__(self):
        # In a parameter value a double quote cannot stand, and some parsers take backslash and caret as escapes.
        name = clean_line(self.name).replace('"', "'").replace("\\", "/").replace("^", "")
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "email", self.email.strip())
        mail_uri(self.email)


def mail_uri(email: str) -> str:
    """Return the mailto: address of `email`, percent-encoded as RFC 6068 says, its domain in ASCII.

    Raises ValueError for anything but one address.
    """
    match = _ADDRESS.fullmatch(email)
    if not match:
        raise ValueError("not one mail address")
    local, domain = match.groups()
    try:
        host = domain.encode("idna").decode()
    except UnicodeError:
        raise ValueError("not one mail address") from None
    if not _HOST.fullmatch(host):
        raise ValueError("not one mail address")
    return "mailto:" + urllib.parse.quote(local, safe="!$'*+~") + "@" + host


def render_invitation(
    event: CalendarEvent,
    *,
    organizer: Party,
    attendee: Party,
    method: Method,
    domain: str,
    cancelled_mark: str = CANCELLED_MARK,
) -> bytes:
    """Return the VCALENDAR to attach, with METHOD in the body; send it as `Method(method).content_type`.

    `organizer` is the functional address of the platform, `attendee` the recipient alone. RSVP is FALSE: answers come
    by the one-click links in the mail's text. CANCEL also withdraws the invitation of one person from a meeting that
    stands, so it always says CANCELLED. Raises ValueError for the REQUEST of a cancelled meeting.
    """
    method = Method(method)
    if method is Method.CANCEL:
        event = replace(event, status=EventStatus.CANCELLED)
    elif event.status is EventStatus.CANCELLED:
        raise ValueError("a cancelled meeting cannot be requested")
    component = event_component(event, domain=domain, cancelled_mark=cancelled_mark)
    component["ORGANIZER"] = _address(organizer)
    component["ATTENDEE"] = _address(
        attendee, CUTYPE="INDIVIDUAL", ROLE="REQ-PARTICIPANT", PARTSTAT="NEEDS-ACTION", RSVP="FALSE"
    )
    calendar = envelope()
    calendar["METHOD"] = Text(method.value)
    return with_events(calendar, [component.to_ical()])


def _address(party: Party, **params: str) -> vCalAddress:
    if party.name:
        params["CN"] = party.name
    return vCalAddress(mail_uri(party.email), params=params)
