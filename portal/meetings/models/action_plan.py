"""The platform's yearly action plan: objectives, and one-off actions for young people (MISSION B11)."""

import uuid
from datetime import timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.directory.models import Organisation, Platform

from ..enums import ObjectiveState, OneOffKind, OneOffStatus
from ..querysets import NetworkQuerySet
from .planning import Venue


class Objective(models.Model):
    """What a platform wants to reach in a school year; its actions say how."""

    platform = models.ForeignKey(Platform, on_delete=models.CASCADE, related_name="objectives")
    #: The year in which the school year begins.
    school_year = models.PositiveSmallIntegerField(
        _("school year"), validators=[MinValueValidator(2000), MaxValueValidator(2199)]
    )
    title = models.CharField(_("objective"), max_length=200)
    description = models.TextField(_("why and how"), blank=True)
    target = models.CharField(_("how we shall know"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    state = models.CharField(_("state"), max_length=16, choices=ObjectiveState.choices, default=ObjectiveState.OPEN)
    outcome = models.TextField(_("what came of it"), blank=True)
    #: The one of the year before that it goes on with: what is taken over is taken over once.
    continues = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="continued_by"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    modified_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = NetworkQuerySet.as_manager()

    class Meta:
        verbose_name = _("objective")
        verbose_name_plural = _("objectives")
        ordering = ["-school_year", "position", "pk"]

    def __str__(self):
        return self.title


class OneOffAction(models.Model):
    """A workshop or a forum for young people: a date in the calendar, no name and no number of anybody."""

    #: Names it in calendars, through every change.
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    platform = models.ForeignKey(Platform, on_delete=models.CASCADE, related_name="one_off_actions")
    objective = models.ForeignKey(
        Objective,
        verbose_name=_("objective"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="one_offs",
    )
    kind = models.CharField(_("kind"), max_length=16, choices=OneOffKind.choices, default=OneOffKind.WORKSHOP)
    title = models.CharField(_("title"), max_length=160)
    description = models.TextField(_("description"), blank=True)
    starts_at = models.DateTimeField(_("start"))
    duration = models.DurationField(_("duration"), default=timedelta(hours=3))
    venue = models.ForeignKey(Venue, null=True, blank=True, on_delete=models.SET_NULL, related_name="one_off_actions")
    place = models.CharField(_("place"), max_length=200, blank=True)
    organisations = models.ManyToManyField(
        Organisation, verbose_name=_("with"), blank=True, related_name="one_off_actions"
    )
    status = models.CharField(_("status"), max_length=16, choices=OneOffStatus.choices, default=OneOffStatus.PLANNED)
    cancel_reason = models.CharField(_("reason"), max_length=200, blank=True)
    #: SEQUENCE of calendars: rises when date, time, place or status change (DESIGN §6.2).
    sequence = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    modified_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = NetworkQuerySet.as_manager()

    class Meta:
        verbose_name = _("one-off action")
        verbose_name_plural = _("one-off actions")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(duration__gt=timedelta(0)), name="meetings_oneoffaction_duration_positive"
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def ends_at(self):
        """Return the instant at which the action ends."""
        return self.starts_at + self.duration
