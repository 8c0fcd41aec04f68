"""The settings of a territory, and who coordinates it."""

from django import forms
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from portal.core.forms import DateField

from ..models import Territory
from ..services.territories import SETTINGS_FIELDS, TerritorySettings
from ..team_state import inherited_leads
from .base import DetailsForm
from .members import PersonChoiceMixin


class TerritoryForm(DetailsForm):
    """What the territory asks of its platforms."""

    details_class = TerritorySettings
    expected_leads = forms.TypedChoiceField(
        label=_("Leads expected in a platform"),
        help_text=_("Below that number, the place is shown as vacant, here and to the coordinators."),
        coerce=lambda number: int(number) or None,
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Territory
        fields = SETTINGS_FIELDS

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        above = inherited_leads(self.instance)
        self.initial["expected_leads"] = self.instance.expected_leads or 0
        self.fields["expected_leads"].choices = [
            (0, _as_above(above)),
            (1, _("One lead")),
            (2, _("A pair of leads")),
        ]


def _words_as_above(number: int) -> str:
    return gettext("As usual above: %(number)s") % {
        "number": ngettext("%(count)s lead", "%(count)s leads", number) % {"count": number}
    }


_as_above = lazy(_words_as_above, str)


class CoordinatorForm(PersonChoiceMixin):
    """Somebody who works in the territory already, or a new person."""

    since = DateField(label=_("Takes effect on"), help_text=_("The rights begin and end with the dates."))
    field_order = ("person", "first_name", "last_name", "function", "email", "phone", "since")

    def __init__(self, *args, people, initial=None, **options):
        super().__init__(*args, initial={"since": timezone.localdate(), **(initial or {})}, **options)
        self.choose_among(people)
        if "person" in self.fields:
            self.fields["person"].help_text = _(
                "Somebody of a team or a coordination of the territory; for anybody else, fill in the fields below."
            )
