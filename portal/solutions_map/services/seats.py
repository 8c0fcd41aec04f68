"""Say how many seats are free: reports are added, the later one sees the earlier (MISSION D3, SECURITY D-90)."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.french_dates import format_datetime
from portal.core.log import declare_actions, record
from portal.core.models import active_q
from portal.directory.models import Organisation
from portal.directory.services.checks import StaleSave

from ..models import SeatReport, Session, Solution
from ..openings import last_entry_day, report_start

declare_actions(seats_reported=gettext_noop("Seats reported"))

#: More seats than any session has: what is beyond is a slip of the keyboard.
MOST_SEATS = 2000


class StaleSeats(StaleSave):
    """Somebody reported seats meanwhile; ``stored`` is that report, with its organisation."""

    def __init__(self, stored: SeatReport):
        message = ngettext(
            "Meanwhile %(source)s said: %(free)s seat free of %(capacity)s, on %(day)s. Nothing was overwritten.",
            "Meanwhile %(source)s said: %(free)s seats free of %(capacity)s, on %(day)s. Nothing was overwritten.",
            stored.free,
        )
        words = {
            "source": source_of(stored),
            "free": stored.free,
            "capacity": stored.capacity,
            "day": format_datetime(stored.reported_at, timezone.get_current_timezone(), weekday=False),
        }
        DomainError.__init__(self, message % words, code="stale", field="free")
        self.stored = stored


@dataclass(frozen=True)
class SeatNumbers:
    """What somebody says of one session; ``seen`` is the key of the last report that they were shown, or None.

    ``capacity`` None: as in the last report, else as the session says.
    """

    session: Session
    free: int
    capacity: int | None
    seen: int | None


@transaction.atomic
def report_seats(
    session: Session,
    *,
    free: int,
    capacity: int | None,
    seen: int | None,
    source: Organisation | None = None,
    by: Actor,
) -> SeatReport:
    """Add a report of the free seats of ``session`` as it stands and return it.

    ``source`` is whom the number comes from where no person speaks: a link to the address of an organisation.

    ``seen`` is the key of the last report that the page showed, None where it showed none: a newer one raises
    ``StaleSeats``. The same act sent twice gives the same report. ``capacity`` None takes the known one. Raises
    ``DomainError``: "closed" for a closed solution, "cancelled", "over" (by the dates of the session), "number" and
    "order" beside ``free`` or ``capacity``.
    """
    # The row of the session is the lock: numbers of one entry are said one after the other.
    stored = Session.objects.select_for_update(of=("self",)).select_related("solution").get(pk=session.pk)
    refuse_closed(stored.solution)
    last = last_report_of(stored)
    if last is not None and last.pk != seen:
        if _is_same_act(stored, last, free, capacity, seen, by):
            return last
        raise StaleSeats(last)
    if stored.cancelled_at is not None:
        raise DomainError(_("This session is cancelled."), code="cancelled")
    last_day = last_entry_day(stored)
    today = timezone.localdate()
    if (last_day is not None and last_day < today) or (stored.end is not None and stored.end < today):
        raise DomainError(_("One can no longer enter this session."), code="over")
    capacity = _checked(free, _known_capacity(stored, last) if capacity is None else capacity)
    now = timezone.now()
    report = SeatReport.objects.create(
        session=stored,
        for_start=report_start(stored),
        free=free,
        capacity=capacity,
        # Never before the one it follows, also where a clock was set back (D-101).
        reported_at=max(now, last.reported_at) if last else now,
        by=by.person,
        organisation=source or reporting_organisation(stored.solution, by),
    )
    keeper = {"platform": stored.solution.platform, "territory": stored.solution.territory}
    record(stored, "seats_reported", by=by, **keeper, free=free, capacity=capacity)
    return report


def last_report_of(session: Session) -> SeatReport | None:
    """Return the last report for the entry of ``session`` as it stands."""
    reports = session.seat_reports.of_current_entry().with_source()
    return reports.order_by("-reported_at", "-pk").first()


def source_of(report: SeatReport) -> str:
    """Return whom a number is shown as coming from: the organisation, else the keeper of the solution."""
    named = getattr(report, "source", None)
    if named:
        return named
    solution = report.session.solution
    return str(report.organisation or solution.platform or solution.territory)


def reporting_organisation(solution: Solution, by: Actor) -> Organisation | None:
    """Return whom a number of ``by`` comes from: a provider they are editor of, else their own organisation."""
    if by.person is None:
        return None
    today = timezone.localdate()
    own = by.person.editorships.filter(active_q(today)).values("organisation")
    edited = list(solution.providers.filter(pk__in=own).order_by("name", "pk"))
    for organisation in edited:
        if organisation.pk == by.person.organisation_id:
            return organisation
    return edited[0] if edited else by.person.organisation


def refuse_closed(solution: Solution) -> None:
    """Raise ``DomainError`` (code "closed") for a solution that was closed."""
    if solution.closed_at is not None:
        raise DomainError(_("This solution is closed: open it again first."), code="closed")


def _known_capacity(session: Session, last: SeatReport | None) -> int:
    if last is not None:
        return last.capacity
    if session.capacity is None:
        raise DomainError(_("Say how many places there are in all."), code="number", field="capacity")
    return session.capacity


def _checked(free: int, capacity: int) -> int:
    if free < 0:
        raise DomainError(_("A number of seats is zero or more."), code="number", field="free")
    if not 0 <= capacity <= MOST_SEATS:
        message = _("Between 0 and %(most)s places in all.") % {"most": MOST_SEATS}
        raise DomainError(message, code="number", field="capacity")
    if free > capacity:
        raise DomainError(
            _("There cannot be more free places than places in all (%(capacity)s).") % {"capacity": capacity},
            code="order",
            field="free",
        )
    return capacity


def _is_same_act(session: Session, last: SeatReport, free, capacity, seen, by: Actor) -> bool:
    """Tell whether ``last`` is what this very act wrote a moment ago: a second click, a page sent again."""
    if by.person is None or last.by_id != by.person.pk or last.free != free:
        return False
    if capacity is not None and last.capacity != capacity:
        return False
    if timezone.now() - last.reported_at > dt.timedelta(hours=1):
        return False
    earlier = session.seat_reports.of_current_entry().exclude(pk=last.pk).order_by("-reported_at", "-pk").first()
    return (earlier.pk if earlier else None) == seen
