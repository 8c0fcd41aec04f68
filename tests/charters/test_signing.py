"""Signing: who, in whose name, once; and what cannot be changed afterwards."""

import pytest
from django.db import IntegrityError, transaction
from django.db.models.deletion import ProtectedError

from portal.charters.append_only import AppendOnlyError
from portal.charters.models import (
    Charter,
    CharterVersion,
    Refusal,
    Signature,
    SignatureChain,
    SignerIdentity,
    Withdrawal,
)
from portal.charters.services import drafts, signing
from portal.charters.services.leaving import refuse, withdraw
from portal.charters.services.publishing import publish
from portal.charters.services.signing import sign
from portal.core.actors import SYSTEM
from portal.core.errors import DomainError
from tests.factories import (
    days_ago,
    make_coordinator,
    make_lead,
    make_member,
    make_organisation,
    make_person,
    publish_charter,
    save_charter_draft,
    sign_charter,
)
from tests.threads import in_threads

pytestmark = pytest.mark.django_db


def refusal_code(**arguments):
    with pytest.raises(DomainError) as caught:
        sign(by=SYSTEM, **arguments)
    return caught.value.code


def test_a_signature_keeps_who_for_whom_and_which_text(platform):
    organisation = make_organisation(name="Mission locale du Pays")
    person = make_person(first_name="Anne", last_name="Dürr", function="Conseillère", organisation=organisation)
    make_member(platform, "2", person=person)
    version = publish_charter(platform)

    signature = sign(version=version, person=person, typed_name="  anne   DURR ", by=SYSTEM)

    assert (signature.organisation_name, signature.function, signature.circle) == (
        "Mission locale du Pays",
        "Conseillère",
        "2",
    )
    assert (signature.position, signature.previous_hash, signature.renews) == (1, "", None)
    assert (signature.identity.name, signature.identity.typed_name) == ("Anne Dürr", "anne DURR")
    assert signature.version.sha256 == version.sha256


def test_what_is_frozen_does_not_follow_the_directory(platform):
    person = make_member(platform)
    signature = sign_charter(person, platform)
    former = signature.organisation_name

    person.organisation.name = "Autre nom"
    person.organisation.save()
    signature.refresh_from_db()
    assert signature.organisation_name == former != "Autre nom"


def test_the_record_of_the_signature_holds_no_name_and_no_address(platform):
    person = make_member(platform)
    signature = sign_charter(person, platform)
    row = Signature.objects.filter(pk=signature.pk).values().get()

    assert not [value for value in row.values() if person.last_name in str(value) or person.email in str(value)]


@pytest.mark.parametrize("typed", ["", " \n ", "x" * 161])
def test_an_empty_or_endless_name_is_refused(platform, typed):
    person = make_member(platform)
    assert refusal_code(version=publish_charter(platform), person=person, typed_name=typed) == "name"
    assert Signature.objects.count() == 0


def test_another_name_is_asked_once_then_kept_beside_the_directory_s(platform):
    person = make_person(first_name="Anne", last_name="Dürr", organisation=make_organisation())
    make_member(platform, person=person)
    version = publish_charter(platform)
    assert refusal_code(version=version, person=person, typed_name="Anne Martin") == "other_name"

    signature = sign(version=version, person=person, typed_name="Anne Martin", name_confirmed=True, by=SYSTEM)
    assert (signature.identity.name, signature.identity.typed_name) == ("Anne Dürr", "Anne Martin")


def test_last_name_first_is_the_same_name():
    assert signing.is_same_name("NGUYEN-VAN  Élodie", "Élodie Nguyen Van") is True
    assert signing.is_same_name("Élodie", "Élodie Nguyen Van") is False


def test_who_represents_two_organisations_chooses(platform):
    person = make_member(platform)
    first, second = person.organisation, make_organisation()
    make_member(platform, person=person, organisation=second)
    version = publish_charter(platform)
    assert refusal_code(version=version, person=person, typed_name=str(person)) == "organisation"
    foreign = make_organisation()
    assert refusal_code(version=version, person=person, typed_name=str(person), organisation=foreign) == "organisation"

    signatures = [sign_charter(person, platform, organisation=organisation) for organisation in (first, second)]
    assert [signature.organisation for signature in signatures] == [first, second]
    assert sign_charter(person, platform, organisation=first) == signatures[0]
    assert Signature.objects.count() == 2


