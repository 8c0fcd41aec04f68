"""Forms of the reading of minutes: its last day, remarks, their answers, addenda."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.core.forms import DateField, RichTextField

from ..enums import CommentState
from ..models import AgendaItem, MinutesComment
from ..services.comments import LONGEST, LONGEST_ANSWER, comment_version
from .minutes import GuardedForm


class LastDayForm(forms.Form):
    """Until when the minutes are read; empty: until the team validates."""

    read_until = DateField(
        label=_("Last day of the reading"),
        required=False,
        help_text=_("Remarks close at the end of this day. Without a day, they close when the minutes are validated."),
    )


class CommentForm(GuardedForm):
    """One remark on an item, or on the whole."""

    nominative_fields = ("text",)

    text = forms.CharField(label=_("My remark"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}))
    item = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, item: int | None = None, **kwargs):
        self.item = item
        super().__init__(*args, initial={"item": item}, auto_id=f"id_remark_{item or 'all'}_%s", **kwargs)

    @property
    def confirmation_field(self):
        """Return the box that confirms weak signs where it is awaited, else None."""
        return self[self.confirmation_name] if self.confirmation_name in self.fields and self.errors else None


class CommentAnswerForm(GuardedForm):
    """What became of a remark, and a word to its author; the button that is pressed says which."""

    nominative_fields = ("answer",)

    state = forms.ChoiceField(
        choices=[(CommentState.TAKEN, CommentState.TAKEN.label), (CommentState.DECLINED, CommentState.DECLINED.label)],
        widget=forms.HiddenInput,
    )
    answer = forms.CharField(label=_("A word to its author"), max_length=LONGEST_ANSWER, required=False)
    version = forms.CharField(widget=forms.HiddenInput, max_length=16)

    def __init__(self, *args, comment: MinutesComment, **kwargs):
        self.comment = comment
        initial = {"answer": comment.answer, "version": comment_version(comment)}
        super().__init__(*args, initial=initial, auto_id=f"id_answer_{comment.pk}_%s", **kwargs)

    @property
    def confirmation_field(self):
        """Return the box that confirms weak signs where it is awaited, else None."""
        return self[self.confirmation_name] if self.confirmation_name in self.fields and self.errors else None


class AddendumForm(GuardedForm):
    """A correction of validated minutes; ``follows`` is the hash of what its author read."""

    nominative_html_fields = ("html",)

    html = RichTextField(label=_("Text of the addendum"))
    follows = forms.CharField(widget=forms.HiddenInput, max_length=64)


def item_of(meeting, pk: int | None) -> AgendaItem | None:
    """Return the item that a remark names: None for the whole; one that is gone comes back without its row."""
    if pk is None:
        return None
    return meeting.agenda_items.filter(pk=pk).first() or AgendaItem(pk=pk)
