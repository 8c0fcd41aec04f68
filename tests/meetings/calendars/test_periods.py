"""Which days an address asks for."""

import datetime as dt

import pytest

from portal.meetings.calendar_periods import Period, View, asked_period, asked_year, month_end, of_month

TODAY = dt.date(2026, 11, 22)


@pytest.mark.parametrize(
    ("query", "view", "first", "last"),
    [
        ({}, View.MONTH, "2026-11-01", "2026-11-30"),
        ({"mois": "2028-02"}, View.MONTH, "2028-02-01", "2028-02-29"),
        ({"vue": "mois", "annee": "2027"}, View.MONTH, "2026-11-01", "2026-11-30"),
        ({"annee": "2027"}, View.YEAR, "2027-09-01", "2028-08-31"),
        ({"vue": "annee"}, View.YEAR, "2026-09-01", "2027-08-31"),
        ({"vue": "liste", "annee": "2025"}, View.LIST, "2025-09-01", "2026-08-31"),
        ({"vue": "liste", "annee": "1066"}, View.LIST, "2026-09-01", "2027-08-31"),
        ({"vue": "semaine", "mois": "2026-13"}, View.MONTH, "2026-11-01", "2026-11-30"),
        ({"vue": "\x00", "mois": "9999-12"}, View.MONTH, "2026-11-01", "2026-11-30"),
        ({"annee": "²²²²"}, View.MONTH, "2026-11-01", "2026-11-30"),
    ],
)
def test_an_address_says_days_and_how_to_look_at_them(query, view, first, last):
    period = asked_period(query, TODAY)
    assert (period.view, period.first.isoformat(), period.last.isoformat()) == (view, first, last)


def test_steps_lead_to_the_months_and_years_beside():
    month, year = of_month(dt.date(2027, 1, 15)), Period(View.LIST, dt.date(2026, 11, 1), 2026)
    assert [month.beside(-1).month, month.beside(1).month] == [dt.date(2026, 12, 1), dt.date(2027, 2, 1)]
    assert [year.beside(-1).query, year.beside(1).query] == [
        {"vue": "liste", "annee": "2025"},
        {"vue": "liste", "annee": "2027"},
    ]


def test_from_a_year_one_comes_to_this_month_or_to_its_first():
    def months(year):
        return Period(View.YEAR, dt.date(2026, 11, 1), year).seen_as(View.MONTH, TODAY).month

    assert (months(2026), months(2028)) == (dt.date(2026, 11, 1), dt.date(2028, 9, 1))


def test_the_address_of_a_period_asks_for_it_again():
    for period in (of_month(dt.date(2028, 2, 29)), Period(View.YEAR, dt.date(2026, 11, 1), 2030)):
        again = asked_period(period.query, TODAY)
        assert (again.view, again.first, again.last) == (period.view, period.first, period.last)


def test_the_year_of_a_sheet_is_todays_unless_it_is_within_reach():
    assert [asked_year({"annee": text}, TODAY) for text in ("2027", "1999", "deux", "")] == [2027, 2026, 2026, 2026]


def test_february_of_a_leap_year_has_29_days():
    assert [month_end(dt.date(year, 2, 1)).day for year in (2027, 2028)] == [28, 29]
