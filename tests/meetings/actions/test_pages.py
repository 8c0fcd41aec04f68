"""The actions of a platform on the page: table, boards, filters, files, one action, those of whoever left."""

import csv
import io

import openpyxl
import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry

from portal.core.actors import SYSTEM
from portal.meetings.models import ActionItem, Meeting
from portal.meetings.services.action_follow_up import add_plan_action, follow_up_version
from portal.meetings.services.actions import ActionDetails, set_action_state
from portal.meetings.waiting_actions import actions_waiting
from tests.factories import make_lead, make_member, make_organisation, make_person, make_platform, publish_charter
from tests.meetings.minutes.builders import make_held_meeting

from .builders import in_days, leave, make_objective, promise

pytestmark = pytest.mark.django_db


@pytest.fixture
def platform():
    return make_platform()


@pytest.fixture
def lead(client, login, platform):
    person = make_lead(platform)
    login(client, person)
    return person


def address(platform, query=""):
    return reverse("meetings:platform_actions", args=[platform.slug]) + query


def rows(response):
    return [row.record.text for row in response.context["table"].page.object_list]


def board(response):
    return {column.title: [card.text for card in column.cards] for column in response.context["columns"]}


def several(platform, owner):
    meeting = make_held_meeting(platform, days=40)
    late = promise(platform, "En retard", owner=owner, due=in_days(-3), meeting=meeting)
    promise(platform, "Cette semaine", owner=owner, due=in_days(3), meeting=meeting)
    promise(platform, "À personne", meeting=meeting)
    done = promise(platform, "Faite", owner=owner, due=in_days(-9), meeting=meeting)
    set_action_state(done, "done", by=SYSTEM)
    return late


def test_the_table_shows_what_is_late_first_and_filters_stay_in_the_address(client, lead, platform):
    owner = make_member(platform, organisation=make_organisation(name="Mission locale"))
    several(platform, owner)
    assert rows(client.get(address(platform))) == ["En retard", "Cette semaine", "À personne"]
    assert rows(client.get(address(platform, "?etat=retard"))) == ["En retard"]
    assert rows(client.get(address(platform, "?etat=closes"))) == ["Faite"]
    assert len(rows(client.get(address(platform, "?etat=toutes")))) == 4
    organisation = owner.organisation_id
    assert rows(client.get(address(platform, f"?organisme={organisation}"))) == ["En retard", "Cette semaine"]
    assert rows(client.get(address(platform, "?qui=moi"))) == []


def test_d34_d77_choices_that_do_not_exist_are_no_choice(client, lead, platform):
    several(platform, make_member(platform))
    elsewhere = make_platform()
    other = promise(elsewhere, "Ailleurs", owner=make_member(elsewhere))
    for query in (f"?organisme={other.owner_organisation_id}", "?etat=' OR 1=1", "?objectif=99999999999999999999999"):
        assert rows(client.get(address(platform, query))) == ["En retard", "Cette semaine", "À personne"]


def test_boards_group_by_day_organisation_and_state(client, lead, platform):
    several(platform, make_member(platform, organisation=make_organisation(name="Mission locale")))
    by_due = board(client.get(address(platform, "?vue=echeances")))
    assert list(by_due.values()) == [["En retard"], ["Cette semaine"], ["À personne"]]
    by_organisation = board(client.get(address(platform, "?vue=organismes")))
    assert list(by_organisation.values()) == [["À personne"], ["En retard", "Cette semaine"]]
    assert list(by_organisation)[1] == "Mission locale"
    by_state = board(client.get(address(platform, "?vue=etats")))
    assert list(by_state.values()) == [["En retard"], ["Cette semaine", "À personne"], ["Faite"], []]


def test_members_find_their_own_and_those_of_the_plan(client, login, platform):
    me = make_member(platform, "2")
    promise(platform, "D’une autre", owner=make_member(platform))
    promise(platform, "À moi", owner=me)
    add_plan_action(make_objective(platform), ActionDetails(text="Au plan"), by=SYSTEM)
    login(client, me)
    assert set(rows(client.get(address(platform)))) == {"À moi", "Au plan"}
    publish_charter(platform)
    response = client.get(address(platform))
    assert (rows(response) if response.context["any"] else [], response.context["hidden"]) == ([], 1)


@pytest.mark.parametrize("make", [lambda _p: make_person(), lambda _p: make_lead(make_platform())])
def test_others_find_no_such_page(client, login, platform, make):
    action = promise(platform)
    login(client, make(platform))
    assert client.get(address(platform)).status_code == 404
    assert client.get(reverse("meetings:action", args=[action.pk])).status_code == 404


@pytest.mark.parametrize("query", ["", "?vue=organismes", "?vue=echeances"])
def test_the_page_takes_as_many_queries_for_5_as_for_50(client, lead, platform, count_queries, query):
    meeting, objective, counts = make_held_meeting(platform, days=40), make_objective(platform), []
    for upto in (5, 50):
        for number in range(ActionItem.objects.count(), upto):
            action = promise(platform, f"Action {number}", owner=make_member(platform), meeting=meeting)
            ActionItem.objects.filter(pk=action.pk).update(objective=objective, due=in_days(number - 20))
        counts.append(count_queries(lambda: client.get(address(platform, query))))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("file_format", ["csv", "xlsx", "ods"])
