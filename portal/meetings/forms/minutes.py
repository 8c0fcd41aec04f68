"""Forms of the minutes: notes, number of situations, decisions, actions; each saved by itself."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.core.forms import DateField, RichTextField
from portal.core.html import render
from portal.core.nominative import NominativeGuardMixin, check_html
from portal.core.text import clean_line

from ..models import ActionItem, AgendaItem, Decision, ItemNote
from ..services.actions import ActionDetails, action_version
from ..services.agenda import item_version
from ..services.decisions import LONGEST, decision_version
from .agenda import LONGEST_MINUTES


class GuardedForm(NominativeGuardMixin, forms.Form):
    """A form whose free text passes the nominative-data guard; ``known`` are the names of the directory."""

    def __init__(self, *args, known=(), **kwargs):
        self.known = known
        super().__init__(*args, **kwargs)

    def get_known_names(self):
        """Return the names of the platform's directory."""
        return self.known


class NoteForm(GuardedForm):
    """The notes of one item over the version that its author saw.

    Weak signs that its author confirmed once, in what is stored, are not asked about again.
    """

    nominative_html_fields = ("html",)

    html = RichTextField(label=_("Notes"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    #: Set by the buttons of a conflict: which text to keep, over which stored version.
    resolve = forms.ChoiceField(
        choices=[("mine", "mine"), ("both", "both"), ("stored", "stored")], required=False, widget=forms.HiddenInput
    )
    stored_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)

    def __init__(self, *args, note: ItemNote, **kwargs):
        self.note = note
        kwargs.setdefault("auto_id", f"id_{note.item_id}_%s")
        super().__init__(*args, initial={"html": str(render(note.html)), "version": note.version}, **kwargs)
        self.fields["html"].widget.attrs["rows"] = 8

    @property
    def confirmation_field(self):
        """Return the box that confirms weak signs where it is awaited, else None."""
        awaited = self.confirmation_name in self.fields and self.errors
        return self[self.confirmation_name] if awaited else None

    @property
    def confirmation(self) -> str:
        """Return what confirms the weak signs of the text that was typed, else of the stored one; empty without any."""
        html = self.cleaned_data["html"] if self.is_valid() else self.note.html
        findings = check_html(html, self.known) if html else None
        return findings.digest() if findings and findings.weak else ""

    @property
    def base_version(self) -> int:
        """Return the version over which to write: the one that the author saw, in a conflict the stored one."""
        data = self.cleaned_data
        if data["resolve"] and data["stored_version"] is not None:
            return data["stored_version"]
        return data["version"]


class SituationsForm(forms.Form):
    """How many situations and how long; no text (MISSION B6)."""

    count = forms.IntegerField(label=_("Number of situations"), min_value=0, max_value=500, required=False)
    minutes = forms.IntegerField(label=_("Duration (minutes)"), min_value=1, max_value=LONGEST_MINUTES)
    version = forms.CharField(widget=forms.HiddenInput, max_length=16)

    def __init__(self, *args, item: AgendaItem, **kwargs):
        initial = {"count": item.situation_count, "minutes": item.minutes, "version": item_version(item)}
        super().__init__(*args, initial=initial, auto_id=f"id_{item.pk}_%s", **kwargs)


class DecisionForm(GuardedForm):
    """One decision, in a sentence."""

    nominative_fields = ("text",)

    text = forms.CharField(label=_("Decision"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2}))
    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)

    def __init__(self, *args, item: AgendaItem, decision: Decision | None = None, **kwargs):
        self.decision = decision
        initial = {"text": decision.text, "version": decision_version(decision)} if decision else {}
        place = f"decision_{decision.pk}" if decision else f"item_{item.pk}_decision"
        super().__init__(*args, initial=initial, auto_id=f"id_{place}_%s", **kwargs)

    def clean_text(self):
        """Keep the sentence on one line."""
        return clean_line(self.cleaned_data["text"])


class ActionForm(GuardedForm):
    """Who does what until when; ``people`` are those who may take it, invited ones first."""

    nominative_fields = ("text",)

    text = forms.CharField(label=_("Action"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2}))
    owner = forms.TypedChoiceField(label=_("Who"), required=False, coerce=int, empty_value=None)
    due = DateField(label=_("For when"), required=False)
    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)

    def __init__(self, *args, item: AgendaItem, people, action: ActionItem | None = None, **kwargs):
        self.action = action
        self.people = {person.pk: person for person in people}
        initial = {}
        if action is not None:
            initial = {"text": action.text, "owner": action.owner_id, "due": action.due}
            initial["version"] = action_version(action)
            if action.owner is not None:
                self.people.setdefault(action.owner_id, action.owner)
        place = f"action_{action.pk}" if action else f"item_{item.pk}_action"
        super().__init__(*args, initial=initial, auto_id=f"id_{place}_%s", **kwargs)
        self.fields["owner"].choices = [("", _("Nobody yet")), *((pk, _label(one)) for pk, one in self.people.items())]

    def clean_text(self):
        """Keep the sentence on one line."""
        return clean_line(self.cleaned_data["text"])

    @property
    def details(self) -> ActionDetails:
        """Return what was typed, for the service; only of a valid form."""
        data = self.cleaned_data
        return ActionDetails(text=data["text"], owner=self.people.get(data["owner"]), due=data["due"])


def _label(person) -> str:
    return f"{person} – {person.organisation}" if person.organisation else str(person)
