"""Who hosts each date of a plan in which hosts take turns. Pure: all was read before."""

import datetime as dt
from collections.abc import Iterable, Mapping

from ..scheduling.hosts import HostChoice, HostNeed, assign_hosts
from .planning_readings import Reading
from .planning_rows import Change, PlanRow


def turns(rows: Iterable[PlanRow], reading: Reading, chosen: Mapping[str, int]) -> dict[str, HostChoice]:
    """Return who hosts each date that is held, by plan key (the meeting's uuid without one); none without turns.

    What was chosen by hand is settled, so is the place of a meeting that stays, and the host that a former plan with
    turns gave a meeting: planning again does not send round all hosts anew.
    """
    if not reading.hosts:
        return {}
    people = {rhythm.key: len(rhythm.people) for rhythm in reading.request.rhythms}
    needs = []
    for row in rows:
        if not row.is_held:
            continue
        moment = row.meeting.starts_at if row.change is Change.UNTOUCHED else row.starts_at
        day = moment.astimezone(reading.zone).date()
        needs.append(
            HostNeed(
                key=row.name,
                date=day,
                people=0 if row.occurrence is None else people.get(row.occurrence.key.rhythm, 0),
                settled=_settled(row, reading, chosen, day),
            )
        )
    return {choice.key: choice for choice in assign_hosts(needs, reading.hosts)}


def _settled(row: PlanRow, reading: Reading, chosen: Mapping[str, int], day: dt.date) -> str | None:
    by_hand = reading.usable_venue(chosen.get(row.key), day)
    if by_hand is not None:
        return str(by_hand.pk)
    meeting = row.meeting
    if meeting is None or meeting.venue_id is None:
        return None
    stays = row.change is Change.UNTOUCHED
    kept = meeting.rhythm is not None and meeting.rhythm.rotates and reading.usable_venue(meeting.venue_id, day)
    return str(meeting.venue_id) if stays or kept else None
