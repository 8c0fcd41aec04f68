"""Changes by hand: hour and host, undo, what a change does to the rest, and what is refused without a loss."""

import datetime as dt

import pytest

from portal.core.errors import DomainError
from portal.meetings.display.plan import lines_of
from portal.meetings.display.plan_effects import with_effects, words_of
from portal.meetings.models import PlanDraft
from portal.meetings.planning_answers import PlaceAnswer
from portal.meetings.scheduling import EditAction, Status
from portal.meetings.services.plan_drafts import (
    StaleDraft,
    choose_host,
    edit_date,
    forget_edits,
    undo_last,
)
from portal.meetings.services.planning_effects import last_change
from portal.meetings.services.planning_preview import Change, preview
from tests.factories import make_meeting, make_platform, make_site, make_venue

from .builders import BY, accept, make_draft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def held(draft, circle="1", number=0):
    return [row for row in preview(draft).rows if row.is_held and row.circle == circle][number]


def again(draft) -> PlanDraft:
    return PlanDraft.objects.select_related("platform").get(pk=draft.pk)


def move(draft, key, date, time=None):
    return edit_date(draft, key, EditAction.MOVE, date, time, version=draft.version, by=BY)


# Hours


def test_a_date_moves_to_another_hour_and_keeps_it_when_it_moves_on():
    draft = make_draft(make_platform())
    row = held(draft)
    draft = move(draft, row.key, row.occurrence.date, dt.time(14, 0))
    assert preview(draft).row(row.key).occurrence.start == dt.time(14, 0)
    draft = move(draft, row.key, dt.date(2026, 10, 8))
    moved = preview(draft).row(row.key).occurrence
    assert (moved.date, moved.start) == (dt.date(2026, 10, 8), dt.time(14, 0))


def test_the_hour_of_the_rhythm_is_not_pinned_by_a_move():
    draft = make_draft(make_platform())
    row = held(draft)
    draft = move(draft, row.key, dt.date(2026, 10, 8), dt.time(9, 30))
    assert draft.edits[row.key].get("time") is None


def test_d43_an_hour_that_does_not_exist_is_refused_and_nothing_is_kept():
    draft = make_draft(make_platform())
    with pytest.raises(DomainError) as refused:
        move(draft, held(draft).key, dt.date(2027, 3, 28), dt.time(2, 30))
    assert refused.value.code == "time"
    assert (again(draft).edits, again(draft).history) == ({}, [])


# Hosts


def test_one_date_is_held_elsewhere_and_accepting_writes_it():
    platform = make_platform()
    usual, other = make_venue(platform), make_venue(platform)
    draft = make_draft(platform, place=PlaceAnswer(venue=usual.pk))
    key = held(draft).key
    draft = choose_host(draft, key, other.pk, version=1, by=BY)
    line = next(line for line in lines_of(preview(draft)) if line.key == key)
    assert (line.host, line.venue) == (str(other), str(other.pk))
    accept(draft)
    assert platform.meetings.get(plan_key=key).venue == other
    assert set(platform.meetings.exclude(plan_key=key).values_list("venue", flat=True)) == {usual.pk}


def test_a_moved_date_keeps_the_host_chosen_for_it_and_the_other_way_round():
    platform = make_platform()
    venue = make_venue(platform)
    draft = make_draft(platform)
    key = held(draft).key
    draft = choose_host(draft, key, venue.pk, version=1, by=BY)
    draft = move(draft, key, dt.date(2026, 10, 8))
    row = preview(draft).row(key)
    assert (row.venue, row.occurrence.date) == (venue, dt.date(2026, 10, 8))
    draft = choose_host(draft, key, None, version=draft.version, by=BY)
    row = preview(draft).row(key)
    assert (row.venue, row.occurrence.date) == (None, dt.date(2026, 10, 8))


def test_d03_the_venue_of_another_platform_or_a_closed_one_is_refused():
    platform = make_platform()
    draft = make_draft(platform)
    key = held(draft).key
    closed = make_venue(platform, closed_at=dt.date(2026, 8, 1))
    for venue in (make_venue(make_platform()).pk, closed.pk, 2**31 - 1):
        with pytest.raises(DomainError) as refused:
            choose_host(draft, key, venue, version=1, by=BY)
        assert refused.value.code == "unknown_venue"
    assert again(draft).edits == {}


def test_hosts_take_turns_with_their_reason_and_one_chosen_by_hand_sends_the_others_round():
    platform = make_platform()
    first, second = make_venue(platform, site=make_site()), make_venue(platform, site=make_site())
    starts_at = dt.datetime(2026, 6, 2, 7, 30, tzinfo=dt.UTC)
    make_meeting(platform, venue=first, starts_at=starts_at, status="held")
    draft = make_draft(platform, place=PlaceAnswer(rotates=True))
    rows = [row for row in preview(draft).rows if row.is_held]
    assert [row.venue for row in rows[:4]] == [second, first, second, first]
    line = lines_of(preview(draft))[0]
    assert (line.host, line.host_reason) == (str(second), "n’a encore jamais accueilli")
    draft = choose_host(draft, rows[0].key, first.pk, version=1, by=BY)
    assert [row.venue for row in preview(draft).rows if row.is_held][:2] == [first, second]
    change = last_change(preview(draft))
    assert rows[1].key in change.effects


