"""When a circle or a working group meets, as forms: day, cadences, other days, a change from a day on."""

from dataclasses import replace

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.french_dates import format_duration

from ..enums import OutsideCampaign, RhythmPattern
from ..models.planning import NTH_CHOICES, WEEKDAY_CHOICES
from ..planning_answers import RhythmAnswer
from ..scheduling import Cadence, EveryWeeks, NthWeekday
from ..scheduling.inputs import Alternative
from ..services.rhythms import MAX_ALTERNATIVES
from .planning_parts import ClockField, DayField

DURATIONS = range(60, 241, 30)
MAX_TOLERANCE = 60
EVERY, NONE = RhythmPattern.EVERY_N_WEEKS.value, OutsideCampaign.NONE.value
_MONTHLY = {
    1: gettext_lazy("Once a month: the first one of the month"),
    2: gettext_lazy("Once a month: the second one of the month"),
    3: gettext_lazy("Once a month: the third one of the month"),
    4: gettext_lazy("Once a month: the fourth one of the month"),
    5: gettext_lazy("Once a month: the last one of the month"),
}
_CADENCES = [(EVERY, gettext_lazy("Every so many weeks")), *((f"nth-{nth}", _MONTHLY[nth]) for nth, _n in NTH_CHOICES)]
_NO_MEETING = (NONE, gettext_lazy("No meeting"))
_AS_BEFORE = ("", gettext_lazy("As before"))


class WeeksField(forms.IntegerField):
    """A number of weeks from one meeting to the next."""

    def __init__(self, **kwargs):
        error = {"min_value": gettext_lazy("There is at least one week between two meetings.")}
        super().__init__(min_value=1, max_value=52, required=False, error_messages=error, **kwargs)


class CadenceForm(forms.Form):
    """Day, time, duration and cadences: what a rhythm and each of its changes say."""

    weekday = forms.TypedChoiceField(label=gettext_lazy("Day"), coerce=int, empty_value=None, required=False)
    time = ClockField(label=gettext_lazy("Start"), required=False)
    duration = forms.TypedChoiceField(label=gettext_lazy("Duration"), coerce=int, empty_value=None, required=False)
    pattern = forms.ChoiceField(label=gettext_lazy("During campaigns"), choices=[*_CADENCES, _NO_MEETING])
    weeks = WeeksField(label=gettext_lazy("Weeks from one meeting to the next, during campaigns"))
    outside = forms.ChoiceField(label=gettext_lazy("Outside campaigns"), choices=[_NO_MEETING, *_CADENCES])
    outside_weeks = WeeksField(label=gettext_lazy("Weeks from one meeting to the next, outside campaigns"))

    def __init__(self, *args, empty_label="", **kwargs):
        super().__init__(*args, **kwargs)
        empty = [("", empty_label)] if empty_label else []
        self.fields["weekday"].choices = [*empty, *WEEKDAY_CHOICES]
        known = {*DURATIONS, self.initial.get("duration") or 60}
        self.fields["duration"].choices = [*empty, *((minutes, format_duration(minutes)) for minutes in sorted(known))]

    def clean(self):
        """Ask for the number of weeks where the rhythm needs it."""
        cleaned = super().clean()
        for pattern, weeks in (("pattern", "weeks"), ("outside", "outside_weeks")):
            if cleaned.get(pattern) == EVERY and cleaned.get(weeks) is None and weeks not in self.errors:
                self.add_error(weeks, _("Give a number of weeks, from 1 to 52."))
        return cleaned


class ChangeForm(CadenceForm):
    """A change of a rhythm from a day on; what is left empty stays as before, and an empty row is no change."""

    since = DayField(label=gettext_lazy("From"), required=False)
    field_order = ("since",)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, empty_label=_AS_BEFORE[1], **kwargs)
        for name, last in (("pattern", _NO_MEETING), ("outside", _NO_MEETING)):
            self.fields[name].choices = [_AS_BEFORE, *_CADENCES, last]
            self.fields[name].required = False
        self.use_required_attribute = False

    @property
    def is_change(self) -> bool:
        """Whether anything was typed in this row."""
        return any((self.data.get(self.add_prefix(name)) or "").strip() for name in self.fields)

    def clean(self):
        """Ask for the day of a change."""
        cleaned = super().clean()
        if self.is_change and not cleaned.get("since") and "since" not in self.errors:
            self.add_error("since", _("Give the day from which the rhythm changes."))
        return cleaned

    def answer(self, before: RhythmAnswer) -> RhythmAnswer:
        """Return the phase that follows ``before``."""
        data = self.cleaned_data
        return replace(
            before,
            since=data["since"],
            weekday=before.weekday if data["weekday"] is None else data["weekday"],
            time=data["time"] or before.time,
            duration_minutes=data["duration"] or before.duration_minutes,
            in_campaign=cadence_of(data["pattern"], data["weeks"]) if data["pattern"] else before.in_campaign,
            outside=cadence_of(data["outside"], data["outside_weeks"]) if data["outside"] else before.outside,
        )


