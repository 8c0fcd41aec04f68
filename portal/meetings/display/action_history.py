"""The history of an action in sentences, newest last, with the meetings that went through it."""

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from portal.core.french_dates import format_date
from portal.directory.models import Person

from ..carry_over import meetings_that_carried
from ..enums import ActionState
from ..models import ActionItem, Objective
from ..permissions import DetailsGate


@dataclass(frozen=True)
class Line:
    """What happened, when, by whom; ``url`` leads to the meeting, if any."""

    at: dt.datetime
    words: str
    by: str = ""
    url: str = ""


def history_of(action: ActionItem, viewer, visible_meetings) -> list[Line]:
    """Return the lines of ``action`` in order. ``visible_meetings`` restricts which meetings are named by a link."""
    changes = list(action.changes.select_related("by"))
    people, objectives = _named(changes)
    lines = []
    if not any(change.what == "created" for change in changes):
        lines.append(Line(action.created_at, _("Written down")))
    for change in changes:
        for words in _words(change, people, objectives):
            lines.append(Line(change.at, words, str(change.by or "")))
    carried = list(meetings_that_carried(action).select_related("platform"))
    seen = set(visible_meetings.filter(pk__in=[one.pk for one in carried]).values_list("pk", flat=True))
    gate = DetailsGate(viewer)
    for number, meeting in enumerate(carried, start=1):
        known = meeting.pk in seen
        name = meeting.title if known and gate.opens(meeting) else meeting.get_kind_display()
        words = _("Gone through again (%(count)d): %(meeting)s") % {"count": number, "meeting": name}
        url = reverse("meetings:meeting", args=[meeting.uuid]) if known else ""
        lines.append(Line(meeting.starts_at, words, url=url))
    return sorted(lines, key=lambda line: line.at)


def _named(changes) -> tuple[dict, dict]:
    people, objectives = set(), set()
    for change in changes:
        people.update(key for key in change.details.get("owner", ()) if key)
        objectives.update(key for key in change.details.get("objective", ()) if key)
    return Person.objects.in_bulk(people), Objective.objects.in_bulk(objectives)


def _words(change, people, objectives) -> list[str]:
    details = change.details
    if change.what == "created":
        return [_("Written down")]
    if change.what == "silenced":
        return [_("Asked for no more reminders")]
    if change.what == "reminded":
        return [_("Owner reminded by mail")]
    if change.what == "state":
        return [_STATES[details["state"][1]]()]
    if change.what == "carried":
        new = objectives.get(details["objective"][1])
        return [_("Taken over into the next school year: %(objective)s") % {"objective": new or "–"}]
    found = []
    if "due" in details:
        before, after = (_day(text) for text in details["due"])
        found.append(_("Day: %(before)s → %(after)s") % {"before": before, "after": after})
    if "owner" in details:
        before, after = (_person(key, people) for key in details["owner"])
        found.append(_("Owner: %(before)s → %(after)s") % {"before": before, "after": after})
    if "objective" in details:
        new = objectives.get(details["objective"][1])
        found.append(_("Objective: %(objective)s") % {"objective": new or _("none")})
    if "text" in details:
        found.append(_("Words changed"))
    return found


_STATES = {
    ActionState.OPEN: lambda: _("Open again"),
    ActionState.DONE: lambda: _("Marked as done"),
    ActionState.DROPPED: lambda: _("Dropped"),
}


def _day(text) -> str:
    return format_date(parse_date(text), weekday=False) if text else _("none")


def _person(key, people) -> str:
    if not key:
        return _("nobody")
    return str(people[key]) if key in people else _("somebody who is no longer known")
