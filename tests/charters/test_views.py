"""Pages of charters: who sees what, and what each act does."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal.charters.models import CharterVersion, Refusal, Signature, Withdrawal
from portal.charters.services.drafts import draft_of, fingerprint
from portal.directory.models import Delegate
from tests.factories import (
    days_ago,
    make_administrator,
    make_assistant,
    make_coordinator,
    make_lead,
    make_member,
    make_organisation,
    make_person,
    make_platform,
    publish_charter,
    save_charter_draft,
    sign_charter,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(platform):
    """Return one person a role, by name."""
    return {
        "lead": make_lead(platform),
        "assistant": make_assistant(platform),
        "circle 1": make_member(platform, "1"),
        "circle 2": make_member(platform, "2"),
        "occasional": make_member(platform, "occasional"),
        "coordinator": make_coordinator(platform.territories.get()),
        "elsewhere": make_lead(make_platform()),
        "administrator": make_administrator(),
        "nobody": make_person(),
    }


def url(name, key):
    return reverse(f"charters:{name}", args=[key])


def statuses(client, login, people, address, method="get"):
    return {role: getattr(login(client, person), method)(address).status_code for role, person in people.items()}


TEAM = {"lead": 200, "assistant": 200}
BELOW = {"circle 1": 403, "circle 2": 403, "occasional": 403, "coordinator": 403}
STRANGERS = {"elsewhere": 404, "administrator": 404, "nobody": 404}
ALL_OF_THEM = {"lead": 200, "assistant": 200, "circle 1": 200, "circle 2": 200, "occasional": 200, "coordinator": 200}


def test_visitors_sign_in_first(client, platform):
    version = publish_charter(platform)
    signature = sign_charter(make_member(platform), platform)
    addresses = [
        reverse("charters:my_charters"),
        *(url(name, platform.slug) for name in ("platform_charters", "charter_edit", "charter_publish")),
        *(url(name, version.pk) for name in ("version", "sign", "refuse")),
        *(url(name, signature.pk) for name in ("attestation", "withdraw")),
    ]
    responses = [client.get(address) for address in addresses]
    assert [(response.status_code, response.url.split("?")[0]) for response in responses] == [
        (302, reverse("account_login"))
    ] * len(addresses)


def test_a_platform_s_charter_is_its_people_s(client, login, platform, people):
    publish_charter(platform)
    found = statuses(client, login, people, url("platform_charters", platform.slug))
    assert found == ALL_OF_THEM | STRANGERS


def test_the_register_is_the_team_s(client, login, platform, people):
    publish_charter(platform)
    found = statuses(client, login, people, url("charter_register", platform.slug))
    assert found == TEAM | BELOW | STRANGERS


@pytest.mark.parametrize("name", ["charter_edit", "charter_publish"])
def test_writing_and_publishing_are_the_leads(client, login, platform, people, name):
    save_charter_draft(platform)
    found = statuses(client, login, people, url(name, platform.slug))
    assert found == {"lead": 200, "assistant": 403} | BELOW | STRANGERS


@pytest.mark.parametrize("name", ["charter_edit", "charter_publish", "charter_drop"])
def test_d02_nobody_else_changes_the_charter(client, login, platform, people, name):
    draft = save_charter_draft(platform)
    del people["lead"]
    found = statuses(client, login, people, url(name, platform.slug), "post")

    assert found == {"assistant": 403} | BELOW | STRANGERS
    assert (draft_of(platform), CharterVersion.objects.published().count()) == (draft, 0)


def test_a_published_text_is_read_by_its_people(client, login, platform, people):
    version = publish_charter(platform)
    found = statuses(client, login, people, url("version", version.pk))
    assert found == ALL_OF_THEM | STRANGERS


@pytest.mark.parametrize("name", ["version", "sign", "refuse"])
def test_a_draft_has_no_page(client, login, platform, people, name):
    draft = save_charter_draft(platform)
    assert login(client, people["lead"]).get(url(name, draft.pk)).status_code == 404


def test_a_former_version_stays_readable_and_names_the_one_in_force(client, login, platform, people):
    former = publish_charter(platform, text="<p>Premier texte.</p>")
    current = publish_charter(platform)
    response = login(client, people["circle 2"]).get(url("version", former.pk))

    assert response.context["version"] == former
    assert "Premier texte." in response.text
    assert url("version", current.pk) in response.text


def test_who_left_still_reads_what_they_signed_and_nothing_newer(client, login, platform):
    person = make_member(platform)
    signature = sign_charter(person, platform)
    Delegate.objects.filter(person=person).update(until=timezone.localdate())
    newer = publish_charter(platform)
    login(client, person)

    assert client.get(url("version", signature.version_id)).status_code == 200
    assert client.get(url("attestation", signature.pk)).status_code == 200
    assert client.get(url("sign", signature.version_id)).status_code == 403
    assert client.get(url("version", newer.pk)).status_code == 404
    assert client.get(url("platform_charters", platform.slug)).status_code == 404


def test_a_script_in_the_text_reaches_no_page(client, login, platform):
    lead = make_lead(platform)
    text = "<p>Bonjour <script>alert('canari')</script><img src=x onerror=alert(1)></p>"
    version = publish_charter(platform, text=text)
    for name in ("version", "sign"):
        response = login(client, lead).get(url(name, version.pk))
        assert ("canari" in response.text, "onerror" in response.text) == (False, False)


# Writing and publishing


def draft_data(platform, **fields):
    seen = fingerprint(draft_of(platform))
    return {"text": "<p>Nos règles.</p>", "valid_months": "12", "grace_days": "30", "seen": seen, **fields}


def test_the_first_draft_starts_from_the_default_text_and_get_writes_nothing(client, login, platform):
    response = login(client, make_lead(platform)).get(url("charter_edit", platform.slug))

    assert platform.name in response.context["form"]["text"].value()
    assert CharterVersion.objects.count() == 0


def test_a_lead_saves_then_publishes_then_signs(client, login, platform):
    lead = make_lead(platform)
    login(client, lead)
    response = client.post(url("charter_edit", platform.slug), draft_data(platform, publish="1"))
    assert response.url == url("charter_publish", platform.slug)

    page = client.get(response.url)
    client.post(url("charter_publish", platform.slug), {"seen": page.context["seen"]})
    version = CharterVersion.objects.get()
    assert (version.text, version.is_published, version.valid_months) == ("<p>Nos règles.</p>", True, 12)

    response = client.post(url("sign", version.pk), {"confirm": "on", "typed_name": str(lead)})
    assert response.url == url("attestation", Signature.objects.get().pk)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text", ""),
        ("text", "<p><br></p>"),
        ("text", "<p>x</p>" * 200_000),
        ("grace_days", "-1"),
        ("grace_days", "91"),
        ("grace_days", "un mois"),
        ("valid_months", ""),
        ("valid_months", "7"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_bad_input_is_told_beside_its_field_and_stores_nothing(client, login, platform, field, value):
    data = draft_data(platform, **{field: value})
    response = login(client, make_lead(platform)).post(url("charter_edit", platform.slug), data)

    assert (response.status_code, list(response.context["form"].errors)) == (200, [field])
    assert response.context["form"][field].value() == value
    assert CharterVersion.objects.count() == 0


def test_d91_a_stale_save_shows_both_texts_and_the_next_one_chooses(client, login, platform):
    login(client, make_lead(platform))
    data = draft_data(platform, text="<p>La mienne.</p>")
    save_charter_draft(platform, text="<p>La leur.</p>")

    response = client.post(url("charter_edit", platform.slug), data)
    form = response.context["form"]
    assert (response.status_code, form["text"].value()) == (409, "<p>La mienne.</p>")
    assert "La leur." in response.text
    assert draft_of(platform).text == "<p>La leur.</p>"

    client.post(url("charter_edit", platform.slug), data | {"seen": form["seen"].value()})
    assert draft_of(platform).text == "<p>La mienne.</p>"


def test_publishing_another_text_than_the_one_read_is_refused(client, login, platform):
    login(client, make_lead(platform))
    seen = fingerprint(save_charter_draft(platform))
    save_charter_draft(platform, text="<p>Autre.</p>")

    response = client.post(url("charter_publish", platform.slug), {"seen": seen})
    assert response.status_code == 409
    assert CharterVersion.objects.published().count() == 0


def test_publishing_twice_says_that_nothing_is_left(client, login, platform):
    login(client, make_lead(platform))
    data = {"seen": fingerprint(save_charter_draft(platform))}
    responses = [client.post(url("charter_publish", platform.slug), data) for _number in range(2)]

    assert [response.url for response in responses] == [url("platform_charters", platform.slug)] * 2
    assert CharterVersion.objects.published().count() == 1


def test_a_draft_is_dropped_by_post_alone(client, login, platform):
    login(client, make_lead(platform))
    save_charter_draft(platform)

    assert client.get(url("charter_drop", platform.slug)).status_code == 405
    assert draft_of(platform) is not None
    client.post(url("charter_drop", platform.slug))
    assert draft_of(platform) is None


# Signing


def sign_data(signer, **fields):
    return {"confirm": "on", "typed_name": str(signer), **fields}


def test_a_member_signs(client, login, platform):
    member = make_member(platform)
    version = publish_charter(platform)
    response = login(client, member).post(url("sign", version.pk), sign_data(member))

    signature = Signature.objects.get()
    assert response.url == url("attestation", signature.pk)
    assert (signature.identity.person, signature.organisation) == (member, member.organisation)
    assert signature.hash in client.get(response.url).text


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"confirm": ""}, "confirm"), ({"typed_name": ""}, "typed_name"), ({"typed_name": "x" * 161}, "typed_name")],
    ids=["unconfirmed", "no name", "long name"],
)
def test_nothing_is_signed_without_confirmation_and_name(client, login, platform, fields, field):
    member = make_member(platform)
    version = publish_charter(platform)
    response = login(client, member).post(url("sign", version.pk), sign_data(member, **fields))

    assert (response.status_code, list(response.context["form"].errors)) == (200, [field])
    assert Signature.objects.count() == 0


def test_another_name_is_asked_about_once(client, login, platform):
    member = make_member(platform)
    version = publish_charter(platform)
    login(client, member)
    data = sign_data(member, typed_name="Dominique Tout-Autre")

    asked = client.post(url("sign", version.pk), data)
    assert list(asked.context["form"].errors) == ["typed_name"]
    assert 'name="name_confirmed" value="Dominique Tout-Autre"' in asked.text
    other = client.post(url("sign", version.pk), data | {"name_confirmed": "Quelqu'un d'autre"})
    assert list(other.context["form"].errors) == ["typed_name"]
    assert Signature.objects.count() == 0

    client.post(url("sign", version.pk), data | {"name_confirmed": "Dominique Tout-Autre"})
    assert Signature.objects.get().identity.typed_name == "Dominique Tout-Autre"


def test_d52_signing_a_former_version_is_a_conflict(client, login, platform):
    member = make_member(platform)
    former, current = publish_charter(platform), publish_charter(platform)
    login(client, member)

    assert url("sign", current.pk) in client.get(url("sign", former.pk)).text
    response = client.post(url("sign", former.pk), sign_data(member))
    assert (response.status_code, url("sign", current.pk) in response.text) == (409, True)
    assert Signature.objects.count() == 0


def test_d53_replaying_the_signing_post_makes_one_row(client, login, platform):
    member = make_member(platform)
    version = publish_charter(platform)
    login(client, member)
    responses = [client.post(url("sign", version.pk), sign_data(member)) for _number in range(3)]

    assert {response.url for response in responses} == {url("attestation", Signature.objects.get().pk)}


def test_d54_ids_of_somebody_else_in_the_body_are_ignored(client, login, platform):
    member, other = make_member(platform), make_member(platform)
    login(client, other)
    login(client, member)
    version = publish_charter(platform)
    client.post(
        url("sign", version.pk),
        sign_data(
            member, user_id=other.user_id, user=other.user_id, person=other.pk, organisation=other.organisation_id
        ),
    )
    signature = Signature.objects.get()
    assert (signature.identity.person, signature.organisation) == (member, member.organisation)


def test_an_organisation_that_one_does_not_represent_is_refused(client, login, platform):
    member = make_member(platform)
    second = make_organisation()
    make_member(platform, person=member, organisation=second)
    foreign = make_member(platform).organisation
    version = publish_charter(platform)
    login(client, member)

    refused = client.post(url("sign", version.pk), sign_data(member, organisation=foreign.pk))
    assert list(refused.context["form"].errors) == ["organisation"]
    client.post(url("sign", version.pk), sign_data(member, organisation=second.pk))
    assert Signature.objects.get().organisation == second


def test_d02_strangers_sign_and_refuse_nothing(client, login, platform):
    version = publish_charter(platform)
    for person in (make_lead(make_platform()), make_administrator(), make_person()):
        login(client, person)
        answers = [
            client.post(url("sign", version.pk), sign_data(person)).status_code,
            client.post(url("refuse", version.pk), {"reason": "Non"}).status_code,
        ]
        assert answers == [404, 404]
    assert (Signature.objects.count(), Refusal.objects.count()) == (0, 0)


def test_who_signed_sees_it_instead_of_a_form(client, login, platform):
    member = make_member(platform)
    signature = sign_charter(member, platform)
    response = login(client, member).get(url("sign", signature.version_id))

    assert (url("attestation", signature.pk) in response.text, 'name="typed_name"' in response.text) == (True, False)


# Attestation, withdrawal, refusal


@pytest.mark.parametrize("name", ["attestation", "withdraw"])
def test_d59_an_attestation_is_its_signer_s_alone(client, login, platform, people, name):
    signature = sign_charter(people["circle 1"], platform)
    signer = people.pop("circle 1")

    assert login(client, signer).get(url(name, signature.pk)).status_code == 200
    assert set(statuses(client, login, people, url(name, signature.pk)).values()) == {404}
    assert set(statuses(client, login, people, url(name, signature.pk), "post").values()) <= {404, 405}
    assert Withdrawal.objects.count() == 0


def test_d58_withdrawing_closes_within_one_request(client, login, platform):
    member = make_member(platform)
    signature = sign_charter(member, platform)
    login(client, member)
    assert client.get(url("withdraw", signature.pk)).status_code == 200
    assert Withdrawal.objects.count() == 0

    client.post(url("withdraw", signature.pk), {"reason": ""})
    assert client.get(reverse("charters:my_charters")).context["to_sign"][0].covered is False
    assert client.get(url("attestation", signature.pk)).context["withdrawal"] == Withdrawal.objects.get()


def test_refusing_needs_a_reason_and_the_leads_read_it(client, login, platform):
    member, lead = make_member(platform), make_lead(platform)
    version = publish_charter(platform, days_ago(1))
    login(client, member)
    assert client.get(url("refuse", version.pk)).status_code == 200
    empty = client.post(url("refuse", version.pk), {"reason": "  "})
    assert list(empty.context["form"].errors) == ["reason"]

    client.post(url("refuse", version.pk), {"reason": "Le secret de ma profession suffit"})
    page = login(client, lead).get(url("charter_register", platform.slug) + "?etat=refuse")
    assert "Le secret de ma profession suffit" in page.text


def test_refusing_a_former_version_is_a_conflict(client, login, platform):
    member = make_member(platform)
    former = publish_charter(platform)
    publish_charter(platform)
    response = login(client, member).post(url("refuse", former.pk), {"reason": "Non"})
    assert (response.status_code, Refusal.objects.count()) == (409, 0)


# Lists


def test_the_register_counts_and_filters(client, login, platform):
    lead = make_lead(platform)
    signed, awaited = make_member(platform), make_member(platform, "2")
    make_member(platform, until=timezone.localdate())
    publish_charter(platform)
    sign_charter(signed, platform)
    login(client, lead)

    everybody = client.get(url("charter_register", platform.slug))
    assert [tab["count"] for tab in everybody.context["tabs"]] == [3, 2, 1, 0]
    for wanted, people in (("a-signer", {lead, awaited}), ("signe", {signed}), ("nimporte", {lead, signed, awaited})):
        page = client.get(url("charter_register", platform.slug), {"etat": wanted})
        assert {row.record.person for row in page.context["table"].rows} == people


def test_my_charters_put_first_what_is_to_sign(client, login, platform):
    person = make_member(platform)
    signed, open_one = make_platform(), make_platform()
    make_member(signed, person=person)
    make_member(open_one, person=person)
    publish_charter(platform)
    signature = sign_charter(person, signed)

    context = login(client, person).get(reverse("charters:my_charters")).context
    assert [state.scope for state in context["to_sign"]] == [platform]
    assert [state.scope for state in context["signed"]] == [signed]
    assert [state.scope for state in context["without_charter"]] == [open_one]
    assert context["signatures"] == [signature]


def test_my_charters_without_any_part_say_what_the_page_is_for(client, login):
    response = login(client, make_administrator()).get(reverse("charters:my_charters"))
    assert (response.status_code, response.context["to_sign"]) == (200, [])


def test_a_coordinator_is_offered_the_charters_of_the_platforms(client, login, platform):
    coordinator = make_coordinator(platform.territories.get())
    publish_charter(platform)
    context = login(client, coordinator).get(reverse("charters:my_charters")).context
    assert ([state.scope for state in context["offered"]], context["to_sign"]) == ([platform], [])


def queries_of(client, address):
    """Return how many queries a page takes, once content types and sites are known."""
    client.get(address)
    with CaptureQueriesContext(connection) as context:
        assert client.get(address).status_code == 200
    return len(context)


def test_the_lists_take_as_many_queries_for_three_rows_as_for_one(client, login, platform):
    lead = make_lead(platform)
    publish_charter(platform)
    sign_charter(make_member(platform), platform)
    login(client, lead)
    addresses = [
        url("charter_register", platform.slug),
        url("platform_charters", platform.slug),
        reverse("charters:my_charters"),
    ]
    sign_charter(lead, platform)
    before = [queries_of(client, address) for address in addresses]

    for _number in range(2):
        sign_charter(make_member(platform), platform)
        publish_charter(platform)
        other = make_platform()
        make_lead(other, person=lead)
        sign_charter(lead, other)
    assert [queries_of(client, address) for address in addresses] == before
