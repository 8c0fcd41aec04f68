"""What one may do in the directory: small predicates, asked as ``user.has_perm("directory.…", obj)`` (DESIGN §4)."""

import rules
from django.db.models import Q
from django.utils import timezone

from .enums import PlatformRoleKind
from .models import Coordination, Organisation, Person, Platform, Territory
from .querysets import is_administrator, is_professional, person_of
from .school_holidays import zones_kept_by

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


@rules.predicate
def takes_part(viewer):
    """Anybody who takes some part in the network, and an administrator."""
    return is_professional(viewer)


@rules.predicate
def coordinates_territory(viewer, territory):
    """A coordinator, today, of the territory or of a wider one that holds it."""
    person = person_of(viewer)
    if person is None:
        return False
    coordinated = Coordination.objects.active().filter(person=person).select_related("territory")
    return any(Territory.objects.within(row.territory).filter(pk=territory.pk).exists() for row in coordinated)


@rules.predicate
def coordinates_above(viewer, territory):
    """A coordinator, today, of a wider territory that holds this one: nobody names their own successors."""
    person = person_of(viewer)
    if person is None:
        return False
    coordinated = Coordination.objects.active().filter(person=person).exclude(territory=territory)
    return any(
        Territory.objects.within(row.territory).filter(pk=territory.pk).exists()
        for row in coordinated.select_related("territory")
    )


@rules.predicate
def may_correct_person(viewer, person):
    """The team of every platform in which the person is known, or an administrator."""
    return Person.objects.correctable_by(viewer).filter(pk=person.pk).exists()


@rules.predicate
def may_change_address(viewer, person):
    """Whoever may correct the person, while nothing above the viewer hangs on the address.

    The invitation to open an account goes there: an assistant who wrote their own address beside a lead's name would
    become lead. With an account, one-click links go there: only its holder or an administrator changes it.
    """
    if person.user_id:
        return False
    over = Q(until__isnull=False, until__lte=timezone.localdate())
    led = Platform.objects.filter(
        pk__in=person.platform_roles.filter(kind=PlatformRoleKind.LEAD).exclude(over).values("platform")
    )
    return all(is_lead(viewer, platform) or coordinates(viewer, platform) for platform in led)


def network_territories(viewer):
    """Return the territories whose networks ``viewer`` keeps.

    A coordinator keeps those of their territory and below. The team of a platform keeps those of the areas where it
    lies (FOQUALE is a basin's affair), not those of wider ones, which concern others. An administrator keeps all.
    """
    if is_administrator(viewer):
        return Territory.objects.all()
    person = person_of(viewer)
    if person is None:
        return Territory.objects.none()
    roots = list(Coordination.objects.active().filter(person=person).values_list("territory", flat=True))
    team = Platform.objects.with_team_member(person)
    roots += team.filter(territories__isnull=False).values_list("territories", flat=True)
    return Territory.objects.within_any(roots) if roots else Territory.objects.none()


@rules.predicate
def keeps_network(viewer, network):
    """Whoever keeps the networks of its territory; those of the whole country are the administrators'."""
    if is_administrator(viewer):
        return True
    return network_territories(viewer).filter(pk=network.territory_id).exists()


@rules.predicate
def keeps_some_network(viewer):
    """Whoever keeps the networks of some territory."""
    return network_territories(viewer).exists()


@rules.predicate
def keeps_school_zone(viewer, zone):
    """Whoever keeps the holidays of the school zone, given by its official name."""
    return zone in zones_kept_by(viewer)


def appoint_permission(kind: str) -> str:
    """Return the permission asked to give or end the role ``kind``: leads are appointed from above (DESIGN §4)."""
    return "directory.appoint_lead" if kind == PlatformRoleKind.LEAD else "directory.appoint_assistant"


rules.add_perm("directory.view_network", takes_part)
rules.add_perm("directory.edit_person", may_correct_person)
rules.add_perm("directory.change_address", may_correct_person & may_change_address | is_admin)
rules.add_perm("directory.manage_actors", coordinates_territory | is_admin)
rules.add_perm("directory.view_roll_up", coordinates_territory | is_admin)
rules.add_perm("directory.create_network", keeps_some_network)
rules.add_perm("directory.manage_network", keeps_network)
rules.add_perm("directory.view_mobilisation", is_team | coordinates | is_admin)
rules.add_perm("directory.view_members", is_team | is_member | coordinates | is_admin)
rules.add_perm("directory.manage_members", is_team | is_admin)
rules.add_perm("directory.edit_platform", is_team | is_admin)
rules.add_perm("directory.edit_sheet", may_edit_sheet)
rules.add_perm("directory.invite", is_team | is_admin)
rules.add_perm("directory.appoint_lead", coordinates | is_admin)
rules.add_perm("directory.appoint_assistant", is_lead | coordinates | is_admin)
# Letters are what a coordinator checks and what the team itself puts in; nobody else reads them (MISSION A8).
rules.add_perm("directory.view_letter", is_team | coordinates | is_admin)
rules.add_perm("directory.keep_letter", is_team | coordinates | is_admin)
rules.add_perm("directory.manage_platforms", is_admin)
rules.add_perm("directory.edit_territory", coordinates_territory | is_admin)
rules.add_perm("directory.view_territory_teams", coordinates_territory | is_admin)
rules.add_perm("directory.appoint_coordinator", coordinates_above | is_admin)
rules.add_perm("directory.edit_school_zone", keeps_school_zone)
# The file of the ministry holds every zone.
rules.add_perm("directory.import_school_holidays", is_admin)
