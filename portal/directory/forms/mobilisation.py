"""The next step of the mobilisation."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.core.forms import DateField

from ..enums import Circle, ParticipationStatus
from ..models import Participation
from ..services.mobilisation import STEP_FIELDS, Step
from .base import DetailsForm, field_of
from .members import NetworkGuardMixin


class StepForm(NetworkGuardMixin, DetailsForm):
    """How far it has come and what comes next; of a member only the step, its place is changed elsewhere."""

    details_class = Step
    nominative_fields = ("reason", "next_step")
    status = forms.ChoiceField(
        label=_("Where does it stand?"), choices=ParticipationStatus.choices, widget=forms.RadioSelect
    )
    circle = forms.ChoiceField(
        label=_("In which circle"),
        choices=[*Circle.choices, ("", _("Not decided yet"))],
        required=False,
        widget=forms.RadioSelect,
        help_text=_("Needed once it has agreed."),
    )
    next_step_on = DateField(
        label=_("By when"), required=False, help_text=_("It then shows on the dashboard of the team, a week ahead.")
    )

    class Meta:
        model = Participation
        fields = STEP_FIELDS
        formfield_callback = field_of
        labels = {"reason": _("Why"), "next_step": _("What comes next")}
        help_texts = {
            "reason": _("Of a refusal above all: “Too few staff this year”. Kept in the history."),
            "next_step": _("Who does what: “Call the director before the holidays”."),
        }

    field_order = ("status", "circle", "reason", "next_step", "next_step_on")

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.platform = self.instance.platform
        if self.instance.status == ParticipationStatus.AGREED:
            for name in ("status", "circle", "reason"):
                del self.fields[name]

    def details(self) -> Step:
        """Return what was typed; what the form does not ask stays."""
        values = {name: getattr(self.instance, name) for name in STEP_FIELDS}
        return Step(**{name: self.cleaned_data.get(name, value) for name, value in values.items()})

    def refuse(self, error) -> None:
        """Show the refusal; of both versions, choices by their words."""
        super().refuse(error)
        stored = getattr(error, "stored", None)
        if stored is not None:
            words = {"status": stored.get_status_display(), "circle": stored.get_circle_display() or "–"}
            labels = {self.fields[name].label: shown for name, shown in words.items() if name in self.fields}
            self.stored = [(label, labels.get(label, value)) for label, value in self.stored]
