"""What the page of a working group shows: who belongs to it, and what its past meetings left."""

import datetime as dt
from dataclasses import dataclass

from portal.directory.models import Person, Platform

from ..enums import MinutesState
from ..models import Meeting, WorkingGroup, WorkingGroupMember
from ..permissions import DetailsGate


@dataclass(frozen=True)
class MemberLine:
    """Somebody of the group, and what they are in the platform: gone from it, or a delegate or of the team."""

    row: WorkingGroupMember
    has_left: bool
    is_delegate: bool


@dataclass(frozen=True)
class PastMeeting:
    """A past meeting of the group; whether the viewer may read its minutes now."""

    meeting: Meeting
    reads_minutes: bool


def belongs_to_groups(viewer, platform: Platform) -> bool:
    """Tell whether ``viewer`` may see a working group of ``platform`` and so finds the page of the groups."""
    return WorkingGroup.objects.visible_to(viewer).filter(platform=platform).exists()


def members_of(group: WorkingGroup, on: dt.date) -> list[MemberLine]:
    """Return those who belong to ``group`` on the day ``on``, convenors first, in four queries."""
    rows = group.members.active(on).select_related("person", "organisation")
    rows = sorted(rows, key=lambda row: not row.is_convenor)
    people = [row.person_id for row in rows]
    gone = set(Person.objects.gone_from(group.platform, on).filter(pk__in=people).values_list("pk", flat=True))
    here = set(Person.objects.delegates_of(group.platform, on=on).filter(pk__in=people).values_list("pk", flat=True))
    here |= set(Person.objects.team_of(group.platform, on=on).filter(pk__in=people).values_list("pk", flat=True))
    return [MemberLine(row, row.person_id in gone, row.person_id in here) for row in rows]


def past_meetings(meetings, viewer) -> list[PastMeeting]:
    """Return ``meetings``, visible to ``viewer``, each with whether its minutes are open to them; constant queries."""
    gate = DetailsGate(viewer)
    found = []
    for meeting in meetings:
        minutes = getattr(meeting, "minutes", None)
        readable = minutes is not None and (
            meeting.platform_id in gate.team_ids or minutes.state == MinutesState.VALIDATED
        )
        found.append(PastMeeting(meeting, readable and gate.opens(meeting)))
    return found
