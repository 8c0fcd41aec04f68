"""The pages of needs without an answer."""

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.solutions_map.enums import SolutionState
from portal.solutions_map.models import RecordedNeed, Solution
from portal.solutions_map.seasons import Month
from tests.factories import make_coordinator, make_lead, make_member, make_platform
from tests.factories.solutions import (
    make_funder,
    make_need,
    make_recorded_need,
    make_seat_report,
    make_session,
    make_solution,
    make_solution_type,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead_client(client, login, platform):
    return login(client, make_lead(platform))


@pytest.fixture
def current():
    return Month(timezone.localdate().replace(day=1))


def url(name, platform, *args):
    return reverse(f"solutions_map:{name}", args=[platform.slug, *args])


def need_data(platform, current, **changes):
    return {
        "need": make_need("Logement").pk,
        "area": platform.territories.get().pk,
        "first_month": current.value,
        "last_month": (current + 1).value,
        "note": "",
    } | changes


def test_an_empty_page_teaches_and_offers_the_act_to_the_team_alone(client, login, platform):
    add = url("need_add", platform)
    assert add in login(client, make_lead(platform)).get(url("gaps", platform)).content.decode()
    assert add not in login(client, make_member(platform)).get(url("gaps", platform)).content.decode()


def test_a_need_is_noted_and_explained(lead_client, platform, current):
    done = lead_client.post(url("need_add", platform), need_data(platform, current))
    recorded = RecordedNeed.objects.get()
    assert done.url == f"{url('gaps', platform)}#besoin-{recorded.pk}"
    text = lead_client.get(url("gaps", platform)).content.decode()
    assert f'id="besoin-{recorded.pk}"' in text and "Logement" in text
    assert reverse("meetings:propose_from_gap", args=[platform.slug, recorded.pk]) in text


@pytest.mark.parametrize(
    "note", ["La jeune Léa Martin cherche un logement", "Né le 12/03/2008", "Appeler le 06 12 34 56 78"]
)
def test_d80_a_note_about_a_young_person_is_refused_and_stays_typed(lead_client, platform, current, note):
    refused = lead_client.post(url("need_add", platform), need_data(platform, current, note=note))
    assert refused.status_code == 200
    assert "note" in refused.context["form"].errors
    assert note in refused.content.decode()
    assert not RecordedNeed.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [("first_month", "2026-99"), ("last_month", ""), ("area", "0"), ("need", "x"), ("note", "a" * 201)],
)
def test_bad_input_is_said_beside_the_field(lead_client, platform, current, field, value):
    refused = lead_client.post(url("need_add", platform), need_data(platform, current, **{field: value}))
    assert field in refused.context["form"].errors
    assert not RecordedNeed.objects.exists()


def test_the_wrong_order_of_months_is_said_beside_the_last(lead_client, platform, current):
    data = need_data(platform, current, first_month=(current + 3).value)
    assert "last_month" in lead_client.post(url("need_add", platform), data).context["form"].errors


def test_settling_and_taking_up_again(lead_client, platform):
    recorded = make_recorded_need(platform)
    lead_client.post(url("need_settle", platform, recorded.pk))
    shown = lead_client.get(url("gaps", platform))
    assert (shown.context["sections"], shown.context["settled"]) == ([], [recorded])
    lead_client.post(url("need_reopen", platform, recorded.pk))
    recorded.refresh_from_db()
    assert recorded.settled_on is None


def test_a_solution_to_create_is_prefilled_and_shows_below_the_need(lead_client, platform):
    recorded = make_recorded_need(platform, make_need("Logement"))
    form = lead_client.get(url("gap_solution", platform, recorded.pk)).context["form"]
    assert "Logement" in form["name"].value() and recorded.area.name in form["next_steps"].value()
    data = {
        "name": form["name"].value(),
        "solution_type": make_solution_type().pk,
        "next_steps": form["next_steps"].value(),
        "funders": [make_funder().pk],
    }
    lead_client.post(url("gap_solution", platform, recorded.pk), data)
    solution = Solution.objects.get()
    assert (solution.state, solution.funders.count()) == (SolutionState.TO_CREATE, 1)
    (section,) = lead_client.get(url("gaps", platform)).context["sections"]
    assert section.preparing == [solution]
    lead_client.post(url("gap_solution", platform, recorded.pk), data)
    assert Solution.objects.count() == 1


def test_d06_a_draft_to_create_is_not_shown_to_members(client, login, platform):
    recorded = make_recorded_need(platform)
    fields = {"needs": [recorded.need], "state": SolutionState.TO_CREATE}
    make_solution(platform, name="Brouillon", published=False, **fields)
    shown = make_solution(platform, **fields)
    make_solution(make_platform(), **fields)
    login(client, make_member(platform))
    (section,) = client.get(url("gaps", platform)).context["sections"]
    assert section.preparing == [shown]


def test_numbers_of_seats_stand_with_their_date(lead_client, platform):
    recorded = make_recorded_need(platform)
    session = make_session(make_solution(platform, needs=[recorded.need]))
    make_seat_report(session, free=0, capacity=7)
    text = lead_client.get(url("gaps", platform)).content.decode()
    assert f"{timezone.localdate().year}" in text.split('class="seats')[1].split("</li>")[0]


def test_queries_of_the_page_do_not_grow_with_the_needs(lead_client, platform, count_queries):
    def add(number):
        for _index in range(number):
            recorded = make_recorded_need(platform)
            make_session(make_solution(platform, needs=[recorded.need]))

    add(2)
    few = count_queries(lambda: lead_client.get(url("gaps", platform)))
    add(6)
    assert count_queries(lambda: lead_client.get(url("gaps", platform))) == few


def test_a_coordinator_reads_the_table_of_the_platforms(client, login, platform, count_queries):
    territory = platform.territories.get()
    login(client, make_coordinator(territory))
    recorded = make_recorded_need(platform)
    page = reverse("solutions_map:territory_gaps", args=[territory.slug])
    shown = client.get(page)
    assert shown.context["table"].needs == [recorded.need]
    assert url("gaps", platform) in shown.content.decode()
    few = count_queries(lambda: client.get(page))
    for _index in range(4):
        make_recorded_need(make_platform(territory=territory))
    assert count_queries(lambda: client.get(page)) == few
