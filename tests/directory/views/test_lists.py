"""Lists: filters that stay in the address, search without accents, pages, empty states, constant queries."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from portal.directory.enums import Circle, DelegateKind, ParticipationStatus
from portal.directory.models import ActorType, Commune, Coordination, Participation, TerritoryActor
from portal.directory.services.organisations import refresh_search
from tests.factories import (
    make_assistant,
    make_coordinator,
    make_lead,
    make_member,
    make_organisation,
    make_platform,
    make_site,
    make_territory,
)

pytestmark = pytest.mark.django_db


def names(response):
    return [row.record.organisation.name for row in response.context["table"].rows]


@pytest.fixture
def full(world):
    """Return the world with three organisations of known names and types in A."""
    cio, france_travail = ActorType.objects.get(code="cio"), ActorType.objects.get(code="france_travail")
    rows = (
        ("Éducation du Midi", cio, Circle.FIRST, ParticipationStatus.AGREED),
        ("Agence Étoile", france_travail, Circle.SECOND, ParticipationStatus.AGREED),
        ("Zéphyr", cio, "", ParticipationStatus.TO_APPROACH),
    )
    for name, actor_type, circle, status in rows:
        organisation = make_organisation(name=name, actor_type=actor_type)
        refresh_search(organisation)
        Participation.objects.create(
            platform=world.platform, organisation=organisation, status=status, circle=circle, since="2025-09-01"
        )
    return world


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=etoile", ["Agence Étoile"]),
        ("q=POLE+EMPLOI", ["Agence Étoile"]),
        ("q=education&circle=1", ["Éducation du Midi"]),
        ("status=to_approach", ["Zéphyr"]),
        ("circle=2&q=agence", ["Agence Étoile"]),
        ("q=introuvable", []),
    ],
)
def test_members_are_filtered_by_the_address(client, login, full, query, found):
    login(client, full.people["lead"])
    response = client.get(reverse("directory:members", args=[full.platform.slug]) + f"?{query}")
    assert names(response) == found


def test_members_are_sorted_without_regard_to_accents(client, login, full):
    login(client, full.people["lead"])
    url = reverse("directory:members", args=[full.platform.slug])
    shown = [name for name in names(client.get(url)) if not name.startswith("Organisme")]
    assert shown == ["Agence Étoile", "Éducation du Midi", "Mission locale du Parc", "Zéphyr"]
    shown = [name for name in names(client.get(f"{url}?tri=-organisation")) if not name.startswith("Organisme")]
    assert shown == ["Zéphyr", "Mission locale du Parc", "Éducation du Midi", "Agence Étoile"]


@pytest.mark.parametrize(
    "query", ["circle=9", "sector=abc", "status=%00", "page=abc", "tri=nothing", "q=" + "a" * 5000]
)
def test_a_senseless_filter_is_no_failure(client, login, full, query):
    login(client, full.people["lead"])
    assert client.get(reverse("directory:members", args=[full.platform.slug]) + f"?{query}").status_code == 200
    assert client.get(reverse("directory:organisations") + f"?{query}").status_code == 200


def test_a_member_that_left_is_not_listed_and_its_page_stays(client, login, world):
    login(client, world.people["circle2"])
    Participation.objects.filter(pk=world.participation.pk).update(until="2026-01-01")
    response = client.get(reverse("directory:members", args=[world.platform.slug]))
    assert "Mission locale du Parc" not in names(response)
    page = client.get(reverse("directory:member", args=[world.platform.slug, world.participation.pk]))
    assert "Terminée le 1er janvier 2026" in page.content.decode()


def test_members_come_by_fifty(client, login, world):
    for _number in range(51):
        Participation.objects.create(
            platform=world.platform, organisation=make_organisation(), status="to_approach", since="2025-09-01"
        )
    login(client, world.people["lead"])
    url = reverse("directory:members", args=[world.platform.slug])
    assert [len(client.get(url + page).context["table"].page) for page in ("", "?page=2")] == [50, 3]


def test_an_empty_platform_offers_the_next_act_to_its_team(client, login):
    platform = make_platform()
    login(client, make_lead(platform))
    page = client.get(reverse("directory:members", args=[platform.slug])).content.decode()
    assert page.count(reverse("directory:organisation_add", args=[platform.slug])) == 2
    assert "<table" not in page


def test_the_directory_is_filtered_by_sector_type_and_department(client, login, full):
    login(client, full.people["circle2"])
    organisation = full.organisation
    from_arles = make_site(organisation)
    from_arles.commune = commune("Arles")
    from_arles.save()
    cio = ActorType.objects.get(code="cio")

    def found(query):
        response = client.get(reverse("directory:organisations") + f"?{query}")
        return sorted(row.record.name for row in response.context["table"].rows)

    assert found(f"type={cio.pk}") == ["Zéphyr", "Éducation du Midi"]
    assert found(f"sector={cio.sector_id}&q=zephyr") == ["Zéphyr"]
    assert found(f"department={from_arles.commune.department_id}") == ["Mission locale du Parc"]


def commune(name):
    return Commune.objects.get(name=name)


def add_to(world):
    """Give A one more of everything that its pages list."""
    organisation = make_organisation()
    site = make_site(organisation)
    site.commune = commune("Arles")
    site.save()
    make_member(world.platform, organisation=organisation)
    make_member(world.platform, organisation=organisation, kind=DelegateKind.SUBSTITUTE)
    make_member(world.platform, organisation=world.organisation, kind=DelegateKind.SUBSTITUTE)
    make_assistant(world.platform)
    make_coordinator(world.department)
    make_platform(territory=world.department)
    make_site(world.organisation)
    institutional = ActorType.objects.filter(institutional=True).first()
    TerritoryActor.objects.create(
        organisation=make_organisation(actor_type=institutional), territory=world.department, since="2025-09-01"
    )
    number = world.platform.campaigns.count()
    world.platform.campaigns.create(label="Campagne", start=f"2026-1{number % 3}-01", end=f"2026-1{number % 3}-10")
    world.platform.closed_days.create(date=f"2026-11-{10 + number}", reason="Pont")


@pytest.mark.parametrize(
    "address",
    [
        lambda w: reverse("directory:platforms"),
        lambda w: reverse("directory:platforms") + "?q=13200",
        lambda w: reverse("directory:members", args=[w.platform.slug]),
        lambda w: reverse("directory:member", args=[w.platform.slug, w.participation.pk]),
        lambda w: reverse("directory:team", args=[w.platform.slug]),
        lambda w: reverse("directory:calendar", args=[w.platform.slug]),
        lambda w: reverse("directory:organisations"),
        lambda w: reverse("directory:organisation", args=[w.organisation.pk]),
        lambda w: reverse("directory:organisation_add", args=[w.platform.slug]) + "?q=organisme",
        lambda w: reverse("directory:territory", args=[w.department.slug]),
        lambda w: reverse("directory:role_add", args=[w.platform.slug]),
    ],
    ids=[
        "platforms",
        "find",
        "members",
        "member",
        "team",
        "calendar",
        "organisations",
        "organisation",
        "add",
        "territory",
        "role",
    ],
)
def test_the_number_of_queries_does_not_grow_with_the_rows(
    client, login, world, address, django_assert_max_num_queries, django_assert_num_queries
):
    add_to(world)
    login(client, world.people["lead"])
    url = address(world)
    client.get(url)
    cache.clear()
    with django_assert_max_num_queries(40) as counted:
        client.get(url)
    add_to(world)
    add_to(world)
    cache.clear()
    with django_assert_num_queries(len(counted)):
        client.get(url)


def test_coordinators_of_the_territories_around_are_on_the_page_of_the_team(client, login, world):
    make_coordinator(make_territory())
    login(client, world.people["circle2"])
    shown = client.get(reverse("directory:team", args=[world.platform.slug])).context["coordinators"]
    assert {row.pk for row in shown} == {
        row.pk for row in Coordination.objects.filter(territory__in=[world.department, world.region])
    }
