"""What holds for every request, whatever its rhythms, campaigns, days off and edits."""

import datetime as dt
from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from portal.meetings.scheduling import (
    EditAction,
    EveryWeeks,
    PlanKey,
    ReasonCode,
    SchedulingError,
    Status,
    WarningCode,
    nominal_dates,
    propose,
    week_ordinal,
)

from .builders import bare_request, circle_1
from .strategies import requests, wild_requests

many = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def is_closed(request, day, nominal):
    """Told anew, not by the engine's own look-up."""
    weekend = day.isoweekday() >= 6 and day.weekday() != nominal.weekday()
    school = any(holiday.start <= day <= holiday.end for holiday in request.school_holidays)
    return weekend or school or day in request.public_holidays or day in request.closed_days


def rhythm_of(request, occurrence):
    return next(rhythm for rhythm in request.rhythms if rhythm.key == occurrence.key.rhythm)


@many
@given(requests())
def test_no_date_of_the_engine_is_on_a_closed_day(request_):
    for occurrence in propose(request_).held:
        if not occurrence.edited:
            assert not is_closed(request_, occurrence.date, occurrence.nominal)


@many
@given(requests())
def test_every_nominal_date_is_accounted_for_exactly_once(request_):
    asked = Counter(
        (PlanKey(rhythm.key, week_ordinal(nominal.date)), nominal.date)
        for rhythm in request_.rhythms
        for nominal in nominal_dates(rhythm, request_.season, request_.campaigns)
    )
    proposal = propose(request_)
    assert Counter((o.key, o.nominal) for o in proposal.occurrences) == asked
    assert len({o.key for o in proposal.occurrences}) == len(proposal.occurrences)
    for occurrence in proposal.occurrences:
        assert (occurrence.date is None) == (occurrence.status is Status.SKIPPED)
        assert (occurrence.date == occurrence.nominal) or occurrence.reasons
        assert (occurrence.status is Status.KEPT) <= (occurrence.date == occurrence.nominal)


@many
@given(requests(), st.randoms(use_true_random=False))
def test_the_same_request_gives_the_same_plan_in_whatever_order(request_, random):
    def shuffled(items):
        return tuple(random.sample(items, len(items)))

    def shuffled_days(days):
        return dict(shuffled(tuple(days.items())))

    other = replace(
        request_,
        rhythms=shuffled(request_.rhythms),
        campaigns=shuffled(request_.campaigns),
        school_holidays=shuffled(request_.school_holidays),
        public_holidays=shuffled_days(request_.public_holidays),
        closed_days=shuffled_days(request_.closed_days),
        edits=shuffled(request_.edits),
    )
    assert propose(other) == propose(request_)


@many
@given(requests())
def test_edits_are_respected(request_):
    found = {o.key: o for o in propose(request_).occurrences}
    for edit in request_.edits:
        occurrence = found[edit.key]
        expected = {EditAction.KEEP: occurrence.nominal, EditAction.MOVE: edit.date, EditAction.DROP: None}
        assert (occurrence.edited, occurrence.date) == (True, expected[edit.action])
    edited = {edit.key for edit in request_.edits}
    assert {o.key for o in found.values() if o.edited} == edited


@many
@given(requests())
def test_shifts_stay_within_the_tolerance_the_season_and_the_rhythm(request_):
    for occurrence in propose(request_).held:
        if occurrence.edited:
            continue
        rhythm = rhythm_of(request_, occurrence)
        assert abs((occurrence.date - occurrence.nominal).days) <= rhythm.tolerance_days
        assert request_.season.start <= occurrence.date <= request_.season.end
        assert rhythm.since is None or rhythm.since <= occurrence.date
        assert rhythm.until is None or occurrence.date < rhythm.until
        assert (occurrence.start, occurrence.duration_minutes) == (rhythm.start, rhythm.duration_minutes)


@many
@given(requests())
def test_a_circle_never_meets_twice_a_day_unless_by_hand(request_):
    by_hand = set()
    days = Counter()
    for occurrence in propose(request_).held:
        lane = rhythm_of(request_, occurrence).lane
        days[lane, occurrence.date] += 1
        if occurrence.edited:
            by_hand.add((lane, occurrence.date))
    twice = {day for day, count in days.items() if count > 1}
    assert twice <= by_hand


