"""What every test shares: sign-in, and templates that fail on a variable nobody gave."""

import gc
import sys
from pathlib import Path

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.db import connection
from django.template import engines
from django.template.base import FilterExpression, Node
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tests.factories import make_platform, make_user
from tests.live_site import chromium, open_page, site  # noqa: F401 - fixtures
from tests.prepared_database import django_db_modify_db_settings, django_db_setup  # noqa: F401 - fixtures

ROOT = Path(__file__).resolve().parent.parent


@pytest.hookimpl(trylast=True)
def pytest_collection_finish(session):
    """Take what was imported out of the collector's rounds: it never goes, and looking it over cost a quarter."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


class UndefinedVariable(AssertionError):
    """A template of ours names a variable that its view did not give."""


class _FailOnUse(str):
    """Django's ``string_if_invalid``, which raises where the template that asks for it is ours.

    Django also hands it out as a value, for a reverse one-to-one that does not exist: there it must stay empty and
    false, so it is true only where Django asks whether to complain.
    """

    __slots__ = ()

    def __bool__(self):
        caller = sys._getframe(1)
        return caller.f_code.co_name == "resolve" and isinstance(caller.f_locals.get("self"), FilterExpression)

    def __contains__(self, part):
        return part == "%s"

    def __mod__(self, variable):
        origin = _template_of_caller()
        if origin and Path(origin).is_relative_to(ROOT / "templates"):
            raise UndefinedVariable(f"Undefined template variable “{variable}” in {origin}")
        return ""


def _template_of_caller():
    frame = sys._getframe(2)
    while frame is not None:
        node = frame.f_locals.get("self")
        if isinstance(node, Node) and getattr(node, "origin", None):
            return node.origin.name
        frame = frame.f_back
    return None


@pytest.fixture(autouse=True, scope="session")
def _undefined_template_variables_fail():
    """Make undefined variables an error in our templates; those of Wagtail, allauth and Django rely on the default."""
    engine = engines["django"].engine
    engine.string_if_invalid = _FailOnUse("")


@pytest.fixture(autouse=True)
def _french():
    """Start every test in French, whatever the one before chose."""
    with translation.override("fr"):
        yield


@pytest.fixture
def platform(db):
    """Return a platform, for the many tests that need no particular one."""
    return make_platform()


@pytest.fixture
def login():
    """Return ``login(client, person)``, which signs in ``person`` (or a user) and returns the client.

    An account is made when the person has none. It holds a second factor, as those who manage must.
    """

    def sign_in(client, person):
        user = person
        if person._meta.label == "directory.Person":
            if person.user is None:
                person.user = make_user()
                person.save(update_fields=["user"])
            user = person.user
        if not Authenticator.objects.filter(user=user).exists():
            secret = get_adapter().encrypt("JBSWY3DPEHPK3PXP")
            Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": secret})
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in


@pytest.fixture
def count_queries():
    """Return ``count_queries(act)``: how many queries ``act`` makes, once what is cached on first use is there."""

    def count(act):
        act()
        with CaptureQueriesContext(connection) as captured:
            act()
        return len(captured)

    return count
