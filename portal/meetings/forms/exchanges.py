"""An exchange with one organisation, noted in a minute."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.core.forms import DateField
from portal.core.nominative import NominativeGuardMixin
from portal.core.text import clean_line
from portal.directory.models import Organisation, Person, Platform
from portal.directory.platform_calendar import local_today

from ..enums import ExchangeWay
from ..known_names import platform_names
from ..services.decisions import LONGEST
from ..services.exchanges import Exchange, organisations_for, people_of


class ExchangeOrganisationForm(forms.Form):
    """With which organisation: asked first, so that its people can be offered."""

    organisme = forms.ModelChoiceField(label=_("With which organisation?"), queryset=Organisation.objects.none())

    def __init__(self, *args, platform: Platform, **options):
        super().__init__(*args, **options)
        self.fields["organisme"].queryset = organisations_for(platform)


class PeopleField(forms.ModelMultipleChoiceField):
    """Several people; keys that no row can have are refused like others, not with an error of the database."""

    widget = forms.CheckboxSelectMultiple

    def clean(self, value):
        """Return the people as a tuple."""
        if any(len(str(pk)) > 18 for pk in value or ()):
            raise ValidationError(self.error_messages["invalid_list"], code="invalid_list")
        return tuple(super().clean(value))


class ExchangeForm(NominativeGuardMixin, forms.Form):
    """What took place with ``organisation``, who spoke, what was agreed, and what is to be done."""

    nominative_fields = ("agreed", "action", "others")

    way = forms.ChoiceField(label=_("How"), choices=ExchangeWay.choices, widget=forms.RadioSelect)
    happened_on = DateField(label=_("On which day"))
    people = PeopleField(label=_("With whom"), queryset=Person.objects.none(), required=False)
    others = forms.CharField(
        label=_("Other people of the organisation"),
        required=False,
        max_length=300,
        help_text=_("Names of professionals, separated by commas."),
    )
    agreed = forms.CharField(
        label=_("What was agreed"),
        max_length=4 * LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One line for each decision. Nothing about a young person: situations stay in RIO."),
    )
    action = forms.CharField(label=_("What is to be done"), required=False, max_length=LONGEST)
    owner = forms.ModelChoiceField(
        label=_("By whom"), queryset=Person.objects.none(), required=False, empty_label=_("Nobody in particular")
    )
    due = DateField(label=_("Until when"), required=False)

    def __init__(self, *args, platform: Platform, organisation: Organisation, **options):
        self.platform, self.organisation = platform, organisation
        initial = {
            "happened_on": local_today(platform),
            "way": ExchangeWay.PHONE,
            **(options.pop("initial", None) or {}),
        }
        super().__init__(*args, initial=initial, **options)
        people = people_of(platform, organisation)
        if people.exists():
            self.fields["people"].queryset = people
        else:
            del self.fields["people"]
            self.fields["others"].label = _("With whom")
        team = Person.objects.team_of(platform).values("pk")
        owners = Person.objects.filter(pk__in=team) | Person.objects.filter(pk__in=people.order_by().values("pk"))
        self.fields["owner"].queryset = owners.order_by("last_name", "first_name", "pk")

    def get_known_names(self):
        """Return the names of the platform's directory."""
        return platform_names(self.platform)

    def clean_action(self):
        """Keep the action on one line."""
        return clean_line(self.cleaned_data["action"])

    def clean(self):
        """Ask what is to be done where somebody or a day is given for it."""
        cleaned = super().clean()
        if (cleaned.get("owner") or cleaned.get("due")) and not cleaned.get("action") and "action" not in self.errors:
            self.add_error("action", _("Say what is to be done, or give neither a person nor a day."))
        return cleaned

    @property
    def exchange(self) -> Exchange:
        """Return what was typed, for the service; only of a valid form."""
        return Exchange(organisation=self.organisation, **self.cleaned_data)
