"""What a team should know about the venue of a meeting to come: closed since, or smaller than those invited."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .models import Meeting
from .services.hosting import expected_number
from .services.planning_places import is_used


def number_of_people(meeting: Meeting) -> int:
    """Return how many people the meeting is for: those invited once it is convened, else those expected; 0 unknown."""
    if meeting.platform is None:
        return 0
    if meeting.pk is not None and meeting.convened_at is not None:
        return meeting.invitees.count()
    circles = meeting.circles_invited
    return expected_number(meeting.platform, circle=circles[-1] if circles else "", group=meeting.working_group_id)


def venue_warnings(meeting: Meeting, people: int | None = None) -> list[str]:
    """Return what is wrong with the venue of ``meeting``, as sentences; ``people`` is counted where it is not given.

    No query when the venue holds any number; two at most otherwise.
    """
    venue = meeting.venue
    if venue is None:
        return []
    found = []
    if not is_used(venue):
        found.append(_("This venue is no longer used: choose another one."))
    if venue.capacity is not None:
        count = number_of_people(meeting) if people is None else people
        if count > venue.capacity:
            text = ngettext(
                "The venue has %(seats)d seat, for %(count)d people.",
                "The venue has %(seats)d seats, for %(count)d people.",
                venue.capacity,
            )
            found.append(text % {"seats": venue.capacity, "count": count})
    return found
