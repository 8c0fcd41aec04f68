"""How many days before a meeting each step falls, for its kind: the guide's usual values, or a nearer scope's (B7).

Days are those of the calendar where the meeting is held: "7 days before" a meeting of Thursday 14:00 begins on the
Thursday before at midnight there.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from portal.core.french_dates import to_local
from portal.directory.models import Platform, Territory

from .enums import MeetingKind
from .local_time import LocalTimeError, localise
from .models import Meeting, MeetingDelays
from .nearest import scope_of, scopes_around

#: Every column of ``MeetingDelays`` that holds a value, in the order of a meeting's life.
NAMES = (
    "call_days",
    "convene_days",
    "freeze_days",
    "remind_days",
    "automatic",
    "reading_days",
    "validate_after_reading",
)


@dataclass(frozen=True, kw_only=True)
class Delays:
    """The steps of a meeting in days before it (``reading_days``: after the minutes are sent); None leaves one out.

    ``source`` is the platform or territory whose own delays these are, as text; empty for the usual ones.
    """

    call_days: int | None = 10
    convene_days: int | None = 7
    freeze_days: int | None = 3
    remind_days: int | None = 1
    automatic: bool = False
    reading_days: int | None = 8
    validate_after_reading: bool = False
    source: str = field(default="", compare=False)

    @classmethod
    def of_row(cls, row: MeetingDelays) -> "Delays":
        """Return the values of a stored row."""
        return cls(**{name: getattr(row, name) for name in NAMES}, source=str(row.platform or row.territory))

    @classmethod
    def for_many(cls, meetings: Iterable[Meeting]) -> dict[int, "Delays"]:
        """Return the delays of each of ``meetings`` by primary key: in a constant number of queries.

        ``platform`` and ``territory`` of the meetings are not read: only their keys are.
        """
        meetings = list(meetings)
        scopes = scopes_around(meetings)
        platforms = {meeting.platform_id for meeting in meetings} - {None}
        territories = {key for chain in scopes.values() for kind, key in chain if kind == "territory"}
        rows = {}
        if meetings:
            found = MeetingDelays.objects.filter(kind__in={meeting.kind for meeting in meetings})
            # Two reads rather than an OR: each has an index of its own.
            own = found.filter(platform__in=platforms) if platforms else found.none()
            above = found.filter(territory__in=territories) if territories else found.none()
            for row in [*own.select_related("platform"), *above.select_related("territory")]:
                rows[(*scope_of(row), row.kind)] = row
        return {meeting.pk: _nearest(meeting, scopes, rows) for meeting in meetings}

    @classmethod
    def for_kinds(cls, scope: Platform | Territory, kinds: Iterable[str]) -> dict[str, "Delays"]:
        """Return the delays that meetings of each of ``kinds`` in ``scope`` have, for its settings.

        In a territory, those of the platforms below, save for the kinds that are its own.
        """
        platform, territory = (None, scope) if isinstance(scope, Territory) else (scope, None)
        # Meetings that nobody stores: the answer for a kind is the answer for a meeting of it.
        meetings = [
            Meeting(pk=number, kind=kind, platform=platform, territory=territory) for number, kind in enumerate(kinds)
        ]
        found = cls.for_many(meetings)
        return {
            meeting.kind: USUAL
            if territory and meeting.kind not in KINDS_OF_TERRITORIES and found[meeting.pk] is USUAL_OF_TERRITORIES
            else found[meeting.pk]
            for meeting in meetings
        }


#: Kinds that only a territory calls.
KINDS_OF_TERRITORIES = (MeetingKind.LEADS,)
#: MISSION B7 and the guide: circles, and every other meeting of a platform.
USUAL = Delays()
#: People come from further away, and their diaries fill sooner.
USUAL_OF_TERRITORIES = Delays(call_days=14, convene_days=10, freeze_days=3, remind_days=2)


def usual_for(kind: str, *, of_territory: bool) -> Delays:
    """Return what holds for meetings of ``kind`` where nobody chose anything."""
    return USUAL_OF_TERRITORIES if of_territory else USUAL


def delays_for(meeting: Meeting) -> Delays:
    """Return the delays of ``meeting``: its platform's, else its nearest territory's, else the usual ones."""
    return Delays.for_many([meeting])[meeting.pk]


def day_before(meeting: Meeting, days: int) -> dt.datetime:
    """Return the instant at which the day that is ``days`` days before ``meeting`` begins where it is held."""
    day = to_local(meeting.starts_at, meeting.timezone_name).date() - dt.timedelta(days=days)
    return start_of_day(day, meeting.timezone_name)


def start_of_day(day: dt.date, timezone: str) -> dt.datetime:
    """Return the first instant of ``day`` in ``timezone``, where a change of hour may skip midnight."""
    for hour in range(3):
        try:
            return localise(day, dt.time(hour), timezone)
        except LocalTimeError:
            continue
    raise LocalTimeError(day, dt.time(0), timezone)


def items_deadline(meeting: Meeting, delays: Delays | None = None) -> dt.datetime:
    """Return the instant from which a proposed item comes late: the day of the convocation, which carries the agenda.

    Without a convocation delay it is the freeze. ``delays`` are read when they are not given.
    """
    delays = delays or delays_for(meeting)
    if delays.convene_days is None:
        return freeze_at(meeting, delays)
    return day_before(meeting, delays.convene_days)


def freeze_at(meeting: Meeting, delays: Delays | None = None) -> dt.datetime:
    """Return the instant from which the agenda stands; the meeting's start where nothing freezes it.

    ``delays`` are read when they are not given.
    """
    delays = delays or delays_for(meeting)
    if delays.freeze_days is None:
        return meeting.starts_at
    return day_before(meeting, delays.freeze_days)


def last_day_for_items(meeting: Meeting, delays: Delays | None = None) -> dt.date:
    """Return the last day, where the meeting is held, on which a proposed item comes in time."""
    deadline = items_deadline(meeting, delays)
    return to_local(deadline - dt.timedelta(microseconds=1), meeting.timezone_name).date()


def _nearest(meeting: Meeting, scopes: Mapping, rows: Mapping) -> Delays:
    scope = scope_of(meeting)
    for kind, key in scopes.get(scope, [scope]):
        row = rows.get((kind, key, meeting.kind))
        if row is not None:
            return Delays.of_row(row)
    return usual_for(meeting.kind, of_territory=meeting.platform_id is None)
