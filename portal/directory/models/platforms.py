"""Platforms, who takes part in them, and their calendars."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.core.models import Dated

from ..enums import Circle, DelegateKind, Landscape, ParticipationStatus, SchoolZone
from ..querysets import DelegateQuerySet, ParticipationQuerySet, PlatformQuerySet
from .organisations import Organisation
from .people import Person
from .territories import Territory


class Platform(models.Model):
    """A platform that follows young people who left school without a diploma, and its network."""

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    name_folded = models.CharField(max_length=120, db_index=True, editable=False)
    territories = models.ManyToManyField(Territory, verbose_name=_("territories"), related_name="platforms")
    school_zone = models.CharField(_("school-holiday zone"), max_length=32, choices=SchoolZone.choices)
    timezone = models.CharField(_("time zone"), max_length=40, default="Europe/Paris")
    holiday_territory = models.CharField(_("public holidays of"), max_length=40, default="Métropole")
    email = models.EmailField(_("functional e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    landscape = models.CharField(_("territory"), max_length=8, choices=Landscape.choices, default=Landscape.MIXED)
    public_text = models.TextField(_("public text"), blank=True)

    objects = PlatformQuerySet.as_manager()

    class Meta:
        verbose_name = _("platform")
        verbose_name_plural = _("platforms")
        ordering = ["name_folded", "pk"]

    def __str__(self):
        return self.name


class Participation(Dated):
    """An organisation in a platform: how far it is mobilised, in which circle, from when to when."""

    platform = models.ForeignKey(
        Platform, verbose_name=_("platform"), on_delete=models.CASCADE, related_name="participations"
    )
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="participations"
    )
    status = models.CharField(
        _("mobilisation"), max_length=16, choices=ParticipationStatus.choices, default=ParticipationStatus.TO_APPROACH
    )
    circle = models.CharField(_("circle"), max_length=16, choices=Circle.choices, blank=True)
    next_step = models.CharField(_("next step"), max_length=200, blank=True)
    next_step_on = models.DateField(_("next step by"), null=True, blank=True)
    #: Why this row began: the reason of the move, of the entry or of the refusal.
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    #: Why it ended.
    end_reason = models.CharField(_("reason of the end"), max_length=200, blank=True)
    #: Role in the four steps of the guide: finding, contact and follow-up, diagnosis, pathway and solution.
    role_finding = models.TextField(_("role: finding"), blank=True)
    role_contact = models.TextField(_("role: contact and follow-up"), blank=True)
    role_diagnosis = models.TextField(_("role: diagnosis"), blank=True)
    role_solution = models.TextField(_("role: pathway and solution"), blank=True)

    objects = ParticipationQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["platform", "organisation"],
                condition=Q(until__isnull=True),
                name="directory_participation_open_unique",
                violation_error_message=_("This organisation already takes part in the platform."),
            ),
            models.CheckConstraint(
                condition=~Q(status="agreed") | ~Q(circle=""),
                name="directory_participation_agreed_has_circle",
                violation_error_message=_("An organisation that agreed stands in a circle or is an occasional actor."),
            ),
        ]

    def __str__(self):
        return f"{self.organisation} – {self.platform}"

    @property
    def is_agreed(self) -> bool:
        """Tell whether the organisation agreed: only then does the circle say where it stands."""
        return self.status == ParticipationStatus.AGREED


class Delegate(Dated):
    """A person who represents an organisation in a platform."""

    participation = models.ForeignKey(
        Participation, verbose_name=_("participation"), on_delete=models.CASCADE, related_name="delegates"
    )
    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="delegations")
    kind = models.CharField(_("kind"), max_length=16, choices=DelegateKind.choices, default=DelegateKind.FIXED)

    objects = DelegateQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("delegate")
        verbose_name_plural = _("delegates")
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["participation", "person"],
                condition=Q(until__isnull=True),
                name="directory_delegate_open_unique",
                violation_error_message=_("This person already represents the organisation here."),
            ),
        ]

    def __str__(self):
        return f"{self.person} ({self.participation.organisation})"


class CalendarPeriod(models.Model):
    """A school holiday of a zone, both days included."""

    zone = models.CharField(_("zone"), max_length=32, choices=SchoolZone.choices)
    name = models.CharField(_("name"), max_length=80)
    start = models.DateField(_("first day"))
    end = models.DateField(_("last day"))
    source = models.CharField(_("source"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("school holiday")
        verbose_name_plural = _("school holidays")
        ordering = ["start", "zone"]
        constraints = [
            models.CheckConstraint(condition=Q(end__gte=F("start")), name="directory_calendarperiod_order"),
            models.UniqueConstraint(fields=["zone", "start", "name"], name="directory_calendarperiod_unique"),
        ]

    def __str__(self):
        return f"{self.name} ({self.zone})"


class ClosedDay(models.Model):
    """A day on which a platform does not meet: a bridge, a fair."""

    platform = models.ForeignKey(
        Platform, verbose_name=_("platform"), on_delete=models.CASCADE, related_name="closed_days"
    )
    date = models.DateField(_("date"))
    reason = models.CharField(_("reason"), max_length=120)

    class Meta:
        verbose_name = _("closed day")
        verbose_name_plural = _("closed days")
        ordering = ["date", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["platform", "date"], name="directory_closedday_unique"),
        ]

    def __str__(self):
        return f"{self.date}: {self.reason}"


class ListCampaign(models.Model):
    """A campaign of list processing (SIEI), with the weeks of checks by schools before it; both ends included."""

    platform = models.ForeignKey(
        Platform, verbose_name=_("platform"), null=True, blank=True, on_delete=models.CASCADE, related_name="campaigns"
    )
    territory = models.ForeignKey(
        Territory,
        verbose_name=_("territory"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="campaigns",
    )
    label = models.CharField(_("label"), max_length=80)
    checks_from = models.DateField(_("checks by schools from"), null=True, blank=True)
    start = models.DateField(_("first day"))
    end = models.DateField(_("last day"))

    class Meta:
        verbose_name = _("list-processing campaign")
        verbose_name_plural = _("list-processing campaigns")
        ordering = ["start", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(platform__isnull=False, territory__isnull=True)
                | Q(platform__isnull=True, territory__isnull=False),
                name="directory_listcampaign_one_scope",
            ),
            models.CheckConstraint(
                condition=Q(end__gte=F("start")),
                name="directory_listcampaign_order",
                violation_error_message=_("The campaign ends before it starts."),
            ),
            models.CheckConstraint(
                condition=Q(checks_from__isnull=True) | Q(checks_from__lte=F("start")),
                name="directory_listcampaign_checks_before",
                violation_error_message=_("The checks by schools come before the campaign."),
            ),
        ]

    def __str__(self):
        return self.label
