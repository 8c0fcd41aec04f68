"""What calendar programs make of our addresses, over http: a moved, a cancelled, a restored meeting, each half hour."""

import datetime as dt
import json
import subprocess
import sys
import urllib.error
import urllib.request
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from tests.live_site import ROOT
from tests.meetings.calendar.lint import lint

from .programs import Khal, fetch, require_ical_js, with_ical_js, with_icalendar

pytestmark = [pytest.mark.clients, pytest.mark.xdist_group("browser")]
READERS = [
    pytest.param("icalendar", id="icalendar"),
    pytest.param("ical_js", id="ical.js"),
]
#: In the order of what happens: the state of each meeting before and after.
STATUS = {"proposed": "TENTATIVE", "convened": "CONFIRMED", "cancelled": "CANCELLED"}


def tell(site, when: str) -> dict:
    """Let the story go on, on the site; return what is stored then, its moments as such."""
    done = subprocess.run(
        [sys.executable, "tests/clients/story.py", when], cwd=ROOT, env=site.environment, capture_output=True
    )
    assert done.returncode == 0, done.stderr.decode()
    told = json.loads(done.stdout)
    for meeting in told["stored"]:
        meeting["start"], meeting["end"] = map(dt.datetime.fromisoformat, (meeting["start"], meeting["end"]))
    return told


@pytest.fixture(scope="module")
def story(site, tmp_path_factory):
    """Return what each program saw before and after, and what was stored; the changes happen once for all tests."""
    before = tell(site, "before")
    address = site.url + before["path"]
    khals = {
        zone: Khal(tmp_path_factory.mktemp(zone.replace("/", "-")), address, zone)
        for zone in ("Europe/Paris", "Indian/Reunion")
    }
    seen = [see(address, khals)]
    etag = urllib.request.urlopen(address, timeout=30).headers["ETag"]
    after = tell(site, "after")
    seen.append(see(address, khals))
    return SimpleNamespace(
        stored=(before["stored"], after["stored"]),
        seen=seen,
        khals=khals,
        address=address,
        platform_address=site.url + before["platform_path"],
        changes=[dt.date.fromisoformat(day) for day in before["changes"]],
        etag=etag,
    )


def see(address, khals) -> dict:
    """Return what each program shows now."""
    for khal in khals.values():
        khal.sync()
    first = dt.datetime.now(dt.UTC).date()
    shown = {zone: khal.events(first, 60) for zone, khal in khals.items()}
    return {"body": fetch(address), **shown}


def read(story, reader: str, time: int, tmp_path) -> list[dict]:
    """Return the events that ``reader`` finds in what was fetched ``time`` (0 before, 1 after)."""
    if reader == "ical_js":
        require_ical_js()
    fetched = tmp_path / f"{time}.ics"
    fetched.write_bytes(story.seen[time]["body"])
    return {"icalendar": with_icalendar, "ical_js": with_ical_js}[reader](fetched.as_uri())


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("time", [0, 1], ids=["before", "after"])
def test_d43_each_meeting_stands_at_its_time_and_status(story, reader, time, tmp_path):
    found = {event["uid"]: event for event in read(story, reader, time, tmp_path)}
    stored = {meeting["uid"]: meeting for meeting in story.stored[time]}
    assert {uid: (one["start"], one["end"], one["sequence"], one["status"]) for uid, one in found.items()} == {
        uid: (one["start"], one["end"], one["sequence"], STATUS[one["status"]]) for uid, one in stored.items()
    }


