"""Take an earlier state of a solution again: a change like any other, with its own revision (MISSION D1)."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.log import declare_actions, record
from portal.directory.services.checks import StaleSave
from portal.directory.sheet_content import content_version

from ..models import Solution, SolutionRevision, SolutionType
from ..solution_content import COLUMNS, LISTS
from .history import keep_revision, remember
from .solutions import SolutionDetails, locked, write_solution

declare_actions(solution_taken_again=gettext_noop("Earlier version of a solution taken again"))


@transaction.atomic
def take_again(revision: SolutionRevision, *, version: str, choose_providers: bool = True, by: Actor) -> Solution:
    """Write the solution as ``revision`` kept it; rows that are gone since are left out.

    Without ``choose_providers`` those of today stay: who provides it is its keeper's to say, as in the form (D-67).
    ``version`` is ``version_of_solution`` of what the page compared it with. Raises ``StaleSave`` when it changed
    since, ``DomainError`` when the version fits no more: its type is gone (code "gone"), or it does not say how to
    orient and the solution is on the map.
    """
    stored = locked(Solution(pk=revision.solution_id))
    before = remember(stored)
    if version != content_version(before.content):
        raise StaleSave(stored)
    content = revision.content if choose_providers else {**revision.content, "providers": before.content["providers"]}
    write_solution(stored, _details_of(content, before.content), by=by)
    if keep_revision(stored, before, by=by):
        record(
            stored,
            "solution_taken_again",
            by=by,
            platform=stored.platform,
            territory=stored.territory,
            revision=revision.pk,
        )
    return stored


def _details_of(content: dict, today: dict) -> SolutionDetails:
    # A field that is younger than the version keeps what it says today.
    content = {**today, **content}
    kind = SolutionType.objects.filter(pk=content["solution_type"]["id"]).first()
    if kind is None:
        raise DomainError(
            _("The type “%(name)s” is no longer in the catalogue: change the solution by hand.")
            % {"name": content["solution_type"]["name"]},
            code="gone",
            field="solution_type",
        )
    columns = {name: content[name] for name in COLUMNS} | {"solution_type": kind}
    lists = {}
    for name in LISTS:
        rows = Solution._meta.get_field(name).related_model.objects
        lists[name] = tuple(rows.filter(pk__in=[row["id"] for row in content[name]]))
    of_providers = {row.pk for row in lists["providers"]}
    lists["sites"] = tuple(site for site in lists["sites"] if site.organisation_id in of_providers)
    return SolutionDetails(**columns, **lists)
