"""What holds for every request, whatever its rhythms, campaigns, days off and edits."""

import datetime as dt
from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from portal.meetings.scheduling import (
    Edit,
    EditAction,
    EveryWeeks,
    PlanKey,
    ReasonCode,
    SchedulingError,
    Status,
    WarningCode,
    nominal_dates,
    options_for,
    propose,
    week_ordinal,
)

from .builders import bare_request, circle_1
from .strategies import edits_of, near, requests, wild_requests

many = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def is_closed(request, day, occurrence):
    """Told anew, not by the engine's own look-up."""
    named = {occurrence.nominal.weekday(), *(a.weekday for a in rhythm_of(request, occurrence).alternatives)}
    weekend = day.isoweekday() >= 6 and day.weekday() not in named
    school = any(holiday.start <= day <= holiday.end for holiday in request.school_holidays)
    return weekend or school or day in request.public_holidays or day in request.closed_days


def phases_of(request, key):
    return [rhythm for rhythm in request.rhythms if rhythm.key == key]


def is_in_force(rhythm, day):
    return (rhythm.since or dt.date.min) <= day and (rhythm.until is None or day < rhythm.until)


def rhythm_of(request, occurrence):
    """The phase that asked for the occurrence."""
    (phase,) = (p for p in phases_of(request, occurrence.key.rhythm) if is_in_force(p, occurrence.nominal))
    return phase


def crossing(request, people, day, start, minutes):
    """The commitments of `people` that cross a meeting, told anew."""
    begin = dt.datetime.combine(day, start)
    end = begin + dt.timedelta(minutes=minutes)
    return {c for c in request.commitments if c.person in people and c.start < end and begin < c.end}


@many
@given(requests())
def test_no_date_of_the_engine_is_on_a_closed_day(request_):
    for occurrence in propose(request_).held:
        if not occurrence.edited:
            assert not is_closed(request_, occurrence.date, occurrence)


@many
@given(requests())
def test_every_nominal_date_is_accounted_for_exactly_once(request_):
    asked = Counter(
        (PlanKey(key, week_ordinal(nominal.date)), nominal.date)
        for key in {rhythm.key for rhythm in request_.rhythms}
        for nominal in nominal_dates(phases_of(request_, key), request_.season, request_.campaigns)
    )
    proposal = propose(request_)
    assert Counter((o.key, o.nominal) for o in proposal.occurrences) == asked
    assert len({o.key for o in proposal.occurrences}) == len(proposal.occurrences)
    for occurrence in proposal.occurrences:
        assert (occurrence.date is None) == (occurrence.status is Status.SKIPPED)
        assert ((occurrence.date, occurrence.start) == (occurrence.nominal, occurrence.nominal_start)) or (
            occurrence.reasons
        )
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
        commitments=shuffled(request_.commitments),
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
        assert any(is_in_force(phase, occurrence.date) for phase in phases_of(request_, rhythm.key))
        assert occurrence.duration_minutes == rhythm.duration_minutes


@many
@given(requests())
def test_dates_move_only_to_the_usual_day_or_to_an_alternative(request_):
    for occurrence in propose(request_).held:
        rhythm = rhythm_of(request_, occurrence)
        assert occurrence.nominal_start == rhythm.start
        if occurrence.edited:
            continue
        usual = occurrence.date.weekday() == occurrence.nominal.weekday() and occurrence.start == rhythm.start
        named = any(
            (a.weekday, a.start or rhythm.start) == (occurrence.date.weekday(), occurrence.start)
            for a in rhythm.alternatives
        )
        assert usual or named or (not rhythm.alternatives and occurrence.start == rhythm.start)


@many
@given(requests())
def test_nobody_required_is_taken_elsewhere_at_a_date_of_the_engine(request_):
    for occurrence in propose(request_).held:
        rhythm = rhythm_of(request_, occurrence)
        if not occurrence.edited:
            when = occurrence.date, occurrence.start, occurrence.duration_minutes
            assert crossing(request_, rhythm.required, *when) == set()


@many
@given(requests())
def test_conflicts_are_exactly_the_engagements_that_cross_the_meeting(request_):
    proposal = propose(request_)
    held = {o.key: (o, *_hours(o)) for o in proposal.held}
    for occurrence in proposal.occurrences:
        expected = set()
        if occurrence.is_held:
            rhythm = rhythm_of(request_, occurrence)
            people = rhythm.people | rhythm.required
            when = occurrence.date, occurrence.start, occurrence.duration_minutes
            expected = {(c.person, c.start, c.end, None) for c in crossing(request_, people, *when)}
            begin, end = _hours(occurrence)
            for key, (other, start, stop) in held.items():
                if key != occurrence.key and start < end and begin < stop:
                    phase = rhythm_of(request_, other)
                    expected |= {(p, start, stop, key) for p in people & (phase.people | phase.required)}
        found = [(c.person, c.start, c.end, c.key) for c in occurrence.conflicts]
        assert set(found) == expected
        assert len(found) == len(expected)


def _hours(occurrence):
    begin = dt.datetime.combine(occurrence.date, occurrence.start)
    return begin, begin + dt.timedelta(minutes=occurrence.duration_minutes)


@many
@given(requests(with_edits=False))
def test_conflicts_alone_move_nothing(request_):
    """Told for rhythms of a lane of their own: what else stays or goes hangs on where others went."""
    request_ = replace(request_, rhythms=tuple(replace(r, required=frozenset()) for r in request_.rhythms))
    lanes = Counter(lane for lane, _key in {(rhythm.lane, rhythm.key) for rhythm in request_.rhythms})
    apart = {r.key for r in request_.rhythms if r.circle != 1 and lanes[r.lane] == 1}

    def decided(proposal):
        return {o.key: o.status for o in proposal.occurrences if o.key.rhythm in apart}

    assert decided(propose(request_)) == decided(propose(replace(request_, commitments=())))


