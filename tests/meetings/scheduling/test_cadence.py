import datetime as dt

import pytest

from portal.meetings.scheduling import (
    LAST,
    Campaign,
    EveryWeeks,
    NthWeekday,
    PlanKey,
    Season,
    nominal_dates,
    week_ordinal,
)
from portal.meetings.scheduling.cadence import Segment, campaign_on, segments, weeks_between

from .builders import AUTUMN, SPRING, THURSDAY, TUESDAY, YEAR, circle_1


def dates(rhythm, season=YEAR, campaigns=()):
    return [f"{n.date:%Y-%m-%d}" for n in nominal_dates(rhythm, season, campaigns)]


def test_a_campaign_starts_afresh_on_its_first_usual_weekday_without_anchor():
    assert dates(circle_1(), campaigns=(AUTUMN,)) == [
        "2026-10-06",
        "2026-10-20",
        "2026-11-03",
        "2026-11-17",
        "2026-12-01",
    ]


def test_an_anchor_keeps_all_dates_in_step_with_its_week():
    anchored = circle_1(anchor=dt.date(2026, 9, 4))  # a Friday of week 36: Tuesdays of even weeks
    assert dates(anchored, campaigns=(AUTUMN,)) == [
        "2026-10-13",
        "2026-10-27",
        "2026-11-10",
        "2026-11-24",
        "2026-12-08",
    ]


@pytest.mark.parametrize("anchor", [dt.date(2020, 1, 1), dt.date(2033, 8, 31), dt.date.min, dt.date.max])
def test_an_anchor_may_lie_anywhere(anchor):
    found = nominal_dates(circle_1(anchor=anchor, in_campaign=EveryWeeks(3)), YEAR, (AUTUMN,))
    assert {weeks_between(anchor, n.date) % 3 for n in found} == {0}


def test_another_cadence_outside_counts_on_from_the_last_date_of_the_campaign():
    rhythm = circle_1(outside=EveryWeeks(4))
    season = Season(dt.date(2026, 9, 7), dt.date(2027, 1, 31))
    assert dates(rhythm, season, (AUTUMN,)) == [
        "2026-09-08",
        "2026-10-06",
        "2026-10-20",
        "2026-11-03",
        "2026-11-17",
        "2026-12-01",
        "2026-12-29",
        "2027-01-26",
    ]


def test_a_campaign_that_opens_right_after_a_meeting_waits_for_its_own_interval():
    rhythm = circle_1(outside=EveryWeeks(4))
    season = Season(dt.date(2026, 9, 29), dt.date(2026, 10, 31))
    assert dates(rhythm, season, (AUTUMN,)) == ["2026-09-29", "2026-10-13", "2026-10-27"]


@pytest.mark.parametrize(
    ("nth", "expected"),
    [
        (1, ["2026-09-01", "2026-10-06", "2026-11-03", "2026-12-01"]),
        (4, ["2026-09-22", "2026-10-27", "2026-11-24", "2026-12-22"]),
        (LAST, ["2026-09-29", "2026-10-27", "2026-11-24", "2026-12-29"]),
    ],
)
def test_nth_weekday_of_the_month(nth, expected):
    rhythm = circle_1(outside=NthWeekday(nth))
    assert dates(rhythm, Season(dt.date(2026, 9, 1), dt.date(2026, 12, 31))) == expected


def test_nth_weekday_may_have_a_weekday_of_its_own():
    rhythm = circle_1(weekday=TUESDAY, outside=NthWeekday(2, THURSDAY))
    assert dates(rhythm, Season(dt.date(2026, 12, 1), dt.date(2027, 2, 28))) == [
        "2026-12-10",
        "2027-01-14",
        "2027-02-11",
    ]


def test_where_the_cadence_changes_no_date_comes_sooner_than_the_shorter_interval():
    # The campaign's last date is 1 December; the second Tuesday, a week later, is left out.
    rhythm = circle_1(outside=NthWeekday(2))
    season = Season(dt.date(2026, 11, 16), dt.date(2027, 1, 31))
    campaign = Campaign("Automne", dt.date(2026, 10, 5), dt.date(2026, 12, 4))
    assert dates(rhythm, season, (campaign,)) == ["2026-11-17", "2026-12-01", "2027-01-12"]


def test_since_is_the_first_day_of_the_rhythm_and_until_the_first_without_it():
    rhythm = circle_1(outside=EveryWeeks(1), since=dt.date(2026, 9, 15), until=dt.date(2026, 9, 29))
    assert dates(rhythm) == ["2026-09-15", "2026-09-22"]


def test_a_rhythm_that_ends_before_the_season_asks_for_nothing():
    assert dates(circle_1(outside=EveryWeeks(1), until=dt.date(2026, 9, 1))) == []


def test_no_cadence_means_no_dates():
    assert dates(circle_1(in_campaign=None, outside=None), campaigns=(AUTUMN, SPRING)) == []


def test_segments_cut_at_campaigns_and_join_those_that_overlap():
    start, end = dt.date(2026, 9, 1), dt.date(2026, 12, 31)
    campaigns = (
        Campaign("B", dt.date(2026, 10, 20), dt.date(2026, 11, 5)),
        Campaign("A", dt.date(2026, 10, 1), dt.date(2026, 10, 31)),
        Campaign("C", dt.date(2026, 12, 20), dt.date(2027, 1, 20)),
        Campaign("D", dt.date(2025, 1, 1), dt.date(2025, 1, 20)),
    )
    assert segments(start, end, campaigns) == [
        Segment(dt.date(2026, 9, 1), dt.date(2026, 9, 30), in_campaign=False),
        Segment(dt.date(2026, 10, 1), dt.date(2026, 11, 5), in_campaign=True),
        Segment(dt.date(2026, 11, 6), dt.date(2026, 12, 19), in_campaign=False),
        Segment(dt.date(2026, 12, 20), dt.date(2026, 12, 31), in_campaign=True),
    ]


def test_a_campaign_inside_another_does_not_end_it():
    outer = Campaign("A", dt.date(2026, 9, 1), dt.date(2026, 12, 30))
    inner = Campaign("B", dt.date(2026, 10, 1), dt.date(2026, 10, 31))
    last_day = dt.date(2026, 12, 31)
    assert segments(outer.start, last_day, (inner, outer)) == [
        Segment(outer.start, outer.end, in_campaign=True),
        Segment(last_day, last_day, in_campaign=False),
    ]


def test_a_week_that_spans_two_years_has_one_ordinal():
    assert {week_ordinal(day) for day in (dt.date(2026, 12, 28), dt.date(2027, 1, 1), dt.date(2027, 1, 3))} == {202653}


def test_campaign_on_a_day_is_the_one_that_started_first():
    late = Campaign("Tardive", dt.date(2026, 12, 1), dt.date(2026, 12, 20))
    assert campaign_on(dt.date(2026, 12, 5), (late, AUTUMN)) == "Automne"
    assert campaign_on(dt.date(2026, 12, 15), (late, AUTUMN)) == "Tardive"
    assert campaign_on(dt.date(2026, 12, 21), (late, AUTUMN)) is None


def test_plan_key_survives_text():
    key = PlanKey("rhythm:12", 202642)
    assert PlanKey.parse(str(key)) == key


@pytest.mark.parametrize("text", ["", "c1", ":202642", "c1:", "c1:-1", "c1:20264²", "c1:2026421"])
def test_text_that_is_no_plan_key_is_refused(text):
    with pytest.raises(ValueError, match="not a plan key"):
        PlanKey.parse(text)
