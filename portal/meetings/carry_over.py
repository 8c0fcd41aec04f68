"""Which actions come back in the next agenda: the open ones of the same circle (MISSION B6, B11)."""

from django.db.models import Case, Count, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from .enums import CIRCLE_2_KINDS, ActionState, AgendaItemKind, MeetingKind, MeetingStatus
from .models import ActionItem, Meeting
from .querysets import ActionItemQuerySet
from .series import belongs_to_invited, heard_by_partners_of


def open_actions_for(meeting: Meeting) -> ActionItemQuerySet:
    """Return the open actions of earlier meetings of the same circle, earliest due first, in one query.

    Circle 1 meetings carry those of circle 1 only, and circle 2 and what follows it (plenaries, visits…) those of
    circle 2, with those that the yearly plan holds and no meeting wrote: it is gone through there. What was promised in
    circle 1 is not read by circle 2, even where both meet in one meeting. Other kinds carry their own: a working group
    those of the group; where only those invited belong to a meeting (bilateral, working session of no group), those
    that all of its partners heard. A territory's meetings have no actions.
    """
    return _earlier(meeting).filter(state=ActionState.OPEN)


def reviewed_actions_for(meeting: Meeting) -> ActionItemQuerySet:
    """Return the actions of ``open_actions_for`` and those closed since the meeting began, for its minutes."""
    return _earlier(meeting).filter(Q(state=ActionState.OPEN) | Q(done_at__gte=meeting.starts_at))


def meetings_that_carried(action: ActionItem):
    """Return the meetings on whose agenda the action came back while it was open, in order, in one query."""
    kind = action.meeting.kind if action.meeting else CIRCLE_2_KINDS[0]
    kinds = CIRCLE_2_KINDS if kind in CIRCLE_2_KINDS else (kind,)
    since = action.meeting.starts_at if action.meeting else action.created_at
    group = action.meeting.working_group_id if action.meeting else None
    return (
        _gone_through()
        .filter(platform=action.platform_id, kind__in=kinds, working_group=group, starts_at__gt=since)
        .filter(starts_at__lt=action.done_at or timezone.now())
        .order_by("starts_at", "pk")
    )


def with_times_carried(actions: ActionItemQuerySet) -> ActionItemQuerySet:
    """Return ``actions`` with ``times_carried``: on how many agendas each came back. No further query."""
    until = Coalesce(OuterRef("done_at"), Value(timezone.now()))
    later = _gone_through().filter(
        platform=OuterRef("platform"),
        starts_at__gt=Coalesce(OuterRef("meeting__starts_at"), OuterRef("created_at")),
        starts_at__lt=until,
    )
    second = Q(meeting=None) | Q(meeting__kind__in=CIRCLE_2_KINDS)
    of_group = later.filter(working_group=OuterRef("meeting__working_group"))
    return actions.annotate(
        times_carried=Case(
            When(second, then=_count(later.filter(kind__in=CIRCLE_2_KINDS))),
            When(meeting__working_group__isnull=False, then=_count(of_group)),
            default=_count(later.filter(kind=OuterRef("meeting__kind"), working_group=None)),
            output_field=IntegerField(),
        )
    )


def _gone_through():
    """Return the meetings that began and had the open actions on their agenda.

    Not bilateral ones: what came back there depends on who was invited, and nobody counts it.
    """
    with_item = Q(pk__in=Meeting.objects.filter(agenda_items__kind=AgendaItemKind.OPEN_ACTIONS).values("pk"))
    held = Q(status__in=(MeetingStatus.CONVENED, MeetingStatus.HELD))
    return Meeting.objects.filter(with_item, held, starts_at__lte=timezone.now()).exclude(kind=MeetingKind.BILATERAL)


def _count(meetings):
    total = meetings.order_by().values("platform").annotate(total=Count("pk")).values("total")
    return Coalesce(Subquery(total, output_field=IntegerField()), 0)


def _earlier(meeting: Meeting) -> ActionItemQuerySet:
    if not meeting.platform_id:
        return ActionItem.objects.none()
    second = meeting.kind in CIRCLE_2_KINDS
    kinds = CIRCLE_2_KINDS if second else (meeting.kind,)
    earlier = Q(
        meeting__kind__in=kinds,
        # A group does not read what another group promised (DESIGN §4).
        meeting__working_group=meeting.working_group_id,
        meeting__starts_at__lt=meeting.starts_at,
    )
    if second:
        earlier |= Q(meeting=None, objective__isnull=False, created_at__lt=meeting.starts_at)
    elif belongs_to_invited(meeting):
        earlier &= heard_by_partners_of(meeting, "meeting")
    return ActionItem.objects.filter(earlier, platform=meeting.platform_id).select_related(
        "owner", "owner_organisation", "meeting"
    )
