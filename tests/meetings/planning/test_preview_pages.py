"""The preview's page: changes beside their date, undo, hosts, groups of a plan made again, milestones, last year."""

import datetime as dt

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from portal.meetings.models import PlanDraft
from portal.meetings.services.planning_preview import Change, preview
from tests.factories import make_assistant, make_lead, make_meeting, make_member, make_platform, make_venue

from .builders import THURSDAY, accept, circle, make_draft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def lead(client, login, platform):
    return login(client, make_lead(platform))


def url(name, platform, *args):
    return reverse(f"meetings:{name}", args=[platform.slug, *args])


def soup_of(response):
    return BeautifulSoup(response.content, "html.parser")


def words(element):
    return " ".join(element.get_text().split())


def a_key(draft, number=0):
    return [row.key for row in preview(draft).rows if row.is_held and row.circle == "1"][number]


def line_of(page, key):
    return page.select_one("#date-" + key.replace(":", "-"))


def edit(lead, draft, **data):
    version = PlanDraft.objects.get(pk=draft.pk).version
    address = url("plan_edit", draft.platform, draft.pk)
    return lead.post(address, {"version": version, "vue": "liste", **data}, headers=HTMX)


# Moving


def test_one_press_moves_a_date_by_a_day_and_the_form_stays_open(lead, platform):
    draft = make_draft(platform)
    key = a_key(draft)
    line = line_of(soup_of(lead.get(url("plan_preview", platform, draft.pk))), key)
    later = line.select_one("button[id^=later-]")
    day = preview(draft).row(key).occurrence.date
    assert later["value"] == (day + dt.timedelta(days=1)).isoformat()
    page = soup_of(edit(lead, draft, key=key, to=later["value"]))
    assert line_of(page, key).select_one("details").has_attr("open")
    assert preview(PlanDraft.objects.get(pk=draft.pk)).row(key).occurrence.date == day + dt.timedelta(days=1)
    said = words(page.select_one("[hx-swap-oob]"))
    assert said.startswith("Cercle 1 : passe du mardi")


def test_a_day_later_than_friday_is_monday(lead, platform):
    draft = make_draft(platform)
    key = a_key(draft)
    page = soup_of(edit(lead, draft, key=key, action="move", date="2026-10-09", time="09:30"))
    assert line_of(page, key).select_one("button[id^=later-]")["value"] == "2026-10-12"


def test_a_typed_hour_moves_the_meeting(lead, platform):
    draft = make_draft(platform)
    key = a_key(draft)
    page = soup_of(edit(lead, draft, key=key, action="move", date="2026-10-08", time="14:00"))
    assert words(line_of(page, key).select_one(".plan-time")) == "14 h"


def test_the_calendar_stays_in_sight_after_a_move_and_names_what_scripts_may_move(lead, platform):
    draft = make_draft(platform)
    key = a_key(draft)
    page = soup_of(edit(lead, draft, key=key, to="2026-10-08", vue="calendrier"))
    items = page.select(f".month-grid td[data-date='2026-10-08'] [data-plan-key='{key}']")
    assert len(items) == 1
    assert page.select_one("[data-plan-move]")["hx-post"] == url("plan_edit", platform, draft.pk)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"action": "move", "date": "2026-08-01"}, "date est passée"),
        ({"action": "move", "date": "2029-08-01"}, "trop loin"),
        ({"action": "move", "date": "2027-03-28", "time": "02:30"}, "n’existe pas"),
        ({"action": "move", "date": "31/02/2027"}, "date valide"),
        ({"action": "move", "date": "2026-10-08", "time": "25:99"}, "heure valide"),
        ({"to": "demain"}, "ne peut pas être utilisée"),
        ({"to": "2026-10-08T99:99"}, "ne peut pas être utilisée"),
        ({}, "Choisissez"),
    ],
)
def test_what_is_refused_is_said_beside_its_date_and_what_was_typed_stays(lead, platform, data, message):
    draft = make_draft(platform)
    key = a_key(draft)
    page = soup_of(edit(lead, draft, key=key, **data))
    line = line_of(page, key)
    assert message in words(line.select_one(".plan-problem"))
    assert line.select_one("details").has_attr("open")
    if "action" in data:
        assert line.select_one("[name=date]")["value"] == data["date"]
    assert message in words(page.select_one("[hx-swap-oob]"))
    assert PlanDraft.objects.get().edits == {}


@pytest.mark.parametrize(
    "key", ["circle-1:209901", "circle-1:2026\x0042", "\x00", "é" * 80, "x" * 5000, "group-1:202642"]
)
def test_a_key_that_is_none_is_refused_on_top(lead, platform, key):
    draft = make_draft(platform)
    page = soup_of(edit(lead, draft, key=key, action="drop"))
    assert page.select_one(".notice-danger") is not None
    assert PlanDraft.objects.get().edits == {}


