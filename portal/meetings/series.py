"""Which meeting follows which: what a meeting puts off is taken up by the next one of the same circle (MISSION B6)."""

import datetime as dt

from django.utils import timezone

from .enums import CIRCLE_2_KINDS, MeetingKind, MeetingStatus
from .models import Meeting
from .querysets import MeetingQuerySet

#: What was put off longer ago is not spoken of any more.
FORGET_AFTER = dt.timedelta(days=400)
#: Where a visit or a presentation leaves something open, the circle takes it up, not the next visit elsewhere.
_OF_CIRCLE_2 = (MeetingKind.CIRCLE_2, MeetingKind.PLENARY)
#: What may still change its agenda and is yet to come.
_AHEAD = (MeetingStatus.DRAFT, MeetingStatus.PROPOSED, MeetingStatus.CONVENED)


def kinds_after(kind: str) -> tuple[str, ...]:
    """Return the kinds of meetings that take up what one of ``kind`` puts off."""
    return _OF_CIRCLE_2 if kind in CIRCLE_2_KINDS else (kind,)


def kinds_before(kind: str) -> tuple[str, ...]:
    """Return the kinds of meetings whose open items one of ``kind`` takes up."""
    if kind in CIRCLE_2_KINDS:
        return CIRCLE_2_KINDS if kind in _OF_CIRCLE_2 else ()
    return (kind,)


def next_meeting(meeting: Meeting) -> Meeting | None:
    """Return the meeting to come that takes up what ``meeting`` puts off, drafts included, or None; one query."""
    later = _of_same_scope(meeting).filter(
        kind__in=kinds_after(meeting.kind),
        status__in=_AHEAD,
        starts_at__gt=max(meeting.starts_at, timezone.now()),
    )
    return later.select_related("platform", "territory").order_by("starts_at", "pk").first()


def earlier_meetings(meeting: Meeting) -> MeetingQuerySet:
    """Return the meetings before ``meeting``, cancelled ones included, whose open items it takes up; latest first."""
    return (
        _of_same_scope(meeting)
        .filter(
            kind__in=kinds_before(meeting.kind),
            starts_at__lt=meeting.starts_at,
            starts_at__gt=meeting.starts_at - FORGET_AFTER,
        )
        .order_by("-starts_at", "-pk")
    )


def _of_same_scope(meeting: Meeting) -> MeetingQuerySet:
    return Meeting.objects.filter(
        platform=meeting.platform_id, territory=meeting.territory_id, working_group=meeting.working_group_id
    ).exclude(pk=meeting.pk)
