"""The version of minutes that the team hands on: what it leaves out."""

import json

import pytest

from portal.core.actors import SYSTEM
from portal.meetings.enums import AgendaItemKind
from portal.meetings.minutes_content import content_of, digest, shareable, shareable_content, shown_content
from portal.meetings.models import AgendaItem, Decision, ItemNote, Minutes
from portal.meetings.services import actions, minutes
from portal.meetings.services.actions import ActionDetails
from portal.meetings.services.sharing import share_item
from tests.factories import make_agenda_item, make_member, make_organisation, make_person, make_platform

from .builders import first_item, invite, make_held_meeting, write_minutes

pytestmark = pytest.mark.django_db


@pytest.fixture
def platform():
    return make_platform()


@pytest.fixture
def meeting(platform):
    meeting = make_held_meeting(platform, items=("Repérage", "Interne"))
    write_minutes(meeting)
    return meeting


def extract(meeting):
    return shareable_content(meeting, Minutes.objects.get(meeting=meeting))


def test_items_are_left_out_and_put_back_whatever_the_state(meeting):
    inner = meeting.agenda_items.get(title="Interne")
    titles = []
    for shared in (True, False, True):
        share_item(inner, shared, by=SYSTEM)
        titles.append([item["title"] for item in extract(meeting)["items"]])
    stored = minutes.validate(meeting, seen=digest(content_of(meeting)), by=SYSTEM)
    share_item(inner, False, by=SYSTEM)
    titles.append([item["title"] for item in extract(meeting)["items"]])
    both = ["Repérage", "Interne"]
    assert titles == [both, ["Repérage"], both, ["Repérage"]]
    assert digest(stored.frozen) == stored.sha256


def test_nothing_is_shared_that_nobody_marked(meeting):
    content = shown_content(meeting, Minutes.objects.get())
    assert shareable(content)["items"] == []
    Decision.objects.update(item=None)
    assert "On se revoit." not in json.dumps(extract(meeting), ensure_ascii=False)


def test_of_situations_the_number_alone_is_kept(meeting):
    item = make_agenda_item(meeting, "Situations", kind=AgendaItemKind.SITUATIONS, situation_count=7)
    ItemNote.objects.create(item=item, html="<p>Zinzolin</p>")
    Decision.objects.create(meeting=meeting, item=item, text="Zinzolin")
    actions.add_action(item, ActionDetails(text="Zinzolin"), by=SYSTEM)
    content = extract(meeting)
    assert content["items"][-1]["situation_count"] == 7
    assert "Zinzolin" not in json.dumps(content, ensure_ascii=False)


def test_organisations_stay_and_names_of_people_go(platform, meeting):
    there = make_member(platform, organisation=make_organisation(name="CIO"))
    away = make_member(platform, organisation=make_organisation(name="AFPA"))
    invite(meeting, there, presence="present")
    invite(meeting, away, presence="excused")
    invite(meeting, make_person(), presence="present", organisation_name="")
    AgendaItem.objects.filter(pk=first_item(meeting).pk).update(presenter=there)
    actions.add_action(first_item(meeting), ActionDetails(text="Écrire", owner=there), by=SYSTEM)
    content = extract(meeting)
    assert content["attendance"] == [{"organisation": "CIO", "people": []}]
    assert [(one["text"], one["owner"], one["organisation"]) for one in content["items"][0]["actions"]] == [
        ("Écrire", "", "CIO")
    ]
    told = json.dumps(content, ensure_ascii=False)
    assert [str(person) for person in (there, away) if str(person) in told] == []


def test_actions_of_earlier_meetings_stay_inside(platform):
    earlier = make_held_meeting(platform, days=20)
    actions.add_action(first_item(earlier), ActionDetails(text="Zinzolin"), by=SYSTEM)
    meeting = make_held_meeting(platform)
    make_agenda_item(meeting, "Actions", kind=AgendaItemKind.OPEN_ACTIONS)
    write_minutes(meeting)
    assert "Zinzolin" in json.dumps(content_of(meeting))
    assert "Zinzolin" not in json.dumps(extract(meeting))
