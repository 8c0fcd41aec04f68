"""A rhythm, set or changed from a day on, on its own page; and the working groups that have one."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.nominative import NominativeGuardMixin
from portal.directory.forms.base import DetailsForm, field_of

from ..models import WorkingGroup
from ..planning_answers import RhythmAnswer
from ..services.working_groups import GROUP_FIELDS, GroupFacts
from .cadence import RhythmForm
from .planning_parts import DayField


class RhythmChangeForm(RhythmForm):
    """What holds from a day on."""

    since = DayField(label=gettext_lazy("From"), help_text=gettext_lazy("What holds until then ends the day before."))
    field_order = ("since",)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("weekday", "time", "duration", "tolerance"):
            self.fields[name].required = True

    def answer(self, circle: str, group: int | None) -> RhythmAnswer:
        """Return the answer of a valid form."""
        return self.base(circle, group)


class WorkingGroupForm(NominativeGuardMixin, DetailsForm):
    """What a working group says of itself."""

    details_class = GroupFacts
    nominative_fields = ("name", "purpose")

    class Meta:
        model = WorkingGroup
        fields = GROUP_FIELDS
        formfield_callback = field_of
        help_texts = {
            "name": gettext_lazy("It becomes the title of the group's meetings: “School refusal”."),
            "purpose": gettext_lazy("In a few lines: the question at hand, and what is expected in the end."),
        }


class GroupEndForm(forms.Form):
    """The first day on which a group no longer meets."""

    until = DayField(label=gettext_lazy("No longer meets from"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["until"].error_messages["required"] = _("Give the day from which the group no longer meets.")