def test_the_list_is_taken_away_as_filtered_and_it_is_noted(client, lead, platform, file_format):
    several(platform, make_member(platform))
    export = reverse("meetings:platform_actions_export", args=[platform.slug, file_format])
    response = client.post(f"{export}?etat=retard")
    assert response.status_code == 200
    if file_format == "csv":
        lines = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
        assert [line[0] for line in lines[1:]] == ["En retard"]
    if file_format == "xlsx":
        sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
        assert [row[0].value for row in sheet.iter_rows(min_row=2)] == ["En retard"]
    entry = ModelLogEntry.objects.get(action="portal.actions_exported")
    assert (entry.data["lines"], entry.data["filters"]) == (1, {"etat": "retard"})
    assert client.get(export).status_code == 405
    unknown = reverse("meetings:platform_actions_export", args=[platform.slug, "exe"])
    assert client.post(unknown).status_code == 404


def test_d73_words_that_look_like_a_formula_are_taken_away_as_words(client, lead, platform):
    promise(platform, "=HYPERLINK(1)")
    export = reverse("meetings:platform_actions_export", args=[platform.slug, "csv"])
    assert "'=HYPERLINK(1)" in client.post(export).content.decode("utf-8-sig")


# One action


def page_of(action):
    return reverse("meetings:action", args=[action.pk])


def test_the_page_of_an_action_changes_owner_and_day_and_tells_its_history(client, lead, platform):
    other = make_member(platform)
    action = promise(platform, owner=make_member(platform), due=in_days(2))
    data = {"owner": other.pk, "due": in_days(12).isoformat(), "objective": "", "version": follow_up_version(action)}
    response = client.post(page_of(action), data, follow=True)
    stored = ActionItem.objects.get()
    assert (stored.owner, stored.due) == (other, in_days(12))
    assert [line.by for line in response.context["lines"]] == ["", str(lead), str(lead)]


def test_wrong_input_stands_beside_its_field_and_is_kept(client, lead, platform):
    action = promise(platform, due=in_days(2))
    data = {"owner": "999999", "due": "32/13/2026", "objective": "9" * 30, "version": "x"}
    response = client.post(page_of(action), data)
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"owner", "due", "objective"}
    assert "32/13/2026" in response.content.decode()
    before = {"owner": "", "due": in_days(-300).isoformat(), "objective": "", "version": follow_up_version(action)}
    assert "due" in client.post(page_of(action), before).context["form"].errors


def test_a_stale_save_is_refused_once_with_what_was_typed(client, lead, platform):
    action = promise(platform)
    data = {"owner": "", "due": in_days(4).isoformat(), "objective": "", "version": follow_up_version(action)}
    ActionItem.objects.update(due=in_days(9))
    response = client.post(page_of(action), data)
    assert (response.status_code, ActionItem.objects.get().due) == (422, in_days(9))
    data["version"] = response.context["form"]["version"].value()
    assert (client.post(page_of(action), data).status_code, ActionItem.objects.get().due) == (302, in_days(4))


def test_the_owner_reads_the_page_closes_the_action_and_changes_nothing_else(client, login, platform):
    me = make_member(platform)
    action = promise(platform, owner=me)
    login(client, me)
    assert client.get(page_of(action)).context["form"] is None
    assert client.post(page_of(action), {"owner": ""}).status_code == 403
    state = reverse("meetings:action_state", args=[action.pk])
    assert client.post(state, {"state": "done", "next": page_of(action)}).url == page_of(action)
    assert ActionItem.objects.get().state == "done"


def test_a_closed_action_is_not_changed(client, lead, platform):
    action = promise(platform)
    set_action_state(action, "done", by=SYSTEM)
    assert client.post(page_of(action), {"due": in_days(3).isoformat()}).status_code == 302
    assert ActionItem.objects.get().due is None


def test_history_takes_as_many_queries_for_5_as_for_50(client, lead, platform, count_queries):
    action, counts = promise(platform), []
    for upto in (5, 50):
        while action.changes.count() < upto:
            action.changes.create(what="changed", by=make_member(platform), details={"owner": [None, lead.pk]})
        counts.append(count_queries(lambda: client.get(page_of(action))))
    assert counts[0] == counts[1]


# Those who left


def test_the_team_gives_the_actions_of_whoever_left_to_another_in_one_act(client, lead, platform):
    gone, here = make_member(platform), make_member(platform)
    promise(platform, "Une", owner=gone)
    promise(platform, "Deux", owner=gone)
    assert actions_waiting(lead) == []
    leave(gone)
    assert [(one.order, one.url) for one in actions_waiting(lead)] == [(42, address(platform) + "#a-reattribuer")]
    response = client.get(address(platform, "?etat=reattribuer"))
    assert (len(rows(response)), [row["count"] for row in response.context["left"]]) == (2, [2])
    give = reverse("meetings:actions_reassign", args=[platform.slug])
    client.post(give, {"former": gone.pk, "to": "999"})
    assert ActionItem.objects.filter(owner=gone).count() == 2
    client.post(give, {"former": gone.pk, "to": here.pk})
    assert ActionItem.objects.filter(owner=here).count() == 2
    assert client.post(give, {"former": here.pk, "to": lead.pk}).status_code == 404


def test_the_team_sees_what_is_late_for_more_than_a_week(lead, platform):
    promise(platform, due=in_days(-7))
    assert actions_waiting(lead) == []
    promise(platform, due=in_days(-8), meeting=Meeting.objects.get())
    assert [(one.order, one.url) for one in actions_waiting(lead)] == [(45, address(platform) + "?etat=retard")]
    assert actions_waiting(make_member(platform)) == []
