"""The pages of the mobilisation and the representation: acts, bad input, what nobody else may learn (D-03 to D-06)."""

import datetime as dt

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from portal.directory.enums import ParticipationStatus, TerritoryKind
from portal.directory.models import (
    ActorContact,
    ActorType,
    Network,
    NotExpected,
    Organisation,
    Participation,
    TerritoryActor,
)
from tests.directory.representation.conftest import locate, never_came, take_part
from tests.factories import (
    make_coordinator,
    make_lead,
    make_member,
    make_organisation,
    make_person,
    make_platform,
    make_territory,
)

pytestmark = pytest.mark.django_db

CANARY = "Zygomatique"


def page(client, name, *arguments):
    return client.get(reverse(f"directory:{name}", args=arguments)).content.decode()


def test_one_act_makes_a_known_organisation_one_to_approach(client, login, world):
    organisation = make_organisation(actor_type=ActorType.objects.get(code="cfa"))
    login(client, world.people["lead"])
    url = reverse("directory:approach", args=[world.platform.slug])
    response = client.post(url, {"organisation": organisation.pk}, follow=True)
    row = world.platform.participations.get(organisation=organisation)
    assert (row.status, row.circle, row.since) == (ParticipationStatus.TO_APPROACH, "", timezone.localdate())
    assert reverse("directory:mobilisation_step", args=[world.platform.slug, row.pk]) in response.content.decode()
    client.post(url, {"organisation": organisation.pk})
    assert world.platform.participations.filter(organisation=organisation).count() == 1


@pytest.mark.parametrize("value", ["", "0", "abc", "999999999", "%00", "1; drop"])
def test_a_senseless_organisation_is_not_found(client, login, world, value):
    login(client, world.people["lead"])
    url = reverse("directory:approach", args=[world.platform.slug])
    before = Participation.objects.count()
    assert client.post(url, {"organisation": value}).status_code == 404
    assert Participation.objects.count() == before


def test_a_new_organisation_is_entered_with_its_type_filled_in(client, login, world):
    kind = ActorType.objects.get(code="mfr")
    login(client, world.people["lead"])
    url = reverse("directory:organisation_new", args=[world.platform.slug])
    assert f"{url}?type={kind.pk}" in page(client, "representation", world.platform.slug)
    assert f'<option value="{kind.pk}" selected>' in client.get(f"{url}?type={kind.pk}").content.decode()
    assert client.get(f"{url}?type=abc").status_code == 200


def test_a_type_is_set_aside_and_looked_for_again(client, login, world):
    kind = ActorType.objects.get(code="mfr")
    login(client, world.people["lead"])
    arguments = [world.platform.slug, kind.pk]
    client.post(reverse("directory:type_set_aside", args=arguments))
    noted = NotExpected.objects.get()
    assert (noted.actor_type, noted.person, noted.platform) == (kind, world.people["lead"], world.platform)
    assert reverse("directory:type_expect", args=arguments) in page(client, "representation", world.platform.slug)
    client.post(reverse("directory:type_expect", args=arguments))
    assert NotExpected.objects.active().count() == 0


@pytest.mark.parametrize(("value", "stored"), [("rural", "rural"), ("lunar", "mixed"), ("", "mixed")])
def test_the_kind_of_territory_is_said_on_the_page(client, login, world, value, stored):
    login(client, world.people["lead"])
    client.post(reverse("directory:landscape", args=[world.platform.slug]), {"landscape": value})
    world.platform.refresh_from_db()
    assert world.platform.landscape == stored


def test_the_next_step_is_noted_through_the_form(client, login, world):
    row = take_part(world.platform, "cfa", status=ParticipationStatus.TO_APPROACH)
    login(client, world.people["lead"])
    url = reverse("directory:mobilisation_step", args=[world.platform.slug, row.pk])
    version = client.get(url).context["form"]["version"].value()
    on = timezone.localdate() + dt.timedelta(days=12)
    body = {"status": "approached", "circle": "", "next_step": "Appeler", "next_step_on": on, "version": version}
    assert client.post(url, body).status_code == 302
    current = world.platform.participations.get(organisation=row.organisation, until=None)
    assert (current.status, current.next_step, current.next_step_on) == ("approached", "Appeler", on)


def test_of_a_member_only_the_step_is_asked_and_its_place_stays(client, login, world):
    login(client, world.people["lead"])
    row = world.participation
    url = reverse("directory:mobilisation_step", args=[world.platform.slug, row.pk])
    form = client.get(url).context["form"]
    assert list(form.fields) == ["next_step", "next_step_on", "version"]
    body = {"status": "declined", "circle": "", "next_step": "Signer la convention", "version": form["version"].value()}
    assert client.post(url, body).status_code == 302
    row.refresh_from_db()
    assert (row.status, row.circle, row.next_step, row.until) == ("agreed", "1", "Signer la convention", None)


