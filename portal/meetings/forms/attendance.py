"""Forms of the attendance page."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.core.nominative import NominativeGuardMixin
from portal.core.text import clean_line

from ..enums import Presence
from ..models import Invitee
from ..services.attendance import Row, suggested

CHOICES = [(choice.value, choice.label) for choice in Presence if choice is not Presence.UNKNOWN]


class AttendanceRowForm(forms.Form):
    """One person: present, excused, absent or represented. ``seen`` is what was stored when the page was shown."""

    presence = forms.ChoiceField(label=_("Presence"), choices=CHOICES, required=False, widget=forms.RadioSelect)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, invitee: Invitee, **kwargs):
        self.invitee = invitee
        initial = {"presence": suggested(invitee) or None, "seen": invitee.presence}
        super().__init__(*args, prefix=f"p{invitee.pk}", initial=initial, **kwargs)
        self.conflict = False

    @property
    def row(self) -> Row:
        """Return the line for the service; only of a valid form."""
        return Row(invitee_id=self.invitee.pk, seen=self.cleaned_data["seen"], presence=self.cleaned_data["presence"])


class GuestForm(NominativeGuardMixin, forms.Form):
    """Somebody who came uninvited: a professional, never a young person."""

    nominative_fields = ("name", "organisation_name")

    name = forms.CharField(label=_("Name"), max_length=160)
    organisation_name = forms.CharField(label=_("Organisation"), max_length=160, required=False)

    def clean_name(self):
        """Keep the name on one line."""
        return clean_line(self.cleaned_data["name"])

    def clean_organisation_name(self):
        """Keep the name on one line."""
        return clean_line(self.cleaned_data["organisation_name"])
