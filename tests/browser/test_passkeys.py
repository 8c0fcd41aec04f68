"""Passkeys in a real browser: set up, sign in with the key alone, and as a second factor, under our content policy."""

import pytest

from tests.live_site import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def sign_out(page):
    page.goto(_host(page, "/compte/logout/"))
    page.locator("main").get_by_role("button", name="Se déconnecter").click()
    page.wait_for_load_state()


def _host(page, path):
    # Browsers know no passkeys for a bare address.
    return page.url.split("/compte/")[0].split("/tableau")[0].replace("127.0.0.1", "localhost") + path


def test_a_passkey_is_set_up_then_opens_the_account_alone_and_after_the_password(open_page, site):
    page = open_page()
    home = site.url.replace("127.0.0.1", "localhost")
    keys = page.context.new_cdp_session(page)
    keys.send("WebAuthn.enable")
    keys.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})

    page.goto(f"{home}/compte/login/")
    page.locator("li", has_text="partner@demo.example").get_by_role("button").click()
    page.wait_for_url("**/tableau-de-bord/")
    page.goto(f"{home}/compte/2fa/webauthn/add/")
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Confirmer").click()
    page.get_by_label("Nom de la clé").fill("Mon téléphone")
    page.get_by_label("Se connecter avec cette clé seule").check()
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url("**/recovery-codes/")
    assert len(page.locator("#recovery_codes").input_value().split()) == 10
    page.goto(f"{home}/compte/2fa/webauthn/")
    assert page.get_by_text("Mon téléphone").count() == 1

    sign_out(page)
    page.goto(f"{home}/compte/login/")
    page.get_by_role("button", name="Se connecter avec une clé d’accès").click()
    page.wait_for_url("**/tableau-de-bord/")

    sign_out(page)
    page.goto(f"{home}/compte/login/")
    page.locator("li", has_text="partner@demo.example").get_by_role("button").click()
    page.wait_for_url("**/2fa/authenticate/")
    page.get_by_role("button", name="Utiliser une clé de sécurité").click()
    page.wait_for_url("**/tableau-de-bord/")

    # The account is left as it was found: other tests sign in with it.
    page.goto(f"{home}/compte/2fa/webauthn/")
    page.get_by_role("link", name="Retirer").click()
    if page.url.split("?")[0].endswith("/reauthenticate/"):
        page.get_by_label("Mot de passe").fill(PASSWORD)
        page.get_by_role("button", name="Confirmer").click()
    page.locator("main").get_by_role("button").last.click()
    page.wait_for_load_state()
    sign_out(page)
    page.goto(f"{home}/compte/login/")
    page.locator("li", has_text="partner@demo.example").get_by_role("button").click()
    page.wait_for_url("**/tableau-de-bord/")