def test_planning_again_leaves_the_hosts_of_the_former_plan():
    platform = make_platform()
    make_venue(platform, site=make_site())
    make_venue(platform, site=make_site())
    accept(make_draft(platform, place=PlaceAnswer(rotates=True)))
    before = list(platform.meetings.order_by("starts_at").values_list("venue", flat=True))
    make_venue(platform, site=make_site())
    plan = preview(make_draft(platform, place=PlaceAnswer(rotates=True)))
    assert not plan.writes
    assert [row.meeting.venue_id for row in plan.rows if row.is_held] == before


# Undo


def test_changes_are_undone_one_after_the_other():
    draft = make_draft(make_platform())
    first, second = held(draft, number=0).key, held(draft, number=1).key
    draft = edit_date(draft, first, EditAction.DROP, version=1, by=BY)
    draft = edit_date(draft, second, EditAction.DROP, version=2, by=BY)
    draft = undo_last(draft, version=3, by=BY)
    assert set(draft.edits) == {first}
    draft = undo_last(draft, version=4, by=BY)
    assert (draft.edits, draft.history) == ({}, [])
    with pytest.raises(DomainError) as refused:
        undo_last(draft, version=5, by=BY)
    assert refused.value.code == "no_history"


def test_undoing_all_is_undone_in_one_press():
    draft = make_draft(make_platform())
    keys = {held(draft, number=number).key for number in range(3)}
    for key in keys:
        draft = edit_date(draft, key, EditAction.DROP, version=draft.version, by=BY)
    draft = forget_edits(draft, version=draft.version, by=BY)
    assert draft.edits == {}
    assert set(undo_last(draft, version=draft.version, by=BY).edits) == keys


def test_undoing_in_a_stale_window_is_refused():
    draft = make_draft(make_platform())
    edit_date(draft, held(draft).key, EditAction.DROP, version=1, by=BY)
    with pytest.raises(StaleDraft):
        undo_last(draft, version=1, by=BY)


# What a change does to the rest


def test_no_change_has_no_effect():
    assert last_change(preview(make_draft(make_platform()))) is None


def test_a_circle_2_date_that_goes_lets_its_merged_date_come_back_and_says_so():
    draft = make_draft(make_platform())
    plan = preview(draft)
    merged = next(row for row in plan.rows if row.occurrence.status is Status.MERGED)
    into = str(merged.occurrence.merged_into)
    draft = edit_date(draft, into, EditAction.DROP, version=1, by=BY)
    plan = preview(draft)
    change = last_change(plan)
    assert set(change.made) == {into}
    assert merged.key in change.effects
    lines = {line.key: line for line in with_effects(lines_of(plan), plan, change)}
    assert "n’est plus réunie au cercle 2" in lines[merged.key].effect
    assert lines[into].effect == ""
    words = words_of(plan, change)
    assert "n’a plus lieu" in words.made
    assert words.rest == f"{len(change.effects)} autre date change en conséquence"


def test_a_move_is_said_with_both_days_and_what_speaks_against_it():
    draft = make_draft(make_platform())
    row = held(draft)
    draft = move(draft, row.key, dt.date(2026, 11, 11))
    plan = preview(draft)
    words = words_of(plan, last_change(plan))
    assert words.made.startswith("Cercle 1\u202f: passe du mardi ")
    assert words.made.endswith(" au mercredi 11 novembre")
    assert any("Armistice" in warning for warning in words.warnings)
    assert "Armistice" in words.said


def test_the_effects_cost_no_query(count_queries):
    draft = make_draft(make_platform())
    draft = edit_date(draft, held(draft).key, EditAction.DROP, version=1, by=BY)
    plan = preview(draft)
    assert count_queries(lambda: words_of(plan, last_change(plan))) == 0


def test_a_convened_meeting_is_not_moved_by_a_change_of_another_date():
    platform = make_platform()
    accept(make_draft(platform))
    meetings = platform.meetings.order_by("starts_at")
    convened = meetings[1]
    convened.status, convened.convened_at = "convened", convened.created_at
    convened.modified_at = convened.planned_at + dt.timedelta(minutes=1)
    convened.save()
    draft = make_draft(platform)
    draft = edit_date(draft, meetings[0].plan_key, EditAction.DROP, version=1, by=BY)
    plan = preview(draft)
    assert plan.row(convened.plan_key).change is Change.UNTOUCHED
    assert convened.plan_key not in last_change(plan).effects
