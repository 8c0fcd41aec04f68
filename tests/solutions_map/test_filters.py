"""What one looks for on the map, and what one may find there."""

import datetime as dt

import pytest
from django.http import QueryDict

from portal.core.fold import fold
from portal.directory.enums import TerritoryKind
from portal.directory.models import Commune
from portal.solutions_map.enums import Entry, Format, SolutionState
from portal.solutions_map.filters import SolutionFilter
from portal.solutions_map.hits import hits_at
from portal.solutions_map.models import Audience, Level
from tests.factories import (
    make_administrator,
    make_lead,
    make_member,
    make_organisation,
    make_platform,
    make_site,
    make_territory,
)
from tests.factories.solutions import (
    make_audience,
    make_level,
    make_need,
    make_seat_report,
    make_session,
    make_solution,
    make_solution_type,
)

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 10)


def names(data, viewer, on=DAY):
    query = QueryDict(data) if isinstance(data, str) else data
    return [solution.name for solution in SolutionFilter(query, viewer=viewer, on=on).qs]


def in_order(found):
    names_of = dict(found.qs.values_list("pk", "name"))
    return [names_of[key] for key in found.ordered]


@pytest.fixture
def lead(platform):
    return make_lead(platform)


def make_commune(name, department, insee, **fields):
    return Commune.objects.create(name=name, name_folded=fold(name), insee=insee, department=department, **fields)


def test_without_parameters_everything_that_one_may_see_is_there(platform, lead):
    make_solution(platform, name="B")
    make_solution(make_platform(), name="A")
    assert names("", lead) == ["A", "B"]


def test_d06_drafts_closed_and_other_keepers_plans_are_in_no_list_count_or_facet(platform, lead):
    other = make_platform()
    make_solution(platform, name="Brouillon", published=False)
    make_solution(platform, name="Fermée", closed=True)
    make_solution(other, name="À créer ailleurs", state=SolutionState.TO_CREATE)
    make_solution(other, name="À optimiser ailleurs", state=SolutionState.TO_OPTIMISE)
    make_solution(platform, name="À créer ici", state=SolutionState.TO_CREATE)
    assert names("", lead) == ["À créer ici"]
    facets = SolutionFilter({}, viewer=lead, on=DAY).facets()
    assert facets["state"] == {"to_create": 1}
    assert facets["type"] == {"test-type": 1}
    assert facets["platform"] == {platform.slug: 1}


def test_d06_a_visitor_finds_only_what_is_public(platform):
    make_solution(platform, name="Publique", public=True)
    make_solution(platform, name="Interne")
    make_solution(platform, name="Publique à créer", public=True, state=SolutionState.TO_CREATE)
    assert names("", None) == ["Publique"]
    assert SolutionFilter({}, viewer=None, on=DAY).facets()["state"] == {"existing": 1}


def test_words_are_looked_for_without_accents_and_each_anywhere(platform, lead):
    make_solution(platform, name="Métiers de l’énergie")
    make_solution(platform, name="Énergie verte")
    assert names({"q": "ENERGIE metiers"}, lead) == ["Métiers de l’énergie"]


def test_needs_add_up_and_other_filters_narrow_down(platform, lead):
    housing, travel = make_need("Logement"), make_need("Mobilité")
    kind = make_solution_type("Foyer")
    make_solution(platform, name="Foyer", needs=[housing], solution_type=kind)
    make_solution(platform, name="Permis", needs=[travel])
    make_solution(platform, name="Rien")
    both = f"need={housing.code}&need={travel.code}"
    assert names(both, lead) == ["Foyer", "Permis"]
    assert names(f"{both}&type={kind.code}", lead) == ["Foyer"]


def test_who_names_no_age_no_audience_and_no_level_takes_everybody(platform, lead):
    audience, other = make_audience(), make_audience()
    level = make_level()
    make_solution(platform, name="Tous")
    make_solution(platform, name="Majeurs", age_min=18, audiences=[audience], levels=[level])
    make_solution(platform, name="Mineurs", age_max=17, audiences=[other])
    assert names({"age": "17"}, lead) == ["Mineurs", "Tous"]
    assert names({"age": "18"}, lead) == ["Majeurs", "Tous"]
    assert names({"audience": audience.code}, lead) == ["Majeurs", "Tous"]
    assert names({"level": level.code}, lead) == ["Majeurs", "Mineurs", "Tous"]
    facets = SolutionFilter({}, viewer=lead, on=DAY).facets()
    assert facets["age"]["17"] == 2
    assert (facets["audience"][audience.code], facets["audience"][other.code]) == (2, 2)


