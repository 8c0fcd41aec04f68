"""Objectives of the school year."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.core.nominative import NominativeGuardMixin
from portal.directory.models import Platform

from ..enums import ObjectiveState
from ..known_names import platform_names
from ..models import ActionItem, Objective
from ..services.objectives import (
    LONGEST_TARGET,
    LONGEST_TEXT,
    LONGEST_TITLE,
    ObjectiveDetails,
    objective_version,
)
from .venues import OrganisationField as RowField


class ObjectiveForm(NominativeGuardMixin, forms.Form):
    """What the platform wants to reach, and how it shall know; what came of it once the objective exists."""

    nominative_fields = ("title", "description", "target", "outcome")

    title = forms.CharField(label=_("Objective"), max_length=LONGEST_TITLE)
    description = forms.CharField(
        label=_("Why and how"), max_length=LONGEST_TEXT, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    target = forms.CharField(
        label=_("How we shall know"),
        max_length=LONGEST_TARGET,
        required=False,
        help_text=_("For example: every mission locale takes part in circle 1 before December."),
    )
    state = forms.ChoiceField(label=_("State"), choices=ObjectiveState.choices)
    outcome = forms.CharField(
        label=_("What came of it"), max_length=LONGEST_TEXT, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)

    def __init__(self, *args, platform: Platform, objective: Objective | None = None, **options):
        self.platform = platform
        initial = {}
        if objective is not None:
            names = ("title", "description", "target", "state", "outcome")
            initial = {name: getattr(objective, name) for name in names} | {"version": objective_version(objective)}
        super().__init__(*args, initial=initial, **options)
        if objective is None:
            # Nothing came of what begins.
            del self.fields["state"], self.fields["outcome"]

    def get_known_names(self):
        """Return the names of the platform's directory."""
        return platform_names(self.platform)

    @property
    def details(self) -> ObjectiveDetails:
        """Return what was typed, for the service; only of a valid form."""
        data = self.cleaned_data
        return ObjectiveDetails(
            title=data["title"],
            description=data["description"],
            target=data["target"],
            state=data.get("state") or ObjectiveState.OPEN,
            outcome=data.get("outcome", ""),
        )


class LinkActionForm(forms.Form):
    """An open action of a meeting that serves the objective."""

    action = RowField(label=_("Action of a meeting"), queryset=ActionItem.objects.none(), empty_label=_("Choose"))

    def __init__(self, *args, actions, **options):
        super().__init__(*args, **options)
        self.fields["action"].queryset = actions
