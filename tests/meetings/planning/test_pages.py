"""The planner's pages: rights, bad input with the typed text kept, preview, edits, acceptance."""

import datetime as dt

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from portal.directory.models import ListCampaign
from portal.meetings.models import PlanDraft
from portal.meetings.scheduling import EditAction
from portal.meetings.services.plan_drafts import edit_date
from portal.meetings.services.planning_preview import preview
from tests.factories import (
    make_administrator,
    make_assistant,
    make_coordinator,
    make_lead,
    make_meeting,
    make_member,
    make_officer,
    make_platform,
    make_site,
    make_user,
    make_venue,
)

from .builders import AUTUMN, BY, make_draft, posted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def lead(client, login, platform):
    return login(client, make_lead(platform))


def url(name, platform, *args):
    return reverse(f"meetings:{name}", args=[platform.slug, *args])


def soup_of(response):
    return BeautifulSoup(response.content, "html.parser")


def words(element):
    return " ".join(element.get_text().split())


# Rights

GETS = ["plan_start", "plan_preview", "plan_answers", "plan_compare", "plan_done"]
POSTS = ["plan_start", "plan_answers", "plan_edit", "plan_host", "plan_accept", "plan_discard"]


def _all(platform, draft):
    for name in GETS:
        yield "get", url(name, platform, *([] if name == "plan_start" else [draft.pk]))
    for name in POSTS:
        yield "post", url(name, platform, *([] if name == "plan_start" else [draft.pk]))


@pytest.mark.parametrize(
    ("make", "status"),
    [
        (lambda platform: make_member(platform, "1"), 403),
        (lambda platform: make_member(platform, "2"), 403),
        (lambda platform: make_coordinator(platform.territories.get()), 403),
        (lambda platform: make_lead(make_platform()), 404),
        (lambda platform: make_member(make_platform()), 404),
        (lambda platform: make_administrator(), 404),
        (lambda platform: make_lead(platform, until=dt.date(2026, 8, 25)), 404),
        (lambda platform: make_user(), 404),
    ],
)
def test_d01_d02_who_does_not_plan_is_refused_and_nothing_changes(client, login, platform, make, status):
    draft = make_draft(platform)
    login(client, make(platform))
    answers = {getattr(client, method)(address, posted()).status_code for method, address in _all(platform, draft)}
    assert answers == {status}
    draft.refresh_from_db()
    assert (PlanDraft.objects.count(), draft.version, platform.meetings.count()) == (1, 1, 0)


def test_a_visitor_is_asked_to_sign_in(client, platform):
    assert client.get(url("plan_start", platform)).status_code == 302


@pytest.mark.parametrize("make", [make_lead, make_assistant, make_officer])
def test_the_team_plans(client, login, platform, make):
    login(client, make(platform))
    assert client.get(url("plan_start", platform)).status_code == 200


def test_the_draft_of_another_platform_does_not_exist_here(client, login, platform):
    other = make_platform()
    draft = make_draft(other)
    person = make_lead(platform)
    make_lead(other, person=person)
    login(client, person)
    statuses = {
        getattr(client, method)(address).status_code
        for method, address in _all(platform, draft)
        if f"/{draft.pk}/" in address
    }
    assert statuses == {404}


@pytest.mark.parametrize("name", ["plan_edit", "plan_host", "plan_accept", "plan_discard"])
def test_what_writes_takes_posts_only(lead, platform, name):
    assert lead.get(url(name, platform, make_draft(platform).pk)).status_code == 405


# Three questions


def test_the_page_starts_from_the_campaigns_in_force(lead, platform):
    ListCampaign.objects.create(
        territory=platform.territories.get(), label="Automne", start=AUTUMN.start, end=AUTUMN.end
    )
    form = soup_of(lead.get(url("plan_start", platform)))
    assert form.select_one("[name=campaigns-0-start]")["value"] == "2026-10-05"
    assert form.select_one("[name=campaigns-0-label]")["value"] == "Automne"
    assert len(form.select("[name$=-checks_from]")) == 3


def test_another_school_year_is_chosen_by_its_address(lead, platform):
    page = soup_of(lead.get(url("plan_start", platform) + "?annee=2025"))
    assert page.select_one("[name=start]")["value"] == "2025-09-01"
    assert [words(link) for link in page.select(".tabs a")] == ["2025-2026", "2026-2027"]


@pytest.mark.parametrize("year", ["1999", "abc", "²", "", "99999999999"])
def test_a_school_year_out_of_reach_gives_the_one_to_plan(lead, platform, year):
    page = soup_of(lead.get(url("plan_start", platform), {"annee": year}))
    assert page.select_one("[name=start]")["value"] == "2026-09-01"


