"""Organisations, their sites, and the catalogue of types of actors."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.models import Dated

from ..enums import ActorLevel, ExpectedIn, PointSource, UsualCircle
from ..french_points import Point
from ..querysets import OrganisationQuerySet, TerritoryActorQuerySet
from .territories import Commune, Territory


class Sector(models.Model):
    """A family of actors: education, employment, justice…"""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("sector")
        verbose_name_plural = _("sectors")
        ordering = ["order", "code"]

    def __str__(self):
        return self.name


class ActorType(models.Model):
    """A type of actor of the catalogue, under its name of today; former names find it too."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    sector = models.ForeignKey(Sector, verbose_name=_("sector"), on_delete=models.PROTECT, related_name="actor_types")
    usual_circle = models.CharField(_("usual circle"), max_length=8, choices=UsualCircle.choices)
    level = models.CharField(_("level"), max_length=16, choices=ActorLevel.choices, default=ActorLevel.LOCAL)
    #: Institutional actors steer and stand apart from both circles.
    institutional = models.BooleanField(_("institutional"), default=False)
    #: Networks in which the sources expect to find this type.
    expected_in = models.CharField(_("expected in"), max_length=16, choices=ExpectedIn.choices, blank=True)
    aliases = models.JSONField(_("former and other names"), default=list, blank=True)
    description = models.TextField(_("description"), blank=True)
    search_text = models.TextField(editable=False, blank=True)

    class Meta:
        verbose_name = _("type of actor")
        verbose_name_plural = _("types of actors")
        ordering = ["sector__order", "name", "pk"]

    def __str__(self):
        return self.name


class Organisation(models.Model):
    """An organisation and its presentation sheet, known to the whole network."""

    name = models.CharField(_("name"), max_length=160)
    short_name = models.CharField(_("short name"), max_length=40, blank=True)
    actor_type = models.ForeignKey(
        ActorType, verbose_name=_("type"), on_delete=models.PROTECT, related_name="organisations"
    )
    siret = models.CharField(_("SIRET"), max_length=14, blank=True)
    uai = models.CharField(_("UAI"), max_length=8, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    website = models.URLField(_("web site"), blank=True)
    missions = models.TextField(_("missions"), blank=True)
    ways_of_working = models.TextField(_("ways of working"), blank=True)
    public_served = models.TextField(_("public served"), blank=True)
    territory_served = models.TextField(_("territory served"), blank=True)
    offers = models.TextField(_("offers"), blank=True)
    confidentiality_limits = models.TextField(_("limits of confidentiality"), blank=True)
    how_to_reach = models.TextField(_("how to reach"), blank=True)
    logo = models.ForeignKey(
        "wagtailimages.Image",
        verbose_name=_("logo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    content_changed_at = models.DateTimeField(_("content changed"), default=timezone.now)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    #: Name, short name, type and its aliases, communes of the sites, folded: what the search reads.
    search_text = models.TextField(editable=False, blank=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["siret"],
                condition=~Q(siret=""),
                name="directory_organisation_siret_unique",
                violation_error_message=_("Another organisation already has this SIRET."),
            ),
            models.UniqueConstraint(
                fields=["uai"],
                condition=~Q(uai=""),
                name="directory_organisation_uai_unique",
                violation_error_message=_("Another organisation already has this UAI."),
            ),
        ]

    def __str__(self):
        return self.name


class Site(models.Model):
    """A place of an organisation."""

    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.CASCADE, related_name="sites"
    )
    name = models.CharField(_("name"), max_length=120, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    postcode = models.CharField(_("postcode"), max_length=5, blank=True)
    commune = models.ForeignKey(Commune, verbose_name=_("commune"), null=True, blank=True, on_delete=models.PROTECT)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    point_source = models.CharField(_("origin of the point"), max_length=16, choices=PointSource.choices, blank=True)
    #: When the geocoder is to be asked next; empty: nothing to ask. How often it was asked since the address changed.
    point_due_at = models.DateTimeField(null=True, blank=True, editable=False, db_index=True)
    point_tries = models.PositiveSmallIntegerField(default=0, editable=False)
    access = models.TextField(_("access"), blank=True)
    #: A site that others rely on is not deleted: it closes, and shows no more.
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    class Meta:
        verbose_name = _("site")
        verbose_name_plural = _("sites")
        ordering = ["organisation", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="directory_site_point_whole",
                violation_error_message=_("A point needs a latitude and a longitude."),
            )
        ]

    def __str__(self):
        return self.name or self.address or str(self.organisation)

    @property
    def point(self) -> Point | None:
        """Return where it stands on the map, None where nobody knows."""
        return None if self.latitude is None else Point(self.latitude, self.longitude)

    @property
    def full_address(self) -> str:
        """Return the address on one line, with postcode and commune."""
        town = f"{self.postcode} {self.commune or ''}".strip()
        return ", ".join(part for part in (self.address, town) if part)


class Network(models.Model):
    """A network that groups organisations, such as FOQUALE."""

    name = models.CharField(_("name"), max_length=120)
    territory = models.ForeignKey(
        Territory, verbose_name=_("territory"), null=True, blank=True, on_delete=models.PROTECT
    )
    description = models.TextField(_("description"), blank=True)
    members = models.ManyToManyField(Organisation, verbose_name=_("members"), blank=True, related_name="networks")

    class Meta:
        verbose_name = _("network")
        verbose_name_plural = _("networks")
        ordering = ["name", "pk"]

    def __str__(self):
        return self.name


class Editorship(Dated):
    """The right of a person to keep an organisation's sheet up to date."""

    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.CASCADE, related_name="editorships"
    )
    person = models.ForeignKey(
        "directory.Person", verbose_name=_("person"), on_delete=models.CASCADE, related_name="editorships"
    )

    class Meta(Dated.Meta):
        verbose_name = _("editorship")
        verbose_name_plural = _("editorships")
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["organisation", "person"],
                condition=Q(until__isnull=True),
                name="directory_editorship_open_unique",
            ),
        ]

    def __str__(self):
        return f"{self.person} – {self.organisation}"


class TerritoryActor(Dated):
    """An institutional actor of a territory: it steers, apart from both circles."""

    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.CASCADE, related_name="territory_actors"
    )
    territory = models.ForeignKey(
        Territory, verbose_name=_("territory"), on_delete=models.PROTECT, related_name="actors"
    )

    objects = TerritoryActorQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("institutional actor")
        verbose_name_plural = _("institutional actors")
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["organisation", "territory"],
                condition=Q(until__isnull=True),
                name="directory_territoryactor_open_unique",
            ),
        ]

    def __str__(self):
        return f"{self.organisation} – {self.territory}"
