"""Which solutions somebody may see (DESIGN §4): existing ones are network-wide, as sheets are; others the keeper's."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from portal.core.models import active_q
from portal.directory.models import Platform, Territory
from portal.directory.querysets import TEAM, is_administrator, is_professional, person_of

from .enums import SolutionState


class SolutionQuerySet(models.QuerySet):
    """Solutions by who looks at them."""

    def listed(self):
        """Return what stands on the map: published and not closed."""
        return self.filter(published_at__isnull=False, closed_at__isnull=True)

    def public(self):
        """Return what young people and families see: existing, on the map, and made public by its provider."""
        return self.listed().filter(public=True, state=SolutionState.EXISTING)

    def visible_to(self, viewer, on=None):
        """Return the solutions that ``viewer`` may see on the day ``on``.

        Visitors: the public ones. Professionals: existing ones of the whole network. Of a platform or territory where
        one belongs: all that it keeps; drafts and closed ones only where one may edit them.
        """
        if is_administrator(viewer):
            return self.all()
        public = self.public().values("pk")
        person = person_of(viewer)
        if person is None or not is_professional(viewer, on):
            return self.filter(pk__in=public)
        network = Platform.objects.in_network_of(viewer, on)
        around = list(network.territories_around())
        kept = Q(platform__in=network.values("pk")) | Q(territory__in=around)
        on_map = Q(published_at__isnull=False, closed_at__isnull=True)
        return self.filter(
            Q(pk__in=public)
            | on_map & Q(state=SolutionState.EXISTING)
            | on_map & kept
            | Q(pk__in=self.model.objects.editable_by(viewer, on).values("pk"))
        )

    def editable_by(self, viewer, on=None):
        """Return what ``viewer`` may edit: as team of the keeper, coordinator of the keeping territory, or provider."""
        if is_administrator(viewer):
            return self.all()
        person = person_of(viewer)
        if person is None:
            return self.none()
        on = on or timezone.localdate()
        team = person.platform_roles.filter(active_q(on), kind__in=TEAM).values("platform")
        own = person.editorships.filter(active_q(on)).values("organisation")
        coordinated = [
            pk
            for row in person.coordinations.filter(active_q(on)).select_related("territory")
            for pk in Territory.objects.within(row.territory).values_list("pk", flat=True)
        ]
        provided = self.model.providers.through.objects.filter(organisation__in=own).values("solution")
        return self.filter(Q(platform__in=team) | Q(territory__in=coordinated) | Q(pk__in=provided))


class SessionQuerySet(models.QuerySet):
    """Sessions, which follow their solution."""

    def visible_to(self, viewer, on=None):
        """Return the sessions of the solutions that ``viewer`` may see."""
        solutions = self.model.solution.field.related_model.objects.visible_to(viewer, on)
        return self.filter(solution__in=solutions.values("pk"))

    def running(self, on=None):
        """Return the sessions that are neither cancelled nor over on the day ``on``."""
        on = on or timezone.localdate()
        return self.filter(Q(end__isnull=True) | Q(end__gte=on), cancelled_at__isnull=True)
