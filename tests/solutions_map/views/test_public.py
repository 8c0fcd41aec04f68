"""What young people and families read of the map: what is public, in plain words, and nobody's name."""

import datetime as dt

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from portal.core.fold import fold
from portal.directory.enums import TerritoryKind
from portal.directory.models import Commune
from portal.solutions_map.enums import Entry, SolutionState
from portal.solutions_map.public_pages import need_groups
from portal.solutions_map.search import solution_text
from tests.factories import make_lead, make_organisation, make_person, make_platform, make_site, make_territory
from tests.factories.solutions import make_need, make_seat_report, make_session, make_solution

pytestmark = pytest.mark.django_db
CANARY = "Canarivore"
#: Everything that colleagues write for each other about a solution.
FOR_PROFESSIONALS = {
    "description": f"{CANARY} description",
    "conditions": f"{CANARY} conditions",
    "how_to_orient": f"{CANARY} orienter",
    "next_steps": f"{CANARY} suites",
}
FIND = "/solutions/trouver/"


def words(response):
    return " ".join(BeautifulSoup(response.text, "html.parser").get_text(" ").split())


def page(solution):
    return reverse("solutions_map:solution", args=[solution.pk])


@pytest.fixture
def provider():
    return make_organisation(name="Mission locale du Port")


@pytest.fixture
def solution(platform, provider):
    """Return a public solution with all that professionals write around it."""
    made = make_solution(
        platform,
        name="Parcours Boussole",
        public=True,
        public_text="Vous essayez trois métiers.",
        summary="Trois semaines pour choisir.",
        contact_phone="+33491000000",
        providers=[provider],
        prescribers=[make_organisation(name=f"{CANARY} prescripteur")],
        sites=[make_site(provider, name="Antenne", latitude=43.3, longitude=5.4, access=f"{CANARY} digicode")],
        needs=[make_need("Choisir une voie")],
        **FOR_PROFESSIONALS,
    )
    session = make_session(made, name=f"{CANARY} session", note=f"{CANARY} note")
    by = make_person(first_name="Zoé", last_name=CANARY, organisation=provider)
    make_seat_report(session, free=3, capacity=10, by=by, organisation=provider)
    return made


def test_one_begins_by_what_one_looks_for_among_needs_that_something_public_answers(client, platform, solution):
    make_solution(platform, needs=[make_need("Besoin interne")])
    make_solution(platform, public=True, needs=[make_need("Besoin à créer")], state=SolutionState.TO_CREATE)
    response = client.get(FIND)
    assert "Que cherchez-vous" in words(response)
    need = solution.needs.get()
    assert BeautifulSoup(response.text, "html.parser").find("a", href=f"?need={need.code}").strong.text == need.name
    assert "Besoin interne" not in response.text
    assert "Besoin à créer" not in response.text


def test_needs_stand_by_part_of_life(platform):
    housing = make_need("Se loger ici", data_inclusion="logement-hebergement--louer")
    health = make_need("Se soigner ici", data_inclusion="sante--acces-aux-soins")
    own = make_need("Autre besoin")
    make_solution(platform, public=True, needs=[housing, health, own])
    assert [[need.name for need in group.needs] for group in need_groups()] == [
        ["Se loger ici"],
        ["Se soigner ici"],
        ["Autre besoin"],
    ]


def test_an_answer_lists_what_fits_with_when_where_and_whom_to_call(client, solution):
    shown = words(client.get(FIND, {"need": solution.needs.get().code}))
    for text in ("Parcours Boussole", "Vous essayez trois métiers.", "Ouvert", "Gratuit", "04 91 00 00 00"):
        assert text in shown
    assert "3 places libres sur 10" in shown
    assert "Mission locale du Port" in shown


