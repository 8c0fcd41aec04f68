"""School holidays: one entered by hand, and the file of the official calendar."""

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from portal.core.forms import DateField

from ..models import CalendarPeriod
from ..services.school_holidays import HOLIDAY_FIELDS, Holiday
from .base import DetailsForm

_SALT = "directory.school-calendar"
#: A preview that was left open longer is read again from the file.
_MAX_AGE = 24 * 3600


class HolidayForm(DetailsForm):
    """A school holiday of one of the zones that the reader keeps."""

    details_class = Holiday
    start = DateField(label=_("First day without class"))
    end = DateField(label=_("Last day without class"), help_text=_("The day before classes resume."))

    class Meta:
        model = CalendarPeriod
        fields = HOLIDAY_FIELDS

    def __init__(self, *args, zones, **options):
        super().__init__(*args, **options)
        self.fields["zone"].choices = [
            choice for choice in self.fields["zone"].choices if choice[0] == "" or choice[0] in zones
        ]
        self.fields["name"].help_text = _("For example “Vacances de la Toussaint”.")


class SchoolCalendarForm(forms.Form):
    """The official calendar as a file."""

    file = forms.FileField(
        label=_("Official calendar"),
        help_text=_("The CSV export of the data set “Le calendrier scolaire”; 5 MB and 5,000 rows at most."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        error_messages={"required": _("Choose a file."), "empty": _("This file is empty.")},
    )
    replace_hand_made = forms.BooleanField(
        label=_("Replace what was entered by hand too"),
        required=False,
        help_text=_("Otherwise a correction made by hand stays, even where the official calendar says otherwise."),
    )


def sealed(periods: list[dict], replace_hand_made: bool, user) -> str:
    """Return what was read of a file as a text that only ``user`` can send back, and only as it is."""
    seen = {"user": user.pk, "replace": replace_hand_made, "periods": periods}
    return signing.dumps(seen, salt=_SALT, compress=True)


def unsealed(text: str, user) -> tuple[list[dict], bool] | None:
    """Return the periods and the choice that ``sealed`` took, or None when the text is old, cut or somebody else's."""
    try:
        seen = signing.loads(text, salt=_SALT, max_age=_MAX_AGE)
    except signing.BadSignature:
        return None
    return (seen["periods"], seen["replace"]) if seen["user"] == user.pk else None
