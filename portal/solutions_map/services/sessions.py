"""The ways into a solution: add, change, cancel, carry over to another school year (MISSION D2)."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.log import declare_actions, record, written_together
from portal.directory.models import Site
from portal.directory.services.checks import apply_details, check_day, columns_of, refuse_stale

from ..carry_over import PlannedCopy, plan_copies
from ..enums import Entry
from ..models import Session, Solution
from ..openings import SEASONLESS
from .seats import MOST_SEATS, refuse_closed

declare_actions(
    session_added=gettext_noop("Session added"),
    session_changed=gettext_noop("Session changed"),
    session_cancelled=gettext_noop("Session cancelled"),
    session_restored=gettext_noop("Session takes place again"),
    session_carried_over=gettext_noop("Session carried over"),
)


@dataclass(frozen=True)
class SessionDetails:
    """A session as its form gives it; ``site`` is a place of a provider, ``capacity`` a number of places or None."""

    entry: str
    name: str = ""
    site: Site | None = None
    start: dt.date | None = None
    end: dt.date | None = None
    deadline: dt.date | None = None
    capacity: int | None = None
    note: str = ""


SESSION_FIELDS = list(SessionDetails.__dataclass_fields__)


@transaction.atomic
def add_session(solution: Solution, details: SessionDetails, *, by: Actor) -> Session:
    """Add a way into ``solution``. Raises ``DomainError``: "closed" for a closed solution, else beside a field."""
    stored = _locked_solution(solution)
    refuse_closed(stored)
    session = Session(solution=stored)
    apply_details(session, columns_of(details))
    check_session(session)
    session.save()
    _record(session, "session_added", by)
    return session


@transaction.atomic
def change_session(session: Session, details: SessionDetails, *, version: str, by: Actor) -> Session:
    """Write ``details``; numbers of seats that were said for another first day are no longer shown.

    Raises ``StaleSave`` when it changed since ``version``, and ``DomainError`` as ``add_session`` does.
    """
    stored = _locked(session)
    refuse_closed(stored.solution)
    refuse_stale(stored, SESSION_FIELDS, version)
    changed = apply_details(stored, columns_of(details))
    if changed:
        check_session(stored)
        stored.save(update_fields=changed)
        _record(stored, "session_changed", by, changed=changed)
    return stored


@transaction.atomic
def cancel_session(session: Session, *, by: Actor) -> Session:
    """Say that the session does not take place; it stays, with its numbers, and can be restored."""
    stored = _locked(session)
    refuse_closed(stored.solution)
    if stored.cancelled_at is None:
        stored.cancelled_at = timezone.now()
        stored.save(update_fields=["cancelled_at"])
        _record(stored, "session_cancelled", by)
    return stored


@transaction.atomic
def restore_session(session: Session, *, by: Actor) -> Session:
    """Take back the cancellation."""
    stored = _locked(session)
    refuse_closed(stored.solution)
    if stored.cancelled_at is not None:
        stored.cancelled_at = None
        stored.save(update_fields=["cancelled_at"])
        _record(stored, "session_restored", by)
    return stored


@transaction.atomic
def carry_over(solutions, school_year: int, *, chosen: set[int], by: Actor) -> list[Session]:
    """Copy the ``chosen`` sessions (keys) of the year before into ``school_year`` and return the copies.

    ``solutions`` is a queryset: what belongs to no open one of them is left out, and so is what was carried over
    already, so that the same act twice doubles nothing.
    """
    # In one order for all, so that two who carry over at once wait for each other.
    kept = Solution.objects.filter(pk__in=solutions.values("pk"), closed_at__isnull=True)
    pks = [solution.pk for solution in kept.order_by("pk").select_for_update()]
    made = []
    with written_together():
        for plan in plan_copies(Solution.objects.filter(pk__in=pks), school_year):
            if plan.is_new and plan.session.pk in chosen:
                made.append(_copied(plan, by))
    return made


def _copied(plan: PlannedCopy, by: Actor) -> Session:
    source = plan.session
    session = Session.objects.create(
        solution=source.solution,
        entry=source.entry,
        name=source.name,
        # A place that was closed meanwhile is not promised again.
        site=source.site if source.site is None or source.site.closed_at is None else None,
        start=plan.start,
        end=plan.end,
        deadline=plan.deadline,
        capacity=source.capacity,
        note=source.note,
        copied_from=source,
    )
    _record(session, "session_carried_over", by, source=source.pk)
    return session


def check_session(session: Session) -> None:
    """Raise ``DomainError`` beside the field that does not fit."""
    if session.entry not in SEASONLESS and session.start is None:
        raise DomainError(_("A dated session or one-off action has a first day."), code="required", field="start")
    latest = timezone.localdate() + dt.timedelta(days=3 * 366)
    for column in ("start", "end", "deadline"):
        day = getattr(session, column)
        if day is not None:
            check_day(day, field=column, latest=latest)
    if session.start and session.end and session.end < session.start:
        raise DomainError(_("The session ends before it starts."), code="order", field="end")
    if session.deadline and session.end and session.deadline > session.end:
        raise DomainError(_("One cannot apply after the end."), code="order", field="deadline")
    if session.capacity is not None and not 0 <= session.capacity <= MOST_SEATS:
        message = _("Between 0 and %(most)s places in all.") % {"most": MOST_SEATS}
        raise DomainError(message, code="number", field="capacity")
    if session.entry == Entry.ONE_OFF and session.end and (session.end - session.start).days > 92:
        raise DomainError(
            _("A one-off action lasts three months at most: longer ones are dated sessions."), code="order", field="end"
        )
    if session.site is not None and not sites_of(session.solution).filter(pk=session.site_id).exists():
        raise DomainError(_("This is no place of an organisation that provides it."), code="foreign", field="site")


def sites_of(solution: Solution):
    """Return the places where a session may take place: those in use of the organisations that provide it."""
    return Site.objects.filter(organisation__in=solution.providers.values("pk"), closed_at__isnull=True)


def _locked(session: Session) -> Session:
    rows = Session.objects.select_for_update(of=("self",)).select_related("solution")
    return rows.get(pk=session.pk)


def _locked_solution(solution: Solution) -> Solution:
    return Solution.objects.select_for_update(of=("self",)).get(pk=solution.pk)


def _record(session: Session, action: str, by: Actor, **data) -> None:
    solution = session.solution
    record(session, action, by=by, platform=solution.platform, territory=solution.territory, **data)