def test_valid_answers_become_a_draft_and_lead_to_its_preview(lead, platform):
    response = lead.post(url("plan_start", platform), posted())
    draft = PlanDraft.objects.get()
    assert response.url == url("plan_preview", platform, draft.pk)
    assert (draft.start, draft.end, draft.version) == (dt.date(2026, 9, 1), dt.date(2027, 7, 15), 1)
    assert [item["weekday"] for item in draft.answers["rhythms"]] == [1, 1]
    assert platform.meetings.count() == 0


def test_circle_2_may_have_a_day_of_its_own(lead, platform):
    lead.post(url("plan_start", platform), posted(**{"c2-weekday": "3", "c2-time": "14h", "c2-duration": "150"}))
    second = PlanDraft.objects.get().answers["rhythms"][1]
    assert (second["weekday"], second["time"], second["duration"]) == (3, "14:00", 150)


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"campaigns-0-end": "2026-09-30"}, "campaigns-0-end", "La campagne se termine avant de commencer."),
        ({"campaigns-0-end": ""}, "campaigns-0-end", "Indiquez ce jour."),
        ({"campaigns-0-start": "2026-02-31"}, "campaigns-0-start", "Saisissez une date valide."),
        ({"campaigns-1-start": "2026-11-01", "campaigns-1-checks_from": ""}, "campaigns-1-start", "« Automne »"),
        ({"campaigns-0-checks_from": "2026-10-20"}, "campaigns-0-checks_from", "précèdent la campagne"),
        (
            {"campaigns-0-start": "2025-10-01", "campaigns-0-end": "2025-10-09", "campaigns-0-checks_from": ""},
            "campaigns-0-start",
            "hors de la période",
        ),
        ({"c1-weeks": "0"}, "c1-weeks", "Il y a au moins une semaine entre deux réunions."),
        ({"c2-weeks": ""}, "c2-weeks", "de 1 à 52"),
        ({"c1-weeks": "53"}, "c1-weeks", "52"),
        ({"c1-time": "25:10"}, "c1-time", "heure valide"),
        ({"c1-weekday": "9"}, "c1-weekday", "choix valide"),
        ({"end": "2026-09-01"}, "end", "avant de commencer"),
        ({"end": "2036-09-01"}, "end", "plus de trois ans"),
        ({"place": "venue-999999"}, "place", "choix valide"),
        ({"place": "venue-x"}, "place", "choix valide"),
        ({"place_name": "Salle"}, "place_host", "l’organisme qui vous y accueille"),
        ({"place_postcode": "1300"}, "place_postcode", "cinq chiffres"),
        ({"campaigns-0-label": "L’élève né le 12/03/2009"}, "campaigns-0-label", "RIO"),
        ({"campaigns-0-label": "x" * 1_000_000}, "campaigns-0-label", "80"),
    ],
)
def test_bad_answers_get_a_message_beside_the_field_and_stay_typed(lead, platform, changes, field, message):
    response = lead.post(url("plan_start", platform), posted(**changes))
    page = soup_of(response)
    errors = page.select_one(f"#id_{field}_error")
    assert errors is not None, [words(found) for found in page.select(".field-errors")]
    assert message in words(errors)
    assert page.select_one(".form-summary") is not None
    name, typed = next(iter(changes.items()))
    control = page.select_one(f"[name={name}]")
    if control.name == "input":
        assert control.get("value", "") == typed
    assert page.select_one("[name=campaigns-1-label]")["value"] == "Printemps"
    assert PlanDraft.objects.count() == 0


def test_no_campaign_and_nothing_outside_is_explained(lead, platform):
    empty = {f"campaigns-{row}-{name}": "" for row in (0, 1) for name in ("start", "end", "checks_from")}
    page = soup_of(lead.post(url("plan_start", platform), posted(**empty)))
    assert "aucune date" in words(page.select_one(".form-summary"))


def test_d03_a_venue_or_site_of_another_platform_cannot_be_chosen(lead, platform):
    other = make_platform()
    venue, site = make_venue(other), make_site(make_member(other).organisation)
    for place in (f"venue-{venue.pk}", f"site-{site.pk}"):
        page = soup_of(lead.post(url("plan_start", platform), posted(place=place)))
        assert page.select_one("#id_place_error") is not None
    page = soup_of(
        lead.post(url("plan_start", platform), posted(place_host=str(site.organisation_id), place_name="Salle"))
    )
    assert page.select_one("#id_place_host_error") is not None
    assert PlanDraft.objects.count() == 0


def test_scripts_in_names_are_shown_as_text(lead, platform):
    label = "<script>alert(1)</script>"
    lead.post(url("plan_start", platform), posted(**{"campaigns-0-label": label}))
    draft = PlanDraft.objects.get()
    response = lead.get(url("plan_preview", platform, draft.pk) + "?vue=calendrier")
    assert b"<script>alert" not in response.content
    assert label in soup_of(response).get_text()


