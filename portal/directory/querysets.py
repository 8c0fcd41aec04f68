"""Which rows of the directory somebody may see; every view starts here (DESIGN §4).

Rights are dated and computed from the person at every request. Conditions are written as ``pk__in=<subquery>`` so that
they chain, and so that Wagtail's search accepts them.
"""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from portal.core.models import DatedQuerySet, active_q

from .enums import Circle, ParticipationStatus, PlatformRoleKind
from .sheet_querysets import SheetQuerySet

MEMBER_CIRCLES = (Circle.FIRST, Circle.SECOND)
#: From a platform's own territories up to all that hold them, nearest first: the tree is four levels deep, and an
#: academy, which stands beside, is nearer to its departments than their region.
TERRITORY_LINKS = (
    "territories",
    "territories__academy",
    "territories__parent",
    "territories__parent__academy",
    "territories__parent__parent",
    "territories__parent__parent__academy",
    "territories__parent__parent__parent",
)
TEAM = (PlatformRoleKind.LEAD, PlatformRoleKind.ASSISTANT, PlatformRoleKind.OFFICER)


def person_of(viewer):
    """Return the person behind ``viewer``: a user, a person, an anonymous visitor or None; None when there is none."""
    if viewer is None or getattr(viewer, "is_anonymous", False):
        return None
    if viewer._meta.label == "accounts.User":
        return getattr(viewer, "person", None) if viewer.is_active else None
    return viewer


def is_administrator(viewer) -> bool:
    """Tell whether ``viewer`` is an administrator; a person without account never is."""
    return bool(getattr(viewer, "is_administrator", False))


class PlatformQuerySet(models.QuerySet):
    """Platforms by what a person is to them."""

    def with_team_member(self, person, on=None, kinds=TEAM):
        """Return the platforms where ``person`` holds one of the role ``kinds`` on the day ``on``."""
        if person is None:
            return self.none()
        roles = person.platform_roles.filter(active_q(on or timezone.localdate()), kind__in=kinds)
        return self.filter(pk__in=roles.values("platform"))

    def with_member(self, person, on=None, circles=MEMBER_CIRCLES):
        """Return the platforms where ``person`` is a member in one of ``circles`` on the day ``on``.

        A member is a delegate, on that day, of a participation that is agreed and in circle 1 or 2 (DESIGN §3).
        """
        if person is None:
            return self.none()
        on = on or timezone.localdate()
        delegations = person.delegations.filter(
            active_q(on),
            active_q(on, "participation__"),
            participation__status=ParticipationStatus.AGREED,
            participation__circle__in=circles,
        )
        return self.filter(pk__in=delegations.values("participation__platform"))

    def coordinated_by(self, person, on=None):
        """Return the platforms that lie in a territory which ``person`` coordinates on the day ``on``."""
        if person is None:
            return self.none()
        coordinations = person.coordinations.filter(active_q(on or timezone.localdate()))
        coordinated = list(coordinations.values_list("territory", flat=True))
        # Read at once: hardly anybody coordinates, and without it every page would pay for seven joins.
        return self.lying_in(coordinated) if coordinated else self.none()

    def lying_in(self, territories):
        """Return the platforms that lie in one of ``territories``, given by primary key, at any level."""
        condition = Q()
        for link in TERRITORY_LINKS:
            condition |= Q(**{f"{link}__in": territories})
        return self.filter(pk__in=self.model._base_manager.filter(condition).values("pk"))

    def territories_around(self) -> dict[int, int]:
        """Return the territories where these platforms lie and all that hold those, in one query.

        By primary key, the nearest first, with how far it is: what belongs to "a platform or a territory" is taken from
        the nearest that has it.
        """
        rows = list(self.order_by("pk").values_list(*TERRITORY_LINKS))
        around: dict[int, int] = {}
        for distance in range(len(TERRITORY_LINKS)):
            for row in rows:
                if row[distance] is not None:
                    around.setdefault(row[distance], distance)
        return around

    def in_network_of(self, viewer, on=None):
        """Return the platforms whose team, circles and meetings ``viewer`` may know of."""
        person = person_of(viewer)
        if person is None:
            return self.none()
        return self.filter(
            Q(pk__in=self.model.objects.with_team_member(person, on).values("pk"))
            | Q(pk__in=self.model.objects.with_member(person, on).values("pk"))
            | Q(pk__in=self.model.objects.coordinated_by(person, on).values("pk"))
        )

    def visible_to(self, viewer):
        """Return all platforms: their public text and contact are public (DESIGN §5)."""
        return self.all()


