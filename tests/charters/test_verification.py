"""What raw SQL alters is found and located (D-56), and erasing a name breaks nothing."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from portal.charters.models import Charter, Signature, SignatureChain, SignerIdentity
from portal.charters.services import verification
from portal.charters.services.verification import verify
from tests.factories import make_member, make_platform, publish_charter, sign_charter

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain():
    """Return the chain of a platform with five signatures."""
    platform = make_platform()
    publish_charter(platform)
    for _number in range(5):
        sign_charter(make_member(platform), platform)
    return SignatureChain.objects.get()


def sql(statement, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.rowcount


def found(chain):
    report = verify(Charter.objects.get(pk=chain.charter_id))
    return bool(report.problem), report.position


def test_a_whole_chain_is_whole(chain):
    report = verify(chain.charter)
    assert (report.problem, report.checked, report.position) == ("", 5, None)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("organisation_name", "Autre"),
        ("function", "Autre"),
        ("circle", "2"),
        ("commitment", "0" * 64),
        ("evidence_sha256", "0" * 64),
        ("signed_at", "2020-01-01 00:00:00+00:00"),
        ("hash", "0" * 64),
        ("previous_hash", "0" * 64),
        ("organisation_id", None),
    ],
)
def test_d56_a_changed_field_is_located(chain, column, value):
    assert sql(f"UPDATE charters_signature SET {column} = %s WHERE position = 3", value) == 1
    assert found(chain) == (True, 3)


def test_d56_a_flipped_byte_with_its_hash_made_again_breaks_the_next_link(chain):
    third = Signature.objects.get(position=3)
    third.function = "Autre"
    sql(
        "UPDATE charters_signature SET function = 'Autre', hash = %s WHERE position = 3",
        verification.signature_hash(third),
    )
    assert found(chain) == (True, 4)


@pytest.mark.parametrize("position", [1, 3, 5])
def test_d56_a_removed_row_is_located(chain, position):
    sql(
        "DELETE FROM charters_signeridentity"
        " WHERE signature_id IN (SELECT id FROM charters_signature WHERE position = %s)",
        position,
    )
    assert sql("DELETE FROM charters_signature WHERE position = %s", position) == 1
    assert found(chain) == (True, position)


def test_d56_reordered_rows_are_located(chain):
    sql("UPDATE charters_signature SET position = 99 WHERE position = 2")
    sql("UPDATE charters_signature SET position = 2 WHERE position = 4")
    sql("UPDATE charters_signature SET position = 4 WHERE position = 99")
    assert found(chain) == (True, 2)


def test_d56_an_inserted_row_is_located(chain):
    last = Signature.objects.get(position=5)
    forged = Signature(
        chain=chain, version=last.version, position=6, commitment="c", signed_at=last.signed_at, previous_hash=last.hash
    )
    forged.hash = verification.signature_hash(forged)
    forged.save()
    assert found(chain) == (True, 6)


def test_d56_a_changed_head_is_found(chain):
    SignatureChain.objects.update(head="0" * 64)
    assert found(chain) == (True, 5)


def test_d56_a_missing_head_is_found(chain):
    sql("UPDATE charters_signature SET chain_id = %s", chain.pk)
    chain_less = Charter(pk=chain.charter_id)
    assert verify(chain_less).problem == ""
    assert verify(Charter.objects.create(platform=make_platform())).problem != ""


@pytest.mark.parametrize(
    ("column", "value", "position"),
    [("text", "<p>Autre</p>", None), ("valid_months", 99, 1), ("grace_days", 99, 1), ("number", 7, 1)],
)
def test_d56_a_changed_published_version_is_found(chain, column, value, position):
    assert sql(f"UPDATE charters_charterversion SET {column} = %s", value) == 1
    assert found(chain) == (True, position)


def test_d56_another_identity_beside_a_signature_is_located(chain):
    other = make_member(make_platform())
    identity = SignerIdentity.objects.get(signature__position=4)
    sql("UPDATE charters_signeridentity SET person_id = %s WHERE id = %s", other.pk, identity.pk)
    assert found(chain) == (True, 4)


def test_erasing_a_name_leaves_the_chain_whole(chain):
    SignerIdentity.objects.get(signature__position=2).person.delete()

    assert SignerIdentity.objects.count() == 4
    assert verify(chain.charter).problem == ""


def test_the_command_says_that_all_is_whole(chain):
    output = StringIO()
    call_command("verify_signatures", stdout=output)
    assert str(chain.charter) in output.getvalue()


def test_the_command_fails_on_a_broken_chain_and_says_where(chain):
    sql("UPDATE charters_signature SET function = 'Autre' WHERE position = 3")
    output, errors = StringIO(), StringIO()
    with pytest.raises(CommandError) as caught:
        call_command("verify_signatures", stdout=output, stderr=errors)

    assert caught.value.returncode == 1
    assert f"{chain.charter} #3" in errors.getvalue()


def test_two_charters_have_chains_of_their_own(chain):
    other = make_platform()
    signature = sign_charter(make_member(other), other)

    assert (signature.position, signature.previous_hash) == (1, "")


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow_with_the_signatures(count, django_assert_max_num_queries):
    platform = make_platform()
    for _number in range(count):
        signature = sign_charter(make_member(platform), platform)
    with django_assert_max_num_queries(5):
        assert verify(signature.chain.charter).checked == count