def test_a_label_with_a_line_break_is_kept_on_one_line(lead, platform):
    lead.post(url("plan_start", platform), posted(**{"campaigns-0-label": "Automne\r\nX-Evil: 1\x00"}))
    page = PlanDraft.objects.first()
    assert page is None or page.answers["campaigns"][0]["label"] == "Automne X-Evil: 1"


# Preview


def test_the_preview_lists_every_date_with_its_reason(lead, platform):
    draft = make_draft(platform)
    plan = preview(draft)
    page = soup_of(lead.get(url("plan_preview", platform, draft.pk)))
    assert len(page.select(".plan-line")) == len(plan.rows)
    moved = [words(line) for line in page.select(".plan-line") if "Déplacée" in line.get_text()]
    assert moved
    assert all("vacances scolaires" in line or "férié" in line for line in moved)
    count = sum(row.is_held for row in plan.rows)
    assert words(page.select_one(".plan-total")) == f"{count} réunions"
    assert words(page.select_one("#plan-accept")) == f"Valider le calendrier ({count} réunions)"


def test_the_preview_as_a_calendar_shows_the_same_meetings_and_the_bands(lead, platform):
    draft = make_draft(platform)
    held = sum(row.is_held for row in preview(draft).rows)
    page = soup_of(lead.get(url("plan_preview", platform, draft.pk) + "?vue=calendrier"))
    items = page.select(".month-grid .cal-item")
    assert sum("is-dropped" not in item["class"] for item in items) == held
    assert page.select(".band-campaign") != []
    assert page.select(".band-holidays") != []
    assert page.select_one(".month-title").get_text(strip=True) == "septembre 2026"


def test_the_number_of_queries_of_the_preview_does_not_follow_the_rows(lead, platform, count_queries):
    def queries(draft):
        return [
            count_queries(lambda view=view: lead.get(url("plan_preview", platform, draft.pk) + view))
            for view in ("?vue=liste", "?vue=calendrier")
        ]

    venue = make_venue(platform)
    make_meeting(platform, starts_at=dt.datetime(2026, 9, 2, 9, tzinfo=dt.UTC), venue=venue)
    few = queries(make_draft(platform, campaigns=(AUTUMN,)))
    for week in range(3):
        starts_at = dt.datetime(2026, 9, 3 + 7 * week, 9, tzinfo=dt.UTC)
        make_meeting(platform, starts_at=starts_at, venue=make_venue(platform))
    assert queries(make_draft(platform)) == few


def test_the_draft_survives_and_is_offered_again(lead, platform):
    draft = make_draft(platform)
    page = soup_of(lead.get(url("plan_start", platform)))
    links = [link["href"] for link in page.select(".plain-list a")]
    assert links == [url("plan_preview", platform, draft.pk)]


def a_key(draft):
    return next(str(row.occurrence.key) for row in preview(draft).rows if row.is_held and row.occurrence.circle == 1)


def test_a_date_is_changed_without_script(lead, platform):
    draft = make_draft(platform)
    key = a_key(draft)
    response = lead.post(url("plan_edit", platform, draft.pk), {"version": 1, "key": key, "action": "drop"})
    assert response.url == url("plan_preview", platform, draft.pk) + "#date-" + key.replace(":", "-")
    page = soup_of(lead.get(response.url))
    assert "Retirée par vous" in words(page.select_one("#date-" + key.replace(":", "-")))


def test_a_date_is_moved_with_htmx_and_only_the_plan_comes_back(lead, platform):
    draft = make_draft(platform)
    key = a_key(draft)
    response = lead.post(
        url("plan_edit", platform, draft.pk),
        {"version": 1, "key": key, "action": "move", "date": "2026-10-08"},
        headers={"HX-Request": "true"},
    )
    assert response.status_code == 200
    assert response.content.lstrip().startswith(b'<div id="plan"')
    assert "Jeudi 8 octobre" in words(soup_of(response)).replace("jeudi", "Jeudi")


@pytest.mark.parametrize("htmx", [True, False])
def test_a_stale_change_is_refused_with_the_plan_as_it_is_now(lead, platform, htmx):
    draft = make_draft(platform)
    key = a_key(draft)
    edit_date(draft, key, EditAction.DROP, version=1, by=BY)
    headers = {"HX-Request": "true"} if htmx else {}
    response = lead.post(
        url("plan_edit", platform, draft.pk), {"version": 1, "key": key, "action": "keep"}, headers=headers
    )
    assert response.status_code == (200 if htmx else 409)
    page = soup_of(response)
    assert "autre fenêtre" in words(page.select_one(".notice-danger"))
    assert page.select_one("[name=version]")["value"] == "2"


