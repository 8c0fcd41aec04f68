"""Keep what a solution was: part of every verb that changes its text (MISSION D1)."""

from dataclasses import dataclass
from datetime import datetime

from portal.core.actors import SYSTEM, Actor

from ..models import Solution, SolutionRevision
from ..solution_content import content_of, differences


@dataclass(frozen=True)
class Before:
    """A solution before a verb writes it, and since when it was so."""

    content: dict
    changed_at: datetime


def remember(solution: Solution) -> Before:
    """Return the state of ``solution`` as it is stored; to be called before anything is written."""
    return Before(content_of(solution), solution.content_changed_at)


def keep_revision(solution: Solution, before: Before | None, *, by: Actor) -> SolutionRevision | None:
    """Keep the state of ``solution`` after a verb; return None when nothing differs from ``before``.

    A row that is older than the history has its state before the change kept too, so that every change can be read and
    undone. ``before`` is None for a new solution.
    """
    content = content_of(solution)
    if before is not None:
        if not differences(before.content, content):
            return None
        last = solution.revisions.first()
        if last is None or differences(last.content, before.content):
            made_at = max(before.changed_at, last.made_at) if last else before.changed_at
            kept = _keep(solution, before.content, SYSTEM)
            SolutionRevision.objects.filter(pk=kept.pk).update(made_at=made_at)
    return _keep(solution, content, by)


def _keep(solution: Solution, content: dict, by: Actor) -> SolutionRevision:
    return SolutionRevision.objects.create(
        solution=solution, content=content, via=by.via, person=by.person, user=by.user
    )
