"""Territories of France and their communes."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..enums import SchoolZone, TerritoryKind


class TerritoryQuerySet(models.QuerySet):
    """Territories by level and by nesting."""

    def within(self, territory):
        """Return ``territory`` and all that lies in it.

        The tree is four levels deep (country, region, department, arrondissement or basin); academies stand beside
        departments, so a department is reached by its region and by its academy.
        """
        return self.within_any([territory.pk])

    def within_any(self, territories):
        """Return ``territories``, given by primary key or as a subquery of them, and all that lies in one of them."""
        condition = Q(pk__in=territories)
        for link in ("parent", "parent__parent", "parent__parent__parent"):
            condition |= Q(**{f"{link}__in": territories})
        for link in ("academy", "parent__academy", "parent__parent__academy"):
            condition |= Q(**{f"{link}__in": territories})
        return self.filter(condition)


class Territory(models.Model):
    """A region, an academy, a department, an arrondissement, a training basin, or the country."""

    kind = models.CharField(_("kind"), max_length=16, choices=TerritoryKind.choices)
    code = models.CharField(_("code"), max_length=16)
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=120)
    name_folded = models.CharField(max_length=120, db_index=True, editable=False)
    parent = models.ForeignKey(
        "self", verbose_name=_("part of"), null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    #: Departments only: academies and departments nest apart from regions.
    academy = models.ForeignKey(
        "self", verbose_name=_("academy"), null=True, blank=True, on_delete=models.PROTECT, related_name="departments"
    )
    school_zone = models.CharField(_("school-holiday zone"), max_length=32, choices=SchoolZone.choices, blank=True)
    timezone = models.CharField(_("time zone"), max_length=40, default="Europe/Paris")
    #: Name of the territory in the legal list of public holidays (13 of them).
    holiday_territory = models.CharField(_("public holidays of"), max_length=40, default="Métropole")

    #: How many leads a platform of this territory has: two, or one in some. Empty: as the nearest territory above says.
    expected_leads = models.PositiveSmallIntegerField(
        _("leads expected in a platform"),
        null=True,
        blank=True,
        choices=[(1, _("One lead")), (2, _("A pair of leads"))],
    )

    objects = TerritoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("territory")
        verbose_name_plural = _("territories")
        ordering = ["name_folded", "pk"]
        constraints = [models.UniqueConstraint(fields=["kind", "code"], name="directory_territory_kind_code_unique")]

    def __str__(self):
        return self.name


class Commune(models.Model):
    """A commune, by its INSEE code."""

    insee = models.CharField(_("INSEE code"), max_length=5, unique=True)
    name = models.CharField(_("name"), max_length=80)
    name_folded = models.CharField(max_length=80, db_index=True, editable=False)
    department = models.ForeignKey(
        Territory, verbose_name=_("department"), on_delete=models.PROTECT, related_name="communes"
    )
    arrondissement = models.ForeignKey(
        Territory,
        verbose_name=_("arrondissement"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="arrondissement_communes",
    )
    basins = models.ManyToManyField(
        Territory, verbose_name=_("training basins"), blank=True, related_name="basin_communes"
    )

    class Meta:
        verbose_name = _("commune")
        verbose_name_plural = _("communes")
        ordering = ["name_folded", "insee"]

    def __str__(self):
        return self.name


class CommunePostcode(models.Model):
    """A postcode of a commune; one postcode serves several communes and the other way round."""

    commune = models.ForeignKey(Commune, on_delete=models.CASCADE, related_name="postcodes")
    postcode = models.CharField(_("postcode"), max_length=5, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["commune", "postcode"], name="directory_communepostcode_unique")]

    def __str__(self):
        return self.postcode
