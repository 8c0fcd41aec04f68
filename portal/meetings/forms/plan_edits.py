"""The forms on a date of a plan: another day or hour, another place."""

import datetime as dt

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ..scheduling import EditAction
from .planning_parts import ClockField, DayField


class MoveField(forms.CharField):
    """A day with or without an hour, "2026-10-06T09:30", as a button that moves a date at once sends it."""

    def to_python(self, value) -> tuple[dt.date, dt.time | None] | None:
        """Return day and hour, None for nothing."""
        text = super().to_python(value)
        if not text:
            return None
        day, _separator, time = text.partition("T")
        try:
            return dt.date.fromisoformat(day), dt.time.fromisoformat(time).replace(tzinfo=None) if time else None
        except ValueError:
            raise ValidationError(_("This date cannot be used.")) from None


class DateEditForm(forms.Form):
    """What a lead does with one date of a plan. Without a known action nothing is done; a ``to`` alone is a move."""

    MOVE, RESET, RESET_ALL, UNDO = EditAction.MOVE.value, "reset", "reset_all", "undo"

    version = forms.IntegerField(min_value=1)
    action = forms.ChoiceField(
        choices=[(name, name) for name in (*map(str, EditAction), RESET, RESET_ALL, UNDO)], required=False
    )
    key = forms.CharField(max_length=80, required=False)
    date = DayField(required=False)
    time = ClockField(required=False)
    to = MoveField(max_length=32, required=False)

    def clean(self):
        """Ask for the day of a move."""
        cleaned = super().clean()
        if cleaned.get("to"):
            cleaned["action"], (cleaned["date"], cleaned["time"]) = self.MOVE, cleaned["to"]
        if not cleaned.get("action") and not self.errors:
            raise ValidationError({"action": _("Choose what becomes of this date.")})
        if cleaned.get("action") == self.MOVE and not cleaned.get("date") and not {"date", "to"} & set(self.errors):
            raise ValidationError({"date": _("Give the date to which the meeting moves.")})
        return cleaned


class HostChoiceForm(forms.Form):
    """Who receives one date of a plan; without a venue the plan decides again. Whose venue it is, the service asks."""

    version = forms.IntegerField(min_value=1)
    key = forms.CharField(max_length=80)
    venue = forms.IntegerField(min_value=1, max_value=2**31 - 1, required=False)
