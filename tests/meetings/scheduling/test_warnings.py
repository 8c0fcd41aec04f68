import datetime as dt

from portal.meetings.scheduling import (
    Alternative,
    Campaign,
    Commitment,
    Edit,
    EditAction,
    EveryWeeks,
    PlanKey,
    PlanWarning,
    Reason,
    ReasonCode,
    SchoolHoliday,
    WarningCode,
    propose,
)

from .builders import AUTUMN, TUESDAY, WEDNESDAY, YEAR, bare_request, circle_1, circle_2, season_request


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


SEPTEMBER = dt.date(2026, 9, 30)
ALWAYS_CLOSED = {
    day: "Marché" for n in range(30) if (day := YEAR.start + dt.timedelta(days=n)).weekday() in (TUESDAY, WEDNESDAY)
}


def test_constraints_that_leave_no_date_at_all_are_told_as_such():
    rhythm = circle_1(outside=EveryWeeks(2), tolerance_days=1, alternatives=(Alternative(WEDNESDAY),))
    short = Campaign("Rentrée", dt.date(2026, 9, 14), dt.date(2026, 9, 25))
    request = bare_request(rhythm, closed_days=ALWAYS_CLOSED, campaigns=(short,), end=SEPTEMBER)
    assert propose(request).held == ()
    assert propose(request).warnings == (
        PlanWarning(
            WarningCode.NO_DATE_LEFT,
            rhythm="c1",
            circle=1,
            count=3,
            days=1,
            causes=(Reason(ReasonCode.CLOSED_DAY, name="Marché"),),
            alternatives=(Alternative(WEDNESDAY),),
        ),
    )


def test_one_date_that_the_lead_holds_is_no_contradiction():
    rhythm = circle_1(outside=EveryWeeks(2), tolerance_days=0)
    edit = Edit(PlanKey("c1", 202636), EditAction.KEEP)
    request = bare_request(rhythm, closed_days=ALWAYS_CLOSED, end=SEPTEMBER, edits=(edit,))
    assert codes(request) == [WarningCode.EDIT_ON_CLOSED_DAY]


def test_only_the_most_frequent_causes_say_why_no_date_is_left():
    closed = {day: f"n° {n // 3}" for n, day in enumerate(YEAR.start + dt.timedelta(weeks=w) for w in range(8))}
    names = [f"Vacances {n}" for n in range(6)]
    holidays = tuple(SchoolHoliday(name, YEAR.start, dt.date(2026, 10, 31)) for name in names)
    rhythm = circle_1(outside=EveryWeeks(1), tolerance_days=0)
    (warning,) = propose(bare_request(rhythm, closed_days=closed, school_holidays=holidays)).warnings
    assert [cause.name for cause in warning.causes] == names[:5]


def lead_taken(*days):
    moment = dt.datetime.combine
    return tuple(
        Commitment("13", moment(day, dt.time(9)), moment(day, dt.time(12)), f"m{n}") for n, day in enumerate(days)
    )


TUESDAYS = [dt.date(2026, 9, n) for n in (1, 8, 15, 22, 29)]


def test_a_rhythm_at_an_hour_at_which_a_lead_is_never_free_is_warned_of():
    rhythm = circle_1(outside=EveryWeeks(1), required=frozenset({"13", "14"}))
    request = bare_request(rhythm, commitments=lead_taken(*TUESDAYS), end=SEPTEMBER)
    assert propose(request).warnings == (
        PlanWarning(
            WarningCode.REQUIRED_NEVER_FREE,
            rhythm="c1",
            circle=1,
            count=5,
            causes=(Reason(ReasonCode.REQUIRED_TAKEN, people=("13",)),),
        ),
    )


def test_a_lead_who_is_free_once_needs_no_warning():
    rhythm = circle_1(outside=EveryWeeks(1), required=frozenset({"13"}))
    assert codes(bare_request(rhythm, commitments=lead_taken(*TUESDAYS[1:]), end=SEPTEMBER)) == []


def test_shared_hours_are_counted_by_pair_of_rhythms():
    people = frozenset({"11"})
    circle = circle_1(outside=EveryWeeks(1), people=people)
    groups = [circle_1(key=f"g{n}", circle=None, outside=EveryWeeks(2), people=people) for n in (1, 2)]
    found = propose(bare_request(circle, *groups, end=SEPTEMBER)).warnings
    assert [(w.code, w.rhythm, w.other, w.count, f"{w.start:%m-%d}", f"{w.end:%m-%d}") for w in found] == [
        (WarningCode.SHARED_HOURS, "c1", "g1", 3, "09-01", "09-29"),
        (WarningCode.SHARED_HOURS, "c1", "g2", 3, "09-01", "09-29"),
        (WarningCode.SHARED_HOURS, "g1", "g2", 3, "09-01", "09-29"),
    ]