def is_professional(viewer, on=None) -> bool:
    """Tell whether ``viewer`` takes any part in the network: a role, a delegation, a coordination, an editorship.

    An account without any sees what a visitor sees (DESIGN §4).
    """
    if is_administrator(viewer):
        return True
    person = person_of(viewer)
    if person is None:
        return False
    on = on or timezone.localdate()
    active = active_q(on)
    return (
        person.platform_roles.filter(active).exists()
        or person.delegations.filter(
            active,
            active_q(on, "participation__"),
            participation__status=ParticipationStatus.AGREED,
            participation__circle__in=MEMBER_CIRCLES,
        ).exists()
        or person.coordinations.filter(active).exists()
        or person.editorships.filter(active).exists()
    )


class OrganisationQuerySet(SheetQuerySet):
    """Organisations, whose names and sheets are network-wide."""

    def visible_to(self, viewer):
        """Return all organisations for a professional of the network or an administrator, none for others."""
        return self.all() if is_professional(viewer) else self.none()

    def editable_by(self, viewer, on=None):
        """Return the organisations whose sheet ``viewer`` may edit: own, or of a platform of their team.

        A sheet is network-wide. Writing down that one means to approach an organisation is not enough to rewrite what
        other platforms read: until it has agreed, only the team of the one platform where it stands may edit it.
        """
        if is_administrator(viewer):
            return self.all()
        person = person_of(viewer)
        if person is None:
            return self.none()
        on = on or timezone.localdate()
        own = person.editorships.filter(active_q(on)).values("organisation")
        team_platforms = person.platform_roles.filter(active_q(on), kind__in=TEAM).values("platform")
        participations = self.model.participations.rel.related_model.objects.active(on)
        of_team = participations.filter(platform__in=team_platforms)
        agreed = of_team.filter(status=ParticipationStatus.AGREED).values("organisation")
        elsewhere = participations.exclude(platform__in=team_platforms).values("organisation")
        alone = of_team.exclude(organisation__in=elsewhere).values("organisation")
        return self.filter(Q(pk__in=own) | Q(pk__in=agreed) | Q(pk__in=alone))


class ParticipationQuerySet(DatedQuerySet):
    """Participations: the platform's own, unlike organisations."""

    def visible_to(self, viewer, on=None):
        """Return the participations of the platforms whose circles ``viewer`` may know of."""
        platforms = self.model.platform.field.related_model.objects
        if is_administrator(viewer):
            return self.all()
        return self.filter(platform__in=platforms.in_network_of(viewer, on).values("pk"))

    def members(self, on=None):
        """Return the participations that make members: agreed and in circle 1 or 2 on the day ``on``."""
        return self.active(on).filter(status=ParticipationStatus.AGREED, circle__in=MEMBER_CIRCLES)


class DelegateQuerySet(DatedQuerySet):
    """Delegates, who follow their participation."""

    def active(self, on=None):
        """Return the delegations that hold on the day ``on``, their participation too."""
        on = on or timezone.localdate()
        return self.filter(active_q(on), active_q(on, "participation__"))

    def visible_to(self, viewer, on=None):
        """Return the delegates of the platforms whose circles ``viewer`` may know of."""
        if is_administrator(viewer):
            return self.all()
        platform = self.model.participation.field.related_model.platform.field.related_model
        return self.filter(participation__platform__in=platform.objects.in_network_of(viewer, on).values("pk"))


class TerritoryActorQuerySet(DatedQuerySet):
    """Institutional actors of territories, whose names are network-wide."""

    def around(self, platform, on=None):
        """Return the actors of the territories of ``platform`` and of all that hold those, and how far each one is.

        A pair: the rows of the day ``on``, and the distance of each territory by primary key.
        """
        distances = type(platform).objects.filter(pk=platform.pk).territories_around()
        return self.active(on).filter(territory__in=distances), distances


class ActorContactQuerySet(DatedQuerySet):
    """Whom to call at the institutional actors: known to the networks below them, as work contacts are."""

    def visible_to(self, viewer, on=None):
        """Return the contacts at actors of the territories around the viewer's platforms, or coordinated by them."""
        if is_administrator(viewer):
            return self.all()
        person = person_of(viewer)
        if person is None:
            return self.none()
        platforms = self.model._meta.apps.get_model("directory", "Platform").objects
        around = platforms.in_network_of(viewer, on).territories_around()
        own = person.coordinations.active(on).values("territory")
        return self.filter(Q(actor__territory__in=around) | Q(actor__territory__in=own))


