"""Actions followed after their meeting: another owner or day, those of whoever left, history, what is carried."""

import datetime as dt

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry

from portal.core.actors import SYSTEM, Actor
from portal.core.errors import DomainError
from portal.meetings.action_sight import actions_seen_by, late_first, to_reassign
from portal.meetings.carry_over import meetings_that_carried, open_actions_for, with_times_carried
from portal.meetings.enums import ActionState, AgendaItemKind, MeetingKind, MinutesState
from portal.meetings.models import ActionChange, ActionItem, Minutes
from portal.meetings.services import action_follow_up as follow_up
from portal.meetings.services.action_follow_up import FollowUp, follow_up_version
from portal.meetings.services.actions import ActionDetails, set_action_state
from tests.factories import (
    make_agenda_item,
    make_coordinator,
    make_lead,
    make_meeting,
    make_member,
    make_person,
    make_platform,
    publish_charter,
    sign_charter,
)
from tests.meetings.minutes.builders import make_held_meeting
from tests.threads import in_threads

from .builders import in_days, leave, make_objective, promise

pytestmark = pytest.mark.django_db


@pytest.fixture
def platform():
    return make_platform()


def follow(action, *, version=None, by=SYSTEM, **wanted):
    version = follow_up_version(action) if version is None else version
    return follow_up.follow_action(action, FollowUp(**wanted), version=version, by=by)


def refused(call, *arguments, **options):
    with pytest.raises(DomainError) as caught:
        call(*arguments, **options)
    return caught.value.code


def history(action):
    return [(change.what, change.details) for change in ActionChange.objects.filter(action=action)]


def test_owner_and_day_change_after_validation_and_the_history_keeps_both(platform):
    first, second, lead = make_member(platform), make_member(platform), make_lead(platform)
    action = promise(platform, owner=first, due=in_days(3))
    Minutes.objects.update(state=MinutesState.VALIDATED)
    follow(action, owner=second, due=in_days(10), by=Actor(person=lead))
    action.refresh_from_db()
    assert (action.owner, action.owner_organisation, action.due) == (second, second.organisation, in_days(10))
    assert history(action) == [
        ("created", {}),
        ("changed", {"owner": [first.pk, second.pk], "due": [in_days(3).isoformat(), in_days(10).isoformat()]}),
    ]
    assert [change.by for change in action.changes.all()] == [None, lead]


def test_the_words_of_a_meeting_stay_and_those_of_the_plan_change(platform):
    said = promise(platform, "Dit en réunion")
    planned = follow_up.add_plan_action(make_objective(platform), ActionDetails(text="Au plan"), by=SYSTEM)
    follow(said, text="Autrement", due=in_days(4))
    follow(planned, text="Autrement", objective=planned.objective)
    assert set(ActionItem.objects.values_list("text", flat=True)) == {"Dit en réunion", "Autrement"}
    assert history(planned)[1] == ("changed", {"text": []})


def test_a_change_over_what_another_wrote_is_refused_and_nothing_new_changes_nothing(platform):
    action = promise(platform, due=in_days(3))
    seen = follow_up_version(action)
    follow(action, due=in_days(5))
    assert refused(follow, action, due=in_days(9), version=seen) == "stale"
    follow(action, due=in_days(5), version=seen)
    assert (ActionItem.objects.get().due, len(history(action))) == (in_days(5), 2)


def test_closed_actions_strangers_past_days_and_foreign_objectives_are_refused(platform):
    action = promise(platform)
    planned = follow_up.add_plan_action(make_objective(platform), ActionDetails(text="Au plan"), by=SYSTEM)
    assert refused(follow, action, owner=make_person()) == "owner"
    assert refused(follow, action, due=in_days(-50)) == "due"
    assert refused(follow, action, due=in_days(4 * 366)) == "due"
    assert refused(follow, planned, due=in_days(-1)) == "due"
    assert refused(follow, action, objective=make_objective(make_platform())) == "objective"
    set_action_state(action, ActionState.DONE, by=SYSTEM)
    assert refused(follow, action, due=in_days(4)) == "closed"


def test_d07_whoever_left_takes_no_action_and_theirs_go_to_another_in_one_act(platform):
    gone, here, lead = make_member(platform), make_member(platform), make_lead(platform)
    actions = [promise(platform, text, owner=gone) for text in ("Une", "Deux")]
    done = promise(platform, "Faite", owner=gone)
    set_action_state(done, ActionState.DONE, by=SYSTEM)
    other = promise(make_platform(), "Ailleurs")
    leave(gone)
    assert set(to_reassign(platform)) == set(actions)
    assert refused(follow, other, owner=gone) == "owner"
    assert follow_up.reassign_actions(platform, gone, here, by=Actor(person=lead)) == 2
    assert (to_reassign(platform).count(), ActionItem.objects.get(pk=done.pk).owner) == (0, gone)
    assert {one.owner for one in ActionItem.objects.filter(pk__in=[one.pk for one in actions])} == {here}
    assert history(actions[0])[-1] == ("changed", {"owner": [gone.pk, here.pk]})
    entry = ModelLogEntry.objects.get(action="portal.actions_reassigned")
    assert (entry.data["before"], entry.data["after"]) == (gone.pk, here.pk)


def test_actions_of_somebody_still_there_are_not_taken_away(platform):
    here, other = make_member(platform), make_member(platform)
    promise(platform, owner=here)
    assert refused(follow_up.reassign_actions, platform, here, other, by=SYSTEM) == "here"
    leave(here)
    assert refused(follow_up.reassign_actions, platform, here, make_person(), by=SYSTEM) == "owner"


