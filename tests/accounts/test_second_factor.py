"""Those who manage hold a second factor (D-63)."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse
from django.utils import timezone

from portal.directory.models import PlatformRole
from tests.factories import (
    make_administrator,
    make_assistant,
    make_coordinator,
    make_lead,
    make_member,
    make_platform,
    make_territory,
    make_user,
)

ACCOUNT = "/compte/"


def with_account(person):
    if person.user is None:
        person.user = make_user()
        person.save()
    return person


MANAGERS = {
    "lead": lambda: make_lead(make_platform()),
    "coordinator": lambda: make_coordinator(make_territory()),
    "administrator": make_administrator,
}
OTHERS = {
    "assistant": lambda: make_assistant(make_platform()),
    "member": lambda: make_member(make_platform(), "1"),
}


@pytest.mark.parametrize("role", MANAGERS)
def test_d63_those_who_manage_are_led_to_set_one_up(client, db, role):
    client.force_login(with_account(MANAGERS[role]()).user)
    page = client.get(ACCOUNT)
    assert (page.status_code, page.url) == (302, reverse("accounts:second_factor"))
    assert "Activez un second facteur".lower() in client.get(page.url).content.decode().lower()


@pytest.mark.parametrize("role", MANAGERS)
def test_d63_the_cms_waits_too(client, db, role):
    client.force_login(with_account(MANAGERS[role]()).user)
    assert client.get("/gestion/").url == reverse("accounts:second_factor")


@pytest.mark.parametrize("role", OTHERS)
def test_others_are_left_alone(client, db, role):
    client.force_login(with_account(OTHERS[role]()).user)
    assert client.get(ACCOUNT).status_code == 200


def test_a_lead_with_a_factor_goes_on(client, db, login):
    login(client, make_lead(make_platform()))
    assert client.get(ACCOUNT).status_code == 200


def test_recovery_codes_alone_are_no_factor(client, db):
    lead = with_account(make_lead(make_platform()))
    Authenticator.objects.create(user=lead.user, type=Authenticator.Type.RECOVERY_CODES, data={})
    client.force_login(lead.user)
    assert client.get(ACCOUNT).status_code == 302


def test_a_former_lead_needs_none(client, db):
    lead = with_account(make_lead(make_platform()))
    PlatformRole.objects.update(until=timezone.localdate())
    client.force_login(lead.user)
    assert client.get(ACCOUNT).status_code == 200


def test_a_future_lead_needs_none_yet(client, db):
    lead = with_account(make_lead(make_platform()))
    PlatformRole.objects.update(since=timezone.localdate() + timedelta(days=1))
    client.force_login(lead.user)
    assert client.get(ACCOUNT).status_code == 200


def test_a_deployment_may_not_ask_for_it(client, db, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    client.force_login(with_account(make_lead(make_platform())).user)
    assert client.get(ACCOUNT).status_code == 200


def test_what_serves_to_set_it_up_is_reachable_before(client, db):
    client.force_login(with_account(make_lead(make_platform())).user)
    names = ["accounts:second_factor", "account_reauthenticate", "core:health", "account_logout"]
    assert [client.get(reverse(name)).status_code for name in names] == [200] * 4
    # Setting up asks for the password again: it leads there, not back to the explanation.
    for name in ("mfa_activate_totp", "mfa_add_webauthn"):
        assert client.get(reverse(name)).url.startswith(reverse("account_reauthenticate"))


def test_a_form_cannot_be_posted_past_it(client, db):
    client.force_login(with_account(make_lead(make_platform())).user)
    answer = client.post(reverse("mailing:undelivered"))
    assert (answer.status_code, answer.url) == (302, reverse("accounts:second_factor"))


def test_a_visitor_is_asked_to_sign_in_rather(client, db):
    assert client.get(ACCOUNT).url == f"{reverse('account_login')}?next={ACCOUNT}"


def test_asking_costs_the_same_number_of_queries_whatever_the_roles(client, db, django_assert_num_queries):
    from portal.accounts.middleware import must_set_up_second_factor  # noqa: PLC0415

    one = with_account(make_lead(make_platform()))
    three = with_account(make_lead(make_platform(), person=make_lead(make_platform())))
    for person in (one, three):
        user = type(person.user).objects.get(pk=person.user.pk)
        with django_assert_num_queries(3):
            assert must_set_up_second_factor(user) is True
