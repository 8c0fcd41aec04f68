"""What stands beside an agenda item: that it came late, from which meeting it was put off, and to which."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from portal.core.french_dates import format_date, to_local

from .delays import freeze_at
from .models import AgendaItem, Meeting
from .services.carrying import carried_copies

#: What ``marks_of`` reads of an item beside itself.
MARK_RELATED = ("carried_from__meeting",)


@dataclass(frozen=True)
class Marks:
    """Short texts, empty where there is nothing to say."""

    late: str = ""
    carried_from: str = ""
    carried_to: str = ""

    @property
    def words(self) -> list[str]:
        """Return those there are."""
        return [text for text in (self.late, self.carried_from, self.carried_to) if text]


def marks_of(meeting: Meeting, items: Sequence[AgendaItem], *, drafts: bool = False) -> dict[int, Marks]:
    """Return what to say of each item by its key. Items were read with ``MARK_RELATED``.

    ``drafts`` names the days of draft meetings too, which the team alone knows. A constant number of queries: one, and
    those of the delays once anything changed after the convocation.
    """
    copies = carried_copies(items, drafts=drafts)
    stands_at = _stands_at(meeting, items)
    return {
        item.pk: Marks(_late(item, meeting, stands_at), _from(item, meeting), _to(copies.get(item.pk), meeting))
        for item in items
    }


def _stands_at(meeting: Meeting, items: Sequence[AgendaItem]) -> dt.datetime | None:
    """Return the instant from which changes are marked: the freeze of an agenda that was sent; None when none is."""
    sent = meeting.convened_at
    moments = [moment for item in items for moment in (item.added_at, item.changed_at) if moment]
    if sent is None or not any(moment > sent for moment in moments):
        return None
    return max(sent, freeze_at(meeting))


def _late(item: AgendaItem, meeting: Meeting, stands_at: dt.datetime | None) -> str:
    if stands_at is None:
        return ""
    if item.added_at and item.added_at >= meeting.starts_at:
        return _("added in the meeting")
    if item.added_at and item.added_at > stands_at:
        return _("added after sending")
    if item.changed_at and item.changed_at > stands_at:
        return _("changed after sending")
    return ""


def _from(item: AgendaItem, meeting: Meeting) -> str:
    if not item.times_carried:
        return ""
    origin = item.carried_from
    if origin is None:
        return _("put off earlier")
    values = {"day": _day(origin.meeting, meeting), "times": item.times_carried}
    if item.times_carried == 1:
        return _("put off from %(day)s") % values
    return _("put off from %(day)s, time no. %(times)d") % values


def _to(copy: AgendaItem | None, meeting: Meeting) -> str:
    return "" if copy is None else _("put off to %(day)s") % {"day": _day(copy.meeting, meeting)}


def _day(other: Meeting, meeting: Meeting) -> str:
    """Return the day of another meeting of the same circle: with its year where that is another one."""
    day = to_local(other.starts_at, meeting.timezone_name).date()
    here = to_local(meeting.starts_at, meeting.timezone_name).date()
    return format_date(day, weekday=False, year=day.year != here.year)
