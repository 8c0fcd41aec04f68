"""A whole year of zone B, each date checked by hand on the official calendar."""

import datetime as dt

from portal.meetings.scheduling import Commitment, EveryWeeks, NthWeekday, ReasonCode, WarningCode, propose

from .builders import WEDNESDAY, circle_1, circle_2, rows, season_request


def test_tuesdays_every_2_and_6_weeks_in_campaigns_and_nothing_outside():
    assert rows(season_request(circle_1(), circle_2())) == [
        ("10-06", "10-06", "kept"),  # circle 2 opens the campaign
        ("10-06", "10-06", "merged"),
        ("10-20", "10-16", "moved"),  # Toussaint from the 17th: four days earlier, the tolerance, is a Friday
        ("11-03", "11-03", "kept"),
        ("11-17", "11-17", "kept"),  # circle 2, six weeks later
        ("11-17", "11-17", "merged"),
        ("12-01", "12-01", "kept"),
        ("03-09", "03-09", "kept"),  # circle 2 opens the spring campaign, right after the holidays
        ("03-09", "03-09", "merged"),
        ("03-23", "03-23", "kept"),
        ("04-06", "04-06", "kept"),
        ("04-20", "04-13", "moved"),  # circle 2, in the spring holidays: the Tuesday before
        ("04-20", "04-13", "merged"),
        ("05-04", "05-04", "kept"),
        ("05-18", "05-18", "kept"),
    ]


def test_wednesdays_of_even_weeks_meet_the_armistice():
    rhythm = circle_1(weekday=WEDNESDAY, anchor=dt.date(2026, 10, 14))
    proposal = propose(season_request(rhythm))
    assert rows(season_request(rhythm)) == [
        ("10-14", "10-14", "kept"),
        ("10-28", "", "skipped"),
        ("11-11", "11-12", "moved"),
        ("11-25", "11-25", "kept"),
        ("12-09", "12-09", "kept"),
        ("03-17", "03-17", "kept"),
        ("03-31", "03-31", "kept"),
        ("04-14", "04-14", "kept"),
        ("04-28", "", "skipped"),
        ("05-12", "05-12", "kept"),
        ("05-26", "05-26", "kept"),
    ]
    moved = proposal.occurrences[2]
    assert [(r.code, r.name) for r in moved.reasons] == [(ReasonCode.PUBLIC_HOLIDAY, "Armistice")]
    assert moved.campaign == "Automne"


def test_mondays_meet_easter_and_whit_monday():
    rhythm = circle_1(weekday=0, anchor=dt.date(2027, 3, 15), in_campaign=None, outside=EveryWeeks(1))
    found = [row for row in rows(season_request(rhythm, campaigns=())) if row[0] in ("03-29", "05-17", "05-10")]
    assert found == [("03-29", "03-30", "moved"), ("05-10", "05-10", "kept"), ("05-17", "05-18", "moved")]


def test_first_thursday_of_the_month_all_year():
    rhythm = circle_2(weekday=3, in_campaign=NthWeekday(1), outside=NthWeekday(1), tolerance_days=7)
    assert rows(season_request(rhythm)) == [
        ("09-03", "09-03", "kept"),
        ("10-01", "10-01", "kept"),
        ("11-05", "11-05", "kept"),
        ("12-03", "12-03", "kept"),
        ("01-07", "01-07", "kept"),
        ("02-04", "02-04", "kept"),
        ("03-04", "03-11", "moved"),  # Hiver, to 7 March
        ("04-01", "04-01", "kept"),
        ("05-06", "05-05", "moved"),  # Ascension and its bridge: the day before is in the same week
        ("06-03", "06-03", "kept"),
        ("07-01", "07-01", "kept"),
    ]


def test_the_gaps_of_the_year_are_explained():
    warnings = propose(season_request(circle_1(), circle_2())).warnings
    assert [
        (w.code, w.rhythm, f"{w.start:%m-%d}", f"{w.end:%m-%d}", [c.code.value for c in w.causes]) for w in warnings
    ] == [
        (WarningCode.GAP, "c1", "12-01", "03-09", ["outside_campaign"]),
        (WarningCode.GAP, "c1", "04-13", "05-04", ["school_holiday"]),
        (WarningCode.GAP, "c2", "11-17", "03-09", ["outside_campaign"]),
    ]


def test_keys_of_other_weeks_survive_a_change_of_campaign_holiday_and_window():
    request = season_request(circle_1(anchor=dt.date(2026, 9, 1)))
    shorter = season_request(
        circle_1(anchor=dt.date(2026, 9, 1)),
        campaigns=request.campaigns[1:],
        school_holidays=(),
        season=type(request.season)(dt.date(2027, 1, 1), request.season.end),
    )
    whole = {o.key: o.nominal for o in propose(request).occurrences if o.nominal.year == 2027}
    assert {o.key: o.nominal for o in propose(shorter).occurrences} == whole


def busy_year():
    """Every rhythm weekly, 60 people expected, two of them required, and 2,000 hours at which one is taken."""
    people = [str(n) for n in range(60)]
    expected = {"people": frozenset(people), "required": frozenset(people[:2]), "tolerance_days": 14}
    groups = [circle_1(key=f"g{n}", circle=None, weekday=n, outside=EveryWeeks(1), **expected) for n in range(3)]
    first = dt.datetime(2026, 9, 1, 8)
    starts = [first + dt.timedelta(days=n * 11 % 300, hours=n % 9) for n in range(2000)]
    commitments = tuple(
        Commitment(people[n * 7 % 60], start, start + dt.timedelta(hours=2), f"m{n}") for n, start in enumerate(starts)
    )
    return season_request(
        circle_1(outside=EveryWeeks(1), **expected),
        circle_2(outside=EveryWeeks(2), **expected),
        *groups,
        commitments=commitments,
    )


def test_a_year_with_what_people_have_elsewhere_tells_each_of_them():
    found = propose(busy_year()).occurrences
    assert sum(len(o.conflicts) for o in found) > 1000
