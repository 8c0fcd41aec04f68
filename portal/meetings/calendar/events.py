"""What the calendar writer takes in. All values are checked here, so that a writer never fails on user text."""

import datetime as dt
import enum
import re
import uuid as uuid_module
from dataclasses import dataclass, field, replace

from portal.core.text import clean_line, clean_text

_WEB_ADDRESS = re.compile(r"https?://[!#-;=?-Z_a-z~\[\]]+")


def in_utc(moment: dt.datetime) -> dt.datetime:
    """Return an aware moment in UTC. Raises ValueError for a naive one."""
    if moment.utcoffset() is None:
        raise ValueError("moments must be aware")
    return moment.astimezone(dt.UTC)


class EventStatus(enum.StrEnum):
    """The statuses of a meeting that leave the portal; a draft has none, drafts never leave (DESIGN §6.5)."""

    PROPOSED = "proposed"
    CONVENED = "convened"
    HELD = "held"
    CANCELLED = "cancelled"

    @property
    def in_calendar(self) -> str:
        """The STATUS of RFC 5545 §3.8.1.11. A meeting that was held stays as it was convened."""
        return {"proposed": "TENTATIVE", "cancelled": "CANCELLED"}.get(self.value, "CONFIRMED")


@dataclass(frozen=True, kw_only=True, slots=True)
class CalendarEvent:
    """One meeting as a calendar shows it.

    `created` and `modified` are stored moments, never the clock; all three moments are given aware and kept in UTC,
    since Python compares and subtracts two moments of one zone by their wall clocks, an hour wrong in October.
    `title` and `location` are one line, `description` plain text; control characters in them are removed here. `url`
    is the page's absolute address. `status` may be given as its value.

    Raises ValueError for what the portal's own code got wrong: a naive moment, no duration, a negative sequence, a
    status that does not leave (a draft), an address that is not http(s) in ASCII.
    """

    uuid: uuid_module.UUID
    sequence: int
    created: dt.datetime
    modified: dt.datetime
    starts_at: dt.datetime
    duration: dt.timedelta
    status: EventStatus
    title: str
    location: str = ""
    description: str = ""
    url: str = ""
    categories: tuple[str, ...] = field(default=())
    #: What the UID begins with: another one for what is no meeting.
    series: str = "meeting"
    #: False for what leaves the reader's hours free, such as something that others are invited to.
    busy: bool = True

    def __post_init__(self):
        if self.duration <= dt.timedelta():
            raise ValueError("a meeting ends after it starts")
        if self.sequence < 0:
            raise ValueError("SEQUENCE starts at 0 and only rises")
        if self.url and not _WEB_ADDRESS.fullmatch(self.url):
            raise ValueError("url must be an absolute http(s) address in ASCII")
        clean = {
            "created": in_utc(self.created),
            "modified": in_utc(self.modified),
            "starts_at": in_utc(self.starts_at),
            "status": EventStatus(self.status),
            "title": clean_line(self.title),
            "location": clean_line(self.location),
            "description": clean_text(self.description),
            "categories": tuple(filter(None, map(clean_line, self.categories))),
        }
        for name, value in clean.items():
            object.__setattr__(self, name, value)

    @property
    def ends_at(self) -> dt.datetime:
        """The instant of the end, in UTC: a change of hour in between does not stretch the meeting."""
        return self.starts_at + self.duration


@dataclass(frozen=True, kw_only=True, slots=True)
class Feed:
    """A calendar to subscribe to: `name` as clients show it, `timezone` an IANA name, `events` in any order."""

    name: str
    timezone: str
    events: tuple[CalendarEvent, ...] = field(default=())

    def __post_init__(self):
        object.__setattr__(self, "name", clean_line(self.name))
        object.__setattr__(self, "timezone", clean_line(self.timezone))
        object.__setattr__(self, "events", tuple(self.events))


def below_gate(event: CalendarEvent, *, kind: str) -> CalendarEvent:
    """Return what one who has not signed may see: `kind` as the title, date, place, status and the page's address.

    The address stands in the description too, since Google Calendar shows no URL property.
    """
    return replace(event, title=kind, description=event.url, categories=())
