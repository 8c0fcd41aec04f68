"""A working group with members and meetings."""

import datetime as dt

from django.utils import timezone

from portal.meetings.enums import MeetingKind
from portal.meetings.models import WorkingGroup, WorkingGroupMember
from tests.factories import make_meeting

LONG_AGO = dt.date(2020, 9, 1)


def make_group(platform, name="Refus scolaire", **fields):
    """Return a working group of ``platform``, at work for years."""
    return WorkingGroup.objects.create(platform=platform, name=name, **{"since": LONG_AGO, **fields})


def join(group, person, **fields):
    """Let ``person`` belong to ``group`` for the organisation they work for."""
    fields = {"since": LONG_AGO, "organisation": person.organisation, **fields}
    return WorkingGroupMember.objects.create(group=group, person=person, **fields)


def meet(group, **fields):
    """Return a meeting of ``group``, proposed and to come unless told otherwise."""
    return make_meeting(group.platform, kind=MeetingKind.WORKING_GROUP, working_group=group, **fields)


def yesterday():
    """Return the day before today."""
    return timezone.localdate() - dt.timedelta(days=1)
