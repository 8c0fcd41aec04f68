"""Report an error on a sheet: closed reasons and a few words, which the guard reads."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.core.nominative import NominativeGuardMixin

from ..enums import ErrorReason
from ..models import ErrorReport, Organisation, Person


class ErrorReportForm(NominativeGuardMixin, forms.Form):
    """What is wrong with the sheet of ``organisation``."""

    nominative_fields = ("details",)
    reason = forms.ChoiceField(label=_("What is wrong?"), choices=ErrorReason.choices, widget=forms.RadioSelect)
    details = forms.CharField(
        label=_("Details"),
        required=False,
        max_length=ErrorReport._meta.get_field("details").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The right number, the new name… Nothing about a young person."),
    )

    def __init__(self, *args, organisation: Organisation, **options):
        super().__init__(*args, **options)
        self.organisation = organisation

    def get_known_names(self):
        """Return what the reader may well write: the organisation, and those who work there."""
        known = [self.organisation.name, self.organisation.email, self.organisation.phone]
        people = Person.objects.filter(organisation=self.organisation) | Person.objects.filter(
            delegations__participation__organisation=self.organisation
        )
        for first, last, email, phone in people.distinct().values_list("first_name", "last_name", "email", "phone"):
            known += [f"{first} {last}", email, phone]
        return [text for text in known if text]