@pytest.mark.parametrize("address", [f"{FIND}?tout=1", "sheet", "/solutions/", "/solutions/carte/points.json"])
@pytest.mark.parametrize("reader", ["visitor", "nobody"])
def test_d06_what_professionals_write_and_who_they_are_is_on_no_public_page(client, login, solution, address, reader):
    if reader == "nobody":
        login(client, make_person())
    response = client.get(page(solution) if address == "sheet" else address)
    assert response.status_code == 200
    assert "Parcours Boussole" in response.text
    assert CANARY not in response.text


def test_d06_the_search_does_not_tell_what_it_may_not_show(client, platform, provider, solution):
    solution.search_text = solution_text(solution)
    solution.save()
    assert "Parcours Boussole" in client.get(FIND, {"q": "choisir"}).text
    assert "Parcours Boussole" not in client.get(FIND, {"q": CANARY}).text


def test_d06_the_lead_sees_in_the_finder_what_the_young_person_sees(client, login, platform, solution):
    make_solution(platform, name="Solution interne")
    login(client, make_lead(platform))
    shown = client.get(FIND, {"tout": "1"}).text
    assert "Parcours Boussole" in shown
    assert "Solution interne" not in shown
    assert CANARY not in shown


@pytest.mark.parametrize(
    "fields", [{"published": False}, {"closed": True}, {"state": SolutionState.TO_CREATE}, {"public": False}]
)
def test_d06_what_is_not_public_is_neither_listed_nor_a_page(client, platform, fields):
    hidden = make_solution(platform, **{"name": "Cachée", "public": True, "public_text": "Mots", **fields})
    assert "Cachée" not in client.get(FIND, {"tout": "1"}).text
    response = client.get(page(hidden))
    assert response.status_code in (404, 410)
    assert "Cachée" not in response.text


def test_a_stable_address_shows_the_public_words_the_days_and_the_platform(client, platform, solution):
    platform.phone, platform.email = "+33465710007", "contact@plateforme.example"
    platform.save()
    shown = words(client.get(page(solution)))
    for text in ("Vous essayez trois métiers.", "Toute l’année", "Antenne", "3 places libres sur 10", platform.name):
        assert text in shown
    for text in ("04 65 71 00 07", "contact@plateforme.example", "Mission locale du Port"):
        assert text in shown


def test_what_is_over_says_so_and_leads_to_what_is_alike(client, solution):
    solution.closed_at = timezone.now()
    solution.save()
    response = client.get(page(solution))
    assert response.status_code == 410
    assert "n’existe plus" in words(response)
    assert f"{FIND}?need={solution.needs.get().code}" in response.text
    assert solution.name not in response.text


def test_d01_what_is_not_public_answers_as_what_never_was(client, platform):
    hidden = make_solution(platform, name="Interne")
    answers = [client.get(reverse("solutions_map:solution", args=[pk])) for pk in (hidden.pk, 987654)]
    assert [answer.status_code for answer in answers] == [404, 404]
    pages = [words(answer).replace(str(hidden.pk), "n").replace("987654", "n") for answer in answers]
    assert pages[0] == pages[1]
    assert f"/compte/login/?next={page(hidden)}" in answers[0].text


def test_a_professional_reads_the_whole_sheet_and_may_look_at_the_public_one(client, login, platform, solution):
    login(client, make_lead(platform))
    assert f"{CANARY} orienter" in client.get(page(solution)).text
    public = client.get(page(solution), {"vue": "publique"})
    assert "Vous essayez trois métiers." in public.text
    assert CANARY not in public.text


def make_commune(department, name="Port-Neuf", insee="99001", postcode="99100"):
    made = Commune.objects.create(name=name, name_folded=fold(name), insee=insee, department=department)
    made.postcodes.create(postcode=postcode)
    return made


