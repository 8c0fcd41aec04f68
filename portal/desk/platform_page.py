"""What members of a platform's network see on its page: team, circles, calendar, next meetings."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils import timezone

from portal.charters.gate import GateState, state
from portal.directory.enums import Circle, ParticipationStatus, PlatformRoleKind
from portal.directory.models import ListCampaign, Platform, PlatformRole
from portal.directory.platform_calendar import campaigns_in_force
from portal.directory.querysets import person_of
from portal.meetings.models import Meeting

from .shown_meetings import ShownMeeting, shown_to

NEXT_MEETINGS = 4
NEXT_CAMPAIGNS, CAMPAIGNS_WITHIN = 2, dt.timedelta(days=366)
_ORDER = {PlatformRoleKind.LEAD: 0, PlatformRoleKind.ASSISTANT: 1, PlatformRoleKind.OFFICER: 2}


@dataclass(frozen=True)
class Circles:
    """How many organisations stand where today."""

    first: int
    second: int
    occasional: int
    to_mobilise: int


@dataclass(frozen=True)
class Inside:
    """The part of the page that visitors do not see."""

    team: list[PlatformRole]
    circles: Circles
    meetings: list[ShownMeeting]
    campaigns: list[ListCampaign]
    gate: GateState


def inside_of(platform: Platform, viewer) -> Inside:
    """Return what ``viewer``, who may see the members of ``platform``, is shown of it; a constant number of queries."""
    today = timezone.localdate()
    team = platform.roles.active(today).select_related("person__organisation")
    return Inside(
        team=sorted(team, key=lambda role: (_ORDER[PlatformRoleKind(role.kind)], role.person.last_name, role.pk)),
        circles=_circles(platform, today),
        meetings=shown_to(
            viewer,
            Meeting.objects.visible_to(viewer)
            .upcoming(timezone.now())
            .filter(platform=platform)
            .select_related("platform", "venue__site__organisation")
            .order_by("starts_at", "pk")[:NEXT_MEETINGS],
        ),
        campaigns=campaigns_in_force(platform, today, today + CAMPAIGNS_WITHIN)[:NEXT_CAMPAIGNS],
        gate=state(person_of(viewer), platform),
    )


def _circles(platform: Platform, today: dt.date) -> Circles:
    agreed = Q(status=ParticipationStatus.AGREED)
    counted = platform.participations.active(today).aggregate(
        first=Count("pk", filter=agreed & Q(circle=Circle.FIRST)),
        second=Count("pk", filter=agreed & Q(circle=Circle.SECOND)),
        occasional=Count("pk", filter=agreed & Q(circle=Circle.OCCASIONAL)),
        to_mobilise=Count("pk", filter=Q(status__in=(ParticipationStatus.TO_APPROACH, ParticipationStatus.APPROACHED))),
    )
    return Circles(**counted)
