"""Whom to invite to one meeting, beside those who are invited with their circle."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.core.nominative import NominativeGuardMixin
from portal.directory.forms.members import PersonChoiceMixin

from ..models import Meeting
from ..services.guests import people_to_invite


class GuestForm(NominativeGuardMixin, PersonChoiceMixin):
    """Somebody of the directory, or a new person with an address."""

    nominative_fields = ("organisation_name",)
    field_order = ("person", "first_name", "last_name", "organisation_name", "function", "email", "phone")
    organisation_name = forms.CharField(
        label=_("Organisation"),
        max_length=160,
        required=False,
        help_text=_("As it stands in the attendance; one that the platform knows by this name counts as itself."),
    )

    def __init__(self, *args, meeting: Meeting, **options):
        super().__init__(*args, **options)
        self.choose_among(people_to_invite(meeting))
        self.fields["email"].help_text = _("The convocation goes there.")

    def clean(self):
        """Ask for the address of a new person: without it, nothing reaches them."""
        cleaned = super().clean()
        if not cleaned.get("person") and not cleaned.get("email") and not {"person", "email"} & self.errors.keys():
            self.add_error("email", _("Enter the address to which the convocation goes."))
        return cleaned
