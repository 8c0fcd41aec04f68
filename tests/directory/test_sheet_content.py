"""A sheet as plain values, and what two states differ in."""

import time

import pytest
from django.utils import timezone

from portal.directory.models import Commune
from portal.directory.services.organisations import SHEET_FIELDS
from portal.directory.sheet_content import (
    COLUMNS,
    Change,
    compare_words,
    content_of,
    content_version,
    differences,
)
from tests.factories import make_organisation, make_site


def test_the_content_holds_every_column_of_the_sheet():
    assert sorted(COLUMNS) == sorted(SHEET_FIELDS)


@pytest.mark.django_db
def test_the_content_names_the_type_and_the_commune_and_leaves_closed_sites_out():
    organisation = make_organisation(name="CIO")
    arles = Commune.objects.filter(name="Arles").first()
    site = make_site(organisation, name="Siège", address="1 rue A", commune=arles, postcode="13200")
    make_site(organisation, closed_at=timezone.now())
    content = content_of(organisation)
    assert content["actor_type"] == {"id": organisation.actor_type_id, "name": "Type d'essai"}
    assert content["sites"] == [
        {
            "id": site.pk,
            "name": "Siège",
            "address": "1 rue A",
            "postcode": "13200",
            "access": "",
            "commune": {"id": arles.pk, "name": "Arles"},
        }
    ]


def test_words_that_went_stand_before_those_that_came_and_the_rest_is_said_once():
    words = compare_words("Accueil le lundi matin\nsans rendez-vous", "Accueil le mardi matin\nsur rendez-vous")
    assert [(part.change, part.text) for part in words] == [
        (Change.SAME, "Accueil le "),
        (Change.REMOVED, "lundi "),
        (Change.ADDED, "mardi "),
        (Change.SAME, "matin\n"),
        (Change.REMOVED, "sans "),
        (Change.ADDED, "sur "),
        (Change.SAME, "rendez-vous"),
    ]


def test_a_text_that_grows_at_its_end_has_no_removed_word():
    assert [part.change for part in compare_words("Un deux", "Un deux trois")] == [Change.SAME, Change.ADDED]


def test_two_long_texts_of_the_same_words_are_compared_in_no_time():
    started = time.process_time()
    compare_words("a b " * 1250, "b a " * 1250)
    assert time.process_time() - started < 5


def test_differences_follow_the_order_of_the_sheet_then_the_sites():
    old = {**dict.fromkeys(COLUMNS, ""), "name": "A", "actor_type": {"id": 1, "name": "CIO"}, "sites": []}
    site = {"id": 9, "name": "Siège", "address": "1 rue A", "postcode": "13200", "access": "", "commune": None}
    new = {**old, "name": "B", "phone": "+33491001020", "sites": [site]}
    found = differences(old, new)
    assert [(one.key, one.old, one.new) for one in found] == [
        ("name", "A", "B"),
        ("phone", "", "04 91 00 10 20"),
        ("site-9", "", "Siège\n1 rue A\n13200"),
    ]
    assert [part.text for part in found[1].words] == ["04 91 00 10 20"]
    moved = differences(new, {**new, "phone": "+33491001030", "missions": "Un"})
    assert [[part.text for part in one.words] for one in moved] == [["Un"], ["04 91 00 10 20", "04 91 00 10 30"]]
    assert differences(new, new) == []
    assert content_version(new) != content_version(old)
