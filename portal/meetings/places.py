"""What an agenda item "places available" shows: filled from the map of solutions for the day of the meeting."""

import datetime as dt
from dataclasses import dataclass

from portal.core.french_dates import to_local
from portal.solutions_map.availability import HORIZON_DAYS, Place, places_available

from .enums import AgendaItemKind
from .models import Meeting

#: What a meeting can go through; the rest is on the map.
SHOWN = 20


@dataclass(frozen=True)
class MeetingPlaces:
    """Places with a number first; ``more`` are left out, ``unreported`` may have places that nobody counted."""

    places: list[Place]
    more: int
    unreported: int
    until: dt.date


def has_places(items) -> bool:
    """Tell whether one of ``items`` fills itself from the map."""
    return any(item.kind == AgendaItemKind.PLACES for item in items)


def places_for(meeting: Meeting, viewer) -> MeetingPlaces:
    """Return the places to speak of at ``meeting``, as far as ``viewer`` sees them; a constant number of queries.

    From the day of the meeting on. Once it is past, the numbers stay those that were known on that day.
    """
    day = to_local(meeting.starts_at, meeting.timezone_name).date()
    found = places_available(meeting.platform or meeting.territory, day, viewer=viewer)
    reported = [place for place in found if place.is_reported]
    return MeetingPlaces(
        places=reported[:SHOWN],
        more=max(0, len(reported) - SHOWN),
        unreported=len(found) - len(reported),
        until=day + dt.timedelta(days=HORIZON_DAYS),
    )
