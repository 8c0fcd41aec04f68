"""Campaigns and closed days of a platform."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.core.forms import DateField
from portal.core.nominative import NominativeGuardMixin

from ..services.campaigns import Period


class CampaignForm(NominativeGuardMixin, forms.Form):
    """A campaign of list processing."""

    nominative_fields = ("label",)
    label = forms.CharField(label=_("Name"), max_length=80, help_text=_("For example “Autumn campaign”."))
    checks_from = DateField(
        label=_("Checks by schools from"),
        required=False,
        help_text=_("Usually two to three weeks before: schools check the lists of their pupils."),
    )
    start = DateField(label=_("First day"))
    end = DateField(label=_("Last day"), help_text=_("Still part of the campaign."))

    def period(self) -> Period:
        """Return what was typed."""
        return Period(**{name: self.cleaned_data[name] for name in ("label", "start", "end", "checks_from")})


class ClosedDayForm(NominativeGuardMixin, forms.Form):
    """Days on which the platform does not meet: one, or several at once."""

    nominative_fields = ("reason",)
    start = DateField(label=_("First day"))
    end = DateField(label=_("Last day"), required=False, help_text=_("Leave empty for a single day."))
    reason = forms.CharField(label=_("Reason"), max_length=120, help_text=_("A bridge, a fair, examinations…"))
