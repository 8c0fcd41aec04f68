"""The map of solutions in a browser: filters that swap and keep the address, the map with and without background."""

import base64
import re
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.browser.page_checks import problems_of

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

#: Three solutions around Marseille, each found by a word of its own that no other data holds.
NEW = """
from django.utils import timezone
from portal.core.fold import fold
from portal.desk.demo.world import HOME
from portal.directory.models import Commune, Organisation, Platform, Site
from portal.solutions_map.models import Need, SeatReport, Session, Solution, SolutionType
marseille = Commune.objects.get(insee="13055")
house = Organisation.objects.order_by("pk").first()
for number, (word, need) in enumerate((("alpha", "housing"), ("beta", "mobility"), ("gamma", "housing"))):
    made = Solution.objects.create(
        platform=Platform.objects.get(slug=HOME),
        name=f"Zygomar {word} <img src=x onerror=alert(1)>",
        search_text=fold(f"Zygomar {word}"),
        solution_type=SolutionType.objects.get(code="e2c"),
        how_to_orient="Appeler.",
        contact_phone="+33491000000",
        published_at=timezone.now(),
        public=True,
    )
    made.needs.add(Need.objects.get(code=need))
    made.providers.add(house)
    place = Site.objects.create(organisation=house, commune=marseille, latitude=43.25 + number / 50, longitude=5.4)
    made.sites.add(place)
    session = Session.objects.create(solution=made, entry="permanent")
    SeatReport.objects.create(session=session, capacity=9, free=number, organisation=house)
"""
TILE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
FOUND = "[data-explore-count]"


@pytest.fixture(scope="module")
def solutions(site):
    site.manage("shell", "--no-imports", "-v", "0", "-c", NEW)


def address_of(page) -> dict:
    return parse_qs(urlsplit(page.url).query)


def count_of(page, words):
    page.locator(FOUND, has_text=re.compile(rf"^\s*{words}\s*$")).wait_for()


def test_filters_swap_the_results_and_back_forward_and_bookmarks_are_right(open_page, solutions):
    page = open_page("lead")
    page.goto("/solutions/?q=zygomar")
    count_of(page, "3 solutions")
    page.evaluate("window.sameDocument = true")
    page.get_by_label("Se loger").check()
    count_of(page, "2 solutions")
    assert page.evaluate("window.sameDocument") is True
    assert address_of(page) == {"q": ["zygomar"], "need": ["housing"]}
    assert page.get_by_label("Se loger").is_checked()
    assert page.evaluate("document.activeElement.id") == "need-housing"
    assert page.locator("[data-explore-said]").inner_text() == "2 solutions"

    page.get_by_label("Places", exact=True).select_option("with")
    count_of(page, "1 solution")
    kept = page.url
    page.go_back()
    count_of(page, "2 solutions")
    assert address_of(page) == {"q": ["zygomar"], "need": ["housing"]}
    page.go_back()
    count_of(page, "3 solutions")
    assert not page.get_by_label("Se loger").is_checked()
    page.go_forward()
    count_of(page, "2 solutions")
    assert page.get_by_label("Se loger").is_checked()
    page.goto("/tableau-de-bord/")
    page.goto(kept)
    count_of(page, "1 solution")
    assert page.get_by_label("Places", exact=True).input_value() == "with"


def test_nothing_of_the_pages_stays_in_the_browser_after_signing_out(open_page, solutions):
    page = open_page("lead")
    page.goto("/solutions/?q=zygomar")
    page.get_by_label("Se loger").check()
    count_of(page, "2 solutions")
    stored = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert "Zygomar" not in stored


def test_without_javascript_the_same_form_leads_to_the_same_place(open_page, solutions):
    page = open_page(width=390, javascript=False)
    page.goto("/solutions/?q=zygomar")
    count_of(page, "3 solutions")
    page.locator("summary", has_text="Filtrer").click()
    page.get_by_label("Se déplacer").check()
    page.get_by_role("button", name="Voir les solutions").click()
    count_of(page, "1 solution")
    assert address_of(page)["need"] == ["mobility"]


def test_ones_own_area_is_one_click(open_page, solutions):
    page = open_page("lead")
    page.goto("/solutions/?q=zygomar")
    own = page.locator("[data-set-area]").first
    name = own.inner_text()
    own.click()
    page.locator(".explore-chosen", has_text=name).wait_for()
    assert len(address_of(page)["area"]) == 1


