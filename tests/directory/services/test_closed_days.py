"""Closed days: one or several at once; bad dates are refused beside their field."""

import datetime as dt

import pytest

from portal.core.actors import SYSTEM
from portal.core.errors import DomainError
from portal.directory.services.closed_days import close_days, reopen_days
from tests.factories import make_platform

pytestmark = pytest.mark.django_db

MONDAY, FRIDAY = dt.date(2026, 10, 5), dt.date(2026, 10, 9)


def closed(platform):
    return list(platform.closed_days.values_list("date", "reason"))


def test_a_day_is_closed_once_and_may_be_opened_again():
    platform = make_platform()
    (day,) = close_days(platform, start=MONDAY, reason="Foire", by=SYSTEM)
    with pytest.raises(DomainError) as refused:
        close_days(platform, start=MONDAY, reason="Pont", by=SYSTEM)
    assert (refused.value.code, refused.value.field) == ("double", "start")
    close_days(make_platform(), start=MONDAY, reason="Pont", by=SYSTEM)
    assert reopen_days(day, by=SYSTEM) == 1
    assert closed(platform) == []


def test_a_range_closes_its_days_and_leaves_those_that_are_closed():
    platform = make_platform()
    close_days(platform, start=dt.date(2026, 10, 7), reason="Jury", by=SYSTEM)
    days = close_days(platform, start=MONDAY, end=FRIDAY, reason="Foire", by=SYSTEM)
    assert [day.date.day for day in days] == [5, 6, 8, 9]
    assert [(date.day, reason) for date, reason in closed(platform)] == [
        (5, "Foire"),
        (6, "Foire"),
        (7, "Jury"),
        (8, "Foire"),
        (9, "Foire"),
    ]


def test_a_range_is_opened_again_at_once_or_by_the_day_and_other_reasons_stay():
    platform = make_platform()
    first, second, *_rest = close_days(platform, start=MONDAY, end=FRIDAY, reason="Foire", by=SYSTEM)
    close_days(platform, start=dt.date(2026, 10, 10), reason="Jury", by=SYSTEM)
    assert reopen_days(second, by=SYSTEM) == 1
    assert reopen_days(first, until=dt.date(2026, 10, 31), by=SYSTEM) == 4
    assert closed(platform) == [(dt.date(2026, 10, 10), "Jury")]


@pytest.mark.parametrize(
    ("dates", "reason", "code", "field"),
    [
        ((FRIDAY, MONDAY), "Foire", "order", "end"),
        ((MONDAY, dt.date(2027, 10, 5)), "Foire", "length", "end"),
        ((dt.date(1926, 10, 5), dt.date(1926, 10, 6)), "Foire", "day", "start"),
        ((dt.date(9999, 10, 5), dt.date(9999, 12, 31)), "Foire", "day", "start"),
        ((MONDAY, FRIDAY), " \n", "required", "reason"),
    ],
)
def test_impossible_closings_are_refused_and_close_nothing(dates, reason, code, field):
    platform = make_platform()
    with pytest.raises(DomainError) as refused:
        close_days(platform, start=dates[0], end=dates[1], reason=reason, by=SYSTEM)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert closed(platform) == []
