"""The point of a site: two numbers that a map fills in, and that can be typed without one."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.errors import DomainError

from ..french_points import read_point
from ..services.checks import StaleSave
from ..services.points import Pin

#: Both numbers as maps on the web give them, pasted into the first field.
MAX_PASTED = 60


class DegreesField(forms.CharField):
    """Degrees as they are typed: read together, as one without the other is no point."""

    def __init__(self, **options):
        attributes = {"inputmode": "decimal", "autocomplete": "off"}
        super().__init__(required=False, max_length=MAX_PASTED, widget=forms.TextInput(attrs=attributes), **options)


class PinMixin(forms.Form):
    """Gives a form over a site its point; ``pin`` is what was set by hand, None where it was left as shown."""

    latitude = DegreesField(label=gettext_lazy("Latitude"))
    longitude = DegreesField(label=gettext_lazy("Longitude"))
    #: The point that the page showed: the geocoder may have found another meanwhile.
    shown_point = forms.CharField(required=False, max_length=MAX_PASTED, widget=forms.HiddenInput)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.pin: Pin | None = None
        point = self.instance.point
        if point:
            north, _comma, east = str(point).partition(",")
            self.initial |= {"latitude": north, "longitude": east, "shown_point": str(point)}

    def read_pin(self, cleaned: dict) -> None:
        """Read both numbers; what is no point is an error beside its field."""
        if "latitude" not in cleaned or "longitude" not in cleaned:
            return
        try:
            point = read_point(cleaned["latitude"], cleaned["longitude"])
        except DomainError as error:
            error.add_to(self)
            return
        shown = cleaned.get("shown_point", "")
        if str(point or "") != shown:
            self.pin = Pin(point, seen=_seen(shown))

    def refuse(self, error) -> None:
        """Show the refusal, and the point that somebody else set meanwhile."""
        super().refuse(error)
        if isinstance(error, StaleSave) and self.pin:
            stored = error.stored.point
            if stored not in (self.pin.point, self.pin.seen):
                self.stored.append((_("Point on the map"), str(stored or "–").replace(",", ", ")))
            self.data[self.add_prefix("shown_point")] = str(stored or "")


def _seen(shown: str):
    try:
        return read_point(*(shown.split(",") if shown.count(",") == 1 else ("", "")))
    except DomainError:
        return None