def test_a_lead_and_a_coordinator_sign_as_such(platform):
    lead = sign_charter(make_lead(platform), platform)
    coordinator = sign_charter(make_coordinator(platform.territories.get()), platform)

    assert [lead.circle, coordinator.circle] == ["", ""]


def test_who_is_nothing_there_signs_nothing(platform):
    version = publish_charter(platform)
    assert refusal_code(version=version, person=make_person(), typed_name="x") == "no_capacity"


def test_a_draft_is_not_signed(platform):
    draft = save_charter_draft(platform)
    assert refusal_code(version=draft, person=make_member(platform), typed_name="x") == "not_published"


def test_d52_the_former_version_is_not_signed_any_more(platform):
    person = make_member(platform)
    former = publish_charter(platform)
    publish_charter(platform)

    assert refusal_code(version=former, person=person, typed_name=str(person)) == "superseded"
    assert Signature.objects.count() == 0


def test_d51_editing_the_text_leaves_the_signed_one_as_it_was(platform):
    person = make_member(platform)
    version = publish_charter(platform, text="<p>Texte premier.</p>")
    signature = sign_charter(person, platform)

    publish_charter(platform, text="<p>Texte second.</p>")
    signature.refresh_from_db()
    assert (signature.version, signature.version.text) == (version, "<p>Texte premier.</p>")
    assert signature.version.sha256 == version.sha256


def test_d53_signing_again_gives_the_same_signature(platform):
    person = make_member(platform)
    assert sign_charter(person, platform) == sign_charter(person, platform)
    assert Signature.objects.count() == 1


def test_a_renewal_names_the_one_it_renews(platform):
    person = make_member(platform)
    publish_charter(platform, days_ago(400))
    first = sign_charter(person, platform, at=days_ago(380))

    renewal = sign_charter(person, platform)
    assert (renewal.renews, renewal.identity.is_renewal) == (first, True)
    assert sign_charter(person, platform) == renewal


def test_who_withdrew_may_sign_again(platform):
    person = make_member(platform)
    first = sign_charter(person, platform)
    withdrawal = withdraw(signature=first, reason="Départ", by=SYSTEM)
    assert withdraw(signature=first, by=SYSTEM) == withdrawal

    assert sign_charter(person, platform).renews == first


def test_a_refusal_needs_a_reason_and_the_current_version(platform):
    person = make_member(platform)
    former = publish_charter(platform)
    with pytest.raises(DomainError) as empty:
        refuse(version=former, person=person, reason=" ", by=SYSTEM)
    with pytest.raises(DomainError) as long:
        refuse(version=former, person=person, reason="x" * 301, by=SYSTEM)
    publish_charter(platform)
    with pytest.raises(DomainError) as late:
        refuse(version=former, person=person, reason="Non", by=SYSTEM)

    assert [caught.value.code for caught in (empty, long, late)] == ["reason", "reason", "superseded"]
    assert Refusal.objects.count() == 0


def test_who_refused_may_sign_later(platform):
    person = make_member(platform)
    signature = sign_charter(person, platform)
    refuse(version=signature.version, person=person, reason="Désaccord", by=SYSTEM)

    assert sign_charter(person, platform).renews == signature


# What is evidence does not change


@pytest.fixture
def signature(platform):
    person = make_member(platform)
    signature = sign_charter(person, platform)
    withdraw(signature=signature, by=SYSTEM)
    refuse(version=signature.version, person=person, reason="Non", by=SYSTEM)
    return signature


@pytest.mark.parametrize("model", [Signature, SignerIdentity, Withdrawal, Refusal])
def test_d56_the_orm_refuses_to_change_or_remove_evidence(signature, model):
    row = model.objects.get()
    field = {Signature: "function", SignerIdentity: "typed_name", Withdrawal: "reason", Refusal: "reason"}[model]
    attempts = [
        row.save,
        row.delete,
        model.objects.all().delete,
        lambda: model.objects.update(**{field: "x"}),
        lambda: model._base_manager.update(**{field: "x"}),
        lambda: model.objects.bulk_update([row], [field]),
        lambda: model.objects.bulk_create([row]),
    ]
    for attempt in attempts:
        with pytest.raises(AppendOnlyError):
            attempt()
    with pytest.raises(IntegrityError), transaction.atomic():
        model(**{item.attname: getattr(row, item.attname) for item in model._meta.concrete_fields}).save()
    assert model.objects.filter(pk=row.pk).count() == 1


