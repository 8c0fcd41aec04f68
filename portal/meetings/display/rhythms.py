"""Rhythms in sentences, and the phases of each circle and working group as a page shows them."""

import datetime as dt
from dataclasses import dataclass, field

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.core.french_dates import format_date, format_duration, format_time
from portal.directory.enums import Circle
from portal.directory.models import Platform

from ..models import Rhythm, WorkingGroup
from ..planning_answers import CIRCLES, RhythmAnswer, rhythm_key
from ..scheduling import Cadence, EveryWeeks
from ..scheduling.inputs import Alternative
from ..services.rhythms import answer_of, phases_of


@dataclass(frozen=True)
class PhaseLine:
    """One phase: what it says and when it holds."""

    row: Rhythm
    sentence: str
    details: str
    period: str


@dataclass(frozen=True)
class RhythmCard:
    """The rhythm of one circle or group: in force, to come, and what was."""

    circle: str
    group: WorkingGroup | None
    current: PhaseLine | None = None
    upcoming: list[PhaseLine] = field(default_factory=list)
    past: list[PhaseLine] = field(default_factory=list)

    @property
    def key(self) -> str:
        """The name of the rhythm in plan keys."""
        return rhythm_key(self.circle, self.group and self.group.pk)

    @property
    def name(self) -> str:
        """Who meets."""
        return self.group.name if self.group else str(Circle(self.circle).label)

    @property
    def starting_row(self) -> Rhythm | None:
        """The row from which a change starts: what is in force, else what comes first."""
        lines = [self.current, *self.upcoming] if self.current else self.upcoming
        return lines[0].row if lines else None


def cards_of(platform: Platform, groups: list[WorkingGroup], today: dt.date) -> list[RhythmCard]:
    """Return the cards of both circles and of ``groups``, in one query."""
    rows = phases_of(platform.rhythms.select_related("venue__site__organisation"))
    cards = []
    for circle, group in [*((circle.value, None) for circle in CIRCLES), *(("", group) for group in groups)]:
        lines = rows.get(rhythm_key(circle, group and group.pk), [])
        cards.append(
            RhythmCard(
                circle,
                group,
                current=next((line_of(row, today) for row in lines if row.is_active(today)), None),
                upcoming=[line_of(row, today) for row in lines if row.since > today],
                past=[line_of(row, today) for row in reversed(lines) if row.until and row.until <= today],
            )
        )
    return cards


def line_of(row: Rhythm, today: dt.date) -> PhaseLine:
    """Return one phase in words."""
    return PhaseLine(row, sentence_of(answer_of(row)), _details(row), _period(row, today))


def sentence_of(answer: RhythmAnswer) -> str:
    """Return "Every 2 weeks on Tuesday at 09:30 during campaigns, no meeting outside"."""
    inside, outside = answer.in_campaign, answer.outside
    values = {
        "inside": inside and cadence_words(inside, answer.weekday),
        "outside": outside and cadence_words(outside, answer.weekday),
        "time": format_time(answer.time),
    }
    if inside is None and outside is None:
        return _("No meeting")
    if inside == outside:
        text = _("%(inside)s at %(time)s, all year round")
    elif outside is None:
        text = _("%(inside)s at %(time)s during campaigns, no meeting outside")
    elif inside is None:
        text = _("%(outside)s at %(time)s outside campaigns, no meeting during them")
    else:
        text = _("%(inside)s at %(time)s during campaigns, %(outside)s outside")
    sentence = text % values
    return sentence[:1].upper() + sentence[1:]


def cadence_words(cadence: Cadence, weekday: int) -> str:
    """Return how often, and on which day."""
    values = {"day": WEEKDAYS[weekday]}
    if isinstance(cadence, EveryWeeks):
        text = ngettext("every week on %(day)s", "every %(weeks)d weeks on %(day)s", cadence.weeks)
        return text % (values | {"weeks": cadence.weeks})
    nth = {
        1: _("the first %(day)s of the month"),
        2: _("the second %(day)s of the month"),
        3: _("the third %(day)s of the month"),
        4: _("the fourth %(day)s of the month"),
        5: _("the last %(day)s of the month"),
    }
    return nth[cadence.nth] % values


def _details(row: Rhythm) -> str:
    parts = [format_duration(row.duration_minutes)]
    if row.rotates:
        parts.append(_("hosts take turns"))
    elif row.venue:
        parts.append(str(row.venue))
    answer = answer_of(row)
    if answer.alternatives:
        days = ", ".join(_alternative(other) for other in answer.alternatives)
        parts.append(_("if the day is not possible: %(days)s") % {"days": days})
    if answer.tolerance_days:
        moves = ngettext(
            "a date moves by %(days)d day at most", "a date moves by %(days)d days at most", answer.tolerance_days
        )
        parts.append(moves % {"days": answer.tolerance_days})
    else:
        parts.append(_("a date never moves"))
    return " · ".join(parts)


def _alternative(other: Alternative) -> str:
    day = str(WEEKDAYS[other.weekday])
    return day if other.start is None else _("%(day)s at %(time)s") % {"day": day, "time": format_time(other.start)}


def _period(row: Rhythm, today: dt.date) -> str:
    since = format_date(row.since, weekday=False)
    if row.until is None:
        return _("since %(day)s") % {"day": since} if row.since <= today else _("from %(day)s on") % {"day": since}
    last = format_date(row.until - dt.timedelta(days=1), weekday=False)
    return _("from %(first)s to %(last)s") % {"first": since, "last": last}
