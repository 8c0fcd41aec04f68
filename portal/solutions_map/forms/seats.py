"""Numbers of seats: one session, and many at once."""

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from ..seat_lines import SeatLine
from ..services.seats import MOST_SEATS, StaleSeats

#: Attributes that bring up the digits of a phone.
_DIGITS = {"inputmode": "numeric", "autocomplete": "off"}


class SeatsForm(forms.Form):
    """How many seats are free, of how many; ``seen`` is the report that the page showed."""

    free = forms.IntegerField(
        label=_("Free places"), min_value=0, max_value=MOST_SEATS, widget=forms.NumberInput(attrs=_DIGITS)
    )
    capacity = forms.IntegerField(
        label=_("Places in all"), min_value=0, max_value=MOST_SEATS, widget=forms.NumberInput(attrs=_DIGITS)
    )
    seen = forms.CharField(
        required=False,
        widget=forms.HiddenInput,
        validators=[RegexValidator(r"\A\d{1,18}\Z", _("Open the page again."))],
    )

    def __init__(self, *args, line: SeatLine, **options):
        self.line = line
        shown = {"free": line.last.free if line.last else None, "capacity": line.capacity, "seen": line.seen}
        super().__init__(*args, initial=shown, **options)
        #: The report that somebody made meanwhile.
        self.stored = None

    def numbers(self) -> dict:
        """Return what was typed, as ``report_seats`` takes it."""
        seen = self.cleaned_data["seen"]
        return {
            "free": self.cleaned_data["free"],
            "capacity": self.cleaned_data["capacity"],
            "seen": int(seen) if seen else None,
        }

    def refuse(self, error) -> None:
        """Show the refusal; after a newer report, saving again is a choice between both numbers."""
        if isinstance(error, StaleSeats):
            self.stored = error.stored
            self.data = self.data.copy()
            self.data[self.add_prefix("seen")] = str(error.stored.pk)
        error.add_to(self)


class SeatLineForm(SeatsForm):
    """A line among many: left empty it says nothing."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for name in ("free", "capacity"):
            self.fields[name].required = False
            # What somebody else says meanwhile does not turn an untouched line into a changed one.
            self.fields[name].show_hidden_initial = True

    def clean(self):
        """Ask for both numbers where one is given."""
        cleaned = super().clean()
        typed = [name for name in ("free", "capacity") if cleaned.get(name) is not None]
        if typed == ["free"] and "capacity" not in self.errors:
            self.add_error("capacity", _("Say how many places there are in all."))
        return cleaned

    @property
    def is_said(self) -> bool:
        """Tell whether a number of free seats stands there."""
        return self.cleaned_data.get("free") is not None

    @property
    def is_changed(self) -> bool:
        """Tell whether the numbers are others than those that the page showed when it was opened."""
        return self.is_said and ("free" in self.changed_data or "capacity" in self.changed_data)
