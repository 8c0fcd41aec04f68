"""Decisions and actions, and which of them come back in the next agenda."""

import datetime as dt

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry

from portal.core.actors import SYSTEM
from portal.core.errors import DomainError
from portal.directory.models import Delegate
from portal.meetings.carry_over import open_actions_for
from portal.meetings.enums import ActionState, MeetingKind, MinutesState
from portal.meetings.models import ActionItem, Decision, Minutes
from portal.meetings.services import actions, decisions
from portal.meetings.services.actions import ActionDetails, action_version
from portal.meetings.services.decisions import decision_version
from tests.factories import (
    make_agenda_item,
    make_lead,
    make_meeting,
    make_member,
    make_organisation,
    make_person,
    make_platform,
    make_territory,
    publish_charter,
    sign_charter,
)
from tests.threads import in_threads

from .builders import first_item, invite, make_held_meeting

pytestmark = pytest.mark.django_db


@pytest.fixture
def platform():
    return make_platform()


@pytest.fixture
def item(platform):
    return first_item(make_held_meeting(platform))


def add(item, text="Rappeler le CIO", **details):
    return actions.add_action(item, ActionDetails(text=text, **details), by=SYSTEM)


def refused(call, *arguments, **options):
    with pytest.raises(DomainError) as caught:
        call(*arguments, **options, by=SYSTEM)
    return caught.value.code, caught.value.field


def test_an_action_keeps_owner_organisation_and_day(platform, item):
    member = make_member(platform, organisation=make_organisation(name="Mission locale"))
    other = make_organisation(name="CIO")
    invite(item.meeting, member, organisation=other)
    due = timezone.localdate() + dt.timedelta(days=20)
    action = add(item, owner=member, due=due)
    assert (action.platform, action.meeting, action.item) == (platform, item.meeting, item)
    assert (action.owner, action.owner_organisation, action.due) == (member, other, due)
    assert action.state == ActionState.OPEN


def test_a_double_click_promises_and_decides_once(item):
    add(item)
    add(item)
    decisions.add_decision(item, "On ouvre le forum", by=SYSTEM)
    decisions.add_decision(item, "  On ouvre\nle forum ", by=SYSTEM)
    assert (ActionItem.objects.count(), Decision.objects.count()) == (1, 1)


def test_owners_are_those_invited_and_those_of_the_platform(platform, item):
    member, lead = make_member(platform, "2"), make_lead(platform)
    guest = make_person()
    invite(item.meeting, guest)
    stranger = make_person()
    assert {person.pk for person in actions.owners_for(item.meeting)} == {member.pk, lead.pk, guest.pk}
    assert refused(actions.add_action, item, ActionDetails(text="Écrire", owner=stranger)) == ("owner", "owner")


def test_days_before_the_meeting_or_years_away_are_refused(item):
    for days in (-30, 5 * 366):
        due = timezone.localdate() + dt.timedelta(days=days)
        assert refused(actions.add_action, item, ActionDetails(text="Écrire", due=due)) == ("due", "due")
    assert ActionItem.objects.count() == 0


def test_texts_are_neither_empty_nor_long(item):
    assert refused(decisions.add_decision, item, " \n ") == ("required", "text")
    assert refused(actions.add_action, item, ActionDetails(text="a" * 501)) == ("refused", "text")


def test_territory_meetings_take_decisions_and_no_actions():
    item = first_item(make_held_meeting(None, territory=make_territory(), kind=MeetingKind.LEADS))
    decisions.add_decision(item, "On se revoit", by=SYSTEM)
    assert refused(actions.add_action, item, ActionDetails(text="Écrire"))[0] == "territory"


def test_changes_over_what_another_wrote_are_refused(item):
    action, decision = add(item), decisions.add_decision(item, "Un", by=SYSTEM)
    seen, seen_decision = action_version(action), decision_version(decision)
    actions.change_action(action, ActionDetails(text="Rappeler demain"), version=seen, by=SYSTEM)
    decisions.change_decision(decision, "Deux", version=seen_decision, by=SYSTEM)
    assert refused(actions.change_action, action, ActionDetails(text="Autre"), version=seen) == ("stale", "text")
    assert refused(decisions.change_decision, decision, "Trois", version=seen_decision) == ("stale", "text")
    assert (ActionItem.objects.get().text, Decision.objects.get().text) == ("Rappeler demain", "Deux")


def test_what_was_written_by_mistake_is_removed_once(item):
    action, decision = add(item), decisions.add_decision(item, "Un", by=SYSTEM)
    for _time in range(2):
        actions.remove_action(action, by=SYSTEM)
        decisions.remove_decision(decision, by=SYSTEM)
    assert (ActionItem.objects.count(), Decision.objects.count()) == (0, 0)
    logged = ModelLogEntry.objects.filter(action__in=("portal.action_removed", "portal.decision_removed"))
    assert logged.count() == 2


