"""The board of circles in a browser: a card is dragged, or moved from the keyboard, and nothing moves unasked."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

NEW = """
from portal.core.actors import SYSTEM
from portal.desk.demo.world import HOME
from portal.directory.models import ActorType, Platform
from portal.directory.services.members import add_new_member
from portal.directory.services.organisations import Sheet
sheet = Sheet(name="{name}", actor_type=ActorType.objects.get(code="cio"))
add_new_member(Platform.objects.get(slug=HOME), sheet, status="agreed", circle="2", by=SYSTEM)
print("home", HOME)
"""


def board(open_page, site, name):
    """Return the page of the board, with a new organisation of that name in circle 2."""
    printed = site.manage("shell", "--no-imports", "-v", "0", "-c", NEW.format(name=name))
    page = open_page("lead")
    page.goto(f"/plateformes/{printed.split('home ')[1].strip()}/cercles/")
    return page


def column(page, value):
    return page.locator(f"[data-board-column='{value}']")


def test_a_card_that_is_dragged_asks_for_the_reason_before_it_moves(open_page, site):
    page = board(open_page, site, "Accueil du Glisser")
    card = column(page, "2").locator("[data-board-card]", has_text="Accueil du Glisser")
    card.drag_to(column(page, "occasional").locator("h2"))
    window = page.get_by_role("dialog", name="Déplacer Accueil du Glisser")
    assert window.get_by_label("Acteur occasionnel").is_checked()
    assert window.get_by_label("A accepté").is_checked()
    page.keyboard.press("Escape")
    assert column(page, "2").get_by_role("link", name="Accueil du Glisser", exact=True).count() == 1
    card.drag_to(column(page, "occasional").locator("h2"))
    window.get_by_label("Motif").fill("Vient sur invitation")
    window.get_by_role("button", name="Enregistrer").click()
    column(page, "occasional").get_by_role("link", name="Accueil du Glisser", exact=True).wait_for()
    assert column(page, "2").get_by_role("link", name="Accueil du Glisser", exact=True).count() == 0


def test_a_card_is_moved_from_the_keyboard(open_page, site):
    page = board(open_page, site, "CIO du Clavier")
    column(page, "2").get_by_role("link", name="Déplacer CIO du Clavier").focus()
    page.keyboard.press("Enter")
    window = page.get_by_role("dialog", name="Déplacer CIO du Clavier")
    assert window.get_by_label("Cercle 2").is_checked()
    window.get_by_label("Cercle 2").focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    column(page, "1").get_by_role("link", name="CIO du Clavier", exact=True).wait_for()
