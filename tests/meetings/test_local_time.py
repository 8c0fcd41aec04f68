import datetime as dt
import zoneinfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.meetings.local_time import LocalTimeError, NonexistentTime, TimeOutOfRange, localise

ZONES = ["Europe/Paris", "Indian/Reunion", "America/Martinique", "America/Miquelon", "Pacific/Noumea", "Pacific/Tahiti"]
SPRING, AUTUMN = dt.date(2026, 3, 29), dt.date(2026, 10, 25)


@pytest.mark.parametrize(
    ("day", "zone", "instant"),
    [
        (dt.date(2026, 1, 1), "Europe/Paris", dt.datetime(2026, 1, 1, 8, 5, tzinfo=dt.UTC)),
        (dt.date(2026, 7, 1), "Europe/Paris", dt.datetime(2026, 7, 1, 7, 5, tzinfo=dt.UTC)),
        (dt.date(2026, 7, 1), "Indian/Reunion", dt.datetime(2026, 7, 1, 5, 5, tzinfo=dt.UTC)),
    ],
)
def test_a_local_time_becomes_the_instant_of_the_platform(day, zone, instant):
    local = localise(day, dt.time(9, 5), zone)
    assert local.astimezone(dt.UTC) == instant
    assert (local.date(), local.time()) == (day, dt.time(9, 5))


@pytest.mark.parametrize(("time", "later"), [(dt.time(2, 0), dt.time(3, 0)), (dt.time(2, 30), dt.time(3, 30))])
def test_d43_a_time_that_the_clock_skips_is_refused_with_a_suggestion(time, later):
    with pytest.raises(NonexistentTime) as caught:
        localise(SPRING, time, "Europe/Paris")
    assert (caught.value.day, caught.value.time, caught.value.suggestion) == (SPRING, time, later)


@pytest.mark.parametrize("fold", [0, 1])
def test_d43_a_time_that_occurs_twice_is_the_first_of_the_two(fold):
    local = localise(AUTUMN, dt.time(2, 30, fold=fold), "Europe/Paris")
    assert local.astimezone(dt.UTC) == dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC)
    assert local.fold == 0


@pytest.mark.parametrize("day", [SPRING, AUTUMN])
@pytest.mark.parametrize("zone", ["Europe/Paris", "Indian/Reunion"])
def test_d43_each_half_hour_is_itself_or_is_refused(day, zone):
    refused = []
    for half_hour in range(48):
        time = dt.time(half_hour // 2, half_hour % 2 * 30)
        try:
            local = localise(day, time, zone)
        except NonexistentTime:
            refused.append(time)
        else:
            shown = local.astimezone(dt.UTC).astimezone(zoneinfo.ZoneInfo(zone))
            assert shown.replace(tzinfo=None) == dt.datetime.combine(day, time)
    skipped = [dt.time(2, 0), dt.time(2, 30)] if (day, zone) == (SPRING, "Europe/Paris") else []
    assert refused == skipped


@pytest.mark.parametrize("day", [dt.date.min, dt.date.max])
def test_a_date_at_the_edge_is_a_time_error_and_no_crash(day):
    zone = "Europe/Paris" if day == dt.date.min else "America/Martinique"
    with pytest.raises(TimeOutOfRange):
        localise(day, dt.time(0, 0) if day == dt.date.min else dt.time(23, 59), zone)


@given(st.dates(), st.times(), st.sampled_from(ZONES))
def test_any_date_and_time_gives_its_own_instant_or_a_time_error(day, time, zone):
    try:
        local = localise(day, time, zone)
    except LocalTimeError:
        return
    shown = local.astimezone(dt.UTC).astimezone(zoneinfo.ZoneInfo(zone))
    assert shown.replace(tzinfo=None, fold=0) == dt.datetime.combine(day, time.replace(fold=0))


def test_a_time_with_a_zone_of_its_own_is_refused():
    with pytest.raises(ValueError, match="without a zone"):
        localise(SPRING, dt.time(9, 0, tzinfo=dt.UTC), "Europe/Paris")


def test_an_unknown_zone_is_an_error_of_the_caller():
    with pytest.raises(zoneinfo.ZoneInfoNotFoundError):
        localise(SPRING, dt.time(9, 0), "Europe/Nulle-Part")
