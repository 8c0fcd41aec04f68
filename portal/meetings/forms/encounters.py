"""Record and correct how an actor came to be known."""

import datetime as dt

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from portal.core.forms import DateField
from portal.core.french_dates import format_date
from portal.core.nominative import NominativeGuardMixin
from portal.core.text import clean_line
from portal.directory.models import Organisation, Participation, Platform
from portal.directory.platform_calendar import local_today

from ..acquaintance import day_of
from ..enums import EncounterKind, MeetingKind, MeetingStatus
from ..known_names import platform_names
from ..models import Encounter, Meeting
from ..presentations import proposed_at
from ..services.encounters import EncounterDetails, encounter_version

#: How far back meetings, and organisations that left, are offered; an older day can be typed without a meeting.
OFFERED_FOR = dt.timedelta(days=400)


def meetings_offered(platform: Platform, encounter: Encounter | None = None):
    """Return the meetings of ``platform`` at which somebody may have been met lately, and the one recorded now."""
    now = timezone.now()
    recent = Q(starts_at__lte=now, starts_at__gte=now - OFFERED_FOR) & ~Q(
        status__in=(MeetingStatus.DRAFT, MeetingStatus.CANCELLED)
    )
    kept = Q(pk=encounter.meeting_id) if encounter and encounter.meeting_id else Q(pk__in=())
    return Meeting.objects.filter(recent | kept, platform=platform).select_related("platform").order_by("-starts_at")


def organisations_offered(platform: Platform, encounter: Encounter | None = None):
    """Return the organisations that take part in ``platform`` or did lately, and the one recorded now."""
    today = local_today(platform)
    lately = Q(until__isnull=True) | Q(until__gt=today - OFFERED_FOR)
    here = Participation.objects.filter(lately, platform=platform, since__lte=today).values("organisation")
    kept = Q(pk=encounter.organisation_id) if encounter else Q(pk__in=())
    return Organisation.objects.filter(Q(pk__in=here) | kept).order_by("search_text", "pk")


class MeetingField(forms.ModelChoiceField):
    """A meeting, called by its day and title."""

    def label_from_instance(self, meeting):
        """Return the day, then the title: the team reads it."""
        return f"{format_date(day_of(meeting), weekday=False)} – {meeting.title}"


class OrganisationsField(forms.ModelMultipleChoiceField):
    """Several organisations; keys that no row can have are refused like others, not with an error of the database."""

    widget = forms.CheckboxSelectMultiple

    def clean(self, value):
        """Return the organisations as a list."""
        if any(len(str(pk)) > 18 for pk in value or ()):
            raise ValidationError(self.error_messages["invalid_list"], code="invalid_list")
        return list(super().clean(value))


class EncounterForm(NominativeGuardMixin, forms.Form):
    """What happened, when, with whom. ``meeting`` is the one from which the team came here, if any."""

    nominative_fields = ("note",)

    kind = forms.ChoiceField(label=_("What took place?"), choices=EncounterKind.choices, widget=forms.RadioSelect)
    meeting = MeetingField(
        label=_("At which meeting"), queryset=Meeting.objects.none(), required=False, empty_label=_("Outside a meeting")
    )
    happened_on = DateField(
        label=_("On which day"), required=False, help_text=_("Not needed with a meeting: its day is taken.")
    )
    organisations = OrganisationsField(label=_("Which organisations?"), queryset=Organisation.objects.none())
    note = forms.CharField(
        label=_("What to remember"),
        required=False,
        max_length=300,
        help_text=_(
            "Whom it receives, whom to ask. Members read it; what was noted of a confidential meeting, "
            "only those who signed the charter."
        ),
    )

    def __init__(self, *args, platform: Platform, meeting: Meeting | None = None, initial=None, **options):
        self.platform = platform
        super().__init__(*args, initial={**self._proposed(platform, meeting), **(initial or {})}, **options)
        self.fields["meeting"].queryset = meetings_offered(platform)
        self._offer_organisations(meeting)

    def _proposed(self, platform, meeting) -> dict:
        kind = EncounterKind.VISIT if meeting and meeting.kind == MeetingKind.VISIT else EncounterKind.PRESENTATION
        return {"kind": kind, "meeting": meeting.pk if meeting else None}

    def _offer_organisations(self, meeting) -> None:
        """List those whom the meeting names or saw first, with the reason beside the name."""
        field = self.fields["organisations"]
        field.queryset = organisations_offered(self.platform)
        offered = list(field.queryset.select_related("actor_type"))
        marks = {}
        if meeting is not None:
            proposal = proposed_at(meeting, offered)
            marks = proposal.marks
            self.initial.setdefault("organisations", proposal.chosen)
        offered.sort(key=lambda one: one.pk not in marks)
        field.choices = [
            (
                one.pk,
                format_html('{} <span class="muted">– {}</span>', one, marks[one.pk]) if one.pk in marks else str(one),
            )
            for one in offered
        ]

    def get_known_names(self):
        """Return the names of the platform's directory."""
        return platform_names(self.platform)

    def clean_note(self):
        """Keep the note on one line."""
        return clean_line(self.cleaned_data["note"])

    @property
    def details(self) -> EncounterDetails:
        """Return what was typed, for the service; only of a valid form."""
        names = ("kind", "happened_on", "meeting", "note")
        return EncounterDetails(**{name: self.cleaned_data[name] for name in names})


class EncounterChangeForm(EncounterForm):
    """Correct one record."""

    organisations = None
    organisation = forms.ModelChoiceField(label=_("Organisation"), queryset=Organisation.objects.none())
    version = forms.CharField(widget=forms.HiddenInput, required=False)
    field_order = ("kind", "organisation", "meeting", "happened_on", "note")

    def __init__(self, *args, encounter: Encounter, **options):
        self.encounter = encounter
        initial = {
            "kind": encounter.kind,
            "organisation": encounter.organisation_id,
            "meeting": encounter.meeting_id,
            # A meeting gives its day: choosing another one must not ask for both.
            "happened_on": None if encounter.meeting_id else encounter.happened_on,
            "note": encounter.note,
            "version": encounter_version(encounter),
        }
        super().__init__(*args, platform=encounter.platform, initial=initial, **options)
        self.fields["meeting"].queryset = meetings_offered(encounter.platform, encounter)

    def _offer_organisations(self, meeting) -> None:
        self.fields["organisation"].queryset = organisations_offered(self.platform, self.encounter)
