"""What a preview reads, once: meetings and venues that are there, who hosted; and what follows from them, pure."""

import datetime as dt
import zoneinfo
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q

from portal.directory.enums import PlatformRoleKind
from portal.directory.models import Platform

from ..enums import MeetingStatus
from ..models import Meeting, PlanDraft, Venue
from ..planning_answers import PlanAnswers, rhythm_key
from ..scheduling import PlanRequest
from ..scheduling.hosts import Host
from .hosting import hosts_of_plan, venues_by_key
from .planning_inputs import answers_of


@dataclass(frozen=True)
class Reading:
    """All that a preview of one draft depends on besides the changes by hand.

    ``venues`` are the platform's by the keys that hosts have, ``hosts`` those that take turns (none in a plan that
    does not rotate), ``groups`` the names of the planned working groups by rhythm key, ``leads`` those of the pair of
    leads by person key.
    """

    platform: Platform
    now: dt.datetime
    zone: zoneinfo.ZoneInfo
    answers: PlanAnswers
    request: PlanRequest
    meetings: tuple[Meeting, ...]
    venues: Mapping[str, Venue]
    hosts: tuple[Host, ...]
    groups: Mapping[str, str]
    leads: Mapping[str, str]

    def usable_venue(self, pk: int | None, day: dt.date) -> Venue | None:
        """Return the platform's venue with that key if it may be used on ``day``, else None."""
        venue = self.venues.get(str(pk))
        return venue if venue is not None and (venue.closed_at is None or venue.closed_at > day) else None


def read(draft: PlanDraft, request: PlanRequest, keys: Iterable[str], now: dt.datetime) -> Reading:
    """Read what the preview of ``draft`` at the instant ``now`` needs, in a number of queries that never grows.

    ``keys`` are the plan keys that ``request`` gives.
    """
    platform, answers = draft.platform, answers_of(draft)
    zone = zoneinfo.ZoneInfo(platform.timezone)
    meetings = _meetings(draft, zone, keys)
    today = now.astimezone(zone).date()
    hosts = ()
    if answers.place.rotates:
        # The rows of the plan are needs of their own, not history.
        rows = [meeting.pk for meeting in meetings if meeting.starts_at.astimezone(zone).date() >= today]
        hosts = hosts_of_plan(platform, answers.season, without=rows)
    groups = {}
    if answers.groups:
        named = platform.working_groups.filter(pk__in=answers.groups).values_list("pk", "name")
        groups = {rhythm_key("", pk): name for pk, name in named}
    roles = platform.roles.active(today).filter(kind=PlatformRoleKind.LEAD).select_related("person")
    leads = {str(role.person_id): str(role.person) for role in roles}
    return Reading(platform, now, zone, answers, request, meetings, venues_by_key(platform), hosts, groups, leads)


def _meetings(draft: PlanDraft, zone, keys: Iterable[str]) -> tuple[Meeting, ...]:
    """Return the platform's meetings in the period, and those of ``keys`` wherever people moved them; no drafts."""
    first = dt.datetime.combine(draft.start, dt.time(), zone)
    last = dt.datetime.combine(draft.end + dt.timedelta(days=1), dt.time(), zone)
    in_period = Q(starts_at__gte=first, starts_at__lt=last) & ~Q(status=MeetingStatus.DRAFT)
    meetings = Meeting.objects.filter(in_period | Q(plan_key__in=list(keys)), platform=draft.platform)
    return tuple(meetings.select_related("rhythm", "venue__site__organisation", "venue__site__commune"))
