"""The files themselves: complete, consistent with each other, and true to the five sources."""

from collections import Counter, defaultdict
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from jours_feries_france import JoursFeries

from portal.core.fold import fold
from portal.directory.enums import ActorLevel, SchoolZone, UsualCircle
from portal.directory.reference.loaders import SAMPLE_DEPARTMENTS, read_rows

# Actors that each source names, by the code of their type here.
SOURCES = {
    "national guide": """
        region_prefecture rectorat region dreets draaf arml dirpjj dtpjj regional_employment_committee esf_authority
        department_prefecture dsden sub_prefecture departement ddets sdjes dgesco dgefp youth_ministry
        foquale lycee vocational_lycee college private_school cfa agricultural_school defence_school cio mlds
        school_return mission_locale basin_coordination pjj prison_education social_service social_centre child_welfare
        prevention_club educational_success prefect_delegate france_travail france_travail_regional company
        employers_union trade_union training_body afpa greta cfppa mfr cned local_association youth_information
        national_service_centre e2c epide civic_service apec parents parents_federation municipality epci cci cma
        agriculture_chamber other
    """,
    "western Réunion": "mission_locale cio mlds foquale draaf pjj national_service_centre cfa mfr spro cci college",
    "circular of 2009": """
        dsden agricultural_school cfa mission_locale pjj cio local_employment_committee mlds municipality
        youth_information department_prefecture youth_ministry
    """,
    "Bouches-du-Rhône": "gip_fcip cio mlds mission_locale france_travail cci lycee local_association",
    "regional site": """
        region rectorat mission_locale mlds cio draaf dreets drajes dirpjj afpa greta cned cci cma company_network
        child_protection_association social_service
    """,
}
# What people still say, and the types that it must find.
FORMER_NAMES = {
    "Pôle emploi": {"france_travail", "france_travail_regional"},
    "ANPE": {"france_travail", "france_travail_regional"},
    "DIRECCTE": {"dreets", "ddets"},
    "DDCS": {"ddets", "sdjes"},
    "DDCSPP": {"ddets", "sdjes"},
    "DRJSCS": {"drajes"},
    "conseil général": {"departement"},
    "conseil régional": {"region"},
    "inspection académique": {"dsden"},
    "IA-DASEN": {"dsden"},
    "DAAF": {"draaf"},
    "DRPJJ": {"dirpjj"},
    "MGI": {"mlds"},
    "PAIO": {"mission_locale"},
    "PIJ": {"youth_information"},
    "service public de l'emploi local": {"local_employment_committee"},
    "Information Jeunesse": {"youth_information", "youth_information_regional"},
    "conseiller d'orientation-psychologue": {"cio"},
    "LEGTA": {"agricultural_school"},
    "JDC": {"national_service_centre"},
    "CREFOP": {"regional_employment_committee"},
    "haut commissariat à la jeunesse": {"youth_ministry"},
    "service public de l'emploi": {"local_employment_committee"},
    "club de prévention": {"prevention_club"},
    "CDIS": {"gip_fcip"},
    "chambre des métiers": {"cma"},
}


@pytest.fixture(scope="module")
def types():
    return {row["code"]: row for row in read_rows("actor_types")}


def test_levels_of_territory_are_complete():
    departments = read_rows("departments")
    assert len(read_rows("regions")) == 18
    assert Counter(row["status"] for row in departments) == {"department": 101, "collectivity": 3}
    assert len(read_rows("academies")) == 30
    assert len(read_rows("arrondissements")) == 333
    assert len(read_rows("communes")) == 34_879


def test_every_department_lies_in_one_academy_of_its_region():
    regions = {row["code"]: row["region"] for row in read_rows("departments")}
    academies = {row["code"]: row for row in read_rows("academies")}
    pairs = read_rows("academy_departments")
    assert [row["department"] for row in pairs] == list(regions)
    assert {row["academy"] for row in pairs} == set(academies)
    elsewhere = {
        row["department"] for row in pairs if academies[row["academy"]]["region"] != regions[row["department"]]
    }
    assert elsewhere == {"975", "977", "978"}  # the collectivities lie in no region


def test_metropolitan_academies_stand_in_the_zone_of_the_decree():
    zones = defaultdict(set)
    for row in read_rows("academies"):
        zones[row["school_zone"]].add(row["name"])
    lyon = {"Besançon", "Bordeaux", "Clermont-Ferrand", "Dijon", "Grenoble", "Limoges", "Lyon", "Poitiers"}
    assert zones.pop("Zone A") == lyon
    assert zones.pop("Zone C") == {"Créteil", "Montpellier", "Paris", "Toulouse", "Versailles"}
    assert len(zones.pop("Zone B")) == 11
    assert all(len(academies) == 1 for academies in zones.values())
    assert set(zones) == {"Corse", "Guadeloupe", "Guyane", "Martinique", "Mayotte", "Réunion"}


@pytest.mark.parametrize("name", ["academies", "academy_departments"])
def test_zones_clocks_and_public_holidays_exist(name):
    rows = read_rows(name)
    assert {row["school_zone"] for row in rows} - {""} <= set(SchoolZone.values)
    assert {row["public_holidays"] for row in rows} - {""} <= set(JoursFeries.ZONES)
    for timezone in {row["timezone"] for row in rows} - {""}:
        assert ZoneInfo(timezone).key == timezone


def test_communes_lie_in_their_department_and_have_postcodes():
    arrondissements = {row["code"]: row["department"] for row in read_rows("arrondissements")}
    communes = read_rows("communes")
    assert {row["department"] for row in communes} == {row["code"] for row in read_rows("departments")}
    assert len({row["code"] for row in communes}) == len(communes)
    for row in communes:
        assert arrondissements.get(row["arrondissement"], row["department"]) == row["department"], row
        assert row["code"].startswith(row["department"]), row
        assert row["postcodes"] and all(len(code) == 5 and code.isdigit() for code in row["postcodes"].split()), row
    without = {row["department"] for row in communes if not row["arrondissement"]}
    assert without == {"975", "976", "977", "978"}