def test_on_a_phone_the_filters_open_and_stay_open_while_one_chooses(open_page, solutions):
    page = open_page("lead", width=390)
    page.goto("/solutions/?q=zygomar")
    box = page.get_by_label("Se loger")
    assert not box.is_visible()
    page.locator("summary", has_text="Filtrer").click()
    box.check()
    count_of(page, "2 solutions")
    assert page.get_by_label("Se loger").is_visible()
    page.get_by_role("button", name="Voir les solutions").click()
    page.locator("[data-explore-count]").wait_for()
    call = page.locator(".hit-call").first
    assert call.get_attribute("href") == "tel:+33491000000"


@pytest.mark.parametrize("address", ["/solutions/", "/solutions/matrice/", "/solutions/carte/?q=zygomar"])
def test_the_views_are_accessible_and_never_scroll_sideways(open_page, solutions, address):
    page = open_page("lead")
    page.goto(address)
    page.locator(FOUND).wait_for()
    assert problems_of(page) == []


def open_map(page, address="/solutions/carte/?q=zygomar"):
    page.goto(address)
    page.locator("[data-map-told]", has_text="3 lieux dans la vue").wait_for()
    return page.locator("#solutions-map")


def with_tiles(page, answer):
    """Have the map name tiles of the portal's own host, and ``answer`` what is asked for."""

    def name_tiles(route):
        response = route.fetch()
        body = response.text().replace('data-tiles=""', 'data-tiles="/tuiles/{z}/{x}/{y}.png"')
        route.fulfill(response=response, body=body)

    page.route(re.compile(r"/solutions/carte/(\?|$)"), name_tiles)
    page.route("**/tuiles/**", answer)


def test_the_map_shows_the_places_of_the_list_and_their_windows_hold_text(open_page, solutions):
    page = open_page("lead")
    map_ = open_map(page)
    assert page.locator(".hit").count() == map_.locator(".leaflet-marker-pane > *").count() == 3
    map_.locator("img.leaflet-marker-icon").first.focus()
    page.keyboard.press("Enter")
    window = map_.locator(".leaflet-popup-content")
    title = window.locator("strong").inner_text()
    assert title.startswith("Zygomar ")
    assert title.endswith("<img src=x onerror=alert(1)>")
    assert window.locator("img").count() == 0
    # The map moves and asks for its places again: the window stays.
    map_.focus()
    with page.expect_response("**/points.json**"):
        page.keyboard.press("ArrowRight")
    assert window.locator("strong").inner_text() == title
    window.get_by_role("link", name="Comment orienter").click()
    page.wait_for_url(re.compile(r"/solutions/\d+/$"))


def test_filters_move_the_map_along_and_the_map_itself_stays(open_page, solutions):
    page = open_page("lead")
    map_ = open_map(page)
    map_.evaluate("element => { element.dataset.same = 'yes' }")
    page.get_by_label("Se déplacer").check()
    page.locator("[data-map-told]", has_text="1 lieu dans la vue").wait_for()
    assert map_.get_attribute("data-same") == "yes"
    assert map_.locator(".leaflet-marker-pane > *").count() == page.locator(".hit").count() == 1


def test_places_near_one_another_are_told_by_their_number_from_afar(open_page, solutions):
    page = open_page("lead")
    map_ = open_map(page)
    for _step in range(5):
        map_.get_by_role("button", name="Zoom arrière").click()
        page.wait_for_timeout(400)
    cluster = map_.locator(".map-cluster")
    cluster.wait_for()
    assert cluster.inner_text().split() == ["3", "3", "lieux", ":", "voir", "de", "plus", "près"]
    cluster.click()
    map_.locator("img.leaflet-marker-icon").nth(2).wait_for()


def test_the_background_comes_from_the_setting_alone(open_page, solutions):
    page = open_page("lead")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    with_tiles(page, lambda route: route.fulfill(body=TILE, content_type="image/png"))
    map_ = open_map(page)
    map_.locator(".leaflet-tile-loaded").first.wait_for()
    assert page.locator("[data-map-note]").is_hidden()
    assert {url.split("/")[2] for url in asked if not url.startswith("data:")} == {page.url.split("/")[2]}


def test_without_background_or_points_the_list_still_says_all(open_page, solutions):
    page = open_page("lead")
    with_tiles(page, lambda route: route.fulfill(status=404, body=""))
    map_ = open_map(page)
    page.locator("[data-map-note]").wait_for(state="visible")
    assert map_.locator("img.leaflet-marker-icon").count() == 3
    page.route("**/points.json**", lambda route: route.abort())
    page.goto("/solutions/carte/?q=zygomar")
    page.locator("[data-map-told]", has_text="ne peuvent pas être chargés").wait_for()
    assert page.locator(".hit").count() == 3
    open_page.problems[:] = [text for text in open_page.problems if "net::ERR_FAILED" not in text]
