"""Which actions somebody reads beside their own: those of the yearly plan, above the gate (MISSION B11, DESIGN §4)."""

from collections.abc import Iterable

from django.db.models import Case, F, IntegerField, Q, Value, When
from django.utils import timezone

from portal.charters.gate import covered_platform_ids
from portal.core.models import active_q
from portal.directory.enums import Circle, ParticipationStatus
from portal.directory.models import Delegate, Person, Platform, PlatformRole
from portal.directory.querysets import TEAM, person_of

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


def platforms_to_reassign_in(platforms: Iterable[Platform]) -> list[tuple[Platform, int]]:
    """Return those of ``platforms`` that have actions to reassign, each with how many.

    Three queries find the platforms where an owner is neither of the team nor a delegate; those alone are counted.
    """
    by_key = {platform.pk: platform for platform in platforms}
    today = timezone.localdate()
    owned = set(
        ActionItem.objects.open()
        .filter(platform__in=by_key, owner__isnull=False)
        .order_by()
        .values_list("platform", "owner")
        .distinct()
    )
    if not owned:
        return []
    roles = PlatformRole.objects.active(today).filter(platform__in=by_key, kind__in=TEAM)
    delegates = (
        Delegate.objects.active(today)
        .filter(participation__platform__in=by_key, participation__status=ParticipationStatus.AGREED)
        .filter(active_q(today, "participation__"), participation__circle__in=Circle.values)
    )
    here = set(roles.values_list("platform", "person"))
    here |= set(delegates.values_list("participation__platform", "person"))
    suspects = [by_key[key] for key in sorted({platform for platform, _owner in owned - here})]
    counted = [(platform, to_reassign(platform).count()) for platform in suspects]
    return [(platform, count) for platform, count in counted if count]
