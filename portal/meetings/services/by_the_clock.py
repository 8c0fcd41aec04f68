"""What the clock does for meetings: calls and convocations where a team wants it, reminders, changes, newcomers.

Each step is done once: its verb locks the meeting, looks again and writes when it was done. A clock that stood still
for a day catches up with what still makes sense.
"""

import datetime as dt
import logging
from collections.abc import Callable, Iterable

from django.db.models import Max
from django.utils import timezone

from portal.core.actors import SYSTEM
from portal.core.errors import DomainError

from ..delays import USUAL, USUAL_OF_TERRITORIES, Delays, day_before, items_deadline
from ..enums import MeetingStatus
from ..models import Meeting, MeetingDelays
from . import change_notices, newcomers
from .calls import call_for_items
from .convene import convene, expected, is_chosen_by_hand
from .reminders import remind

logger = logging.getLogger(__name__)

#: Mails leave in the morning of their day, where the meeting is held.
MORNING = dt.timedelta(hours=8)
#: Nothing leaves by itself while somebody may still be writing the meeting.
STILL_WRITING = dt.timedelta(hours=1)
_RELATED = ("platform", "territory", "working_group")


def tick() -> None:
    """Do what is due; registered for every minute."""
    change_notices.tell_due()
    now = timezone.now()
    call_due(now)
    convene_due(now)
    remind_due(now)
    newcomers.welcome_due()


def call_due(now: dt.datetime) -> int:
    """Call for items of the meetings whose team wants it done; return for how many. Not once the deadline is past."""
    rows = Meeting.objects.filter(status__in=(MeetingStatus.PROPOSED, MeetingStatus.CONVENED), called_at__isnull=True)
    return _each(
        (
            meeting
            for meeting, delays in _automatic(rows, "call_days", now)
            if now < items_deadline(meeting, delays) and (meeting.status == MeetingStatus.CONVENED or expected(meeting))
        ),
        lambda meeting: call_for_items(meeting, by=SYSTEM),
    )


def convene_due(now: dt.datetime) -> int:
    """Convene the proposed meetings whose team wants it done; return how many. Not where a lead chooses whom."""
    rows = Meeting.objects.filter(status=MeetingStatus.PROPOSED)
    return _each((meeting for meeting, _delays in _automatic(rows, "convene_days", now)), _convene)


def remind_due(now: dt.datetime) -> int:
    """Remind the invitees without answer of the meetings whose day has come, once; return for how many meetings."""
    furthest = _furthest("remind_days", MeetingDelays.objects.all())
    rows = Meeting.objects.filter(status=MeetingStatus.CONVENED, reminded_at__isnull=True)
    return _each(
        (meeting for meeting, _delays in _due(rows, "remind_days", furthest, now)),
        lambda meeting: remind(meeting, by=SYSTEM),
    )


def _convene(meeting: Meeting) -> None:
    people = expected(meeting)
    if people or not is_chosen_by_hand(meeting):
        convene(meeting, by=SYSTEM, person_ids=[candidate.person.pk for candidate in people])


def _automatic(rows, step: str, now: dt.datetime):
    """Yield those of ``rows`` whose team lets mails leave by themselves and whose ``step`` has come."""
    wanted = MeetingDelays.objects.filter(automatic=True)
    if not wanted.exists():
        return
    settled = rows.filter(modified_at__lte=now - STILL_WRITING)
    for meeting, delays in _due(settled, step, _furthest(step, wanted), now):
        if delays.automatic:
            yield meeting, delays


def _due(rows, step: str, furthest: int, now: dt.datetime):
    near = rows.filter(starts_at__gt=now, starts_at__lte=now + dt.timedelta(days=furthest + 1))
    meetings = list(near.select_related(*_RELATED).order_by("starts_at", "pk"))
    delays = Delays.for_many(meetings)
    for meeting in meetings:
        days = getattr(delays[meeting.pk], step)
        if days is not None and day_before(meeting, days) + MORNING <= now:
            yield meeting, delays[meeting.pk]


def _furthest(step: str, rows) -> int:
    """Return the longest delay of ``step`` that any meeting may have, in days."""
    usual = max(getattr(one, step) for one in (USUAL, USUAL_OF_TERRITORIES))
    return max(rows.aggregate(most=Max(step))["most"] or 0, usual)


def _each(meetings: Iterable[Meeting], verb: Callable[[Meeting], object]) -> int:
    """Do ``verb`` for each meeting; one that refuses or fails stops no other. Return how many it was done for."""
    done = 0
    for meeting in meetings:
        try:
            verb(meeting)
        except DomainError:
            # Done meanwhile, by a lead or by another clock; or nobody is there to be told.
            continue
        except Exception:
            logger.exception("The clock cannot serve the meeting %s", meeting.pk)
        else:
            done += 1
    return done
