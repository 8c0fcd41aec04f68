"""Whose meetings a calendar shows: a platform's, a territory's with what lies in it, those one is expected at."""

import datetime as dt
import zoneinfo
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.directory.models import Platform, Territory
from portal.directory.querysets import person_of

from .calendar_bands import Surroundings, around_platforms, around_territory
from .models import Meeting
from .querysets import MeetingQuerySet


@dataclass(frozen=True)
class CalendarScope:
    """One calendar: what it is called, which meetings the viewer sees in it, the platforms that they may come from."""

    viewer: object
    name: str
    timezone: str
    meetings: MeetingQuerySet = field(repr=False)
    platforms: tuple[Platform, ...]
    #: Name of the address of its page, and what that address takes.
    page: str
    slug: str = ""
    platform: Platform | None = None
    territory: Territory | None = None
    #: Whose campaigns and holidays stand around one's own meetings when one has no platform.
    home: Territory | None = None

    @property
    def is_mine(self) -> bool:
        """Whether it is one's own, across platforms."""
        return self.platform is None and self.territory is None

    @property
    def names_platforms(self) -> bool:
        """Whether its meetings belong to several platforms or territories, so that each says to which."""
        return self.platform is None

    @property
    def today(self) -> dt.date:
        """Return the day that it is there."""
        return timezone.localdate(timezone=zoneinfo.ZoneInfo(self.timezone))

    @property
    def url(self) -> str:
        """Return the address of its page."""
        return reverse(self.page, args=[self.slug] if self.slug else [])

    def pdf_url(self, paper: str) -> str:
        """Return the address of its sheet of ``paper`` ("a4", "a3")."""
        return reverse(f"{self.page}_pdf", args=[self.slug, paper] if self.slug else [paper])

    def meetings_between(self, first: dt.date, last: dt.date) -> MeetingQuerySet:
        """Return the meetings that begin from ``first`` to ``last`` on the clocks of their own platform.

        A day is read on both sides: no zone of France is farther than that from another. ``day_of`` then tells.
        """
        zone = zoneinfo.ZoneInfo(self.timezone)
        margin = dt.timedelta(days=1) if self.names_platforms else dt.timedelta(0)
        start = dt.datetime.combine(first - margin, dt.time(), zone)
        end = dt.datetime.combine(last + margin + dt.timedelta(days=1), dt.time(), zone)
        return self.meetings.filter(starts_at__gte=start, starts_at__lt=end).select_related(
            "platform", "territory", "working_group", "venue__site__organisation", "venue__site__commune"
        )

    def surroundings(self, first: dt.date, last: dt.date) -> Surroundings:
        """Return campaigns, holidays and closed days from ``first`` to ``last``."""
        territory = self.territory or self.home
        if territory is not None:
            return around_territory(territory, self.platforms, first, last)
        return around_platforms(self.platforms, first, last)


def platform_scope(viewer, platform: Platform) -> CalendarScope:
    """Return the calendar of ``platform``, which the viewer takes part in."""
    return CalendarScope(
        viewer=viewer,
        name=platform.name,
        timezone=platform.timezone,
        meetings=Meeting.objects.visible_to(viewer).filter(platform=platform),
        platforms=(platform,),
        page="meetings:platform_calendar",
        slug=platform.slug,
        platform=platform,
    )


def territory_scope(viewer, territory: Territory) -> CalendarScope:
    """Return the calendar of ``territory``: its meetings, and those of what lies in it, as far as the viewer sees."""
    inside = Platform.objects.lying_in([territory.pk])
    return CalendarScope(
        viewer=viewer,
        name=territory.name,
        timezone=territory.timezone,
        meetings=Meeting.objects.visible_to(viewer).filter(
            Q(platform__in=inside.values("pk")) | Q(territory__in=Territory.objects.within(territory).values("pk"))
        ),
        platforms=tuple(Platform.objects.in_network_of(viewer).filter(pk__in=inside.values("pk"))),
        page="meetings:territory_calendar",
        slug=territory.slug,
        territory=territory,
    )


def my_scope(viewer) -> CalendarScope:
    """Return the calendar of ``viewer``: where they are a member, of the team, invited, or awaited in a territory.

    A coordinator sees the meetings of many platforms; only their own are "mine".
    """
    person = person_of(viewer)
    platforms, meetings, home = (), Meeting.objects.none(), None
    if person is not None:
        own = Platform.objects.filter(
            Q(pk__in=Platform.objects.with_member(person).values("pk"))
            | Q(pk__in=Platform.objects.with_team_member(person).values("pk"))
        )
        platforms = tuple(own)
        meetings = Meeting.objects.visible_to(viewer).filter(
            Q(platform__in=[platform.pk for platform in platforms])
            | Q(pk__in=person.invitations.values("meeting"))
            | Q(platform=None)
        )
        if not platforms:
            coordination = person.coordinations.active().select_related("territory__parent").order_by("since", "pk")
            home = next((row.territory for row in coordination[:1]), None)
    zones = {place.timezone for place in platforms or ([home] if home else [])}
    return CalendarScope(
        viewer=viewer,
        name=str(person or _("My meetings")),
        timezone=zones.pop() if len(zones) == 1 else settings.TIME_ZONE,
        meetings=meetings,
        platforms=platforms,
        page="meetings:my_calendar",
        home=home,
    )


def day_of(meeting: Meeting) -> dt.date:
    """Return the day on which ``meeting`` begins where it is held."""
    return meeting.starts_at.astimezone(zoneinfo.ZoneInfo(meeting.timezone_name)).date()
