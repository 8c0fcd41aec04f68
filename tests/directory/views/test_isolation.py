"""Nothing of platform B in A's pages, and no way from A's forms into B (SECURITY D-03, D-04, D-06, D-67)."""

import pytest
from django.urls import reverse

from portal.directory.enums import DelegateKind
from portal.directory.models import Delegate, Organisation, Participation, Person, PlatformRole
from tests.factories import make_lead, make_member, make_organisation, make_person

pytestmark = pytest.mark.django_db
CANARY = "Cormoranbleu"


@pytest.fixture
def canaries(world):
    """Write the canary wherever B holds something: the same organisation takes part there too."""
    person = make_person(
        first_name=CANARY, email=f"{CANARY}@exemple.example", phone=CANARY[:20], organisation=world.organisation
    )
    make_member(world.other, person=person, organisation=world.organisation)
    row = world.other.participations.get(organisation=world.organisation)
    for column in (
        "next_step",
        "reason",
        "end_reason",
        "role_finding",
        "role_contact",
        "role_diagnosis",
        "role_solution",
    ):
        setattr(row, column, f"{CANARY} {column}")
    row.save()
    lead = make_lead(world.other, person=make_person(last_name=CANARY))
    world.other.closed_days.create(date="2026-11-27", reason=CANARY)
    world.other.campaigns.create(label=CANARY, start="2026-10-05", end="2026-12-18")
    return person, row, lead


@pytest.mark.parametrize("role", ["circle1", "lead", "editor", "coordinator"])
def test_d04_d06_nothing_of_another_platform_is_on_the_pages_of_the_directory(client, login, world, canaries, role):
    login(client, world.people[role])
    slug, pk = world.platform.slug, world.participation.pk
    seen = 0
    for url in (
        reverse("directory:platforms") + f"?q={CANARY}",
        reverse("directory:organisations") + f"?q={CANARY}",
        reverse("directory:organisations"),
        reverse("directory:organisation", args=[world.organisation.pk]),
        reverse("directory:organisation_edit", args=[world.organisation.pk]),
        reverse("directory:members", args=[slug]) + f"?q={CANARY}",
        reverse("directory:members", args=[slug]),
        reverse("directory:member", args=[slug, pk]),
        reverse("directory:board", args=[slug]),
        reverse("directory:movements", args=[slug]),
        reverse("directory:delegate_add", args=[slug, pk]),
        reverse("meetings:delegate_replace", args=[slug, pk, world.participation.delegates.get().pk]),
        reverse("directory:team", args=[slug]),
        reverse("directory:role_add", args=[slug]),
        reverse("directory:calendar", args=[slug]),
        reverse("directory:organisation_add", args=[slug]) + f"?q={CANARY}",
        reverse("directory:organisation_add", args=[slug]) + "?q=mission",
        reverse("directory:territory", args=[world.department.slug]),
    ):
        response = client.get(url)
        seen += response.status_code == 200
        # What was typed into the search stands in its own field; nothing else does.
        text = response.content.decode().replace(f'value="{CANARY}"', "").replace(f"nom={CANARY}", "")
        text = text.replace(f"?q={CANARY}", "")  # the links that export what was searched
        text = text.replace(f"« {CANARY} »".replace(" ", "\u202f"), "")
        assert CANARY not in text, url
    assert seen >= 5


def test_d04_a_sheet_tells_a_reader_of_their_own_platforms_only(client, login, world, canaries):
    url = reverse("directory:organisation", args=[world.organisation.pk])
    login(client, world.people["circle2"])
    assert [place.participation.platform for place in client.get(url).context["places"]] == [world.platform]
    login(client, world.people["editor"])
    assert client.get(url).context["places"] == []


def test_d01_a_row_of_b_under_the_address_of_a_does_not_exist(client, login, world, canaries):
    person, row, lead = canaries
    login(client, world.people["lead"])
    slug = world.platform.slug
    assert client.get(reverse("directory:member", args=[slug, row.pk])).status_code == 404
    urls = [
        reverse("directory:member_edit", args=[slug, row.pk]),
        reverse("directory:member_place", args=[slug, row.pk]),
        reverse("directory:member_end", args=[slug, row.pk]),
        reverse("directory:delegate_add", args=[slug, row.pk]),
        reverse("directory:delegate_end", args=[slug, world.participation.pk, row.delegates.get().pk]),
        reverse("meetings:delegate_replace", args=[slug, world.participation.pk, row.delegates.get().pk]),
        reverse("directory:person_edit", args=[slug, person.pk]),
        reverse("directory:invite", args=[slug, person.pk]),
        reverse("directory:role_end", args=[slug, lead.platform_roles.get().pk]),
        reverse("directory:campaign_edit", args=[slug, world.other.campaigns.get().pk]),
        reverse("directory:campaign_remove", args=[slug, world.other.campaigns.get().pk]),
        reverse("directory:closed_day_remove", args=[slug, world.other.closed_days.get().pk]),
    ]
    assert {url: client.post(url, {"until": "2026-10-01"}).status_code for url in urls} == dict.fromkeys(urls, 404)
    row.refresh_from_db()
    assert (row.until, world.other.campaigns.count(), world.other.closed_days.count()) == (None, 1, 1)