def test_a_stale_window_is_told_and_what_was_typed_stays(lead, platform):
    draft = make_draft(platform)
    key = a_key(draft)
    edit(lead, draft, key=a_key(draft, 1), action="drop")
    page = soup_of(edit(lead, draft, version=1, key=key, action="move", date="2026-10-08", time="14:00"))
    assert "autre fenêtre" in words(page.select_one(".notice-danger"))
    assert line_of(page, key).select_one("[name=date]")["value"] == "2026-10-08"
    assert list(PlanDraft.objects.get().edits) == [a_key(draft, 1)]


def test_a_draft_discarded_in_another_window_is_gone(lead, platform):
    draft = make_draft(platform)
    key = a_key(draft)
    lead.post(url("plan_discard", platform, draft.pk))
    assert lead.post(url("plan_edit", platform, draft.pk), {"version": 1, "key": key}).status_code == 404


# Undo and effects


def test_the_last_change_is_told_with_the_rest_and_undone_in_one_press(lead, platform):
    draft = make_draft(platform)
    merged = next(row for row in preview(draft).rows if row.occurrence.merged_into)
    page = soup_of(edit(lead, draft, key=str(merged.occurrence.merged_into), action="drop"))
    assert "en conséquence" in words(page.select_one(".plan-edited"))
    assert "À cause de votre dernière modification" in words(line_of(page, merged.key))
    page = soup_of(edit(lead, draft, action="undo"))
    assert page.select_one("#plan-undo") is None
    assert words(page.select_one("[hx-swap-oob]")) == "Votre dernière modification est annulée."
    assert PlanDraft.objects.get().edits == {}


# Hosts and who is taken


def test_d03_a_host_is_chosen_among_the_platforms_own(lead, platform):
    venue, foreign = make_venue(platform), make_venue(make_platform())
    draft = make_draft(platform)
    key = a_key(draft)
    address = url("plan_host", platform, draft.pk)
    page = soup_of(lead.post(address, {"version": 1, "key": key, "venue": foreign.pk, "vue": "liste"}, headers=HTMX))
    assert "l’un des vôtres" in words(line_of(page, key).select_one(".plan-problem"))
    for bad in ("x", "-1", "9" * 30, "\x00"):
        lead.post(address, {"version": 1, "key": key, "venue": bad, "vue": "liste"}, headers=HTMX)
    assert PlanDraft.objects.get().edits == {}
    page = soup_of(lead.post(address, {"version": 1, "key": key, "venue": venue.pk, "vue": "liste"}, headers=HTMX))
    assert str(venue) in words(line_of(page, key))
    assert "choisi par vous" in words(line_of(page, key))
    assert [option["value"] for option in line_of(page, key).select("option")] == ["", str(venue.pk)]


@pytest.fixture
def taken(platform):
    """A representative of the platform who is expected at another platform's meeting, and the key of the date."""
    member, other = make_member(platform), make_platform()
    make_member(other, person=member, organisation=member.organisation)
    row = next(row for row in preview(make_draft(platform)).rows if row.is_held and row.circle == "1")
    PlanDraft.objects.all().delete()
    make_meeting(other, starts_at=row.starts_at)
    return member, other, row


def test_who_is_taken_is_told_with_other_dates_and_the_other_platform_is_not_named(lead, platform, taken):
    member, other, row = taken
    draft = make_draft(platform)
    line = line_of(soup_of(lead.get(url("plan_preview", platform, draft.pk))), row.key)
    told = words(line.select_one(".plan-taken"))
    assert str(member.organisation) in told
    assert other.name not in told
    offers = line.select(".plan-offers button")
    assert 1 <= len(offers) <= 3
    assert all("tout le monde est libre" in words(offer) for offer in offers)
    page = soup_of(edit(lead, draft, key=row.key, to=offers[0]["value"]))
    assert line_of(page, row.key).select_one(".plan-taken") is None


def test_the_other_platform_is_named_to_who_sees_its_meeting(client, login, platform, taken):
    _member, other, row = taken
    # Not one of the pair of leads: without them the date would move away by itself.
    person = make_assistant(platform)
    make_lead(other, person=person)
    login(client, person)
    draft = make_draft(platform)
    line = line_of(soup_of(client.get(url("plan_preview", platform, draft.pk))), row.key)
    assert other.name in words(line)


# Planning again


