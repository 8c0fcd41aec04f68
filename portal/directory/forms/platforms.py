"""What a platform says of itself, and what an administrator sets."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.core.nominative import NominativeGuardMixin

from ..enums import TerritoryKind
from ..models import Platform, Territory
from ..services.platforms import (
    HOLIDAY_TERRITORIES,
    PLATFORM_AREAS,
    PUBLIC_FIELDS,
    SETTINGS_FIELDS,
    TIMEZONES,
    PlatformSettings,
    PublicFacts,
)
from .base import DetailsForm, field_of


class PublicFactsForm(NominativeGuardMixin, DetailsForm):
    """The public text and the functional contact."""

    details_class = PublicFacts
    nominative_fields = ("public_text",)

    class Meta:
        model = Platform
        fields = PUBLIC_FIELDS
        formfield_callback = field_of
        help_texts = {
            "public_text": _("For young people, families and professionals: what the platform does, whom to ask."),
            "email": _("Shown to all, and the address from which convocations come: a shared mailbox, not a person's."),
        }


class DepartmentForm(forms.Form):
    """Where a new platform lies: what follows is proposed from there."""

    departement = forms.ModelChoiceField(
        label=_("Department"), queryset=Territory.objects.filter(kind=TerritoryKind.DEPARTMENT)
    )


class PlatformSettingsForm(DetailsForm):
    """What an administrator sets; ``departments`` say which territories can be chosen."""

    details_class = PlatformSettings
    territories = forms.ModelMultipleChoiceField(
        label=_("Territories"),
        queryset=Territory.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("As narrow as possible: the arrondissements and training basins that the platform works in."),
        error_messages={"required": _("Choose at least one territory.")},
    )
    other_department = forms.ModelChoiceField(
        label=_("Also lies in another department"),
        queryset=Territory.objects.filter(kind=TerritoryKind.DEPARTMENT),
        required=False,
        empty_label=_("No"),
        help_text=_("Its arrondissements and basins can be chosen once this is saved."),
    )
    timezone = forms.ChoiceField(label=_("Time zone"), choices=[(zone, zone) for zone in TIMEZONES])
    holiday_territory = forms.ChoiceField(
        label=_("Public holidays of"), choices=[(name, name) for name in HOLIDAY_TERRITORIES]
    )
    field_order = (
        "name",
        "territories",
        "other_department",
        "landscape",
        "school_zone",
        "timezone",
        "holiday_territory",
    )

    class Meta:
        model = Platform
        fields = SETTINGS_FIELDS
        formfield_callback = field_of
        labels = {"landscape": _("What the territory is like")}
        help_texts = {
            "landscape": _("The actors that a network usually has differ: the check of who is missing follows it.")
        }

    def __init__(self, *args, departments, **options):
        super().__init__(*args, **options)
        present = set(self.instance.territories.values_list("pk", flat=True)) if self.instance.pk else set()
        choices = self.fields["territories"]
        choices.queryset = areas_of(departments) | Territory.objects.filter(pk__in=present)
        choices.label_from_instance = lambda area: f"{area} ({area.get_kind_display()})"
        self.fields["other_department"].queryset = self.fields["other_department"].queryset.exclude(pk__in=departments)
        if self.instance.pk:
            choices.initial = sorted(present)

    def areas(self) -> list[Territory]:
        """Return the territories that were chosen, the other department included."""
        other = self.cleaned_data.get("other_department")
        return [*self.cleaned_data["territories"], *([other] if other else [])]


def areas_of(departments):
    """Return the departments, given by key, with what lies in them, in which a platform may work."""
    areas = Territory.objects.filter(pk__in=departments) | Territory.objects.filter(parent__in=departments)
    return areas.filter(kind__in=PLATFORM_AREAS).order_by("kind", "name_folded", "pk")