def test_validated_minutes_take_no_more_decisions_nor_actions(item):
    action, decision = add(item), decisions.add_decision(item, "Un", by=SYSTEM)
    Minutes.objects.update(state=MinutesState.VALIDATED)
    closed = [
        refused(actions.add_action, item, ActionDetails(text="Autre")),
        refused(actions.change_action, action, ActionDetails(text="Autre"), version=action_version(action)),
        refused(actions.remove_action, action),
        refused(decisions.add_decision, item, "Autre"),
        refused(decisions.change_decision, decision, "Autre", version=decision_version(decision)),
        refused(decisions.remove_decision, decision),
    ]
    assert {code for code, _field in closed} == {"closed"}
    assert (ActionItem.objects.get().text, Decision.objects.get().text) == ("Rappeler le CIO", "Un")


def test_an_action_is_done_dropped_and_reopened_and_each_is_logged(item):
    action = add(item)
    for state in ("done", "done", "open", "dropped"):
        action = actions.set_action_state(action, state, by=SYSTEM)
    assert (action.state, action.done_at is not None) == (ActionState.DROPPED, True)
    entries = ModelLogEntry.objects.filter(action__startswith="portal.action_").order_by("pk")
    names = [entry.action.removeprefix("portal.action_") for entry in entries]
    assert names == ["added", "done", "reopened", "dropped"]
    assert [entry for entry in entries if "CIO" in f"{entry.label} {entry.data}"] == []
    assert refused(actions.set_action_state, action, "forgotten") == ("state", None)


def test_the_state_still_changes_after_validation(item):
    action = add(item)
    Minutes.objects.update(state=MinutesState.VALIDATED)
    assert actions.set_action_state(action, "done", by=SYSTEM).state == ActionState.DONE


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_an_action_marked_done_by_many_at_once_is_logged_once(item):
    action = add(item)
    in_threads(*[lambda: actions.set_action_state(action, "done", by=SYSTEM)] * 4)
    assert ModelLogEntry.objects.filter(action="portal.action_done").count() == 1


def carried(meeting):
    return [action.text for action in open_actions_for(meeting)]


def test_open_actions_of_the_circle_come_back_earliest_first(platform, item):
    soon, later = timezone.localdate() + dt.timedelta(days=5), timezone.localdate() + dt.timedelta(days=9)
    add(item, "Sans date")
    add(item, "Plus tard", due=later)
    add(item, "Bientôt", due=soon)
    done = add(item, "Faite")
    actions.set_action_state(done, "done", by=SYSTEM)
    assert carried(make_meeting(platform)) == ["Bientôt", "Plus tard", "Sans date"]


def test_circle_2_never_reads_what_circle_1_promised(platform, item):
    add(item, "De cercle 1")
    second = make_held_meeting(platform, days=2, kind=MeetingKind.CIRCLE_2)
    add(first_item(second), "De cercle 2")
    assert carried(make_meeting(platform, kind=MeetingKind.CIRCLE_1)) == ["De cercle 1"]
    assert carried(make_meeting(platform, kind=MeetingKind.CIRCLE_2)) == ["De cercle 2"]
    assert carried(make_meeting(platform, kind=MeetingKind.PLENARY)) == ["De cercle 2"]
    assert carried(make_meeting(platform, kind=MeetingKind.STEERING_COMMITTEE)) == []


def test_a_meeting_carries_neither_its_own_actions_nor_those_of_others(platform, item):
    add(item)
    assert carried(item.meeting) == []
    assert carried(make_meeting(make_platform())) == []
    assert carried(make_meeting(territory=make_territory(), kind=MeetingKind.CIRCLE_1)) == []


def test_open_actions_are_read_in_one_query(platform, item, django_assert_num_queries):
    for number in range(3):
        add(item, f"Action {number}", owner=make_member(platform))
    meeting = make_meeting(platform)
    with django_assert_num_queries(1):
        assert len([(str(action.owner), str(action.meeting)) for action in open_actions_for(meeting)]) == 3


def visible(person):
    return set(ActionItem.objects.visible_to(person).values_list("text", flat=True))


def test_actions_are_seen_by_the_team_and_by_those_who_promised_them(platform, item):
    owner, other, lead = make_member(platform), make_member(platform), make_lead(platform)
    add(item, "À moi", owner=owner)
    add(item, "À lui", owner=other)
    assert (visible(owner), visible(other), visible(lead)) == ({"À moi"}, {"À lui"}, {"À moi", "À lui"})
    assert visible(make_lead(make_platform())) == set()
    assert visible(make_person()) == set()


def test_below_the_gate_one_reads_not_even_ones_own_actions(platform, item):
    owner = make_member(platform)
    add(item, "À moi", owner=owner)
    publish_charter(platform)
    assert visible(owner) == set()
    sign_charter(owner, platform)
    assert visible(owner) == {"À moi"}


def test_d07_whoever_left_reads_no_action_any_more(platform, item):
    owner = make_member(platform)
    add(item, "À moi", owner=owner)
    Delegate.objects.filter(person=owner).update(until=timezone.localdate())
    assert visible(owner) == set()


def test_actions_of_meetings_that_are_not_confidential_need_no_signature(platform):
    owner = make_member(platform)
    meeting = make_held_meeting(platform, kind=MeetingKind.STEERING_COMMITTEE, confidential=False)
    invite(meeting, owner)
    make_agenda_item(meeting, "Bilan")
    publish_charter(platform)
    add(first_item(meeting), "Écrire le bilan", owner=owner)
    assert visible(owner) == {"Écrire le bilan"}
