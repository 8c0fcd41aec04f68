"""Who joins a working group, and when somebody leaves it."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from portal.directory.forms.members import PersonChoiceMixin
from portal.directory.models import Organisation
from portal.directory.platform_calendar import local_today

from ..models import WorkingGroup
from ..services.group_members import convened_ahead, member_organisations, people_for
from .planning_parts import DayField


class GroupMemberForm(PersonChoiceMixin):
    """Somebody of the platform, or a new person of one of its member organisations."""

    field_order = ("person", "first_name", "last_name", "organisation", "function", "email", "phone")
    organisation = forms.ModelChoiceField(
        label=_("Organisation of the new person"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("None: somebody was chosen above"),
    )
    is_convenor = forms.BooleanField(
        label=_("Convenor of the group"),
        required=False,
        help_text=_("Calls and leads the group's work; the team of the platform still convenes its meetings."),
    )
    invite = forms.BooleanField(label="", required=False, initial=True)

    def __init__(self, *args, group: WorkingGroup, **options):
        super().__init__(*args, **options)
        self.choose_among(people_for(group))
        self.fields["organisation"].queryset = member_organisations(group.platform)
        if "person" not in self.fields:
            self.fields["organisation"].required = True
        self.fields["email"].help_text = _("Convocations go there.")
        ahead = len(convened_ahead(group))
        if ahead:
            label = ngettext(
                "Invite to the meeting that is convened already",
                "Invite to the %(count)d meetings that are convened already",
                ahead,
            )
            self.fields["invite"].label = label % {"count": ahead}
        else:
            del self.fields["invite"]

    def clean(self):
        """Ask for the organisation of a new person."""
        cleaned = super().clean()
        owed = not cleaned.get("person") and not {"person", "organisation"} & self.errors.keys()
        if owed and not cleaned.get("organisation"):
            self.add_error("organisation", _("Choose the organisation of the new person."))
        return cleaned


class GroupMemberEndForm(forms.Form):
    """The first day on which somebody no longer belongs to a group."""

    until = DayField(label=_("Leaves the group on"))

    def __init__(self, *args, group: WorkingGroup, **options):
        super().__init__(*args, initial={"until": local_today(group.platform)}, **options)
