"""School holidays: entered, corrected and removed by hand, or imported from the official calendar (MISSION B3)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.french_dates import format_date_range
from portal.core.log import declare_actions, record, written_together

from ..enums import SchoolZone, TerritoryKind
from ..models import CalendarPeriod, Territory
from ..reference.comparison import ChangeKind, compare, digest_of
from ..reference.school_calendar import MAX_LENGTH
from .checks import apply_details, check_day, columns_of, refuse_stale

declare_actions(
    school_holiday_added=gettext_noop("School holiday added"),
    school_holiday_changed=gettext_noop("School holiday changed"),
    school_holiday_removed=gettext_noop("School holiday removed"),
)


@dataclass(frozen=True, kw_only=True)
class Holiday:
    """A school holiday of a zone: the first and the last day without class, both included."""

    zone: str
    name: str
    start: dt.date
    end: dt.date


HOLIDAY_FIELDS = tuple(Holiday.__dataclass_fields__)


@dataclass(frozen=True)
class Imported:
    """How many periods an import added, changed and removed."""

    added: int = 0
    changed: int = 0
    removed: int = 0


@transaction.atomic
def add_holiday(holiday: Holiday, *, by: Actor) -> CalendarPeriod:
    """Return a new school holiday, marked as entered by hand.

    Raises ``DomainError`` for an unknown zone, a missing name, days out of order or too far apart, and days that lie
    over another holiday of the zone.
    """
    _lock()
    period = CalendarPeriod()
    _write(period, holiday)
    record(period, "school_holiday_added", by=by, **_facts(period))
    return period


@transaction.atomic
def change_holiday(period: CalendarPeriod, holiday: Holiday, *, version: str, by: Actor) -> CalendarPeriod:
    """Write ``holiday`` and return the period, from now on entered by hand: later imports keep it.

    Raises ``StaleSave`` when it changed since ``version``, and ``DomainError`` as ``add_holiday`` does.
    """
    _lock()
    stored = CalendarPeriod.objects.get(pk=period.pk)
    refuse_stale(stored, HOLIDAY_FIELDS, version)
    before = _facts(stored)
    _write(stored, holiday)
    record(stored, "school_holiday_changed", by=by, **_facts(stored), before=before)
    return stored


@transaction.atomic
def remove_holiday(period: CalendarPeriod, *, by: Actor) -> None:
    """Remove a school holiday; the meetings that were planned stay as they are."""
    record(period, "school_holiday_removed", by=by, **_facts(period))
    period.delete()


@transaction.atomic
def import_holidays(periods: Sequence[dict], *, replace_hand_made: bool, shown: str, by: Actor) -> Imported:
    """Write what ``comparison.compare`` says of ``periods``, all or nothing, and return how much it was.

    ``shown`` is the ``digest_of`` what the person saw. Raises ``DomainError`` (code "stale") when the holidays changed
    since, so that nothing is written that nobody saw.
    """
    _lock()
    changes = compare(periods, CalendarPeriod.objects.all(), replace_hand_made=replace_hand_made)
    if digest_of(changes) != shown:
        raise DomainError(
            _("The school holidays changed since this page was shown. Nothing was written: check again."), code="stale"
        )
    changed = [change for change in changes if change.kind is ChangeKind.CHANGED]
    added = [change for change in changes if change.kind is ChangeKind.NEW]
    removed = 0
    with written_together():
        for change in changed:
            for row in change.stored[1:]:
                record(row, "school_holiday_removed", by=by, **_facts(row))
                row.delete()
                removed += 1
        for change in changed:
            row = change.stored[0]
            before = _facts(row)
            row.name, row.start, row.end, row.source = change.name, change.start, change.end, change.source
            row.save()
            record(row, "school_holiday_changed", by=by, **_facts(row), before=before)
        made = CalendarPeriod.objects.bulk_create(
            CalendarPeriod(zone=one.zone, name=one.name, start=one.start, end=one.end, source=one.source)
            for one in added
        )
        for row in made:
            record(row, "school_holiday_added", by=by, **_facts(row))
    return Imported(len(made), len(changed), removed)


def _lock() -> None:
    """Let one change at a time through, so that two saved at once cannot lie over each other: the country is held."""
    list(Territory.objects.select_for_update().filter(kind=TerritoryKind.NATIONAL))


def _facts(period: CalendarPeriod) -> dict:
    dates = {"start": period.start.isoformat(), "end": period.end.isoformat()}
    return {"zone": period.zone, "name": period.name, **dates}


def _write(period: CalendarPeriod, holiday: Holiday) -> None:
    if holiday.zone not in SchoolZone.values:
        raise DomainError(_("Choose the zone."), code="zone", field="zone")
    apply_details(period, columns_of(holiday))
    if not period.name:
        raise DomainError(_("Give the holiday a name."), code="required", field="name")
    check_day(period.start, field="start")
    if period.end < period.start:
        raise DomainError(_("The holiday ends before it begins."), code="order", field="end")
    if period.end - period.start > MAX_LENGTH:
        raise DomainError(_("This holiday lasts more than three months: check the years."), code="length", field="end")
    over = CalendarPeriod.objects.filter(zone=period.zone, start__lte=period.end, end__gte=period.start)
    over = over.exclude(pk=period.pk).first()
    if over:
        raise DomainError(
            _("These dates lie over “%(name)s” of the same zone (%(dates)s).")
            % {"name": over.name, "dates": format_date_range(over.start, over.end)},
            code="overlap",
            field="start",
        )
    period.source = ""
    period.save()