def test_everybody_of_the_catalogue_is_everybody(platform, lead):
    audience = make_audience()
    everybody = Audience.objects.get(code="everybody")
    make_solution(platform, name="Les deux", audiences=[everybody, audience])
    make_solution(platform, name="Tous", audiences=[everybody], levels=[Level.objects.get(code="any")])
    assert names({"audience": audience.code}, lead) == ["Les deux", "Tous"]
    assert names({"audience": "everybody"}, lead) == ["Les deux", "Tous"]
    assert names({"level": "infra_3"}, lead) == ["Les deux", "Tous"]
    facets = SolutionFilter({}, viewer=lead, on=DAY).facets()
    assert (facets["audience"][audience.code], facets["audience"]["everybody"], facets["level"]["level_3"]) == (2, 2, 2)


def test_a_month_holds_what_one_may_begin_in_it_and_not_what_is_known_to_be_full(platform, lead):
    def offer(name, entry, **fields):
        return make_session(make_solution(platform, name=name), entry, **fields)

    offer("Toute l’année", Entry.PERMANENT)
    offer("En décembre", Entry.DATED, start=dt.date(2026, 12, 7))
    full = offer("Complet en décembre", Entry.DATED, start=dt.date(2026, 12, 8))
    make_seat_report(full, free=0)
    offer("En janvier", Entry.DATED, start=dt.date(2027, 1, 5))
    offer("Trop tard", Entry.DATED, start=dt.date(2026, 12, 9), deadline=dt.date(2026, 11, 9))
    offer("Annulée", Entry.DATED, start=dt.date(2026, 12, 9), cancelled_at=dt.datetime(2026, 11, 1, tzinfo=dt.UTC))
    make_solution(platform, name="Sans session")
    assert names({"month": "2026-12"}, lead) == ["En décembre", "Toute l’année"]
    assert names({"month": "now"}, lead) == ["Toute l’année"]
    assert (
        names({"month": "2026-10"}, lead) == in_order(SolutionFilter({"month": "2026-10"}, viewer=lead, on=DAY)) == []
    )
    far = SolutionFilter({"month": "2031-05"}, viewer=lead, on=DAY)
    assert [solution.name for solution in far.qs] == in_order(far) == ["Toute l’année"]
    assert names({"month": "2026-12", "seats": "full"}, lead) == ["Complet en décembre"]
    facet = SolutionFilter({}, viewer=lead, on=DAY).facets()["month"]
    assert (facet["now"], facet["2026-11"], facet["2026-12"], facet["2027-01"]) == (1, 1, 2, 2)


def test_seats_are_those_of_the_last_report_for_the_entry_that_is_asked_for(platform, lead):
    solution = make_solution(platform, name="Chantier")
    session = make_session(solution, Entry.DATED, start=dt.date(2026, 12, 7))
    make_seat_report(session, free=5, reported_at=dt.datetime(2026, 11, 1, tzinfo=dt.UTC))
    assert names({"seats": "with", "month": "2026-12"}, lead) == ["Chantier"]
    assert names({"seats": "with", "month": "2027-01"}, lead) == []
    make_seat_report(session, free=0, reported_at=dt.datetime(2026, 11, 5, tzinfo=dt.UTC))
    assert names({"seats": "with"}, lead) == []
    assert SolutionFilter({}, viewer=lead, on=DAY).facets()["seats"] == {"with": 0, "full": 1}


@pytest.fixture
def country():
    """A department of two arrondissements, with a commune in each, 30 kilometres from one another."""
    department = make_territory(name="Vaucluse d’essai")
    north = make_territory(TerritoryKind.ARRONDISSEMENT, name="Nord", parent=department)
    south = make_territory(TerritoryKind.ARRONDISSEMENT, name="Sud", parent=department)
    return {
        "department": department,
        "north": north,
        "south": south,
        "up": make_commune("Hautville", department, "99001", arrondissement=north),
        "down": make_commune("Bas-sur-Mer", department, "99002", arrondissement=south),
    }


def place(commune, latitude=None, longitude=None, **fields):
    return make_site(commune=commune, latitude=latitude, longitude=longitude, **fields)


def test_a_territory_holds_what_has_a_place_in_it_and_what_reaches_all_of_its_keeper(country):
    platform = make_platform(territory=country["north"])
    lead = make_lead(platform)
    make_solution(platform, name="En haut", sites=[place(country["up"])])
    make_solution(platform, name="En bas", sites=[place(country["down"])])
    make_solution(platform, name="Sans lieu")
    make_solution(country["department"], name="Du département")
    make_solution(name="D’ailleurs")
    assert names({"area": country["north"].slug}, lead) == ["Du département", "En haut", "Sans lieu"]
    assert names({"area": country["south"].slug}, lead) == ["Du département", "En bas"]
    in_department = ["Du département", "En bas", "En haut", "Sans lieu"]
    assert names({"area": country["department"].slug}, lead) == in_department
    facets = SolutionFilter({}, viewer=lead, on=DAY).facets()["area"]
    assert facets[country["department"].slug] == 4
    closer = SolutionFilter({"area": country["department"].slug}, viewer=lead, on=DAY).facets()["area"]
    assert closer == {country["north"].slug: 3, country["south"].slug: 2}


