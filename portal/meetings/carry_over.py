"""Which actions come back in the next agenda: the open ones of the same circle (MISSION B6, B11)."""

from django.db.models import Q

from .enums import CIRCLE_2_KINDS, ActionState
from .models import ActionItem, Meeting
from .querysets import ActionItemQuerySet


def open_actions_for(meeting: Meeting) -> ActionItemQuerySet:
    """Return the open actions of earlier meetings of the same circle, earliest due first, in one query.

    Circle 1 meetings carry those of circle 1 only, and circle 2 and what follows it (plenaries, visits…) those of
    circle 2: what was promised in circle 1 is not read by circle 2, even where both meet in one meeting. Other kinds
    carry their own. A territory's meetings have no actions.
    """
    return _earlier(meeting).filter(state=ActionState.OPEN)


def reviewed_actions_for(meeting: Meeting) -> ActionItemQuerySet:
    """Return the actions of ``open_actions_for`` and those closed since the meeting began, for its minutes."""
    return _earlier(meeting).filter(Q(state=ActionState.OPEN) | Q(done_at__gte=meeting.starts_at))


def _earlier(meeting: Meeting) -> ActionItemQuerySet:
    if not meeting.platform_id:
        return ActionItem.objects.none()
    kinds = CIRCLE_2_KINDS if meeting.kind in CIRCLE_2_KINDS else (meeting.kind,)
    return ActionItem.objects.filter(
        platform=meeting.platform_id, meeting__kind__in=kinds, meeting__starts_at__lt=meeting.starts_at
    ).select_related("owner", "owner_organisation", "meeting")
