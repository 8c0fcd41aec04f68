"""Forms of charters: they read what was typed; the services decide."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.core.forms import RichTextField

from .models import Refusal, SignerIdentity
from .services.drafts import DEFAULT_GRACE_DAYS, DEFAULT_VALID_MONTHS, MAX_GRACE_DAYS

VALIDITY_CHOICES = [
    ("12", _("One year")),
    ("24", _("Two years")),
    ("36", _("Three years")),
    ("0", _("Until the next version")),
]


class CharterForm(forms.Form):
    """The draft of a charter: its text and its terms."""

    text = RichTextField(label=_("Text"))
    valid_months = forms.TypedChoiceField(
        label=_("A signature holds for"),
        choices=VALIDITY_CHOICES,
        coerce=lambda months: int(months) or None,
        initial=str(DEFAULT_VALID_MONTHS),
        help_text=_("Everybody is then asked to sign again."),
    )
    grace_days = forms.IntegerField(
        label=_("Days to sign after publication"),
        min_value=0,
        max_value=MAX_GRACE_DAYS,
        initial=DEFAULT_GRACE_DAYS,
        help_text=_("During these days, members still read everything without having signed."),
    )
    #: What the form showed, so that a save over somebody else's text is refused.
    seen = forms.CharField(required=False, widget=forms.HiddenInput)


class SignForm(forms.Form):
    """The signature itself: the person is the one who is signed in, never a field."""

    organisation = forms.TypedChoiceField(
        label=_("I sign for"), coerce=int, empty_value=None, help_text=_("You represent several organisations here.")
    )
    confirm = forms.BooleanField(
        label=_("I have read the whole charter and I undertake to respect it"),
        error_messages={"required": _("Tick this box to sign.")},
    )
    typed_name = forms.CharField(
        label=_("Type your first and last name"),
        max_length=SignerIdentity._meta.get_field("typed_name").max_length,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("This is your signature."),
    )

    def __init__(self, capacities, *args, **options):
        super().__init__(*args, **options)
        self.capacities = capacities
        if len(capacities) > 1:
            self.fields["organisation"].choices = [
                (capacity.organisation.pk, str(capacity.organisation)) for capacity in capacities
            ]
        else:
            del self.fields["organisation"]

    def chosen_organisation(self):
        """Return the organisation signed for; None when there is nothing to choose."""
        chosen = self.cleaned_data.get("organisation")
        return next((item.organisation for item in self.capacities if chosen and item.organisation.pk == chosen), None)

    def name_is_confirmed(self) -> bool:
        """Tell whether this very name was shown and confirmed: another one is asked about again."""
        return self.data.get(self.add_prefix("name_confirmed")) == self.cleaned_data["typed_name"]

    def ask_about_name(self, typed_name: str) -> None:
        """Add the box that confirms ``typed_name``, a name other than the directory's."""
        self.fields["name_confirmed"] = forms.BooleanField(
            required=False,
            label=_("This is my name, though the directory writes it otherwise"),
            widget=forms.CheckboxInput(attrs={"value": typed_name}, check_test=lambda value: False),
        )


class ReasonForm(forms.Form):
    """Why somebody withdraws or refuses."""

    reason = forms.CharField(label=_("Reason"), max_length=Refusal._meta.get_field("reason").max_length)

    def __init__(self, *args, required: bool, **options):
        super().__init__(*args, **options)
        self.fields["reason"].required = required
