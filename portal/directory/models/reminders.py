"""What was asked of those who keep sheets, so that nobody is asked twice (MISSION A10)."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..enums import ReminderStep
from .organisations import Organisation
from .people import Person


class SheetReminder(models.Model):
    """One person was asked, by one mail, about one sheet; written with the mail, so one stands for the other."""

    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.CASCADE, related_name="sheet_reminders"
    )
    person = models.ForeignKey(
        Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="sheet_reminders"
    )
    step = models.CharField(_("step"), max_length=8, choices=ReminderStep.choices)
    #: The day on which the sheet is due; of a request by a team, the day on which it was made.
    day = models.DateField(_("day"))
    sent_at = models.DateTimeField(_("sent"), default=timezone.now)

    class Meta:
        verbose_name = _("reminder about a sheet")
        verbose_name_plural = _("reminders about sheets")
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "person", "step", "day"], name="directory_sheetreminder_unique"
            )
        ]

    def __str__(self):
        return f"{self.organisation} – {self.person} – {self.get_step_display()}"


class SheetRound(models.Model):
    """A day on which all reminders were written: the minute job asks this one row and goes."""

    day = models.DateField(_("day"), unique=True)

    class Meta:
        verbose_name = _("round of reminders")
        verbose_name_plural = _("rounds of reminders")
        ordering = ["-day"]

    def __str__(self):
        return str(self.day)
