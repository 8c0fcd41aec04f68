"""How the actors of a network come to know each other (MISSION A11)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.directory.models import Organisation, Platform

from ..enums import EncounterKind
from ..querysets import EncounterQuerySet
from .meetings import Meeting


class Encounter(models.Model):
    """On a day, an organisation presented itself to a platform's network, was visited, or joined a joint training."""

    platform = models.ForeignKey(
        Platform, verbose_name=_("platform"), on_delete=models.CASCADE, related_name="encounters"
    )
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="encounters"
    )
    kind = models.CharField(_("kind"), max_length=16, choices=EncounterKind.choices)
    happened_on = models.DateField(_("date"))
    meeting = models.ForeignKey(
        Meeting, verbose_name=_("meeting"), null=True, blank=True, on_delete=models.SET_NULL, related_name="encounters"
    )
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = EncounterQuerySet.as_manager()

    class Meta:
        verbose_name = _("encounter")
        verbose_name_plural = _("encounters")
        ordering = ["-happened_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["platform", "organisation", "kind", "happened_on"],
                name="meetings_encounter_unique",
                violation_error_message=_("This is recorded already."),
            )
        ]

    def __str__(self):
        return f"{self.organisation} – {self.get_kind_display()}"
