"""School holidays by hand and by import: refusals with words, all or nothing, a trail."""

import datetime as dt
import json

import pytest
from wagtail.models import ModelLogEntry

from portal.core.actors import SYSTEM
from portal.core.errors import DomainError
from portal.directory.models import CalendarPeriod
from portal.directory.reference.comparison import compare, digest_of
from portal.directory.services.checks import StaleSave, version_of
from portal.directory.services.school_holidays import (
    HOLIDAY_FIELDS,
    Holiday,
    Imported,
    add_holiday,
    change_holiday,
    import_holidays,
    remove_holiday,
)

pytestmark = pytest.mark.django_db

FIRST, LAST = dt.date(2026, 12, 19), dt.date(2027, 1, 3)


@pytest.fixture(autouse=True)
def _empty_calendar(db):
    CalendarPeriod.objects.all().delete()


def holiday(start=FIRST, end=LAST, *, zone="Mayotte", name="Vacances de Noël"):
    return Holiday(zone=zone, name=name, start=start, end=end)


def row(start, end, *, name="Vacances de Noël", zone="Mayotte"):
    return {"zone": zone, "name": name, "start": start, "end": end, "source": "officiel"}


def imported(*rows, replace=False):
    shown = digest_of(compare(rows, CalendarPeriod.objects.all(), replace_hand_made=replace))
    return import_holidays(rows, replace_hand_made=replace, shown=shown, by=SYSTEM)


def known():
    return list(CalendarPeriod.objects.order_by("start").values_list("name", "start", "end", "source"))


def trail():
    return sorted(ModelLogEntry.objects.filter(action__contains="school_holiday").values_list("action", flat=True))


@pytest.mark.parametrize(
    ("bad", "code", "field"),
    [
        (holiday(LAST, FIRST), "order", "end"),
        (holiday(FIRST, dt.date(2027, 6, 1)), "length", "end"),
        (holiday(name=" \n"), "required", "name"),
        (holiday(zone="Zone D"), "zone", "zone"),
        (holiday(dt.date(1926, 12, 19), dt.date(1927, 1, 3)), "day", "start"),
        (holiday(dt.date(9999, 12, 19), dt.date(9999, 12, 31)), "day", "start"),
    ],
)
def test_an_impossible_holiday_is_refused_beside_its_field(bad, code, field):
    with pytest.raises(DomainError) as refused:
        add_holiday(bad, by=SYSTEM)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert known() == []


def test_a_holiday_over_another_of_its_zone_is_refused_with_its_dates():
    add_holiday(holiday(), by=SYSTEM)
    with pytest.raises(DomainError, match="Vacances de Noël.*du 19 décembre 2026 au 3 janvier 2027") as refused:
        add_holiday(holiday(LAST, dt.date(2027, 1, 9), name="Autre"), by=SYSTEM)
    assert (refused.value.code, refused.value.field) == ("overlap", "start")
    add_holiday(holiday(zone="Corse"), by=SYSTEM)
    add_holiday(holiday(dt.date(2027, 1, 4), dt.date(2027, 1, 9), name="Autre"), by=SYSTEM)
    assert CalendarPeriod.objects.count() == 3


def test_a_holiday_is_corrected_over_its_own_days_and_removed_and_each_is_logged():
    period = add_holiday(holiday(), by=SYSTEM)
    version = version_of(period, HOLIDAY_FIELDS)
    changed = change_holiday(period, holiday(end=dt.date(2027, 1, 5)), version=version, by=SYSTEM)
    assert known() == [("Vacances de Noël", FIRST, dt.date(2027, 1, 5), "")]
    with pytest.raises(StaleSave):
        change_holiday(period, holiday(), version=version, by=SYSTEM)
    entry = ModelLogEntry.objects.get(action="portal.school_holiday_changed")
    data = entry.data if isinstance(entry.data, dict) else json.loads(entry.data)
    assert (data["end"], data["before"]["end"]) == ("2027-01-05", "2027-01-03")
    remove_holiday(changed, by=SYSTEM)
    assert known() == []
    assert trail() == [
        "portal.school_holiday_added",
        "portal.school_holiday_changed",
        "portal.school_holiday_removed",
    ]


def test_a_corrected_period_counts_as_entered_by_hand_and_imports_keep_it():
    imported(row("2026-12-19", "2027-01-03"))
    period = CalendarPeriod.objects.get()
    change_holiday(period, holiday(end=LAST), version=version_of(period, HOLIDAY_FIELDS), by=SYSTEM)
    assert imported(row("2026-12-18", "2027-01-04")) == Imported()
    assert known() == [("Vacances de Noël", FIRST, LAST, "")]
    assert imported(row("2026-12-18", "2027-01-04"), replace=True) == Imported(changed=1)
    assert known() == [("Vacances de Noël", dt.date(2026, 12, 18), dt.date(2027, 1, 4), "officiel")]


def test_the_same_file_again_changes_nothing_and_leaves_no_trail():
    rows = [row("2026-12-19", "2027-01-03"), row("2027-02-13", "2027-02-28", name="Vacances d’Hiver")]
    assert imported(*rows) == Imported(added=2)
    before, told = known(), trail()
    assert imported(*rows) == Imported()
    assert (known(), trail()) == (before, told)


def test_an_import_replaces_what_lies_over_and_no_two_periods_of_a_zone_lie_over_each_other():
    imported(row("2026-12-12", "2026-12-20", name="Fête"), row("2026-12-22", "2027-01-10"))
    done = imported(row("2026-12-19", "2027-01-03"), row("2027-01-06", "2027-01-12", name="Pont"))
    assert done == Imported(added=1, changed=1, removed=1)
    assert [entry[:3] for entry in known()] == [
        ("Vacances de Noël", FIRST, LAST),
        ("Pont", dt.date(2027, 1, 6), dt.date(2027, 1, 12)),
    ]


def test_nothing_is_written_when_the_holidays_changed_since_they_were_shown():
    rows = [row("2026-12-19", "2027-01-03"), row("2027-02-13", "2027-02-28", name="Vacances d’Hiver")]
    shown = digest_of(compare(rows, []))
    add_holiday(holiday(dt.date(2027, 2, 20), dt.date(2027, 2, 21), name="Carnaval"), by=SYSTEM)
    with pytest.raises(DomainError) as refused:
        import_holidays(rows, replace_hand_made=False, shown=shown, by=SYSTEM)
    assert refused.value.code == "stale"
    assert [entry[0] for entry in known()] == ["Carnaval"]
