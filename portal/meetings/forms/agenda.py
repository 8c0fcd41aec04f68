"""Form of an agenda item."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.core.nominative import NominativeGuardMixin
from portal.core.text import clean_line, clean_text
from portal.directory.models import Person

from ..enums import AgendaItemKind
from ..known_names import known_names
from ..models import AgendaItem, Meeting
from ..services.agenda import ItemDetails, item_version

LONGEST_MINUTES = 480


class AgendaItemForm(NominativeGuardMixin, forms.Form):
    """What a lead writes about an item. "Situations" keep a count and a length alone."""

    nominative_fields = ("title", "description")

    title = forms.CharField(label=_("Title"), max_length=160)
    minutes = forms.IntegerField(label=_("Duration (minutes)"), min_value=1, max_value=LONGEST_MINUTES, initial=10)
    presenter = forms.ModelChoiceField(
        label=_("Presented by"), queryset=Person.objects.none(), required=False, empty_label=_("Nobody in particular")
    )
    kind = forms.ChoiceField(
        label=_("Sort of item"),
        choices=AgendaItemKind.choices,
        initial=AgendaItemKind.TOPIC,
        help_text=_("“Situations” keeps a number and a duration only: they are worked on in RIO Suivi."),
    )
    situation_count = forms.IntegerField(label=_("Number of situations"), min_value=0, max_value=500, required=False)
    description = forms.CharField(
        label=_("Description"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, meeting: Meeting, item: AgendaItem | None = None, **kwargs):
        self.meeting = meeting
        initial = {}
        if item is not None:
            names = ("title", "minutes", "kind", "situation_count", "description")
            initial = {name: getattr(item, name) for name in names}
            initial |= {"presenter": item.presenter_id, "version": item_version(item)}
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["presenter"].queryset = presenters_for(meeting, item)
        self.fields["title"].required = self.data.get(self.add_prefix("kind")) != AgendaItemKind.SITUATIONS

    def get_known_names(self):
        """Return the names of the platform's directory."""
        return known_names(self.meeting)

    def clean_title(self):
        """Keep the title on one line."""
        return clean_line(self.cleaned_data["title"])

    def clean_description(self):
        """Remove control characters."""
        return clean_text(self.cleaned_data["description"]).strip()

    @property
    def details(self) -> ItemDetails:
        """Return what was typed, for the service; only of a valid form."""
        names = ("title", "minutes", "kind", "description", "presenter", "situation_count")
        return ItemDetails(**{name: self.cleaned_data[name] for name in names})


def presenters_for(meeting: Meeting, item: AgendaItem | None = None):
    """Return who may present an item: the platform's team and members, those invited, and who presents it now."""
    people = Person.objects.filter(invitations__meeting=meeting.pk)
    if meeting.platform_id:
        people = (
            people
            | Person.objects.filter(pk__in=Person.objects.team_of(meeting.platform).values("pk"))
            | Person.objects.filter(pk__in=Person.objects.delegates_of(meeting.platform).values("pk"))
        )
    if item is not None and item.presenter_id:
        people = people | Person.objects.filter(pk=item.presenter_id)
    return people.distinct()
