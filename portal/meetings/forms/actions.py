"""Filters of the lists of actions, and the forms that follow one."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.core.forms import DateField
from portal.core.nominative import NominativeGuardMixin
from portal.core.text import clean_line
from portal.directory.models import Platform

from ..action_sight import to_reassign
from ..enums import ActionState
from ..known_names import platform_names
from ..models import ActionItem, Objective
from ..services.action_follow_up import FollowUp, follow_up_version
from ..services.actions import ActionDetails, people_of
from ..services.decisions import LONGEST
from ..services.objectives import UNFINISHED
from .venues import OrganisationField as RowField

OPEN, LATE, LEFT, CLOSED, ALL = "ouvertes", "retard", "reattribuer", "closes", "toutes"
MINE, TEAM = "moi", "plateforme"
#: How the actions of a platform are shown.
TABLE, BY_ORGANISATION, BY_DUE, BY_STATE = "tableau", "organismes", "echeances", "etats"
VIEWS = ("", TABLE, BY_ORGANISATION, BY_DUE, BY_STATE)


class ActionFilterForm(forms.Form):
    """Whose actions, in which state, of which platform; what the address says wrongly is left aside."""

    qui = forms.ChoiceField(label=_("Whose"), required=False)
    etat = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", pgettext_lazy("filter of actions", "Open")),
            (LATE, _("Open and late")),
            (CLOSED, _("Done or dropped")),
            (ALL, _("All")),
        ],
    )
    plateforme = forms.ModelChoiceField(
        label=_("Platform"),
        queryset=Platform.objects.none(),
        required=False,
        to_field_name="slug",
        empty_label=_("All platforms"),
    )

    def __init__(self, *args, team: bool, platforms, **kwargs):
        super().__init__(*args, **kwargs)
        everybody = [(TEAM, _("Everybody on my platforms"))] if team else []
        self.fields["qui"].choices = [("", _("Mine")), *everybody]
        self.fields["plateforme"].queryset = platforms

    @property
    def chosen(self) -> dict:
        """Return the valid part of what was chosen, with the defaults."""
        self.is_valid()
        data = self.cleaned_data
        return {
            "whose": data.get("qui") or MINE,
            "state": data.get("etat") or OPEN,
            "platform": data.get("plateforme"),
        }


class PlatformActionFilter(forms.Form):
    """Filters of the actions of a platform; what the address says wrongly is left aside (D-34, D-77)."""

    qui = forms.ChoiceField(label=_("Whose"), required=False)
    etat = forms.ChoiceField(label=_("State"), required=False)
    organisme = forms.ChoiceField(label=_("Organisation"), required=False)
    objectif = forms.ChoiceField(label=_("Objective"), required=False)
    vue = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data, *, team: bool, organisations, objectives):
        """``organisations`` and ``objectives`` are what the viewer's actions name: nothing else is a choice."""
        states = [
            ("", pgettext_lazy("filter of actions", "Open")),
            (LATE, _("Open and late")),
            *([(LEFT, _("To give to somebody else"))] if team else []),
            (CLOSED, _("Done or dropped")),
            (ALL, _("All")),
        ]
        choices = {
            "qui": [("", _("Everybody")), (MINE, _("Mine"))],
            "etat": states,
            "organisme": [("", _("All organisations")), *((str(one.pk), one.name) for one in organisations)],
            "objectif": [("", _("All")), *((str(one.pk), one.title) for one in objectives)],
            "vue": [(view, view) for view in VIEWS],
        }
        known = {
            name: data.get(name, "") for name, rows in choices.items() if data.get(name, "") in {key for key, _ in rows}
        }
        super().__init__(known)
        for name in ("qui", "etat", "organisme", "objectif"):
            self.fields[name].choices = choices[name]
        for name, rows in (("organisme", organisations), ("objectif", objectives)):
            if not rows:
                del self.fields[name]
        self.full_clean()

    @property
    def view(self) -> str:
        """Return how they are shown: one of ``VIEWS``."""
        return self.cleaned_data.get("vue") or TABLE

    @property
    def state(self) -> str:
        """Return which states are asked for; a board by state shows all of them unless one is chosen."""
        return self.cleaned_data.get("etat") or (ALL if self.view == BY_STATE else OPEN)

    @property
    def chosen(self) -> dict[str, str]:
        """Return what is chosen, by the name in the address."""
        return {name: value for name, value in self.cleaned_data.items() if value}

    def apply(self, actions, *, person, platform, today):
        """Return those of ``actions`` that fit."""
        data = self.cleaned_data
        if data.get("qui") == MINE:
            actions = actions.filter(owner=person)
        if data.get("organisme"):
            actions = actions.filter(owner_organisation=data["organisme"])
        if data.get("objectif"):
            actions = actions.filter(objective=data["objectif"])
        if self.state == LEFT:
            return actions.filter(pk__in=to_reassign(platform).values("pk"))
        return in_state(actions, self.state, today)


