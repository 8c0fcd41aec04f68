"""Forms about a meeting itself: create or change it, cancel it."""

import datetime as dt

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.core.forms import DateField, TimeField
from portal.core.french_dates import format_time, to_local
from portal.core.nominative import NominativeGuardMixin
from portal.core.text import clean_line
from portal.directory.models import Platform, Territory
from portal.directory.platform_calendar import local_today

from ..enums import MeetingKind
from ..known_names import known_names, platform_names
from ..local_time import NonexistentTime, TimeOutOfRange, localise
from ..models import Meeting, Venue, WorkingGroup
from ..services.meetings import MeetingDetails, version_of
from ..venue_warnings import number_of_people
from .meeting_kinds import KindField
from .venue_choice import offer_territory_venues, offer_venues

#: What a new meeting lasts when nothing else is said.
USUAL_DURATION = dt.timedelta(hours=2)
USUAL_START = dt.time(9, 30)


class MeetingForm(NominativeGuardMixin, forms.Form):
    """What a lead writes about a meeting; hours are those of the clocks of its platform or territory.

    A territory's meeting (``platform`` is None) is held at a venue of one of its platforms, or by its video link.
    """

    nominative_fields = ("title",)

    kind = KindField(label=_("Kind of meeting"))
    working_group = forms.ModelChoiceField(
        label=_("Working group"),
        queryset=WorkingGroup.objects.none(),
        required=False,
        empty_label=_("None of those below"),
        help_text=_("For a meeting of a working group only: its members are then invited."),
    )
    date = DateField(label=_("Date"))
    start_time = TimeField(label=_("Start"))
    end_time = TimeField(label=_("End"))
    venue = forms.ModelChoiceField(
        label=_("Venue"), queryset=Venue.objects.none(), required=False, empty_label=_("To be confirmed")
    )
    video_link = forms.URLField(
        label=_("Video link"),
        required=False,
        assume_scheme="https",
        help_text=_("Shown only to those who may read the agenda; it never stands in calendar subscriptions."),
    )
    title = forms.CharField(
        label=_("Title"),
        required=False,
        max_length=160,
        help_text=_("Left empty: the kind of meeting, or the name of the group."),
    )
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args,
        platform: Platform | None,
        meeting: Meeting | None = None,
        territory: Territory | None = None,
        **kwargs,
    ):
        self.platform = platform
        self.meeting = meeting
        self.zone = (platform or territory or meeting.territory).timezone
        initial = self._initial() | kwargs.pop("initial", {})
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["kind"].offer(of_platform=platform is not None, meeting=meeting)
        self._offer_groups()
        if platform is not None:
            self._offer_venues()
            hours = _("Hours of the platform (%(zone)s).")
        else:
            offer_territory_venues(
                self.fields["venue"], territory or meeting.territory, current=meeting.venue_id if meeting else None
            )
            hours = _("Hours of the territory (%(zone)s).")
        self.fields["start_time"].help_text = hours % {"zone": self.zone}

    def _initial(self) -> dict:
        if self.meeting is None:
            start = dt.datetime.combine(dt.date.min, USUAL_START)
            return {"start_time": start.time(), "end_time": (start + USUAL_DURATION).time()}
        meeting = self.meeting
        start = to_local(meeting.starts_at, self.zone)
        return {
            "kind": meeting.kind,
            "working_group": meeting.working_group_id,
            "date": start.date(),
            "start_time": start.time(),
            "end_time": to_local(meeting.ends_at, self.zone).time(),
            "venue": meeting.venue_id,
            "video_link": meeting.video_link,
            "title": meeting.title,
            "version": version_of(meeting),
        }

    def _offer_groups(self) -> None:
        """Offer the groups at work, and the one that the meeting is of; no field where there is none."""
        groups = WorkingGroup.objects.none()
        if self.platform is not None:
            active = WorkingGroup.objects.active(local_today(self.platform)).filter(platform=self.platform)
            current = self.meeting.working_group_id if self.meeting else None
            groups = WorkingGroup.objects.filter(Q(pk__in=active.values("pk")) | Q(pk=current))
        if groups.exists():
            self.fields["working_group"].queryset = groups
        else:
            del self.fields["working_group"]

    def _offer_venues(self) -> None:
        """Suggest whose turn it is, in a venue large enough for a meeting of this kind."""
        meeting = self.meeting
        if meeting is None:
            asked = self["kind"].value()
            # Before anything is chosen the list of kinds stands on its first.
            meeting = Meeting(
                platform=self.platform, kind=asked if asked in MeetingKind.values else MeetingKind.values[0]
            )
        offer_venues(
            self.fields["venue"],
            self.platform,
            on=to_local(meeting.starts_at, self.zone).date() if self.meeting else local_today(self.platform),
            people=number_of_people(meeting),
            current=meeting.venue_id,
            without=[meeting.pk] if self.meeting else (),
        )

    def get_known_names(self):
        """Return the names of the platform's directory."""
        if self.meeting:
            return known_names(self.meeting)
        return platform_names(self.platform) if self.platform else []

    def clean_title(self):
        """Keep the title on one line."""
        return clean_line(self.cleaned_data["title"])

    def clean(self):
        """Turn date and hours into instants; an hour that does not exist is said beside its field."""
        cleaned = super().clean()
        day, start, end = (cleaned.get(name) for name in ("date", "start_time", "end_time"))
        if day and start and end:
            starts_at, ends_at = self._instant("start_time", day, start), self._instant("end_time", day, end)
            if starts_at and ends_at and ends_at <= starts_at:
                self.add_error("end_time", _("The meeting ends before it starts."))
            elif starts_at and ends_at:
                cleaned["starts_at"], cleaned["duration"] = starts_at, ends_at - starts_at
        return cleaned

    def _instant(self, field: str, day: dt.date, time: dt.time):
        try:
            return localise(day, time, self.zone).astimezone(dt.UTC)
        except NonexistentTime as error:
            self.add_error(
                field,
                ValidationError(
                    _("This hour does not exist on that day: clocks go forward. Choose %(suggestion)s, for example."),
                    code="nonexistent",
                    params={"suggestion": format_time(error.suggestion)},
                ),
            )
        except TimeOutOfRange:
            self.add_error("date", ValidationError(_("This date cannot be used."), code="out_of_range"))
        return None

    @property
    def details(self) -> MeetingDetails:
        """Return what was typed, for the service; only of a valid form."""
        names = ("kind", "starts_at", "duration", "title", "venue", "video_link", "working_group")
        return MeetingDetails(**{name: self.cleaned_data[name] for name in names if name in self.cleaned_data})


