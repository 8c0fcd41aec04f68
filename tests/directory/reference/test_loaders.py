"""Loading into the database: complete, repeatable, and careful with what was entered by hand."""

import pytest
from django.apps import apps
from django.core.management import call_command

from portal.directory.enums import SchoolZone, TerritoryKind
from portal.directory.models import ActorType, CalendarPeriod, Commune, CommunePostcode, Sector, Territory
from portal.directory.reference import loaders
from portal.directory.reference.loaders import Loaded

pytestmark = pytest.mark.django_db


def department(code):
    return Territory.objects.get(kind=TerritoryKind.DEPARTMENT, code=code)


def test_migrations_bring_every_territory():
    kinds = list(Territory.objects.order_by().values_list("kind", flat=True))
    assert {kind: kinds.count(kind) for kind in kinds} == {
        "national": 1,
        "region": 18,
        "academy": 30,
        "department": 104,
        "arrondissement": 333,
    }


@pytest.mark.parametrize(
    ("code", "region", "academy", "zone", "timezone", "holidays"),
    [
        ("13", "Provence-Alpes-Côte d’Azur", "Aix-Marseille", "Zone B", "Europe/Paris", "Métropole"),
        ("63", "Auvergne-Rhône-Alpes", "Clermont-Ferrand", "Zone A", "Europe/Paris", "Métropole"),
        ("974", "La Réunion", "La Réunion", "Réunion", "Indian/Reunion", "La Réunion"),
        ("57", "Grand Est", "Nancy-Metz", "Zone B", "Europe/Paris", "Alsace-Moselle"),
        ("2A", "Corse", "Corse", "Corse", "Europe/Paris", "Métropole"),
        ("973", "Guyane", "Guyane", "Guyane", "America/Cayenne", "Guyane"),
        ("976", "Mayotte", "Mayotte", "Mayotte", "Indian/Mayotte", "Mayotte"),
        (
            "975", "France", "Normandie", "Saint Pierre et Miquelon", "America/Miquelon", "Saint-Pierre-et-Miquelon"
        ),
    ],
)  # fmt: skip
def test_department_knows_its_region_academy_zone_and_clock(code, region, academy, zone, timezone, holidays):
    found = department(code)
    assert (found.parent.name, found.academy.name) == (region, academy)
    assert (found.school_zone, found.timezone, found.holiday_territory) == (zone, timezone, holidays)
    assert found.school_zone in SchoolZone.values


def test_region_takes_clock_and_holidays_that_its_departments_share():
    regions = Territory.objects.filter(kind=TerritoryKind.REGION)
    assert regions.get(slug="region-la-reunion").timezone == "Indian/Reunion"
    assert regions.get(slug="region-grand-est").holiday_territory == "Métropole"


def test_region_academy_and_department_are_nested_both_ways():
    in_region = Territory.objects.within(Territory.objects.get(slug="region-auvergne-rhone-alpes"))
    kinds = list(in_region.order_by().values_list("kind", flat=True))
    assert (kinds.count("academy"), kinds.count("department"), kinds.count("arrondissement")) == (3, 12, 39)
    in_academy = Territory.objects.within(Territory.objects.get(slug="academie-aix-marseille"))
    assert set(in_academy.filter(kind="department").values_list("code", flat=True)) == {"04", "05", "13", "84"}


@pytest.mark.parametrize(
    ("postcode", "communes"),
    [
        ("97434", ["Saint-Paul"]),  # Saint-Gilles-les-Bains
        ("13001", ["Marseille"]),
        ("13016", ["Marseille"]),
        ("69003", ["Lyon"]),
        ("63300", ["Dorat", "Escoutoux", "Thiers"]),
        ("99999", []),
    ],
)
def test_postcode_finds_its_communes(postcode, communes):
    found = Commune.objects.filter(postcodes__postcode=postcode)
    assert list(found.values_list("name", flat=True)) == communes


def test_commune_knows_its_arrondissement():
    saint_paul = Commune.objects.get(insee="97415")
    assert saint_paul.arrondissement.slug == "arrondissement-saint-paul-974"
    assert saint_paul.department == department("974")


