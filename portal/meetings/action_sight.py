"""Which actions somebody reads beside their own: those of the yearly plan, above the gate (MISSION B11, DESIGN §4)."""

from django.db.models import Case, F, IntegerField, Q, Value, When

from portal.charters.gate import covered_platform_ids
from portal.directory.models import Person, Platform
from portal.directory.querysets import person_of

from .enums import ActionState
from .models import ActionItem, Meeting
from .querysets import ActionItemQuerySet


def actions_seen_by(viewer) -> ActionItemQuerySet:
    """Return what ``viewer`` may read: their own actions, their team's, and those of the plans of their networks.

    The plan is gone through in circle 2 meetings: those of its actions that no meeting wrote, and those of meetings
    that the viewer may know of, are read by all whose charter covers the platform. What circle 1 promised stays there.
    """
    person = person_of(viewer)
    if person is None:
        return ActionItem.objects.none()
    planned = Q(objective__isnull=False, platform__in=Platform.objects.in_network_of(person).values("pk")) & Q(
        platform__in=covered_platform_ids(person)
    )
    known = Q(meeting=None) | Q(meeting__in=Meeting.objects.visible_to(person).values("pk"))
    own = ActionItem.objects.visible_to(person).values("pk")
    return ActionItem.objects.filter(Q(pk__in=own) | planned & known)


def late_first(actions: ActionItemQuerySet, today) -> ActionItemQuerySet:
    """Return ``actions`` with what is late first, then what is open by its day, then what was closed last."""
    urgency = Case(
        When(state=ActionState.OPEN, due__lt=today, then=Value(0)),
        When(state=ActionState.OPEN, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    open_day = Case(When(state=ActionState.OPEN, then=F("due")))
    return actions.annotate(urgency=urgency).order_by(
        "urgency", open_day.asc(nulls_last=True), F("done_at").desc(nulls_last=True), "created_at", "pk"
    )


def to_reassign(platform) -> ActionItemQuerySet:
    """Return the open actions of ``platform`` whose owner has left it: somebody else has to take them."""
    gone = Person.objects.gone_from(platform).values("pk")
    return ActionItem.objects.open().filter(platform=platform, owner__in=gone)
