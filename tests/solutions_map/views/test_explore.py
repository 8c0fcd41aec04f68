"""The map of solutions as pages: list, months by type, geographic map and its points."""

import datetime as dt
import re
from html import unescape

import pytest
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from portal.directory.enums import TerritoryKind
from portal.directory.models import Commune
from portal.solutions_map.enums import Entry, SolutionState
from portal.solutions_map.filters import SolutionFilter
from portal.solutions_map.map_points import MAX_POINTS, Box, points_of, read_box
from portal.solutions_map.matrix import matrix_of
from tests.core.xss import PAYLOADS
from tests.factories import (
    make_coordinator,
    make_lead,
    make_need,
    make_organisation,
    make_platform,
    make_seat_report,
    make_session,
    make_site,
    make_solution,
    make_solution_type,
    make_territory,
    make_user,
)

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 10)
PAGES = ["solutions_map:solutions", "solutions_map:matrix", "solutions_map:map"]
EVERYWHERE = [*PAGES, "solutions_map:map_points"]


@pytest.fixture
def lead(platform, client, login):
    person = make_lead(platform)
    login(client, person)
    return person


def shown(client, name, **parameters):
    response = client.get(reverse(name), parameters)
    assert response.status_code == 200
    return unescape(response.content.decode())


def words(text):
    """Return what a reader reads, on one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def main_of(text):
    return words(text[text.index("<main") :])


# The list.


def test_a_hit_says_what_and_whose_when_with_which_seats_and_how(client, platform, lead):
    house = make_organisation(name="Maison des apprentis")
    solution = make_solution(
        platform,
        name="Passerelle bois",
        providers=[house],
        contact_phone="+33491000000",
        how_to_orient="Envoyer la fiche de liaison.",
    )
    make_seat_report(make_session(solution), free=3, capacity=8, organisation=house)
    page = main_of(shown(client, "solutions_map:solutions"))
    hit = page[page.index("1 solution") :]
    for part in ("Passerelle bois", "Maison des apprentis", "Ouvert", "3 places libres sur 8", "04 91 00 00 00"):
        assert part in hit
    assert "Envoyer la fiche de liaison. Comment orienter Passerelle bois" in hit


def test_no_number_of_seats_stands_without_its_day_and_its_source(client, platform, lead):
    source = make_organisation(name="Greta du Port")
    for number in range(3):
        session = make_session(make_solution(platform, name=f"Atelier {number}"))
        make_seat_report(session, free=number + 1, organisation=source)
    page = main_of(shown(client, "solutions_map:solutions"))
    told = re.findall(r"places? libres? sur 10 au \d+(?:er)? \S+ \d{4} · Greta du Port", page)
    assert len(told) == page.count("sur 10") == 3
    text = client.get(reverse("solutions_map:map_points")).json()
    assert text == {"total": 0, "points": [], "clusters": []}


def test_fifty_stand_on_a_page_and_the_filters_stay_on_the_next(client, platform, lead):
    need = make_need("Logement")
    for number in range(53):
        make_solution(platform, name=f"Foyer {number:02}", needs=[need])
    first = shown(client, "solutions_map:solutions", need=need.code)
    assert first.count('class="hit"') == 50
    assert f"?need={need.code}&page=2" in first
    second = shown(client, "solutions_map:solutions", need=need.code, page="2")
    assert second.count('class="hit"') == 3
    assert '<ol class="hits" start="51">' in second
    assert shown(client, "solutions_map:solutions", page="999999").count('class="hit"') == 3
    assert shown(client, "solutions_map:solutions", page="x").count('class="hit"') == 50


def test_nothing_found_says_which_filter_to_take_off(client, platform, lead):
    need = make_need("Logement")
    make_solution(platform, needs=[need])
    page = shown(client, "solutions_map:solutions", need=need.code, q="introuvable")
    assert "Rien ne répond à tous ces filtres" in page
    assert f'href="/solutions/?need={need.code}">Sans mots\u202f: «\u202fintrouvable\u202f»' in page
    assert 'href="/solutions/?q=introuvable">Sans besoin\u202f: Logement' in page


def test_an_empty_map_says_what_it_is_for(client, platform, lead):
    assert "La carte est vide" in shown(client, "solutions_map:solutions")
    client.logout()
    assert "Aucune solution n’est encore affichée" in shown(client, "solutions_map:solutions")


def test_the_views_keep_the_filters(client, platform, lead):
    need = make_need("Logement")
    make_solution(platform, needs=[need])
    for name in PAGES:
        page = shown(client, name, need=need.code, month="2027-02", nonsense="x", age="999")
        for other in PAGES:
            assert f'href="{reverse(other)}?need={need.code}&month=2027-02"' in page


def test_htmx_is_told_the_address_to_keep_and_others_are_not(client, platform, lead):
    need = make_need("Logement")
    plain = client.get(reverse("solutions_map:solutions"), {"need": need.code, "q": "", "age": ""})
    assert "HX-Push-Url" not in plain.headers
    swapped = client.get(
        reverse("solutions_map:matrix"), {"need": need.code, "q": "", "age": ""}, headers={"HX-Request": "true"}
    )
    assert swapped.headers["HX-Push-Url"] == f"/solutions/matrice/?need={need.code}"


def test_an_unknown_place_is_said_and_others_of_the_name_are_offered(client, platform, lead):
    for number, department in enumerate((make_territory(name="Nord"), make_territory(name="Sud"))):
        Commune.objects.create(name="Deuxville", name_folded="deuxville", insee=f"9900{number}", department=department)
    assert "Ce lieu n’est pas connu" in shown(client, "solutions_map:solutions", area="Atlantide")
    page = shown(client, "solutions_map:solutions", area="Deuxville")
    assert 'Ou cherchiez-vous\u202f: <a href="/solutions/?area=commune-99001">Deuxville (Sud)</a>' in page


# Rights.


@pytest.fixture
def secrets(platform):
    """Rows with canary words that nobody of ``platform`` may meet in a view of the map."""
    other = make_platform(name="Plateforme d’à côté")
    site = make_site(name="canari-lieu", latitude=43.3, longitude=5.4)
    need, kind = make_need("canari-besoin"), make_solution_type("canari-type")
    shared = {"sites": [site], "needs": [need], "solution_type": kind}
    for state in (SolutionState.TO_CREATE, SolutionState.TO_OPTIMISE):
        make_session(make_solution(other, name=f"canari-{state}", state=state, **shared))
    make_session(make_solution(other, name="canari-brouillon", published=False, **shared))
    make_session(make_solution(other, name="canari-fermee", closed=True, **shared))
    make_session(make_solution(make_territory(), name="canari-territoire", state=SolutionState.TO_CREATE, **shared))
    return need, kind


@pytest.mark.parametrize("name", EVERYWHERE)
@pytest.mark.parametrize("who", ["visitor", "nobody", "lead", "coordinator"])
def test_d06_plans_and_drafts_of_others_are_in_no_view_count_or_point(client, login, platform, secrets, name, who):
    people = {
        "nobody": lambda: make_user(),
        "lead": lambda: make_lead(platform),
        "coordinator": lambda: make_coordinator(platform.territories.get()),
    }
    if who != "visitor":
        login(client, people[who]())
    need, kind = secrets
    for parameters in ({}, {"q": "canari"}, {"state": "to_create"}, {"month": "now"}, {"type": kind.code}):
        response = client.get(reverse(name), parameters)
        text = response.content.decode()
        # What one typed oneself, and the names of the catalogue, come back in the filters.
        for own in ("canari-type", "canari-besoin", "canari</", 'value="canari"', "q=canari", "«\u202fcanari\u202f»"):
            text = text.replace(own, "")
        assert "canari" not in text, parameters
        if name.endswith("points"):
            assert response.json() == {"total": 0, "points": [], "clusters": []}
        else:
            assert re.search(r"data-explore-count>0 solution", text)


@pytest.mark.parametrize("name", EVERYWHERE)
def test_d06_a_draft_of_ones_own_platform_is_not_on_the_map_either(client, platform, lead, name):
    site = make_site(latitude=43.3, longitude=5.4)
    make_session(make_solution(platform, name="canari", published=False, sites=[site]))
    assert "canari" not in client.get(reverse(name)).content.decode()


def test_a_visitor_reads_plain_words_and_no_instructions_for_professionals(client, platform):
    solution = make_solution(
        platform,
        name="Café des métiers",
        public=True,
        how_to_orient="canari-consigne",
        public_text="Viens voir.",
        next_steps="canari-suite",
    )
    make_solution(platform, name="canari-interne")
    page = shown(client, "solutions_map:solutions")
    assert "Café des métiers" in page
    assert "Viens voir." in page
    assert "canari" not in page
    assert reverse("solutions_map:solution", args=[solution.pk]) in page
    assert 'name="state"' not in page
    assert 'name="platform"' not in page


# By month.


def test_every_number_of_the_table_is_that_of_the_list_it_leads_to(platform):
    lead = make_lead(platform)
    kinds = [make_solution_type(name) for name in ("Atelier", "Foyer", "Stage")]
    for number in range(20):
        solution = make_solution(platform, solution_type=kinds[number % 3])
        session = make_session(
            solution,
            [Entry.DATED, Entry.PERMANENT, Entry.ONE_OFF, Entry.ON_DEMAND][number % 4],
            start=DAY + dt.timedelta(days=23 * number - 60),
            end=DAY + dt.timedelta(days=23 * number + 40) if number % 5 else None,
        )
        make_seat_report(session, free=number // 3 % 3)
    for data in ("", "seats=with", f"type={kinds[0].code}", "month=2026-12"):
        matrix = matrix_of(SolutionFilter(QueryDict(data), viewer=lead, on=DAY))
        cells = [cell for _family, rows in matrix.families for row in rows for cell in row.cells]
        assert sum(cell.count for cell in cells) > 5
        for cell in [*cells, *matrix.totals]:
            listed = SolutionFilter(QueryDict(cell.address[1:]), viewer=lead, on=DAY).qs
            assert cell.count == listed.count(), cell.address
        assert matrix.total == sum(row.total for _family, rows in matrix.families for row in rows)


def test_what_is_open_several_months_counts_once_in_all(platform):
    make_session(make_solution(platform))
    matrix = matrix_of(SolutionFilter({}, viewer=make_lead(platform), on=DAY))
    ((_family, (row,)),) = matrix.families
    assert [cell.count for cell in row.cells] == [1] * 12
    assert (row.total, matrix.total) == (1, 1)


def test_the_table_is_a_table_with_headings_of_rows_and_columns(client, platform, lead):
    make_session(make_solution(platform))
    page = shown(client, "solutions_map:matrix")
    assert page.count('<th scope="col">') == 14
    assert '<th scope="row">Type d’essai</th>' in page
    assert "Total" in page


# The map.


def test_the_points_say_name_provider_opening_and_seats_in_plain_text(client, platform, lead):
    house = make_organisation(name="Maison")
    site = make_site(latitude=43.30001, longitude=5.4, organisation=house)
    solution = make_solution(platform, name="Passerelle", sites=[site], providers=[house])
    when = timezone.make_aware(dt.datetime(2026, 1, 5, 10))
    make_seat_report(make_session(solution), free=1, organisation=house, reported_at=when)
    answer = client.get(reverse("solutions_map:map_points"), {"bbox": "5,43,6,44"}).json()
    assert answer == {
        "total": 1,
        "points": [
            {
                "latitude": 43.30001,
                "longitude": 5.4,
                "title": "Passerelle",
                "text": "Maison\nOuvert maintenant – 1 place libre (au 5 janvier 2026, Maison, à confirmer)",
                "url": reverse("solutions_map:solution", args=[solution.pk]),
                "link": "Comment orienter",
            }
        ],
        "clusters": [],
    }
    assert client.get(reverse("solutions_map:map_points"), {"bbox": "-5,43,-4,44"}).json()["total"] == 0


def test_a_place_of_a_session_is_a_point_and_one_place_of_both_is_one(client, platform, lead):
    site = make_site(latitude=43.3, longitude=5.4)
    solution = make_solution(platform, sites=[site, make_site(latitude=43.4, longitude=5.5, closed_at=timezone.now())])
    make_session(solution, site=site)
    make_session(solution, site=make_site(latitude=43.5, longitude=5.5))
    points = client.get(reverse("solutions_map:map_points"), {"bbox": "5,43,6,44"}).json()["points"]
    assert [(point["latitude"], point["longitude"]) for point in points] == [(43.3, 5.4), (43.5, 5.5)]


def test_the_points_follow_the_filters_of_the_address(client, platform, lead):
    need = make_need()
    make_solution(platform, name="Avec", needs=[need], sites=[make_site(latitude=43.3, longitude=5.4)])
    make_solution(platform, name="Sans", sites=[make_site(latitude=43.3, longitude=5.4)])
    points = client.get(reverse("solutions_map:map_points"), {"need": need.code, "bbox": "5,43,6,44"}).json()["points"]
    assert [point["title"] for point in points] == ["Avec"]
    page = shown(client, "solutions_map:map", need=need.code)
    assert f'data-url="/solutions/carte/points.json?need={need.code}"' in page
    assert 'data-bounds="5.400000,43.300000,5.400000,43.300000"' in page
    assert page.count('class="hit"') == 1


BAD_BOXES = [
    "",
    "1,2,3",
    "1,2,3,4,5",
    "a,b,c,d",
    "nan,0,1,1",
    "0,0,inf,1",
    "5,43,4,44",
    "5,44,6,43",
    "5,43,5,44",
    "-181,0,1,1",
    "0,-91,1,1",
    "0,0,1,1" + "0" * 200,
    "1e309,0,1,1",
    "٥,43,6,44,",
]


@pytest.mark.parametrize("box", BAD_BOXES)
def test_d77_a_rectangle_that_is_none_is_refused_in_words(client, platform, lead, box):
    response = client.get(reverse("solutions_map:map_points"), {"bbox": box})
    assert response.status_code == 400
    assert response.json()["error"].startswith("Le rectangle ")


def test_of_too_many_places_the_numbers_are_told_square_by_square(platform):
    lead = make_lead(platform)
    solution = make_solution(platform, name="Partout")
    sites = [make_site(latitude=43 + number / 1000, longitude=5.001) for number in range(MAX_POINTS // 2)]
    sites += [make_site(latitude=43.9, longitude=5.9) for _number in range(MAX_POINTS // 2 + 1)]
    solution.sites.set(sites)
    found = SolutionFilter({}, viewer=lead, on=DAY)
    answer = points_of(found, read_box("5,43,6,44"), professional=True)
    assert answer["points"] == []
    assert (answer["total"], sum(one["count"] for one in answer["clusters"])) == (MAX_POINTS + 1, MAX_POINTS + 1)
    last = answer["clusters"][-1]
    assert (last["count"], last["bounds"]) == (MAX_POINTS // 2 + 1, [5.9, 43.9, 5.9, 43.9])
    # Looked at as closely as it goes, they are shown, as many as a page can bear.
    closest = points_of(found, Box(5.9 - 1e-5, 43.9 - 1e-5, 5.9 + 1e-5, 43.9 + 1e-5), professional=True)
    assert (closest["total"], len(closest["points"])) == (MAX_POINTS // 2 + 1, MAX_POINTS // 2 + 1)


def test_d70_names_are_text_in_the_list_and_in_the_points(client, platform, lead):
    site = make_site(latitude=43.3, longitude=5.4)
    for payload in PAYLOADS[:12]:
        make_solution(platform, name=payload.replace("\x00", "")[:160], sites=[site])
    response = client.get(reverse("solutions_map:map_points"))
    assert response.headers["Content-Type"] == "application/json"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    titles = {point["title"] for point in response.json()["points"]}
    assert "<script>alert(1)</script>" in titles
    assert "<script>alert(1)" not in client.get(reverse("solutions_map:map")).content.decode()


# Constant queries.


@pytest.mark.parametrize("name", EVERYWHERE)
def test_a_view_takes_as_many_queries_for_fifty_as_for_five(client, platform, lead, count_queries, name):
    department = make_territory()
    south = make_territory(TerritoryKind.ARRONDISSEMENT, parent=department)
    commune = Commune.objects.create(
        name="Bas", name_folded="bas", insee="99001", department=department, arrondissement=south
    )

    def fill(number):
        for _number in range(number):
            site = make_site(commune=commune, latitude=43.3, longitude=5.4)
            solution = make_solution(
                platform, needs=[make_need()], providers=[make_organisation()], sites=[site], audiences=[]
            )
            make_seat_report(make_session(solution, site=site))

    def look():
        assert client.get(reverse(name), {"area": "bas", "seats": "with"}).status_code == 200

    fill(5)
    few = count_queries(look)
    fill(45)
    assert count_queries(look) == few
