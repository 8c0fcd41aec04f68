"""Networks of organisations, and contacts at institutional actors."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.core.nominative import NominativeGuardMixin

from ..models import Network, Person, Territory
from ..services.networks import NETWORK_FIELDS, NetworkFacts
from ..services.people import CONTACT_FIELDS, Contact
from .base import DetailsForm, field_of
from .phones import PhoneField


class NetworkForm(NominativeGuardMixin, DetailsForm):
    """A network; its territory is one in which the author keeps networks."""

    details_class = NetworkFacts
    nominative_fields = ("description",)
    territory = forms.ModelChoiceField(label=_("Territory"), queryset=Territory.objects.none())

    class Meta:
        model = Network
        fields = NETWORK_FIELDS
        formfield_callback = field_of
        help_texts = {
            "name": _("As people say it: “FOQUALE Marseille littoral”."),
            "description": _("What it groups, who animates it."),
        }

    def __init__(self, *args, territories, whole_country=False, **options):
        super().__init__(*args, **options)
        field = self.fields["territory"]
        field.queryset = territories
        field.label_from_instance = lambda one: f"{one.name} ({one.get_kind_display()})"
        if whole_country:
            field.required = False
            field.empty_label = _("The whole country")


class ActorContactForm(DetailsForm):
    """Somebody to call at an institutional actor."""

    details_class = Contact
    versioned = False
    phone = PhoneField(label=_("Work phone"), required=False)

    class Meta:
        model = Person
        fields = CONTACT_FIELDS
        formfield_callback = field_of
        help_texts = {"function": _("What one may ask them: “Inspectrice chargée de l’orientation”.")}