def test_d03_a_person_of_b_cannot_be_chosen_in_a(client, login, world, canaries):
    person, _row, lead = canaries
    login(client, world.people["lead"])
    slug, pk = world.platform.slug, world.participation.pk
    before = Delegate.objects.count(), PlatformRole.objects.count()
    delegate = world.participation.delegates.get()
    for url, body in (
        (reverse("directory:delegate_add", args=[slug, pk]), {"kind": "substitute", "person": person.pk}),
        (reverse("meetings:delegate_replace", args=[slug, pk, delegate.pk]), {"person": person.pk}),
        (reverse("directory:role_add", args=[slug]), {"kind": "assistant", "person": lead.pk}),
    ):
        # Somebody else of the organisation must be known, else the form offers nobody at all.
        make_member(world.platform, organisation=world.organisation, kind=DelegateKind.SUBSTITUTE)
        response = client.post(url, {**body, "since": "2026-10-01"})
        assert "person" in response.context["form"].errors
    assert (Delegate.objects.count() - 3, PlatformRole.objects.count()) == before


def test_d03_an_organisation_of_b_cannot_be_given_to_somebody_of_a_s_team(client, login, world):
    elsewhere = make_member(world.other).organisation
    login(client, world.people["lead"])
    response = client.post(
        reverse("directory:role_add", args=[world.platform.slug]),
        {
            "kind": "assistant",
            "first_name": "Ana",
            "last_name": "Roux",
            "organisation": elsewhere.pk,
            "since": "2026-10-01",
        },
    )
    assert list(response.context["form"].errors) == ["organisation"]
    assert not Person.objects.filter(last_name="Roux").exists()


def test_a_lead_does_not_rewrite_the_contact_of_somebody_whom_another_platform_knows(client, login, world):
    person = make_member(world.platform)
    login(client, world.people["lead"])
    url = reverse("directory:person_edit", args=[world.platform.slug, person.pk])
    assert client.get(url).status_code == 200
    make_member(world.other, person=person)
    assert client.get(url).status_code == 403
    assert client.post(url, {"first_name": "X", "last_name": "Y", "email": "pirate@exemple.example"}).status_code == 403


FORGED = {
    "platform": "{other}",
    "organisation": "{stranger}",
    "user": "1",
    "is_staff": "on",
    "is_superuser": "on",
    "slug": "pirate",
    "until": "2001-01-01",
    "confirmed_at": "2001-01-01",
    "content_changed_at": "2001-01-01",
    "search_text": "pirate",
    "school_zone": "Zone A",
    "timezone": "UTC",
    "id": "1",
    "pk": "1",
    "created_by": "1",
}


def test_d67_added_fields_change_nothing(client, login, world):
    login(client, world.people["lead"])
    slug, pk = world.platform.slug, world.participation.pk
    stranger = make_organisation()
    forged = {name: value.format(other=world.other.pk, stranger=stranger.pk) for name, value in FORGED.items()}
    person = make_member(world.platform)

    def version(url):
        return client.get(url).context["form"]["version"].value()

    url = reverse("directory:member_edit", args=[slug, pk])
    body = {**forged, "status": "declined", "circle": "2", "role_finding": "Signale", "version": version(url)}
    assert client.post(url, body).status_code == 302
    row = Participation.objects.get(pk=pk)
    kept = (row.platform, row.organisation, row.status, row.circle, row.until)
    assert kept == (world.platform, world.organisation, "agreed", "1", None)
    assert row.role_finding == "Signale"

    url = reverse("directory:organisation_edit", args=[world.organisation.pk])
    before = Organisation.objects.get(pk=world.organisation.pk)
    body = {**forged, "name": "Autre nom", "actor_type": before.actor_type_id, "version": version(url)}
    assert client.post(url, body).status_code == 302
    after = Organisation.objects.get(pk=world.organisation.pk)
    assert (after.name, after.confirmed_at) == ("Autre nom", None)
    assert "pirate" not in after.search_text

    url = reverse("directory:platform_edit", args=[slug])
    assert client.post(url, {**forged, "name": "Pirate", "version": version(url)}).status_code == 302
    world.platform.refresh_from_db()
    assert (world.platform.slug, world.platform.timezone, world.platform.school_zone) == (
        slug,
        "Europe/Paris",
        "Zone B",
    )

    url = reverse("directory:person_edit", args=[slug, person.pk])
    body = {**forged, "first_name": "Ana", "last_name": "Roux", "version": version(url)}
    assert client.post(url, body).status_code == 302
    changed = Person.objects.get(pk=person.pk)
    assert (changed.first_name, changed.user_id, changed.organisation) == ("Ana", None, person.organisation)

    url = reverse("directory:member_add", args=[slug, stranger.pk])
    body = {**forged, "organisation": world.organisation.pk, "status": "approached", "since": "2026-10-01"}
    assert client.post(url, body).status_code == 302
    joined = Participation.objects.get(organisation=stranger)
    assert (joined.platform, joined.until) == (world.platform, None)

    url = reverse("directory:delegate_add", args=[slug, joined.pk])
    body = {
        **forged,
        "participation": pk,
        "kind": "fixed",
        "first_name": "Léa",
        "last_name": "Petit",
        "since": "2026-10-01",
    }
    assert client.post(url, body).status_code == 302
    assert joined.delegates.get().person.user is None

    url = reverse("directory:campaign_add", args=[slug])
    body = {**forged, "territory": world.department.pk, "label": "Automne", "start": "2026-10-05", "end": "2026-12-18"}
    assert client.post(url, body).status_code == 302
    assert [world.platform.campaigns.count(), world.other.campaigns.count(), world.department.campaigns.count()] == [
        1,
        0,
        0,
    ]
