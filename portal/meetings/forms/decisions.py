"""Filters of the record of decisions; they stay in the address."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.core.french_dates import school_year_label

from ..decision_record import CIRCLES


class DecisionFilterForm(forms.Form):
    """A school year among ``years``, a circle, words."""

    annee = forms.TypedChoiceField(label=_("School year"), coerce=int, required=False, empty_value=None)
    cercle = forms.ChoiceField(label=_("Circle"), choices=[("", _("All meetings")), *CIRCLES], required=False)
    mots = forms.CharField(label=_("Words"), max_length=80, required=False)

    def __init__(self, *args, years, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["annee"].choices = [(year, school_year_label(year)) for year in years]
