"""What teams were reminded of."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.directory.models import ListCampaign, Person, Platform

from .meetings import Meeting


class FollowUpReminder(models.Model):
    """Somebody was reminded by mail of minutes, or of a campaign without meeting: once a person, thing and step."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="follow_up_reminders")
    meeting = models.ForeignKey(
        Meeting, null=True, blank=True, on_delete=models.CASCADE, related_name="follow_up_reminders"
    )
    #: A campaign may be its territory's: then it is asked for in each platform apart.
    campaign = models.ForeignKey(
        ListCampaign, null=True, blank=True, on_delete=models.CASCADE, related_name="follow_up_reminders"
    )
    platform = models.ForeignKey(
        Platform, null=True, blank=True, on_delete=models.CASCADE, related_name="follow_up_reminders"
    )
    #: Which reminder it is: what is missing and the number of days, "minutes:2", "campaign:21".
    step = models.CharField(max_length=24)
    #: The day of the mail; there is one mail a person and day.
    day = models.DateField()

    class Meta:
        verbose_name = _("reminder of what is missing")
        verbose_name_plural = _("reminders of what is missing")
        ordering = ["-day", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(meeting__isnull=False, campaign__isnull=True, platform__isnull=True)
                | Q(meeting__isnull=True, campaign__isnull=False, platform__isnull=False),
                name="meetings_followupreminder_one_thing",
            ),
            models.UniqueConstraint(
                fields=["person", "meeting", "step"],
                condition=Q(meeting__isnull=False),
                name="meetings_followupreminder_meeting_once",
            ),
            models.UniqueConstraint(
                fields=["person", "campaign", "platform", "step"],
                condition=Q(campaign__isnull=False),
                name="meetings_followupreminder_campaign_once",
            ),
        ]

    def __str__(self):
        return f"{self.person} – {self.day:%Y-%m-%d}"
