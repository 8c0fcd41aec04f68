"""Rhythms, plan drafts and venues."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.core.models import Dated
from portal.directory.enums import Circle
from portal.directory.models import Organisation, Person, Platform, Site

from ..enums import OutsideCampaign, RhythmPattern
from ..querysets import VenueQuerySet, WorkingGroupQuerySet

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
    #: Reached and used without a step; None when nobody said.
    step_free = models.BooleanField(_("step-free access"), null=True, blank=True)
    #: Whether its organisation takes its turn as a host (MISSION B12).
    in_rotation = models.BooleanField(_("takes its turn"), default=True)
    #: A venue that meetings were held at is not deleted: it is no longer offered.
    closed_at = models.DateField(_("no longer used since"), null=True, blank=True)

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


class WorkingGroup(Dated):
    """A thematic or local working group of a platform; who belongs to it is a matter of its members."""

    platform = models.ForeignKey(
        Platform, verbose_name=_("platform"), on_delete=models.CASCADE, related_name="working_groups"
    )
    name = models.CharField(_("name"), max_length=120)
    purpose = models.TextField(_("what it is for"), blank=True)

    objects = WorkingGroupQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("working group")
        verbose_name_plural = _("working groups")
        ordering = ["name", "pk"]
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["platform", "name"], condition=Q(until__isnull=True), name="meetings_workinggroup_name_unique"
            ),
        ]

    def __str__(self):
        return self.name


class WorkingGroupMember(Dated):
    """Somebody who works in a group, with the organisation they are there for; the convenor calls the group."""

    group = models.ForeignKey(WorkingGroup, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="group_memberships")
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="group_memberships"
    )
    is_convenor = models.BooleanField(_("convenor"), default=False)

    class Meta(Dated.Meta):
        verbose_name = _("member of a working group")
        verbose_name_plural = _("members of working groups")
        ordering = ["person__last_name", "person__first_name", "pk"]
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["group", "person"],
                condition=Q(until__isnull=True),
                name="meetings_workinggroupmember_unique",
            ),
        ]

    def __str__(self):
        return f"{self.person} – {self.group}"


class Rhythm(Dated):
    """How often a circle or a working group meets, in campaigns and outside them.

    Rows of one circle (or group) that follow each other are phases of one rhythm: a change in mid-year closes one and
    opens the next. They never overlap; a service that locks sees to it.
    """

    platform = models.ForeignKey(Platform, verbose_name=_("platform"), on_delete=models.CASCADE, related_name="rhythms")
    circle = models.CharField(_("circle"), max_length=16, choices=CIRCLE_CHOICES, blank=True)
    working_group = models.ForeignKey(
        WorkingGroup,
        verbose_name=_("working group"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="rhythms",
    )
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
    #: Whether hosts take turns; ``venue`` is then the place of last resort.
    rotates = models.BooleanField(_("hosts take turns"), default=False)
    tolerance_days = models.PositiveSmallIntegerField(
        _("tolerance (days)"), default=7, validators=[MaxValueValidator(60)]
    )
    #: Where a date that cannot be held goes, best first: [{"weekday": 3, "time": "14:00" or null}]; empty: any day.
    alternatives = models.JSONField(_("other days and hours"), default=list, blank=True)

    class Meta(Dated.Meta):
        verbose_name = _("rhythm")
        verbose_name_plural = _("rhythms")
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=(~Q(circle="") & Q(working_group__isnull=True))
                | (Q(circle="") & Q(working_group__isnull=False)),
                name="meetings_rhythm_circle_or_group",
            ),
            models.UniqueConstraint(
                fields=["platform", "circle"],
                condition=Q(until__isnull=True) & ~Q(circle=""),
                name="meetings_rhythm_open_unique",
            ),
            models.UniqueConstraint(
                fields=["working_group"], condition=Q(until__isnull=True), name="meetings_rhythm_group_open_unique"
            ),
            models.CheckConstraint(
                condition=Q(every_weeks__gte=1),
                name="meetings_rhythm_every_weeks_positive",
                violation_error_message=_("There is at least one week between two meetings."),
            ),
        ]

    def __str__(self):
        return f"{self.platform} – {self.working_group or self.get_circle_display()}"


class PlanDraft(models.Model):
    """A preview of a season with the lead's edits: no meeting, no mail, no feed until it is accepted."""

    platform = models.ForeignKey(
        Platform, verbose_name=_("platform"), on_delete=models.CASCADE, related_name="plan_drafts"
    )
    start = models.DateField(_("first day"))
    end = models.DateField(_("last day"))
    #: The answers to the three questions, as the form cleaned them: what the preview is computed from.
    answers = models.JSONField(default=dict)
    #: The lead's edits by plan key: {"<key>": {"action": "keep" | "move" | "drop", "date": "2026-10-06",
    #: "time": "14:00" or null, "venue": pk}}; one may hold a venue alone.
    edits = models.JSONField(default=dict)
    #: What the edits were before each of the last changes, newest last: {"<key>": the edit of then, or null}.
    history = models.JSONField(default=list, editable=False)
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
