"""Rhythms, plan drafts and venues."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.core.models import Dated
from portal.directory.enums import Circle
from portal.directory.models import Platform, Site

from ..enums import OutsideCampaign, RhythmPattern
from ..querysets import VenueQuerySet

WEEKDAY_CHOICES = [
    (0, _("Monday")),
    (1, _("Tuesday")),
    (2, _("Wednesday")),
    (3, _("Thursday")),
    (4, _("Friday")),
]
#: 5 stands for the last one of the month.
NTH_CHOICES = [(1, _("first")), (2, _("second")), (3, _("third")), (4, _("fourth")), (5, _("last"))]
CIRCLE_CHOICES = [(Circle.FIRST.value, Circle.FIRST.label), (Circle.SECOND.value, Circle.SECOND.label)]


class Venue(models.Model):
    """A place where meetings are held, at a site of an organisation."""

    platform = models.ForeignKey(Platform, verbose_name=_("platform"), on_delete=models.CASCADE, related_name="venues")
    site = models.ForeignKey(Site, verbose_name=_("site"), on_delete=models.PROTECT, related_name="venues")
    room = models.CharField(_("room"), max_length=80, blank=True)
    capacity = models.PositiveSmallIntegerField(_("capacity"), null=True, blank=True)
    access = models.TextField(_("access"), blank=True)

    objects = VenueQuerySet.as_manager()

    class Meta:
        verbose_name = _("venue")
        verbose_name_plural = _("venues")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["platform", "site", "room"], name="meetings_venue_unique")]

    def __str__(self):
        return " – ".join(part for part in (str(self.site.organisation), self.room) if part)

    @property
    def full_address(self) -> str:
        """Return organisation, room and address on one line."""
        return ", ".join(part for part in (str(self), self.site.full_address) if part)


class Rhythm(Dated):
    """How often a circle meets, in campaigns and outside them."""

    platform = models.ForeignKey(Platform, verbose_name=_("platform"), on_delete=models.CASCADE, related_name="rhythms")
    circle = models.CharField(_("circle"), max_length=16, choices=CIRCLE_CHOICES)
    pattern = models.CharField(
        _("in campaigns"), max_length=16, choices=RhythmPattern.choices, default=RhythmPattern.EVERY_N_WEEKS
    )
    every_weeks = models.PositiveSmallIntegerField(
        _("weeks between meetings in campaigns"), default=2, validators=[MinValueValidator(1), MaxValueValidator(52)]
    )
    nth = models.PositiveSmallIntegerField(_("which of the month"), choices=NTH_CHOICES, null=True, blank=True)
    outside = models.CharField(
        _("outside campaigns"), max_length=16, choices=OutsideCampaign.choices, default=OutsideCampaign.NONE
    )
    outside_every_weeks = models.PositiveSmallIntegerField(
        _("weeks between meetings outside campaigns"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(52)],
    )
    outside_nth = models.PositiveSmallIntegerField(
        _("which of the month, outside campaigns"), choices=NTH_CHOICES, null=True, blank=True
    )
    #: A day of a week with a meeting; without it each campaign starts afresh on its first usual day.
    anchor = models.DateField(_("counted from"), null=True, blank=True)
    weekday = models.PositiveSmallIntegerField(_("day"), choices=WEEKDAY_CHOICES)
    time = models.TimeField(_("time"))
    duration_minutes = models.PositiveSmallIntegerField(
        _("duration (minutes)"), default=120, validators=[MinValueValidator(15), MaxValueValidator(600)]
    )
    venue = models.ForeignKey(
        Venue, verbose_name=_("usual place"), null=True, blank=True, on_delete=models.SET_NULL, related_name="rhythms"
    )
    tolerance_days = models.PositiveSmallIntegerField(_("tolerance (days)"), default=7)

    class Meta(Dated.Meta):
        verbose_name = _("rhythm")
        verbose_name_plural = _("rhythms")
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["platform", "circle"], condition=Q(until__isnull=True), name="meetings_rhythm_open_unique"
            ),
            models.CheckConstraint(
                condition=Q(every_weeks__gte=1),
                name="meetings_rhythm_every_weeks_positive",
                violation_error_message=_("There is at least one week between two meetings."),
            ),
        ]

    def __str__(self):
        return f"{self.platform} – {self.get_circle_display()}"


class PlanDraft(models.Model):
    """A preview of a season with the lead's edits: no meeting, no mail, no feed until it is accepted."""

    platform = models.ForeignKey(
        Platform, verbose_name=_("platform"), on_delete=models.CASCADE, related_name="plan_drafts"
    )
    start = models.DateField(_("first day"))
    end = models.DateField(_("last day"))
    #: The answers to the three questions, as the form cleaned them: what the preview is computed from.
    answers = models.JSONField(default=dict)
    #: The lead's edits by plan key: {"<key>": {"action": "keep" | "move" | "drop", "date": "2026-10-06"}}.
    edits = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="plan_drafts"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    modified_at = models.DateTimeField(auto_now=True)
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    #: What accepting did, as numbers by kind of change: what the page after it tells.
    result = models.JSONField(default=dict, editable=False)

    class Meta:
        verbose_name = _("plan draft")
        verbose_name_plural = _("plan drafts")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(condition=Q(end__gt=models.F("start")), name="meetings_plandraft_order"),
        ]

    def __str__(self):
        return f"{self.platform} {self.start:%Y-%m-%d} – {self.end:%Y-%m-%d}"
