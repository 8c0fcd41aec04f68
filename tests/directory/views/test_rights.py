"""Every page of the directory × every column of DESIGN §4: what may be seen, what may be done."""

import pytest
from django.urls import reverse

from tests.directory.conftest import ROLES

pytestmark = pytest.mark.django_db

SIGN_IN, SEEN, REFUSED, HIDDEN = 302, 200, 403, 404


def answers(**by_role):
    """Return the expected answer by role: what is named, else ``others``; a visitor is asked to sign in."""
    others = by_role.pop("others")
    return {"visitor": SIGN_IN, **dict.fromkeys(ROLES[1:], others), **by_role}


PUBLIC = dict.fromkeys(ROLES, SEEN)
NETWORK = answers(others=SEEN, stranger=HIDDEN)
PLATFORM = answers(others=SEEN, stranger=HIDDEN, other_member=HIDDEN, other_lead=HIDDEN, editor=HIDDEN)
MANAGED = {**PLATFORM, "circle1": REFUSED, "circle2": REFUSED, "coordinator": REFUSED, "region": REFUSED}
PUBLIC_FACTS = answers(others=REFUSED, officer=SEEN, assistant=SEEN, lead=SEEN, administrator=SEEN)
SHEET = {**PUBLIC_FACTS, "stranger": HIDDEN, "editor": SEEN}
ASSISTANTS = {**MANAGED, "officer": REFUSED, "assistant": REFUSED, "coordinator": SEEN, "region": SEEN}
LEADS = {**ASSISTANTS, "lead": REFUSED}
ACTORS = answers(others=REFUSED, stranger=HIDDEN, coordinator=SEEN, region=SEEN, administrator=SEEN)

PAGES = {
    "platforms": (lambda w: [], PUBLIC),
    "members": (lambda w: [w.platform.slug], PLATFORM),
    "member": (lambda w: [w.platform.slug, w.participation.pk], PLATFORM),
    "team": (lambda w: [w.platform.slug], PLATFORM),
    "calendar": (lambda w: [w.platform.slug], PLATFORM),
    "organisation_add": (lambda w: [w.platform.slug], MANAGED),
    "organisation_new": (lambda w: [w.platform.slug], MANAGED),
    "member_add": (lambda w: [w.platform.slug, w.organisation.pk], MANAGED),
    "member_edit": (lambda w: [w.platform.slug, w.participation.pk], MANAGED),
    "member_place": (lambda w: [w.platform.slug, w.participation.pk], MANAGED),
    "member_end": (lambda w: [w.platform.slug, w.participation.pk], MANAGED),
    "delegate_add": (lambda w: [w.platform.slug, w.participation.pk], MANAGED),
    "board": (lambda w: [w.platform.slug], PLATFORM),
    "movements": (lambda w: [w.platform.slug], PLATFORM),
    "delegate_end": (lambda w: [w.platform.slug, w.participation.pk, delegate(w).pk], MANAGED),
    "person_edit": (lambda w: [w.platform.slug, delegate(w).person_id], MANAGED),
    "campaign_add": (lambda w: [w.platform.slug], MANAGED),
    "closed_day_add": (lambda w: [w.platform.slug], MANAGED),
    "platform_edit": (lambda w: [w.platform.slug], PUBLIC_FACTS),
    "role_add": (lambda w: [w.platform.slug], ASSISTANTS),
    "organisations": (lambda w: [], NETWORK),
    "organisation": (lambda w: [w.organisation.pk], NETWORK),
    "organisation_edit": (lambda w: [w.organisation.pk], SHEET),
    "site_add": (lambda w: [w.organisation.pk], SHEET),
    "territory": (lambda w: [w.department.slug], NETWORK),
    "actor_add": (lambda w: [w.department.slug], ACTORS),
}


def delegate(world):
    return world.participation.delegates.get()


def statuses(client, login, world, url, method="get"):
    found = {}
    for role in ROLES:
        client.logout()
        if world.people[role] is not None:
            login(client, world.people[role])
        found[role] = getattr(client, method)(url).status_code
    return found


@pytest.mark.parametrize("name", PAGES)
def test_d01_a_page_is_seen_refused_or_hidden_by_role(client, login, world, name):
    arguments, expected = PAGES[name]
    assert statuses(client, login, world, reverse(f"directory:{name}", args=arguments(world))) == expected


@pytest.mark.parametrize(("kind", "expected"), [("lead", LEADS), ("assistant", ASSISTANTS)])
def test_leads_are_appointed_and_ended_from_above_and_assistants_by_leads_too(client, login, world, kind, expected):
    role = world.platform.roles.get(kind=kind)
    url = reverse("directory:role_end", args=[world.platform.slug, role.pk])
    assert statuses(client, login, world, url) == expected


def test_a_lead_cannot_appoint_a_lead_through_the_form(client, login, world):
    login(client, world.people["lead"])
    url = reverse("directory:role_add", args=[world.platform.slug])
    body = {"kind": "lead", "first_name": "Ana", "last_name": "Roux", "since": "2026-09-01"}
    response = client.post(url, body)
    assert (response.status_code, "kind" in response.context["form"].errors) == (200, True)
    assert world.platform.roles.filter(kind="lead").count() == 1
    assert client.post(url, {**body, "kind": "assistant"}).status_code == 302
    assert world.platform.roles.filter(kind="assistant").count() == 2


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("invite", {**MANAGED, **dict.fromkeys(("officer", "assistant", "lead", "administrator"), 302)}),
        ("organisation_confirm", {**SHEET, **dict.fromkeys(("officer", "assistant", "lead", "editor"), 302)}),
    ],
)
def test_d02_an_act_without_page_is_posted_by_those_who_may(client, login, world, name, expected):
    if name == "invite":
        url = reverse("directory:invite", args=[world.platform.slug, delegate(world).person_id])
    else:
        url = reverse("directory:organisation_confirm", args=[world.organisation.pk])
        expected = {**expected, "administrator": 302}
    assert statuses(client, login, world, url, "post") == expected
    login(client, world.people["lead"])
    assert client.get(url).status_code == 405


def test_rights_follow_the_dates_of_the_role(client, login, world):
    login(client, world.people["lead"])
    url = reverse("directory:members", args=[world.platform.slug])
    assert client.get(url).status_code == SEEN
    world.platform.roles.filter(kind="lead").update(until="2026-01-01")
    assert client.get(url).status_code == HIDDEN
