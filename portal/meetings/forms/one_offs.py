"""One-off actions for young people."""

import datetime as dt
import zoneinfo

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.forms import DateField
from portal.core.nominative import NominativeGuardMixin
from portal.directory.models import Organisation, Platform

from ..enums import OneOffKind
from ..known_names import platform_names
from ..local_time import LocalTimeError, NonexistentTime, localise
from ..models import Objective, OneOffAction, Venue
from ..services.objectives import UNFINISHED
from ..services.one_offs import (
    LONGEST_PLACE,
    LONGEST_REASON,
    LONGEST_TEXT,
    LONGEST_TITLE,
    OneOffDetails,
    one_off_version,
)
from ..services.planning_places import is_used, venues_of
from .encounters import OrganisationsField, organisations_offered
from .planning_parts import ClockField
from .venues import OrganisationField as RowField


class OneOffForm(NominativeGuardMixin, forms.Form):
    """What is offered to young people, where and when; no name and no number of anybody (D-80)."""

    nominative_fields = ("title", "description", "place")

    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=LONGEST_TITLE,
        help_text=gettext_lazy("For example: forum of trades, morning of the Second chance school."),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=OneOffKind.choices)
    day = DateField(label=gettext_lazy("Day"))
    start = ClockField(label=gettext_lazy("Start"))
    end = ClockField(label=gettext_lazy("End"))
    last_day = DateField(
        label=gettext_lazy("Last day"), required=False, help_text=gettext_lazy("Only when it lasts several days.")
    )
    venue = RowField(
        label=gettext_lazy("Venue"),
        queryset=Venue.objects.none(),
        required=False,
        empty_label=gettext_lazy("Elsewhere"),
    )
    place = forms.CharField(
        label=gettext_lazy("Place"),
        max_length=LONGEST_PLACE,
        required=False,
        help_text=gettext_lazy("When it is none of your venues: name and town."),
    )
    organisations = OrganisationsField(label=gettext_lazy("With"), queryset=Organisation.objects.none(), required=False)
    objective = RowField(
        label=gettext_lazy("Objective of the year"),
        queryset=Objective.objects.none(),
        required=False,
        empty_label=gettext_lazy("None"),
    )
    description = forms.CharField(
        label=gettext_lazy("What happens there"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("For the professionals of the network: for whom it is, how to enrol."),
    )
    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)

    def __init__(self, *args, platform: Platform, action: OneOffAction | None = None, **options):
        self.platform, self.action = platform, action
        super().__init__(*args, initial=self._stored(), **options)
        current = action.venue_id if action else None
        venues = [venue.pk for venue in venues_of(platform) if is_used(venue) or venue.pk == current]
        self.fields["venue"].queryset = venues_of(platform).filter(pk__in=venues)
        offered = organisations_offered(platform)
        if action is not None:
            kept = action.organisations.values("pk")
            offered = Organisation.objects.filter(Q(pk__in=offered.values("pk")) | Q(pk__in=kept)).order_by(
                "search_text"
            )
        self.fields["organisations"].queryset = offered
        kept = Q(pk=action.objective_id) if action and action.objective_id else Q(pk__in=())
        self.fields["objective"].queryset = Objective.objects.filter(
            kept | Q(state__in=UNFINISHED, continued_by__isnull=True), platform=platform
        )

    def _stored(self) -> dict:
        action = self.action
        if action is None:
            return {"kind": OneOffKind.WORKSHOP}
        zone = zoneinfo.ZoneInfo(self.platform.timezone)
        start, end = action.starts_at.astimezone(zone), action.ends_at.astimezone(zone)
        return {
            "title": action.title,
            "kind": action.kind,
            "day": start.date(),
            "start": start.time(),
            "end": end.time(),
            "last_day": end.date() if end.date() != start.date() else None,
            "venue": action.venue_id,
            "place": action.place,
            "organisations": list(action.organisations.values_list("pk", flat=True)),
            "objective": action.objective_id,
            "description": action.description,
            "version": one_off_version(action),
        }

    def get_known_names(self):
        """Return the names of the platform's directory."""
        return platform_names(self.platform)

    def clean(self):
        """Read the hours on the clocks of the platform, and ask for an end after the start."""
        cleaned = super().clean()
        day, start, end = (cleaned.get(name) for name in ("day", "start", "end"))
        if None in (day, start, end):
            return cleaned
        self.starts_at = self._instant("start", day, start)
        ends_at = self._instant("end", cleaned.get("last_day") or day, end)
        if self.starts_at is None or ends_at is None:
            return cleaned
        self.duration = ends_at.astimezone(dt.UTC) - self.starts_at.astimezone(dt.UTC)
        if self.duration <= dt.timedelta(0):
            field = "last_day" if cleaned.get("last_day") and cleaned["last_day"] < day else "end"
            self.add_error(field, _("It ends before it begins."))
        return cleaned

    def _instant(self, field: str, day: dt.date, time: dt.time) -> dt.datetime | None:
        try:
            return localise(day, time, self.platform.timezone)
        except NonexistentTime:
            self.add_error(field, _("Clocks skip this hour on that night: choose another one."))
        except LocalTimeError:
            self.add_error("day", _("Check the year: this day is far away."))
        return None

    @property
    def details(self) -> OneOffDetails:
        """Return what was typed, for the service; only of a valid form."""
        data = self.cleaned_data
        return OneOffDetails(
            title=data["title"],
            kind=data["kind"],
            description=data["description"],
            starts_at=self.starts_at,
            duration=self.duration,
            venue=data["venue"],
            place=data["place"],
            organisations=tuple(data["organisations"]),
            objective=data["objective"],
        )


class CancelOneOffForm(NominativeGuardMixin, forms.Form):
    """Why it does not take place."""

    nominative_fields = ("reason",)

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=LONGEST_REASON,
        required=False,
        help_text=gettext_lazy("The network reads it."),
    )

    def __init__(self, *args, platform: Platform, **options):
        self.platform = platform
        super().__init__(*args, **options)

    def get_known_names(self):
        """Return the names of the platform's directory."""
        return platform_names(self.platform)
