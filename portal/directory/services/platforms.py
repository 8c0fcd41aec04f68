"""A platform: made by an administrator, and what it says of itself to everybody."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.fold import fold
from portal.core.french_dates import HOLIDAY_ZONES
from portal.core.log import declare_actions, record
from portal.core.phones import clean_phone

from ..enums import Landscape, SchoolZone, TerritoryKind
from ..models import Platform, Territory
from ..phone_regions import region_of_platform
from ..reference.school_calendar import TIMEZONES as TIMEZONES_OVERSEAS
from .checks import apply_details, columns_of, refuse_stale

declare_actions(
    platform_changed=gettext_noop("Public text or contact changed"),
    platform_created=gettext_noop("Platform created"),
    platform_set=gettext_noop("Settings of the platform changed"),
)

TIMEZONES = ("Europe/Paris", *sorted(set(TIMEZONES_OVERSEAS.values())))
HOLIDAY_TERRITORIES = ("Métropole", *dict.fromkeys(HOLIDAY_ZONES.values()))
#: Where a platform may lie: a whole region is a coordinator's affair, not a platform's.
PLATFORM_AREAS = (TerritoryKind.DEPARTMENT, TerritoryKind.ARRONDISSEMENT, TerritoryKind.BASIN)


@dataclass(frozen=True, kw_only=True)
class PublicFacts:
    """The public text and the functional contact; convocations come from that address."""

    public_text: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, kw_only=True)
class PlatformSettings:
    """What an administrator sets; where the platform lies is given beside it."""

    name: str
    school_zone: str
    timezone: str = "Europe/Paris"
    holiday_territory: str = "Métropole"
    landscape: str = Landscape.MIXED


PUBLIC_FIELDS = tuple(PublicFacts.__dataclass_fields__)
SETTINGS_FIELDS = tuple(PlatformSettings.__dataclass_fields__)


@transaction.atomic
def change_platform(platform: Platform, facts: PublicFacts, *, version: str, by: Actor) -> Platform:
    """Write ``facts`` and return the platform.

    Raises ``StaleSave`` when they changed since ``version``, ``DomainError`` for a number that is none.
    """
    stored = Platform.objects.select_for_update().get(pk=platform.pk)
    refuse_stale(stored, PUBLIC_FIELDS, version)
    phone = clean_phone(facts.phone, region=region_of_platform(stored))
    changed = apply_details(stored, columns_of(facts) | {"phone": phone})
    stored.save()
    if changed:
        record(stored, "platform_changed", by=by, platform=stored, changed=changed)
    return stored


def create_platform(settings: PlatformSettings, *, territories: Iterable[Territory], by: Actor) -> Platform:
    """Return a new platform that lies in ``territories``; its address comes from its name and stays.

    Raises ``DomainError``: no name or one that another platform has (two windows at once too), no territory, a school
    zone, time zone or list of public holidays that does not exist.
    """
    taken = DomainError(_("A platform of this name exists already: find it in the list."), code="double", field="name")
    try:
        with transaction.atomic():
            platform = Platform()
            areas = _write(platform, settings, territories)
            platform.slug = slugify(platform.name)[:80].strip("-")
            if not platform.slug:
                raise DomainError(_("Give the platform a name with letters."), code="name", field="name")
            if Platform.objects.filter(slug=platform.slug).exists():
                raise taken
            platform.save()
            platform.territories.set(areas)
            record(platform, "platform_created", by=by, platform=platform, territories=[area.pk for area in areas])
            return platform
    except IntegrityError as error:
        raise taken from error


@transaction.atomic
def change_settings(
    platform: Platform, settings: PlatformSettings, *, territories: Iterable[Territory], version: str, by: Actor
) -> Platform:
    """Write ``settings`` and where the platform lies; its address stays. Meetings already planned stay as they are.

    Raises ``StaleSave`` when they changed since ``version``, and ``DomainError`` as ``create_platform`` does.
    """
    stored = Platform.objects.select_for_update().get(pk=platform.pk)
    refuse_stale(stored, SETTINGS_FIELDS, version)
    before = {name: getattr(stored, name) for name in SETTINGS_FIELDS}
    areas = _write(stored, settings, territories, current=set(stored.territories.all()))
    if Platform.objects.filter(name_folded=stored.name_folded).exclude(pk=stored.pk).exists():
        raise DomainError(_("Another platform already has this name."), code="double", field="name")
    changed = [name for name, value in before.items() if getattr(stored, name) != value]
    if set(stored.territories.values_list("pk", flat=True)) != {area.pk for area in areas}:
        changed.append("territories")
        stored.territories.set(areas)
    stored.save()
    if changed:
        record(stored, "platform_set", by=by, platform=stored, changed=changed)
    return stored


def _write(
    platform: Platform, settings: PlatformSettings, territories: Iterable[Territory], current: Iterable[Territory] = ()
) -> list[Territory]:
    """Write the columns on ``platform``, unsaved, and return the territories, checked."""
    apply_details(platform, columns_of(settings))
    platform.name_folded = fold(platform.name)
    if not platform.name:
        raise DomainError(_("Give the platform a name."), code="required", field="name")
    if platform.school_zone not in SchoolZone.values:
        raise DomainError(_("Choose the school-holiday zone."), code="zone", field="school_zone")
    if platform.timezone not in TIMEZONES:
        raise DomainError(_("Choose the time zone."), code="timezone", field="timezone")
    if platform.holiday_territory not in HOLIDAY_TERRITORIES:
        raise DomainError(_("Choose the public holidays."), code="holidays", field="holiday_territory")
    areas = sorted(set(territories), key=lambda area: area.pk)
    if not areas:
        raise DomainError(_("Choose at least one territory."), code="required", field="territories")
    if any(area.kind not in PLATFORM_AREAS and area not in current for area in areas):
        raise DomainError(
            _("A platform lies in departments, arrondissements or training basins."), code="area", field="territories"
        )
    return areas