@many
@given(requests(with_edits=False), near(0, 300))
def test_a_phase_that_changes_nothing_changes_nothing(request_, change):
    """Cut in two, a rhythm asks for the dates it asked for, under the same keys."""
    parts = []
    for rhythm in request_.rhythms:
        if is_in_force(rhythm, change) and is_in_force(rhythm, change - dt.timedelta(days=1)):
            parts += [replace(rhythm, until=change), replace(rhythm, since=change)]
        else:
            parts.append(rhythm)
    assert propose(replace(request_, rhythms=tuple(parts))) == propose(request_)


@many
@given(requests(with_edits=False))
def test_a_later_phase_leaves_the_dates_before_it_as_they_were(request_):
    for key in {rhythm.key for rhythm in request_.rhythms}:
        first, *later = sorted(phases_of(request_, key), key=lambda p: p.since or dt.date.min)
        with_change = nominal_dates((first, *later), request_.season, request_.campaigns)
        without = nominal_dates(first, request_.season, request_.campaigns)
        assert [n.date for n in with_change if n.rhythm == first] == [n.date for n in without]
        weeks = [week_ordinal(n.date) for n in with_change]
        assert weeks == sorted(set(weeks))


@many
@given(requests(), st.data())
def test_an_edit_taken_back_leaves_no_trace(request_, data):
    proposal = propose(request_)
    keys = [o.key for o in proposal.occurrences if not o.edited]
    if keys:
        edit = data.draw(edits_of(data.draw(st.sampled_from(keys))))
        edited = replace(request_, edits=(*request_.edits, edit))
        assert edit.key in {o.key for o in propose(edited).occurrences if o.edited}
        assert propose(replace(edited, edits=tuple(e for e in edited.edits if e != edit))) == proposal


@many
@given(requests(), st.data())
def test_an_option_is_free_by_every_rule_and_says_who_is_taken(request_, data):
    proposal = propose(request_)
    if not proposal.occurrences:
        return
    occurrence = data.draw(st.sampled_from(proposal.occurrences))
    found = options_for(request_, occurrence.key, limit=50)
    assert [o.conflicts for o in found] == sorted(o.conflicts for o in found)
    assert len({(o.date, o.start) for o in found}) == len(found)
    assert found[:2] == options_for(request_, occurrence.key, limit=2)
    rhythm = rhythm_of(request_, occurrence)
    for option in found[:3]:
        assert not occurrence.is_held or (option.date, option.start) != (occurrence.date, occurrence.start)
        assert not is_closed(request_, option.date, occurrence)
        when = option.date, option.start, rhythm.duration_minutes
        assert crossing(request_, rhythm.required, *when) == set()
        taken = {c.person for c in crossing(request_, rhythm.people | rhythm.required, *when)}
        assert len(taken) <= option.conflicts <= len(rhythm.people | rhythm.required)
        others = tuple(e for e in request_.edits if e.key != occurrence.key)
        moved = Edit(occurrence.key, EditAction.MOVE, option.date, option.start)
        after = propose(replace(request_, edits=(*others, moved)))
        assert not [w for w in after.warnings if w.key == occurrence.key]
        (held,) = (o for o in after.held if o.key == occurrence.key)
        assert (held.date, held.start) == (option.date, option.start)


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
    lanes = Counter(lane for lane, _key in {(rhythm.lane, rhythm.key) for rhythm in request_.rhythms})
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
            in_force = any(is_in_force(phase, day) for phase in phases_of(request_, rhythm.key))
            inside = request_.season.start <= day <= request_.season.end and in_force
            if inside and week_ordinal(day) == week_ordinal(occurrence.nominal):
                for start in hours_on(rhythm, day):
                    required = crossing(request_, rhythm.required, day, start, rhythm.duration_minutes)
                    assert is_closed(request_, day, occurrence) or required


def hours_on(rhythm, day):
    """The hours at which a date may be placed on a day of its week."""
    if not rhythm.alternatives:
        return [rhythm.start]
    return [a.start or rhythm.start for a in rhythm.alternatives if a.weekday == day.weekday()]


def longest_weeks(phases):
    cadences = [cadence for phase in phases for cadence in (phase.in_campaign, phase.outside) if cadence]
    return max(cadence.weeks if isinstance(cadence, EveryWeeks) else 5 for cadence in cadences)


@many
@given(requests())
def test_gaps_are_within_the_tolerance_or_explained(request_):
    proposal = propose(request_)
    explained = {
        (w.rhythm, w.start, w.end) for w in proposal.warnings if w.code is WarningCode.GAP and w.causes and w.days > 0
    }
    circle_2_days = {o.date for o in proposal.held if o.circle == 2}
    for key in {rhythm.key for rhythm in request_.rhythms}:
        phases = phases_of(request_, key)
        own = {o.date for o in proposal.occurrences if o.key.rhythm == key and o.date}
        met = own | circle_2_days if phases[0].circle == 1 else own
        for before, after in pairwise(sorted(met)):
            if not {before, after} & own:
                continue  # circle 2 alone: outside its own campaigns circle 1 asks for nothing
            asked = longest_weeks(phases)
            tolerance = max(phase.tolerance_days for phase in phases)
            weeks = (after - before + dt.timedelta(days=before.weekday() - after.weekday())).days // 7
            within = (after - before).days <= asked * 7 + tolerance or weeks <= asked
            assert within or (key, before, after) in explained


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
