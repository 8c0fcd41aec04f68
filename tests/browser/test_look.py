"""The look in a real browser: the page of all components, the editor, the small behaviours."""

import json
from io import BytesIO

import pytest
from axe_playwright_python.sync_playwright import Axe
from pypdf import PdfReader

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

WIDTHS = (1280, 390)


def scroll_width(page) -> int:
    return page.evaluate("document.documentElement.scrollWidth")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("address", ["/", "/composants/"])
def test_public_pages_have_no_axe_violation_and_never_scroll_sideways(open_page, address, width):
    page = open_page(width=width)
    page.goto(address)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert scroll_width(page) == width


def test_the_editor_types_formats_links_and_keeps_spaces(open_page):
    page = open_page()
    page.goto("/composants/")
    page.get_by_role("textbox", name="Texte").click()
    page.keyboard.press("Control+A")
    page.keyboard.type("Deux  espaces et ")
    page.get_by_role("button", name="Gras").click()
    page.keyboard.type("gras")
    assert page.get_by_role("button", name="Gras").get_attribute("aria-pressed") == "true"
    page.get_by_role("button", name="Gras").click()
    page.keyboard.type(" fin")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Liste", exact=True).click()
    page.keyboard.type("un")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Lien", exact=True).click()
    page.keyboard.type("www.example.org/a")
    page.keyboard.press("Enter")
    assert page.locator("textarea[name=text]").input_value() == (
        "<p>Deux  espaces et <strong>gras</strong> fin</p><ul><li><p>un</p></li></ul>"
        '<p><a href="https://www.example.org/a">www.example.org/a</a></p>'
    )


def test_the_editor_is_named_described_and_one_stop_of_the_tab_key(open_page):
    page = open_page()
    page.goto("/composants/")
    editor = page.get_by_role("textbox", name="Texte")
    described = editor.get_attribute("aria-describedby")
    assert page.locator(f"#{described}").inner_text() == "Personne n’est nommé ici."
    page.get_by_text("Texte (facultatif)").click()
    assert page.evaluate("document.activeElement.id") == "id_text-text"
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.dataset.command") == "italic"


def test_without_script_the_text_area_and_the_menus_still_work(open_page):
    page = open_page(javascript=False)
    page.goto("/composants/")
    assert page.locator("textarea[name=text]").is_visible()
    page.get_by_text("Plus", exact=True).click()
    assert page.get_by_role("button", name="Supprimer").is_visible()


def test_a_menu_closes_on_escape_and_gives_the_focus_back(open_page):
    page = open_page()
    page.goto("/composants/")
    page.get_by_text("Plus", exact=True).click()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert page.locator("details[open]").count() == 0
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_errors_take_the_focus_and_lead_to_their_field(open_page):
    page = open_page()
    page.goto("/composants/")
    assert page.evaluate("document.activeElement.hasAttribute('data-error-summary')")
    page.get_by_role("link", name="Titre").click()
    assert page.evaluate("document.activeElement.id") == "id_title"


@pytest.mark.parametrize("by", ["keyboard", "mouse"])
def test_a_list_is_put_in_order_and_the_whole_order_is_sent(open_page, by):
    page = open_page()
    page.goto("/composants/")
    with page.expect_request(lambda request: request.method == "POST") as sent:
        if by == "keyboard":
            page.get_by_role("button", name="Descendre").first.focus()
            page.keyboard.press("Enter")
        else:
            handles = page.locator("[data-handle]")
            handles.first.scroll_into_view_if_needed()
            start, end = handles.nth(0).bounding_box(), handles.nth(1).bounding_box()
            page.mouse.move(start["x"] + 5, start["y"] + 5)
            page.mouse.down()
            page.mouse.move(end["x"] + 5, end["y"] + 40, steps=8)
            page.mouse.up()
    assert 'name="order"\r\n\r\n1,0' in sent.value.post_data
    assert page.locator(".reorder li").first.inner_text().strip() == "Places disponibles"


def test_on_a_phone_the_tab_that_is_open_is_in_sight(open_page):
    page = open_page("lead", width=390)
    page.goto("/plateformes/marseille/chartes/")
    box = page.locator(".tabs [aria-current]").first.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390


def test_an_address_is_copied(open_page):
    page = open_page()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/composants/")
    page.get_by_role("button", name="Copier").click()
    page.get_by_role("button", name="Copié").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == "https://concerto.example/agenda/abc.ics"


def test_a_school_year_prints_on_one_sheet(open_page):
    page = open_page("lead")
    page.goto("/plateformes/marseille/reunions/calendrier/?annee=2026")
    assert page.locator(".month").count() == 12
    assert len(PdfReader(BytesIO(page.pdf(prefer_css_page_size=True))).pages) == 1


def autosaving_page(open_page, answers):
    """Return the page of components with its form saving itself to an address that gives ``answers`` in turn."""
    page = open_page()
    page.goto("/composants/")
    received = []

    def answer(route):
        received.append(route.request.headers.get("x-autosave"))
        status, body = answers[min(len(received), len(answers)) - 1]
        route.fulfill(status=status, content_type="application/json", body=json.dumps(body))

    page.route("**/autosave-target/", answer)
    page.evaluate(
        """() => {
          const form = document.querySelector("[data-save-state]").closest("form")
          form.dataset.autosave = "/autosave-target/"
          form.insertAdjacentHTML("beforeend", '<input type="hidden" name="version" value="1">')
        }"""
    )
    return page, received


def test_autosave_says_saved_and_carries_the_new_version(open_page):
    page, received = autosaving_page(open_page, [(200, {"message": "", "values": {"version": "2"}})])
    page.get_by_role("textbox", name="Texte").type("abc")
    page.get_by_text("Enregistré", exact=True).wait_for()
    assert page.locator("input[name=version]").input_value() == "2"
    assert received == ["1"]


def test_autosave_stops_after_a_stale_save_and_keeps_the_text(open_page):
    page, received = autosaving_page(open_page, [(409, {"message": "Texte modifié par ailleurs"})])
    page.get_by_role("textbox", name="Titre", exact=True).fill("Mon texte")
    page.get_by_text("Texte modifié par ailleurs").wait_for()
    page.get_by_role("textbox", name="Titre", exact=True).fill("Mon texte encore")
    page.wait_for_timeout(2000)
    assert received == ["1"]
    assert page.get_by_role("textbox", name="Titre", exact=True).input_value() == "Mon texte encore"
