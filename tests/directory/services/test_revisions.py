"""What a sheet was: kept by every verb that changes it, taken again as a change like any other."""

import datetime as dt

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry

from portal.core.actors import SYSTEM, Actor, Via
from portal.core.errors import DomainError
from portal.directory.models import ActorType, Commune, Organisation, Sector, SheetRevision, Site
from portal.directory.services.checks import StaleSave, version_of
from portal.directory.services.organisations import (
    PLACE_FIELDS,
    SHEET_FIELDS,
    Place,
    Sheet,
    add_site,
    change_organisation,
    change_site,
    close_site,
    confirm_sheet,
    create_organisation,
    reopen_site,
)
from portal.directory.services.revisions import take_again
from portal.directory.sheet_content import content_of, content_version
from tests.factories import make_organisation, make_person, make_site, make_user

pytestmark = pytest.mark.django_db


def stored(organisation):
    return Organisation.objects.get(pk=organisation.pk)


def change(organisation, by=SYSTEM, **columns):
    row = stored(organisation)
    values = {name: getattr(row, name) for name in SHEET_FIELDS} | columns
    return change_organisation(row, Sheet(**values), version=version_of(row, SHEET_FIELDS), by=by)


def take(revision, by=SYSTEM):
    return take_again(revision, version=content_version(content_of(stored(revision.organisation))), by=by)


def contents(organisation):
    """Return the kept contents, the oldest first."""
    return [row.content for row in organisation.revisions.order_by("made_at", "pk")]


def test_a_new_organisation_has_its_first_version_with_its_place_and_its_author():
    person = make_person(user=make_user())
    organisation = create_organisation(
        Sheet(name="Neuve", actor_type=make_organisation().actor_type),
        place=Place(address="1 rue A"),
        by=Actor(user=person.user, person=person),
    )
    kept = organisation.revisions.get()
    assert (kept.content, kept.person, kept.user, kept.via) == (
        content_of(organisation),
        person,
        person.user,
        Via.SESSION,
    )
    assert kept.content["sites"][0]["address"] == "1 rue A"


def test_the_first_change_of_an_older_sheet_keeps_what_it_was_too():
    before = timezone.now() - dt.timedelta(days=100)
    organisation = make_organisation(name="Avant", content_changed_at=before)
    person = make_person()
    change(organisation, by=Actor.of_link(person), name="Après")
    old, new = organisation.revisions.order_by("made_at", "pk")
    assert (old.content["name"], old.made_at, old.person, old.via) == ("Avant", before, None, Via.TASK)
    assert (new.content["name"], new.person, new.via) == ("Après", person, Via.LINK)


def test_a_save_that_changes_nothing_and_a_confirmation_keep_no_version():
    organisation = make_organisation()
    change(organisation)
    confirm_sheet(organisation, by=SYSTEM)
    assert organisation.revisions.count() == 0


def test_what_was_written_past_the_history_is_kept_before_the_next_change():
    organisation = make_organisation(name="Un")
    change(organisation, name="Deux")
    Organisation.objects.filter(pk=organisation.pk).update(name="Trois")
    change(organisation, name="Quatre")
    assert [content["name"] for content in contents(organisation)] == ["Un", "Deux", "Trois", "Quatre"]


def test_every_change_of_a_site_keeps_a_version():
    organisation = make_organisation()
    site = add_site(organisation, Place(name="Siège"), by=SYSTEM)
    change_site(site, Place(name="Antenne"), version=version_of(site, PLACE_FIELDS), by=SYSTEM)
    close_site(site, by=SYSTEM)
    reopen_site(site, by=SYSTEM)
    names = [[kept["name"] for kept in content["sites"]] for content in contents(organisation)]
    assert names == [[], ["Siège"], ["Antenne"], [], ["Antenne"]]


def test_a_refused_change_keeps_no_version():
    organisation = make_organisation()
    with pytest.raises(DomainError):
        change(organisation, phone="pas un numéro")
    with pytest.raises(DomainError):
        add_site(organisation, Place(postcode="13001"), by=SYSTEM)
    assert SheetRevision.objects.count() == 0


def test_a_version_taken_again_is_the_sheet_and_its_sites_again_by_one_new_version():
    organisation = make_organisation(name="Avant", missions="Premières")
    arles = Commune.objects.filter(name="Arles").first()
    first_site = add_site(organisation, Place(name="Siège", commune=arles), by=SYSTEM)
    kept = organisation.revisions.first()
    change(organisation, name="Après", missions="")
    change_site(first_site, Place(name="Ailleurs"), version=version_of(first_site, PLACE_FIELDS), by=SYSTEM)
    close_site(first_site, by=SYSTEM)
    later = add_site(organisation, Place(name="Plus tard"), by=SYSTEM)
    count = organisation.revisions.count()
    person = make_person()
    taken = take(kept, by=Actor(person=person))
    assert content_of(taken) == kept.content
    assert (taken.name, taken.missions) == ("Avant", "Premières")
    assert Site.objects.get(pk=later.pk).closed_at is not None
    assert stored(organisation).search_text.startswith("avant")
    assert "arles" in stored(organisation).search_text
    newest = organisation.revisions.first()
    assert (organisation.revisions.count(), newest.content, newest.person) == (count + 1, kept.content, person)
    entry = ModelLogEntry.objects.get(object_id=str(organisation.pk), action="portal.sheet_taken_again")
    assert entry.data["revision"] == kept.pk


def test_d91_a_version_is_not_taken_over_what_somebody_wrote_meanwhile():
    organisation = make_organisation(name="Un")
    change(organisation, name="Deux")
    seen = content_version(content_of(stored(organisation)))
    kept = organisation.revisions.last()
    add_site(organisation, Place(name="Siège"), by=SYSTEM)
    with pytest.raises(StaleSave):
        take_again(kept, version=seen, by=SYSTEM)
    assert stored(organisation).name == "Deux"


def test_a_version_whose_identifier_is_another_s_now_is_refused_whole():
    organisation = make_organisation(name="Un", siret="73282932000074")
    change(organisation, name="Deux", siret="")
    make_organisation(name="Autre", siret="73282932000074")
    with pytest.raises(DomainError, match="Autre") as refused:
        take(organisation.revisions.last())
    assert refused.value.code == "taken"
    assert stored(organisation).name == "Deux"


def test_a_version_whose_type_left_the_catalogue_is_refused():
    sector = Sector.objects.create(code="passing", name="Passager")
    gone = ActorType.objects.create(code="passing", name="Type passager", sector=sector, usual_circle="1")
    organisation = make_organisation(actor_type=gone)
    change(organisation, actor_type=make_organisation().actor_type)
    gone.delete()
    with pytest.raises(DomainError, match="Type passager") as refused:
        take(organisation.revisions.last())
    assert refused.value.code == "gone"


def test_a_site_missing_from_the_database_is_made_anew():
    organisation = make_organisation()
    site = make_site(organisation, name="Siège", address="1 rue A")
    change(organisation, name="Autre")
    site.delete()
    change(organisation, name="Encore")
    take(organisation.revisions.last())
    assert [(one.name, one.address) for one in organisation.sites.all()] == [("Siège", "1 rue A")]
