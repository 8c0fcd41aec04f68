"""Maps in a browser: a pin placed by mouse and keyboard, with and without background, and nothing inline."""

import base64
import json
import re

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

#: An organisation of the lead's platform with one place that has no point, and one that has.
NEW = """
import json
from portal.core.actors import SYSTEM
from portal.desk.demo.world import HOME
from portal.directory.french_points import Point
from portal.directory.models import ActorType, Commune, Platform
from portal.directory.services.members import add_new_member
from portal.directory.services.organisations import Place, Sheet, add_site
from portal.directory.services.points import Pin
sheet = Sheet(name="{name}", actor_type=ActorType.objects.get(code="cio"))
row = add_new_member(Platform.objects.get(slug=HOME), sheet, status="agreed", circle="2", by=SYSTEM)
marseille = Commune.objects.get(insee="13055")
bare = add_site(row.organisation, Place(address="1 quai du Port", commune=marseille), by=SYSTEM)
pin = Pin(Point(43.2965, 5.3698))
pinned = add_site(row.organisation, Place(name="<b>Siège</b>", address="2 quai", commune=marseille), pin=pin, by=SYSTEM)
print("made", json.dumps([row.organisation_id, bare.pk, pinned.pk]))
"""
TILE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@pytest.fixture
def places(site, request):
    printed = site.manage("shell", "--no-imports", "-v", "0", "-c", NEW.format(name=request.node.name))
    organisation, bare, pinned = json.loads(printed.split("made ")[1])
    return {
        "sheet": f"/annuaire/{organisation}/",
        "bare": f"/annuaire/{organisation}/lieux/{bare}/",
        "pinned": f"/annuaire/{organisation}/lieux/{pinned}/",
    }


def fields(page) -> tuple[float, float] | None:
    """Return the point that the form would send."""
    texts = [page.get_by_label(name, exact=False).input_value() for name in ("Latitude", "Longitude")]
    return tuple(float(text) for text in texts) if all(texts) else None


def pin_of(page):
    return page.locator("#site-map .leaflet-marker-icon")


def map_of(page):
    map_ = page.locator("#site-map.leaflet-container")
    map_.scroll_into_view_if_needed()
    return map_


def middle(locator) -> tuple[float, float]:
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def with_tiles(page, answer):
    """Have the pages name tiles of the portal's own host, and ``answer`` what is asked for."""

    def name_tiles(route):
        response = route.fetch()
        body = response.text().replace('data-tiles=""', 'data-tiles="/tuiles/{z}/{x}/{y}.png"')
        route.fulfill(response=response, body=body)

    page.route(re.compile(r"/annuaire/\d+/lieux/"), name_tiles)
    page.route("**/tuiles/**", answer)


@pytest.mark.parametrize("width", [1280, 390])
def test_a_click_places_the_pin_and_the_form_saves_it(open_page, places, width):
    page = open_page("lead", width=width)
    page.goto(places["bare"])
    assert (pin_of(page).count(), fields(page)) == (0, None)
    map_of(page).click(position={"x": 120, "y": 140})
    assert pin_of(page).count() == 1
    placed = fields(page)
    assert 41 < placed[0] < 51
    page.get_by_role("button", name="Enregistrer le lieu").click()
    page.wait_for_url(f"**{places['sheet']}")
    page.goto(places["bare"])
    assert fields(page) == placed
    assert page.locator("#point-state").inner_text().startswith("Repère placé à la main")


def test_the_pin_is_dragged(open_page, places):
    page = open_page("lead")
    page.goto(places["pinned"])
    assert fields(page) == (43.2965, 5.3698)
    map_of(page)
    x, y = middle(pin_of(page))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 20, y, steps=3)
    page.mouse.move(x + 60, y - 40, steps=4)
    page.mouse.up()
    north, east = fields(page)
    # 60 pixels east and 40 north at the zoom of a door, about 1.7 metres a pixel at this latitude.
    assert 0.0009 < east - 5.3698 < 0.0016
    assert 0.0003 < north - 43.2965 < 0.0009
    assert page.locator("[data-map-said]").inner_text() == f"Repère placé à {north}, {east}."


def test_the_pin_is_placed_and_moved_from_the_keyboard(open_page, places):
    page = open_page("lead")
    page.goto(places["bare"])
    map_of(page).focus()
    page.keyboard.press("ArrowRight")
    page.get_by_role("button", name="Mettre le repère au centre").focus()
    page.keyboard.press("Enter")
    start = fields(page)
    pin_of(page).focus()
    assert pin_of(page).get_attribute("alt") == "Repère du lieu\u202f: les flèches du clavier le déplacent"
    page.keyboard.press("ArrowUp")
    up = fields(page)
    page.keyboard.press("Shift+ArrowRight")
    right = fields(page)
    assert (up[0] > start[0], up[1], right[0]) == (True, start[1], up[0])
    assert right[1] - up[1] > 5 * (up[0] - start[0]) > 0
    page.get_by_role("button", name="Retirer le repère").focus()
    page.keyboard.press("Enter")
    assert (fields(page), pin_of(page).count()) == (None, 0)
    assert page.evaluate("document.activeElement.hasAttribute('data-map-centre')")