@many
@given(requests())
def test_dates_of_the_engine_keep_their_order(request_):
    for rhythm in request_.rhythms:
        own = [o for o in propose(request_).held if o.key.rhythm == rhythm.key and not o.edited]
        assert [o.nominal for o in own] == sorted(o.nominal for o in own)


@many
@given(requests())
def test_circle_1_is_merged_exactly_where_circle_2_meets_that_week(request_):
    proposal = propose(request_)
    found = {o.key: o for o in proposal.occurrences}
    weeks = {week_ordinal(o.date) for o in proposal.held if o.circle == 2}
    for occurrence in proposal.occurrences:
        if occurrence.status is Status.MERGED:
            companion = found[occurrence.merged_into]
            assert (occurrence.circle, companion.circle, companion.is_held) == (1, 2, True)
            assert occurrence.date == companion.date
            assert occurrence.reasons[-1].key == companion.key
        elif occurrence.circle == 1 and occurrence.is_held and not occurrence.edited:
            assert week_ordinal(occurrence.date) not in weeks
        else:
            assert occurrence.merged_into is None


@many
@given(requests(with_edits=False))
def test_a_skip_is_told_and_its_week_had_no_free_day(request_):
    lanes = Counter(rhythm.lane for rhythm in request_.rhythms)
    for occurrence in propose(request_).occurrences:
        rhythm = rhythm_of(request_, occurrence)
        if occurrence.status is not Status.SKIPPED:
            continue
        assert occurrence.reasons[-1].code is ReasonCode.NO_DAY_LEFT
        assert len(occurrence.reasons) > 1
        if lanes[rhythm.lane] > 1:
            continue
        for offset in range(-rhythm.tolerance_days, rhythm.tolerance_days + 1):
            day = occurrence.nominal + dt.timedelta(days=offset)
            inside = (
                request_.season.start <= day <= request_.season.end
                and (rhythm.since is None or rhythm.since <= day)
                and (rhythm.until is None or day < rhythm.until)
            )
            if inside and week_ordinal(day) == week_ordinal(occurrence.nominal):
                assert is_closed(request_, day, occurrence.nominal)


def longest_weeks(rhythm):
    cadences = [cadence for cadence in (rhythm.in_campaign, rhythm.outside) if cadence]
    return max(cadence.weeks if isinstance(cadence, EveryWeeks) else 5 for cadence in cadences)


@many
@given(requests())
def test_gaps_are_within_the_tolerance_or_explained(request_):
    proposal = propose(request_)
    explained = {
        (w.rhythm, w.start, w.end) for w in proposal.warnings if w.code is WarningCode.GAP and w.causes and w.days > 0
    }
    circle_2_days = {o.date for o in proposal.held if o.circle == 2}
    for rhythm in request_.rhythms:
        own = {o.date for o in proposal.occurrences if o.key.rhythm == rhythm.key and o.date}
        met = own | circle_2_days if rhythm.circle == 1 else own
        for before, after in pairwise(sorted(met)):
            if not {before, after} & own:
                continue  # circle 2 alone: outside its own campaigns circle 1 asks for nothing
            asked = longest_weeks(rhythm)
            weeks = (after - before + dt.timedelta(days=before.weekday() - after.weekday())).days // 7
            within = (after - before).days <= asked * 7 + rhythm.tolerance_days or weeks <= asked
            assert within or (rhythm.key, before, after) in explained


@settings(max_examples=300, deadline=dt.timedelta(seconds=2), suppress_health_check=[HealthCheck.too_slow])
@given(wild_requests)
@example(bare_request(circle_1(outside=EveryWeeks(0))))
@example(bare_request(circle_1(outside=EveryWeeks(1)), start=dt.date.min, end=dt.date.max))
def test_every_input_ends_in_a_plan_or_a_refusal(request_):
    try:
        proposal = propose(request_)
    except SchedulingError as refusal:
        assert refusal.code
    else:
        assert len(proposal.occurrences) <= 158 * len(request_.rhythms)  # weeks of three years, and the two cut ones


def test_the_wild_requests_reach_both_ends():
    with pytest.raises(SchedulingError):
        propose(bare_request(circle_1(outside=EveryWeeks(0))))
    assert propose(bare_request(circle_1(outside=EveryWeeks(1)))).occurrences
