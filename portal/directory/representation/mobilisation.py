"""What is under way to win organisations for a platform, in the order in which somebody should act."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import F
from django.utils import timezone

from ..enums import ParticipationStatus
from ..models import Participation, Platform

#: Whoever agreed not longer ago than this is still shown: the lead sees what the calls led to.
RECENT = dt.timedelta(days=60)


@dataclass(frozen=True)
class Line:
    """An organisation with its next step; ``late`` when the day of the step is past."""

    participation: Participation
    late: bool


@dataclass(frozen=True)
class Section:
    """The rows of one state."""

    status: ParticipationStatus
    lines: list[Line]

    @property
    def late(self) -> int:
        """Return how many steps are late."""
        return sum(line.late for line in self.lines)


def sections_of(platform: Platform) -> list[Section]:
    """Return the sections to approach, approached, agreed, declined; late steps first, undated ones last.

    Of those that agreed only the recent ones and those with a step to do: the others are members like all.
    """
    today = timezone.localdate()
    rows = (
        platform.participations.active()
        .select_related("organisation__actor_type__sector")
        .order_by(F("next_step_on").asc(nulls_last=True), "organisation__search_text", "pk")
    )
    by_status: dict[str, list[Line]] = {status: [] for status in ParticipationStatus}
    for row in rows:
        if row.status == ParticipationStatus.AGREED and not row.next_step and row.since < today - RECENT:
            continue
        by_status[row.status].append(Line(row, late=row.next_step_on is not None and row.next_step_on < today))
    return [Section(ParticipationStatus(status), lines) for status, lines in by_status.items()]