@pytest.mark.parametrize(
    "data",
    [
        {"version": "1", "action": "explode"},
        {"version": "x", "action": "drop"},
        {"action": "drop"},
        {"version": "1", "action": "move", "date": "31/02/2027"},
        {"version": "1", "action": "move"},
        {"version": "1", "action": "drop", "key": "x" * 5000},
    ],
)
def test_a_change_that_makes_no_sense_is_refused(lead, platform, data):
    draft = make_draft(platform)
    response = lead.post(url("plan_edit", platform, draft.pk), {"key": a_key(draft), **data})
    draft.refresh_from_db()
    assert (response.status_code, draft.version, draft.edits) == (409, 1, {})


def test_answers_are_changed_and_the_typed_values_shown_again(lead, platform):
    draft = make_draft(platform)
    page = soup_of(lead.get(url("plan_answers", platform, draft.pk)))
    assert page.select_one("[name=campaigns-1-end]")["value"] == "2027-05-28"
    assert page.select_one("[name=c1-time]")["value"] == "09:30"
    assert page.select_one("[name=c2-time]").get("value") is None
    response = lead.post(url("plan_answers", platform, draft.pk), posted(version="1", **{"c1-weekday": "3"}))
    assert response.url == url("plan_preview", platform, draft.pk)
    draft.refresh_from_db()
    assert (draft.version, draft.answers["rhythms"][0]["weekday"]) == (2, 3)


def test_stale_answers_are_refused_and_stay_typed(lead, platform):
    draft = make_draft(platform)
    lead.post(url("plan_answers", platform, draft.pk), posted(version="1"))
    page = soup_of(lead.post(url("plan_answers", platform, draft.pk), posted(version="1", **{"c1-time": "11:15"})))
    assert "autre fenêtre" in words(page.select_one(".form-summary"))
    assert page.select_one("[name=c1-time]")["value"] == "11:15"


# Acceptance


def seen_on(response):
    page = soup_of(response)
    return {field: page.select_one(f".plan-accept [name={field}]")["value"] for field in ("version", "seen")}


def test_accepting_writes_and_says_what_comes_next(lead, platform):
    draft = make_draft(platform)
    held = sum(row.is_held for row in preview(draft).rows)
    data = seen_on(lead.get(url("plan_preview", platform, draft.pk)))
    response = lead.post(url("plan_accept", platform, draft.pk), data)
    assert response.url == url("plan_done", platform, draft.pk)
    page = soup_of(lead.get(response.url))
    assert words(page.select_one("h1")) == f"{held} réunions sont au calendrier"
    assert platform.meetings.count() == held
    first = platform.meetings.order_by("starts_at").first()
    assert reverse("meetings:convene", args=[first.uuid]) in [link["href"] for link in page.select("main a")]


def test_accepting_in_two_windows_leads_to_the_same_result(lead, platform):
    draft = make_draft(platform)
    data = seen_on(lead.get(url("plan_preview", platform, draft.pk)))
    responses = [lead.post(url("plan_accept", platform, draft.pk), data) for _window in range(2)]
    count = platform.meetings.count()
    assert {response.url for response in responses} == {url("plan_done", platform, draft.pk)}
    assert count == sum(platform.plan_drafts.get().result.values()) - platform.plan_drafts.get().result.get("none", 0)


@pytest.mark.parametrize("data", [{}, {"version": "1", "seen": "autre"}, {"version": "²", "seen": ""}])
def test_accepting_something_else_than_what_is_stored_is_refused(lead, platform, data):
    draft = make_draft(platform)
    response = lead.post(url("plan_accept", platform, draft.pk), data)
    assert (response.status_code, platform.meetings.count()) == (409, 0)


def test_an_accepted_plan_shows_its_result_at_every_address(lead, platform):
    draft = make_draft(platform)
    lead.post(url("plan_accept", platform, draft.pk), seen_on(lead.get(url("plan_preview", platform, draft.pk))))
    done = url("plan_done", platform, draft.pk)
    assert lead.get(url("plan_preview", platform, draft.pk)).url == done
    assert lead.get(url("plan_answers", platform, draft.pk)).url == done
    edit = {"version": 1, "key": a_key(draft), "action": "drop"}
    assert lead.post(url("plan_edit", platform, draft.pk), edit).url == done
    lead.post(url("plan_discard", platform, draft.pk))
    assert platform.plan_drafts.count() == 1


def test_discarding_throws_the_draft_away(lead, platform):
    draft = make_draft(platform)
    response = lead.post(url("plan_discard", platform, draft.pk), follow=True)
    assert "abandonnée" in words(soup_of(response))
    assert platform.plan_drafts.count() == 0
