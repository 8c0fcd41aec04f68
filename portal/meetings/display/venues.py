"""What the page of the venues shows: each venue with its turns, and the share of each organisation as bars."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.core.french_dates import format_date

from ..models import Venue
from ..services.hosting import HostLine, Turns


@dataclass(frozen=True)
class VenueLine:
    """A venue in use, with what it hosts."""

    venue: Venue
    turns: Turns

    @property
    def name_order(self) -> str:
        """Sort by the organisation, then the room."""
        return f"{self.venue.site.organisation.search_text} {self.venue.room}".casefold()

    @property
    def last_order(self) -> dt.date:
        """Sort those that never hosted first: their turn has come."""
        return self.turns.last or dt.date.min

    @property
    def capacity_order(self) -> int:
        """Sort the unknown before the smallest."""
        return self.venue.capacity or 0

    @property
    def year_order(self) -> int:
        """Sort by how often it hosts in the school year."""
        return self.turns.hosted + self.turns.planned


@dataclass(frozen=True)
class Bar:
    """The share of one organisation as a bar: lengths on a scale of ``BAR_LENGTH``, and the same in words."""

    line: HostLine
    hosted: int
    planned: int
    words: str
    detail: str


BAR_LENGTH = 100


def bars_of(lines: list[HostLine]) -> list[Bar]:
    """Return one bar a line, all on the scale of the longest."""
    most = max((line.total for line in lines), default=0) or 1
    return [
        Bar(
            line,
            hosted=round(BAR_LENGTH * line.hosted / most),
            planned=round(BAR_LENGTH * line.planned / most),
            words=counts_in_words(line.hosted, line.planned),
            detail=_last_in_words(line),
        )
        for line in lines
    ]


def counts_in_words(hosted: int, planned: int) -> str:
    """Return "2 held, 3 to come", leaving out what is none; "no meeting" without any."""
    parts = []
    if hosted:
        parts.append(ngettext("%(count)d held", "%(count)d held", hosted) % {"count": hosted})
    if planned:
        parts.append(ngettext("%(count)d to come", "%(count)d to come", planned) % {"count": planned})
    return ", ".join(parts) or _("no meeting")


def _last_in_words(line: HostLine) -> str:
    if not line.has_venue:
        return _("no venue that takes its turn")
    if line.last is None:
        return _("has not hosted yet")
    return _("last on %(day)s") % {"day": format_date(line.last, weekday=False)}
