"""Forms of attendance: lines of the signed sheet, who came uninvited or for somebody else, late arrivals."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.french_dates import to_local
from portal.core.nominative import NominativeGuardMixin
from portal.core.text import clean_line
from portal.directory.models import Person

from ..attendance_list import Line
from ..enums import Presence
from ..models import Invitee
from ..services.answers import people_like_substitute
from ..services.attendance import Row, suggested

CHOICES = [(choice.value, choice.label) for choice in Presence if choice is not Presence.UNKNOWN]


class AttendanceRowForm(forms.Form):
    """One line of the sheet. ``seen`` is what was stored when the page was shown."""

    presence = forms.ChoiceField(label=_("Presence"), choices=CHOICES, required=False, widget=forms.RadioSelect)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, line: Line, **kwargs):
        self.line = line
        self.invitee = invitee = line.invitee
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
    organisation_name = forms.CharField(
        label=_("Organisation"),
        max_length=160,
        required=False,
        widget=forms.TextInput(attrs={"list": "organisations-known", "autocomplete": "off"}),
    )

    def clean_name(self):
        """Keep the name on one line."""
        return clean_line(self.cleaned_data["name"])

    def clean_organisation_name(self):
        """Keep the name on one line."""
        return clean_line(self.cleaned_data["organisation_name"])


class ArrivalForm(forms.Form):
    """When somebody who came late arrived; empty: from the start."""

    arrived = forms.TimeField(
        label=_("Arrived at"),
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        help_text=_("Leave it empty for somebody who was there from the start."),
    )

    def __init__(self, *args, invitee: Invitee, **kwargs):
        meeting = invitee.meeting
        shown = invitee.arrived_at
        if shown is None and meeting.starts_at < timezone.now() < meeting.ends_at:
            shown = timezone.now()
        initial = {"arrived": to_local(shown, meeting.timezone_name).time() if shown else None}
        super().__init__(*args, initial=initial, **kwargs)


class CameInsteadForm(NominativeGuardMixin, forms.Form):
    """Who came in somebody's place: a person of the organisation, or a name."""

    nominative_fields = ("name",)

    person = forms.ModelChoiceField(
        label=_("Person of the organisation"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("Somebody who is not in the directory yet"),
    )
    name = forms.CharField(label=_("Name, for somebody who is not in the list"), max_length=160, required=False)

    def __init__(self, *args, invitee: Invitee, **kwargs):
        like = people_like_substitute(invitee)
        initial = {} if invitee.replaced_by_id else {"name": invitee.substitute_name}
        super().__init__(*args, initial=initial, **kwargs)
        field = self.fields["person"]
        if like:
            field.queryset = Person.objects.filter(pk__in=[person.pk for person in like])
            field.choices = [("", field.empty_label), *((person.pk, str(person)) for person in like)]
        else:
            del self.fields["person"]
            self.fields["name"].label = _("Name")

    def clean_name(self):
        """Keep the name on one line."""
        return clean_line(self.cleaned_data["name"])
