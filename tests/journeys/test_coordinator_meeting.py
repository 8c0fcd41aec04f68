"""A coordinator calls the leads of a territory: draft, agenda, convocation, and a lead's answer (MISSION B5)."""

import datetime as dt
import re

import pytest

from tests.browser.page_checks import problems_of

pytestmark = [pytest.mark.journey, pytest.mark.browser, pytest.mark.xdist_group("browser")]

TERRITORY = "/territoires/bouches-du-rhone/reunions/"


@pytest.mark.parametrize("width", [1280, 390])
def test_a_coordinator_calls_a_meeting_of_leads_and_a_lead_answers(open_page, width):
    page, lead = open_page("coordinator", width=width), open_page("lead", width=width)
    title = f"Responsables du département {width}"
    page.goto(TERRITORY)
    page.get_by_role("link", name="Ajouter une réunion").click()
    page.locator("input[name=kind][value=leads]").check()
    page.get_by_label("Date", exact=True).fill((dt.date.today() + dt.timedelta(days=24)).isoformat())
    # A room of one of the platforms: a territory has none of its own.
    page.get_by_label("Lieu").select_option(index=1)
    page.get_by_label("Titre").fill(title)
    page.get_by_role("button", name="Créer le brouillon").click()
    page.get_by_role("heading", name=title).wait_for()
    meeting = re.search(r"/reunions/[^/]+/", page.url).group()
    assert problems_of(page) == []

    # A draft is the coordinators' own.
    assert lead.goto(meeting).status == 404
    page.get_by_role("button", name="Inscrire au calendrier").click()
    page.get_by_text("Proposée").first.wait_for()
    assert lead.goto(meeting).status == 200

    page.goto(f"{meeting}convoquer/")
    assert problems_of(page) == []
    page.get_by_role("button", name=re.compile("^Convoquer")).click()
    page.get_by_text("personnes sont convoquées").wait_for()
    lead.goto("/tableau-de-bord/")
    # The line waits among what the lead has to do.
    lead.locator(f"main a[href='{meeting}#repondre']").first.click()
    lead.locator("input[name=answer][value=present]").check()
    lead.get_by_role("button", name="Envoyer ma réponse").click()
    lead.locator("#repondre").get_by_text("Sera présent").wait_for()
    page.goto(meeting)
    assert page.locator("#invites").get_by_text(re.compile(r"^1 présent")).count() == 1
