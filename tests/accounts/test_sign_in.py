"""Signing in: one page, one path for known and unknown addresses, limits that hold (D-60 to D-66)."""

import re
import time

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.core.management import call_command
from django.urls import reverse

from portal.accounts.models import User
from portal.mailing.models import OutgoingMail
from tests.factories import make_user
from tests.factories.directory import PASSWORD

KNOWN, UNKNOWN = "connu@exemple.example", "inconnu@exemple.example"


@pytest.fixture
def user(db):
    """An account with a verified address, as an invitation makes it."""
    user = make_user(KNOWN)
    EmailAddress.objects.create(user=user, email=KNOWN, verified=True, primary=True)
    return user


def sign_in(client, email=KNOWN, password=PASSWORD, **headers):
    return client.post(reverse("account_login"), {"login": email, "password": password}, **headers)


def neutral(page, *addresses):
    """The page without what differs at every request: the token of the form, and the typed address."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page.content.decode())
    for address in addresses:
        text = text.replace(address, "")
    return text


def test_signing_in_leads_to_the_dashboard(client, user):
    page = sign_in(client)
    assert (page.status_code, page.url) == (302, reverse("desk:dashboard"))


def test_the_address_is_found_whatever_its_case(client, user):
    assert sign_in(client, "Connu@Exemple.EXAMPLE").status_code == 302


def test_nobody_signs_up(client, db):
    page = client.post(
        reverse("account_signup"), {"email": "x@exemple.example", "password1": PASSWORD, "password2": PASSWORD}
    )
    assert "sur invitation" in page.content.decode()
    assert User.objects.count() == 0


def test_an_inactive_account_stays_out(client, user):
    User.objects.update(is_active=False)
    sign_in(client)
    assert "_auth_user_id" not in client.session


def test_d60_a_wrong_password_and_an_unknown_address_get_the_same_answer(client, user):
    known, unknown = sign_in(client, KNOWN, "faux mot de passe"), sign_in(client, UNKNOWN, "faux mot de passe")
    assert (known.status_code, unknown.status_code) == (200, 200)
    assert neutral(known, KNOWN) == neutral(unknown, UNKNOWN)


def test_d60_one_hash_is_computed_for_a_known_and_for_an_unknown_address(client, user, monkeypatch):
    from django.contrib.auth.hashers import MD5PasswordHasher  # noqa: PLC0415 – the hasher of the tests

    calls, encode = [], MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher, "encode", lambda self, password, salt: calls.append(1) or encode(self, password, salt)
    )
    counts = []
    for email in (KNOWN, UNKNOWN):
        calls.clear()
        sign_in(client, email, "faux mot de passe")
        counts.append(len(calls))
    assert counts == [1, 1]


def test_d60_asking_for_a_new_password_answers_the_same_and_writes_one_mail_each(client, user):
    pages = [client.post(reverse("account_reset_password"), {"email": email}) for email in (KNOWN, UNKNOWN)]
    assert [(page.status_code, page.url) for page in pages] == [(302, reverse("account_reset_password_done"))] * 2
    assert list(OutgoingMail.objects.order_by("pk").values_list("recipient", "kind")) == [
        (KNOWN, "password_reset"),
        (UNKNOWN, "unknown_account"),
    ]


def test_d60_an_address_that_mail_cannot_take_gets_the_same_answer(client, user):
    page = client.post(reverse("account_reset_password"), {"email": '"ab"@exemple.example'})
    assert (page.status_code, page.url) == (302, reverse("account_reset_password_done"))
    assert OutgoingMail.objects.count() == 0


def test_d61_the_sixth_failure_blocks_and_a_success_does_not_reset_the_count(client, user):
    for _try in range(3):
        sign_in(client, password="faux")
    assert sign_in(client).status_code == 302
    client.logout()
    for _try in range(2):
        sign_in(client, password="faux")
    page = sign_in(client)
    assert page.status_code == 200
    assert "Trop de tentatives" in page.content.decode()
    assert "_auth_user_id" not in client.session


def test_d61_a_spoofed_forwarded_address_does_not_help(client, db):
    statuses = [
        sign_in(client, f"p{number}@exemple.example", "faux", headers={"X-Forwarded-For": f"10.0.0.{number}"})
        for number in range(12)
    ]
    assert "Trop de tentatives" in statuses[-1].content.decode()


def test_d61_the_limits_are_shared_between_processes(settings):
    assert settings.CACHES["default"]["BACKEND"] == "django.core.cache.backends.db.DatabaseCache"


@pytest.mark.parametrize("method", ["get", "post"])
def test_d61_the_login_of_the_cms_is_ours(client, user, method):
    answer = getattr(client, method)("/gestion/login/?next=/gestion/pages/", {"username": KNOWN, "password": PASSWORD})
    if method == "get":
        answer = client.get("/gestion/login/?next=/gestion/pages/")
    assert (answer.status_code, answer.url) == (302, "/compte/login/?next=%2Fgestion%2Fpages%2F")
    assert "_auth_user_id" not in client.session


def test_d61_the_cms_resets_no_password(client, db):
    assert client.get("/gestion/password_reset/").status_code == 404


def test_d62_signing_in_changes_the_session_and_signing_out_ends_it(client, user):
    client.get(reverse("account_login"))
    client.session["seen"] = 1
    before = client.cookies["sessionid"].value if "sessionid" in client.cookies else ""
    sign_in(client)
    during = client.cookies["sessionid"].value
    assert during != before
    client.post(reverse("account_logout"))
    client.cookies["sessionid"] = during
    assert client.get(reverse("accounts:my_account")).status_code == 302


def test_d62_a_new_password_ends_the_other_sessions(client, user, django_user_model):
    from django.test import Client  # noqa: PLC0415 – a second browser

    other = Client()
    sign_in(client)
    sign_in(other)
    page = client.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": "un nouveau mot long", "password2": "un nouveau mot long"},
    )
    assert page.status_code == 302
    assert client.get(reverse("accounts:my_account")).status_code == 200
    assert other.get(reverse("accounts:my_account")).status_code == 302
    assert OutgoingMail.objects.filter(kind="account_change", recipient=KNOWN).count() == 1


def test_d62_cookies_are_closed_to_scripts_and_other_sites():
    from portal.settings import base  # noqa: PLC0415 – the settings that production takes over

    assert (base.SESSION_COOKIE_SECURE, base.SESSION_COOKIE_HTTPONLY, base.SESSION_COOKIE_SAMESITE) == (
        True,
        True,
        "Lax",
    )
    assert (base.CSRF_COOKIE_SECURE, base.CSRF_COOKIE_SAMESITE) == (True, "Lax")


def reset_link(client, email=KNOWN):
    client.post(reverse("account_reset_password"), {"email": email})
    mail = OutgoingMail.objects.filter(kind="password_reset").latest("pk")
    return re.search(r"http://127\.0\.0\.1:8000(/compte/password/reset/key/\S+)", mail.text).group(1)


def use_reset_link(client, link, password="mot de passe retrouvé"):
    form = client.get(link)
    if form.status_code != 302:
        return form
    return client.post(form.url, {"password1": password, "password2": password})


def test_a_reset_link_gives_a_new_password_once(client, user):
    link = reset_link(client)
    assert use_reset_link(client, link).status_code == 302
    user.refresh_from_db()
    assert user.check_password("mot de passe retrouvé")
    use_reset_link(client, link, "un troisième mot de passe")
    user.refresh_from_db()
    assert user.check_password("mot de passe retrouvé")


def test_d65_a_reset_link_dies_when_the_address_changes(client, user):
    link = reset_link(client)
    User.objects.filter(pk=user.pk).update(email="neuf@exemple.example")
    EmailAddress.objects.update(email="neuf@exemple.example")
    use_reset_link(client, link)
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_d40_links_of_the_mails_use_the_configured_host(client, user, settings):
    settings.ALLOWED_HOSTS = ["testserver", "autre.example"]
    client.post(reverse("account_reset_password"), {"email": KNOWN}, headers={"Host": "autre.example"})
    text = OutgoingMail.objects.get().text
    assert "autre.example" not in text
    assert "http://127.0.0.1:8000/compte/password/reset/key/" in text


def test_d40_an_unknown_host_is_refused(client, db):
    assert client.get(reverse("account_login"), headers={"Host": "evil.example"}).status_code == 400


@pytest.mark.parametrize(
    "target",
    ["//evil.example", "https:evil.example", "https://evil.example", "/\\evil.example", "\\\\evil.example"]
    + ["javascript:alert(1)", "%0d%0aLocation:https://evil.example", "http:///evil.example", "////evil.example"],
)
@pytest.mark.parametrize("page", ["account_login", "account_logout"])
def test_d66_a_redirect_stays_on_the_site(client, user, page, target):
    if page == "account_login":
        answer = client.post(reverse(page), {"login": KNOWN, "password": PASSWORD, "next": target})
        home = reverse("desk:dashboard")
    else:
        sign_in(client)
        answer = client.post(reverse(page), {"next": target})
        home = "/"
    assert answer.status_code == 302
    # What our host cannot leave by is kept as a path of ours at worst.
    assert answer.url == home or not re.match(r"^(?:[a-z]+:|//|/\\|\\)", answer.url, re.I)


def test_d66_the_login_of_the_cms_hands_nothing_over_that_leaves_the_site(client, user):
    answer = client.get("/gestion/login/", {"next": "//evil.example"})
    assert answer.url.startswith("/compte/login/?next=")
    final = client.post(answer.url, {"login": KNOWN, "password": PASSWORD, "next": "//evil.example"})
    assert final.url == reverse("desk:dashboard")


@pytest.fixture
def with_app(user):
    """The account with an authenticator app: the secret."""
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    return secret


def current_code(secret):
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))


def test_d63_the_second_factor_is_asked_for(client, user, with_app):
    page = sign_in(client)
    assert (page.status_code, page.url) == (302, reverse("mfa_authenticate"))
    assert "_auth_user_id" not in client.session
    assert client.get(reverse("mfa_authenticate")).status_code == 200
    assert client.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 200
    assert client.post(reverse("mfa_authenticate"), {"code": current_code(with_app)}).status_code == 302
    assert client.session["_auth_user_id"] == str(user.pk)


def test_d63_a_code_opens_once(client, user, with_app):
    code = current_code(with_app)
    sign_in(client)
    client.post(reverse("mfa_authenticate"), {"code": code})
    client.post(reverse("account_logout"))
    sign_in(client)
    assert client.post(reverse("mfa_authenticate"), {"code": code}).status_code == 200
    assert "_auth_user_id" not in client.session


def test_d63_a_recovery_code_opens_once(client, user, with_app):
    code = Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()[0]
    sign_in(client)
    assert client.post(reverse("mfa_authenticate"), {"code": code}).status_code == 302
    client.post(reverse("account_logout"))
    sign_in(client)
    assert client.post(reverse("mfa_authenticate"), {"code": code}).status_code == 200
    assert "_auth_user_id" not in client.session


def test_the_cache_of_the_limits_is_made_by_the_migrations(db):
    call_command("createcachetable", dry_run=True)
    from django.core.cache import cache  # noqa: PLC0415

    cache.set("x", 1)
    assert cache.get("x") == 1
