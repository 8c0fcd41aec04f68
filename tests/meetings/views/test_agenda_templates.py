"""The pages of agenda templates (MISSION B5)."""

import pytest
from django.urls import reverse

from portal.core.actors import SYSTEM
from portal.meetings.agenda_templates import ItemTemplate
from portal.meetings.models import AgendaTemplate
from portal.meetings.services.agenda_templates import own_template, save_template, version_of
from tests.factories import make_coordinator, make_lead

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead_client(client, login, platform):
    return login(client, make_lead(platform))


def url(place, name="agenda_template_edit", kind="circle_1"):
    return reverse(f"meetings:{name}", args=[place.slug, *([kind] if kind else [])])


def data_of(*rows, version=None, **more):
    data = {"version": version or version_of(None), "rows": len(rows)}
    for index, (title, minutes, kind) in enumerate(rows):
        data |= {f"item-{index}-title": title, f"item-{index}-minutes": minutes, f"item-{index}-kind": kind}
    return {**data, **more}


EMPTY = ("", "", "topic")


def test_page_starts_from_the_original_and_saves_what_is_typed(lead_client, platform):
    page = lead_client.get(url(platform))
    assert page.context["rows"].count == 8
    rows = (("Tour de table", "20", "topic"), EMPTY, ("", "30", "situations"))
    response = lead_client.post(url(platform), data_of(*rows))
    assert list(response.context["rows"].forms[2].errors) == ["title"]
    rows = (("Tour de table", "20", "topic"), EMPTY, ("Places", "15", "places"))
    assert lead_client.post(url(platform), data_of(*rows)).status_code == 302
    assert [one["title"] for one in own_template(platform, "circle_1").items] == ["Tour de table", "Places"]
    listed = {
        row["kind"]: row["is_own"] for row in lead_client.get(url(platform, "agenda_templates", "")).context["rows"]
    }
    assert [kind for kind, own in listed.items() if own] == ["circle_1"]


def test_rows_move_and_are_added_without_script_and_without_saving(lead_client, platform):
    rows = [("a", "1", "topic"), ("b", "x", "topic"), ("c", "3", "places")]

    def after(**button):
        forms = lead_client.post(url(platform), data_of(*rows, **button)).context["rows"].forms
        return [(form["title"].value() or "", form["minutes"].value() or "") for form in forms]

    assert after(up="1") == [("b", "x"), ("a", "1"), ("c", "3")]
    assert after(down="1") == [("a", "1"), ("c", "3"), ("b", "x")]
    assert after(drop="0") == [("b", "x"), ("c", "3")]
    assert after(add="1") == [("a", "1"), ("b", "x"), ("c", "3"), ("", "")]
    assert after(up="0") == after(down="2") == after(up="99") == [("a", "1"), ("b", "x"), ("c", "3")]
    assert not AgendaTemplate.objects.exists()


@pytest.mark.parametrize(
    "data",
    [
        data_of(("x" * 161, "10", "topic")),
        data_of(("a", "0", "topic")),
        data_of(("a", "10", "autre")),
        data_of(("INE 123456789AB", "10", "topic")),
        data_of(EMPTY),
        {"version": "", "rows": "9" * 5000},
        {"rows": "-1"},
        {},
    ],
    ids=["long", "zero", "kind", "nominative", "empty", "many", "negative", "nothing"],
)
def test_bad_template_is_refused_d13_d81(lead_client, platform, data):
    response = lead_client.post(url(platform), data)
    assert (response.status_code, AgendaTemplate.objects.exists()) == (200, False)


def test_stale_save_shows_both_and_saving_again_is_a_choice_d91(lead_client, platform):
    save_template(platform, "circle_1", [ItemTemplate("Le leur", 10)], version=version_of(None), by=SYSTEM)
    old = data_of(("Le mien", "10", "topic"))
    response = lead_client.post(url(platform), old)
    page = response.content.decode()
    assert ("Le leur" in page, "Le mien" in page) == (True, True)
    lead_client.post(url(platform), {**old, "version": response.context["version"]})
    assert own_template(platform, "circle_1").items[0]["title"] == "Le mien"


def test_back_to_the_original(lead_client, platform):
    made = save_template(platform, "circle_1", [ItemTemplate("a", 10)], version=version_of(None), by=SYSTEM)
    reset = url(platform, "agenda_template_reset")
    lead_client.post(reset, {"version": "autre"})
    assert AgendaTemplate.objects.count() == 1
    lead_client.post(reset, {"version": version_of(made)})
    assert not AgendaTemplate.objects.exists()


def test_coordinator_writes_what_platforms_start_from(client, login, platform):
    territory = platform.territories.get()
    login(client, make_coordinator(territory))
    client.post(url(territory, "territory_agenda_template_edit"), data_of(("Du département", "10", "topic")))
    assert own_template(territory, "circle_1").items[0]["title"] == "Du département"
    login(client, make_lead(platform))
    page = client.get(url(platform, "agenda_templates", "")).content.decode()
    assert ("Du département" in page, str(territory) in page) == (True, True)
    assert client.get(url(platform)).context["own"] is None


def test_unknown_kind_is_not_found(lead_client, platform):
    assert lead_client.get(url(platform, kind="autre")).status_code == 404


def test_list_costs_the_same_with_one_and_with_all(lead_client, platform, count_queries):
    def save(kind):
        save_template(platform, kind, [ItemTemplate("a", 10)], version=version_of(None), by=SYSTEM)

    save("circle_1")
    one = count_queries(lambda: lead_client.get(url(platform, "agenda_templates", "")))
    for kind in ("circle_2", "plenary", "leads"):
        save(kind)
    assert count_queries(lambda: lead_client.get(url(platform, "agenda_templates", ""))) == one
