"""What is missing, and the seasonal campaign that brings the map up to date."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.directory.models import Organisation, Person, Platform, Territory

from .catalogue import Need


class RecordedNeed(models.Model):
    """A need seen in an area over some months, without any count of persons."""

    platform = models.ForeignKey(
        Platform, verbose_name=_("platform"), on_delete=models.CASCADE, related_name="recorded_needs"
    )
    need = models.ForeignKey(Need, verbose_name=_("need"), on_delete=models.PROTECT, related_name="recorded")
    area = models.ForeignKey(Territory, verbose_name=_("area"), on_delete=models.PROTECT, related_name="+")
    #: First days of the first and the last month, both included.
    first_month = models.DateField(_("from the month of"))
    last_month = models.DateField(_("to the month of"))
    note = models.CharField(_("note"), max_length=200, blank=True)
    noted_on = models.DateField(_("noted on"))
    by = models.ForeignKey(
        Person, verbose_name=_("noted by"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    settled_on = models.DateField(_("settled on"), null=True, blank=True)

    class Meta:
        verbose_name = _("recorded need")
        verbose_name_plural = _("recorded needs")
        ordering = ["first_month", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_month__gte=F("first_month")),
                name="solutions_map_recordedneed_order",
                violation_error_message=_("The last month comes before the first."),
            ),
            models.UniqueConstraint(
                fields=["platform", "need", "area", "first_month"],
                condition=Q(settled_on__isnull=True),
                name="solutions_map_recordedneed_open_unique",
                violation_error_message=_("This need is noted already."),
            ),
        ]

    def __str__(self):
        return f"{self.need} – {self.area}"


class UpdateCampaign(models.Model):
    """One act by the lead asks every provider to bring its solutions up to date."""

    platform = models.ForeignKey(
        Platform, verbose_name=_("platform"), on_delete=models.CASCADE, related_name="update_campaigns"
    )
    label = models.CharField(_("name"), max_length=80)
    asked_at = models.DateTimeField(_("asked"), auto_now_add=True)
    answer_by = models.DateField(_("answer by"))
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    class Meta:
        verbose_name = _("update campaign")
        verbose_name_plural = _("update campaigns")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["platform"],
                condition=Q(closed_at__isnull=True),
                name="solutions_map_updatecampaign_one_open",
                violation_error_message=_("An update campaign is running already."),
            )
        ]

    def __str__(self):
        return self.label


class UpdateRequest(models.Model):
    """What a campaign asked of one organisation, and what came of it."""

    campaign = models.ForeignKey(
        UpdateCampaign, verbose_name=_("campaign"), on_delete=models.CASCADE, related_name="requests"
    )
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.CASCADE, related_name="update_requests"
    )
    #: Addresses that the first mail went to; none: somebody has to call.
    mails = models.PositiveSmallIntegerField(_("mails"), default=0)
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    changed_at = models.DateTimeField(_("updated"), null=True, blank=True)
    #: Reminders sent so far; there is an end to them.
    reminders = models.PositiveSmallIntegerField(_("reminders"), default=0)

    class Meta:
        verbose_name = _("update request")
        verbose_name_plural = _("update requests")
        ordering = ["organisation__name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "organisation"], name="solutions_map_updaterequest_unique")
        ]

    def __str__(self):
        return f"{self.organisation} – {self.campaign}"
