"""What tests of calendar addresses share."""

from django.urls import reverse
from icalendar import Calendar

from portal.core.actors import SYSTEM
from portal.meetings.enums import FeedScope
from portal.meetings.services.feeds import create_feed


def subscribe(person, scope=FeedScope.PERSONAL, target=None):
    """Return the address of a new subscription."""
    _feed, token = create_feed(person, scope, target, by=SYSTEM)
    return reverse("meetings:feed", args=[token])


def titles(response):
    return [str(event["SUMMARY"]) for event in Calendar.from_ical(response.content).walk("VEVENT")]


def uuids(response):
    events = Calendar.from_ical(response.content).walk("VEVENT")
    return {str(event["UID"]).removeprefix("meeting-").partition("@")[0] for event in events}
