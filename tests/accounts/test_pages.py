"""Every page of the accounts: it opens, in French, in our look, with nothing inline (SECURITY §1)."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.urls import reverse
from django.utils import timezone

from portal.accounts.demo import ACCOUNTS
from portal.accounts.demo import PASSWORD as DEMO_PASSWORD
from portal.mailing.models import OutgoingMail
from tests.factories import make_user
from tests.factories.directory import PASSWORD

PUBLIC = ["account_login", "account_signup", "account_reset_password", "account_reset_password_done"]
PUBLIC += ["account_email_verification_sent", "account_inactive", "account_reset_password_from_key_done"]
SIGNED_IN = ["accounts:my_account", "accounts:second_factor", "account_email", "account_change_password", "mfa_index"]
SIGNED_IN += ["mfa_activate_totp", "mfa_add_webauthn", "mfa_list_webauthn", "account_reauthenticate", "account_logout"]
WITH_FACTOR = ["mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_deactivate_totp", "mfa_reauthenticate"]
WITH_FACTOR += ["mfa_list_webauthn", "mfa_index"]

INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*(?:src=|type=\"application/json\"))", re.I)


@pytest.fixture
def signed_in(client, db):
    """A browser signed in, whose password was asked for again a moment ago."""
    user = make_user("compte@exemple.example", first_name="Inès", last_name="Roy")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.user = user
    return client


def assert_sound(page):
    assert page.status_code == 200
    content = page.content.decode()
    assert '<html lang="fr">' in content
    assert "<main" in content and content.count("<h1") == 1
    assert INLINE.findall(content) == []
    assert "unsafe-inline" not in page.headers["Content-Security-Policy"]


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_page_is_sound(client, db, name):
    assert_sound(client.get(reverse(name)))


@pytest.mark.parametrize("name", SIGNED_IN)
def test_a_page_of_the_account_is_sound(signed_in, name):
    assert_sound(signed_in.get(reverse(name)))


@pytest.mark.parametrize("name", WITH_FACTOR)
def test_a_page_of_the_second_factor_is_sound(signed_in, name):
    user = signed_in.user
    from allauth.mfa.totp.internal import auth as totp  # noqa: PLC0415

    totp.TOTP.activate(user, totp.generate_totp_secret())
    RecoveryCodes.activate(user)
    Authenticator.objects.create(
        user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "Ma clé", "credential": {}, "passwordless": True}
    )
    Authenticator.objects.update(last_used_at=timezone.now())
    assert_sound(signed_in.get(reverse(name)))


@pytest.mark.parametrize("name", ["mfa_edit_webauthn", "mfa_remove_webauthn"])
def test_a_page_of_a_key_is_sound(signed_in, name):
    key = Authenticator.objects.create(
        user=signed_in.user, type=Authenticator.Type.WEBAUTHN, data={"name": "Ma clé", "credential": {}}
    )
    assert_sound(signed_in.get(reverse(name, args=[key.pk])))


def test_the_login_page_of_the_demonstration_opens_each_account_with_one_press(client, db, settings):
    settings.DEMO = True
    for account in ACCOUNTS[:2]:
        user = make_user(account.email)
        user.set_password(DEMO_PASSWORD)
        user.save()
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    page = client.get(reverse("account_login"))
    assert_sound(page)
    held = re.findall(r'name="login" value="([^"]+)"', page.content.decode())
    assert held == ["lead@demo.example", "assistant@demo.example"]
    answer = client.post(reverse("account_login"), {"login": held[0], "password": DEMO_PASSWORD})
    assert answer.url == reverse("desk:dashboard")


def test_no_account_is_listed_outside_the_demonstration(client, db):
    make_user(ACCOUNTS[0].email)
    content = client.get(reverse("account_login")).content.decode()
    assert ACCOUNTS[0].email not in content and DEMO_PASSWORD not in content


def test_my_account_shows_who_i_am_and_what_is_set_up(signed_in):
    content = signed_in.get(reverse("accounts:my_account")).content.decode()
    assert "Inès Roy" in content and "compte@exemple.example" in content and "Non activé" in content


def test_a_new_address_takes_effect_once_it_is_confirmed(signed_in):
    signed_in.post(reverse("account_email"), {"action_add": "1", "email": "neuf@exemple.example"})
    user = signed_in.user
    user.refresh_from_db()
    assert user.email == "compte@exemple.example"
    mail = OutgoingMail.objects.get(kind="email_confirmation")
    assert mail.recipient == "neuf@exemple.example"
    link = re.search(r"http://127\.0\.0\.1:8000(/compte/confirm-email/\S+)", mail.text).group(1)
    assert "neuf@exemple.example" in signed_in.get(reverse("account_email")).content.decode()
    assert_sound(signed_in.get(link))
    user.refresh_from_db()
    assert user.email == "compte@exemple.example"
    signed_in.post(link)
    user.refresh_from_db()
    assert user.email == "neuf@exemple.example"
    assert EmailAddress.objects.get(user=user).email == "neuf@exemple.example"


def test_two_accounts_never_share_an_address(signed_in):
    make_user("pris@exemple.example")
    EmailAddress.objects.create(
        user=make_user("autre@exemple.example"), email="autre@exemple.example", verified=True, primary=True
    )
    for taken in ("pris@exemple.example", "autre@exemple.example"):
        signed_in.post(reverse("account_email"), {"action_add": "1", "email": taken})
    signed_in.user.refresh_from_db()
    assert signed_in.user.email == "compte@exemple.example"


def test_setting_up_an_app_gives_recovery_codes_and_tells_by_mail(signed_in, django_capture_on_commit_callbacks):
    import time  # noqa: PLC0415

    from allauth.mfa.totp.internal import auth as totp  # noqa: PLC0415

    page = signed_in.get(reverse("mfa_activate_totp"))
    secret = re.search(r'id="authenticator_secret"[^>]*value="([A-Z2-7]+)"', page.content.decode()).group(1)
    code = totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))
    with django_capture_on_commit_callbacks(execute=True):
        answer = signed_in.post(reverse("mfa_activate_totp"), {"code": code})
    assert answer.url == reverse("mfa_view_recovery_codes")
    assert_sound(signed_in.get(answer.url))
    subjects = OutgoingMail.objects.filter(kind="account_change").values_list("subject", flat=True)
    assert "Application d’authentification ajoutée à votre compte" in subjects


def test_the_language_can_be_chosen(signed_in):
    signed_in.post(reverse("core:set_language"), {"language": "en", "next": "/compte/"})
    assert '<html lang="en">' in signed_in.get(reverse("accounts:my_account")).content.decode()


def test_the_mail_is_in_the_language_of_who_asks(client, db):
    client.cookies["django_language"] = "en"
    client.post(reverse("account_reset_password"), {"email": "inconnu@exemple.example"})
    assert OutgoingMail.objects.get().subject == "No account for this address"