def test_sample_of_the_tests_is_small_and_holds_the_demo_territories():
    rows = [row for row in read_rows("communes") if row["department"] in SAMPLE_DEPARTMENTS]
    assert {row["department"] for row in rows} == set(SAMPLE_DEPARTMENTS)
    assert {"13", "974"} < set(SAMPLE_DEPARTMENTS)
    assert len(rows) < 1_500


def test_catalogue_uses_closed_lists_and_every_sector(types):
    sectors = [row["code"] for row in read_rows("sectors")]
    assert len(types) == len(read_rows("actor_types")) == 75
    assert {row["sector"] for row in types.values()} == set(sectors)
    assert {row["usual_circle"] for row in types.values()} == set(UsualCircle.values)
    assert {row["level"] for row in types.values()} == set(ActorLevel.values)
    assert {row["institutional"] for row in types.values()} == {"yes", "no"}


@pytest.mark.parametrize("source", SOURCES)
def test_catalogue_holds_every_actor_of_the_source(source, types):
    assert set(SOURCES[source].split()) - set(types) == set()


@pytest.mark.parametrize(("said", "codes"), FORMER_NAMES.items())
def test_former_name_finds_the_type_of_today(said, codes, types):
    former = {code: fold(row["aliases"].replace("|", " | ")) for code, row in types.items()}
    found = {code for code, names in former.items() if f" {fold(said)} " in f" {names} "}
    assert found == codes


@pytest.mark.parametrize("gone", ["Pôle emploi", "DIRECCTE", "DDCS", "DRJSCS", "conseil général", "CREFOP", "MGI"])
def test_no_type_bears_a_name_of_the_past(gone, types):
    assert [row["name"] for row in types.values() if fold(gone) in fold(row["name"])] == []


def test_institutional_actors_stand_apart_from_both_circles(types):
    institutional = {code for code, row in types.items() if row["institutional"] == "yes"}
    assert {types[code]["usual_circle"] for code in institutional} == {"none"}
    assert {code for code, row in types.items() if row["usual_circle"] == "none"} - institutional == {"apec", "other"}


def test_circles_are_those_of_the_guide_with_cfas_and_schools_in_both(types):
    circles = defaultdict(set)
    for code, row in types.items():
        circles[row["usual_circle"]].add(code)
    assert circles["both"] == {
        "agricultural_school", "cfa", "college", "lycee", "private_school", "vocational_lycee"
    }  # fmt: skip
    assert circles["1"] == {
        "basin_coordination", "cio", "defence_school", "foquale", "gip_fcip", "mission_locale", "mlds", "school_return"
    }  # fmt: skip


def test_annex_descriptions_of_circle_1_are_not_one_row_too_high(types):
    telling = {
        "cio": "orientation",
        "mlds": "remobilisation",
        "school_return": "micro-lycée",
        "mission_locale": "16-25",
    }
    assert {code: word in types[code]["description"] for code, word in telling.items()} == dict.fromkeys(telling, True)


def test_descriptions_are_one_short_french_sentence(types):
    for row in types.values():
        assert row["description"].endswith(".") and row["description"].count(". ") == 0, row
        assert 30 <= len(row["description"]) <= 160, (len(row["description"]), row)
        assert not set("'!?;:") & set(row["description"]), row


def test_aliases_of_a_type_say_something_new(types):
    for row in types.values():
        folded = [fold(alias) for alias in row["aliases"].split("|")]
        assert len(set(folded)) == len(folded), row
        assert fold(row["name"]) not in folded, row


def test_school_holidays_follow_each_other_within_a_zone():
    zones = defaultdict(list)
    for row in read_rows("school_holidays"):
        zones[row["zone"]].append((date.fromisoformat(row["start"]), date.fromisoformat(row["end"])))
    assert set(zones) == {"Zone A", "Zone B", "Zone C", "Réunion"}
    for periods in zones.values():
        assert all(start <= end for start, end in periods)
        assert all(before[1] < after[0] for before, after in zip(periods, periods[1:], strict=False))
    assert {periods[-1][1] for zone, periods in zones.items() if zone != "Réunion"} == {date(2028, 8, 31)}


@pytest.mark.parametrize("zone", ["Zone A", "Zone B", "Zone C"])
def test_friday_after_ascension_is_free_each_year(zone):
    periods = [
        (row["start"], row["end"])
        for row in read_rows("school_holidays")
        if row["zone"] == zone and row["name"] == "Pont de l’Ascension"
    ]
    fridays = ["2024-05-10", "2025-05-30", "2026-05-15", "2027-05-07", "2028-05-26"]
    assert [start <= friday <= end for (start, end), friday in zip(periods, fridays, strict=True)] == [True] * 5


@pytest.mark.parametrize(
    ("day", "free"),
    [
        ("2025-12-19", False),  # classes are held, the holiday begins after them
        ("2025-12-20", True),
        ("2026-01-20", True),
        ("2026-01-21", False),
        ("2026-02-23", False),  # winter holiday of Paris, not of La Réunion
        ("2027-01-29", True),  # the long southern summer of the calendar of 2026-2029
        ("2027-02-01", False),
    ],
)
def test_la_reunion_has_its_own_holidays(day, free):
    periods = [(row["start"], row["end"]) for row in read_rows("school_holidays") if row["zone"] == "Réunion"]
    assert any(start <= day <= end for start, end in periods) is free
