"""Basins, platforms, campaigns, closed days, and the school holidays that the reference files do not reach."""

import datetime as dt

from portal.core.fold import fold
from portal.directory.enums import SchoolZone, TerritoryKind
from portal.directory.models import CalendarPeriod, ClosedDay, Commune, ListCampaign, Platform, Territory

from .data.places import PLATFORMS, PlatformSpec
from .world import PlatformDemo, World, host_of

#: Rows of this source are ours: plausible dates for school years that no academy has published yet.
DEMO_SOURCE = "demo"


def build_platforms(world: World) -> None:
    """Make the basins and the platforms, in the territories that the reference data holds."""
    for territory in Territory.objects.exclude(kind=TerritoryKind.BASIN):
        world.territories[territory.kind, territory.code] = territory
    for spec in PLATFORMS:
        department = world.territories[TerritoryKind.DEPARTMENT, spec.department]
        platform = Platform.objects.create(
            name=spec.name,
            slug=spec.slug,
            name_folded=fold(spec.name),
            school_zone=department.school_zone,
            timezone=department.timezone,
            holiday_territory=department.holiday_territory,
            email=f"contact@{host_of('psad ' + spec.slug)}",
            phone=world.phone(spec.phone_prefix),
            public_text=spec.public_text,
            landscape=spec.landscape,
        )
        basins = [_basin(world, spec, number, department) for number in range(len(spec.basins))]
        arrondissements = [world.territories[TerritoryKind.ARRONDISSEMENT, code] for code in spec.arrondissements]
        platform.territories.set([*arrondissements, *basins])
        world.platforms[spec.slug] = PlatformDemo(spec, platform)


def _basin(world: World, spec: PlatformSpec, number: int, department: Territory) -> Territory:
    basin = spec.basins[number]
    territory = Territory.objects.create(
        kind=TerritoryKind.BASIN,
        code=f"D{spec.department}-{len(world.territories)}",
        slug=f"bassin-{basin.slug}",
        name=basin.name,
        name_folded=fold(basin.name),
        parent=department,
        school_zone=department.school_zone,
        timezone=department.timezone,
        holiday_territory=department.holiday_territory,
    )
    world.territories[TerritoryKind.BASIN, basin.slug] = territory
    territory.basin_communes.set(Commune.objects.filter(insee__in=basin.communes))
    return territory


def campaigns_of(spec: PlatformSpec, school_year: int) -> list[tuple[str, dt.date, dt.date, dt.date]]:
    """Return label, first day of the checks, first and last day of both campaigns of a school year."""
    shift = dt.timedelta(days=spec.campaign_shift)
    autumn = _monday(dt.date(school_year, 10, 1)) + shift
    spring = _monday(dt.date(school_year + 1, 3, 1)) + shift
    return [
        (f"Campagne d’automne {school_year}", autumn - dt.timedelta(days=21), autumn, autumn + dt.timedelta(days=74)),
        (
            f"Campagne de printemps {school_year + 1}",
            spring - dt.timedelta(days=14),
            spring,
            spring + dt.timedelta(days=67),
        ),
    ]


def build_calendars(world: World) -> None:
    """Make three school years of campaigns (the coming one's autumn alone), closed days and missing holidays.

    A platform whose year is not planned whole has no spring campaign yet.
    """
    campaigns, closed = [], []
    for built in world.platforms.values():
        for school_year in (world.school_year - 1, world.school_year, world.school_year + 1):
            known = campaigns_of(built.spec, school_year)
            if school_year not in world.planned_years(built.spec.slug) or (
                school_year == world.school_year and not built.spec.whole_year
            ):
                known = known[:1]
            campaigns += [
                ListCampaign(platform=built.platform, label=label, checks_from=checks, start=start, end=end)
                for label, checks, start, end in known
            ]
        for school_year in (world.school_year - 1, world.school_year):
            fair = _monday(dt.date(school_year, 11, 24)) + dt.timedelta(days=3)
            closed.append(ClosedDay(platform=built.platform, date=fair, reason="Salon de l’orientation"))
    ListCampaign.objects.bulk_create(campaigns)
    ClosedDay.objects.bulk_create(closed)
    _fill_holidays(world)


def _fill_holidays(world: World) -> None:
    """Add holidays for the years that end after the last known period of a zone of ours."""
    templates = {
        SchoolZone.REUNION: (
            ("Vacances après la 1re période", (0, 10, 9), (0, 10, 24)),
            ("Vacances d’été austral", (0, 12, 18), (1, 1, 25)),
            ("Vacances après la 3e période", (1, 3, 11), (1, 3, 26)),
            ("Vacances après la 4e période", (1, 5, 6), (1, 5, 21)),
            ("Vacances d’hiver austral", (1, 7, 8), (1, 8, 15)),
        ),
        SchoolZone.A: (
            ("Vacances de la Toussaint", (0, 10, 21), (0, 11, 5)),
            ("Vacances de Noël", (0, 12, 19), (1, 1, 3)),
            ("Vacances d’hiver", (1, 2, 16), (1, 3, 4)),
            ("Vacances de printemps", (1, 4, 14), (1, 4, 30)),
            ("Vacances d’été", (1, 7, 6), (1, 8, 31)),
        ),
    }
    templates[SchoolZone.B] = templates[SchoolZone.A]
    missing = []
    for zone, periods in templates.items():
        last = CalendarPeriod.objects.filter(zone=zone).order_by("-end").first()
        for school_year in (world.school_year - 1, world.school_year, world.school_year + 1):
            for name, start, end in periods:
                first, final = (dt.date(school_year + years, month, day) for years, month, day in (start, end))
                if last is None or first > last.end:
                    missing.append(CalendarPeriod(zone=zone, name=name, start=first, end=final, source=DEMO_SOURCE))
    CalendarPeriod.objects.bulk_create(missing)


def _monday(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())
