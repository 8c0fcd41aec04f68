"""Many organisations that enter at once: what is written is what the services of one write, in few queries."""

import datetime as dt
import itertools

import pytest
from wagtail.models import ModelLogEntry

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.directory.models import ActorType, Commune, Delegate, Editorship, Organisation, Participation, Person
from portal.directory.services.delegates import add_delegate
from portal.directory.services.members import add_new_member
from portal.directory.services.newcomers import Newcomers
from portal.directory.services.organisations import Place, Sheet
from portal.directory.services.people import Contact
from portal.directory.sheet_content import content_of
from tests.factories import make_lead, make_organisation, make_person, make_platform

pytestmark = pytest.mark.django_db

SIRET, UAI = "73282932000074", "0750655E"
SOLENE = Contact(first_name="Solène", last_name="Grandvalet", email="solene@cigales.example", phone="04 65 71 00 20")
JOEL = Contact(first_name="Joël", last_name="Pontrieux")


@pytest.fixture
def by():
    return Actor(person=make_lead(make_platform()))


@pytest.fixture
def commune():
    return Commune.objects.order_by("pk").first()


def sheet(name="Centre social Les Cigales", **fields):
    return Sheet(
        name=name, actor_type=fields.pop("actor_type", None) or ActorType.objects.get(code="france_travail"), **fields
    )


def enter(platform, by, sheet, *, place=None, people=(), **said):
    newcomers = Newcomers(platform, by=by)
    newcomer = newcomers.add(sheet, place=place, people=people, **{"status": "agreed", "circle": "first", **said})
    newcomers.write()
    return newcomer


def written(organisation) -> dict:
    """Return all that stands in the database about an organisation that entered, without keys and moments."""
    rows = {
        "sheet": Organisation.objects.filter(pk=organisation.pk).values(),
        "sites": organisation.sites.values(),
        "revisions": organisation.revisions.values(),
        "participations": organisation.participations.values(),
        "delegates": Delegate.objects.filter(participation__organisation=organisation).values(),
        "people": Person.objects.filter(organisation=organisation).values(),
        "editorships": organisation.editorships.values(),
    }
    kept = {name: [_plain(row) for row in found.order_by("pk")] for name, found in rows.items()}
    for revision in kept["revisions"]:
        for site in revision["content"]["sites"]:
            del site["id"]
    return kept


def _plain(row: dict) -> dict:
    keys = ("id", "organisation_id", "participation_id", "platform_id", "person_id")
    return {name: value for name, value in row.items() if name not in keys and not isinstance(value, dt.datetime)}


def trail() -> list:
    entries = ModelLogEntry.objects.order_by("action", "pk").values_list("action", "label", "data", "user")
    return [(action, label, {**data, "platform": None, "person": None}, user) for action, label, data, user in entries]


def test_it_writes_what_the_services_of_one_write(by, commune):
    place = Place(address="12 rue des Tilleuls", postcode="13400", commune=commune)
    said = {"status": "agreed", "circle": "first", "since": dt.date(2026, 3, 2), "next_step": "Appeler"}
    details = sheet(phone="04 65 71 00 10", siret="", missions="Accueillir")
    platform = make_platform()
    participation = add_new_member(platform, details, place=place, **said, by=by)
    add_delegate(participation, SOLENE, kind="fixed", by=by)
    add_delegate(participation, JOEL, kind="substitute", by=by)
    expected, told = written(participation.organisation), trail()
    for model in (Editorship, Delegate, Participation, ModelLogEntry):
        model.objects.all().delete()
    Person.objects.filter(organisation=participation.organisation).delete()
    participation.organisation.delete()
    newcomer = enter(platform, by, details, place=place, people=[(SOLENE, "fixed"), (JOEL, "substitute")], **said)
    assert expected["editorships"] and expected["sites"] and len(expected["people"]) == 2
    assert written(newcomer.organisation) == expected
    assert trail() == told
    assert newcomer.organisation.revisions.get().content == content_of(newcomer.organisation)


def test_it_takes_few_queries_however_many_enter(by, commune, count_queries):
    numbers = itertools.count()

    def enter_many(count):
        newcomers = Newcomers(platform, by=by)
        for number in itertools.islice(numbers, count):
            contact = Contact(first_name="Solène", last_name="Grandvalet", email=f"solene@{number}.example")
            newcomers.add(
                sheet(f"Centre {number}", actor_type=kind),
                place=Place(commune=commune),
                people=[(contact, "fixed")],
                status="agreed",
                circle="first",
            )
        newcomers.write()

    kind, platform = ActorType.objects.get(code="france_travail"), make_platform()
    few = count_queries(lambda: enter_many(2))
    assert count_queries(lambda: enter_many(20)) == few
    assert Editorship.objects.filter(organisation__name="Centre 39").count() == 1


def test_what_the_directory_has_is_not_entered_twice(by, commune):
    kind, elsewhere = ActorType.objects.get(code="france_travail"), Commune.objects.order_by("pk").last()
    known = make_organisation(name="Les Cigales", actor_type=kind, siret=SIRET, uai=UAI)
    known.sites.create(commune=commune)
    newcomers = Newcomers(make_platform(), by=by)
    place = Place(commune=commune)
    for details, at, code in (
        (sheet("LES CIGALES", actor_type=kind), place, "double"),
        (sheet("Autre", siret=SIRET), place, "taken"),
        (sheet("Autre", uai=UAI), place, "taken"),
        (sheet(""), place, "required"),
        (sheet("Autre", phone="zéro"), place, "phone"),
    ):
        with pytest.raises(DomainError) as refused:
            newcomers.add(details, place=at, status="to_approach")
        assert refused.value.code == code
    newcomers.add(sheet("Les Cigales", actor_type=kind), place=Place(commune=elsewhere), status="to_approach")
    with pytest.raises(DomainError) as refused:
        newcomers.add(sheet("Les cigales", actor_type=kind), place=Place(commune=elsewhere), status="to_approach")
    assert refused.value.code == "double", "The one just before stands in the way as well."
    with pytest.raises(DomainError) as refused:
        newcomers.add(sheet("Autre"), place=place, status="agreed")
    assert (refused.value.code, refused.value.field) == ("required", "circle")


def test_whoever_is_known_by_name_and_address_is_not_made_twice(by):
    known = make_person(first_name="Solène", last_name="Grandvalet", email="SOLENE@cigales.example")
    platform = make_platform()
    newcomers = Newcomers(platform, by=by)
    for name in ("Premier", "Second"):
        namesake = Contact(first_name="Autre", last_name="Personne", email="autre@cigales.example")
        people = [(SOLENE, "fixed"), (namesake, "substitute")]
        newcomers.add(sheet(name), place=None, people=people, status="agreed", circle="first")
    newcomers.write()
    delegates = Delegate.objects.filter(participation__platform=platform)
    assert list(delegates.filter(kind="fixed").values_list("person", flat=True)) == [known.pk] * 2
    assert delegates.filter(kind="substitute").values("person").distinct().count() == 1
    with pytest.raises(DomainError) as refused:
        newcomers.add(
            sheet("Tiers"), place=None, people=[(SOLENE, "fixed"), (SOLENE, "substitute")], status="to_approach"
        )
    assert refused.value.code == "double"
