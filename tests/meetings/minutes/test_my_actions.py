"""The list of actions, their one-click acts, and what awaits about minutes."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.core.actors import SYSTEM
from portal.meetings.enums import ActionState, MeetingStatus, MinutesState
from portal.meetings.minutes_content import content_of, digest
from portal.meetings.models import ActionItem
from portal.meetings.services import actions, minutes
from portal.meetings.services.actions import ActionDetails
from portal.meetings.waiting_minutes import minutes_waiting
from tests.factories import make_lead, make_member, make_person, make_platform, publish_charter, sign_charter

from .builders import first_item, invite, make_held_meeting, write_minutes

pytestmark = pytest.mark.django_db


@pytest.fixture
def platform():
    return make_platform(name="Marseille Nord")


@pytest.fixture
def item(platform):
    return first_item(make_held_meeting(platform, days=10))


def add(item, text, owner=None, *, days=None):
    due = None if days is None else timezone.localdate() + dt.timedelta(days=days)
    return actions.add_action(item, ActionDetails(text=text, owner=owner, due=due), by=SYSTEM)


def texts(response):
    return [row.record.text for row in response.context["table"].rows]


def listed(client, **choice):
    return texts(client.get(reverse("meetings:my_actions"), choice))


def set_state(client, action, state, **more):
    return client.post(reverse("meetings:action_state", args=[action.pk]), {"state": state, **more})


def test_mine_across_platforms_open_first_and_filtered_by_state(client, login, platform, item):
    me = make_member(platform)
    other = first_item(make_held_meeting(make_platform(), days=10))
    make_member(other.meeting.platform, person=me)
    add(item, "En retard", me, days=-2)
    add(other, "Ailleurs", me, days=4)
    actions.set_action_state(add(item, "Faite", me), "done", by=SYSTEM)
    add(item, "À un autre", make_member(platform))
    login(client, me)
    assert listed(client) == ["En retard", "Ailleurs"]
    assert listed(client, etat="retard") == ["En retard"]
    assert listed(client, etat="closes") == ["Faite"]
    assert listed(client, etat="toutes", plateforme=platform.slug) == ["En retard", "Faite"]
    assert listed(client, qui="plateforme") == ["En retard", "Ailleurs"]


def test_the_team_sees_those_of_everybody_on_its_platforms(client, login, platform, item):
    lead = make_lead(platform)
    add(item, "À moi", lead)
    add(item, "À un membre", make_member(platform))
    add(first_item(make_held_meeting(make_platform())), "D'ailleurs")
    login(client, lead)
    assert (listed(client), listed(client, qui="plateforme")) == (["À moi"], ["À moi", "À un membre"])


@pytest.mark.parametrize("choice", [{"etat": "x"}, {"qui": "tous"}, {"plateforme": "inconnue"}, {"tri": "x"}])
def test_filters_written_wrongly_are_left_aside(client, login, platform, item, choice):
    me = make_member(platform)
    add(item, "À moi", me)
    login(client, me)
    assert listed(client, **choice) == ["À moi"]


def test_one_click_marks_done_and_comes_back_with_the_filters(client, login, platform, item):
    me = make_member(platform)
    action = add(item, "À moi", me)
    login(client, me)
    here = reverse("meetings:my_actions") + "?etat=retard"
    assert f'name="next" value="{here}"' in client.get(here.replace("retard", "toutes")).content.decode().replace(
        "toutes", "retard"
    )
    response = set_state(client, action, "done", next=here)
    action.refresh_from_db()
    assert (response.url, action.state) == (here, ActionState.DONE)
    set_state(client, action, "open")
    action.refresh_from_db()
    assert (action.state, action.done_at) == (ActionState.OPEN, None)


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_acts_lead_back_to_the_portal_only(client, login, platform, item, target):
    me = make_member(platform)
    action = add(item, "À moi", me)
    login(client, me)
    assert set_state(client, action, "done", next=target).url == reverse("meetings:my_actions")


def test_an_unknown_state_changes_nothing(client, login, platform, item):
    me = make_member(platform)
    action = add(item, "À moi", me)
    login(client, me)
    assert set_state(client, action, "oubliée").status_code == 302
    assert ActionItem.objects.get().state == ActionState.OPEN


@pytest.mark.parametrize("make", [make_member, lambda platform: make_lead(make_platform()), lambda _p: make_person()])
def test_actions_of_others_are_not_there(client, login, platform, item, make):
    action = add(item, "À un autre", make_member(platform))
    login(client, make(platform))
    assert set_state(client, action, "done").status_code == 404
    assert (listed(client, etat="toutes"), ActionItem.objects.get().state) == ([], ActionState.OPEN)


def test_below_the_gate_the_page_says_that_there_is_something_to_sign(client, login, platform, item):
    me = make_member(platform)
    add(item, "À moi", me)
    publish_charter(platform)
    login(client, me)
    response = client.get(reverse("meetings:my_actions"))
    assert (texts(response), response.context["hidden"]) == ([], 1)
    assert reverse("charters:my_charters") in response.content.decode()


def test_an_account_without_person_has_no_action(client, login):
    administrator = make_person()
    login(client, administrator)
    user = administrator.user
    administrator.user = None
    administrator.save()
    assert client.get(reverse("meetings:my_actions")).status_code == 200
    assert minutes_waiting(user) == []


def test_the_list_takes_as_many_queries_for_many_rows(client, login, platform, django_assert_max_num_queries):
    lead, counts = make_lead(platform), []
    login(client, lead)
    for rows in (1, 3):
        for number in range(rows):
            meeting = make_held_meeting(platform, days=20 + number)
            add(first_item(meeting), "Écrire", make_member(platform))
        with django_assert_max_num_queries(30) as captured:
            assert len(listed(client, qui="plateforme")) == (1 if rows == 1 else 4)
        counts.append(len(captured))
    assert counts[0] == counts[1]


# What awaits


def waiting(person):
    return [(item.order, item.url) for item in minutes_waiting(person)]


def page(name, meeting):
    return reverse(f"meetings:{name}", args=[meeting.uuid])


def test_the_team_is_told_to_write_then_to_validate(platform, item):
    lead, member = make_lead(platform), make_member(platform)
    assert (waiting(lead), waiting(member)) == ([(40, page("minutes_edit", item.meeting))], [])
    write_minutes(item.meeting, state=MinutesState.IN_REVIEW)
    assert waiting(lead) == [(50, page("minutes", item.meeting))]
    minutes.validate(item.meeting, seen=digest(content_of(item.meeting)), by=SYSTEM)
    assert waiting(lead) == []


def test_minutes_are_asked_for_once_the_meeting_is_over_and_not_for_ever(platform):
    lead = make_lead(platform)
    make_held_meeting(platform, days=-3, status=MeetingStatus.CONVENED)
    make_held_meeting(platform, days=3, status=MeetingStatus.CANCELLED)
    make_held_meeting(platform, days=3, status=MeetingStatus.PROPOSED)
    make_held_meeting(platform, days=400)
    over = make_held_meeting(platform, days=3, status=MeetingStatus.CONVENED)
    assert waiting(lead) == [(40, page("minutes_edit", over))]


def test_those_invited_and_covered_are_told_to_read(platform, item):
    invited, other = make_member(platform), make_member(platform)
    invite(item.meeting, invited)
    write_minutes(item.meeting, state=MinutesState.IN_REVIEW)
    assert (waiting(invited), waiting(other)) == ([(60, page("minutes", item.meeting))], [])
    publish_charter(platform)
    assert waiting(invited) == []
    sign_charter(invited, platform)
    assert waiting(invited) == [(60, page("minutes", item.meeting))]


def test_my_actions_are_recalled_a_week_before_and_pressing_when_late(platform, item):
    me = make_member(platform)
    for text, days in (("En retard", -3), ("Bientôt", 5), ("Plus tard", 20)):
        add(item, text, me, days=days)
    add(item, "Sans date", me)
    assert [(one.order, one.title) for one in minutes_waiting(me)] == [(20, "En retard"), (55, "Bientôt")]


def test_what_awaits_takes_as_many_queries_for_many_rows(platform, django_assert_max_num_queries):
    lead, counts = make_lead(platform), []
    for rows in (1, 3):
        for number in range(rows):
            meeting = make_held_meeting(platform, days=10 * rows + number)
            add(first_item(meeting), "Écrire", lead, days=3)
        with django_assert_max_num_queries(19) as captured:
            minutes_waiting(lead)
        counts.append(len(captured))
    assert counts[0] == counts[1]
