import datetime as dt

from portal.meetings.scheduling import (
    Edit,
    EditAction,
    EveryWeeks,
    PlanKey,
    Reason,
    ReasonCode,
    SchoolHoliday,
    Status,
    WarningCode,
    propose,
)

from .builders import THURSDAY, bare_request, circle_1, circle_2, rows

C1 = circle_1(outside=EveryWeeks(2), anchor=dt.date(2026, 9, 8))
C2 = circle_2(outside=EveryWeeks(6), anchor=dt.date(2026, 9, 8), weekday=THURSDAY)
C1_KEY, C2_KEY = PlanKey("c1", 202637), PlanKey("c2", 202637)


def edited(*edits, **changes):
    return bare_request(C1, C2, end=dt.date(2026, 9, 30), edits=edits, **changes)


def by_key(request):
    return {o.key: o for o in propose(request).occurrences}


def test_circle_1_joins_circle_2_in_the_same_week():
    occurrence = by_key(edited())[C1_KEY]
    thursday = dt.date(2026, 9, 10)
    assert (occurrence.status, occurrence.date, occurrence.merged_into) == (Status.MERGED, thursday, C2_KEY)
    assert occurrence.reasons == (Reason(ReasonCode.MERGED, date=thursday, key=C2_KEY),)
    assert occurrence.nominal == dt.date(2026, 9, 8)
    assert not occurrence.is_held


def test_a_working_group_is_not_merged():
    group = circle_1(key="g", circle=None, outside=EveryWeeks(2), anchor=dt.date(2026, 9, 8))
    assert rows(bare_request(group, C2, end=dt.date(2026, 9, 15)), "g") == [("09-08", "09-08", "kept")]


def test_circle_1_keeps_its_date_when_circle_2_is_skipped():
    all_week = {dt.date(2026, 9, n): "fermé" for n in (9, 10, 11)}
    request = bare_request(
        C1,
        circle_2(outside=EveryWeeks(6), anchor=C2.anchor, weekday=THURSDAY, tolerance_days=1),
        end=dt.date(2026, 9, 15),
        closed_days=all_week,
    )
    assert rows(request) == [("09-08", "09-08", "kept"), ("09-10", "", "skipped")]


def test_circle_1_shifted_into_the_week_of_circle_2_joins_it_and_says_why():
    toussaint = {dt.date(2026, 9, 21) + dt.timedelta(days=n): "fermé" for n in range(5)}
    late = circle_2(outside=EveryWeeks(6), anchor=dt.date(2026, 9, 29))
    request = bare_request(
        circle_1(outside=EveryWeeks(4), anchor=dt.date(2026, 9, 22), tolerance_days=7),
        late,
        end=dt.date(2026, 10, 10),
        closed_days=toussaint,
        start=dt.date(2026, 9, 15),
    )
    occurrence = by_key(request)[PlanKey("c1", 202639)]
    assert occurrence.status is Status.MERGED
    assert [r.code for r in occurrence.reasons] == [ReasonCode.CLOSED_DAY, ReasonCode.MERGED]


def test_dropping_circle_2_gives_circle_1_its_meeting_back():
    found = by_key(edited(Edit(C2_KEY, EditAction.DROP)))
    assert (found[C2_KEY].status, found[C2_KEY].date) == (Status.SKIPPED, None)
    assert found[C2_KEY].reasons == (Reason(ReasonCode.DROPPED_BY_USER),)
    assert (found[C1_KEY].status, found[C1_KEY].date) == (Status.KEPT, dt.date(2026, 9, 8))


def test_moving_circle_2_merges_the_week_where_it_lands():
    found = by_key(edited(Edit(C2_KEY, EditAction.MOVE, dt.date(2026, 9, 24))))
    assert found[C1_KEY].status is Status.KEPT
    assert (found[PlanKey("c1", 202639)].status, found[PlanKey("c1", 202639)].merged_into) == (Status.MERGED, C2_KEY)


def test_keeping_circle_1_by_hand_undoes_the_merge():
    occurrence = by_key(edited(Edit(C1_KEY, EditAction.KEEP)))[C1_KEY]
    assert (occurrence.status, occurrence.date, occurrence.edited) == (Status.KEPT, dt.date(2026, 9, 8), True)
    assert occurrence.reasons == (Reason(ReasonCode.KEPT_BY_USER),)


def test_an_edit_wins_over_a_closed_day_and_warns():
    friday = dt.date(2026, 9, 18)
    request = edited(Edit(C1_KEY, EditAction.MOVE, friday), closed_days={friday: "pont"})
    assert by_key(request)[C1_KEY].date == friday
    (warning,) = (w for w in propose(request).warnings if w.code is not WarningCode.GAP)
    assert (warning.code, warning.key, warning.start) == (WarningCode.EDIT_ON_CLOSED_DAY, C1_KEY, friday)
    assert warning.causes == (Reason(ReasonCode.CLOSED_DAY, name="pont", date=friday),)


def test_a_move_to_the_nominal_date_is_a_keep():
    occurrence = by_key(edited(Edit(C2_KEY, EditAction.MOVE, dt.date(2026, 9, 10))))[C2_KEY]
    assert (occurrence.status, occurrence.reasons) == (Status.KEPT, (Reason(ReasonCode.KEPT_BY_USER),))


def test_automatic_shifts_keep_clear_of_days_placed_by_hand():
    second = PlanKey("c1", 202639)
    request = bare_request(
        C1,
        end=dt.date(2026, 9, 30),
        closed_days={dt.date(2026, 9, 8): "fermé"},
        edits=(Edit(second, EditAction.MOVE, dt.date(2026, 9, 9)),),
    )
    assert rows(request)[:2] == [("09-08", "09-07", "moved"), ("09-22", "09-09", "moved")]


def test_two_meetings_on_one_day_by_hand_warn():
    second = PlanKey("c1", 202639)
    request = bare_request(
        C1,
        end=dt.date(2026, 9, 30),
        edits=(Edit(second, EditAction.MOVE, dt.date(2026, 9, 8)), Edit(C1_KEY, EditAction.KEEP)),
    )
    doubles = [w.key for w in propose(request).warnings if w.code is WarningCode.EDIT_DOUBLES_DAY]
    assert doubles == [C1_KEY, second]


def test_an_edit_outside_the_season_is_respected_and_warns():
    far = dt.date(2027, 7, 14)
    request = edited(Edit(C2_KEY, EditAction.MOVE, far))
    assert by_key(request)[C2_KEY].date == far
    assert WarningCode.EDIT_OUTSIDE_SEASON in {w.code for w in propose(request).warnings}


def test_an_edit_outside_the_season_still_meets_the_school_holidays():
    far = dt.date(2026, 10, 20)
    request = edited(
        Edit(C2_KEY, EditAction.MOVE, far), school_holidays=(SchoolHoliday("Toussaint", far, dt.date(2026, 11, 1)),)
    )
    codes = [w.code for w in propose(request).warnings if w.key == C2_KEY]
    assert codes == [WarningCode.EDIT_ON_CLOSED_DAY, WarningCode.EDIT_OUTSIDE_SEASON]


def test_an_edit_whose_occurrence_is_gone_warns_and_changes_nothing():
    gone = PlanKey("c1", 202638)
    request = edited(Edit(gone, EditAction.DROP))
    assert propose(request).occurrences == propose(edited()).occurrences
    assert [(w.code, w.key) for w in propose(request).warnings] == [(WarningCode.EDIT_WITHOUT_OCCURRENCE, gone)]
