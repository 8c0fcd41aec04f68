"""Catalogues of the map: types of solutions, needs, audiences, levels, funders. Edited in the Wagtail admin."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.directory.models import Territory

from ..enums import CatalogueFamily


class CatalogueEntry(models.Model):
    """A named entry of a catalogue, with its equivalent in the data·inclusion exchange format."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    description = models.TextField(_("description"), blank=True)
    #: Value of the matching data·inclusion reference list; empty where it has none.
    data_inclusion = models.CharField(_("data·inclusion"), max_length=120, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        abstract = True
        ordering = ["order", "name", "pk"]

    def __str__(self):
        return self.name


class SolutionType(CatalogueEntry):
    """A type of solution; territories may add those of their own local authorities."""

    family = models.CharField(_("family"), max_length=16, choices=CatalogueFamily.choices)
    #: Former and other names, which the search finds too.
    aliases = models.JSONField(_("former and other names"), default=list, blank=True)
    #: Only for types that a local authority offers in its own territory.
    territory = models.ForeignKey(
        Territory, verbose_name=_("territory"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    search_text = models.TextField(editable=False, blank=True)

    class Meta(CatalogueEntry.Meta):
        verbose_name = _("type of solution")
        verbose_name_plural = _("types of solutions")


class Need(CatalogueEntry):
    """What a young person needs: the way into the map."""

    class Meta(CatalogueEntry.Meta):
        verbose_name = _("need")
        verbose_name_plural = _("needs")


class Audience(CatalogueEntry):
    """For whom a solution is."""

    class Meta(CatalogueEntry.Meta):
        verbose_name = _("audience")
        verbose_name_plural = _("audiences")


class Level(CatalogueEntry):
    """A level of qualification at entry."""

    class Meta(CatalogueEntry.Meta):
        verbose_name = _("level")
        verbose_name_plural = _("levels")


class Funder(CatalogueEntry):
    """Who may fund or support a solution that is to be created."""

    class Meta(CatalogueEntry.Meta):
        verbose_name = _("source of funding")
        verbose_name_plural = _("sources of funding")
