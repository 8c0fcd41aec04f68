"""Runs on the site, before and after: makes meetings and changes them by the portal's own services; prints JSON.

``python tests/clients/story.py before`` makes a network of two platforms, in Paris and in Réunion, and a member of both
with a personal address. ``after`` moves one meeting, cancels one, restores one.
"""

import datetime as dt
import json
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")

import django  # noqa: E402

django.setup()

from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from portal.core.actors import SYSTEM  # noqa: E402
from portal.directory.models import Person, Platform, Territory  # noqa: E402
from portal.meetings.enums import MeetingStatus  # noqa: E402
from portal.meetings.models import Meeting  # noqa: E402
from portal.meetings.services.feeds import create_feed  # noqa: E402
from portal.meetings.services.meetings import (  # noqa: E402
    MeetingDetails,
    cancel_meeting,
    change_meeting,
    restore_meeting,
    version_of,
)
from tests.factories import (  # noqa: E402
    make_meeting,
    make_member,
    make_organisation,
    make_person,
    make_platform,
    make_site,
    make_venue,
)

ZONES = ("Europe/Paris", "Indian/Reunion")
#: Everything that D-37 names, where somebody may type it.
HOSTILE = 'Réunion\r\nBEGIN:VEVENT\r\nX:1\rY\u2028Z\x00\x07\x0b "dite" ";X=1,;\\n 👩\u200d🏫'
EMAIL = "clients@exemple.example"
HALF_HOUR = dt.timedelta(minutes=30)


def last_sunday(year: int, month: int) -> dt.date:
    """Return the last Sunday of a month of 31 days: when the hour changes in Europe."""
    day = dt.date(year, month, 31)
    return day - dt.timedelta(days=(day.weekday() + 1) % 7)


def changes_of_hour(today: dt.date) -> list[dt.date]:
    """Return the next days on which the hour changes, one forward and one back; both are within a year."""
    days = [last_sunday(year, month) for year in (today.year, today.year + 1) for month in (3, 10)]
    return [day for day in days if day > today][:2]


def before() -> dict:
    """Make the meetings; return the address and what was stored."""
    territory = Territory.objects.order_by("pk").first()
    organisation = make_organisation(name=f"CIO {HOSTILE}")
    person = make_person(email=EMAIL, organisation=organisation)
    platforms = [
        make_platform(name=f"{zone} {HOSTILE}", slug=f"clients-{number}", timezone=zone, territory=territory)
        for number, zone in enumerate(ZONES)
    ]
    for platform in platforms:
        make_member(platform, person=person, organisation=organisation)
    venue = make_venue(platforms[0], site=make_site(organisation, address=HOSTILE), room=HOSTILE)
    make_venue(platforms[0], site=make_site(organisation), room="Ailleurs")
    start = (timezone.now() + dt.timedelta(days=20)).replace(hour=8, minute=0, second=0, microsecond=0)
    for number, title in enumerate(("steady", "moved", "cancelled", "restored")):
        make_meeting(
            platforms[0],
            title=title,
            starts_at=start + dt.timedelta(days=number),
            status=MeetingStatus.CONVENED,
            venue=venue,
        )
    cancel_meeting(_meeting("restored"), reason="Grève", by=SYSTEM)
    make_meeting(platforms[0], title=HOSTILE, starts_at=start + dt.timedelta(days=5), venue=venue)
    for platform in platforms:
        for day in changes_of_hour(timezone.localdate()):
            # From noon of the day before to noon of the day after, in universal time: both zones' whole day.
            noon = dt.datetime.combine(day - dt.timedelta(days=1), dt.time(12), dt.UTC)
            for number in range(96):
                make_meeting(platform, title="grid", starts_at=noon + HALF_HOUR * number, duration=HALF_HOUR)
    _feed, token = create_feed(person, "personal", by=SYSTEM)
    _feed, of_platform = create_feed(person, "platform", platforms[0], by=SYSTEM)
    return {
        "path": reverse("meetings:feed", args=[token]),
        "platform_path": reverse("meetings:feed", args=[of_platform]),
        "changes": [str(day) for day in changes_of_hour(timezone.localdate())],
    }


def after() -> dict:
    """Move one meeting, cancel one, restore one."""
    moved = _meeting("moved")
    elsewhere = Platform.objects.get(slug="clients-0").venues.get(room="Ailleurs")
    change_meeting(
        moved,
        MeetingDetails(
            kind=moved.kind,
            starts_at=moved.starts_at + dt.timedelta(days=7, hours=2),
            duration=moved.duration,
            title=moved.title,
            venue=elsewhere,
        ),
        version=version_of(moved),
        tell=True,
        by=SYSTEM,
    )
    cancel_meeting(_meeting("cancelled"), reason="Salle prise", by=SYSTEM)
    restore_meeting(_meeting("restored"), by=SYSTEM)
    return {}


def stored() -> list[dict]:
    """Return what the database holds of the person's meetings."""
    platforms = Person.objects.get(email=EMAIL).delegations.values("participation__platform")
    return [
        {
            "uid": f"meeting-{meeting.uuid}@concerto.example",
            "sequence": meeting.sequence,
            "status": meeting.status,
            "title": meeting.title,
            "platform": meeting.platform.slug,
            "start": meeting.starts_at.astimezone(dt.UTC).isoformat(),
            "end": meeting.ends_at.astimezone(dt.UTC).isoformat(),
        }
        for meeting in Meeting.objects.filter(platform__in=platforms).select_related("platform")
    ]


def _meeting(title: str) -> Meeting:
    return Meeting.objects.get(title=title, platform__slug="clients-0")


if __name__ == "__main__":
    told = {"before": before, "after": after}[sys.argv[1]]()
    sys.stdout.write(json.dumps({**told, "stored": stored()}))
