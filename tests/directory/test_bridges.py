"""Which days are bridges."""

import datetime as dt

from portal.core.french_dates import public_holidays
from portal.directory.bridges import Bridge, bridges_between

YEAR = dt.date(2026, 9, 1), dt.date(2027, 8, 31)


def bridges(department="", free=(), period=YEAR):
    return list(bridges_between(*period, public_holidays([2026, 2027], department), free))


def test_the_friday_after_ascension_and_the_monday_before_a_tuesday_are_bridges():
    assert bridges() == [Bridge(dt.date(2027, 5, 7), "Ascension")]
    days = bridges(period=(dt.date(2028, 8, 1), dt.date(2028, 8, 31)))
    assert days == []
    august = {dt.date(2028, 8, 15): "Assomption"}
    assert list(bridges_between(dt.date(2028, 8, 1), dt.date(2028, 8, 31), august)) == [
        Bridge(dt.date(2028, 8, 14), "Assomption")
    ]


def test_a_wednesday_alone_makes_no_bridge_but_a_day_between_two_holidays_does():
    wednesday = {dt.date(2026, 11, 11): "11 novembre"}
    november = dt.date(2026, 11, 1), dt.date(2026, 11, 30)
    assert list(bridges_between(*november, wednesday)) == []
    two = {dt.date(2026, 11, 10): "A", dt.date(2026, 11, 12): "B"}
    # Monday before and Friday after too: each touches a holiday and a weekend.
    assert [one.date.day for one in bridges_between(*november, two)] == [9, 11, 13]


def test_days_that_are_free_already_are_no_bridges():
    assert bridges(free={dt.date(2027, 5, 7)}) == []


def test_the_territory_has_its_own_bridges():
    # 10 June, abolition in French Guiana, is a Thursday in 2027; 22 May, in Martinique, a Saturday.
    assert [one.date for one in bridges("973")] == [dt.date(2027, 5, 7), dt.date(2027, 6, 11)]
    assert [one.date for one in bridges("972")] == [dt.date(2027, 5, 7)]
