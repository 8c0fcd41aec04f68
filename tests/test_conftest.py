"""The net that the suite itself relies on."""

import pytest
from django.template import Context, engines
from django.template.base import Origin, Template

from tests.conftest import ROOT, UndefinedVariable
from tests.factories import make_lead, make_meeting, make_platform


def _render(source, template_name):
    engine = engines["django"].engine
    return Template(source, origin=Origin(template_name), engine=engine).render(Context({"known": "yes"}))


def test_undefined_variable_in_our_template_fails():
    with pytest.raises(UndefinedVariable):
        _render("{{ unknown }}", str(ROOT / "templates/x.html"))


def test_undefined_variable_elsewhere_and_in_conditions_stays_empty():
    assert _render("{{ unknown }}", "/usr/lib/wagtail/x.html") == ""
    assert _render("{% if unknown %}a{% endif %}{{ known }}", str(ROOT / "templates/x.html")) == "yes"


def test_missing_one_to_one_is_false_as_in_production(db):
    meeting = make_meeting(make_platform())
    engine = engines["django"].engine
    source = "{% if meeting.minutes %}minutes{% else %}none{% endif %}"
    template = Template(source, origin=Origin(str(ROOT / "templates/x.html")), engine=engine)
    assert template.render(Context({"meeting": meeting})) == "none"


def test_login_signs_in_the_account_of_the_person(client, db, login):
    lead = make_lead(make_platform())
    login(client, lead)
    assert client.session["_auth_user_id"] == str(lead.user.pk)
