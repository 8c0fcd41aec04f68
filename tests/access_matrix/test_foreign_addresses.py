"""D-01, D-25: addresses that Wagtail and allauth answer, by name space; an unlisted name space or name fails."""

import pytest
from django.db import transaction
from django.urls import NoReverseMatch, reverse

from .addresses import all_addresses
from .policies import Role
from .test_own_addresses import got, world  # noqa: F401 - fixture

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("access_matrix")]

#: Name spaces of Wagtail's admin: closed to all but administrators.
CMS_NAMESPACES = {
    "wagtailadmin_api",
    "wagtailadmin_collections",
    "wagtailadmin_editing_sessions",
    "wagtailadmin_pages",
    "wagtailadmin_reports",
    "wagtailadmin_workflows",
    "wagtaildocs",
    "wagtaildocs_chooser",
    "wagtailembeds",
    "wagtailimages",
    "wagtailimages_chooser",
    "wagtailredirects",
    "wagtailsites",
    "wagtailsnippets",
    "wagtailusers_groups",
    "wagtailusers_users",
}
#: Catalogues that the admin edits: a list and a chooser each.
CATALOGUES = ("audience", "funder", "level", "need", "solutiontype")
CMS_NAMESPACES |= {
    f"{kind}_solutions_map_{model}" for kind in ("wagtailsnippets", "wagtailsnippetchoosers") for model in CATALOGUES
}
#: Names without a name space that belong to the same admin.
CMS_PREFIXES = ("wagtailadmin_", "wagtail_bulk_action")
#: The admin's own doors, and files that hold nothing: open without a right.
CMS_OPEN = {"wagtailadmin_login", "wagtailadmin_logout", "wagtailadmin_javascript_catalog", "wagtailadmin_sprite"}
#: allauth's pages that a visitor needs in order to sign in; all the others ask for a session.
ACCOUNT_OPEN = {
    "account_confirm_email",
    "account_confirm_login_code",
    "account_email_verification_sent",
    "account_inactive",
    "account_login",
    "account_logout",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_signup",
    "mfa_authenticate",
    "mfa_login_webauthn",
}
#: Public by nature: pages of the site, and documents that the site publishes.
PUBLIC = {"wagtail_serve", "wagtaildocs_serve", "wagtaildocs_authenticate_with_password"}
WALKERS = (Role.VISITOR, Role.CIRCLE_1, Role.LEAD, Role.COORDINATOR)
FOREIGN = [address for address in all_addresses() if not address.is_ours]
PLAIN = [address for address in FOREIGN if address.namespace in CMS_NAMESPACES or address.name.startswith(CMS_PREFIXES)]
ACCOUNT = [address for address in FOREIGN if address.name.startswith(("account_", "mfa_"))]


def url_of(address):
    """Return the address with parameters that name nothing in particular."""
    for value in ("1", "x", "home"):
        try:
            return reverse(address.name, kwargs=dict.fromkeys(address.parameters, value))
        except NoReverseMatch:
            continue
    try:
        return reverse(address.name, args=["1"] * len(address.parameters))
    except NoReverseMatch:
        return None


def test_every_address_of_others_is_listed():
    known = {address.name for address in (*PLAIN, *ACCOUNT)} | PUBLIC
    assert {address.name for address in FOREIGN} - known == set()
    assert {address.namespace for address in FOREIGN} - {""} == CMS_NAMESPACES


@pytest.mark.parametrize("method", ["get", "post"])
def test_d25_the_cms_is_closed_to_all_but_administrators(world, method):  # noqa: F811
    open_to = {}
    for address in PLAIN:
        url = url_of(address)
        if address.name in CMS_OPEN or url is None:
            continue
        for role in WALKERS:
            with transaction.atomic():
                response = getattr(world.clients[role], method)(url)
                transaction.set_rollback(True)
            closed = response.status_code in (403, 404, 405)
            sent_away = response.status_code == 302 and "/gestion/" not in response["Location"].partition("?")[0]
            to_login = response.status_code == 302 and response["Location"].startswith("/gestion/login/")
            if not (closed or sent_away or to_login):
                open_to[f"{address.name} {role}"] = response.status_code
    assert open_to == {}


def test_the_cms_opens_to_administrators(world):  # noqa: F811
    assert world.clients[Role.ADMINISTRATOR].get(reverse("wagtailadmin_home")).status_code == 200


@pytest.mark.parametrize("address", ACCOUNT, ids=lambda address: address.name)
def test_account_pages_ask_for_a_session_unless_they_give_one(world, address):  # noqa: F811
    url = url_of(address)
    with transaction.atomic():
        response = world.clients[Role.VISITOR].get(url)
        transaction.set_rollback(True)
    if address.name in ACCOUNT_OPEN:
        assert response.status_code in (200, 302, 404, 405)
    else:
        assert got(response) == "sign-in"
