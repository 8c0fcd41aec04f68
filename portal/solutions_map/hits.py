"""What a list of solutions says of each: what and whose, when it opens with its seats, how to orient. Plain values."""

import math
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.core.french_dates import format_date
from portal.core.phones import format_phone

from .areas import kilometres
from .enums import Opening, SolutionState
from .models import Solution
from .openings import OpeningState, opening_between, opening_of
from .seasons import FULL, NOW, WITH_SEATS

#: More communes than that are counted, not named.
MAX_PLACES = 3
_HOW_LENGTH = 160


@dataclass(frozen=True)
class Hit:
    """One solution as a list shows it. ``state`` is the opening that the filters ask for; None without sessions."""

    solution: Solution
    url: str
    providers: str
    place: str
    #: From the commune that was asked for, in whole kilometres.
    away: int | None
    state: OpeningState | None
    session_name: str
    #: Sessions that one may enter too.
    others: int
    #: How to orient, for professionals; what the provider tells young people, for everybody else.
    how: str

    @property
    def phone(self) -> str:
        """Return the number to call, as it is read."""
        return format_phone(self.solution.contact_phone) if self.solution.contact_phone else ""

    @property
    def is_planned(self) -> bool:
        """Tell whether the solution does not exist as it should yet."""
        return self.solution.state != SolutionState.EXISTING


def with_hits(rows, on):
    """Return ``rows`` with all that ``hits_of`` reads, in a constant number of queries."""
    related = rows.select_related("solution_type", "platform", "territory").with_openings(on)
    return related.prefetch_related("providers", "sites__commune")


def hits_of(rows, found, *, professional: bool) -> list[Hit]:
    """Return what a list says of ``rows`` (from ``with_hits``), as the filter ``found`` asks for them."""
    return [_hit(row, found, professional) for row in rows]


def hits_at(keys, found, *, professional: bool) -> list[Hit]:
    """Return what a list says of the solutions ``keys``, in their order, in a constant number of queries.

    What the reader may not see is left out, whatever the keys say.
    """
    # What the reader may see is read already: asked again, all of it would be worked out for one page.
    seen = found.index.facts
    rows = with_hits(Solution.objects.filter(pk__in=[key for key in keys if key in seen]), found.on).in_bulk()
    return hits_of([rows[key] for key in keys if key in rows], found, professional=professional)


def words_of(state: OpeningState | None) -> str:
    """Return the opening and the seats as one line of text, for the windows of the map.

    A number of seats never stands without its day and who said it.
    """
    if state is None:
        return _("No date is known: ask.")
    if state.kind == Opening.OPENS:
        words = _("Opens on %(day)s") % {"day": format_date(state.opens_on, weekday=False)}
    else:
        words = str(state.kind.label)
    if state.free is None:
        return words
    seats = ngettext("%(free)d free place", "%(free)d free places", state.free) % {"free": state.free}
    day = format_date(state.reported_on, weekday=False)
    if state.to_confirm:
        told = _("on %(day)s, %(source)s, to confirm") % {"day": day, "source": state.reported_by_name}
    else:
        told = _("on %(day)s, %(source)s") % {"day": day, "source": state.reported_by_name}
    return f"{words} – {seats} ({told})"


def _hit(row: Solution, found, professional: bool) -> Hit:
    sessions = [(session, opening_of(session, session.last_report, found.on)) for session in row.running_sessions]
    fitting = [(session, state) for session, state in sessions if _fits(session, state, found)]
    session, state = min(fitting or sessions, key=lambda pair: _rank(pair[1]), default=(None, None))
    open_ones = [one for one, other in fitting if one is not session and other.may_enter]
    communes = dict.fromkeys(site.commune.name for site in _open_sites(row) if site.commune)
    places = list(communes)
    more = len(places) - MAX_PLACES
    named = ", ".join(places[:MAX_PLACES])
    away = found.index.away.get(row.pk)
    return Hit(
        solution=row,
        url=reverse("solutions_map:solution", args=[row.pk]),
        providers=", ".join(provider.name for provider in row.providers.all()),
        place=ngettext("%(places)s and %(more)d more", "%(places)s and %(more)d more", more)
        % {"places": named, "more": more}
        if more > 0
        else named,
        away=None if away is None else math.ceil(kilometres(away)),
        state=state,
        session_name=session.name if session else "",
        others=len(open_ones),
        how=_short(row.how_to_orient if professional else row.public_text or row.summary),
    )


def _open_sites(row: Solution):
    return (site for site in row.sites.all() if site.closed_at is None)


def _fits(session, state: OpeningState, found) -> bool:
    if found.month == NOW:
        fits = state.kind in (Opening.OPEN, Opening.FULL)
    elif found.month:
        between = opening_between(session, session.last_report, found.month.first, found.month.last, found.on)
        fits = between != Opening.CLOSED
    else:
        fits = state.kind != Opening.CLOSED
    if found.seats == WITH_SEATS:
        return fits and bool(state.free)
    if found.seats == FULL:
        return fits and state.kind == Opening.FULL
    return fits


def _rank(state: OpeningState) -> tuple:
    kind, day = state.rank
    # Among those that open alike, the one with a known free place helps most.
    return kind, not state.free, day


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _HOW_LENGTH else f"{line[: _HOW_LENGTH - 1].rstrip()}…"