def test_the_step_of_somebody_else_is_not_overwritten_and_both_are_shown(client, login, world):
    row = take_part(world.platform, "cfa", status=ParticipationStatus.TO_APPROACH)
    login(client, world.people["lead"])
    url = reverse("directory:mobilisation_step", args=[world.platform.slug, row.pk])
    version = client.get(url).context["form"]["version"].value()
    Participation.objects.filter(pk=row.pk).update(next_step="Écrire au proviseur", status="approached")
    response = client.post(url, {"status": "declined", "next_step": "Abandonner", "version": version})
    text = response.content.decode()
    assert response.status_code == 409
    assert "Écrire au proviseur" in text
    assert "Abandonner" in text
    assert ("Où en est-on\u202f?", "Sollicité") in response.context["form"].stored
    row.refresh_from_db()
    assert row.next_step == "Écrire au proviseur"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"status": "agreed", "circle": ""}, "circle"),
        ({"status": "nothing"}, "status"),
        ({"status": "approached", "next_step_on": "31/02/2027", "next_step": "Appeler"}, "next_step_on"),
        ({"status": "approached", "next_step_on": "2001-01-01", "next_step": "Appeler"}, "next_step_on"),
        ({"status": "approached", "next_step": "x" * 201}, "next_step"),
        ({"status": "approached", "next_step": "La jeune Léa Martin, née le 03/05/2008, l’y attend"}, "next_step"),
    ],
)
def test_a_bad_step_stands_beside_its_field_and_nothing_is_stored(client, login, world, body, field):
    row = take_part(world.platform, "cfa", status=ParticipationStatus.TO_APPROACH)
    login(client, world.people["lead"])
    url = reverse("directory:mobilisation_step", args=[world.platform.slug, row.pk])
    version = client.get(url).context["form"]["version"].value()
    response = client.post(url, {**body, "version": version})
    assert (response.status_code, list(response.context["form"].errors)) == (200, [field])
    row.refresh_from_db()
    assert (row.status, row.next_step, row.until) == ("to_approach", "", None)


def test_d03_a_row_of_b_is_not_advanced_through_a(client, login, world):
    row = take_part(world.other, "cfa", status=ParticipationStatus.TO_APPROACH)
    login(client, world.people["lead"])
    url = reverse("directory:mobilisation_step", args=[world.platform.slug, row.pk])
    assert [client.get(url).status_code, client.post(url, {"status": "declined"}).status_code] == [404, 404]
    row.refresh_from_db()
    assert row.status == "to_approach"


def sow(platform, territory):
    """Write the canary wherever a platform and its territory keep something of their own."""
    row = take_part(
        platform,
        "cfa",
        organisation=make_organisation(name=f"{CANARY} CFA", actor_type=ActorType.objects.get(code="cfa")),
        status=ParticipationStatus.TO_APPROACH,
        next_step=f"{CANARY} appelle",
        reason=CANARY,
    )
    institution = make_organisation(actor_type=ActorType.objects.get(code="dsden"))
    actor = TerritoryActor.objects.create(organisation=institution, territory=territory)
    ActorContact.objects.create(actor=actor, person=make_person(last_name=f"{CANARY}-Contact"))
    make_member(platform, organisation=institution, person=make_person(last_name=f"{CANARY}-Delegue"))
    return row, actor


@pytest.mark.parametrize("role", ["lead", "circle1", "coordinator", "region"])
def test_d04_d06_nothing_of_b_stands_on_the_pages_of_a_or_of_b_s_territory(client, login, world, role):
    territory = world.other.territories.get()
    sow(world.other, territory)
    shared = make_organisation()
    take_part(world.other, "cfa", organisation=shared, next_step=CANARY)
    take_part(world.platform, "cfa", organisation=shared)
    login(client, world.people[role])
    slug = world.platform.slug
    pages = [
        reverse("directory:institutions", args=[slug]),
        reverse("directory:members", args=[slug]),
        reverse("directory:territory", args=[world.department.slug]),
        reverse("directory:territory", args=[territory.slug]),
        reverse("directory:networks"),
    ]
    if role != "circle1":
        pages += [reverse(f"directory:{name}", args=[slug]) for name in ("mobilisation", "representation")]
    if role in ("coordinator", "region"):
        pages.append(reverse("directory:territory_representation", args=[world.department.slug]))
    answers = {url: client.get(url) for url in pages}
    assert {url: answer.status_code for url, answer in answers.items()} == dict.fromkeys(pages, 200)
    assert [url for url, answer in answers.items() if f"{CANARY}" in answer.content.decode()] == []
    hidden = [reverse("directory:mobilisation", args=[world.other.slug])]
    hidden.append(reverse("directory:institutions", args=[world.other.slug]))
    assert [client.get(url).status_code for url in hidden] == [404, 404]