class PostponeForm(MeetingForm):
    """Another date for a meeting in the calendar, and why; kind stays."""

    nominative_fields = ("title", "reason")

    reason = forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("Everybody invited reads it: the mail says it.")
    )
    field_order = ("date", "start_time", "end_time", "venue", "video_link", "title", "reason")

    def __init__(self, *args, meeting: Meeting, **kwargs):
        super().__init__(*args, meeting=meeting, **kwargs)
        # Whoever puts a meeting off has another day in mind: the former one stands above the form.
        self.initial["date"] = None
        for name in ("kind", "working_group"):
            self.fields.pop(name, None)

    def clean_reason(self):
        """Keep the reason on one line."""
        return clean_line(self.cleaned_data["reason"])

    @property
    def details(self) -> MeetingDetails:
        """Return what was typed, for the service; only of a valid form."""
        self.cleaned_data["kind"] = self.meeting.kind
        return super().details


class CancelForm(NominativeGuardMixin, forms.Form):
    """Why a meeting is cancelled."""

    nominative_fields = ("reason",)

    reason = forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("Everybody invited reads it: the mail says it.")
    )

    def __init__(self, *args, meeting: Meeting, **kwargs):
        self.meeting = meeting
        super().__init__(*args, **kwargs)

    def get_known_names(self):
        """Return the names of the platform's directory."""
        return known_names(self.meeting)

    def clean_reason(self):
        """Keep the reason on one line."""
        return clean_line(self.cleaned_data["reason"])
