from datetime import UTC, date, datetime, time

import pytest
from django.utils import translation

from portal.core import french_dates as fd

N = "\u00a0"


@pytest.mark.parametrize(
    ("day", "options", "text"),
    [
        (date(2026, 10, 13), {}, "mardi 13 octobre 2026"),
        (date(2027, 1, 1), {}, "vendredi 1er janvier 2027"),
        (date(2027, 1, 1), {"weekday": False}, "1er janvier 2027"),
        (date(2027, 8, 2), {"weekday": False, "year": False}, "2 août"),
    ],
)
def test_date_in_french(day, options, text):
    assert fd.format_date(day, **options) == text


@pytest.mark.parametrize(
    ("moment", "french", "english"),
    [
        (time(9, 5), f"9{N}h{N}05", "9:05"),
        (time(9), f"9{N}h", "9:00"),
        (time(0), f"0{N}h", "0:00"),
        (time(23, 59), f"23{N}h{N}59", "23:59"),
    ],
)
def test_time(moment, french, english):
    assert fd.format_time(moment) == french
    with translation.override("en"):
        assert fd.format_time(moment) == english


def test_range_on_one_day_in_each_zone_and_language():
    start, end = datetime(2026, 10, 13, 7, 30, tzinfo=UTC), datetime(2026, 10, 13, 9, 30, tzinfo=UTC)
    assert fd.format_range(start, end, "Europe/Paris") == f"mardi 13 octobre 2026, 9{N}h{N}30{N}– 11{N}h{N}30"
    assert fd.format_range(start, end, "Indian/Reunion") == f"mardi 13 octobre 2026, 11{N}h{N}30{N}– 13{N}h{N}30"
    with translation.override("en"):
        assert fd.format_range(start, end, "Europe/Paris") == "Tuesday 13 October 2026, 9:30–11:30"


def test_range_over_midnight_names_both_days():
    start, end = datetime(2026, 12, 31, 20, tzinfo=UTC), datetime(2027, 1, 1, 1, tzinfo=UTC)
    assert fd.format_range(start, end, "Europe/Paris") == (
        f"jeudi 31 décembre 2026, 21{N}h{N}– vendredi 1er janvier 2027, 2{N}h"
    )


def test_range_of_no_length_reads_once():
    moment = datetime(2026, 10, 13, 7, tzinfo=UTC)
    assert fd.format_range(moment, moment, "Europe/Paris", weekday=False, year=False) == f"13 octobre, 9{N}h"


def test_naive_or_reversed_range_is_refused():
    with pytest.raises(ValueError, match="zone"):
        fd.format_range(datetime(2026, 1, 1), datetime(2026, 1, 2), "Europe/Paris")  # noqa: DTZ001
    with pytest.raises(ValueError, match="before"):
        fd.format_range(datetime(2026, 1, 2, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC), "Europe/Paris")
    with pytest.raises(ValueError, match="before"):
        fd.format_date_range(date(2026, 1, 2), date(2026, 1, 1))


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        (date(2026, 11, 3), date(2026, 11, 14), "du 3 au 14 novembre 2026"),
        (date(2026, 11, 1), date(2026, 12, 1), "du 1er novembre au 1er décembre 2026"),
        (date(2026, 12, 28), date(2027, 1, 3), "du 28 décembre 2026 au 3 janvier 2027"),
        (date(2026, 11, 3), date(2026, 11, 3), "3 novembre 2026"),
    ],
)
def test_date_range(start, end, text):
    assert fd.format_date_range(start, end) == text


@pytest.mark.parametrize(("minutes", "text"), [(45, f"45{N}min"), (60, f"1{N}h"), (95, f"1{N}h{N}35"), (0, f"0{N}min")])
def test_duration(minutes, text):
    assert fd.format_duration(minutes) == text


def test_school_year_turns_on_1_september():
    assert fd.school_year_of(date(2026, 8, 31)) == 2025
    assert fd.school_year_of(date(2026, 9, 1)) == 2026
    assert fd.school_year_bounds(2026) == (date(2026, 9, 1), date(2027, 8, 31))
    assert fd.school_year_label(2026) == "2026-2027"


def test_holidays_of_the_mainland():
    assert list(fd.public_holidays(2026, "13")) == [
        date(2026, 1, 1), date(2026, 4, 6), date(2026, 5, 1), date(2026, 5, 8), date(2026, 5, 14), date(2026, 5, 25),
        date(2026, 7, 14), date(2026, 8, 15), date(2026, 11, 1), date(2026, 11, 11), date(2026, 12, 25),
    ]  # fmt: skip


def test_holidays_overseas_in_alsace_and_over_two_years():
    assert date(2026, 12, 20) in fd.public_holidays([2026, 2027], "974")
    assert date(2027, 12, 20) in fd.public_holidays([2026, 2027], "974")
    assert date(2026, 12, 20) not in fd.public_holidays(2026, "13")
    assert {date(2026, 4, 3), date(2026, 12, 26)} <= set(fd.public_holidays(2026, "67"))
    assert date(2026, 5, 27) in fd.public_holidays(2026, "971")
    assert fd.public_holidays(2026, "2a") == fd.public_holidays(2026, "")


def test_two_holidays_on_one_day_are_both_named():
    with translation.override("en"):
        assert fd.public_holidays(2008)[date(2008, 5, 1)] == "Labour Day, Ascension Day"


def test_every_name_of_the_library_is_translated():
    from jours_feries_france import JoursFeries  # noqa: PLC0415 - only this test looks into the library

    names = {name for zone in JoursFeries.ZONES for name in JoursFeries.for_year(2026, zone)}
    assert names == set(fd._HOLIDAY_NAMES)
    assert set(fd.HOLIDAY_ZONES.values()) | {"Métropole"} == set(JoursFeries.ZONES)