def test_contacts_at_an_institution_are_known_below_its_territory(client, login, world):
    sow(world.other, world.department)
    territory = reverse("directory:territory", args=[world.department.slug])
    seen = {}
    for role in ("circle2", "lead", "coordinator", "region", "administrator", "other_lead", "editor"):
        client.logout()
        login(client, world.people[role])
        seen[role] = f"{CANARY}-Contact" in client.get(territory).content.decode()
    below = dict.fromkeys(("circle2", "lead", "coordinator", "region", "administrator"), True)
    assert seen == {**below, "other_lead": False, "editor": False}
    login(client, world.people["circle2"])
    assert f"{CANARY}-Contact" in page(client, "institutions", world.platform.slug)


def test_contacts_disappear_with_the_role_of_the_reader(client, login, world):
    sow(world.other, world.department)
    login(client, world.people["lead"])
    url = reverse("directory:territory", args=[world.department.slug])
    world.people["lead"].platform_roles.update(until=timezone.localdate())
    make_lead(make_platform(), person=world.people["lead"])
    assert CANARY not in client.get(url).content.decode()


def test_a_coordinator_adds_and_ends_a_contact(client, login, world):
    _row, actor = sow(world.other, world.department)
    login(client, world.people["coordinator"])
    arguments = [world.department.slug, actor.pk]
    url = reverse("directory:actor_contact_add", args=arguments)
    body = {"first_name": "Ana", "last_name": "Roux", "function": "Inspectrice", "email": "ana@dsden.example"}
    assert client.post(url, body).status_code == 302
    contact = ActorContact.objects.get(person__last_name="Roux")
    assert contact.actor == actor
    assert list(client.post(url, {**body, "first_name": ""}).context["form"].errors) == ["first_name"]
    elsewhere = TerritoryActor.objects.create(organisation=actor.organisation, territory=make_territory())
    wrong = reverse("directory:actor_contact_end", args=[world.department.slug, elsewhere.pk, contact.pk])
    assert client.post(wrong).status_code == 404
    assert client.post(reverse("directory:actor_contact_end", args=[*arguments, contact.pk])).status_code == 302
    contact.refresh_from_db()
    assert contact.until == timezone.localdate()


def test_institutional_actors_of_all_levels_are_shown_the_nearest_first(client, login, world):
    world.department.academy = make_territory(TerritoryKind.ACADEMY, name="Académie du Midi")
    world.department.save()
    for code, territory in (
        ("region", world.region),
        ("dsden", world.department),
        ("rectorat", world.department.academy),
        ("dsden", world.other.territories.get()),
    ):
        institution = make_organisation(actor_type=ActorType.objects.get(code=code))
        TerritoryActor.objects.create(organisation=institution, territory=territory)
    login(client, world.people["circle2"])
    levels = client.get(reverse("directory:institutions", args=[world.platform.slug])).context["levels"]
    assert [level.territory for level in levels] == [world.department, world.department.academy, world.region]
    members = page(client, "members", world.platform.slug)
    assert members.count(reverse("directory:institutions", args=[world.platform.slug])) == 1
    assert world.platform.participations.filter(organisation__actor_type__institutional=True).count() == 0


# Networks


def test_the_team_keeps_the_networks_of_its_own_areas_and_coordinators_those_of_all_below(client, login, world):
    basin = make_territory(TerritoryKind.BASIN, parent=world.department)
    own, wider, foreign, whole = (
        Network.objects.create(name=f"R{number}", territory=territory)
        for number, territory in enumerate((basin, world.region, world.other.territories.get(), None))
    )
    kept = {}
    for role in ("lead", "assistant", "coordinator", "region", "circle1", "administrator"):
        client.logout()
        login(client, world.people[role])
        kept[role] = [
            client.get(reverse("directory:network_edit", args=[one.pk])).status_code
            for one in (own, wider, foreign, whole)
        ]
    assert kept == {
        "lead": [200, 403, 403, 403],
        "assistant": [200, 403, 403, 403],
        "coordinator": [200, 403, 403, 403],
        "region": [200, 200, 403, 403],
        "circle1": [403] * 4,
        "administrator": [200] * 4,
    }


def test_a_network_cannot_be_put_into_a_territory_of_others(client, login, world):
    login(client, world.people["lead"])
    url = reverse("directory:network_new")
    for territory in (world.region.pk, world.other.territories.get().pk, "", "abc"):
        response = client.post(url, {"name": "FOQUALE", "territory": territory})
        assert list(response.context["form"].errors) == ["territory"]
    assert Network.objects.count() == 0
    assert client.post(url, {"name": "FOQUALE", "territory": world.department.pk}).status_code == 302
    assert Network.objects.get().territory == world.department


