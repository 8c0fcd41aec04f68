"""When those expected are asked, convened, reminded; and changes that wait a moment before they are told."""

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.directory.models import Person, Platform, Territory

from ..enums import MeetingKind
from .meetings import Meeting

_DAYS = [MaxValueValidator(90)]


class MeetingDelays(models.Model):
    """The delays of a kind of meetings in a platform or a territory, in days; None leaves the step out (MISSION B7).

    Without a row the guide's usual ones hold (``portal.meetings.delays``).
    """

    platform = models.ForeignKey(Platform, null=True, blank=True, on_delete=models.CASCADE, related_name="delays")
    territory = models.ForeignKey(Territory, null=True, blank=True, on_delete=models.CASCADE, related_name="delays")
    kind = models.CharField(_("kind"), max_length=24, choices=MeetingKind.choices)
    call_days = models.PositiveSmallIntegerField(
        _("call for items, days before"), null=True, blank=True, validators=_DAYS
    )
    convene_days = models.PositiveSmallIntegerField(
        _("convocation, days before"), null=True, blank=True, validators=_DAYS
    )
    freeze_days = models.PositiveSmallIntegerField(
        _("agenda frozen, days before"), null=True, blank=True, validators=_DAYS
    )
    remind_days = models.PositiveSmallIntegerField(
        _("reminder to those who did not answer, days before"), null=True, blank=True, validators=_DAYS
    )
    #: Whether the call for items and the convocation leave by themselves; else the lead is asked to send them.
    automatic = models.BooleanField(_("sent without asking the lead"), default=False)
    reading_days = models.PositiveSmallIntegerField(
        _("reading of the minutes (days)"), null=True, blank=True, validators=_DAYS
    )
    #: Whether minutes that nobody objected to are validated when the reading is over.
    validate_after_reading = models.BooleanField(_("validated after the reading"), default=False)

    class Meta:
        verbose_name = _("delays of meetings")
        verbose_name_plural = _("delays of meetings")
        ordering = ["kind", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(platform__isnull=False, territory__isnull=True)
                | Q(platform__isnull=True, territory__isnull=False),
                name="meetings_meetingdelays_one_scope",
            ),
            models.UniqueConstraint(fields=["platform", "kind"], name="meetings_meetingdelays_platform_unique"),
            models.UniqueConstraint(fields=["territory", "kind"], name="meetings_meetingdelays_territory_unique"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} – {self.platform or self.territory}"


class ChangeNotice(models.Model):
    """A change of a convened meeting that is to be told: it waits, so that several changes make one mail."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="change_notices")
    #: The meeting as those convened last heard of it: the fields that ``MeetingChanged`` compares.
    before = models.JSONField()
    first_at = models.DateTimeField(default=timezone.now, editable=False)
    #: None: saved silently. It is told with the next change that is, so that the differences hold everything.
    due_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("change to tell")
        verbose_name_plural = _("changes to tell")
        ordering = ["due_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting"], condition=Q(sent_at__isnull=True), name="meetings_changenotice_one_waiting"
            ),
        ]

    def __str__(self):
        return f"{self.meeting_id} – {self.due_at:%Y-%m-%d %H:%M}" if self.due_at else str(self.meeting_id)


class NewcomerWelcome(models.Model):
    """Somebody who joined a platform whose meetings were planned was told of them: once a person and platform."""

    platform = models.ForeignKey(Platform, on_delete=models.CASCADE, related_name="newcomers_welcomed")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="welcomes")
    welcomed_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("welcome of a newcomer")
        verbose_name_plural = _("welcomes of newcomers")
        ordering = ["-welcomed_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["platform", "person"], name="meetings_newcomerwelcome_once"),
        ]

    def __str__(self):
        return f"{self.person} – {self.platform}"