def in_state(actions, state: str, today):
    """Return those of ``actions`` in the ``state`` of a filter."""
    if state == ALL:
        return actions
    if state == CLOSED:
        return actions.exclude(state=ActionState.OPEN)
    return actions.late(today) if state == LATE else actions.open()


class OwnerField(forms.TypedChoiceField):
    """Who takes an action, among ``people``; others are refused beside the field."""

    def __init__(self, **options):
        super().__init__(coerce=int, empty_value=None, **options)
        self.people = {}

    def offer(self, people, *, empty, kept=None) -> None:
        """Give the field its choices, the owner of now (``kept``) among them even when they have left."""
        self.people = {person.pk: person for person in people}
        if kept is not None:
            self.people.setdefault(kept.pk, kept)
        self.choices = [("", empty), *((pk, owner_label(one)) for pk, one in self.people.items())]


def owner_label(person) -> str:
    """Return name and organisation."""
    return f"{person} – {person.organisation}" if person.organisation else str(person)


class PlanActionForm(NominativeGuardMixin, forms.Form):
    """An action that no meeting wrote, under an objective of the year."""

    nominative_fields = ("text",)

    text = forms.CharField(label=_("Action"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2}))
    owner = OwnerField(label=_("Who"), required=False)
    due = DateField(label=_("For when"), required=False)

    def __init__(self, *args, platform, **options):
        self.platform = platform
        super().__init__(*args, **options)
        self.fields["owner"].offer(people_of(platform), empty=_("Nobody yet"))

    def get_known_names(self):
        """Return the names of the platform's directory."""
        return platform_names(self.platform)

    def clean_text(self):
        """Keep the sentence on one line."""
        return clean_line(self.cleaned_data["text"])

    @property
    def details(self) -> ActionDetails:
        """Return what was typed, for the service; only of a valid form."""
        data = self.cleaned_data
        owner = self.fields["owner"].people.get(data["owner"])
        return ActionDetails(text=data["text"], owner=owner, due=data["due"])


class FollowUpForm(NominativeGuardMixin, forms.Form):
    """Another owner, day or objective; the words only of an action that no meeting wrote."""

    nominative_fields = ("text",)

    text = forms.CharField(label=_("Action"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2}))
    owner = OwnerField(label=_("Who"), required=False)
    due = DateField(label=_("For when"), required=False)
    objective = RowField(
        label=_("Objective of the year"),
        queryset=Objective.objects.none(),
        required=False,
        empty_label=_("None"),
        help_text=_("The action then stands in the action plan, which the network reads."),
    )
    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)

    def __init__(self, *args, action: ActionItem, people, **options):
        self.action = action
        initial = {
            "text": action.text,
            "owner": action.owner_id,
            "due": action.due,
            "objective": action.objective_id,
            "version": follow_up_version(action),
        }
        super().__init__(*args, initial=initial, **options)
        if action.meeting_id:
            del self.fields["text"]
        self.fields["owner"].offer(people, empty=_("Nobody yet"), kept=action.owner)
        kept = Q(pk=action.objective_id) if action.objective_id else Q(pk__in=())
        self.fields["objective"].queryset = Objective.objects.filter(
            kept | Q(state__in=UNFINISHED, continued_by__isnull=True), platform=action.platform
        )

    def get_known_names(self):
        """Return the names of the platform's directory."""
        return platform_names(self.action.platform)

    @property
    def wanted(self) -> FollowUp:
        """Return what was typed, for the service; only of a valid form."""
        data = self.cleaned_data
        return FollowUp(
            owner=self.fields["owner"].people.get(data["owner"]),
            due=data["due"],
            objective=data["objective"],
            text=clean_line(data.get("text", "")),
        )


class ReassignForm(forms.Form):
    """Who takes the open actions of somebody who left."""

    former = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**62)
    to = OwnerField(label=_("Give them to"))

    def __init__(self, *args, people, **options):
        super().__init__(*args, **options)
        self.fields["to"].offer(people, empty=_("Choose"))

    @property
    def successor(self):
        """Return who takes them; only of a valid form."""
        return self.fields["to"].people.get(self.cleaned_data["to"])
