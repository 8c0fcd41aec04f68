"""Note the needs that the team sees, settle them, take them up again (MISSION D5)."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.log import declare_actions, record
from portal.core.text import clean_line
from portal.directory.enums import TerritoryKind
from portal.directory.models import Platform, Territory
from portal.directory.platform_calendar import local_today

from ..enums import SolutionState
from ..models import Need, RecordedNeed, Solution, SolutionType
from ..seasons import MONTHS, Month, months_from
from .solutions import SolutionDetails, create_solution

declare_actions(
    need_noted=gettext_noop("Need noted"),
    need_settled=gettext_noop("Need settled"),
    need_reopened=gettext_noop("Need taken up again"),
)

_SMALL = (TerritoryKind.ARRONDISSEMENT, TerritoryKind.BASIN)


@dataclass(frozen=True, kw_only=True)
class NeedDetails:
    """What the team saw: a need, where, over which months (both included); never how many persons."""

    need: Need
    area: Territory
    first: Month
    last: Month
    note: str = ""


def areas_of(platform: Platform):
    """Return where a need of ``platform`` may be noted: its own areas, and the arrondissements and basins in them."""
    own = platform.territories.values("pk")
    return Territory.objects.filter(pk__in=own) | Territory.objects.filter(
        kind__in=_SMALL, pk__in=Territory.objects.within_any(own).values("pk")
    )


@transaction.atomic
def note_need(platform: Platform, details: NeedDetails, *, by: Actor) -> RecordedNeed:
    """Return the noted need. Raises ``DomainError`` for months in the wrong order or past, a foreign area, a double."""
    Platform.objects.select_for_update().get(pk=platform.pk)
    today = local_today(platform)
    known = months_from(today)
    if details.last < details.first:
        raise DomainError(_("The last month comes before the first."), code="order", field="last_month")
    if details.first < known[0] or details.last > known[-1]:
        message = _("From this month to %(last)s: note it again later for what comes after.")
        raise DomainError(message % {"last": known[-1].label}, code="months", field="first_month")
    if not areas_of(platform).filter(pk=details.area.pk).exists():
        raise DomainError(_("This area is none of the platform."), code="area", field="area")
    recorded = RecordedNeed(
        platform=platform,
        need=details.need,
        area=details.area,
        first_month=details.first.first,
        last_month=details.last.first,
        note=clean_line(details.note)[:200],
        noted_on=today,
        by=by.person,
    )
    _refuse_overlap(recorded)
    recorded.save()
    _record(recorded, "need_noted", by)
    return recorded


@transaction.atomic
def settle_need(recorded: RecordedNeed, *, by: Actor) -> RecordedNeed:
    """Note that the need is answered or gone; settling it again changes nothing."""
    stored = _locked(recorded)
    if stored.settled_on is None:
        stored.settled_on = local_today(stored.platform)
        stored.save(update_fields=["settled_on"])
        _record(stored, "need_settled", by)
    return stored


@transaction.atomic
def reopen_need(recorded: RecordedNeed, *, by: Actor) -> RecordedNeed:
    """Take the settling back. Raises ``DomainError`` when it was noted again meanwhile, or its months are past."""
    stored = _locked(recorded)
    if stored.settled_on is not None:
        if stored.last_month < local_today(stored.platform).replace(day=1):
            raise DomainError(_("Its months are past: note the need again with others."), code="past")
        _refuse_overlap(stored)
        stored.settled_on = None
        stored.save(update_fields=["settled_on"])
        _record(stored, "need_reopened", by)
    return stored


@transaction.atomic
def start_solution(
    recorded: RecordedNeed,
    *,
    name: str,
    solution_type: SolutionType,
    funders=(),
    next_steps: str = "",
    by: Actor,
) -> Solution:
    """Return a new solution "to create" of the platform that answers the noted need: a draft until it is published.

    Raises ``DomainError`` as ``create_solution`` does.
    """
    details = SolutionDetails(
        name=name,
        solution_type=solution_type,
        state=SolutionState.TO_CREATE,
        needs=(recorded.need,),
        funders=tuple(funders),
        next_steps=next_steps,
    )
    return create_solution(recorded.platform, details, by=by)


def solution_name(recorded: RecordedNeed) -> str:
    """Return the name that a solution to be created for the need starts from."""
    return _("%(need)s in %(area)s") % {"need": recorded.need.name, "area": recorded.area.name}


def solution_next_steps(recorded: RecordedNeed) -> str:
    """Return the next steps that a solution to be created starts from, one a line."""
    first, last = Month(recorded.first_month), Month(recorded.last_month)
    months = first.label if first == last else _("%(first)s to %(last)s") % {"first": first.label, "last": last.label}
    lines = [
        _("Noted in %(area)s, %(months)s.") % {"area": recorded.area.name, "months": months},
        _("Find who could provide it, and who would send young people there."),
        _("Settle the funding and the first date."),
    ]
    return "\n".join(lines)


def month_choices(platform: Platform, today: dt.date | None = None) -> list[tuple[str, str]]:
    """Return the months for which a need may be noted, as the choices of a form."""
    return [(month.value, month.label) for month in months_from(today or local_today(platform))[:MONTHS]]


def _refuse_overlap(recorded: RecordedNeed) -> None:
    standing = RecordedNeed.objects.filter(
        platform=recorded.platform_id,
        need=recorded.need_id,
        area=recorded.area_id,
        settled_on__isnull=True,
        first_month__lte=recorded.last_month,
        last_month__gte=recorded.first_month,
    ).exclude(pk=recorded.pk)
    if standing.exists():
        raise DomainError(_("This need is noted already for some of these months."), code="double", field="need")


def _locked(recorded: RecordedNeed) -> RecordedNeed:
    rows = RecordedNeed.objects.select_for_update(of=("self",)).select_related("platform", "need", "area")
    return rows.get(pk=recorded.pk)


def _record(recorded: RecordedNeed, action: str, by: Actor) -> None:
    record(recorded, action, by=by, platform=recorded.platform, need=recorded.need_id, area=recorded.area_id)
