"""Start an update campaign."""

import datetime as dt

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import UpdateCampaign
from ..services.campaigns import LATEST, SOONEST

#: Three weeks: the first mail, both reminders, and a week for calls.
_USUAL = dt.timedelta(days=21)


class CampaignForm(forms.Form):
    """A name for the campaign, and the day until which answers help."""

    label = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=UpdateCampaign._meta.get_field("label").max_length,
        help_text=gettext_lazy("For the team; partners do not read it."),
    )
    answer_by = forms.DateField(
        label=gettext_lazy("Answer by"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=gettext_lazy("Reminders leave after 7 and 14 days; three weeks leave the time to call the others."),
    )

    def __init__(self, *args, **options):
        today = timezone.localdate()
        initial = {
            "label": _("Update of %(month)s") % {"month": date_format(today, "F Y")},
            "answer_by": today + _USUAL,
        }
        super().__init__(*args, initial=initial, **options)
        soonest, latest = (today + dt.timedelta(days=days) for days in (SOONEST, LATEST))
        self.fields["answer_by"].widget.attrs |= {"min": soonest.isoformat(), "max": latest.isoformat()}