def test_typed_degrees_move_the_pin(open_page, places):
    page = open_page("lead")
    page.goto(places["bare"])
    map_of(page)
    page.get_by_label("Latitude").fill("43,2965, 5,3698".replace(", ", "; "))
    page.get_by_label("Longitude").focus()
    assert pin_of(page).count() == 1
    assert [page.get_by_label(name).input_value() for name in ("Latitude", "Longitude")] == ["43,2965", "5,3698"]
    page.get_by_label("Latitude").fill("200")
    page.get_by_label("Longitude").focus()
    assert pin_of(page).count() == 0
    page.get_by_role("button", name="Enregistrer le lieu").click()
    page.locator("#id_latitude_error").wait_for()
    assert page.get_by_label("Latitude").input_value() == "200"


def test_without_script_the_fields_are_enough(open_page, places):
    page = open_page("lead", javascript=False)
    page.goto(places["bare"])
    assert page.locator("#site-map").is_visible() is False
    page.get_by_label("Latitude").fill("43,2965")
    page.get_by_label("Longitude").fill("5,3698")
    page.get_by_role("button", name="Enregistrer le lieu").click()
    page.goto(places["bare"])
    assert fields(page) == (43.2965, 5.3698)


def test_the_background_is_shown_and_its_absence_is_said(open_page, places):
    """Nothing is loaded from elsewhere, the pictures of the pin are the portal's own, and the policy is kept."""
    page = open_page("lead")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    with_tiles(page, lambda route: route.fulfill(body=TILE, content_type="image/png"))
    page.goto(places["pinned"])
    page.locator("#site-map .leaflet-tile-loaded").first.wait_for()
    note = page.locator("[data-map-note]")
    assert note.is_hidden()
    assert {url.split("/")[2] for url in asked if not url.startswith("data:")} == {page.url.split("/")[2]}
    assert any("leaflet/images/marker-icon.png" in url for url in asked)


def test_tiles_that_cannot_be_had_leave_a_map_that_places_pins(open_page, places):
    page = open_page("lead")
    with_tiles(page, lambda route: route.fulfill(status=404, body=""))
    page.goto(places["bare"])
    page.locator("[data-map-note]").wait_for(state="visible")
    map_of(page).click(position={"x": 120, "y": 140})
    assert pin_of(page).count() == 1


def test_d70_a_window_of_the_map_shows_what_was_typed_as_text(open_page):
    page = open_page()
    page.goto("/composants/")
    page.evaluate("""() => {
      const points = document.getElementById("sample-map-points")
      const [first] = JSON.parse(points.textContent)
      window.sample = { ...first, title: "<img src=x onerror=alert(1)>", text: "<b>gras</b>" }
    }""")
    page.evaluate("""async () => {
      const { drawMap } = await import("/static/portal/js/map.js")
      const old = document.getElementById("sample-map")
      const fresh = old.cloneNode(false)
      fresh.className = "map"
      fresh.id = "hostile-map"
      fresh.dataset.points = "hostile-points"
      const data = document.createElement("template")
      data.id = "hostile-points"
      data.textContent = JSON.stringify([window.sample])
      old.replaceWith(fresh)
      fresh.after(data)
      const { markers } = drawMap(fresh)
      markers[0].openPopup()
    }""")
    window = page.locator("#hostile-map .leaflet-popup-content")
    assert window.locator("strong").inner_text() == "<img src=x onerror=alert(1)>"
    assert (window.locator("b").count(), window.locator("img").count()) == (0, 0)
    assert page.locator("#hostile-map .leaflet-popup-close-button").get_attribute("aria-label") == "Fermer"


@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_of_a_pin_has_no_axe_violation_and_never_scrolls_sideways(open_page, places, width):
    page = open_page("lead", width=width)
    page.goto(places["pinned"])
    pin_of(page).wait_for()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_the_map_lets_the_page_scroll_under_the_wheel(open_page, places):
    page = open_page("lead", height=700)
    page.goto(places["pinned"])
    map_of(page)
    x, y = middle(page.locator("#site-map"))
    scale = page.locator("#site-map .leaflet-control-scale-line")
    before = scale.inner_text(), page.evaluate("scrollY")
    page.mouse.move(x, y)
    page.mouse.wheel(0, -200)
    page.wait_for_function("before => scrollY < before", arg=before[1])
    assert scale.inner_text() == before[0]
