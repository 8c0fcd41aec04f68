"""The rhythms of circles and working groups within the planner's form, with their changes in the course of the year."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.french_dates import format_date_range
from portal.directory.enums import Circle

from ..models import WorkingGroup
from ..phases import chained, following, same_rhythm
from ..planning_answers import GROUP_WEEKS, USUAL_WEEKS, RhythmAnswer
from ..services.rhythms import MAX_PHASES
from .cadence import ChangeForm, RhythmForm, change_initial, rhythm_initial


class PlannedRhythmForm(RhythmForm):
    """A rhythm within the planner's form, with its changes in the course of the period as rows of their own."""

    #: The answers that the form starts from, in order.
    phases: tuple[RhythmAnswer, ...] = ()

    def __init__(self, data=None, *, phases: Sequence[RhythmAnswer], prefix: str, initial: dict, shown=None, **kwargs):
        super().__init__(data, prefix=prefix, initial=initial, **kwargs)
        self.phases = tuple(phases)
        shown = self.phases[1:] if shown is None else shown
        rows = len(shown) + 1
        while data is not None and rows < MAX_PHASES and self._is_typed(data, rows):
            rows += 1
        self.changes = [
            ChangeForm(
                data,
                prefix=f"{prefix}-change{number}",
                initial=change_initial(shown[number], shown[number - 1] if number else self.phases[0])
                if number < len(shown)
                else {},
            )
            for number in range(min(rows, MAX_PHASES - 1))
        ]

    def _is_typed(self, data, number: int) -> bool:
        return any((data.get(f"{self.prefix}-change{number}-{name}") or "").strip() for name in ("since", "weekday"))

    @property
    def parts(self) -> list[forms.Form]:
        """The form itself and its changes."""
        return [self, *self.changes]

    @property
    def has_changes(self) -> bool:
        """Whether a change is noted or typed, so that it must be seen."""
        return any(change.initial or (change.is_bound and change.is_change) for change in self.changes)

    @property
    def is_changed_within(self) -> bool:
        """Whether the lead gave changes of this rhythm."""
        return any(change.is_change for change in self.changes)

    def is_valid(self):
        """Validate the rhythm, then its changes, all at once."""
        valid = [super().is_valid(), *(change.is_valid() for change in self.changes)]
        if self._is_typed(self.data, MAX_PHASES - 1):
            message = _("A rhythm changes %(count)d times in a plan at most.") % {"count": MAX_PHASES - 1}
            self.changes[-1].add_error("since", message)
            return False
        return all(valid)

    def check_period(self, start: dt.date, end: dt.date) -> bool:
        """Refuse changes outside the period or out of order, and say whether all is well. For a valid form."""
        before, period = start, format_date_range(start, end)
        for change in self.changes:
            if not change.is_change:
                continue
            since = change.cleaned_data["since"]
            if not start < since <= end:
                message = _("The rhythm changes within the period to plan: %(period)s.") % {"period": period}
                change.add_error("since", message)
            elif since <= before:
                change.add_error("since", _("Each change comes after the one before."))
            before = max(before, since)
        return not any(change.errors for change in self.changes)

    def phases_from(self, base: RhythmAnswer) -> list[RhythmAnswer]:
        """Return ``base`` with the changes that were typed. Raises nothing: a change that says nothing is none.

        What the page does not show of a phase (its own tolerance and other days) stays as it was, unless the lead
        changed that of the whole rhythm.
        """
        done = [base]
        kept = bool(self.phases) and _unseen(base) == _unseen(self.phases[0])
        for number, change in enumerate(self.changes, start=1):
            if not change.is_change:
                continue
            phase = change.answer(done[-1])
            if kept and number < len(self.phases):
                known = self.phases[number]
                phase = replace(
                    phase,
                    anchor=known.anchor,
                    tolerance_days=known.tolerance_days,
                    alternatives=known.alternatives,
                )
            elif same_rhythm(phase, done[-1]):
                change.add_error("since", _("Say what changes on that day: the day, the time or the cadence."))
            done.append(phase)
        return chained(done)


class CircleForm(PlannedRhythmForm):
    """Day, time and rhythm of one circle. Empty day, time and duration of circle 2 mean "as circle 1"."""

    def __init__(self, data=None, *, circle: str, phases: Sequence[RhythmAnswer], first=(), prefix: str):
        self.circle = Circle(circle)
        follows = self.circle == Circle.SECOND
        initial = rhythm_initial(phases[0], USUAL_WEEKS[self.circle])
        shown = None
        if follows and list(phases) == following(phases[0], first):
            initial |= {"weekday": "", "time": None, "duration": ""}
            shown = ()
        empty = _("As circle 1") if follows else ""
        super().__init__(data, phases=phases, prefix=prefix, initial=initial, shown=shown, empty_label=empty)
        for name in ("weekday", "time", "duration"):
            self.fields[name].required = not follows

    @property
    def follows_circle_1(self) -> bool:
        """Whether day, time and duration were left to circle 1, and with them its changes."""
        data = self.cleaned_data
        own = data["weekday"] is not None or data["time"] or data["duration"]
        return self.circle == Circle.SECOND and not own and not self.is_changed_within

    def answers(self, first: Sequence[RhythmAnswer] = ()) -> list[RhythmAnswer]:
        """Return the phases of a valid form; what is empty is taken from those of circle 1, ``first``."""
        base = self.base(self.circle.value, None, first[0] if first else None)
        return following(base, first) if self.follows_circle_1 else self.phases_from(base)


class GroupForm(PlannedRhythmForm):
    """The rhythm of one working group; it is read only when the lead plans the group."""

    planned = forms.BooleanField(label=gettext_lazy("Plan this group too"), required=False)

    def __init__(self, data=None, *, group: WorkingGroup, phases: Sequence[RhythmAnswer], usual: RhythmAnswer):
        self.group = group
        initial = rhythm_initial(phases[0] if phases else usual, GROUP_WEEKS) | {"planned": bool(phases)}
        super().__init__(data, phases=phases or (usual,), prefix=f"g{group.pk}", initial=initial)
        for name in ("weekday", "time", "duration"):
            self.fields[name].required = True

    @property
    def is_planned(self) -> bool:
        """Whether the group is planned as the page stands."""
        return bool(self["planned"].value())

    @property
    def is_open(self) -> bool:
        """Whether its fields are to be seen."""
        return self.is_planned or bool(self.is_bound and self.errors)

    def full_clean(self):
        """Read nothing of a group that is not planned."""
        if self.is_bound and not self.is_planned:
            self._errors, self.cleaned_data = ErrorDict(), {"planned": False}
            return
        super().full_clean()

    def is_valid(self):
        """A group that is not planned is never wrong."""
        return super().is_valid() if self.is_planned else True

    def check_period(self, start, end):
        """As any rhythm, when it is planned."""
        return super().check_period(start, end) if self.is_planned else True

    def answers(self) -> list[RhythmAnswer]:
        """Return the phases of a valid form, none when the group is not planned; they end with the group."""
        if not self.is_planned:
            return []
        phases = self.phases_from(self.base("", self.group.pk))
        return [*phases[:-1], replace(phases[-1], until=self.group.until)]


def _unseen(answer: RhythmAnswer) -> tuple:
    return answer.anchor, answer.tolerance_days, answer.alternatives
