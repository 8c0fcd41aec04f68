"""What people have elsewhere: told as conflicts; only those without whom there is no meeting move a date."""

import datetime as dt

import pytest

from portal.meetings.scheduling import (
    Commitment,
    Conflict,
    Edit,
    EditAction,
    EveryWeeks,
    PlanKey,
    Reason,
    ReasonCode,
    Status,
    WarningCode,
    propose,
)

from .builders import THURSDAY, bare_request, circle_1, circle_2

TUESDAY_8 = dt.date(2026, 9, 8)
KEY = PlanKey("c1", 202637)
ANN, BOB, LEAD = "11", "12", "13"


def at(day, hour, until, person=ANN, reference="m1"):
    return Commitment(person, _moment(day, hour), _moment(day, until), reference)


def _moment(day, hour):
    return dt.datetime(2026, 9, day) + dt.timedelta(hours=hour)


def one_date(*commitments, people=(ANN, BOB), required=(), **changes):
    """The only date, Tuesday 8 September from 9:30 to 11:30."""
    rhythm = circle_1(outside=EveryWeeks(8), anchor=TUESDAY_8, people=frozenset(people), required=frozenset(required))
    return bare_request(rhythm, commitments=commitments, **changes)


def first(request):
    return propose(request).occurrences[0]


@pytest.mark.parametrize(
    ("hours", "told"),
    [
        ((8, 9.5), False),  # ends as the meeting starts
        ((8, 9.75), True),
        ((10, 10.5), True),
        ((9.5, 11.5), True),
        ((11.5, 12), False),  # starts as it ends
        ((-30, 200), True),  # away for days
        ((-24 * 30, 24 * 30), True),  # away for weeks
        ((10, 10), True),  # without length, inside
        ((9.5, 9.5), False),
    ],
)
def test_a_commitment_that_crosses_the_meeting_is_told_as_it_was_given(hours, told):
    commitment = at(8, *hours)
    occurrence = first(one_date(commitment))
    assert (occurrence.status, occurrence.date) == (Status.KEPT, TUESDAY_8)
    expected = (Conflict(ANN, commitment.start, commitment.end, "m1"),) if told else ()
    assert occurrence.conflicts == expected


def test_who_is_not_expected_makes_no_conflict():
    assert first(one_date(at(8, 9, 12, person="99"))).conflicts == ()


def test_conflicts_come_by_person_then_hour_and_once():
    found = first(one_date(at(8, 11, 12), at(8, 9, 10, BOB), at(8, 9, 10), at(8, 9, 10))).conflicts
    assert [(c.person, c.start.hour) for c in found] == [(ANN, 9), (ANN, 11), (BOB, 9)]


def test_a_required_person_taken_elsewhere_closes_the_hour():
    occurrence = first(one_date(at(8, 9, 12, LEAD), required=(LEAD,)))
    assert (occurrence.status, occurrence.date) == (Status.MOVED, dt.date(2026, 9, 9))
    assert occurrence.reasons == (Reason(ReasonCode.REQUIRED_TAKEN, people=(LEAD,)),)
    assert occurrence.conflicts == ()


def test_a_date_does_not_move_to_an_hour_at_which_a_required_person_is_taken():
    taken = [at(day, 9, 12, LEAD) for day in (8, 9, 7)]
    assert first(one_date(*taken, required=(LEAD,))).date == dt.date(2026, 9, 10)
    afternoon = at(9, 14, 18, LEAD)
    assert first(one_date(at(8, 9, 12, LEAD), afternoon, required=(LEAD,))).date == dt.date(2026, 9, 9)


def test_among_the_days_of_its_week_a_moved_date_takes_the_one_on_which_fewest_are_taken():
    closed = {TUESDAY_8: "fermé"}
    assert first(one_date(closed_days=closed)).date == dt.date(2026, 9, 9)
    assert first(one_date(at(9, 9, 12), closed_days=closed)).date == dt.date(2026, 9, 7)
    all_week = [at(day, 9, 12) for day in (7, 9, 10, 11)]
    assert first(one_date(*all_week, closed_days=closed)).date == dt.date(2026, 9, 9)
    assert first(one_date(*all_week, at(9, 9, 12, BOB), closed_days=closed)).date == dt.date(2026, 9, 7)


