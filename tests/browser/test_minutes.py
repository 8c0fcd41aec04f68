"""Minutes written in a real browser: by themselves, in two windows, with a text that is refused."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

MEETING = """
import datetime as dt
from django.utils import timezone
from portal.desk.demo.world import HOME
from portal.directory.models import Person, Platform
from portal.meetings.enums import AgendaItemKind, MeetingKind, MeetingStatus
from portal.meetings.models import AgendaItem, Invitee, Meeting, Minutes
meeting = Meeting.objects.create(
    platform=Platform.objects.get(slug=HOME), kind=MeetingKind.BILATERAL, title="Point avec le CFA",
    starts_at=timezone.now() - dt.timedelta(hours=4), status=MeetingStatus.HELD,
)
Minutes.objects.create(meeting=meeting, with_notes=True)
for position, title in enumerate(("Accueil", "Places", "Suites"), start=1):
    AgendaItem.objects.create(meeting=meeting, position=position, title=title)
AgendaItem.objects.create(meeting=meeting, position=4, title="Situations", kind=AgendaItemKind.SITUATIONS)
lead = Person.objects.get(user__email="lead@demo.example")
Invitee.objects.create(meeting=meeting, person=lead, name=str(lead), presence="present")
print("uuid", meeting.uuid)
"""
PAYLOAD = "<p>Texte de la première fenêtre <img src=x onerror=\"document.title='pwned'\"></p>"


@pytest.fixture
def address(site):
    """Return the address where the minutes of a new meeting are written."""
    printed = site.manage("shell", "--no-imports", "-v", "0", "-c", MEETING)
    return f"/reunions/{printed.split('uuid ')[1].strip()}/compte-rendu/modifier/"


def item(page, number):
    return page.locator("section.minutes-item").nth(number - 1)


def write(page, number, text):
    editor = item(page, number).get_by_role("textbox", name="Notes").first
    editor.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(text)
    return editor


def saved(page, number):
    item(page, number).locator(".save-state", has_text=re.compile("^Enregistré à")).first.wait_for()


def test_notes_save_themselves_and_stand_after_a_reload(open_page, address):
    page = open_page("lead")
    page.goto(address)
    write(page, 1, "Bonjour à tous")
    saved(page, 1)
    write(page, 1, " et à toutes")
    item(page, 1).get_by_text("Pas encore enregistré").wait_for()
    saved(page, 1)
    item(page, 4).get_by_label("Nombre de situations").fill("12")
    saved(page, 4)
    page.reload()
    assert item(page, 1).get_by_role("textbox", name="Notes").inner_text() == "Bonjour à tous et à toutes"
    assert item(page, 4).get_by_label("Nombre de situations").input_value() == "12"


def test_d91_two_windows_show_both_texts_and_lose_none(open_page, address):
    first, second = open_page("lead"), open_page("assistant")
    for page in (first, second):
        page.goto(address)
    write(first, 1, "Texte de la première")
    saved(first, 1)
    mine = write(second, 1, "Texte de la seconde")
    conflict = item(second, 1).locator(".stored-text")
    conflict.wait_for()
    assert (conflict.inner_text(), mine.inner_text()) == ("Texte de la première", "Texte de la seconde")
    # The other items go on saving while this one waits for a choice.
    write(second, 2, "Autre point")
    saved(second, 2)
    item(second, 1).get_by_role("button", name="Garder les deux").click()
    saved(second, 1)
    assert conflict.count() == 0
    assert " ".join(mine.inner_text().split()) == "Texte de la première Texte de la seconde"
    write(second, 1, " et la suite")
    saved(second, 1)
    first.reload()
    assert "Texte de la seconde et la suite" in item(first, 1).inner_text()


def test_d91_a_script_in_the_stored_text_does_not_run_in_the_other_window(open_page, site, address):
    page = open_page("lead")
    page.goto(address)
    uuid = address.split("/")[2]
    code = (
        "from portal.meetings.models import AgendaItem, ItemNote\n"
        f"item = AgendaItem.objects.get(meeting__uuid='{uuid}', position=1)\n"
        f"ItemNote.objects.create(item=item, html={PAYLOAD!r}, version=3)"
    )
    site.manage("shell", "--no-imports", "-v", "0", "-c", code)
    write(page, 1, "Mon texte")
    item(page, 1).locator(".stored-text").wait_for()
    page.wait_for_timeout(300)
    assert (page.locator(".stored-text img").count(), "pwned" in page.title()) == (0, False)
    item(page, 1).get_by_role("button", name="Reprendre le texte enregistré").click()
    saved(page, 1)
    page.goto(address.replace("modifier/", ""))
    assert (page.locator(".rich img").count(), "pwned" in page.title()) == (0, False)


def test_a_refused_text_stays_while_decisions_and_other_items_are_saved(open_page, address):
    page = open_page("lead")
    page.goto(address)
    refused = write(page, 1, "Le jeune né le 12/03/2008 est suivi.")
    item(page, 1).get_by_text("Ces notes ne sont pas enregistrées").wait_for()
    write(page, 2, "Le CFA ouvre en mars.")
    saved(page, 2)
    item(page, 3).get_by_text("Ajouter une décision").click()
    item(page, 3).get_by_label("Décision").fill("On ouvre un forum")
    item(page, 3).get_by_role("button", name="Ajouter la décision").click()
    item(page, 3).locator("summary", has_text="On ouvre un forum").wait_for()
    item(page, 3).get_by_text("Ajouter une action").click()
    item(page, 3).get_by_label("Action").last.fill("Réserver la salle")
    item(page, 3).get_by_label("Qui").last.select_option(index=1)
    item(page, 3).get_by_role("button", name="Ajouter l’action").click()
    item(page, 3).locator("summary", has_text="Réserver la salle").wait_for()
    assert refused.inner_text() == "Le jeune né le 12/03/2008 est suivi."
    # Leaving asks first: the refused text is stored nowhere.
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.get_by_role("link", name="Relire l’ensemble").first.click()
    page.wait_for_timeout(500)
    assert (asked, page.url.endswith("modifier/")) == (["beforeunload"], True)
    refused.click()
    page.keyboard.press("Control+A")
    page.keyboard.type("Un jeune est suivi.")
    saved(page, 1)
    page.get_by_role("link", name="Relire l’ensemble").first.click()
    page.wait_for_url("**/compte-rendu/")
    assert [text for text in ("Un jeune est suivi.", "On ouvre un forum") if text not in page.inner_text("main")] == []


def test_weak_signs_are_confirmed_in_the_page(open_page, address):
    page = open_page("lead")
    page.goto(address)
    write(page, 1, "Le jeune Kevin Durandeau est venu.")
    box = item(page, 1).get_by_role("checkbox")
    box.wait_for()
    box.check()
    saved(page, 1)
    write(page, 1, " Et repart.")
    saved(page, 1)
    assert box.count() == 0


@pytest.mark.parametrize("width", (1280, 390))
def test_pages_of_minutes_have_no_axe_violation_and_never_scroll_sideways(open_page, address, width):
    page = open_page("lead", width=width)
    found = {}
    for where in (address, address.replace("modifier/", ""), "/actions/?qui=plateforme"):
        page.goto(where)
        # A menu that opens covers what stands below it.
        for summary in page.locator("main details:not(.menu) > summary.btn").all()[:2]:
            if summary.is_visible():
                summary.click()
        result = Axe().run(page)
        wide = page.evaluate("document.documentElement.scrollWidth")
        found[where] = (result.violations_count, wide, result.generate_report() if result.violations_count else "")
    assert set(found.values()) == {(0, width, "")}
