"""Appointments in the team of a platform."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.forms import DateField

from ..enums import PlatformRoleKind
from ..models import Organisation
from .members import PersonChoiceMixin


class AppointForm(PersonChoiceMixin):
    """A role for somebody whom the platform knows, or for a new person of one of its organisations."""

    kind = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)
    organisation = forms.ModelChoiceField(
        label=_("Organisation of the new person"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("None of these"),
    )
    since = DateField(label=_("Takes effect on"), help_text=_("The rights of the role begin and end with its dates."))
    field_order = ("kind", "person", "first_name", "last_name", "function", "organisation", "email", "phone", "since")

    def __init__(self, *args, kinds, people, organisations, initial=None, **options):
        super().__init__(*args, initial={"since": timezone.localdate(), **(initial or {})}, **options)
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in PlatformRoleKind if kind in kinds]
        self.fields["organisation"].queryset = organisations
        self.choose_among(people)
