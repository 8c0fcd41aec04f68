"""Forms of proposed agenda items: the author's, and the team's answer."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.core.nominative import NominativeGuardMixin
from portal.core.text import clean_line, clean_text

from ..known_names import known_names
from ..models import AgendaProposal, Meeting
from ..services.proposals import LONGEST_ANSWER, LONGEST_MINUTES, LONGEST_TEXT, LONGEST_TITLE


class ProposalForm(NominativeGuardMixin, forms.Form):
    """What somebody expected at a meeting would put on its agenda."""

    nominative_fields = ("title", "description")

    title = forms.CharField(label=_("What it is about"), max_length=LONGEST_TITLE)
    description = forms.CharField(
        label=_("In some words"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("No situation of a young person: those are worked on in RIO Suivi."),
    )
    minutes = forms.IntegerField(
        label=_("How long it takes (minutes)"), min_value=1, max_value=LONGEST_MINUTES, initial=10
    )
    presents = forms.BooleanField(label=_("I present it myself"), required=False, initial=True)

    def __init__(self, *args, meeting: Meeting, **kwargs):
        self.meeting = meeting
        super().__init__(*args, **kwargs)

    def get_known_names(self):
        """Return the names of the platform's directory."""
        return known_names(self.meeting)

    def clean_title(self):
        """Keep the title on one line."""
        return clean_line(self.cleaned_data["title"])

    def clean_description(self):
        """Remove control characters."""
        return clean_text(self.cleaned_data["description"]).strip()


class ProposalAnswerForm(NominativeGuardMixin, forms.Form):
    """A word of the team to the author of a proposal."""

    nominative_fields = ("answer",)

    answer = forms.CharField(
        label=_("A word to the author"),
        max_length=LONGEST_ANSWER,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The author reads it, by the link of a mail too: write nothing confidential. Needed to decline."),
    )

    def __init__(self, *args, proposal: AgendaProposal, **kwargs):
        self.proposal = proposal
        super().__init__(*args, initial={"answer": proposal.answer}, **kwargs)

    def get_known_names(self):
        """Return the names of the platform's directory."""
        return known_names(self.proposal.meeting)

    def clean_answer(self):
        """Keep the word on one line."""
        return clean_line(self.cleaned_data["answer"])
