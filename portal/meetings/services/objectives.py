"""The objectives of a platform's school year: write, order, close, take over into the next (MISSION B11)."""

import datetime as dt
import hashlib
import zoneinfo
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.french_dates import school_year_bounds
from portal.core.log import declare_actions, record
from portal.core.text import clean_line, clean_text
from portal.directory.models import Platform

from ..enums import ObjectiveState, OneOffStatus
from ..models import Objective
from .actions import note_change

declare_actions(
    objective_added=gettext_noop("Objective added"),
    objective_changed=gettext_noop("Objective changed"),
    objective_moved=gettext_noop("Objectives put in another order"),
    objective_removed=gettext_noop("Objective removed"),
    objectives_taken_over=gettext_noop("Objectives taken over into the next school year"),
)

#: A plan with more of them has no priority.
MOST = 30
LONGEST_TITLE = LONGEST_TARGET = 200
LONGEST_TEXT = 2000
#: What the next year goes on with.
UNFINISHED = (ObjectiveState.OPEN, ObjectiveState.PARTLY)


@dataclass(frozen=True, kw_only=True)
class ObjectiveDetails:
    """What a team writes about an objective."""

    title: str
    description: str = ""
    target: str = ""
    state: str = ObjectiveState.OPEN
    outcome: str = ""


def objective_version(objective: Objective) -> str:
    """Return a short text that changes with whatever the team may write, for the form to send back."""
    shown = (objective.title, objective.description, objective.target, str(objective.state), objective.outcome)
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:16]


@transaction.atomic
def add_objective(platform: Platform, school_year: int, details: ObjectiveDetails, *, by: Actor) -> Objective:
    """Return a new objective at the end of the plan of ``school_year`` (the year in which it begins).

    A double click adds it once. Raises DomainError "year" for a year far away, "full" beyond ``MOST``, and for texts
    that are empty or too long.
    """
    _lock(platform)
    if abs(school_year - timezone.localdate().year) > 10:
        raise DomainError(_("Choose a school year near to us."), code="year", field="school_year")
    plan = platform.objectives.filter(school_year=school_year)
    objective = Objective(platform=platform, school_year=school_year)
    _write(objective, details)
    same = plan.filter(title=objective.title).first()
    if same is not None:
        return same
    if plan.count() >= MOST:
        raise DomainError(_("A plan holds %(most)d objectives at most.") % {"most": MOST}, code="full")
    objective.position = (plan.aggregate(last=Max("position"))["last"] or 0) + 1
    objective.save()
    record(platform, "objective_added", by=by, platform=platform, objective=objective.pk)
    return objective


@transaction.atomic
def change_objective(objective: Objective, details: ObjectiveDetails, *, version: str, by: Actor) -> Objective:
    """Write ``details`` and return the objective. Raises DomainError "stale" when it changed since ``version``."""
    _lock(objective.platform)
    stored = _stored(objective)
    if objective_version(stored) != version:
        raise DomainError(
            _("Somebody else changed this objective meanwhile. Your version is below; saving again replaces theirs."),
            code="stale",
        )
    _write(stored, details)
    if objective_version(stored) != version:
        stored.modified_at = timezone.now()
        stored.save()
        record(stored.platform, "objective_changed", by=by, platform=stored.platform, objective=stored.pk)
    return stored


@transaction.atomic
def move_objective(objective: Objective, direction: str, *, by: Actor) -> None:
    """Move an objective one place "up" or "down" in its year; at the end of the list nothing changes."""
    _lock(objective.platform)
    stored = _stored(objective)
    plan = list(stored.platform.objectives.filter(school_year=stored.school_year).order_by("position", "pk"))
    here = next(index for index, one in enumerate(plan) if one.pk == stored.pk)
    there = here + {"up": -1, "down": 1}.get(direction, 0)
    if there == here or not 0 <= there < len(plan):
        return
    plan[here], plan[there] = plan[there], plan[here]
    for position, one in enumerate(plan, start=1):
        one.position = position
    Objective.objects.bulk_update(plan, ["position"])
    record(stored.platform, "objective_moved", by=by, platform=stored.platform, objective=stored.pk)


