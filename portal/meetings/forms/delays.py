"""The form of the delays of a kind of meetings."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ..delays import NAMES, Delays
from ..services.delays import MOST


class _Days(forms.IntegerField):
    def __init__(self, label, help_text):
        super().__init__(
            label=label,
            help_text=help_text,
            required=False,
            min_value=0,
            max_value=MOST,
            widget=forms.NumberInput(attrs={"class": "w-short", "inputmode": "numeric"}),
        )


class DelaysForm(forms.Form):
    """How many days before the meeting each step falls; an empty field leaves the step out."""

    marks_optional = False

    call_days = _Days(
        _("Call for agenda items: days before the meeting"),
        _("Partners are asked what to speak about. Empty: no call."),
    )
    convene_days = _Days(
        _("Convocation: days before the meeting"),
        _("Proposed items come in time until the day before. Empty: nothing recalls it."),
    )
    freeze_days = _Days(
        _("Agenda frozen: days before the meeting"),
        _("From that day on a proposed item waits for the next meeting, unless the team takes it up. Empty: never."),
    )
    remind_days = _Days(
        _("Reminder to those who did not answer: days before the meeting"),
        _("Leaves by itself, once, in the morning. Empty: no reminder."),
    )
    automatic = forms.BooleanField(
        label=_("Send the call and the convocation by themselves on these days"),
        required=False,
        help_text=_(
            "Otherwise the team is asked to send them, and nothing leaves without it. Meetings whose guests are chosen "
            "one by one are always convened by hand."
        ),
    )
    reading_days = _Days(
        _("Reading of the minutes by those present: days"), _("Empty: until the team closes the reading.")
    )
    validate_after_reading = forms.BooleanField(
        label=_("Validate the minutes by themselves when the reading is over and nobody objected"), required=False
    )
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, delays: Delays, version: str, **kwargs):
        initial = {name: getattr(delays, name) for name in NAMES} | {"version": version}
        super().__init__(*args, initial=initial, **kwargs)

    @property
    def delays(self) -> Delays:
        """Return what was typed, for the service; only of a valid form."""
        return Delays(**{name: self.cleaned_data[name] for name in NAMES})