class RhythmForm(CadenceForm):
    """The rhythm of one circle or group: also what happens to a date that cannot be held."""

    anchor = DayField(
        label=gettext_lazy("A day of a week with a meeting"),
        help_text=gettext_lazy("To keep to odd or even weeks. Left empty, each campaign starts with a meeting."),
        required=False,
    )
    tolerance = forms.IntegerField(
        label=gettext_lazy("How many days a date may move"),
        help_text=gettext_lazy("When the day is a holiday or closed. At 0 the date is skipped instead."),
        min_value=0,
        max_value=MAX_TOLERANCE,
        required=False,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for number in range(MAX_ALTERNATIVES):
            place = {"number": number + 1}
            self.fields[f"alternative_{number}_weekday"] = forms.TypedChoiceField(
                label=_("Other day, choice %(number)d") % place,
                choices=[("", _("None")), *WEEKDAY_CHOICES],
                coerce=int,
                empty_value=None,
                required=False,
            )
            self.fields[f"alternative_{number}_time"] = ClockField(
                label=_("Start, choice %(number)d") % place, required=False
            )

    @property
    def alternative_rows(self) -> list[tuple]:
        """Day and time of each other day, for the page."""
        return [
            (self[f"alternative_{number}_weekday"], self[f"alternative_{number}_time"])
            for number in range(MAX_ALTERNATIVES)
        ]

    @property
    def has_alternatives(self) -> bool:
        """Whether another day is noted or typed, so that it must be seen."""
        return any(bound.errors or bound.value() not in ("", None) for row in self.alternative_rows for bound in row)

    def clean(self):
        """Refuse an hour without its day, and the same day and hour twice."""
        cleaned = super().clean()
        seen = set()
        for number in range(MAX_ALTERNATIVES):
            day, time = f"alternative_{number}_weekday", f"alternative_{number}_time"
            if {day, time} & set(self.errors):
                continue
            other = (cleaned[day], cleaned[time])
            if other == (None, None):
                continue
            if other[0] is None:
                self.add_error(day, _("Choose the day that goes with this hour."))
            elif other in seen:
                self.add_error(day, _("This other day stands there twice."))
            seen.add(other)
        return cleaned

    def base(self, circle: str, group: int | None, first: RhythmAnswer | None = None) -> RhythmAnswer:
        """Return the answer of a valid form; day, time and duration left empty are taken from ``first``."""
        data = self.cleaned_data
        others = (
            Alternative(data[f"alternative_{number}_weekday"], data[f"alternative_{number}_time"])
            for number in range(MAX_ALTERNATIVES)
            if data[f"alternative_{number}_weekday"] is not None
        )
        return RhythmAnswer(
            circle=circle,
            group=group,
            weekday=first.weekday if data["weekday"] is None else data["weekday"],
            time=data["time"] or first.time,
            duration_minutes=data["duration"] or first.duration_minutes,
            in_campaign=cadence_of(data["pattern"], data["weeks"]),
            outside=cadence_of(data["outside"], data["outside_weeks"]),
            anchor=data["anchor"],
            tolerance_days=data["tolerance"],
            alternatives=tuple(others),
        )


def cadence_of(pattern: str, weeks: int | None) -> Cadence | None:
    """Return the cadence that a choice and a number of weeks say, None for no meeting."""
    if pattern == NONE:
        return None
    return EveryWeeks(weeks) if pattern == EVERY else NthWeekday(int(pattern.removeprefix("nth-")))


def rhythm_initial(answer: RhythmAnswer, usual_weeks: int) -> dict:
    """Return what a form of ``answer`` shows first; ``usual_weeks`` is offered where it counts no weeks."""
    pattern, weeks = _pattern(answer.in_campaign)
    outside, outside_weeks = _pattern(answer.outside)
    initial = {
        "weekday": answer.weekday,
        "time": answer.time,
        "duration": answer.duration_minutes,
        "pattern": pattern,
        "weeks": weeks or usual_weeks,
        "outside": outside,
        "outside_weeks": outside_weeks or 2 * usual_weeks,
        "anchor": answer.anchor,
        "tolerance": answer.tolerance_days,
    }
    for number, other in enumerate(answer.alternatives[:MAX_ALTERNATIVES]):
        initial |= {f"alternative_{number}_weekday": other.weekday, f"alternative_{number}_time": other.start}
    return initial


def change_initial(phase: RhythmAnswer, before: RhythmAnswer) -> dict:
    """Return what the row of a change shows first: what differs from the phase before."""
    initial: dict = {"since": phase.since}
    for name, field in (("weekday", "weekday"), ("time", "time"), ("duration_minutes", "duration")):
        if getattr(phase, name) != getattr(before, name):
            initial[field] = getattr(phase, name)
    for name, field in (("in_campaign", "pattern"), ("outside", "outside")):
        if getattr(phase, name) != getattr(before, name):
            pattern, weeks = _pattern(getattr(phase, name))
            initial |= {field: pattern, "weeks" if field == "pattern" else "outside_weeks": weeks}
    return initial


def _pattern(cadence: Cadence | None) -> tuple[str, int | None]:
    if cadence is None:
        return NONE, None
    return (EVERY, cadence.weeks) if isinstance(cadence, EveryWeeks) else (f"nth-{cadence.nth}", None)
