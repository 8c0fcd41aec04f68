"""What a platform or a territory notes about who is missing and whom to call among those who steer."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.core.models import Dated

from ..querysets import ActorContactQuerySet
from .organisations import ActorType, TerritoryActor
from .people import Person
from .platforms import Platform


class NotExpected(Dated):
    """A type of actor that the sources expect and that this platform does not have to look for.

    ``since`` is the day on which somebody said so; taking it back ends the row.
    """

    platform = models.ForeignKey(
        Platform, verbose_name=_("platform"), on_delete=models.CASCADE, related_name="not_expected"
    )
    actor_type = models.ForeignKey(ActorType, verbose_name=_("type"), on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(
        Person, verbose_name=_("said by"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta(Dated.Meta):
        verbose_name = _("type of actor not expected")
        verbose_name_plural = _("types of actors not expected")
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["platform", "actor_type"],
                condition=Q(until__isnull=True),
                name="directory_notexpected_open_unique",
            ),
        ]

    def __str__(self):
        return f"{self.actor_type} – {self.platform}"


class ActorContact(Dated):
    """Whom to call at an institutional actor of a territory."""

    actor = models.ForeignKey(
        TerritoryActor, verbose_name=_("institutional actor"), on_delete=models.CASCADE, related_name="contacts"
    )
    person = models.ForeignKey(
        Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="institutional_contacts"
    )

    objects = ActorContactQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("contact at an institutional actor")
        verbose_name_plural = _("contacts at institutional actors")
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["actor", "person"],
                condition=Q(until__isnull=True),
                name="directory_actorcontact_open_unique",
            ),
        ]

    def __str__(self):
        return f"{self.person} – {self.actor.organisation}"
