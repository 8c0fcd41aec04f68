"""One meeting as a calendar shows it, on the page, in a grid and on paper; what stands behind the gate is not in it."""

import datetime as dt
import zoneinfo
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.core.french_dates import format_time
from portal.core.month_grid import Item
from portal.core.text import clean_line

from ..calendar_scopes import CalendarScope, day_of
from ..enums import MeetingStatus
from ..events import place_of
from ..models import Meeting
from ..permissions import DetailsGate
from ..zone_words import zone_words

_DASH = "\u00a0– "


@dataclass(frozen=True)
class Row:
    """A line of a calendar: hours are those of the place where one meets, ``zone`` says of where when they differ.

    ``name`` is the title, or the kind below the gate (D-35). ``whose`` names platform or territory where several mix.
    """

    uuid: object
    day: dt.date
    start: str
    hours: str
    name: str
    kind: str
    kind_label: str
    circle: str
    whose: str
    place: str
    status: str
    status_label: str
    url: str
    zone: str = ""
    #: Where it stands among the lines of its day, as the clocks there show it.
    clock: dt.time = dt.time()
    #: What the status is one of: "meeting", or "one_off" for what is offered to young people.
    status_of: str = "meeting"

    @property
    def is_cancelled(self) -> bool:
        """Whether it is not held."""
        return self.status == MeetingStatus.CANCELLED

    @property
    def label(self) -> str:
        """Return what a day of a grid calls it."""
        if self.circle:
            return self.whose or {"1": _("Circle 1"), "2": _("Circle 2")}.get(self.circle, self.kind_label)
        return f"{self.kind_label} – {self.whose}" if self.whose else self.kind_label

    def item(self) -> Item:
        """Return it for the grid of a month."""
        told = self.status in (MeetingStatus.CANCELLED, MeetingStatus.DRAFT)
        return Item.of_circle(
            self.circle,
            self.label,
            time=self.start,
            url=self.url,
            state="cancelled" if self.is_cancelled else "",
            state_label=self.status_label if told else "",
        )


def rows_of(scope: CalendarScope, meetings: Iterable[Meeting], first: dt.date, last: dt.date) -> list[Row]:
    """Return the lines of ``meetings`` whose day, where they are held, lies from ``first`` to ``last``; by day, hour.

    One reading of the viewer's rights for all.
    """
    meetings = [meeting for meeting in meetings if first <= day_of(meeting) <= last]
    gate = DetailsGate(scope.viewer)
    mixed = len({meeting.timezone_name for meeting in meetings} | {scope.timezone}) > 1
    rows = [_row(meeting, gate.opens(meeting), named=scope.names_platforms, zoned=mixed) for meeting in meetings]
    # On one day, hours are compared as the clocks of each place show them: that is how the line reads.
    order = sorted(zip(rows, meetings, strict=True), key=lambda pair: (pair[0].day, _clock(pair[1]), pair[1].pk))
    return [row for row, _meeting in order]


def by_day(rows: Iterable[Row]) -> dict[dt.date, list[Row]]:
    """Return the lines of each day."""
    return {day: list(group) for day, group in groupby(rows, lambda row: row.day)}


def grid_items(rows: Iterable[Row], *, most: int, day_url) -> dict[dt.date, list[Item]]:
    """Return the items of each day, at most ``most``: the rest is one link to ``day_url(day)``, where all stand."""
    items = {}
    for day, here in by_day(rows).items():
        items[day] = [row.item() for row in here]
        if len(here) > most:
            hidden = len(here) - most + 1
            more = ngettext("%(count)d more", "%(count)d more", hidden) % {"count": hidden}
            items[day] = [*items[day][: most - 1], Item(more, url=day_url(day))]
    return items


def _row(meeting: Meeting, opened: bool, *, named: bool, zoned: bool) -> Row:
    zone = zoneinfo.ZoneInfo(meeting.timezone_name)
    start = meeting.starts_at.astimezone(zone)
    end = (meeting.starts_at.astimezone(dt.UTC) + meeting.duration).astimezone(zone)
    kind = str(meeting.get_kind_display())
    until = format_time(end)
    if end.date() > start.date():
        until = _("%(time)s the next day") % {"time": until}
    return Row(
        uuid=meeting.uuid,
        day=start.date(),
        start=format_time(start),
        hours=f"{format_time(start)}{_DASH}{until}",
        name=clean_line(meeting.title) if opened and meeting.title.strip() else kind,
        kind=meeting.kind,
        kind_label=kind,
        circle=meeting.circle,
        whose=str(meeting.platform or meeting.territory) if named else "",
        place=clean_line(place_of(meeting)),
        status=meeting.status,
        status_label=meeting.get_status_display(),
        url=reverse("meetings:meeting", args=[meeting.uuid]),
        zone=zone_words(meeting.timezone_name) if zoned else "",
        clock=start.time(),
    )


def _clock(meeting: Meeting) -> dt.time:
    return meeting.starts_at.astimezone(zoneinfo.ZoneInfo(meeting.timezone_name)).time()
