"""The parts of the planner's form: a campaign, a circle, the place and the period."""

import datetime as dt

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.french_dates import format_month
from portal.core.nominative import NominativeTextValidator
from portal.core.text import clean_line
from portal.directory.services.campaigns import MAX_CHECKS, MAX_LENGTH

from ..planning_answers import PlaceAnswer
from ..scheduling import Campaign
from ..services.planning_places import hosts_of, open_venues_of, sites_of

#: Further ahead, a year is a slip of the keyboard.
FURTHEST = dt.timedelta(days=3 * 366)
TIME_FORMATS = ["%H:%M", "%H:%M:%S", "%Hh%M", "%H h %M", "%Hh", "%H h"]
DATE_FORMATS = ["%Y-%m-%d", "%d/%m/%Y"]


class LineField(forms.CharField):
    """One line of text, guarded: no control characters, nothing that names a young person."""

    default_validators = [NominativeTextValidator()]

    def to_python(self, value):
        """Return the text on one line."""
        return clean_line(super().to_python(value))


class DayField(forms.DateField):
    """A day, shown by the browser's own date input; "13/10/2026" is understood too."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})

    def __init__(self, **kwargs):
        super().__init__(input_formats=DATE_FORMATS, **kwargs)


class ClockField(forms.TimeField):
    """A time of day; "9h30" is understood too."""

    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})

    def __init__(self, **kwargs):
        super().__init__(input_formats=TIME_FORMATS, **kwargs)


class CampaignForm(forms.Form):
    """One campaign; a row without any date is no campaign."""

    label = LineField(label=gettext_lazy("Name"), max_length=80, required=False)
    start = DayField(label=gettext_lazy("First day"), required=False)
    end = DayField(label=gettext_lazy("Last day"), required=False)
    checks_from = DayField(label=gettext_lazy("School checks from"), required=False)

    def clean(self):
        """Ask for both days, in order, the checks before them."""
        cleaned = super().clean()
        start, end, checks = (cleaned.get(name) for name in ("start", "end", "checks_from"))
        if not self.is_campaign:
            return cleaned
        for name, value in (("start", start), ("end", end)):
            if value is None and name not in self.errors:
                self.add_error(name, _("Give this day."))
        if start and end and end < start:
            self.add_error("end", _("The campaign ends before it starts."))
        elif start and end and end - start > MAX_LENGTH:
            self.add_error("end", _("The campaign lasts more than ten months: check the years."))
        if start and checks and checks > start:
            self.add_error("checks_from", _("The checks by schools come before the campaign."))
        elif start and checks and start - checks > MAX_CHECKS:
            message = _("The checks by schools begin more than three months before the campaign: check the years.")
            self.add_error("checks_from", message)
        return cleaned

    def has_changed(self):
        """Tell whether the row is to be read: always when it holds a campaign, even the one that was there."""
        return self.is_campaign

    @property
    def is_campaign(self) -> bool:
        """Whether anything but a name was typed in this row."""
        return any(self.data.get(self.add_prefix(name)) for name in ("start", "end", "checks_from"))

    def campaign(self) -> Campaign | None:
        """Return the campaign of a valid row, None for an empty one."""
        if not self.is_campaign:
            return None
        data = self.cleaned_data
        label = data["label"] or _("Campaign of %(month)s") % {"month": format_month(data["start"])}
        return Campaign(label, data["start"], data["end"], data["checks_from"])


class BaseCampaignFormSet(forms.BaseFormSet):
    """The campaigns of a season, none over another."""

    def clean(self):
        """Refuse a campaign over another one, beside the later."""
        rows = [form for form in self.forms if form.is_campaign and not form.errors]
        rows.sort(key=lambda form: form.cleaned_data["start"])
        for before, after in zip(rows, rows[1:], strict=False):
            if after.cleaned_data["start"] <= before.cleaned_data["end"]:
                name = before.cleaned_data["label"] or _("the other one")
                after.add_error("start", _("This campaign lies over another: “%(name)s”.") % {"name": name})


class PlaceAndPeriodForm(forms.Form):
    """The usual place, chosen or typed, and the period."""

    place = forms.ChoiceField(label=gettext_lazy("Usual place"), required=False)
    place_host = forms.ModelChoiceField(
        label=gettext_lazy("Organisation that receives you"), queryset=None, required=False
    )
    place_name = LineField(label=gettext_lazy("Name of the place"), max_length=120, required=False)
    place_address = LineField(label=gettext_lazy("Number and street"), max_length=120, required=False)
    place_postcode = forms.RegexField(
        label=gettext_lazy("Postcode"),
        regex=r"^[0-9]{5}\Z",
        required=False,
        error_messages={"invalid": gettext_lazy("A postcode has five digits.")},
    )
    place_town = LineField(label=gettext_lazy("Town"), max_length=60, required=False)
    rotates = forms.BooleanField(
        label=gettext_lazy("Hosts take turns"),
        help_text=gettext_lazy(
            "Each date is offered to the partner who has not hosted for longest; "
            "the place above stands in when nobody can."
        ),
        required=False,
    )
    start = DayField(label=gettext_lazy("First day to plan"))
    end = DayField(label=gettext_lazy("Last day to plan"))

    def __init__(self, *args, platform, today: dt.date, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        groups = [("", _("To be decided later"))]
        venues = [(f"venue-{venue.pk}", venue.full_address) for venue in open_venues_of(platform)]
        sites = [(f"site-{site.pk}", _site_name(site)) for site in sites_of(platform)]
        if venues:
            groups.append((_("Your venues"), venues))
        if sites:
            groups.append((_("At your partners'"), sites))
        self.fields["place"].choices = groups
        self.fields["place_host"].queryset = hosts_of(platform).order_by("name", "pk")

    def clean(self):
        """Ask for what a typed place needs, and for a period in order and not too far."""
        cleaned = super().clean()
        start, end = cleaned.get("start"), cleaned.get("end")
        if start and end:
            if end <= start:
                self.add_error("end", _("The period ends before it starts."))
            elif end < self.today:
                self.add_error("end", _("This period is over: choose a later last day."))
            elif end > self.today + FURTHEST:
                self.add_error("end", _("This is more than three years ahead."))
        if self.has_typed_place:
            for name in ("place_host", "place_name"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(
                        name, _("A place that is not in the list needs its name and who receives you there.")
                    )
        return cleaned

    @property
    def has_typed_place(self) -> bool:
        """Whether a place was typed; it then replaces the chosen one."""
        names = ("place_host", "place_name", "place_address", "place_postcode", "place_town")
        return any((self.data.get(self.add_prefix(name)) or "").strip() for name in names)

    def answer(self) -> PlaceAnswer:
        """Return the place of a valid form."""
        data = self.cleaned_data
        if self.has_typed_place:
            return PlaceAnswer(
                host=data["place_host"].pk,
                name=data["place_name"],
                address=data["place_address"],
                postcode=data["place_postcode"],
                town=data["place_town"],
                rotates=data["rotates"],
            )
        kind, _separator, pk = data["place"].partition("-")
        chosen = {kind: int(pk)} if pk else {}
        return PlaceAnswer(**chosen, rotates=data["rotates"])


def _site_name(site) -> str:
    return ", ".join(part for part in (str(site.organisation), site.name, site.full_address) if part)