def test_members_of_a_network_are_looked_for_added_and_taken_out(client, login, world):
    network = Network.objects.create(name="FOQUALE", territory=world.department)
    login(client, world.people["lead"])
    url = reverse("directory:network", args=[network.pk])
    assert client.get(f"{url}?q=mission").context["found"] == [world.organisation]
    client.post(reverse("directory:network_member_add", args=[network.pk]), {"organisation": world.organisation.pk})
    assert list(network.members.all()) == [world.organisation]
    assert client.get(f"{url}?q=mission").context["found"] == []
    assert client.post(reverse("directory:network_remove", args=[network.pk])).url == url
    client.post(reverse("directory:network_member_remove", args=[network.pk, world.organisation.pk]))
    assert network.members.count() == 0
    assert client.post(reverse("directory:network_remove", args=[network.pk])).url == reverse("directory:networks")


def test_networks_are_found_without_accents_by_name_or_territory(client, login, world):
    territory = make_territory(name="Pays d’Arles")
    Network.objects.create(name="Réseau Étoile", territory=territory)
    Network.objects.create(name="FOQUALE", territory=world.department)
    login(client, world.people["circle2"])
    for text, found in (("etoile", ["Réseau Étoile"]), ("arles", ["Réseau Étoile"]), ("", 2), ("introuvable", [])):
        rows = list(client.get(reverse("directory:networks"), {"q": text}).context["page"])
        assert (len(rows) if isinstance(found, int) else [row.name for row in rows]) == found


# Constant queries


def grow(world):
    """Add one more of everything that the pages list."""
    for code in ("pjj", "cio"):
        never_came(world.platform, take_part(world.platform, code).organisation)
    take_part(
        world.platform, "cfa", status=ParticipationStatus.TO_APPROACH, next_step="Appeler", next_step_on="2026-01-05"
    )
    locate(make_organisation(actor_type=ActorType.objects.get(code="mfr")), "Arles")
    other = make_platform(territory=world.department)
    take_part(other, "cio")
    institution = make_organisation(actor_type=ActorType.objects.get(code="dsden"))
    actor = TerritoryActor.objects.create(organisation=institution, territory=world.department, since="2025-09-01")
    ActorContact.objects.create(actor=actor, person=make_person(), since="2025-09-01")
    make_member(world.platform, organisation=institution)
    network = Network.objects.create(name=f"Réseau {Network.objects.count()}", territory=world.department)
    Network.objects.earliest("pk").members.add(*Organisation.objects.all())
    network.members.add(institution)


@pytest.mark.parametrize(
    ("role", "address"),
    [
        ("lead", lambda w: reverse("directory:mobilisation", args=[w.platform.slug])),
        ("lead", lambda w: reverse("directory:representation", args=[w.platform.slug])),
        ("lead", lambda w: reverse("directory:institutions", args=[w.platform.slug])),
        ("coordinator", lambda w: reverse("directory:territory", args=[w.department.slug])),
        ("coordinator", lambda w: reverse("directory:territory_representation", args=[w.department.slug])),
        ("lead", lambda w: reverse("directory:networks")),
        ("lead", lambda w: reverse("directory:network", args=[Network.objects.earliest("pk").pk]) + "?q=organisme"),
    ],
    ids=["mobilisation", "representation", "institutions", "territory", "matrix", "networks", "network"],
)
def test_the_number_of_queries_does_not_grow_with_the_rows(
    client, login, world, role, address, django_assert_max_num_queries, django_assert_num_queries
):
    grow(world)
    login(client, world.people[role])
    url = address(world)
    client.get(url)
    cache.clear()
    with django_assert_max_num_queries(45) as counted:
        client.get(url)
    grow(world)
    grow(world)
    cache.clear()
    with django_assert_num_queries(len(counted)):
        client.get(url)


def test_a_matrix_of_more_than_fifty_platforms_has_pages_and_totals_of_all(client, login, world):
    region = make_territory(TerritoryKind.REGION)
    for _number in range(51):
        take_part(make_platform(territory=region), "pjj")
    login(client, make_coordinator(region))
    response = client.get(reverse("directory:territory_representation", args=[region.slug]))
    justice = next(one for one in response.context["matrix"].totals if one.sector.code == "justice")
    assert (len(response.context["page"]), justice.present) == (50, 51)


def test_an_empty_territory_says_so(client, login, world):
    region = make_territory(TerritoryKind.REGION)
    login(client, make_coordinator(region))
    text = page(client, "territory_representation", region.slug)
    assert "<table" not in text
    assert "Aucune plateforme dans ce territoire" in text
