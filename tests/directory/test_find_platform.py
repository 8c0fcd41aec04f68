"""Find a platform by commune, postcode or name."""

import pytest

from portal.directory.find_platform import by_region, find
from portal.directory.models import Commune, Territory
from tests.factories import make_platform

pytestmark = pytest.mark.django_db


@pytest.fixture
def arles():
    return Commune.objects.select_related("department", "arrondissement").get(name="Arles")


def found(text):
    return {commune.name: platforms for commune, platforms in find(text).communes}


def test_a_postcode_finds_its_commune_and_the_platform_of_its_department(arles):
    platform = make_platform(territory=arles.department)
    assert found("13200") == {"Arles": [platform]}


def test_the_platform_of_the_smallest_area_is_the_right_one(arles):
    make_platform(territory=arles.department)
    nearer = make_platform(territory=arles.arrondissement)
    assert found("13200") == {"Arles": [nearer]}
    assert found("arles")["Arles"] == [nearer]


def test_two_platforms_of_one_area_are_both_shown_by_name(arles):
    second = make_platform(name="Zénith", territory=arles.department)
    first = make_platform(name="Étoile", territory=arles.department)
    assert found("13200") == {"Arles": [first, second]}


def test_a_commune_without_platform_is_shown_without():
    assert found("13200") == {"Arles": []}


def test_a_platform_is_found_by_any_word_of_its_name_without_accents():
    platform = make_platform(name="Plateforme de l’Étang")
    assert find("etang").platforms == [platform]
    assert find("l'étang plateforme").platforms == [platform]


@pytest.mark.parametrize("text", ["", "   ", "!", "99999", "131", "٠١٢٣٤", "%", "\x00", "a" * 500])
def test_senseless_words_find_nothing(text):
    assert not find(text)


def test_platforms_stand_under_their_region(arles):
    ouest = make_platform(territory=Territory.objects.get(kind="department", code="974"))
    south = make_platform(territory=arles.arrondissement)
    assert [(region.name, platforms) for region, platforms in by_region()] == [
        ("La Réunion", [ouest]),
        ("Provence-Alpes-Côte d’Azur", [south]),
    ]
