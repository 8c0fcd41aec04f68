"""Noting a need, and starting the solution that would answer it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.core.text import clean_line, clean_text
from portal.directory.forms.members import NetworkGuardMixin
from portal.directory.models import Platform, Territory

from ..models import Funder, Need, RecordedNeed, Solution
from ..seasons import read_month
from ..services.needs import NeedDetails, areas_of, month_choices, solution_name, solution_next_steps
from .choices import SolutionTypeField


class AreaField(forms.ModelChoiceField):
    """An area of the platform, with its kind: an arrondissement and a basin often share a name."""

    def label_from_instance(self, area):
        """Return the name and the kind."""
        return f"{area.name} ({area.get_kind_display()})"


class NeedForm(NetworkGuardMixin, forms.Form):
    """A need, where, over which months; no count of persons."""

    nominative_fields = ("note",)
    need = forms.ModelChoiceField(label=_("Need"), queryset=Need.objects.none(), empty_label=_("Choose a need"))
    area = AreaField(label=_("Area"), queryset=Territory.objects.none(), empty_label=_("Choose an area"))
    first_month = forms.ChoiceField(label=_("First month"))
    last_month = forms.ChoiceField(label=_("Last month"), help_text=_("This month is included."))
    note = forms.CharField(
        label=_("In a few words"),
        required=False,
        max_length=RecordedNeed._meta.get_field("note").max_length,
        help_text=_("What is missing, for whom in general: never about one young person, and no number of them."),
    )

    def __init__(self, *args, platform: Platform, **options):
        super().__init__(*args, **options)
        self.platform = platform
        self.fields["need"].queryset = Need.objects.all()
        self.fields["area"].queryset = areas_of(platform).order_by("kind", "name_folded", "pk")
        choices = month_choices(platform)
        for name, initial in (("first_month", choices[0]), ("last_month", choices[2])):
            self.fields[name].choices = choices
            self.fields[name].initial = initial[0]

    @property
    def details(self) -> NeedDetails:
        """Return what was typed, for the service; only of a valid form."""
        data = self.cleaned_data
        return NeedDetails(
            need=data["need"],
            area=data["area"],
            first=read_month(data["first_month"]),
            last=read_month(data["last_month"]),
            note=data["note"],
        )

    def clean_note(self):
        """Keep the note on one line."""
        return clean_line(self.cleaned_data["note"])


class GapSolutionForm(NetworkGuardMixin, forms.Form):
    """A solution "to create" that would answer a noted need: the little one knows on the first day."""

    nominative_fields = ("name", "next_steps")
    name = forms.CharField(label=_("Name"), max_length=Solution._meta.get_field("name").max_length)
    solution_type = SolutionTypeField(label=_("Type"))
    next_steps = forms.CharField(
        label=_("Next steps"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
    funders = forms.ModelMultipleChoiceField(
        label=_("Possible funding"),
        queryset=Funder.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, recorded: RecordedNeed, **options):
        initial = {"name": solution_name(recorded), "next_steps": solution_next_steps(recorded)}
        super().__init__(*args, initial=initial, **options)
        self.platform = recorded.platform
        self.fields["solution_type"].offer(recorded.platform)
        self.fields["funders"].queryset = Funder.objects.all()

    def clean_name(self):
        """Keep the name on one line."""
        return clean_line(self.cleaned_data["name"])

    def clean_next_steps(self):
        """Remove control characters."""
        return clean_text(self.cleaned_data["next_steps"]).strip()

    @property
    def details(self) -> dict:
        """Return what was typed, as the service takes it; only of a valid form."""
        return {name: self.cleaned_data[name] for name in ("name", "solution_type", "next_steps", "funders")}
