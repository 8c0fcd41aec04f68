"""Organisations, sheets and sites."""

import pytest
from wagtail.log_actions import registry as log_registry
from wagtail.models import ModelLogEntry

from portal.core.actors import SYSTEM, Actor
from portal.core.errors import DomainError
from portal.directory.models import ActorType, Commune, Editorship, Organisation
from portal.directory.search import matching
from portal.directory.services.checks import StaleSave, version_of
from portal.directory.services.organisations import (
    PLACE_FIELDS,
    SHEET_FIELDS,
    Place,
    Sheet,
    add_site,
    change_organisation,
    change_site,
    confirm_sheet,
    create_organisation,
)
from tests.factories import make_organisation, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def france_travail():
    return ActorType.objects.get(code="france_travail")


def commune(name):
    return Commune.objects.filter(name=name).first()


def test_an_organisation_is_found_by_its_name_its_type_s_former_name_and_its_commune(france_travail):
    organisation = create_organisation(
        Sheet(name="Agence de l’Étoile", actor_type=france_travail), place=Place(commune=commune("Arles")), by=SYSTEM
    )
    for words in ("etoile", "AGENCE étoile", "pole emploi", "arles", "etoile arles"):
        assert list(matching(Organisation.objects.filter(pk=organisation.pk), words)) == [organisation], words
    assert list(matching(Organisation.objects.filter(pk=organisation.pk), "etoile marseille")) == []


def test_texts_lose_control_characters_and_a_name_stays_on_one_line(france_travail):
    organisation = create_organisation(
        Sheet(name="  Mission\r\nlocale\x00 ", actor_type=france_travail, missions="Un\r\nDeux\x07"), by=SYSTEM
    )
    assert (organisation.name, organisation.missions) == ("Mission locale", "Un\nDeux")


def test_the_creation_leaves_a_trace(france_travail):
    organisation = create_organisation(Sheet(name="Nouvelle", actor_type=france_travail), by=SYSTEM)
    entry = ModelLogEntry.objects.get(object_id=str(organisation.pk), action="portal.organisation_created")
    assert entry.data["via"] == "task"
    assert log_registry.get_action_label("portal.organisation_created")


@pytest.mark.parametrize(("column", "value"), [("siret", "73282932000074"), ("uai", "0750655E")])
def test_an_identifier_that_another_has_is_refused_with_its_name(france_travail, column, value):
    make_organisation(name="Premier", **{column: value})
    with pytest.raises(DomainError, match="Premier") as refused:
        create_organisation(Sheet(name="Second", actor_type=france_travail, **{column: value}), by=SYSTEM)
    assert (refused.value.code, refused.value.field) == ("taken", column)
    assert not Organisation.objects.filter(name="Second").exists()


def test_the_same_name_and_type_in_the_same_commune_is_refused(france_travail):
    arles, aubagne = commune("Arles"), commune("Aubagne")
    sheet = Sheet(name="Agence Centre", actor_type=france_travail)
    create_organisation(sheet, place=Place(commune=arles), by=SYSTEM)
    create_organisation(sheet, place=Place(commune=aubagne), by=SYSTEM)
    with pytest.raises(DomainError) as refused:
        create_organisation(
            Sheet(name="AGENCE  CENTRE", actor_type=france_travail), place=Place(commune=arles), by=SYSTEM
        )
    assert (refused.value.code, refused.value.field) == ("double", "name")
    assert Organisation.objects.filter(name__iexact="agence centre").count() == 2


def test_a_change_moves_the_date_of_the_content_and_an_unchanged_save_does_not(france_travail):
    organisation = make_organisation(name="Avant", actor_type=france_travail)
    before = organisation.content_changed_at
    same = change_organisation(organisation, sheet_of(organisation), version=version(organisation), by=SYSTEM)
    assert same.content_changed_at == before
    changed = change_organisation(
        organisation, Sheet(name="Après", actor_type=france_travail), version=version(organisation), by=SYSTEM
    )
    assert changed.content_changed_at > before
    assert changed.search_text.startswith("apres")
    assert changed.confirmed_at is None


def test_an_editor_who_saves_confirms_the_sheet(france_travail):
    organisation = make_organisation(actor_type=france_travail)
    editor = make_person()
    Editorship.objects.create(organisation=organisation, person=editor)
    saved = change_organisation(
        organisation, sheet_of(organisation), version=version(organisation), by=Actor(person=editor)
    )
    assert saved.confirmed_at is not None


def test_d91_a_stale_save_is_refused_and_hands_over_what_is_stored(france_travail):
    organisation = make_organisation(name="Départ", actor_type=france_travail)
    seen = version(organisation)
    change_organisation(organisation, Sheet(name="Premier", actor_type=france_travail), version=seen, by=SYSTEM)
    with pytest.raises(StaleSave) as refused:
        change_organisation(organisation, Sheet(name="Second", actor_type=france_travail), version=seen, by=SYSTEM)
    assert refused.value.stored.name == "Premier"
    organisation.refresh_from_db()
    assert organisation.name == "Premier"


def test_confirming_touches_the_date_alone():
    organisation = make_organisation()
    before = version(organisation), organisation.content_changed_at
    confirmed = confirm_sheet(organisation, by=SYSTEM)
    assert confirmed.confirmed_at is not None
    assert (version(confirmed), confirmed.content_changed_at) == before


def test_a_site_makes_the_organisation_found_by_its_commune_and_one_without_anything_is_refused():
    organisation = make_organisation(name="Sans lieu")
    with pytest.raises(DomainError) as refused:
        add_site(organisation, Place(postcode="13200"), by=SYSTEM)
    assert refused.value.field == "name"
    site = add_site(organisation, Place(name="Siège", commune=commune("Arles")), by=SYSTEM)
    assert list(matching(Organisation.objects.all(), "sans lieu arles")) == [organisation]
    change_site(
        site, Place(name="Siège", commune=commune("Aubagne")), version=version_of(site, PLACE_FIELDS), by=SYSTEM
    )
    assert list(matching(Organisation.objects.all(), "sans lieu arles")) == []
    assert list(matching(Organisation.objects.all(), "sans lieu aubagne")) == [organisation]


def version(organisation):
    return version_of(Organisation.objects.get(pk=organisation.pk), SHEET_FIELDS)


def sheet_of(organisation):
    return Sheet(**{name: getattr(organisation, name) for name in SHEET_FIELDS})
