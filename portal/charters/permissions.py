"""What one may do with charters, asked as ``user.has_perm("charters.…", obj)`` (DESIGN §4, row "charter").

A scope is a platform or a territory: a platform's charter is its leads', a territory's its coordinators'.
"""

import rules

from portal.directory.models import Platform
from portal.directory.permissions import is_lead, is_team
from portal.directory.querysets import person_of

from .gate import state


@rules.predicate
def is_responsible(viewer, scope):
    """A lead of the platform, or a coordinator of the territory."""
    if isinstance(scope, Platform):
        return is_lead(viewer, scope)
    return _coordinates(viewer, scope)


@rules.predicate
def keeps_register(viewer, scope):
    """The team of the platform, or a coordinator of the territory."""
    if isinstance(scope, Platform):
        return is_team(viewer, scope)
    return _coordinates(viewer, scope)


@rules.predicate
def stands_in(viewer, scope):
    """Somebody who is anything there: delegate, team, coordinator or guest."""
    return state(viewer, scope).standing is not None


@rules.predicate
def stands_in_scope_of(viewer, version):
    """Somebody who is anything in the platform or territory of the version."""
    return version.is_published and stands_in(viewer, version.charter.scope)


def _coordinates(viewer, territory) -> bool:
    person = person_of(viewer)
    return person is not None and person.coordinations.active().filter(territory=territory.pk).exists()


rules.add_perm("charters.view", stands_in)
rules.add_perm("charters.publish_charter", is_responsible)
rules.add_perm("charters.view_register", keeps_register)
rules.add_perm("charters.sign", stands_in_scope_of)
