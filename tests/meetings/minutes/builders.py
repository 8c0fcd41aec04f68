"""Meetings whose minutes are written."""

import datetime as dt

from django.utils import timezone

from portal.core.actors import Actor
from portal.meetings.enums import MeetingStatus
from portal.meetings.models import Decision, ItemNote, Minutes
from tests.factories import make_agenda_item, make_invitee, make_meeting


def make_held_meeting(platform, *, days=3, items=("Repérage",), **fields):
    """Return a meeting held ``days`` days ago, with these items."""
    starts_at = (timezone.localtime() - dt.timedelta(days=days)).replace(hour=9, minute=0, second=0, microsecond=0)
    fields = {"status": MeetingStatus.HELD, "starts_at": starts_at, **fields}
    meeting = make_meeting(platform, **fields)
    for title in items:
        make_agenda_item(meeting, title)
    return meeting


def first_item(meeting):
    """Return the first item of the agenda."""
    return meeting.agenda_items.order_by("position")[0]


def write_minutes(meeting, *, state="in_review", html="<p>Le réseau a avancé.</p>", decision="On se revoit."):
    """Return the minutes of ``meeting`` in a state that comes before validation."""
    item = first_item(meeting)
    ItemNote.objects.create(item=item, html=html, version=1)
    Decision.objects.create(meeting=meeting, item=item, text=decision)
    return Minutes.objects.create(meeting=meeting, state=state, reviewed_from=timezone.now())


def invite(meeting, person, **fields):
    """Return the invitation of ``person``."""
    return make_invitee(meeting, person, **fields)


def actor_of(person):
    """Return ``person`` acting with the account they have."""
    return Actor(user=person.user, person=person)
