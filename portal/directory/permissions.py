"""What one may do in the directory: small predicates, asked as ``user.has_perm("directory.…", obj)`` (DESIGN §4)."""

import rules

from .enums import PlatformRoleKind
from .models import Organisation, Platform
from .querysets import is_administrator, person_of

LEAD = (PlatformRoleKind.LEAD,)


@rules.predicate
def is_admin(viewer):
    """An administrator."""
    return is_administrator(viewer)


@rules.predicate
def is_lead(viewer, platform):
    """A lead of the platform today."""
    person = person_of(viewer)
    return Platform.objects.with_team_member(person, kinds=LEAD).filter(pk=platform.pk).exists()


@rules.predicate
def is_team(viewer, platform):
    """A lead, an assistant or an information officer of the platform today."""
    return Platform.objects.with_team_member(person_of(viewer)).filter(pk=platform.pk).exists()


@rules.predicate
def is_member(viewer, platform):
    """A member of circle 1 or 2 of the platform today."""
    return Platform.objects.with_member(person_of(viewer)).filter(pk=platform.pk).exists()


@rules.predicate
def coordinates(viewer, platform):
    """A coordinator of a territory of the platform today."""
    return Platform.objects.coordinated_by(person_of(viewer)).filter(pk=platform.pk).exists()


@rules.predicate
def may_edit_sheet(viewer, organisation):
    """An editor of the organisation, the team of a platform where it takes part, or an administrator."""
    return Organisation.objects.editable_by(viewer).filter(pk=organisation.pk).exists()


rules.add_perm("directory.view_members", is_team | is_member | coordinates | is_admin)
rules.add_perm("directory.manage_members", is_team | is_admin)
rules.add_perm("directory.edit_platform", is_team | is_admin)
rules.add_perm("directory.edit_sheet", may_edit_sheet)
rules.add_perm("directory.invite", is_team | is_admin)
rules.add_perm("directory.appoint_lead", coordinates | is_admin)
rules.add_perm("directory.appoint_assistant", is_lead | coordinates | is_admin)
