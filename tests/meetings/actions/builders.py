"""Actions, objectives and one-off actions."""

import datetime as dt

from django.utils import timezone

from portal.core.actors import SYSTEM
from portal.core.french_dates import school_year_of
from portal.directory.models import Delegate, PlatformRole
from portal.meetings.models import Objective, OneOffAction
from portal.meetings.services import actions
from portal.meetings.services.actions import ActionDetails
from tests.meetings.minutes.builders import first_item, make_held_meeting


def in_days(days):
    """Return the day that comes ``days`` days from today."""
    return timezone.localdate() + dt.timedelta(days=days)


def promise(platform, text="Rappeler le CIO", *, owner=None, due=None, meeting=None, **fields):
    """Return an action promised at a meeting forty days ago, due on ``due``."""
    meeting = meeting or make_held_meeting(platform, days=40, **fields)
    details = ActionDetails(text=text, owner=owner, due=due)
    return actions.add_action(first_item(meeting), details, by=SYSTEM)


def make_objective(platform, title="Aller vers les familles", *, year=None, **fields):
    """Return an objective of the current school year."""
    year = school_year_of(timezone.localdate()) if year is None else year
    return Objective.objects.create(platform=platform, title=title, school_year=year, **fields)


def make_one_off(platform, title="Forum des métiers", *, days=20, **fields):
    """Return a one-off action in ``days`` days, at nine in the morning of Paris."""
    start = (timezone.localtime() + dt.timedelta(days=days)).replace(hour=9, minute=0, second=0, microsecond=0)
    return OneOffAction.objects.create(platform=platform, title=title, **{"starts_at": start, **fields})


def leave(person):
    """Let ``person`` leave all platforms today."""
    Delegate.objects.filter(person=person).update(until=timezone.localdate())
    PlatformRole.objects.filter(person=person).update(until=timezone.localdate())
