"""iCalendar bytes (RFC 5545, RFC 7986) of events and feeds. icalendar serves as a serialiser and folder of lines only.

Its conveniences are left out on purpose: `new()` stamps the clock and random UIDs, `add_missing_timezones()` writes
zones that Outlook ignores, and its TEXT escape turns a typed backslash-N into a line break. Times are in UTC.
"""

import datetime as dt
import uuid as uuid_module
from collections.abc import Callable, Iterable

from icalendar import Calendar, Component, Event, Parameters
from icalendar.prop import vDatetime, vDuration, vInt, vText, vUri

from portal.core.text import clean_line

from .events import CalendarEvent, EventStatus, Feed

CONTENT_TYPE = "text/calendar; charset=utf-8"
PRODID = "-//Concerto//Concerto//FR"
# Not a translated string: the bytes of an event are kept and shared by readers. Brackets need no spacing rule.
CANCELLED_MARK = "ANNULÉ"
REFRESH_EVERY = dt.timedelta(hours=4)


class Text(vText):
    """A TEXT value, escaped as RFC 5545 §3.3.11 says and no more."""

    __slots__ = ()

    def to_ical(self) -> bytes:
        """Return the escaped bytes."""
        return escape(self).encode()


class TextList:
    """Several TEXT values on one line, as CATEGORIES takes them."""

    def __init__(self, values: Iterable[str]):
        self.values = tuple(values)
        self.params = Parameters()

    def to_ical(self) -> bytes:
        """Return the escaped bytes; the commas between values are bare."""
        return ",".join(map(escape, self.values)).encode()


def escape(text: str) -> str:
    """Return `text` escaped as a TEXT value; it must be clean already (portal.core.text)."""
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def event_uid(uuid: uuid_module.UUID, *, domain: str, series: str = "meeting") -> str:
    """Return the UID of a meeting, stable through every change; `domain` is the setting CALENDAR_DOMAIN."""
    return f"{series}-{uuid}@{clean_line(domain)}"


def event_component(event: CalendarEvent, *, domain: str, cancelled_mark: str = CANCELLED_MARK) -> Event:
    """Return the VEVENT of `event`, without ORGANIZER and ATTENDEE."""
    cancelled = event.status is EventStatus.CANCELLED
    component = Event()
    component["UID"] = Text(event_uid(event.uuid, domain=domain, series=event.series))
    component["SEQUENCE"] = vInt(event.sequence)
    component["DTSTAMP"] = vDatetime(event.modified)
    component["CREATED"] = vDatetime(event.created)
    component["LAST-MODIFIED"] = vDatetime(event.modified)
    component["DTSTART"] = vDatetime(event.starts_at)
    component["DTEND"] = vDatetime(event.ends_at)
    component["STATUS"] = Text(event.status.in_calendar)
    # Clients that ignore STATUS (Google, in a subscribed feed) still show the mark and leave the hour free.
    component["SUMMARY"] = Text(f"[{clean_line(cancelled_mark)}] {event.title}" if cancelled else event.title)
    component["TRANSP"] = Text("TRANSPARENT" if cancelled or not event.busy else "OPAQUE")
    if event.location:
        component["LOCATION"] = Text(event.location)
    if event.description:
        component["DESCRIPTION"] = Text(event.description)
    if event.url:
        component["URL"] = vUri(event.url)
    if event.categories:
        component["CATEGORIES"] = TextList(event.categories)
    return component


def render_event(event: CalendarEvent, *, domain: str, cancelled_mark: str = CANCELLED_MARK) -> bytes:
    """Return the VEVENT alone, to be kept by the caller until the event changes (about half a millisecond each)."""
    return event_component(event, domain=domain, cancelled_mark=cancelled_mark).to_ical()


def render_feed(
    feed: Feed,
    *,
    domain: str,
    cancelled_mark: str = CANCELLED_MARK,
    render: Callable[..., bytes] = render_event,
) -> bytes:
    """Return the VCALENDAR of `feed`, its events by start then UID. `render` may be a kept version of render_event."""
    events = sorted(feed.events, key=lambda event: (event.starts_at, event.uuid))
    ready = [render(event, domain=domain, cancelled_mark=cancelled_mark) for event in events]
    return join_feed(ready, name=feed.name, timezone=feed.timezone)


def join_feed(events: Iterable[bytes], *, name: str, timezone: str) -> bytes:
    """Return the VCALENDAR around the ready bytes of `events`, which stand by start then UID."""
    calendar = envelope()
    calendar["NAME"] = calendar["X-WR-CALNAME"] = Text(clean_line(name))
    calendar["X-WR-TIMEZONE"] = Text(clean_line(timezone))
    calendar["REFRESH-INTERVAL"] = vDuration(REFRESH_EVERY, params={"VALUE": "DURATION"})
    calendar["X-PUBLISHED-TTL"] = vDuration(REFRESH_EVERY)
    return with_events(calendar, events)


def envelope() -> Calendar:
    """Return a VCALENDAR with what every one has."""
    calendar = Calendar()
    calendar["VERSION"] = Text("2.0")
    calendar["PRODID"] = Text(PRODID)
    calendar["CALSCALE"] = Text("GREGORIAN")
    return calendar


def with_events(calendar: Component, events: Iterable[bytes]) -> bytes:
    """Return the bytes of `calendar` with the ready bytes of `events` before its last line."""
    closing = b"END:VCALENDAR\r\n"
    return b"".join([calendar.to_ical().removesuffix(closing), *events, closing])