def test_commune_is_found_without_accents():
    assert Commune.objects.get(name_folded="l etang sale").name == "L’Étang-Salé"


def test_second_load_changes_nothing():
    changes = loaders.load_reference(apps, all_communes=False)
    assert changes == dict.fromkeys(("territories", "communes", "catalogue", "school_holidays"), Loaded())


def test_all_communes_are_loaded_and_a_second_load_changes_nothing(django_assert_max_num_queries):
    before = Commune.objects.count()
    with django_assert_max_num_queries(500):  # in bulk: 70,000 rows
        loaders.load_communes(apps)
    assert before < Commune.objects.count() == 34_879
    assert Commune.objects.filter(postcodes=None).count() == 0
    assert Commune.objects.get(postcodes__postcode="75116").name == "Paris"
    assert loaders.load_communes(apps) == Loaded()


def test_load_corrects_what_differs_and_keeps_addresses():
    Territory.objects.filter(slug="bouches-du-rhone").update(name="Bouches du Rhone", slug="le-treize", school_zone="")
    CommunePostcode.objects.filter(postcode="97434").update(postcode="97999")
    ActorType.objects.filter(code="france_travail").update(name="Pôle emploi", aliases=[])
    changes = loaders.load_reference(apps, all_communes=False)
    assert changes["territories"] == Loaded(updated=1)
    assert changes["communes"] == Loaded(created=1, deleted=1)
    assert changes["catalogue"] == Loaded(updated=1)
    found = Territory.objects.get(slug="le-treize")
    assert (found.name, found.school_zone) == ("Bouches-du-Rhône", "Zone B")
    assert CommunePostcode.objects.get(postcode="97434").commune.name == "Saint-Paul"
    assert ActorType.objects.get(code="france_travail").aliases[0] == "Pôle emploi"


def test_load_keeps_types_and_territories_that_a_portal_added():
    sector = Sector.objects.get(code="health_social")
    ActorType.objects.create(code="ours", name="Maison des adolescents", sector=sector, usual_circle="2")
    Territory.objects.create(
        kind=TerritoryKind.BASIN, code="ouest", slug="bassin-ouest", name="Ouest", name_folded="ouest"
    )
    assert loaders.load_reference(apps, all_communes=False)["catalogue"] == Loaded()
    assert ActorType.objects.filter(code="ours").count() == Territory.objects.filter(code="ouest").count() == 1


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        ("pole emploi", ["france_travail", "france_travail_regional"]),
        ("conseil general", ["departement"]),
        ("mission locale", ["mission_locale"]),
        ("cio", ["cio"]),
    ],
)
def test_search_text_holds_name_and_aliases_folded(said, codes):
    found = ActorType.objects.filter(search_text__regex=rf"(^| ){said}( |$)").order_by("code")
    assert list(found.values_list("code", flat=True)) == codes


def test_hand_made_correction_of_a_holiday_wins():
    winter = CalendarPeriod.objects.get(zone=SchoolZone.B, name="Vacances d’hiver", start="2027-02-20")
    CalendarPeriod.objects.filter(pk=winter.pk).update(start="2027-02-22", source="arrêté rectifié")
    assert loaders.load_school_holidays(apps) == Loaded()
    winter.refresh_from_db()
    assert winter.start.isoformat() == "2027-02-22"


def test_new_vintage_corrects_a_holiday_of_the_same_source():
    winter = CalendarPeriod.objects.get(zone=SchoolZone.B, name="Vacances d’hiver", start="2027-02-20")
    CalendarPeriod.objects.filter(pk=winter.pk).update(start="2027-02-22")
    assert loaders.load_school_holidays(apps) == Loaded(updated=1)
    winter.refresh_from_db()
    assert winter.start.isoformat() == "2027-02-20"


def test_command_says_what_changed(capsys):
    CalendarPeriod.objects.filter(zone=SchoolZone.REUNION).delete()
    Commune.objects.filter(insee="97415").delete()
    call_command("load_reference")
    out = capsys.readouterr().out
    assert "school_holidays: 10 added, 0 corrected, 0 removed" in out
    assert "territories: 0 added, 0 corrected, 0 removed" in out
