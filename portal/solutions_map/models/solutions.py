"""Solutions, who provides them, and their earlier states."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.actors import Via
from portal.directory.models import Organisation, Person, Platform, Site, Territory

from ..enums import Cost, Format, SolutionState
from ..querysets import SolutionQuerySet
from .catalogue import Audience, Funder, Level, Need, SolutionType


class Solution(models.Model):
    """Something that can be proposed to a young person; kept by a platform or by a territory."""

    platform = models.ForeignKey(
        Platform, verbose_name=_("platform"), null=True, blank=True, on_delete=models.PROTECT, related_name="solutions"
    )
    territory = models.ForeignKey(
        Territory,
        verbose_name=_("territory"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="solutions",
    )
    name = models.CharField(_("name"), max_length=160)
    solution_type = models.ForeignKey(
        SolutionType, verbose_name=_("type"), on_delete=models.PROTECT, related_name="solutions"
    )
    state = models.CharField(_("state"), max_length=16, choices=SolutionState.choices, default=SolutionState.EXISTING)
    format = models.CharField(_("format"), max_length=16, choices=Format.choices, default=Format.INDIVIDUAL)
    summary = models.CharField(_("in one sentence"), max_length=300, blank=True)
    description = models.TextField(_("description"), blank=True)
    needs = models.ManyToManyField(Need, verbose_name=_("needs answered"), blank=True, related_name="solutions")
    audiences = models.ManyToManyField(Audience, verbose_name=_("audiences"), blank=True, related_name="solutions")
    levels = models.ManyToManyField(Level, verbose_name=_("levels at entry"), blank=True, related_name="solutions")
    #: Ages in years, both included; empty: no limit.
    age_min = models.PositiveSmallIntegerField(_("youngest age"), null=True, blank=True)
    age_max = models.PositiveSmallIntegerField(_("oldest age"), null=True, blank=True)
    conditions = models.TextField(_("conditions"), blank=True)
    duration = models.CharField(_("duration"), max_length=120, blank=True)
    cost = models.CharField(_("cost or pay"), max_length=16, choices=Cost.choices, default=Cost.FREE)
    cost_details = models.CharField(_("cost or pay, in words"), max_length=160, blank=True)
    providers = models.ManyToManyField(
        Organisation, verbose_name=_("provided by"), blank=True, related_name="provided_solutions"
    )
    prescribers = models.ManyToManyField(
        Organisation, verbose_name=_("prescribed by"), blank=True, related_name="prescribed_solutions"
    )
    sites = models.ManyToManyField(Site, verbose_name=_("sites"), blank=True, related_name="solutions")
    #: Mandatory before publishing: without it nobody can act.
    how_to_orient = models.TextField(_("how to orient"), blank=True)
    #: A service's contact, never a professional's name: it may be public.
    contact_phone = models.CharField(_("phone for orientation"), max_length=20, blank=True)
    contact_email = models.EmailField(_("e-mail for orientation"), blank=True)
    website = models.URLField(_("web site"), blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    #: The provider agreed that young people and families read it, in these words.
    public = models.BooleanField(_("shown to the public"), default=False)
    public_text = models.TextField(_("in plain words for the public"), blank=True)
    #: For what is to be created or optimised.
    next_steps = models.TextField(_("next steps"), blank=True)
    funders = models.ManyToManyField(Funder, verbose_name=_("possible funding"), blank=True, related_name="solutions")
    content_changed_at = models.DateTimeField(_("content changed"), default=timezone.now)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    search_text = models.TextField(editable=False, blank=True)

    objects = SolutionQuerySet.as_manager()

    class Meta:
        verbose_name = _("solution")
        verbose_name_plural = _("solutions")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(platform__isnull=False, territory__isnull=True)
                | Q(platform__isnull=True, territory__isnull=False),
                name="solutions_map_solution_one_keeper",
            ),
            models.CheckConstraint(
                condition=Q(age_min__isnull=True) | Q(age_max__isnull=True) | Q(age_max__gte=F("age_min")),
                name="solutions_map_solution_ages_order",
                violation_error_message=_("The oldest age is below the youngest."),
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | ~Q(how_to_orient=""),
                name="solutions_map_solution_published_says_how",
                violation_error_message=_("Say how to orient a young person before publishing."),
            ),
        ]
        indexes = [models.Index(fields=["state", "published_at"], name="solutions_map_state_published")]

    def __str__(self):
        return self.name

    @property
    def keeper(self):
        """Return the platform or the territory that keeps it."""
        return self.platform or self.territory

    @property
    def is_draft(self) -> bool:
        """Tell whether it never stood on the map and is not closed."""
        return self.published_at is None and self.closed_at is None


class SolutionRevision(models.Model):
    """A state of a solution as somebody left it; never changed afterwards."""

    solution = models.ForeignKey(
        Solution, verbose_name=_("solution"), on_delete=models.CASCADE, related_name="revisions"
    )
    content = models.JSONField(_("content"))
    made_at = models.DateTimeField(_("made"), auto_now_add=True)
    via = models.CharField(_("by"), max_length=8, choices=[(via.value, via.value) for via in Via], default=Via.SESSION)
    person = models.ForeignKey(
        Person, verbose_name=_("person"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("account"), null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("revision of a solution")
        verbose_name_plural = _("revisions of solutions")
        ordering = ["-made_at", "-pk"]

    def __str__(self):
        return f"{self.solution} – {self.made_at:%Y-%m-%d %H:%M}"