@pytest.mark.parametrize("reader", READERS)
def test_d44_moved_cancelled_and_restored_are_seen_as_meant(story, reader, tmp_path):
    uids = {one["title"]: one["uid"] for one in story.stored[0] if one["title"] != "grid"}
    seen = [{event["uid"]: event for event in read(story, reader, time, tmp_path)} for time in (0, 1)]
    before, after = ({title: events[uid] for title, uid in uids.items()} for events in seen)
    assert after["steady"] == before["steady"]
    assert after["moved"]["start"] - before["moved"]["start"] == dt.timedelta(days=7, hours=2)
    assert after["moved"]["sequence"] == before["moved"]["sequence"] + 1
    assert after["moved"]["location"].startswith("CIO") and "Ailleurs" in after["moved"]["location"]
    assert after["cancelled"]["title"].startswith("[ANNULÉ] cancelled")
    assert after["cancelled"]["start"] == before["cancelled"]["start"]
    assert before["restored"]["title"].startswith("[ANNULÉ] restored")
    assert after["restored"]["title"].startswith("restored")
    assert after["restored"]["sequence"] > before["restored"]["sequence"]


def test_d37_hostile_names_neither_add_nor_lose_an_event(story):
    for time in (0, 1):
        events = lint(story.seen[time]["body"], events=len(story.stored[time]))
        assert sum("BEGIN:VEVENT" in event["SUMMARY"] for event in events) > 0
    lint(fetch(story.platform_address), events=sum(one["platform"] == "clients-0" for one in story.stored[1]))


@pytest.mark.parametrize("zone", ["Europe/Paris", "Indian/Reunion"])
def test_d44_khal_shows_what_vdirsyncer_fetched_before_and_after(story, zone):
    marked = ("restored", "cancelled")
    for time in (0, 1):
        shown = [event for event in story.seen[time][zone] if not event["title"].startswith("grid")]
        stored = [one for one in story.stored[time] if one["title"] != "grid"]
        assert times(shown) == sorted((clock(one["start"], zone), clock(one["end"], zone)) for one in stored)
        for one in stored:
            if one["title"] in ("steady", "moved", "cancelled", "restored"):
                mark = "[ANNULÉ] " if one["title"] == marked[time] else ""
                (event,) = [event for event in shown if event["title"].startswith(f"{mark}{one['title']} – ")]
                assert event["start"] == clock(one["start"], zone)
                assert event["status"] == STATUS[one["status"]]


@pytest.mark.parametrize("zone", ["Europe/Paris", "Indian/Reunion"])
def test_d43_khal_shows_each_half_hour_of_the_days_on_which_the_hour_changes(story, zone):
    grid = [one for one in story.stored[1] if one["title"] == "grid"]
    assert len(grid) == 2 * 2 * 96
    for day in story.changes:
        wanted = [
            (clock(one["start"], zone), clock(one["end"], zone))
            for one in grid
            if abs(one["start"].date() - day) <= dt.timedelta(days=1)
        ]
        assert len(wanted) == 2 * 96
        assert times(story.khals[zone].events(day - dt.timedelta(days=1), 3)) == sorted(wanted)


def times(events) -> list[tuple[str, str]]:
    """Return start and end of each event, in order."""
    return sorted((event["start"], event["end"]) for event in events)


def clock(moment: dt.datetime, zone: str) -> str:
    """Return the moment as a clock in ``zone`` shows it."""
    return f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"


def test_nothing_new_is_told_in_a_line_over_http(story):
    current = urllib.request.urlopen(story.address, timeout=30)
    assert current.headers["ETag"] != story.etag
    for etag, expected in ((current.headers["ETag"], 304), (story.etag, 200)):
        status, body = get(story.address, {"If-None-Match": etag})
        assert (status, bool(body)) == (expected, expected == 200)


def test_d30_an_address_cut_short_or_guessed_is_answered_alike(story):
    cut = story.address.removesuffix(".ics")[:-5] + ".ics"
    guessed = story.address.rsplit("/", 1)[0] + "/" + "x" * 43 + ".ics"
    answers = {get(cut, {}), get(guessed, {})}
    assert len(answers) == 1
    assert answers.pop()[0] == 404


def get(address: str, headers: dict) -> tuple[int, bytes]:
    """Return status and body, whatever the status."""
    try:
        with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=30) as response:
            return response.status, response.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()
