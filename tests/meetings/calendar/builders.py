"""Events to test with, and what two parsers that share no code with each other read back."""

import datetime as dt
import uuid

import icalendar
import vobject

from portal.meetings.calendar.events import CalendarEvent

DOMAIN = "concerto.example"
NIGHTMARES = [
    "a\r\nBEGIN:VEVENT\r\nUID:evil\r\nEND:VEVENT",
    "a\r\nATTENDEE:mailto:evil@example.org",
    "a\rb",
    "a\nb",
    "a\u2028b\u2029c",
    "a\x85b",
    "a\0b",
    "a\x07b",
    "a\x0bb",
    'a";X=evil:b',
    "a\\nb",
    "C:\\New\\",
    "a\\",
    "a;b,c:d^e^n",
    "\ud83d lone",
    "\u202eabc",
    "👩\u200d🏫" * 40,
    "é" * 200,
    " " * 100 + "x",
    "",
]


def make_event(**changes) -> CalendarEvent:
    """Return a convened meeting of two hours, 9 h in Paris on a winter day, with `changes`."""
    values = {
        "uuid": uuid.UUID("0f8fad5b-d9cb-469f-a165-70867728950e"),
        "sequence": 0,
        "created": dt.datetime(2026, 1, 5, 8, 30, 15, 999_999, tzinfo=dt.UTC),
        "modified": dt.datetime(2026, 1, 6, 8, 30, tzinfo=dt.UTC),
        "starts_at": dt.datetime(2026, 2, 3, 8, 0, tzinfo=dt.UTC),
        "duration": dt.timedelta(hours=2),
        "status": "convened",
        "title": "Cercle 1",
        "location": "CIO, 1 rue des Écoles",
        "description": "Ordre du jour",
        "url": "https://concerto.example/rencontres/1/",
    }
    return CalendarEvent(**values | changes)


def read_with_icalendar(body: bytes) -> list[dict]:
    """Return the events of `body` as icalendar reads them."""
    return [
        {
            "uid": str(event["UID"]),
            "starts_at": event["DTSTART"].dt,
            "ends_at": event["DTEND"].dt,
            "title": str(event["SUMMARY"]),
            "location": str(event.get("LOCATION", "")),
            "description": str(event.get("DESCRIPTION", "")),
            "status": str(event["STATUS"]),
            "sequence": int(event["SEQUENCE"]),
        }
        for event in icalendar.Calendar.from_ical(body).walk("VEVENT")
    ]


def read_with_vobject(body: bytes) -> list[dict]:
    """Return the events of `body` as vobject reads them."""
    calendars = list(vobject.readComponents(body.decode()))
    assert len(calendars) == 1
    return [
        {
            "uid": event.uid.value,
            "starts_at": event.dtstart.value,
            "ends_at": event.dtend.value,
            "title": event.summary.value,
            "location": event.location.value if hasattr(event, "location") else "",
            "description": event.description.value if hasattr(event, "description") else "",
            "status": event.status.value,
            "sequence": int(event.sequence.value),
        }
        for event in calendars[0].contents.get("vevent", [])
    ]
