"""What one may do on the map of solutions: small predicates, asked as ``user.has_perm("solutions_map.…", obj)``.

DESIGN §4: the keeper's side is the team of the platform, or a coordinator of the territory; the editors of a provider
keep what their organisation provides; coordinators read what platforms keep.
"""

import rules
from django.utils import timezone

from portal.core.models import active_q
from portal.directory.models import Territory
from portal.directory.permissions import coordinates, coordinates_territory, is_admin, is_member, is_team
from portal.directory.querysets import person_of

from .models import Session, Solution


def keeper_of(row):
    """Return the platform or the territory that keeps ``row``: a solution, a session, or the keeper itself."""
    if isinstance(row, Session):
        row = row.solution
    return row.keeper if isinstance(row, Solution) else row


@rules.predicate
def keeps(viewer, row):
    """The team of the keeping platform, or a coordinator of the keeping territory (or of a wider one)."""
    keeper = keeper_of(row)
    rule = coordinates_territory if isinstance(keeper, Territory) else is_team
    return rule.test(viewer, keeper)


@rules.predicate
def provides(viewer, row):
    """An editor, today, of an organisation that provides the solution."""
    person = person_of(viewer)
    if person is None:
        return False
    solution = row.solution if isinstance(row, Session) else row
    own = person.editorships.filter(active_q(timezone.localdate())).values("organisation")
    return solution.providers.filter(pk__in=own).exists()


@rules.predicate
def reads_keeper(viewer, keeper):
    """Whoever belongs to the platform's network, or coordinates the territory."""
    if isinstance(keeper, Territory):
        return coordinates_territory.test(viewer, keeper)
    return (is_team | is_member | coordinates).test(viewer, keeper)


rules.add_perm("solutions_map.add_solution", keeps | is_admin)
rules.add_perm("solutions_map.edit_solution", keeps | provides | is_admin)
# On the map once its keeper says so; closing and taking up again are the provider's affair too.
rules.add_perm("solutions_map.publish_solution", keeps | is_admin)
rules.add_perm("solutions_map.choose_providers", keeps | is_admin)
rules.add_perm("solutions_map.report_seats", keeps | provides | is_admin)
rules.add_perm("solutions_map.run_campaign", keeps | is_admin)
rules.add_perm("solutions_map.note_needs", keeps | is_admin)
rules.add_perm("solutions_map.view_gaps", reads_keeper | is_admin)
