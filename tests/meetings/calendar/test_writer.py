import datetime as dt
import uuid
import zoneinfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.text import clean_line, clean_text
from portal.meetings.calendar.events import CalendarEvent, EventStatus, Feed, below_gate
from portal.meetings.calendar.writer import render_event, render_feed

from .builders import DOMAIN, NIGHTMARES, make_event, read_with_icalendar, read_with_vobject
from .lint import lint, unescape

ANY_TEXT = st.text(st.characters(), max_size=120) | st.sampled_from(NIGHTMARES)


def feed_of(*events, name="Plate-forme de l’Ouest", timezone="Europe/Paris"):
    return render_feed(Feed(name=name, timezone=timezone, events=events), domain=DOMAIN)


def assert_read_back(body: bytes, *expected: CalendarEvent):
    """Lint, icalendar and vobject agree with each other and with the events, which stand in the order of the feed."""
    shown = [
        {
            "uid": f"meeting-{event.uuid}@{DOMAIN}",
            "starts_at": event.starts_at,
            "ends_at": event.starts_at + event.duration,
            "title": f"[ANNULÉ] {event.title}" if event.status == "cancelled" else event.title,
            "location": event.location,
            "description": event.description,
            "status": event.status.in_calendar,
            "sequence": event.sequence,
        }
        for event in expected
    ]
    raw = lint(body, events=len(expected))
    assert [unescape(event["SUMMARY"]) for event in raw] == [event["title"] for event in shown]
    assert [unescape(event.get("LOCATION", "")) for event in raw] == [event["location"] for event in shown]
    assert [unescape(event.get("DESCRIPTION", "")) for event in raw] == [event["description"] for event in shown]
    assert read_with_icalendar(body) == shown
    assert read_with_vobject(body) == shown


def test_a_feed_is_written_to_the_byte():
    body = feed_of(make_event())
    assert body.decode().split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Concerto//Concerto//FR",
        "CALSCALE:GREGORIAN",
        "NAME:Plate-forme de l’Ouest",
        "X-WR-CALNAME:Plate-forme de l’Ouest",
        "REFRESH-INTERVAL;VALUE=DURATION:PT4H",
        "X-PUBLISHED-TTL:PT4H",
        "X-WR-TIMEZONE:Europe/Paris",
        "BEGIN:VEVENT",
        "SUMMARY:Cercle 1",
        "DTSTART:20260203T080000Z",
        "DTEND:20260203T100000Z",
        "DTSTAMP:20260106T083000Z",
        "UID:meeting-0f8fad5b-d9cb-469f-a165-70867728950e@concerto.example",
        "SEQUENCE:0",
        "CREATED:20260105T083015Z",
        "DESCRIPTION:Ordre du jour",
        "LAST-MODIFIED:20260106T083000Z",
        "LOCATION:CIO\\, 1 rue des Écoles",
        "STATUS:CONFIRMED",
        "TRANSP:OPAQUE",
        "URL:https://concerto.example/rencontres/1/",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_a_feed_without_events_is_still_a_calendar():
    assert_read_back(feed_of())


def test_events_stand_by_start_whatever_the_order_given():
    early = make_event(uuid=uuid.UUID(int=2), starts_at=dt.datetime(2026, 1, 3, 8, 0, tzinfo=dt.UTC))
    late = make_event(uuid=uuid.UUID(int=1), starts_at=dt.datetime(2026, 2, 3, 8, 0, tzinfo=dt.UTC))
    assert feed_of(late, early) == feed_of(early, late)
    assert_read_back(feed_of(late, early), early, late)


def test_events_of_the_hour_that_occurs_twice_stand_in_the_order_of_time():
    half_past_two = dt.datetime(2026, 10, 25, 2, 30, tzinfo=zoneinfo.ZoneInfo("Europe/Paris"))
    summer = make_event(uuid=uuid.UUID(int=2), starts_at=half_past_two)
    winter = make_event(uuid=uuid.UUID(int=1), starts_at=half_past_two.replace(fold=1))
    assert_read_back(feed_of(winter, summer), summer, winter)


def test_two_renderings_are_identical():
    assert feed_of(make_event()) == feed_of(make_event())


def test_a_kept_rendering_of_an_event_gives_the_same_feed():
    kept = {make_event().uuid: render_event(make_event(), domain=DOMAIN)}
    feed = Feed(name="x", timezone="Europe/Paris", events=(make_event(),))
    given_bytes = render_feed(feed, domain=DOMAIN, render=lambda event, **settings: kept[event.uuid])
    assert given_bytes == render_feed(feed, domain=DOMAIN)


@pytest.mark.parametrize(
    ("status", "written", "transparent"),
    [
        ("proposed", "TENTATIVE", "OPAQUE"),
        ("convened", "CONFIRMED", "OPAQUE"),
        ("held", "CONFIRMED", "OPAQUE"),
        ("cancelled", "CANCELLED", "TRANSPARENT"),
    ],
)
def test_d44_each_status_has_its_calendar_status(status, written, transparent):
    (event,) = lint(feed_of(make_event(status=status)), events=1)
    assert (event["STATUS"], event["TRANSP"]) == (written, transparent)


def test_d44_a_cancelled_meeting_says_so_in_its_title_under_the_same_uid():
    (before,) = lint(feed_of(make_event()), events=1)
    (after,) = lint(feed_of(make_event(status=EventStatus.CANCELLED, sequence=1)), events=1)
    assert (after["SUMMARY"], after["UID"], after["SEQUENCE"]) == ("[ANNULÉ] Cercle 1", before["UID"], "1")


