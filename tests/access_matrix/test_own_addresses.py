"""D-01, D-02: our addresses × methods × roles × own and foreign platform."""

import re

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from .addresses import all_addresses
from .expectations import EXPECTATIONS
from .policies import Got, Role
from .world import build

WRITES = re.compile(r'^\s*(INSERT INTO|UPDATE|DELETE FROM)\s+"?(?!django_session)', re.IGNORECASE)
OTHER_METHODS = ("put", "patch", "delete")
LABELS = [expectation.label for expectation in EXPECTATIONS]

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("access_matrix")]


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Build the rows once, outside the tests' own transactions, and take them back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)


def ask(client, method, url, data=None):
    """Return what came back and which statements wrote, leaving no trace."""
    with transaction.atomic():
        with CaptureQueriesContext(connection) as queries:
            response = getattr(client, method)(url, data or {})
        if response.streaming:
            # A download that nobody reads would keep its file open.
            b"".join(response.streaming_content)
        transaction.set_rollback(True)
    return got(response), [query["sql"] for query in queries if WRITES.match(query["sql"])]


def sides(world, expectation):
    """Yield the name, the rows and the address of each side; once where the address and what is sent are the same."""
    data_of = expectation.data if expectation.post else lambda side: None
    seen = []
    for name in ("own", "foreign"):
        side = getattr(world, name)
        asked = reverse(expectation.name, kwargs=expectation.of(side)), data_of(side)
        if asked not in seen:
            seen.append(asked)
            yield name, side, asked[0]


def got(response) -> Got | int:
    """Say in the matrix's words what the response is."""
    if response.status_code in (301, 302) and response["Location"].startswith("/compte/login/"):
        return Got.SIGN_IN
    if response.status_code in (403, 404):
        return Got(str(response.status_code))
    if response.status_code in (200, 301, 302, 303, 400, 409, 410, 422):
        return Got.OK
    return response.status_code


def test_d01_every_address_of_ours_has_an_expectation():
    listed = {expectation.name for expectation in EXPECTATIONS}
    assert listed == {address.name for address in all_addresses() if address.is_ours}
    assert len(set(LABELS)) == len(LABELS)


@pytest.mark.parametrize("expectation", [e for e in EXPECTATIONS if e.get], ids=lambda e: e.label)
def test_d01_reading(world, expectation):
    answers, expected, written = {}, {}, {}
    for side_name, _side, url in sides(world, expectation):
        for role in Role:
            key = f"{side_name} {role}"
            answers[key], writes = ask(world.clients[role], "get", url)
            expected[key] = getattr(expectation.get, side_name)(role)
            if writes and not expectation.notes_use:
                written[key] = writes
    assert answers == expected
    assert written == {}, "A GET never writes (D-68)."


@pytest.mark.parametrize("expectation", [e for e in EXPECTATIONS if e.post], ids=lambda e: e.label)
def test_d02_acting(world, expectation):
    answers, expected, written = {}, {}, {}
    for side_name, side, url in sides(world, expectation):
        for role in Role:
            key = f"{side_name} {role}"
            answers[key], writes = ask(world.clients[role], "post", url, expectation.data(side))
            expected[key] = getattr(expectation.post, side_name)(role)
            if writes and answers[key] != Got.OK:
                written[key] = writes
    assert answers == expected
    assert written == {}, "What is refused changes no row."


@pytest.mark.parametrize("expectation", EXPECTATIONS, ids=LABELS)
def test_other_methods_do_not_exist(world, expectation):
    url = reverse(expectation.name, kwargs=expectation.of(world.own))
    allowed = (expectation.get or expectation.post).ok
    client = world.clients[Role.LEAD if Role.LEAD in allowed or not allowed else sorted(allowed)[0]]
    missing = [*OTHER_METHODS, *(["get"] if expectation.get is None else []), *([] if expectation.post else ["post"])]
    assert {method: ask(client, method, url)[0] for method in missing} == dict.fromkeys(missing, 405)
