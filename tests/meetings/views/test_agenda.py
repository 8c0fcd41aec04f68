"""The pages of the agenda."""

import pytest
from django.urls import reverse

from portal.meetings.enums import MeetingStatus
from portal.meetings.models import ActionItem, AgendaItem
from portal.meetings.services.agenda import item_version
from tests.factories import (
    make_agenda_item,
    make_lead,
    make_meeting,
    make_member,
    make_organisation,
    make_person,
    make_platform,
)
from tests.factories.charters import publish_charter, sign_charter

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(platform):
    return make_meeting(platform)


@pytest.fixture
def lead_client(client, login, platform):
    return login(client, make_lead(platform))


def url(name, meeting, *args):
    return reverse(f"meetings:{name}", args=[meeting.uuid, *args])


def item_data(**changes):
    return {"title": "Point", "minutes": "15", "kind": "topic", "description": "", **changes}


def titles(meeting):
    return list(meeting.agenda_items.values_list("title", flat=True))


def test_empty_agenda_offers_its_template_and_get_writes_nothing(lead_client, meeting):
    response = lead_client.get(url("agenda_edit", meeting))
    assert len(response.context["outline"].items) == 7
    assert titles(meeting) == []
    lead_client.post(url("agenda_template", meeting))
    assert meeting.agenda_items.count() == 7


def test_item_is_added_changed_and_removed(lead_client, platform, meeting):
    presenter = make_member(platform)
    lead_client.post(url("agenda_edit", meeting), item_data(presenter=presenter.pk))
    item = AgendaItem.objects.get()
    assert (item.title, item.minutes, item.presenter) == ("Point", 15, presenter)
    data = item_data(title="Autre", version=item_version(item))
    lead_client.post(url("agenda_item", meeting, item.pk), data)
    assert titles(meeting) == ["Autre"]
    lead_client.post(url("agenda_item_remove", meeting, item.pk))
    assert titles(meeting) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 1_000_000}, "title"),
        ({"minutes": "0"}, "minutes"),
        ({"minutes": "-5"}, "minutes"),
        ({"minutes": "9999"}, "minutes"),
        ({"kind": "autre"}, "kind"),
        ({"presenter": "999999"}, "presenter"),
        ({"description": "La jeune Kenza Benali, née le 03/04/2008, sans solution"}, "description"),
        ({"description": "INE 123456789AB"}, "description"),
    ],
)
def test_bad_item_is_said_beside_its_field_and_kept_d81(lead_client, meeting, changes, field):
    data = item_data(**changes)
    response = lead_client.post(url("agenda_edit", meeting), data)
    assert list(response.context["form"].errors) == [field]
    assert response.context["form"]["description"].value() == data["description"]
    assert titles(meeting) == []


def test_names_of_the_directory_pass_the_guard(lead_client, platform, meeting):
    member = make_member(platform, person=make_person(last_name="Duval", organisation=make_organisation()))
    text = f"La jeune {member} présente le bilan"
    lead_client.post(url("agenda_edit", meeting), item_data(description=text))
    assert AgendaItem.objects.count() == 1


def test_person_of_another_platform_does_not_present_d03(lead_client, meeting):
    foreign = make_member(make_platform())
    response = lead_client.post(url("agenda_edit", meeting), item_data(presenter=foreign.pk))
    assert list(response.context["form"].errors) == ["presenter"]


def test_stale_item_shows_what_is_stored_and_keeps_what_was_typed_d91(lead_client, meeting):
    item = make_agenda_item(meeting, "Ancien")
    address = url("agenda_item", meeting, item.pk)
    old = item_data(title="Le mien", version=item_version(item))
    lead_client.post(address, item_data(title="Le leur", version=item_version(item)))
    response = lead_client.post(address, old)
    form = response.context["form"]
    assert ("Le leur" in str(form.non_field_errors()), form["title"].value()) == (True, "Le mien")
    lead_client.post(address, {**old, "version": form["version"].value()})
    assert titles(meeting) == ["Le mien"]


def test_items_move_by_buttons_and_by_dragging(lead_client, meeting):
    items = [make_agenda_item(meeting, title) for title in "abc"]
    order = url("agenda_order", meeting)
    lead_client.post(order, {"up": items[2].pk})
    assert titles(meeting) == ["a", "c", "b"]
    lead_client.post(order, {"down": items[0].pk})
    assert titles(meeting) == ["c", "a", "b"]
    lead_client.post(order, {"order": ",".join(str(item.pk) for item in items)}, headers={"X-Reorder": "1"})
    assert titles(meeting) == ["a", "b", "c"]


@pytest.mark.parametrize("order", ["", "1,2,3", "abc", "9" * 5000])
def test_wrong_order_is_refused_d13(lead_client, meeting, order):
    for title in "ab":
        make_agenda_item(meeting, title)
    response = lead_client.post(url("agenda_order", meeting), {"order": order}, headers={"X-Reorder": "1"})
    assert (response.status_code, titles(meeting)) == (409, ["a", "b"])


def test_items_of_another_meeting_are_not_found_d03(lead_client, meeting):
    foreign = make_agenda_item(make_meeting(make_platform()))
    codes = [
        lead_client.get(url("agenda_item", meeting, foreign.pk)).status_code,
        lead_client.post(url("agenda_item_remove", meeting, foreign.pk)).status_code,
        lead_client.post(url("agenda_order", meeting), {"up": foreign.pk}).status_code,
        lead_client.post(url("agenda_order", meeting), {"up": "x"}).status_code,
    ]
    assert (codes, AgendaItem.objects.count()) == ([404] * 4, 1)


def test_total_is_compared_with_the_length(lead_client, meeting):
    make_agenda_item(meeting, minutes=150)
    assert lead_client.get(url("agenda_edit", meeting)).context["over"] == 30


def test_open_actions_of_the_circle_stand_under_their_item(lead_client, platform, meeting):
    make_agenda_item(meeting, "Actions en cours", kind="open_actions")
    before = make_meeting(platform, status=MeetingStatus.HELD, starts_at=meeting.starts_at.replace(year=2024))
    ActionItem.objects.create(platform=platform, meeting=before, text="Relancer le CFA")
    ActionItem.objects.create(platform=platform, meeting=before, text="Déjà faite", state="done")
    page = lead_client.get(url("agenda_edit", meeting)).content.decode()
    assert ("Relancer le CFA" in page, "Déjà faite" in page) == (True, False)


def test_printed_agenda_is_above_the_gate_only_d50(client, login, platform, meeting):
    publish_charter(platform)
    covered, uncovered = make_member(platform), make_member(platform)
    sign_charter(covered, platform)
    make_agenda_item(meeting)
    answers = [
        login(client, person).get(url("agenda_pdf", meeting))
        for person in (covered, uncovered, make_lead(make_platform()))
    ]
    assert [answer.status_code for answer in answers] == [200, 403, 404]
    assert answers[0].content[:5] == b"%PDF-"
    assert answers[0].headers["Content-Type"] == "application/pdf"


def test_page_costs_the_same_for_one_and_three(lead_client, platform, meeting, count_queries):
    make_agenda_item(meeting, presenter=make_member(platform))
    one = count_queries(lambda: lead_client.get(url("agenda_edit", meeting)))
    for _index in range(2):
        make_agenda_item(meeting, presenter=make_member(platform))
    assert count_queries(lambda: lead_client.get(url("agenda_edit", meeting))) == one
