"""What lies around the meetings of a period: campaigns, checks by schools, school and public holidays, closed days.

Read for one platform, for several or for a territory, in as many queries for one as for many.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from portal.core.french_dates import public_holidays
from portal.core.month_grid import Band
from portal.directory.models import CalendarPeriod, ClosedDay, ListCampaign, Platform, Territory
from portal.directory.platform_calendar import holiday_department
from portal.directory.querysets import TERRITORY_LINKS

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Stretch:
    """Days with a name, both ends included; ``where`` says for which, empty when it is for all that is shown."""

    start: dt.date
    end: dt.date
    name: str
    where: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """Return the name with whom it is for."""
        return f"{self.name} ({', '.join(self.where)})" if self.where else self.name


@dataclass(frozen=True)
class Surroundings:
    """Everything around the meetings, each by first day; ``free`` are public holidays, ``closed`` closed days."""

    campaigns: tuple[Stretch, ...] = ()
    checks: tuple[Stretch, ...] = ()
    holidays: tuple[Stretch, ...] = ()
    free: tuple[Stretch, ...] = ()
    closed: tuple[Stretch, ...] = ()

    def bands(self) -> list[Band]:
        """Return them as the quiet bands of a month.

        Campaigns of one name that platforms begin and end on different days are one band, from the first to the last:
        a day has no room for all of them, the list beside it names each.
        """
        kinds = ((self.holidays, "holidays"), (self.free, "holiday"), (self.closed, "closed"))
        found = [Band(item.start, item.end, item.label, kind) for items, kind in kinds for item in items]
        for items, kind in ((self.checks, "checks"), (self.campaigns, "campaign")):
            found = [Band(item.start, item.end, item.name, kind) for item in _joined(items)] + found
        return found

    def stretches(self) -> list[Stretch]:
        """Return what runs over several days: school holidays, campaigns and the checks before them."""
        return sorted([*self.holidays, *self.campaigns, *self.checks], key=lambda item: (item.start, item.end))


def _joined(items: Iterable[Stretch]) -> list[Stretch]:
    """Return the stretches with those of one name that overlap as one."""
    found: dict[str, list[Stretch]] = defaultdict(list)
    for item in sorted(items, key=lambda item: item.start):
        last = found[item.name][-1] if found[item.name] else None
        if last is not None and item.start <= last.end + _DAY:
            found[item.name][-1] = Stretch(last.start, max(last.end, item.end), item.name)
        else:
            found[item.name].append(item)
    return sorted((item for same in found.values() for item in same), key=lambda item: item.start)


def around_platforms(platforms: Sequence[Platform], start: dt.date, end: dt.date) -> Surroundings:
    """Return what lies around the meetings of ``platforms`` from ``start`` to ``end``; each names those it is for."""
    return _surroundings(
        start,
        end,
        campaigns=_campaigns_of(platforms, start, end),
        zones={platform.school_zone for platform in platforms},
        places=platforms,
        among=len(platforms),
        closed=_closed_days(platforms, start, end),
    )


def around_territory(territory: Territory, platforms: Sequence[Platform], start: dt.date, end: dt.date) -> Surroundings:
    """Return what lies around the meetings of ``territory``: its own zone and holidays, else those of ``platforms``.

    Campaigns are its own, else those of the nearest territory above, else those of ``platforms``. Closed days belong to
    one platform each and are left out: a day off in one town says nothing about the others.
    """
    region = territory.parent
    above = [territory.academy_id, territory.parent_id]
    if region is not None:
        above += [region.academy_id, region.parent_id]
    nearest = _nearest_of([territory.pk, *above], start, end)
    return _surroundings(
        start,
        end,
        campaigns=nearest or _campaigns_of(platforms, start, end),
        zones={territory.school_zone} if territory.school_zone else {platform.school_zone for platform in platforms},
        places=[territory],
        among=len(platforms),
    )


def _surroundings(start, end, *, campaigns, zones, places, among, closed=()) -> Surroundings:
    touching = CalendarPeriod.objects.filter(zone__in=zones, start__lte=end, end__gte=start)
    holidays = [(row.start, row.end, row.name, row.get_zone_display()) for row in touching]
    legal = {place.holiday_territory: place for place in places}
    free = [
        (day, day, name, str(place.holiday_territory))
        for place in legal.values()
        for day, name in public_holidays(range(start.year, end.year + 1), holiday_department(place)).items()
        if start <= day <= end
    ]
    checks = [
        (row[4], row[0] - _DAY, _("Checks by schools: %(campaign)s") % {"campaign": row[2]}, row[3])
        for row in campaigns
        if row[4] is not None and row[4] < row[0]
    ]
    return Surroundings(
        campaigns=_merged([row[:4] for row in campaigns], among),
        checks=_merged(checks, among),
        holidays=_merged(holidays, len(zones)),
        free=_merged(free, len(legal)),
        closed=_merged(closed, among),
    )


def _merged(rows: Iterable[tuple], among: int) -> tuple[Stretch, ...]:
    """Return each stretch once with whom it is for, which goes unsaid when it is for all of the ``among``."""
    where = defaultdict(list)
    for start, end, name, whom in rows:
        if whom not in where[start, end, name]:
            where[start, end, name].append(whom)
    return tuple(
        Stretch(*key, where=() if len(whom) >= among or "" in whom else tuple(sorted(whom)))
        for key, whom in sorted(where.items())
    )


def _campaigns_of(platforms: Sequence[Platform], start: dt.date, end: dt.date) -> list[tuple]:
    """Return start, end, label, platform and first day of checks of the campaigns in force in each platform."""
    if not platforms:
        return []
    names = {platform.pk: platform.name for platform in platforms}
    touching = ListCampaign.objects.filter(start__lte=end, end__gte=start).order_by("start", "pk")
    own = list(touching.filter(platform__in=names))
    found = [_row(campaign, names[campaign.platform_id]) for campaign in own]
    without = set(names) - {campaign.platform_id for campaign in own}
    links = defaultdict(list)
    if without:
        rows = Platform.objects.filter(pk__in=without).order_by("pk")
        for pk, *row in rows.values_list("pk", *TERRITORY_LINKS):
            links[pk].append(row)
    above = {pk for rows in links.values() for row in rows for pk in row if pk is not None}
    by_territory = defaultdict(list)
    for campaign in touching.filter(territory__in=above) if above else ():
        by_territory[campaign.territory_id].append(campaign)
    for platform, rows in links.items():
        for distance in range(len(TERRITORY_LINKS)):
            here = {row[distance] for row in rows} & by_territory.keys()
            if here:
                found += [_row(item, names[platform]) for pk in sorted(here) for item in by_territory[pk]]
                break
    return found


def _nearest_of(territories: list[int | None], start: dt.date, end: dt.date) -> list[tuple]:
    rows = defaultdict(list)
    for campaign in ListCampaign.objects.filter(
        territory__in=[pk for pk in territories if pk], start__lte=end, end__gte=start
    ):
        rows[campaign.territory_id].append(_row(campaign, ""))
    return next((rows[pk] for pk in territories if pk in rows), [])


def _row(campaign: ListCampaign, whom: str) -> tuple:
    return campaign.start, campaign.end, campaign.label, whom, campaign.checks_from


def _closed_days(platforms: Sequence[Platform], start: dt.date, end: dt.date) -> list[tuple]:
    """Return the closed days of ``platforms``; days in a row with one reason are one stretch."""
    names = {platform.pk: platform.name for platform in platforms}
    rows = ClosedDay.objects.filter(platform__in=names, date__gte=start, date__lte=end)
    found: list[list] = []
    for platform, day, reason in rows.order_by("platform", "date").values_list("platform", "date", "reason"):
        last = found[-1] if found else None
        if last and last[3] == names[platform] and last[2] == reason and last[1] + _DAY == day:
            last[1] = day
        else:
            found.append([day, day, reason or _("Closed day"), names[platform]])
    return [tuple(row) for row in found]
