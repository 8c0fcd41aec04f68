"""The reading of minutes by those convened: it opens, is told, lasts until a day, and ends (MISSION B10)."""

import datetime as dt
import logging
from typing import Final, Literal

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.core.actors import SYSTEM, Actor
from portal.core.errors import DomainError
from portal.core.french_dates import to_local
from portal.core.log import declare_actions, record
from portal.directory.models import Person

from ..delays import Delays, delays_for
from ..enums import CommentState, MinutesState
from ..leavers import gone_from_meeting
from ..minutes_content import content_of, digest, is_empty
from ..minutes_mails import MinutesToRead
from ..models import Invitee, Meeting, Minutes, MinutesComment
from ..permissions import readers_of_details
from .minutes import validate
from .writing import lock_for_writing

logger = logging.getLogger(__name__)

declare_actions(
    minutes_in_review=gettext_noop("Minutes opened for reading"),
    minutes_last_day=gettext_noop("Last day of the reading of minutes changed"),
)

#: Nobody remembers a meeting for longer than this.
LONGEST_READING = dt.timedelta(days=90)
USUAL: Final = "usual"


def today_of(meeting: Meeting) -> dt.date:
    """Return the day that it is where ``meeting`` was held."""
    return to_local(timezone.now(), meeting.timezone_name).date()


def usual_last_day(meeting: Meeting, delays: Delays | None = None) -> dt.date | None:
    """Return the last day of a reading that opens now, by the delays of its scope; None where it has no end."""
    days = (delays or delays_for(meeting)).reading_days
    return None if days is None else today_of(meeting) + dt.timedelta(days=days)


def is_over(minutes: Minutes) -> bool:
    """Tell whether the last day of the reading has passed where the meeting was held."""
    return minutes.read_until is not None and minutes.read_until < today_of(minutes.meeting)


def readers(meeting: Meeting, *, besides: Person | None = None) -> list[Person]:
    """Return those convened who may read the minutes in review, in order of name, ``besides`` whoever opens them.

    Somebody who was replaced reads too; whoever left the platform or the group since does not (D-07). A constant number
    of queries for members and team.
    """
    people = Person.objects.filter(pk__in=Invitee.objects.filter(meeting=meeting.pk).values("person"))
    people = people.select_related("user").order_by("last_name", "first_name", "pk")
    if meeting.platform is not None:
        people = people.exclude(pk__in=gone_from_meeting(meeting).values("pk"))
    found = [person for person in people if besides is None or person.pk != besides.pk]
    allowed = readers_of_details(meeting, found)
    return [person for person in found if person.pk in allowed]


@transaction.atomic
def open_review(
    meeting: Meeting, *, read_until: dt.date | Literal["usual"] | None = USUAL, tell: bool = False, by: Actor
) -> Minutes:
    """Let those invited and covered read the minutes, and return these; twice changes nothing.

    They read and remark until the end of the day ``read_until``: by default the usual one of the scope, None for
    without end. ``tell`` writes to each of them. Raises DomainError when minutes are closed, before the meeting began,
    while nothing is written and for a day that cannot be the last.
    """
    stored = lock_for_writing(meeting)
    minutes = stored.minutes
    if minutes.state == MinutesState.IN_REVIEW:
        return minutes
    if stored.starts_at > timezone.now():
        raise DomainError(_("The meeting has not begun: there is nothing to read yet."), code="early")
    if is_empty(content_of(stored)):
        raise DomainError(_("Nothing is written yet: note what was said, decided or promised first."), code="empty")
    minutes.state = MinutesState.IN_REVIEW
    minutes.reviewed_from = timezone.now()
    minutes.read_until = usual_last_day(stored) if read_until == USUAL else _checked(stored, read_until)
    minutes.save(update_fields=["state", "reviewed_from", "read_until"])
    told = _tell(stored, minutes, by) if tell else 0
    _record(stored, "minutes_in_review", by, until=_iso(minutes.read_until), told=told)
    return minutes


@transaction.atomic
def change_last_day(meeting: Meeting, read_until: dt.date | None, *, by: Actor) -> Minutes:
    """Let the reading last until another day, or without end, and return the minutes.

    Raises DomainError unless they are in review, and for a day that cannot be the last.
    """
    stored = lock_for_writing(meeting)
    minutes = stored.minutes
    if minutes.state != MinutesState.IN_REVIEW:
        raise DomainError(_("These minutes are not open for reading."), code="state")
    if minutes.read_until == read_until:
        return minutes
    minutes.read_until = _checked(stored, read_until)
    minutes.save(update_fields=["read_until"])
    _record(stored, "minutes_last_day", by, until=_iso(read_until))
    return minutes


def validate_after_reading() -> int:
    """Validate the minutes whose reading is over where their scope wants it so, and return how many; run every minute.

    Minutes with a remark that nobody answered, and those of a meeting whose attendance nobody recorded, wait for the
    team: both would be frozen as they are.
    """
    remarked = MinutesComment.objects.filter(minutes=OuterRef("pk"), state=CommentState.OPEN)
    attended = Invitee.objects.filter(meeting=OuterRef("meeting")).exclude(presence="")
    # A day is over somewhere on Earth before it is here: the clock of the meeting is looked at below.
    read = Minutes.objects.filter(
        Exists(attended), ~Exists(remarked), state=MinutesState.IN_REVIEW, read_until__lte=timezone.localdate()
    ).select_related("meeting__platform", "meeting__territory")
    over = [minutes for minutes in read if is_over(minutes)]
    delays = Delays.for_many([minutes.meeting for minutes in over]) if over else {}
    count = 0
    for minutes in over:
        if delays[minutes.meeting_id].validate_after_reading:
            count += _validate_as_it_stands(minutes.meeting)
    return count


def _validate_as_it_stands(meeting: Meeting) -> bool:
    try:
        with transaction.atomic():
            stored = lock_for_writing(meeting)
            if not is_over(stored.minutes):
                return False
            validate(stored, seen=digest(content_of(stored)), by=SYSTEM)
    except DomainError as refusal:
        # The team was quicker, or a remark came: one meeting stops no other.
        logger.info("Minutes of meeting %s are not validated by themselves: %s", meeting.pk, refusal.code)
        return False
    return True


def _tell(meeting: Meeting, minutes: Minutes, by: Actor) -> int:
    """Write to each reader with an address, and return how many; a bad address stops nobody else."""
    told = 0
    for person in readers(meeting, besides=by.person):
        try:
            MinutesToRead(meeting, minutes, person).send(by=by)
        except DomainError:
            continue
        told += 1
    return told


def _checked(meeting: Meeting, day: dt.date | None) -> dt.date | None:
    if day is None:
        return None
    today = today_of(meeting)
    if day < today:
        raise DomainError(_("This day has passed."), code="past", field="read_until")
    if day > today + LONGEST_READING:
        raise DomainError(
            _("A reading lasts at most %(days)d days.") % {"days": LONGEST_READING.days},
            code="long",
            field="read_until",
        )
    return day


def _iso(day: dt.date | None) -> str:
    return day.isoformat() if day else ""


def _record(meeting: Meeting, action: str, by: Actor, **data) -> None:
    record(meeting, action, by=by, platform=meeting.platform, territory=meeting.territory, **data)