def test_planning_again_groups_the_dates_by_what_becomes_of_them(lead, platform):
    accept(make_draft(platform))
    meeting = platform.meetings.filter(circle="1").order_by("starts_at").first()
    meeting.status, meeting.convened_at = "convened", meeting.created_at
    meeting.modified_at = meeting.planned_at + dt.timedelta(minutes=1)
    meeting.save()
    draft = make_draft(platform, rhythms=(circle("1", weekday=THURSDAY), circle("2")))
    plan = preview(draft)
    page = soup_of(lead.get(url("plan_preview", platform, draft.pk)))
    updated = plan.rows_that(Change.UPDATED)
    assert updated
    shown = page.select_one("section[aria-labelledby=group-updated]")
    assert len(shown.select(".plan-line")) == len(updated)
    stays = page.select_one("section[aria-labelledby=group-same]")
    assert str(meeting.uuid) in stays.decode()
    assert f"{len(updated)} modifiée" in words(page.select_one("#plan-accept"))
    assert len(page.select(".plan-line")) == len(plan.rows)


def test_a_first_plan_has_no_page_of_changes(lead, platform):
    draft = make_draft(platform)
    page = soup_of(lead.get(url("plan_preview", platform, draft.pk) + "?vue=changements"))
    assert page.select_one("[id^=group-]") is None
    assert page.select_one("[id^=lines-]") is not None


@pytest.mark.parametrize("view", ["", "\x00", "liste' or 1=1", "é" * 3000])
def test_an_unknown_view_is_the_list(lead, platform, view):
    draft = make_draft(platform)
    response = lead.get(url("plan_preview", platform, draft.pk), {"vue": view})
    assert soup_of(response).select_one("[id^=lines-]") is not None


# Milestones and last year


def test_campaigns_and_the_checks_before_them_stand_in_the_list_and_in_the_calendar(lead, platform):
    draft = make_draft(platform)
    page = soup_of(lead.get(url("plan_preview", platform, draft.pk)))
    told = [words(item) for item in page.select(".plan-milestone")]
    assert told[0].endswith("Vérifications par les établissements : Automne, du 14 septembre au 4 octobre 2026")
    assert told[1].endswith("Automne, du 5 octobre au 11 décembre 2026")
    page = soup_of(lead.get(url("plan_preview", platform, draft.pk) + "?vue=calendrier"))
    days = [cell["data-date"] for cell in page.select("td.band-checks")]
    assert (days[0], len([day for day in days if day < "2027"])) == ("2026-09-14", 21)


def test_the_plan_stands_beside_what_was_held_last_year(lead, platform):
    venue = make_venue(platform)
    for day in (6, 20):
        starts_at = dt.datetime(2025, 10, day, 7, 30, tzinfo=dt.UTC)
        make_meeting(platform, starts_at=starts_at, venue=venue, status="held")
    make_meeting(platform, starts_at=dt.datetime(2025, 11, 4, 8, tzinfo=dt.UTC), status="cancelled")
    draft = make_draft(platform)
    count = sum(row.is_held for row in preview(draft).rows)
    page = soup_of(lead.get(url("plan_compare", platform, draft.pk)))
    first = page.select(".plan-compare table")[0].select("tbody tr")
    assert [words(cell) for cell in first[0].select("td")] == ["2", str(count), f"+{count - 2}"]
    assert words(first[-1].select("td")[1]).endswith("%")
    hosts = words(page.select(".plan-compare table")[1])
    assert str(venue.site.organisation) in hosts
    october = next(row for row in page.select(".plan-by-month tbody tr") if words(row.th) == "Octobre")
    assert [words(cell) for cell in october.select("td")][:3] == ["2", "–", "2"]


def test_without_a_year_before_the_comparison_says_so(lead, platform):
    page = soup_of(lead.get(url("plan_compare", platform, make_draft(platform).pk)))
    assert "2025-2026" in words(page.select_one(".notice-info"))


# Queries


def test_the_queries_of_the_preview_follow_neither_rhythms_nor_conflicts_nor_venues(
    lead, platform, taken, count_queries
):
    def queries(draft, view):
        address = url(view, platform, draft.pk)
        return count_queries(lambda: lead.get(address))

    make_venue(platform)
    small = make_draft(platform)
    before = [queries(small, view) for view in ("plan_preview", "plan_compare")]
    _member, other, row = taken
    for week in range(1, 6):
        make_meeting(other, starts_at=row.starts_at + dt.timedelta(weeks=2 * week))
        make_venue(platform)
        make_member(platform)
    large = make_draft(platform, rhythms=(circle("1"), circle("2", weekday=THURSDAY)))
    assert [queries(large, view) for view in ("plan_preview", "plan_compare")] == before
