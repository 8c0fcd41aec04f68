"""The form of a session."""

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from portal.core.forms import DateField
from portal.core.nominative import NominativeGuardMixin
from portal.directory.forms.base import DetailsForm, field_of

from ..enums import Entry
from ..models import Session
from ..services.seats import MOST_SEATS
from ..services.sessions import SESSION_FIELDS, SessionDetails, sites_of


def _field_of(column, **options):
    if column.name in ("start", "end", "deadline"):
        return DateField(label=capfirst(column.verbose_name), required=False)
    return field_of(column, **options)


class PlaceField(forms.ModelChoiceField):
    """A place of a provider, named with its organisation where there are several."""

    def label_from_instance(self, site):
        """Return the organisation and the place."""
        return f"{site.organisation} – {site.name or site.full_address}"


class SessionForm(NominativeGuardMixin, DetailsForm):
    """A session of ``solution``; its places are those of the organisations that provide it."""

    details_class = SessionDetails
    nominative_fields = ("name", "note")
    entry = forms.ChoiceField(label=_("When one may enter"), choices=Entry.choices, widget=forms.RadioSelect)
    capacity = forms.IntegerField(
        label=_("Places in all"),
        required=False,
        min_value=0,
        max_value=MOST_SEATS,
        help_text=_("Free places are said apart, with their date."),
    )
    site = PlaceField(label=_("Place"), queryset=None, required=False, empty_label=_("Where the solution takes place"))

    class Meta:
        model = Session
        fields = SESSION_FIELDS
        formfield_callback = _field_of
        help_texts = {
            "name": _("Only where there are several: “Group of autumn”, “Evening”."),
            "note": _("What one should know of this session alone, in a few words."),
        }

    field_order = ["entry", "start", "end", "deadline", "site", "capacity", "name", "note"]

    def __init__(self, *args, solution, **options):
        super().__init__(*args, **options)
        kept = self.instance.site_id
        sites = sites_of(solution).select_related("organisation", "commune")
        self.fields["site"].queryset = sites.order_by("organisation__name", "pk")
        if kept and not sites.filter(pk=kept).exists():
            # A place that was closed since: shown as it is not chosen, so that saving says so.
            self.initial["site"] = None
        self.fields["start"].help_text = _("Needed on given dates and for a one-off action.")
        self.fields["end"].help_text = _("Empty while it goes on.")
        self.fields["deadline"].help_text = _("Empty: until the first day on given dates, else as long as it lasts.")
