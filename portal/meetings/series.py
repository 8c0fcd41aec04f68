"""Which meeting follows which: what a meeting puts off is taken up by the next one of the same circle (MISSION B6)."""

import datetime as dt

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from portal.directory.models import Person

from .enums import CIRCLE_2_KINDS, MeetingKind, MeetingStatus
from .models import Invitee, Meeting
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
    if belongs_to_invited(meeting):
        later = later.filter(_invites_none_beside(meeting))
    return later.select_related("platform", "territory").order_by("starts_at", "pk").first()


def earlier_meetings(meeting: Meeting) -> MeetingQuerySet:
    """Return the meetings before ``meeting``, cancelled ones included, whose open items it takes up; latest first."""
    earlier = _of_same_scope(meeting).filter(
        kind__in=kinds_before(meeting.kind),
        starts_at__lt=meeting.starts_at,
        starts_at__gt=meeting.starts_at - FORGET_AFTER,
    )
    if belongs_to_invited(meeting):
        earlier = earlier.filter(heard_by_partners_of(meeting, "pk"))
    return earlier.order_by("-starts_at", "-pk")


def belongs_to_invited(meeting: Meeting) -> bool:
    """Tell whether a platform's ``meeting`` is of those invited alone: bilateral, or a working session of no group.

    The next one of its kind may be another partner's, who is to read nothing of this one.
    """
    if meeting.platform_id is None:
        return False
    of_no_group = meeting.kind == MeetingKind.WORKING_GROUP and meeting.working_group_id is None
    return meeting.kind == MeetingKind.BILATERAL or of_no_group


def heard_by_partners_of(meeting: Meeting, earlier: str) -> Q:
    """Return the condition that the organisations of all partners of ``meeting`` were at an earlier one.

    ``earlier`` names the key of that meeting in the rows that are filtered. The team apart, who else is invited is a
    partner. Nothing holds before somebody is invited, nor beside somebody of no known organisation.
    """
    there = _organisations(OuterRef(OuterRef(earlier)))
    partners = _partners(meeting.pk, meeting.platform)
    return Q(Exists(partners)) & ~Q(Exists(partners.exclude(organisation__in=there)))


def _invites_none_beside(meeting: Meeting) -> Q:
    """Return the condition on meetings to come that all of their partners are of organisations that were at this."""
    partners = _partners(OuterRef("pk"), meeting.platform)
    return Q(Exists(partners)) & ~Q(Exists(partners.exclude(organisation__in=_organisations(meeting.pk))))


def _partners(meeting, platform):
    return Invitee.objects.filter(meeting=meeting).exclude(person__in=Person.objects.team_of(platform).values("pk"))


def _organisations(meeting):
    return Invitee.objects.filter(meeting=meeting, organisation__isnull=False).values("organisation")


def _of_same_scope(meeting: Meeting) -> MeetingQuerySet:
    return Meeting.objects.filter(
        platform=meeting.platform_id, territory=meeting.territory_id, working_group=meeting.working_group_id
    ).exclude(pk=meeting.pk)
