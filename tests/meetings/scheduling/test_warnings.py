import datetime as dt

from portal.meetings.scheduling import Campaign, EveryWeeks, PlanWarning, SchoolHoliday, WarningCode, propose

from .builders import AUTUMN, YEAR, bare_request, circle_1, circle_2, season_request


def codes(request):
    return [w.code for w in propose(request).warnings]


def test_a_year_beyond_the_known_school_calendar_warns_and_counts_the_dates():
    known = dt.date(2026, 9, 30)
    request = bare_request(circle_1(outside=EveryWeeks(2)), known_until=known)
    assert propose(request).warnings == (PlanWarning(WarningCode.BEYOND_KNOWN_CALENDAR, start=known, count=2),)
    assert codes(bare_request(circle_1(outside=EveryWeeks(2)), known_until=dt.date(2026, 10, 31))) == []


def test_campaigns_that_overlap_warn_with_the_days_in_common():
    other = Campaign("Reprise", dt.date(2026, 12, 7), dt.date(2026, 12, 18))
    (warning,) = (
        w
        for w in propose(season_request(circle_1(), campaigns=(other, AUTUMN))).warnings
        if w.code is WarningCode.CAMPAIGNS_OVERLAP
    )
    assert (warning.name, warning.other) == ("Automne", "Reprise")
    assert (warning.start, warning.end) == (other.start, AUTUMN.end)


def test_a_campaign_in_which_a_circle_does_not_meet_warns():
    short = Campaign("Éclair", dt.date(2026, 9, 16), dt.date(2026, 9, 18))
    warnings = propose(bare_request(circle_1(outside=EveryWeeks(2)), campaigns=(short,))).warnings
    assert [(w.code, w.name, w.start, w.end) for w in warnings] == [
        (WarningCode.CAMPAIGN_WITHOUT_MEETING, "Éclair", short.start, short.end)
    ]


def test_a_campaign_outside_the_season_does_not_warn():
    past = Campaign("Passée", dt.date(2025, 9, 16), dt.date(2025, 10, 18))
    assert codes(bare_request(circle_1(outside=EveryWeeks(2)), campaigns=(past,))) == []


def test_a_rhythm_without_any_date_warns():
    assert propose(bare_request(circle_1())).warnings == (
        PlanWarning(WarningCode.RHYTHM_WITHOUT_DATE, rhythm="c1", circle=1),
    )


def test_circle_2_meetings_fill_the_gaps_of_circle_1():
    # Circle 1 meets in weeks 36, 40 and 44; the middle one falls away, but circle 2 meets in week 41.
    holiday = SchoolHoliday("Vacances", dt.date(2026, 9, 28), dt.date(2026, 10, 2))
    c1 = circle_1(outside=EveryWeeks(4), anchor=YEAR.start, tolerance_days=2)
    c2 = circle_2(outside=EveryWeeks(8), anchor=dt.date(2026, 10, 5))
    end = dt.date(2026, 10, 28)
    assert codes(bare_request(c1, school_holidays=(holiday,), end=end)) == [WarningCode.GAP]
    (gap,) = propose(bare_request(c1, c2, school_holidays=(holiday,), end=end)).warnings
    assert (gap.start, gap.end, gap.days, gap.asked_weeks) == (YEAR.start, dt.date(2026, 10, 6), 35, 4)
    assert [cause.name for cause in gap.causes] == ["Vacances"]
    assert codes(
        bare_request(
            c1, circle_2(outside=EveryWeeks(8), anchor=dt.date(2026, 9, 21)), school_holidays=(holiday,), end=end
        )
    ) == [WarningCode.GAP]
