"""A rhythm that changes in the middle of the year: several `Rhythm` of one key."""

import datetime as dt

import pytest

from portal.meetings.scheduling import EveryWeeks, NthWeekday, Season, WarningCode, nominal_dates, propose

from .builders import AUTUMN, MONDAY, THURSDAY, TUESDAY, bare_request, circle_1, circle_2, rows, season_request

NOVEMBER = dt.date(2026, 11, 4)  # a Wednesday, between the dates of 3 and 17 November


def changed(on, **changes):
    """Every other Tuesday of the campaign, and what it becomes `on` a day."""
    return circle_1(until=on), circle_1(since=on, **changes)


def keys(request):
    return [str(o.key) for o in propose(request).occurrences]


def test_another_weekday_from_a_day_on_keeps_the_weeks_and_their_keys():
    before, after = circle_1(), changed(NOVEMBER, weekday=THURSDAY, start=dt.time(14))
    request = season_request(*after, campaigns=(AUTUMN,))
    assert rows(request) == [
        ("10-06", "10-06", "kept"),
        ("10-20", "10-16", "moved"),
        ("11-03", "11-03", "kept"),
        ("11-19", "11-19", "kept"),
        ("12-03", "12-03", "kept"),
    ]
    assert [o.start.hour for o in propose(request).occurrences] == [9, 9, 9, 14, 14]
    assert keys(request) == keys(season_request(before, campaigns=(AUTUMN,)))


def test_a_week_that_the_change_swallows_leaves_the_others_in_step():
    # Thursdays until Wednesday of week 45, Mondays from then on: week 45 has neither, 47 and 49 stay.
    anchored = {"weekday": THURSDAY, "anchor": dt.date(2026, 10, 8)}
    phases = circle_1(until=NOVEMBER, **anchored), circle_1(since=NOVEMBER, weekday=MONDAY)
    assert keys(season_request(*phases, campaigns=(AUTUMN,))) == ["c1:202641", "c1:202643", "c1:202647", "c1:202649"]


def test_a_week_of_the_change_never_holds_two_dates():
    # Tuesday 3 November is the last of the first phase, Thursday 5 the first usual day of the second.
    phases = changed(NOVEMBER, weekday=THURSDAY, in_campaign=EveryWeeks(1))
    found = nominal_dates(phases, Season(AUTUMN.start, dt.date(2026, 11, 20)), (AUTUMN,))
    assert [f"{n.date:%m-%d}" for n in found] == ["10-06", "10-20", "11-03", "11-12", "11-19"]


def test_a_sparser_rhythm_counts_its_weeks_from_the_last_date_before():
    phases = changed(NOVEMBER, in_campaign=EveryWeeks(4))
    assert keys(season_request(*phases, campaigns=(AUTUMN,))) == ["c1:202641", "c1:202643", "c1:202645", "c1:202649"]


def test_a_monthly_rhythm_after_a_fortnightly_one_waits_two_weeks_at_least():
    phases = changed(dt.date(2026, 12, 2), outside=NthWeekday(2), in_campaign=NthWeekday(2))
    found = nominal_dates(phases, Season(dt.date(2026, 11, 9), dt.date(2027, 1, 31)), (AUTUMN,))
    assert [f"{n.date:%m-%d}" for n in found] == ["11-10", "11-24", "12-08", "01-12"]


def test_a_phase_with_an_anchor_follows_its_anchor():
    phases = changed(NOVEMBER, anchor=dt.date(2026, 11, 10))
    assert keys(season_request(*phases, campaigns=(AUTUMN,)))[2:] == ["c1:202645", "c1:202648", "c1:202650"]


def test_the_phases_may_come_in_any_order():
    first, second = changed(NOVEMBER, weekday=THURSDAY)
    assert propose(season_request(second, first)) == propose(season_request(first, second))


def test_a_date_may_move_into_the_days_of_the_next_phase():
    closed = {dt.date(2026, 11, 3): "fermé", dt.date(2026, 11, 2): "fermé"}
    request = season_request(*changed(NOVEMBER), campaigns=(AUTUMN,), closed_days=closed)
    assert rows(request)[2] == ("11-03", "11-04", "moved")


def test_a_break_between_phases_takes_no_date():
    phases = circle_1(until=dt.date(2026, 10, 10)), circle_1(since=dt.date(2026, 11, 20))
    request = season_request(*phases, campaigns=(AUTUMN,))
    assert keys(request) == ["c1:202641", "c1:202649"]
    (gap,) = (w for w in propose(request).warnings if w.code is WarningCode.GAP)
    assert (gap.start, gap.end, gap.rhythm) == (dt.date(2026, 10, 6), dt.date(2026, 12, 1), "c1")


def test_phases_are_warned_of_once():
    request = bare_request(*changed(NOVEMBER))
    assert [(w.code, w.rhythm) for w in propose(request).warnings] == [(WarningCode.RHYTHM_WITHOUT_DATE, "c1")]


def test_circle_1_changes_while_circle_2_goes_on():
    phases = changed(NOVEMBER, weekday=THURSDAY)
    assert rows(season_request(*phases, circle_2(), campaigns=(AUTUMN,)), "c1")[3:] == [
        ("11-19", "11-17", "merged"),
        ("12-03", "12-03", "kept"),
    ]


@pytest.mark.parametrize("day", [dt.date(2026, 10, 6), dt.date(2026, 10, 7), dt.date(2026, 10, 19), AUTUMN.end])
def test_the_same_rhythm_cut_anywhere_is_the_same_rhythm(day):
    assert propose(season_request(*changed(day), circle_2())) == propose(season_request(circle_1(), circle_2()))


def test_a_phase_outside_the_season_counts_for_nothing():
    phases = circle_1(until=dt.date(2026, 3, 1), weekday=MONDAY), circle_1(since=dt.date(2026, 3, 1), weekday=TUESDAY)
    assert propose(season_request(*phases)) == propose(season_request(circle_1()))
