"""Meetings held against planned, and how often organisations came, in a school year (MISSION B13).

Counted is what the reader may see: whoever may not know of circle 1 meetings finds those of circle 2 alone. A meeting
that was put off counts where it went; drafts and exchanges noted afterwards were never planned.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, Q

from portal.core.fold import fold
from portal.core.french_dates import school_year_bounds, to_local
from portal.directory.models import Platform

from .enums import MeetingStatus, Presence
from .models import Invitee, Meeting
from .planning_answers import CIRCLES
from .querysets import NOTED_EXCHANGE

#: Somebody of the organisation, or whoever it sent instead.
_CAME = Q(presence__in=(Presence.PRESENT, Presence.REPRESENTED))
#: Columns: the circles, and all meetings of no circle under an empty name.
COLUMNS = (*(circle.value for circle in CIRCLES), "")


@dataclass
class Tally:
    """Meetings that were planned, by what became of them; ``untold`` are past ones that nobody noted as held."""

    held: int = 0
    cancelled: int = 0
    untold: int = 0
    ahead: int = 0

    @property
    def planned(self) -> int:
        """Return all of them."""
        return self.held + self.cancelled + self.untold + self.ahead

    def __add__(self, other: "Tally") -> "Tally":
        """Return both together."""
        names = ("held", "cancelled", "untold", "ahead")
        return Tally(*(getattr(self, name) + getattr(other, name) for name in names))


@dataclass
class Line:
    """One month or one platform: a tally for each of ``COLUMNS``."""

    name: object
    tallies: dict[str, Tally] = field(default_factory=lambda: {column: Tally() for column in COLUMNS})

    @property
    def columns(self) -> list[Tally]:
        """Return the tallies in the order of ``COLUMNS``."""
        return [self.tallies[column] for column in COLUMNS]

    @property
    def whole(self) -> Tally:
        """Return all columns together."""
        return sum(self.columns, Tally())


@dataclass
class Attendance:
    """How often one organisation came to the meetings that it was convened to."""

    name: str
    actor_type: str
    organisation_id: int | None = None
    convened: int = 0
    came: int = 0

    @property
    def rate(self) -> int:
        """Return the part of the meetings that it came to, in per cent."""
        return rate(self.came, self.convened)


@dataclass
class TypeAttendance:
    """The same of all organisations of a type; ``never`` of them came to none."""

    name: str
    organisations: int = 0
    convened: int = 0
    came: int = 0
    never: int = 0

    @property
    def rate(self) -> int:
        """Return the part of the meetings that they came to, in per cent."""
        return rate(self.came, self.convened)


@dataclass(frozen=True)
class Figures:
    """A school year: by month, by platform, by type of organisation and by organisation.

    ``recorded`` is the number of meetings whose attendance was noted: the presences speak of these alone.
    """

    months: list[Line]
    platforms: list[Line]
    total: Line
    types: list[TypeAttendance]
    organisations: list[Attendance]
    recorded: int

    @property
    def never(self) -> list[Attendance]:
        """Return the organisations that came to none."""
        return [one for one in self.organisations if not one.came]


def rate(came: int, convened: int) -> int:
    """Return ``came`` of ``convened`` in whole per cent, zero of nothing."""
    return round(100 * came / convened) if convened else 0


def months_of(school_year: int) -> list[dt.date]:
    """Return the first days of its twelve months, September first."""
    first, _last = school_year_bounds(school_year)
    return [
        dt.date(first.year + (first.month + step - 1) // 12, (first.month + step - 1) % 12 + 1, 1) for step in range(12)
    ]


def figures_of(platforms: Iterable[Platform], school_year: int, viewer, now: dt.datetime) -> Figures:
    """Return the figures of ``platforms`` as ``viewer`` may know them at the instant ``now``; constant queries."""
    platforms = list(platforms)
    months = {month: Line(month) for month in months_of(school_year)}
    lines = {platform.pk: Line(platform) for platform in platforms}
    zones = {platform.pk: platform.timezone for platform in platforms}
    total, held = Line(""), []
    for pk, platform, circle, status, starts_at in _meetings(lines, school_year, viewer):
        day = to_local(starts_at, zones[platform]).date()
        month = months.get(day.replace(day=1))
        if month is None:
            continue
        column = circle if circle in COLUMNS else ""
        fate = _fate(status, starts_at, now)
        for line in (month, lines[platform], total):
            setattr(line.tallies[column], fate, getattr(line.tallies[column], fate) + 1)
        if status == MeetingStatus.HELD:
            held.append(pk)
    organisations, recorded = _attendances(held)
    return Figures(list(months.values()), list(lines.values()), total, _by_type(organisations), organisations, recorded)


def _meetings(platform_ids, school_year: int, viewer):
    first, last = school_year_bounds(school_year)
    margin = dt.timedelta(days=2)
    begin, end = (dt.datetime.combine(day, dt.time.min, dt.UTC) for day in (first - margin, last + margin))
    return (
        Meeting.objects.visible_to(viewer)
        .filter(platform__in=platform_ids, starts_at__gte=begin, starts_at__lt=end, replaced_by__isnull=True)
        .exclude(status=MeetingStatus.DRAFT)
        .exclude(NOTED_EXCHANGE)
        .order_by("starts_at", "pk")
        .values_list("pk", "platform", "circle", "status", "starts_at")
    )


def _fate(status: str, starts_at: dt.datetime, now: dt.datetime) -> str:
    if status in (MeetingStatus.HELD, MeetingStatus.CANCELLED):
        return "held" if status == MeetingStatus.HELD else "cancelled"
    return "ahead" if starts_at > now else "untold"


def _attendances(meeting_ids: list[int]) -> tuple[list[Attendance], int]:
    """Return the organisations by name, and at how many of the meetings presences were noted; three queries."""
    noted = Invitee.objects.filter(meeting__in=meeting_ids).exclude(presence=Presence.UNKNOWN)
    counts = {"convened": Count("meeting", distinct=True), "came": Count("meeting", filter=_CAME, distinct=True)}
    named = noted.filter(organisation__isnull=False).order_by()
    # What was typed of somebody who came uninvited stands for itself.
    typed = noted.filter(organisation__isnull=True).exclude(organisation_name="").order_by()
    found = [
        Attendance(name, actor_type or "", organisation, convened, came)
        for organisation, name, actor_type, convened, came in named.values_list(
            "organisation", "organisation__name", "organisation__actor_type__name"
        ).annotate(**counts)
    ]
    found += [
        Attendance(name, "", None, convened, came)
        for name, convened, came in typed.values_list("organisation_name").annotate(**counts)
    ]
    recorded = noted.aggregate(meetings=Count("meeting", distinct=True))["meetings"] if meeting_ids else 0
    return sorted(found, key=lambda one: (fold(one.name), one.organisation_id or 0)), recorded


def _by_type(organisations: Iterable[Attendance]) -> list[TypeAttendance]:
    types: dict[str, TypeAttendance] = {}
    for one in organisations:
        line = types.setdefault(one.actor_type, TypeAttendance(one.actor_type))
        line.organisations += 1
        line.convened += one.convened
        line.came += one.came
        line.never += not one.came
    return sorted(types.values(), key=lambda line: (not line.name, fold(line.name)))
