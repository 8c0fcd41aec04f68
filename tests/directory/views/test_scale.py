"""Lists cost as many queries for fifty rows as for five, whatever they are filtered by."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from portal.directory.enums import Circle, DelegateKind
from portal.directory.models import ActorType, Commune, Delegate, Network, Organisation, Participation, Person, Site
from portal.directory.search import organisation_text, person_text
from tests.factories import make_coordinator, make_lead, make_platform, make_territory

LONG_AGO = dt.date(2024, 9, 1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    """Return a platform with its lead and coordinator, a commune and a network."""
    department = make_territory()
    platform = make_platform(territory=department)
    return SimpleNamespace(
        department=department,
        platform=platform,
        lead=make_lead(platform),
        coordinator=make_coordinator(department),
        commune=Commune.objects.get(name="Arles"),
        network=Network.objects.create(name="Réseau des écoles"),
        types=list(ActorType.objects.filter(code__in=("cio", "college", "social_centre")).select_related("sector")),
    )


def grow(place, count):
    """Let ``count`` organisations take part, and as many in other platforms of the territory alone.

    Each has two places, a network, two delegates and an old sheet.
    """
    first = Organisation.objects.count()
    organisations = [_organisation(place, first + number) for number in range(2 * count)]
    Organisation.objects.bulk_create(organisations)
    Site.objects.bulk_create(site for one in organisations for site in one.places)
    place.network.members.add(*organisations)
    participations, delegates = [], []
    for shared, elsewhere in zip(organisations[::2], organisations[1::2], strict=True):
        other = make_platform(territory=place.department)
        here = _participation(place.platform, shared)
        participations += [here, _participation(other, shared), _participation(other, elsewhere)]
        for kind in DelegateKind.values:
            person = Person(first_name="Camille", last_name=f"Étoile{shared.pk}", organisation=shared)
            person.search_text = person_text(person)
            delegates.append(Delegate(participation=here, person=person, kind=kind, since=LONG_AGO))
    Person.objects.bulk_create(one.person for one in delegates)
    Participation.objects.bulk_create(participations)
    Delegate.objects.bulk_create(delegates)


def _organisation(place, number):
    organisation = Organisation(
        name=f"École n° {number}",
        # Two at a time: those that take part here are of every type too.
        actor_type=place.types[number // 2 % len(place.types)],
        phone="+33199000007",
        email=f"ecole-{number}@exemple.example",
        content_changed_at=timezone.now() - dt.timedelta(days=900),
    )
    organisation.places = [
        Site(organisation=organisation, commune=place.commune, postcode="13200") for _number in range(2)
    ]
    organisation.search_text = organisation_text(organisation, organisation.places)
    return organisation


def _participation(platform, organisation):
    return Participation(
        platform=platform, organisation=organisation, status="agreed", circle=Circle.FIRST, since=LONG_AGO
    )


def directory(query):
    return lambda place: (
        reverse("directory:organisations")
        + query.format(
            type=place.types[0].pk,
            sector=place.types[0].sector_id,
            department=place.commune.department_id,
            network=place.network.pk,
        )
    )


def members(query):
    return lambda place: reverse("directory:members", args=[place.platform.slug]) + query


ADDRESSES = {
    "directory": directory(""),
    "a word without accents": directory("?q=ecole"),
    "several words": directory("?q=ecole+arles+13200"),
    "type and department": directory("?type={type}&department={department}"),
    "sector": directory("?sector={sector}"),
    "network": directory("?network={network}"),
    "freshness": directory("?freshness=stale"),
    "my platform": directory("?platform=mine"),
    "not my platform": directory("?platform=not-mine"),
    "everything at once": directory("?q=ecole&type={type}&department={department}&network={network}&freshness=stale"),
    "by type": directory("?tri=actor_type"),
    "by age": directory("?tri=-confirmed_at"),
    "members": members(""),
    "members by name of a person": members("?q=etoile"),
    "members with somebody": members("?represented=yes&circle=1"),
    "whom did we forget": lambda place: reverse("directory:representation", args=[place.platform.slug]),
    "circles": lambda place: reverse("directory:board", args=[place.platform.slug]),
    "platforms": lambda place: reverse("directory:platforms"),
}


@pytest.mark.parametrize("name", ADDRESSES)
def test_fifty_rows_cost_as_many_queries_as_five(client, login, place, count_queries, name):
    assert _growth(client, login, place, place.lead, count_queries, ADDRESSES[name](place)) == 0


def test_the_matrix_of_fifty_platforms_costs_as_many_queries_as_that_of_five(client, login, place, count_queries):
    address = reverse("directory:territory_representation", args=[place.department.slug])
    assert _growth(client, login, place, place.coordinator, count_queries, address) == 0


@pytest.mark.parametrize("file_format", ["csv", "xlsx", "ods", "vcf"])
@pytest.mark.parametrize("name", ["directory:organisations_export", "directory:members_export"])
def test_an_export_of_fifty_rows_costs_as_many_queries_as_of_five(
    client, login, place, count_queries, name, file_format
):
    arguments = [file_format] if name.endswith("organisations_export") else [place.platform.slug, file_format]
    assert _growth(client, login, place, place.lead, count_queries, reverse(name, args=arguments), "post") == 0


def _growth(client, login, place, person, count_queries, address, method="get"):
    """Return how many queries more fifty rows cost than five; what the cache keeps is forgotten each time."""
    login(client, person)

    def ask():
        cache.clear()
        response = getattr(client, method)(address)
        assert response.status_code == 200
        return response

    grow(place, 5)
    few = count_queries(ask)
    short = len(ask().content)
    grow(place, 45)
    many = count_queries(ask)
    assert len(ask().content) > short
    return many - few
