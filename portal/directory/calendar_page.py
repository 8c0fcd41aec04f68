"""What the calendar of a platform shows, as plain values: campaigns with their milestone, closings, bridges."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from portal.core.french_dates import format_date

from .bridges import bridges_between
from .held_days import Held
from .models import ClosedDay, ListCampaign, Platform
from .platform_calendar import PlatformYear

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class CampaignShown:
    """A campaign and, before it, the weeks in which schools check their lists (``checks_until``: the last day)."""

    row: ListCampaign
    is_own: bool
    is_now: bool
    checks_now: bool
    checks_until: dt.date | None
    checks_weeks: int


@dataclass
class Closing:
    """Days that follow each other and are closed for the same reason, and what stands on them already."""

    days: list[ClosedDay]
    held: list[Held] = field(default_factory=list)

    @property
    def first(self) -> ClosedDay:
        """Return the first day."""
        return self.days[0]

    @property
    def last(self) -> ClosedDay:
        """Return the last day; the first one of a single day."""
        return self.days[-1]


@dataclass(frozen=True)
class BridgeShown:
    """A bridge, with what its button says and what the form of closed days takes."""

    date: dt.date
    holiday: str
    label: str
    fields: dict


def campaigns_shown(platform: Platform, campaigns: Sequence[ListCampaign], today: dt.date) -> list[CampaignShown]:
    """Return ``campaigns`` as the page shows them on ``today``."""
    shown = []
    for row in campaigns:
        has_checks = row.checks_from is not None and row.checks_from < row.start
        shown.append(
            CampaignShown(
                row=row,
                is_own=row.platform_id == platform.pk,
                is_now=row.start <= today <= row.end,
                checks_now=has_checks and row.checks_from <= today < row.start,
                checks_until=row.start - _DAY if has_checks else None,
                # A week begun is a week of checks.
                checks_weeks=-(-(row.start - row.checks_from).days // 7) if has_checks else 0,
            )
        )
    return shown


def closings_of(days: Sequence[ClosedDay], held: Mapping[dt.date, list[Held]]) -> list[Closing]:
    """Return ``days`` (by date) as closings, with what ``held`` says of each day."""
    closings: list[Closing] = []
    for day in days:
        last = closings[-1].last if closings else None
        if last is None or (last.reason, last.date + _DAY) != (day.reason, day.date):
            closings.append(Closing([]))
        closings[-1].days.append(day)
        closings[-1].held += held.get(day.date, [])
    return closings


def bridges_ahead(year: PlatformYear, start: dt.date, end: dt.date, today: dt.date) -> list[BridgeShown]:
    """Return the bridges of the school year from ``start`` to ``end`` that are still to come and may be closed."""
    free = {day.date for day in year.closed_days}
    for period in year.school_holidays:
        free.update(period.start + _DAY * number for number in range((period.end - period.start).days + 1))
    return [
        BridgeShown(
            date=bridge.date,
            holiday=bridge.holiday,
            label=_("Close on %(day)s") % {"day": format_date(bridge.date, year=False)},
            fields={
                "start": bridge.date.isoformat(),
                "end": "",
                "reason": _("Bridge: %(holiday)s") % {"holiday": bridge.holiday},
            },
        )
        for bridge in bridges_between(max(start, today + _DAY), end, year.public_holidays, free)
    ]