class PersonQuerySet(models.QuerySet):
    """People: who takes part and work contacts, per platform."""

    def delegates_of(self, platform, circles=MEMBER_CIRCLES, on=None):
        """Return the people who represent a member of ``platform`` in one of ``circles`` on the day ``on``."""
        on = on or timezone.localdate()
        return self.filter(
            pk__in=platform.participations.filter(
                active_q(on),
                active_q(on, "delegates__"),
                status=ParticipationStatus.AGREED,
                circle__in=circles,
            ).values("delegates__person")
        )

    def gone_from(self, platform, on=None):
        """Return the people who were delegates or team of ``platform`` and are nothing there on the day ``on`` (D-07).

        Coordinators of its territories are still something; who has yet to begin has not left.
        """
        on = on or timezone.localdate()
        around = type(platform).objects.filter(pk=platform.pk).territories_around()
        coordinations = self.model._meta.get_field("coordinations").related_model.objects
        return (
            self.filter(
                Q(pk__in=platform.participations.filter(delegates__since__lte=on).values("delegates__person"))
                | Q(pk__in=platform.roles.filter(since__lte=on).values("person"))
            )
            .exclude(pk__in=self.model.objects.team_of(platform, on=on).values("pk"))
            .exclude(pk__in=self.model.objects.delegates_of(platform, tuple(Circle.values), on=on).values("pk"))
            .exclude(pk__in=coordinations.active(on).filter(territory__in=around).values("person"))
        )

    def known_in(self, platform, on=None):
        """Return the people who represent an organisation in ``platform``, or hold a role there, today or later."""
        on = on or timezone.localdate()
        not_over = Q(until__isnull=True) | Q(until__gt=on)
        delegates = platform.participations.filter(
            not_over, Q(delegates__until__isnull=True) | Q(delegates__until__gt=on), delegates__isnull=False
        )
        return self.filter(
            Q(pk__in=delegates.values("delegates__person")) | Q(pk__in=platform.roles.filter(not_over).values("person"))
        )

    def of_organisation_here(self, participation):
        """Return the people of an organisation whom the platform of ``participation`` knows: its own, and its former.

        Nobody whom only another platform knows (D-03).
        """
        here = type(participation).objects.filter(
            platform=participation.platform_id, organisation=participation.organisation_id
        )
        known = self.model.objects.known_in(participation.platform).filter(organisation=participation.organisation_id)
        return self.filter(Q(pk__in=here.values("delegates__person")) | Q(pk__in=known.values("pk")))

    def correctable_by(self, viewer, on=None):
        """Return the people whose details ``viewer`` may correct.

        The team of every platform that knows them, and nobody else below an administrator: what another platform, or a
        territory, relies on is not rewritten from here.
        """
        if is_administrator(viewer):
            return self.all()
        on = on or timezone.localdate()
        not_over = Q(until__isnull=True) | Q(until__gt=on)
        field = self.model._meta.get_field
        roles = field("platform_roles").related_model.objects.filter(not_over)
        coordinations = field("coordinations").related_model.objects.filter(not_over)
        contacts = field("institutional_contacts").related_model.objects.filter(not_over)
        delegations = field("delegations").related_model.objects.filter(
            not_over, Q(participation__until__isnull=True) | Q(participation__until__gt=on)
        )
        platforms = roles.model.platform.field.related_model.objects
        mine = platforms.with_team_member(person_of(viewer), on).values("pk")
        known = Q(pk__in=roles.filter(platform__in=mine).values("person")) | Q(
            pk__in=delegations.filter(participation__platform__in=mine).values("person")
        )
        return (
            self.filter(known)
            .exclude(pk__in=roles.exclude(platform__in=mine).values("person"))
            .exclude(pk__in=delegations.exclude(participation__platform__in=mine).values("person"))
            .exclude(pk__in=coordinations.values("person"))
            .exclude(pk__in=contacts.values("person"))
        )

    def team_of(self, platform, kinds=TEAM, on=None):
        """Return the people of the team of ``platform`` on the day ``on``."""
        roles = platform.roles.filter(active_q(on or timezone.localdate()), kind__in=kinds)
        return self.filter(pk__in=roles.values("person"))
