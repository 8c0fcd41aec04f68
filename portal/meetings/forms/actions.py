"""Filters of the list of actions."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.directory.models import Platform

OPEN, LATE, CLOSED, ALL = "ouvertes", "retard", "closes", "toutes"
MINE, TEAM = "moi", "plateforme"


class ActionFilterForm(forms.Form):
    """Whose actions, in which state, of which platform; what the address says wrongly is left aside."""

    qui = forms.ChoiceField(label=_("Whose"), required=False)
    etat = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", pgettext_lazy("filter of actions", "Open")),
            (LATE, _("Open and late")),
            (CLOSED, _("Done or dropped")),
            (ALL, _("All")),
        ],
    )
    plateforme = forms.ModelChoiceField(
        label=_("Platform"),
        queryset=Platform.objects.none(),
        required=False,
        to_field_name="slug",
        empty_label=_("All platforms"),
    )

    def __init__(self, *args, team: bool, platforms, **kwargs):
        super().__init__(*args, **kwargs)
        everybody = [(TEAM, _("Everybody on my platforms"))] if team else []
        self.fields["qui"].choices = [("", _("Mine")), *everybody]
        self.fields["plateforme"].queryset = platforms

    @property
    def chosen(self) -> dict:
        """Return the valid part of what was chosen, with the defaults."""
        self.is_valid()
        data = self.cleaned_data
        return {
            "whose": data.get("qui") or MINE,
            "state": data.get("etat") or OPEN,
            "platform": data.get("plateforme"),
        }
