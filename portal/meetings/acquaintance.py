"""Who of a platform's network presented itself, was visited or trained with the others, and who has yet to (A11).

Plain values for pages; read-only. A day that comes from a meeting which the reader may not know of is told by its month
alone: the date of a circle 1 meeting is no business of circle 2 (DESIGN §4).
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils import timezone

from portal.core.french_dates import format_date, format_month
from portal.directory.models import Organisation, Participation, Platform
from portal.directory.platform_calendar import local_today

from .enums import EncounterKind, MeetingStatus
from .models import Encounter, Meeting
from .permissions import DetailsGate


@dataclass(frozen=True)
class Day:
    """A day as the reader may know it: ``exact``, or its month alone."""

    day: dt.date
    exact: bool = True

    def __str__(self):
        return format_date(self.day, weekday=False) if self.exact else format_month(self.day)


@dataclass(frozen=True)
class Acquaintance:
    """A member with the last day on which it presented itself, was visited, joined a training; None for never."""

    participation: Participation
    presented: Day | None = None
    visited: Day | None = None
    trained: Day | None = None

    @property
    def organisation(self) -> Organisation:
        """Return the member."""
        return self.participation.organisation

    @property
    def presented_order(self) -> dt.date:
        """Return what the presentations are sorted by: never comes first."""
        return _order(self.presented)

    @property
    def visited_order(self) -> dt.date:
        """Return what the visits are sorted by."""
        return _order(self.visited)

    @property
    def trained_order(self) -> dt.date:
        """Return what the joint trainings are sorted by."""
        return _order(self.trained)


def _order(day: Day | None) -> dt.date:
    return day.day if day else dt.date.min


@dataclass(frozen=True)
class Line:
    """One record as the reader may read it; ``meeting`` and ``note`` are empty below the gate."""

    encounter: Encounter
    day: Day
    meeting: Meeting | None = None
    meeting_name: str = ""
    note: str = ""


def is_recordable(meeting: Meeting) -> bool:
    """Tell whether somebody may have been met at ``meeting``: one of a platform that has begun."""
    return (
        meeting.platform_id is not None
        and meeting.status not in (MeetingStatus.DRAFT, MeetingStatus.CANCELLED)
        and meeting.starts_at <= timezone.now()
    )


def day_of(meeting: Meeting) -> dt.date:
    """Return the day of ``meeting`` where it is held."""
    return meeting.starts_at.astimezone(ZoneInfo(meeting.timezone_name)).date()


def seen_meetings(platform: Platform, viewer) -> set[int]:
    """Return the meetings, among those at which somebody was met, that ``viewer`` may know of."""
    met_at = Encounter.objects.filter(platform=platform, meeting__isnull=False).values("meeting")
    return set(Meeting.objects.visible_to(viewer).filter(pk__in=met_at).values_list("pk", flat=True))


def acquaintances_of(platform: Platform, seen: set[int]) -> list[Acquaintance]:
    """Return the members of today: those who never presented themselves, then the longest ago; then by name.

    ``seen`` is what ``seen_meetings`` said. Two queries.
    """
    members = Participation.objects.members(local_today(platform)).filter(platform=platform)
    members = list(members.select_related("organisation__actor_type"))
    last = _last_days(platform, [member.organisation_id for member in members], seen)
    return sorted(
        (_acquaintance(member, last) for member in members),
        key=lambda one: (
            one.presented_order,
            one.organisation.search_text,
            one.organisation.pk,
        ),
    )


def acquaintance_of(participation: Participation, viewer) -> Acquaintance:
    """Return the same of one organisation, as ``viewer`` may know it."""
    platform = participation.platform
    last = _last_days(platform, [participation.organisation_id], seen_meetings(platform, viewer))
    return _acquaintance(participation, last)


def _acquaintance(participation: Participation, last: dict[tuple[int, str], Day]) -> Acquaintance:
    pk = participation.organisation_id
    return Acquaintance(
        participation,
        presented=last.get((pk, EncounterKind.PRESENTATION)),
        visited=last.get((pk, EncounterKind.VISIT)),
        trained=last.get((pk, EncounterKind.TRAINING)),
    )


def _last_days(platform: Platform, organisations: list[int], seen: set[int]) -> dict[tuple[int, str], Day]:
    rows = Encounter.objects.filter(platform=platform, organisation__in=organisations).order_by("happened_on", "pk")
    return {
        (organisation, kind): Day(day, exact=meeting is None or meeting in seen)
        for organisation, kind, day, meeting in rows.values_list("organisation", "kind", "happened_on", "meeting")
    }


def lines_of(encounters: Iterable[Encounter], viewer, seen: set[int]) -> list[Line]:
    """Return ``encounters`` (with organisation and meeting) as ``viewer`` may read them; a constant number of queries.

    ``seen`` is what ``seen_meetings`` said. Of a meeting that the viewer may not know of only the month stays; the
    title of one behind the gate is its kind, and what was noted about it waits above the gate too (D-50).
    """
    gate = DetailsGate(viewer)
    return [_line(encounter, seen, gate) for encounter in encounters]


def _line(encounter: Encounter, seen: set[int], gate: DetailsGate) -> Line:
    meeting = encounter.meeting
    if meeting is None:
        return Line(encounter, Day(encounter.happened_on), note=encounter.note)
    if meeting.pk not in seen:
        return Line(encounter, Day(encounter.happened_on, exact=False))
    opens = gate.opens(meeting)
    return Line(
        encounter,
        Day(encounter.happened_on),
        meeting=meeting,
        meeting_name=meeting.title if opens else meeting.get_kind_display(),
        note=encounter.note if opens else "",
    )
