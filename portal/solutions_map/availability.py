"""Places available around a platform from a day on, for the agenda of a meeting of that day (MISSION D5). Read-only."""

import datetime as dt
import zoneinfo
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.core.french_dates import format_date
from portal.directory.models import Platform, Territory

from .enums import Opening
from .gaps import ANSWERING
from .models import Session, Solution
from .openings import OpeningState, opening_between, opening_of
from .reach import Nesting, Reach, near, territories_of
from .seat_lines import session_label

#: Whoever meets every month looks a little further than the next meeting.
HORIZON_DAYS = 60


@dataclass(frozen=True)
class Place:
    """A session that one may begin, with its last number of seats: never without its date and its source."""

    solution: Solution
    session: Session
    state: OpeningState

    @property
    def label(self) -> str:
        """Return when one enters and where, in words."""
        return session_label(self.session)

    @property
    def is_reported(self) -> bool:
        """Tell whether somebody said how many places are left."""
        return self.state.free is not None

    @property
    def seats(self) -> str:
        """Return the number with its date and its source, in words for a document."""
        state = self.state
        if not self.is_reported:
            return _("Seats not reported")
        number = ngettext("%(free)s seat free of %(capacity)s", "%(free)s seats free of %(capacity)s", state.free)
        day = format_date(state.reported_on, weekday=False)
        when = _("on %(day)s, to confirm") % {"day": day} if state.to_confirm else _("on %(day)s") % {"day": day}
        told = ", ".join(part for part in (when, state.reported_by_name) if part)
        return f"{number % {'free': state.free, 'capacity': state.capacity}} ({told})"


def places_available(
    scope: Platform | Territory,
    on: dt.date,
    horizon_days: int = HORIZON_DAYS,
    *,
    viewer,
    today: dt.date | None = None,
) -> list[Place]:
    """Return what one may begin from the day ``on`` within ``horizon_days``, in the territories of ``scope``.

    Only what ``viewer`` may see, and nothing that is known to be full: sessions with a number of free places first, the
    soonest first, then those that nobody reported. Numbers are told as known ``today``; of a day that is past, as they
    were known at its end. A constant number of queries.
    """
    zone = zoneinfo.ZoneInfo(scope.timezone)
    today = today or timezone.localdate(timezone=zone)
    told_on = min(on, today)
    before = dt.datetime.combine(on + dt.timedelta(days=1), dt.time.min, zone) if on < today else None
    areas = territories_of(scope)
    reach = Reach(Nesting())
    visible = Solution.objects.visible_to(viewer).listed().filter(state__in=ANSWERING)
    found = []
    for solution in near(visible, areas, reach.nesting, told_on, reported_before=before):
        if not any(reach.reaches(solution, area) for area in areas):
            continue
        for session in solution.running_sessions:
            last = on + dt.timedelta(days=horizon_days)
            if opening_between(session, session.last_report, on, last, told_on) == Opening.OPEN:
                found.append(Place(solution, session, opening_of(session, session.last_report, told_on)))
    return sorted(found, key=_rank)


def _rank(place: Place) -> tuple:
    state = place.state
    return (not place.is_reported, state.to_confirm, *state.rank, place.solution.search_text, place.session.pk)