def test_a_successor_gets_reminders_that_the_former_owner_stopped(platform):
    first, second = make_member(platform), make_member(platform)
    action = promise(platform, owner=first, due=in_days(3))
    follow_up.stop_reminders(action, by=Actor.of_link(first))
    follow_up.stop_reminders(action, by=Actor.of_link(first))
    ActionItem.objects.update(reminded_on=timezone.localdate())
    stored = ActionItem.objects.get()
    follow(stored, owner=second, due=stored.due)
    stored.refresh_from_db()
    assert (stored.reminders, stored.reminded_on) == (True, None)
    assert [what for what, _details in history(action)] == ["created", "silenced", "changed"]


def test_a_double_click_adds_one_action_to_the_plan(platform):
    objective = make_objective(platform)
    for _click in range(2):
        follow_up.add_plan_action(objective, ActionDetails(text="Écrire aux maires"), by=SYSTEM)
    action = ActionItem.objects.get()
    assert (action.platform, action.meeting, action.objective) == (platform, None, objective)


# Carried


def with_open_actions(meeting):
    make_agenda_item(meeting, "Actions", kind=AgendaItemKind.OPEN_ACTIONS)
    return meeting


def test_an_action_says_on_how_many_agendas_it_came_back(platform):
    action = promise(platform)
    later = [with_open_actions(make_held_meeting(platform, days=days)) for days in (20, 10)]
    make_held_meeting(platform, days=5)
    with_open_actions(make_held_meeting(platform, days=4, kind=MeetingKind.CIRCLE_2))
    with_open_actions(make_meeting(platform))
    assert list(meetings_that_carried(action)) == later
    assert with_times_carried(ActionItem.objects.all()).get().times_carried == 2
    ActionItem.objects.update(state=ActionState.DONE, done_at=later[0].ends_at)
    action.refresh_from_db()
    assert list(meetings_that_carried(action)) == later[:1]
    assert with_times_carried(ActionItem.objects.all()).get().times_carried == 1


def test_circle_2_goes_through_the_plan_and_circle_1_does_not(platform):
    follow_up.add_plan_action(make_objective(platform), ActionDetails(text="Au plan"), by=SYSTEM)
    linked = promise(platform, "Dite en cercle 1")
    follow(linked, objective=make_objective(platform, "Autre"))

    def carried(kind):
        return [action.text for action in open_actions_for(make_meeting(platform, kind=kind))]

    assert carried(MeetingKind.CIRCLE_2) == ["Au plan"]
    assert carried(MeetingKind.CIRCLE_1) == ["Dite en cercle 1"]


# Sight


def texts(person):
    return set(actions_seen_by(person).values_list("text", flat=True))


def test_the_plan_is_read_above_the_gate_and_what_circle_1_promised_stays_there(platform):
    first, second, lead = make_member(platform), make_member(platform, "2"), make_lead(platform)
    coordinator = make_coordinator(platform.territories.get())
    objective = make_objective(platform)
    follow_up.add_plan_action(objective, ActionDetails(text="Au plan"), by=SYSTEM)
    follow(promise(platform, "De cercle 1"), objective=objective)
    follow(promise(platform, "De cercle 2", kind=MeetingKind.CIRCLE_2), objective=objective)
    promise(platform, "Hors du plan")
    publish_charter(platform)
    assert [texts(one) for one in (first, second, coordinator)] == [set(), set(), set()]
    assert texts(lead) == {"Au plan", "De cercle 1", "De cercle 2", "Hors du plan"}
    for person in (first, second, coordinator):
        sign_charter(person, platform)
    assert texts(first) == {"Au plan", "De cercle 1", "De cercle 2"}
    assert texts(second) == {"Au plan", "De cercle 2"}
    assert texts(coordinator) == {"Au plan", "De cercle 1", "De cercle 2"}
    leave(second)
    assert (texts(second), texts(make_member(make_platform())), texts(None)) == (set(), set(), set())


def test_late_ones_come_first_then_the_next_due_then_what_was_closed_last(platform):
    meeting = make_held_meeting(platform, days=40)
    days = {"Sans jour": None, "Bientôt": in_days(2), "Tard": in_days(-2), "Très tard": in_days(-9)}
    for text, day in days.items():
        promise(platform, text, due=day, meeting=meeting)
    for number, text in enumerate(("Faite avant", "Faite après")):
        done = promise(platform, text, due=in_days(-20), meeting=meeting)
        at = timezone.now() - dt.timedelta(days=5 - number)
        ActionItem.objects.filter(pk=done.pk).update(state=ActionState.DONE, done_at=at)
    ordered = late_first(ActionItem.objects.all(), timezone.localdate())
    assert [one.text for one in ordered] == [
        "Très tard",
        "Tard",
        "Bientôt",
        "Sans jour",
        "Faite après",
        "Faite avant",
    ]


# Races


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_two_who_close_the_same_action_leave_one_line(platform):
    action = promise(platform)
    in_threads(*[lambda: set_action_state(action, "done", by=SYSTEM)] * 4)
    assert [what for what, _details in history(action)] == ["created", "state"]


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_a_change_and_a_closing_at_once_lose_neither(platform):
    action = promise(platform, due=in_days(3))
    version = follow_up_version(action)

    def put_off():
        try:
            follow(action, due=in_days(8), version=version)
        except DomainError as refusal:
            assert refusal.code == "closed"

    in_threads(put_off, lambda: set_action_state(action, "done", by=SYSTEM))
    stored = ActionItem.objects.get()
    changed = "changed" in [what for what, _details in history(action)]
    assert (stored.state, stored.due) == (ActionState.DONE, in_days(8) if changed else in_days(3))
