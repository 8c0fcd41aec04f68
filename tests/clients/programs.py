"""Calendar programs that people use, driven as they are installed: each returns the events of an address over http.

An event is a dictionary of uid, sequence, status, title, location, start and end (aware, in UTC); a program that does
not tell one of them leaves it out.
"""

import datetime as dt
import json
import os
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path

import icalendar
import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


def fetch(address: str) -> bytes:
    """Return the body of ``address``."""
    with urllib.request.urlopen(address, timeout=30) as response:
        return response.read()


def with_icalendar(address: str) -> list[dict]:
    """Return the events as the Python library reads them."""
    return [
        {
            "uid": str(event["UID"]),
            "sequence": int(event["SEQUENCE"]),
            "status": str(event["STATUS"]),
            "title": str(event["SUMMARY"]),
            "location": str(event.get("LOCATION", "")),
            "start": event.decoded("DTSTART").astimezone(dt.UTC),
            "end": event.decoded("DTEND").astimezone(dt.UTC),
        }
        for event in icalendar.Calendar.from_ical(fetch(address)).walk("VEVENT")
    ]


def with_ical_js(address: str) -> list[dict]:
    """Return the events as Thunderbird's library reads them."""
    reader = Path(__file__).with_name("read_calendar.mjs")
    done = subprocess.run([shutil.which("node"), reader], input=fetch(address), capture_output=True, timeout=120)
    assert done.returncode == 0, done.stderr.decode()
    events = json.loads(done.stdout)
    for event in events:
        for moment in ("start", "end"):
            event[moment] = dt.datetime.fromisoformat(event[moment])
    return events


def require_ical_js() -> None:
    """Leave the test out where Node or ical.js is missing, and say so; fail where CI should have installed them."""
    missing = [
        name
        for name, there in (
            ("Node", shutil.which("node")),
            ("ical.js (npm ci)", (ROOT / "node_modules/ical.js").is_dir()),
        )
        if not there
    ]
    if missing and os.environ.get("CI"):
        pytest.fail(f"Missing: {', '.join(missing)}: .ci/run should have installed it.")
    if missing:
        pytest.skip(f"Not on this machine: {', '.join(missing)}")


class Khal:
    """A person's khal in ``zone``, whose calendar vdirsyncer fetches from ``address`` into ``home``."""

    def __init__(self, home: Path, address: str, zone: str):
        self.home, self.zone = home, zone
        self.calendar = home / "calendar"
        self.calendar.mkdir(parents=True)
        (home / "vdirsyncer.conf").write_text(
            f'[general]\nstatus_path = "{home / "status"}"\n'
            '[pair meetings]\na = "here"\nb = "there"\ncollections = null\nconflict_resolution = "b wins"\n'
            f'[storage here]\ntype = "filesystem"\npath = "{self.calendar}"\nfileext = ".ics"\n'
            f'[storage there]\ntype = "http"\nurl = "{address}"\n'
        )
        (home / "khal.conf").write_text(
            f"[calendars]\n[[meetings]]\npath = {self.calendar}\ntype = calendar\n"
            f"[sqlite]\npath = {home / 'khal.db'}\n"
            f"[locale]\nlocal_timezone = {zone}\ndefault_timezone = {zone}\ntimeformat = %H:%M\n"
            "dateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\ndatetimeformat = %Y-%m-%d %H:%M\n"
            "longdatetimeformat = %Y-%m-%d %H:%M\n"
        )

    def sync(self) -> None:
        """Fetch what is new."""
        config = str(self.home / "vdirsyncer.conf")
        self._run("vdirsyncer", "-c", config, "discover", "meetings")
        self._run("vdirsyncer", "-c", config, "sync", "meetings")

    def events(self, first: dt.date, days: int) -> list[dict]:
        """Return the events of ``days`` days from ``first`` on, start and end as khal's clock shows them.

        Without uid: vdirsyncer gives a fetched event a new one whenever anything in it changes.
        """
        config = str(self.home / "khal.conf")
        names = {"start": "start-long", "end": "end-long", "status": "status", "title": "title"}
        wanted = [part for name in names.values() for part in ("--json", name)]
        printed = self._run("khal", "-c", config, "list", *wanted, f"{first}", f"{days}d")
        # A line a day.
        found = [event for line in printed.splitlines() for event in json.loads(line)]
        return [{name: event[field] for name, field in names.items()} for event in found]

    def _run(self, program: str, *arguments: str) -> str:
        done = subprocess.run(
            [Path(sys.executable).parent / program, *arguments],
            env={**os.environ, "HOME": str(self.home), "LC_ALL": "C.UTF-8", "NO_COLOR": "1"},
            input=b"y\n" * 5,
            capture_output=True,
            timeout=300,
        )
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode()