def test_d56_a_published_version_is_neither_changed_nor_removed(signature):
    version = signature.version
    forged = CharterVersion.objects.get(pk=version.pk)
    forged.published_at, forged.text = None, "<p>Autre</p>"
    for attempt in (forged.save, version.save, version.delete, CharterVersion.objects.all().delete):
        with pytest.raises(AppendOnlyError):
            attempt()
    with pytest.raises(AppendOnlyError):
        CharterVersion.objects.update(text="x")
    with pytest.raises(AppendOnlyError):
        CharterVersion.objects.bulk_update([forged], ["text"])
    with pytest.raises(ProtectedError):
        Charter.objects.get().delete()


def test_a_platform_with_a_charter_cannot_be_removed(signature, platform):
    with pytest.raises(ProtectedError):
        platform.delete()


def test_removing_a_person_removes_the_identity_alone(signature):
    person = signature.identity.person
    person.delete()

    assert SignerIdentity.objects.count() == 0
    assert Refusal.objects.count() == 0
    assert Signature.objects.filter(pk=signature.pk).count() == 1


def test_d55_the_database_itself_keeps_one_first_signature(signature):
    identity = signature.identity
    with pytest.raises(IntegrityError), transaction.atomic():
        SignerIdentity.objects.create(
            signature=make_bare_signature(signature),
            person=identity.person,
            version=identity.version,
            organisation=identity.organisation,
            name="x",
            typed_name="x",
            salt="00",
        )


def test_d55_the_database_itself_keeps_one_renewal_of_each(platform):
    person = make_member(platform)
    publish_charter(platform, days_ago(400))
    first = sign_charter(person, platform, at=days_ago(380))
    sign_charter(person, platform)

    with pytest.raises(IntegrityError), transaction.atomic():
        make_bare_signature(first, renews=first)


def make_bare_signature(like, **fields):
    signature = Signature(
        chain=like.chain,
        version=like.version,
        position=50,
        commitment="c",
        signed_at=like.signed_at,
        hash="h",
        **fields,
    )
    signature.save()
    return signature


def test_d57_the_evidence_has_no_place_for_an_address(platform):
    names = {field.name for model in (Signature, SignerIdentity, Withdrawal, Refusal) for field in model._meta.fields}
    assert not {name for name in names if "ip" in name.split("_") or "address" in name or "agent" in name}


def test_d57_a_clock_set_back_leaves_order_and_chain_whole(platform):
    one, two = make_member(platform), make_member(platform)
    publish_charter(platform, days_ago(100))
    later = sign_charter(one, platform)
    earlier = sign_charter(two, platform, at=days_ago(30))

    assert (earlier.position, earlier.previous_hash) == (2, later.hash)


def test_d57_signing_again_with_a_clock_set_back_makes_no_second_row(platform):
    person = make_member(platform)
    publish_charter(platform, days_ago(100))
    signature = sign_charter(person, platform)
    assert sign_charter(person, platform, at=days_ago(1)) == signature


# At the same time


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_d55_parallel_signatures_of_one_person_make_one_row(platform):
    person = make_member(platform)
    publish_charter(platform)

    results = in_threads(*[lambda: sign_charter(person, platform)] * 4)
    assert {getattr(result, "pk", result) for result in results} == {Signature.objects.get().pk}


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_parallel_signatures_of_several_people_keep_the_chain_whole(platform):
    people = [make_member(platform) for _number in range(5)]
    publish_charter(platform)

    results = in_threads(*[lambda person=person: sign_charter(person, platform) for person in people])
    assert sorted(result.position for result in results) == [1, 2, 3, 4, 5]
    rows = list(Signature.objects.order_by("position"))
    assert [row.previous_hash for row in rows] == ["", *[row.hash for row in rows[:-1]]]
    assert SignatureChain.objects.get().head == rows[-1].hash


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_d52_publishing_while_somebody_signs_leaves_no_signature_of_a_former_version_after_it(platform):
    person = make_member(platform)
    former = publish_charter(platform)
    save_charter_draft(platform, text="<p>Version suivante.</p>")
    seen = drafts.fingerprint(drafts.draft_of(platform))

    def publish_next():
        return publish(scope=platform, seen=seen, by=SYSTEM)

    signed, published = in_threads(
        lambda: sign(version=former, person=person, typed_name=str(person), by=SYSTEM), publish_next
    )
    if isinstance(signed, DomainError):
        assert (signed.code, Signature.objects.count()) == ("superseded", 0)
    else:
        assert signed.signed_at <= published.published_at