def test_near_a_commune_the_platform_of_the_commune_is_whom_to_talk_to(client, provider):
    department = make_territory(TerritoryKind.DEPARTMENT)
    mine, other = make_platform(name="Plateforme du port", territory=department), make_platform(name="Ailleurs")
    commune = make_commune(department)
    site = make_site(provider, commune=commune, postcode="99100")
    make_solution(other, name="Ici", public=True, sites=[site])
    make_solution(
        other,
        name="Là-bas",
        public=True,
        sites=[
            make_site(
                provider, commune=make_commune(make_territory(TerritoryKind.DEPARTMENT), "Loin", "99999", "99999")
            )
        ],
    )
    shown = client.get(FIND, {"area": "99100"})
    assert [card.text.strip() for card in BeautifulSoup(shown.text, "html.parser").select(".find-card h3")] == ["Ici"]
    panel = BeautifulSoup(shown.text, "html.parser").select(".find-platforms a")
    assert panel[0].text == "Plateforme du port"
    assert panel[0]["href"] == reverse("desk:platform", args=[mine.slug])


def test_where_nothing_is_found_each_filter_can_be_taken_off_and_somebody_is_there_to_ask(client, solution):
    response = client.get(FIND, {"q": "introuvable", "age": "16"})
    assert "Rien trouvé ici" in words(response)
    links = [link["href"] for link in BeautifulSoup(response.text, "html.parser").select(".find-widen a")]
    assert links == ["?age=16", "?q=introuvable"]
    assert reverse("directory:platforms") in response.text


def test_an_unknown_place_is_said_beside_its_field_and_stays_typed(client, solution):
    response = client.get(FIND, {"area": "Nullepart-sur-Rien", "tout": "1"})
    assert "Ce lieu n’est pas connu" in words(response)
    assert BeautifulSoup(response.text, "html.parser").find(id="near-area")["value"] == "Nullepart-sur-Rien"


@pytest.mark.parametrize("query", [{"age": "-4"}, {"month": "2026-99"}, {"need": "x\x00"}, {"radius": "1e9"}])
def test_d77_what_means_nothing_in_the_address_is_left_aside(client, solution, query):
    assert "Parcours Boussole" in client.get(FIND, {"tout": "1", **query}).text


def test_the_other_filters_of_the_address_stay_when_one_says_where(client, solution):
    code = solution.needs.get().code
    response = client.get(FIND, {"need": code, "seats": "with"})
    form = BeautifulSoup(response.text, "html.parser").select_one("form.find-near")
    kept = {(field["name"], field["value"]) for field in form.select("input[type=hidden]")}
    assert kept == {("need", code), ("seats", "with")}


def test_a_month_is_asked_for_and_shown(client, platform):
    start = (timezone.localdate().replace(day=1) + dt.timedelta(days=70)).replace(day=20)
    made = make_solution(platform, name="Datée", public=True)
    make_session(made, Entry.DATED, start=start)
    shown = client.get(FIND, {"month": f"{start:%Y-%m}"})
    assert "Datée" in shown.text
    chosen = BeautifulSoup(shown.text, "html.parser").select_one("#near-month option[selected]")
    assert chosen["value"] == f"{start:%Y-%m}"
    before = (start.replace(day=1) - dt.timedelta(days=1)).strftime("%Y-%m")
    assert "Datée" not in client.get(FIND, {"month": before}).text


def test_d12_visitors_keep_pages_for_a_moment_and_accounts_do_not(client, login, solution):
    assert client.get(page(solution))["Cache-Control"] == "private, max-age=120"
    login(client, make_person())
    assert client.get(page(solution))["Cache-Control"] == "private, no-store"


def test_pages_take_as_many_queries_for_one_solution_as_for_ten(client, platform, provider, count_queries, solution):
    def ask():
        return count_queries(lambda: client.get(FIND, {"tout": "1"})), count_queries(lambda: client.get(page(solution)))

    ask()
    before = ask()
    for number in range(9):
        site = make_site(provider, name=f"Lieu {number}")
        made = make_solution(platform, public=True, needs=[make_need()], providers=[provider], sites=[site])
        make_seat_report(make_session(made, site=site))
        make_seat_report(make_session(solution, site=site))
        solution.sites.add(site)
    assert ask() == before
