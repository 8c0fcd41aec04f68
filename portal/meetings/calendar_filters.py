"""Filters of a calendar; they stay in the address, and what it holds beyond the choices is ignored (D-34, D-77)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .calendar_scopes import CalendarScope
from .enums import MeetingKind, MeetingStatus, OneOffStatus
from .models import WorkingGroup
from .querysets import MeetingQuerySet

#: Everything but what was cancelled.
HELD_ON = "on"
#: The one-off actions for young people, among the kinds.
ONE_OFFS = "actions"


class CalendarFilter(forms.Form):
    """Kind, platform, group and status. ``data`` is the query of an address: a choice that does not exist is no choice.

    The platforms and groups offered are those the viewer may know of, and only where there is a choice.
    """

    marks_optional = False

    genre = forms.ChoiceField(label=_("Kind of meeting"), required=False)
    plateforme = forms.ChoiceField(label=_("Platform"), required=False)
    groupe = forms.ChoiceField(label=_("Working group"), required=False)
    etat = forms.ChoiceField(label=_("Status"), required=False)

    def __init__(self, data, scope: CalendarScope):
        groups = WorkingGroup.objects.visible_to(scope.viewer).filter(platform__in=scope.platforms)
        choices = {
            "genre": [("", _("All kinds")), *MeetingKind.choices, (ONE_OFFS, _("Action for young people"))],
            "etat": [("", _("All statuses")), (HELD_ON, _("Without the cancelled")), *MeetingStatus.choices],
        }
        if len(scope.platforms) > 1:
            offered = [(platform.slug, platform.name) for platform in scope.platforms]
            choices["plateforme"] = [("", _("All platforms")), *offered]
        if offered := [(str(group.pk), group.name) for group in groups]:
            choices["groupe"] = [("", _("All groups")), *offered]
        known = {
            name: data.get(name, "") for name, rows in choices.items() if data.get(name, "") in {key for key, _ in rows}
        }
        super().__init__(known, auto_id="filtre_%s")
        for name in list(self.fields):
            if name in choices:
                self.fields[name].choices = choices[name]
            else:
                del self.fields[name]
        self.full_clean()

    @property
    def chosen(self) -> dict[str, str]:
        """Return what is chosen, by the name in the address."""
        return {name: value for name, value in self.cleaned_data.items() if value}

    def apply(self, meetings: MeetingQuerySet) -> MeetingQuerySet:
        """Return those of ``meetings`` that fit."""
        chosen = self.chosen
        if chosen.get("genre") == ONE_OFFS:
            return meetings.none()
        if "genre" in chosen:
            meetings = meetings.filter(kind=chosen["genre"])
        if "plateforme" in chosen:
            meetings = meetings.filter(platform__slug=chosen["plateforme"])
        if "groupe" in chosen:
            meetings = meetings.filter(working_group=chosen["groupe"])
        if chosen.get("etat") == HELD_ON:
            return meetings.exclude(status=MeetingStatus.CANCELLED)
        return meetings.filter(status=chosen["etat"]) if "etat" in chosen else meetings

    def apply_to_one_offs(self, actions):
        """Return those of the one-off ``actions`` that fit: they are of no kind of meeting and of no group."""
        chosen = self.chosen
        if chosen.get("genre", ONE_OFFS) != ONE_OFFS or "groupe" in chosen:
            return actions.none()
        if "plateforme" in chosen:
            actions = actions.filter(platform__slug=chosen["plateforme"])
        if chosen.get("etat") == HELD_ON:
            return actions.exclude(status=OneOffStatus.CANCELLED)
        return actions.filter(status=chosen["etat"]) if "etat" in chosen else actions

    def words(self) -> list[str]:
        """Return what is chosen in words, for what is printed."""
        return [str(dict(self.fields[name].choices)[value]) for name, value in self.chosen.items()]
