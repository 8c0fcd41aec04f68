"""The pages of a campaign, and the link by which a partner answers without account (D-42, D-07)."""

import re

import pytest
from django.urls import reverse

from portal.core.actors import SYSTEM
from portal.directory.models import Editorship, Person
from portal.mailing.models import OutgoingMail
from portal.solutions_map.campaign_mails import update_link
from portal.solutions_map.campaign_progress import progress_of
from portal.solutions_map.enums import RequestState
from portal.solutions_map.services.campaigns import close_campaign
from tests.factories.directory import LONG_AGO, make_lead, make_organisation, make_person, make_platform, make_user
from tests.factories.solutions import make_seat_report, make_session, make_solution

from ..services.test_campaigns import LONG_BEFORE, start

pytestmark = pytest.mark.django_db


@pytest.fixture
def platform():
    return make_platform()


@pytest.fixture
def port(platform):
    made = make_organisation(name="Mission locale du Port", email="accueil@port.example")
    for name in ("Atelier mobilité", "Bilan"):
        make_solution(platform, name=name, providers=[made], published_at=LONG_BEFORE)
    return made


@pytest.fixture
def editor(port):
    person = make_person(email="a@exemple.example")
    Editorship.objects.create(organisation=port, person=person, since=LONG_AGO)
    return person


def signed_of(campaign, organisation, **reader):
    return update_link(campaign.requests.get(organisation=organisation), **reader)


def address(name, signed, *parts):
    return reverse(f"solutions_map:{name}", args=[signed, *parts])


def state(campaign):
    return progress_of(campaign)[0].state


@pytest.fixture
def lead(platform, client, login):
    person = make_lead(platform)
    person.user = make_user()
    person.save(update_fields=["user"])
    login(client, person.user)
    return client


def test_a_lead_starts_a_campaign_in_one_act_and_sees_where_it_stands(lead, platform, port, editor):
    url = reverse("solutions_map:campaign", args=[platform.slug])
    shown = lead.get(url)
    form = shown.context["form"]
    data = {name: form.initial[name] for name in ("label", "answer_by")}
    assert shown.context["organisations"] == 1
    assert lead.post(url, data).status_code == 302
    page = lead.get(url)
    assert (page.context["total"], page.context["answered"]) == (1, 0)
    assert OutgoingMail.objects.get(kind="solutions_update").recipient == "a@exemple.example"
    assert "a@exemple.example" not in page.content.decode()
    campaign = platform.update_campaigns.get()
    lead.post(reverse("solutions_map:campaign_close", args=[platform.slug, campaign.pk]))
    campaign.refresh_from_db()
    assert campaign.closed_at is not None
    assert lead.get(url).context["past"] == [campaign]


def test_a_second_campaign_is_refused_with_its_reason(lead, platform, port, editor):
    start(platform)
    url = reverse("solutions_map:campaign", args=[platform.slug])
    data = {"label": "Encore", "answer_by": platform.update_campaigns.get().answer_by}
    response = lead.post(url, data)
    assert response.status_code == 200
    assert response.context["form"].non_field_errors()


def test_the_link_of_the_mail_confirms_all_in_one_press(client, platform, port, editor):
    campaign = start(platform).campaign
    path = re.search(r"/r/\S+", OutgoingMail.objects.get(kind="solutions_update").text)[0]
    page = client.get(path)
    assert page.status_code == 200
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert state(campaign) == RequestState.OPENED
    signed = page.context["link"].signed
    client.post(address("update_link_confirm", signed))
    assert state(campaign) == RequestState.CONFIRMED
    assert client.get(path).context["left"] == 0


def test_one_solution_is_confirmed_and_the_other_changed(client, platform, port, editor):
    campaign = start(platform).campaign
    signed = signed_of(campaign, port, person=editor)
    first, second = port.provided_solutions.order_by("name")
    client.post(address("update_link_confirm", signed), {"solution": first.pk})
    assert client.get(address("update_link", signed)).context["left"] == 1
    form = client.get(address("update_link_edit", signed, second.pk)).context["form"]
    data = {name: value for name, value in _typed(form).items() if name != "summary"}
    response = client.post(address("update_link_edit", signed, second.pk), {**data, "summary": "Deux jours"})
    assert response.status_code == 302, response.context["form"].errors
    second.refresh_from_db()
    assert second.summary == "Deux jours"
    assert second.revisions.first().person == editor
    assert state(campaign) == RequestState.CHANGED