@transaction.atomic
def remove_objective(objective: Objective, *, by: Actor) -> None:
    """Remove an objective written by mistake. Raises DomainError "used" once something hangs on it."""
    _lock(objective.platform)
    stored = _stored(objective)
    if stored.actions.exists() or stored.one_offs.exists() or hasattr(stored, "continued_by"):
        raise DomainError(
            _("Actions belong to this objective: mark it as dropped instead, the plan keeps it."), code="used"
        )
    record(stored.platform, "objective_removed", by=by, platform=stored.platform, objective=stored.pk)
    stored.delete()


def unfinished_of(platform: Platform, school_year: int):
    """Return the objectives of a year that are not reached and that the next one does not have yet, in their order."""
    unfinished = platform.objectives.filter(school_year=school_year, state__in=UNFINISHED, continued_by__isnull=True)
    return unfinished.order_by("position", "pk")


def one_offs_of_year(platform: Platform, school_year: int):
    """Return the one-off actions of a school year that are not cancelled, on the clocks of the platform."""
    zone = zoneinfo.ZoneInfo(platform.timezone)
    first, last = school_year_bounds(school_year)
    start = dt.datetime.combine(first, dt.time(), zone)
    end = dt.datetime.combine(last + dt.timedelta(days=1), dt.time(), zone)
    within = platform.one_off_actions.filter(starts_at__gte=start, starts_at__lt=end)
    return within.exclude(status=OneOffStatus.CANCELLED)


@transaction.atomic
def take_over(platform: Platform, school_year: int, *, by: Actor) -> list[Objective]:
    """Copy the unfinished objectives of ``school_year`` to the next one and return the new ones; twice copies nothing.

    Their open actions go along, what was done stays in the year in which it was. Raises DomainError as
    ``add_objective`` does.
    """
    _lock(platform)
    taken = []
    for former in unfinished_of(platform, school_year):
        new = add_objective(
            platform,
            school_year + 1,
            ObjectiveDetails(title=former.title, description=former.description, target=former.target),
            by=by,
        )
        if new.continues_id is not None:
            continue
        new.continues = former
        new.save(update_fields=["continues"])
        for action in former.actions.open().select_for_update(of=("self",)):
            action.objective = new
            action.save(update_fields=["objective"])
            note_change(action, "carried", by=by, objective=[former.pk, new.pk])
        taken.append(new)
    if taken:
        record(platform, "objectives_taken_over", by=by, platform=platform, school_year=school_year + 1)
    return taken


def _lock(platform: Platform) -> Platform:
    """Let one after the other write the plan of a platform."""
    return Platform.objects.select_for_update(of=("self",)).get(pk=platform.pk)


def _stored(objective: Objective) -> Objective:
    found = Objective.objects.select_related("platform").filter(pk=objective.pk).first()
    if found is None:
        raise DomainError(_("This objective was removed meanwhile."), code="gone")
    return found


def _write(objective: Objective, details: ObjectiveDetails) -> None:
    title, target = clean_line(details.title), clean_line(details.target)
    description, outcome = clean_text(details.description).strip(), clean_text(details.outcome).strip()
    if not title:
        raise DomainError(_("Write something first."), code="required", field="title")
    for name, text, longest in (
        ("title", title, LONGEST_TITLE),
        ("target", target, LONGEST_TARGET),
        ("description", description, LONGEST_TEXT),
        ("outcome", outcome, LONGEST_TEXT),
    ):
        if len(text) > longest:
            raise DomainError(
                _("This text is too long: %(most)d characters at most.") % {"most": longest},
                code="too_long",
                field=name,
            )
    if details.state not in ObjectiveState.values:
        raise DomainError(_("Choose one of the states."), code="state", field="state")
    objective.title, objective.target, objective.description, objective.outcome = title, target, description, outcome
    objective.state = ObjectiveState(details.state)
