"""What the year of a platform is made of: campaigns, closed days, school and public holidays."""

import datetime as dt
import zoneinfo
from dataclasses import dataclass

from django.utils import timezone

from portal.core.french_dates import HOLIDAY_ZONES, public_holidays, school_year_of

from .models import CalendarPeriod, ClosedDay, ListCampaign, Platform

#: From this month on one looks at the next school year, and a lead plans it.
NEXT_YEAR_FROM_MONTH = 6


@dataclass(frozen=True)
class PlatformYear:
    """The calendar of a platform between two days; ``holidays_known_until`` is None for a zone without any."""

    campaigns: list[ListCampaign]
    closed_days: list[ClosedDay]
    school_holidays: list[CalendarPeriod]
    public_holidays: dict[dt.date, str]
    holidays_known_until: dt.date | None


def local_today(platform: Platform) -> dt.date:
    """Return the day that it is in the platform's time zone."""
    return timezone.localdate(timezone=zoneinfo.ZoneInfo(platform.timezone))


def school_year_ahead(today: dt.date) -> int:
    """Return the school year that one looks at and plans on ``today``: the current one, the next one from June on."""
    current = school_year_of(today)
    return current + 1 if NEXT_YEAR_FROM_MONTH <= today.month < 9 else current


def year_of(platform: Platform, start: dt.date, end: dt.date) -> PlatformYear:
    """Return what lies between ``start`` and ``end``, both included."""
    periods = CalendarPeriod.objects.filter(zone=platform.school_zone)
    last = periods.order_by("-end").values_list("end", flat=True).first()
    legal = public_holidays(range(start.year, end.year + 1), holiday_department(platform))
    return PlatformYear(
        campaigns=campaigns_in_force(platform, start, end),
        closed_days=list(platform.closed_days.filter(date__gte=start, date__lte=end)),
        school_holidays=list(periods.filter(start__lte=end, end__gte=start)),
        public_holidays={day: name for day, name in legal.items() if start <= day <= end},
        holidays_known_until=last,
    )


def campaigns_in_force(platform: Platform, start: dt.date, end: dt.date) -> list[ListCampaign]:
    """Return the campaigns that touch the period: the platform's own or, when it has none, its nearest territory's."""
    own = list(platform.campaigns.filter(start__lte=end, end__gte=start))
    if own:
        return own
    distances = Platform.objects.filter(pk=platform.pk).territories_around()
    candidates = list(
        ListCampaign.objects.filter(territory__in=distances, start__lte=end, end__gte=start).select_related("territory")
    )
    nearest = min((distances[campaign.territory_id] for campaign in candidates), default=None)
    return [campaign for campaign in candidates if distances[campaign.territory_id] == nearest]


def holiday_department(platform: Platform) -> str:
    """Return a department whose legal holidays are those of the platform; empty for the mainland."""
    zones = {zone: code for code, zone in HOLIDAY_ZONES.items()}
    return zones.get(platform.holiday_territory, "")