def test_a_draft_never_leaves():
    with pytest.raises(ValueError, match="draft"):
        make_event(status="draft")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"starts_at": dt.datetime(2026, 2, 3, 8, 0)}, "aware"),
        ({"modified": dt.datetime(2026, 2, 3, 8, 0)}, "aware"),
        ({"duration": dt.timedelta()}, "ends after it starts"),
        ({"duration": dt.timedelta(hours=-1)}, "ends after it starts"),
        ({"sequence": -1}, "SEQUENCE"),
        ({"url": "https://x.example/\r\nATTENDEE:a"}, "url"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"url": "/rencontres/1/"}, "url"),
        ({"url": "https://x.example/é"}, "url"),
    ],
)
def test_what_our_own_code_got_wrong_is_refused(changes, said):
    with pytest.raises(ValueError, match=said):
        make_event(**changes)


def test_below_the_gate_only_kind_date_place_status_and_address_are_left():
    event = make_event(title="Cercle 1 : l’accueil de K.", categories=("Secret",), status="proposed", sequence=3)
    (shown,) = lint(feed_of(below_gate(event, kind="Cercle 1")), events=1)
    assert shown == {
        "UID": f"meeting-{event.uuid}@{DOMAIN}",
        "SEQUENCE": "3",
        "DTSTAMP": "20260106T083000Z",
        "CREATED": "20260105T083015Z",
        "LAST-MODIFIED": "20260106T083000Z",
        "DTSTART": "20260203T080000Z",
        "DTEND": "20260203T100000Z",
        "STATUS": "TENTATIVE",
        "SUMMARY": "Cercle 1",
        "TRANSP": "OPAQUE",
        "DESCRIPTION": "https://concerto.example/rencontres/1/",
        "LOCATION": "CIO\\, 1 rue des Écoles",
        "URL": "https://concerto.example/rencontres/1/",
    }


@pytest.mark.parametrize("text", NIGHTMARES)
def test_d37_no_text_breaks_a_feed(text):
    event = make_event(title=text, location=text, description=text, categories=(text, "b"))
    body = feed_of(event, name=text, timezone=text)
    assert_read_back(body, event)
    assert (event.title, event.description) == (clean_line(text), clean_text(text))


@given(title=ANY_TEXT, location=ANY_TEXT, description=ANY_TEXT, name=ANY_TEXT, category=ANY_TEXT)
def test_d37_arbitrary_text_is_read_back_as_it_was_cleaned(title, location, description, name, category):
    event = make_event(title=title, location=location, description=description, categories=(category,))
    assert_read_back(feed_of(event, name=name), event)


def test_d37_categories_stay_apart():
    (event,) = lint(feed_of(make_event(categories=("a,b", "c;d", "\a", "e\nf"))), events=1)
    assert event["CATEGORIES"] == "a\\,b,c\\;d,e f"


def test_d37_a_long_text_is_written_and_read():
    event = make_event(description="Où\u202f? 👩\u200d🏫 ; " * 20_000)
    assert_read_back(feed_of(event), event)


def half_hours(day: dt.date, timezone: str) -> list[dt.datetime]:
    """Return every half hour from the midnight before `day` to the midnight after, without the clock's help."""
    zone = zoneinfo.ZoneInfo(timezone)
    start = dt.datetime.combine(day, dt.time(), zone).astimezone(dt.UTC)
    end = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), zone).astimezone(dt.UTC)
    return [
        (start + dt.timedelta(minutes=30 * step)).astimezone(zone)
        for step in range((end - start) // dt.timedelta(minutes=30))
    ]


@pytest.mark.parametrize(
    ("day", "timezone", "slots"),
    [
        (dt.date(2026, 3, 29), "Europe/Paris", 46),
        (dt.date(2026, 10, 25), "Europe/Paris", 50),
        (dt.date(2026, 3, 29), "Indian/Reunion", 48),
        (dt.date(2026, 10, 25), "Indian/Reunion", 48),
    ],
)
def test_d43_each_half_hour_of_a_day_of_hour_change_is_read_back_at_its_time(day, timezone, slots):
    grid = half_hours(day, timezone)
    assert len(grid) == slots
    events = [make_event(uuid=uuid.UUID(int=n), starts_at=start) for n, start in enumerate(grid)]
    body = feed_of(*events, timezone=timezone)
    assert_read_back(body, *events)
    zone = zoneinfo.ZoneInfo(timezone)
    walls = [(start.replace(tzinfo=None), start.fold) for start in grid]
    for read in (read_with_icalendar, read_with_vobject):
        local = [event["starts_at"].astimezone(zone) for event in read(body)]
        assert [(start.replace(tzinfo=None), start.fold) for start in local] == walls


def test_d43_a_meeting_across_the_change_of_hour_lasts_what_it_lasts():
    event = make_event(
        starts_at=dt.datetime(2026, 3, 29, 1, 30, tzinfo=zoneinfo.ZoneInfo("Europe/Paris")),
        duration=dt.timedelta(hours=1),
    )
    (shown,) = lint(feed_of(event), events=1)
    assert (shown["DTSTART"], shown["DTEND"]) == ("20260329T003000Z", "20260329T013000Z")


def test_d43_a_meeting_of_reunion_is_read_in_paris_at_the_same_instant():
    start = dt.datetime(2026, 7, 7, 9, 0, tzinfo=zoneinfo.ZoneInfo("Indian/Reunion"))
    body = feed_of(make_event(starts_at=start), timezone="Indian/Reunion")
    paris = zoneinfo.ZoneInfo("Europe/Paris")
    for read in (read_with_icalendar, read_with_vobject):
        (event,) = read(body)
        assert event["starts_at"].astimezone(paris).time() == dt.time(7, 0)
