"""Sessions with their last number, as pages, links and mails list them: plain values, read-only (MISSION D3)."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.core.french_dates import format_date, format_date_range

from .enums import Entry, Opening
from .models import Session
from .openings import LastReport, OpeningState, opening_of

#: Seats of what begins later than this are not asked for: nobody has them in mind yet.
ASK_AHEAD = dt.timedelta(days=60)


@dataclass(frozen=True)
class SeatLine:
    """A session, what it is today, and its last report for the entry as it stands."""

    session: Session
    state: OpeningState
    last: LastReport | None

    @property
    def label(self) -> str:
        """Return when one enters and where, in words: what tells one session of a solution from another."""
        return session_label(self.session)

    @property
    def seen(self) -> str:
        """Return the key of the last report as a form sends it back."""
        return str(self.last.pk) if self.last else ""

    @property
    def capacity(self) -> int | None:
        """Return the places in all, as last said, else as the session says."""
        return self.last.capacity if self.last else self.session.capacity


def session_label(session: Session, *, named: bool = True) -> str:
    """Return "Du 3 au 14 novembre 2026, antenne du Port": the days, or the kind of entry; the name; the place.

    Without ``named`` the name stays away: colleagues wrote it for themselves, the public reads days and places.
    """
    if session.start is None:
        when = session.get_entry_display()
    elif session.end is not None:
        when = format_date_range(session.start, session.end)
    elif session.entry in (Entry.PERMANENT, Entry.ON_DEMAND):
        kind = session.get_entry_display()
        when = _("%(kind)s, from %(day)s") % {"kind": kind, "day": format_date(session.start, weekday=False)}
    else:
        when = format_date(session.start, weekday=False)
    words = [session.name if named else "", when, str(session.site) if session.site else ""]
    label = ", ".join(word for word in words if word)
    return label[:1].upper() + label[1:]


def line_of(session: Session, on: dt.date | None = None) -> SeatLine:
    """Return the line of a session read ``with_last_report``."""
    on = on or timezone.localdate()
    return SeatLine(session, opening_of(session, session.last_report, on), session.last_report)


def lines_of(sessions, on: dt.date | None = None) -> list[SeatLine]:
    """Return the lines of ``sessions`` (a queryset), by solution and first day, in one query."""
    rows = sessions.with_last_report().select_related("solution__platform", "solution__territory", "site")
    return [line_of(row, on) for row in rows.order_by("solution__name", "solution", "start", "pk")]


def lines_to_ask(sessions, on: dt.date | None = None) -> list[SeatLine]:
    """Return the lines of ``sessions`` whose number nobody knows, or is to confirm, and that begin within 60 days."""
    on = on or timezone.localdate()
    begun = sessions.filter(Q(start__isnull=True) | Q(start__lte=on + ASK_AHEAD))
    return [line for line in lines_of(begun, on) if line.state.to_ask]


def panel_lines(solution, on: dt.date | None = None) -> list[SeatLine]:
    """Return the lines of all sessions of ``solution``: what is useful today first, what is over last; one query."""
    lines = lines_of(solution.sessions.all(), on)
    open_ones = [line for line in lines if line.state.kind != Opening.CLOSED]
    closed = [line for line in lines if line.state.kind == Opening.CLOSED]
    closed.sort(key=lambda line: line.session.start or dt.date.min, reverse=True)
    return [*sorted(open_ones, key=lambda line: line.state.rank), *closed]