def test_the_address_of_the_organisation_answers_where_nobody_keeps_the_sheet(client, platform, port):
    prescriber = make_organisation()
    first = port.provided_solutions.order_by("name").first()
    first.prescribers.add(prescriber)
    session = make_session(first)
    make_seat_report(session, free=3, capacity=10)
    campaign = start(platform).campaign
    signed = signed_of(campaign, port, address="accueil@port.example")
    form = client.get(address("update_link_edit", signed, first.pk)).context["form"]
    response = client.post(address("update_link_edit", signed, first.pk), {**_typed(form), "summary": "Deux jours"})
    assert response.status_code == 302, response.context["form"].errors
    assert list(first.prescribers.all()) == [prescriber]
    seen = session.seat_reports.first()
    prefix = f"s{session.pk}-"
    client.post(
        address("update_link_seats", signed, session.pk),
        {"answer": "none", f"{prefix}seen": seen.pk, f"{prefix}free": "", f"{prefix}capacity": ""},
    )
    report = session.seat_reports.first()
    assert (report.free, report.capacity, report.organisation) == (0, 10, port)


def test_d90_a_number_said_meanwhile_is_shown_beside_ones_own(client, platform, port, editor):
    session = make_session(port.provided_solutions.first())
    shown = make_seat_report(session, free=3, capacity=10)
    campaign = start(platform).campaign
    signed = signed_of(campaign, port, person=editor)
    make_seat_report(session, free=1, capacity=10)
    prefix = f"s{session.pk}-"
    data = {"answer": "other", f"{prefix}seen": shown.pk, f"{prefix}free": "5", f"{prefix}capacity": "10"}
    response = client.post(address("update_link_seats", signed, session.pk), data)
    assert response.status_code == 409
    assert session.seat_reports.first().free == 1


def test_d07_the_link_opens_only_for_whom_it_was_made_and_while_they_keep_the_sheet(client, platform, port, editor):
    other = make_organisation()
    foreign = make_solution(platform, providers=[other], published_at=LONG_BEFORE)
    campaign = start(platform).campaign
    signed = signed_of(campaign, port, person=editor)
    assert client.get(address("update_link_edit", signed, foreign.pk)).status_code == 404
    assert client.post(address("update_link_confirm", signed), {"solution": foreign.pk}).status_code == 404
    assert client.post(address("update_link_seats", signed, make_session(foreign).pk)).status_code == 404
    assert client.get(address("update_link", signed[:-3] + "xyz")).status_code == 404
    stranger = signed_of(campaign, port, person=make_person())
    assert client.get(address("update_link", stranger)).status_code == 404
    old = signed_of(campaign, port, address="ancienne@port.example")
    assert client.get(address("update_link", old)).status_code == 404
    editor.editorships.all().delete()
    assert client.get(address("update_link", signed)).status_code == 404


def test_d42_a_link_sent_to_a_wrong_address_dies_when_the_address_is_corrected(client, platform, port, editor):
    campaign = start(platform).campaign
    sent = signed_of(campaign, port, person=editor)
    editor.email = "juste@exemple.example"
    editor.save()
    assert client.get(address("update_link", sent)).status_code == 404
    assert client.post(address("update_link_confirm", sent)).status_code == 404
    assert client.get(address("update_link", signed_of(campaign, port, person=editor))).status_code == 200


def test_a_closed_campaign_opens_nothing_more(client, platform, port, editor):
    campaign = start(platform).campaign
    signed = signed_of(campaign, port, person=editor)
    close_campaign(campaign, by=SYSTEM)
    assert client.get(address("update_link", signed)).status_code == 410
    assert client.post(address("update_link_confirm", signed)).status_code == 410


def test_the_page_of_the_link_names_nobody_of_the_network(client, platform, port, editor):
    campaign = start(platform).campaign
    page = client.get(address("update_link", signed_of(campaign, port, person=editor))).content.decode()
    names = [str(person) for person in Person.objects.exclude(pk=editor.pk)]
    assert names and not [name for name in names if name in page]
    assert "exemple.example" not in page


def _typed(form) -> dict:
    """Return what a browser sends back of a form that nobody touched."""
    data = {}
    for bound in form:
        value = bound.value()
        if value in (None, "", False, []):
            continue
        data[bound.html_name] = [getattr(one, "pk", one) for one in value] if isinstance(value, list) else value
    return data
