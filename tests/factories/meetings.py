"""Venues, meetings, invitees and agenda items."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.db.models import Max
from django.utils import timezone

from portal.directory.enums import Circle
from portal.meetings.enums import AgendaItemKind, EncounterKind, MeetingKind, MeetingStatus
from portal.meetings.models import AgendaItem, Encounter, Invitee, Meeting, Venue

from .directory import make_site

_CIRCLES = {MeetingKind.CIRCLE_1: Circle.FIRST, MeetingKind.CIRCLE_2: Circle.SECOND}


def make_venue(platform, *, site=None, room="Salle 1", **fields):
    """Return a room where ``platform`` may meet."""
    return Venue.objects.create(platform=platform, site=site or make_site(), room=room, **fields)


def make_meeting(
    platform=None,
    *,
    territory=None,
    kind=MeetingKind.CIRCLE_1,
    starts_at=None,
    status=MeetingStatus.PROPOSED,
    duration=dt.timedelta(hours=2),
    **fields,
):
    """Return a meeting, in ten days at nine by default; pass ``platform`` or ``territory``."""
    if starts_at is None:
        starts_at = (timezone.localtime() + dt.timedelta(days=10)).replace(hour=9, minute=0, second=0, microsecond=0)
    kind = MeetingKind(kind)
    fields = {"title": str(kind.label), "circle": _CIRCLES.get(kind, ""), **fields}
    if status in (MeetingStatus.CONVENED, MeetingStatus.HELD):
        fields.setdefault("convened_at", timezone.now())
    return Meeting.objects.create(
        platform=platform,
        territory=territory,
        kind=kind,
        starts_at=starts_at,
        status=status,
        duration=duration,
        **fields,
    )


def make_invitee(meeting, person=None, **fields):
    """Return the invitation of ``person`` to ``meeting``, frozen with the name and organisation of today."""
    if person is not None:
        fields = {
            "name": str(person),
            "email": person.email,
            "organisation": person.organisation,
            "organisation_name": str(person.organisation or ""),
            **fields,
        }
    return Invitee.objects.create(meeting=meeting, person=person, **{"name": "Sans Compte", **fields})


def make_agenda_item(meeting, title="Point sur le repérage", *, kind=AgendaItemKind.TOPIC, minutes=10, **fields):
    """Return an item at the end of the meeting's agenda."""
    if "position" not in fields:
        fields["position"] = (meeting.agenda_items.aggregate(last=Max("position"))["last"] or 0) + 1
    return AgendaItem.objects.create(meeting=meeting, title=title, kind=kind, minutes=minutes, **fields)


def make_encounter(
    platform, organisation, *, kind=EncounterKind.PRESENTATION, happened_on=None, meeting=None, **fields
):
    """Return what was recorded of ``organisation``; on the day of ``meeting``, or forty days ago."""
    if happened_on is None:
        moment = meeting.starts_at if meeting else timezone.now() - dt.timedelta(days=40)
        happened_on = timezone.localdate(moment, ZoneInfo(platform.timezone))
    return Encounter.objects.create(
        platform=platform, organisation=organisation, kind=kind, happened_on=happened_on, meeting=meeting, **fields
    )