def test_fewer_conflicts_never_take_a_date_out_of_its_week():
    closed = {TUESDAY_8: "fermé"}
    all_week = [at(day, 9, 12, person) for day in (7, 9, 10, 11) for person in (ANN, BOB)]
    request = one_date(*all_week, closed_days=closed)
    assert (first(request).date, len(first(request).conflicts)) == (dt.date(2026, 9, 9), 2)


def test_a_meeting_placed_by_hand_tells_its_conflicts_and_lacks_whom_it_needs():
    request = one_date(at(8, 9, 12, LEAD), required=(LEAD,), edits=(Edit(KEY, EditAction.KEEP),))
    assert [c.person for c in first(request).conflicts] == [LEAD]
    (warning,) = propose(request).warnings
    assert (warning.code, warning.key, warning.start) == (WarningCode.EDIT_WITHOUT_REQUIRED, KEY, TUESDAY_8)
    assert warning.causes == (Reason(ReasonCode.REQUIRED_TAKEN, people=(LEAD,)),)


def group(**changes):
    rhythm = {"key": "g", "circle": None, "outside": EveryWeeks(8), "anchor": TUESDAY_8, "people": frozenset({ANN})}
    return circle_1(**(rhythm | changes))


def with_group(**changes):
    circle = circle_1(outside=EveryWeeks(8), anchor=TUESDAY_8, people=frozenset({ANN, BOB}))
    return propose(bare_request(circle, group(**changes), end=dt.date(2026, 9, 30)))


def test_a_group_at_the_hour_of_a_circle_is_told_on_both_sides_and_warned_of():
    proposal = with_group(start=dt.time(11))
    conflicts = {str(o.key): [(c.person, str(c.key), c.start.hour) for c in o.conflicts] for o in proposal.occurrences}
    assert conflicts == {"c1:202637": [(ANN, "g:202637", 11)], "g:202637": [(ANN, "c1:202637", 9)]}
    (warning,) = proposal.warnings
    assert (warning.code, warning.rhythm, warning.other) == (WarningCode.SHARED_HOURS, "c1", "g")
    assert (warning.circle, warning.other_circle, warning.start) == (1, None, TUESDAY_8)


@pytest.mark.parametrize("changes", [{"start": dt.time(11, 30)}, {"people": frozenset({"99"})}])
def test_a_group_on_the_day_of_a_circle_is_no_matter_without_common_time_and_people(changes):
    proposal = with_group(**changes)
    assert proposal.warnings == ()
    assert {o.conflicts for o in proposal.occurrences} == {()}


def test_a_group_that_moves_keeps_clear_of_the_circle():
    # Its Monday is closed: Tuesday is nearest, but the circle meets then.
    circle = circle_1(outside=EveryWeeks(8), anchor=TUESDAY_8, people=frozenset({ANN}))
    moving = group(weekday=0, anchor=dt.date(2026, 9, 7))
    request = bare_request(circle, moving, closed_days={dt.date(2026, 9, 7): "fermé"})
    found = {str(o.key): o.date for o in propose(request).occurrences}
    assert found["g:202637"] == dt.date(2026, 9, 9)


def test_a_circle_1_date_joined_to_circle_2_leaves_the_conflicts_to_circle_2():
    people = frozenset({ANN})
    one = circle_1(outside=EveryWeeks(8), anchor=TUESDAY_8, people=people)
    two = circle_2(outside=EveryWeeks(8), anchor=TUESDAY_8, weekday=THURSDAY, people=people)
    request = bare_request(one, two, commitments=(at(8, 9, 12), at(10, 9, 12)), end=dt.date(2026, 9, 30))
    found = {o.circle: (o.status, [c.start.day for c in o.conflicts]) for o in propose(request).occurrences}
    assert found == {1: (Status.MERGED, []), 2: (Status.KEPT, [10])}