def test_a_place_of_a_session_counts_and_a_closed_place_does_not(country):
    platform = make_platform(territory=country["north"])
    lead = make_lead(platform)
    moved = make_solution(platform, name="Session en bas")
    make_session(moved, Entry.PERMANENT, site=place(country["down"]))
    gone = place(country["down"], closed_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    make_solution(platform, name="Parti", sites=[gone])
    assert names({"area": country["south"].slug}, lead) == ["Session en bas"]


def test_around_a_commune_one_looks_as_far_as_asked(country):
    platform = make_platform(territory=country["north"])
    lead = make_lead(platform)
    make_solution(platform, name="En haut", sites=[place(country["up"], 44.0, 5.0)])
    make_solution(platform, name="À 30 km", sites=[place(country["down"], 43.73, 5.0)])
    assert names({"area": "hautville"}, lead) == ["En haut"]
    assert names({"area": "Hautville", "radius": "40"}, lead) == ["En haut", "À 30 km"]
    assert names({"area": "Hautville", "radius": "0"}, lead) == ["En haut"]
    found = SolutionFilter({"area": "Hautville", "radius": "40"}, viewer=lead, on=DAY)
    assert in_order(found) == ["En haut", "À 30 km"]
    assert found.address() == "?area=commune-99001&radius=40"


def test_of_communes_of_one_name_the_one_near_the_viewer_is_meant_and_the_other_offered(country):
    far = make_territory(name="Loin")
    make_commune("Hautville", far, "98001")
    platform = make_platform(territory=country["north"])
    found = SolutionFilter({"area": "Hautville"}, viewer=make_lead(platform), on=DAY)
    assert found.area.value == "commune-99001"
    assert [area.label for area in found.other_areas] == ["Hautville (Loin)"]
    named = SolutionFilter({"area": "Hautville (Loin)"}, viewer=make_lead(platform), on=DAY)
    assert named.area.value == "commune-98001"
    from_far = make_lead(make_platform(territory=far))
    assert SolutionFilter({"area": "Hautville"}, viewer=from_far, on=DAY).area.value == "commune-98001"


def test_an_area_that_nobody_knows_is_left_aside_and_said(platform, lead):
    make_solution(platform, name="Là")
    found = SolutionFilter({"area": "Atlantide"}, viewer=lead, on=DAY)
    assert [solution.name for solution in found.qs] == ["Là"]
    assert found.unknown_area == "Atlantide"


ODD = [
    "month=2026-13",
    "month=-1",
    "month=²026-12",
    "age=-3",
    "age=1e9",
    "age=٣٣",
    "need=x'%20OR%201=1",
    "type=__all__&sort=user__password",
    "seats=many",
    "state=draft",
    "radius=9999",
    "platform=%00",
    "area=%00",
    "q=%00",
    "format=solution__platform",
    "page=-1&level=&need=",
    "solution_type__name=a&platform__roles__person=1",
]


@pytest.mark.parametrize("query", ODD)
def test_d77_what_means_nothing_is_left_aside(platform, lead, query):
    make_solution(platform, name="Là")
    found = SolutionFilter(QueryDict(query), viewer=lead, on=DAY)
    assert [solution.name for solution in found.qs] == ["Là"]
    assert (found.address(), found.describe(), found.is_used) == ("?", [], False)


def test_the_address_is_canonical_and_each_filter_can_be_taken_off(platform, lead):
    need = make_need("Logement")
    text = f"seats=with&age=17&need={need.code}&need=inconnu&month=2026-12&q=Abri&format=collective"
    found = SolutionFilter(QueryDict(text), viewer=lead, on=DAY)
    assert found.address() == f"?q=Abri&need={need.code}&age=17&month=2026-12&seats=with&format=collective"
    assert (
        found.address(month="2027-01", q=None) == f"?need={need.code}&age=17&month=2027-01&seats=with&format=collective"
    )
    assert [one.words for one in found.chosen()] == [
        "«\u202fAbri\u202f»",
        "Logement",
        "17 ans",
        "décembre 2026",
        "Avec une place libre",
        str(Format.COLLECTIVE.label),
    ]
    assert found.chosen()[1].address_without == "?q=Abri&age=17&month=2026-12&seats=with&format=collective"


def test_what_one_may_enter_stands_before_what_is_full_and_what_has_no_date(platform, lead):
    make_solution(platform, name="A sans session")
    full = make_session(make_solution(platform, name="B complète"))
    make_seat_report(full, free=0)
    make_session(make_solution(platform, name="C plus tard"), Entry.DATED, start=dt.date(2027, 3, 1))
    make_session(make_solution(platform, name="D bientôt"), Entry.DATED, start=dt.date(2027, 1, 4))
    make_session(make_solution(platform, name="E ouverte"))
    assert in_order(SolutionFilter({}, viewer=lead, on=DAY)) == [
        "E ouverte",
        "D bientôt",
        "C plus tard",
        "B complète",
        "A sans session",
    ]


def test_every_facet_says_how_many_the_same_address_then_lists(country):
    platform = make_platform(territory=country["north"])
    lead = make_lead(platform)
    needs, kinds = [make_need(), make_need()], [make_solution_type(), make_solution_type()]
    audience, level = make_audience(), make_level()
    for number in range(12):
        solution = make_solution(
            platform if number % 3 else country["department"],
            needs=needs[: number % 3],
            solution_type=kinds[number % 2],
            audiences=[audience] if number % 4 == 0 else [],
            levels=[level] if number % 5 == 0 else [],
            age_min=14 + number,
            sites=[place(country["up" if number % 2 else "down"])] if number % 4 else [],
            format=Format.COLLECTIVE if number % 2 else Format.INDIVIDUAL,
        )
        session = make_session(solution, Entry.DATED, start=DAY + dt.timedelta(days=12 * number))
        make_session(solution, Entry.PERMANENT, start=DAY + dt.timedelta(days=40 * number))
        make_seat_report(session, free=number % 2)
    for data in ({}, {"need": needs[0].code, "month": "2027-01"}, {"area": country["department"].slug, "age": "20"}):
        found = SolutionFilter(data, viewer=lead, on=DAY)
        for name, counts in found.facets().items():
            for value, count in counts.items():
                listed = SolutionFilter({**data, name: value}, viewer=lead, on=DAY).qs.count()
                assert (name, value, count) == (name, value, listed)


def test_facets_and_lists_take_as_many_queries_for_fifty_as_for_five(platform, lead, count_queries):
    need = make_need()

    def fill(number):
        for _number in range(number):
            solution = make_solution(
                platform, needs=[need], providers=[make_organisation()], sites=[make_site()], levels=[make_level()]
            )
            make_seat_report(make_session(solution))

    def read():
        found = SolutionFilter({"need": need.code, "month": "2026-12"}, viewer=lead, on=DAY)
        found.facets()
        hits_at(found.ordered[:50], found, professional=True)

    fill(5)
    few = count_queries(read)
    fill(45)
    assert count_queries(read) == few


def test_circles_and_administrators_see_their_own_share(platform):
    make_solution(platform, name="Plan", state=SolutionState.TO_CREATE)
    assert names("", make_member(platform)) == ["Plan"]
    assert names("", make_member(make_platform())) == []
    assert names("", make_administrator().user) == ["Plan"]


def test_a_place_is_named_by_its_address_its_label_a_postcode_or_the_code_of_a_department(country):
    country["up"].postcodes.create(postcode="84999")

    def value(text):
        found = SolutionFilter({"area": text}, viewer=None, on=DAY).area
        return found and found.value

    assert value(country["north"].slug) == country["north"].slug
    assert value("nord (arrondissement)") == country["north"].slug
    assert value("84999") == "84999"
    assert value("13") == "bouches-du-rhone"
    assert value("COMMUNE-99001") == "commune-99001"
    assert value("commune-00000") is None
    assert value("00000") is None
    assert value("hautv") == "commune-99001"


def test_without_an_area_what_is_open_at_home_comes_first_then_around_then_elsewhere():
    department = make_territory(kind=TerritoryKind.DEPARTMENT, name="Drôme")
    home, near, far = make_platform(), make_platform(), make_platform()
    for platform in (home, near):
        platform.territories.add(make_territory(kind=TerritoryKind.ARRONDISSEMENT, parent=department))
    lead = make_lead(home)
    for name, keeper, start in (
        ("A far", far, None),
        ("B near", near, None),
        ("C home soon", home, DAY + dt.timedelta(days=20)),
        ("D home open", home, None),
    ):
        dates = {"entry": Entry.DATED, "start": start} if start else {"entry": Entry.PERMANENT}
        make_session(make_solution(keeper, name=name), **dates)
    make_solution(home, name="E home without a session")
    found = SolutionFilter({}, viewer=lead, on=DAY)
    assert in_order(found) == ["D home open", "C home soon", "B near", "A far", "E home without a session"]
    # Whoever names a place is at home there.
    found = SolutionFilter({"area": department.slug}, viewer=make_lead(far), on=DAY)
    assert in_order(found) == ["B near", "D home open", "C home soon", "E home without a session"]
