"""The point on the form of a site, and the map of the sheet."""

import json
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from portal.core.actors import SYSTEM
from portal.core.links import make_link
from portal.directory.addressees import addressed_to
from portal.directory.enums import PointSource
from portal.directory.french_points import Point
from portal.directory.models import Commune, Site
from portal.directory.notifications import SHEET
from portal.directory.services.checks import version_of
from portal.directory.services.organisations import PLACE_FIELDS, Place, change_site
from portal.directory.services.points import Pin
from tests.factories import make_site

pytestmark = pytest.mark.django_db
TILES = "https://tiles.example/{z}/{x}/{y}.png"


@pytest.fixture
def lead(client, login, world):
    login(client, world.people["lead"])
    return client


@pytest.fixture
def site(world):
    return make_site(world.organisation, address="1 quai du Port", postcode="")


def address(site, world):
    return reverse("directory:site_edit", args=[world.organisation.pk, site.pk])


def page_of(client, url):
    return BeautifulSoup(client.get(url).content, "html.parser")


def typed(client, url, **fields):
    """Return what the form of the page sends, with ``fields`` typed over it."""
    form = page_of(client, url).select_one("form.sheet-form")
    sent = {one["name"]: one.get("value", "") for one in form.select("input[name]")}
    sent |= {one["name"]: one.text.strip("\r\n") for one in form.select("textarea[name]")}
    return sent | fields


def stored(site):
    site.refresh_from_db()
    return site.latitude, site.longitude, site.point_source


@pytest.mark.parametrize(
    ("latitude", "longitude"), [("43,2965", "5,3698"), ("43.2965", "5.3698"), ("43.2965, 5.3698", "")]
)
def test_a_pin_is_placed_without_script(lead, world, site, latitude, longitude):
    url = address(site, world)
    response = lead.post(url, typed(lead, url, latitude=latitude, longitude=longitude))
    assert (response.status_code, stored(site)) == (302, (43.2965, 5.3698, PointSource.MANUAL))
    page = page_of(lead, url)
    assert [page.select_one(f"#id_{name}")["value"] for name in ("latitude", "longitude")] == ["43.2965", "5.3698"]
    assert lead.post(url, typed(lead, url, latitude="", longitude="")).status_code == 302
    assert stored(site) == (None, None, "")


def test_a_new_place_takes_its_pin(lead, world):
    url = reverse("directory:site_add", args=[world.organisation.pk])
    lead.post(url, typed(lead, url, name="Annexe", latitude="43.2965", longitude="5.3698"))
    assert stored(Site.objects.get(name="Annexe")) == (43.2965, 5.3698, PointSource.MANUAL)


@pytest.mark.parametrize(
    ("latitude", "longitude", "field", "message"),
    [
        ("200", "5.3698", "latitude", "Cette valeur doit être comprise entre −90 et 90 degrés."),
        ("nord", "5.3698", "latitude", "Saisissez des degrés sous forme de nombre, par exemple 43.2965."),
        ("43.2965", "", "longitude", "Indiquez une latitude et une longitude."),
        (
            "5.3698",
            "43.2965",
            "latitude",
            "Ce point n’est pas en France. La latitude vient d’abord\u202f: Marseille est à 43.2965 et 5.3698.",
        ),
        ("4" * 61, "5", "latitude", None),
    ],
)
def test_bad_degrees_are_refused_beside_their_field_and_stay_typed(
    lead, world, site, latitude, longitude, field, message
):
    url = address(site, world)
    response = lead.post(url, typed(lead, url, latitude=latitude, longitude=longitude, address="9 rue Neuve"))
    page = BeautifulSoup(response.content, "html.parser")
    assert (response.status_code, list(response.context["form"].errors)) == (200, [field])
    if message:
        assert page.select_one(f"#id_{field}_error").get_text(strip=True) == message
    assert page.select_one("#id_latitude")["value"] == latitude
    site.refresh_from_db()
    assert (site.address, site.latitude) == ("1 quai du Port", None)


def test_a_point_found_between_reading_and_saving_stays(lead, world, site):
    """The page showed none; the geocoder found one meanwhile; the untouched fields do not take it away."""
    url = address(site, world)
    sent = typed(lead, url, access="Bus 35")
    Site.objects.filter(pk=site.pk).update(latitude=43.3, longitude=5.4, point_source=PointSource.GEOCODED)
    assert lead.post(url, sent).status_code == 302
    assert (stored(site), site.access) == ((43.3, 5.4, PointSource.GEOCODED), "Bus 35")


def test_two_people_who_place_the_pin_see_both_points(lead, world, site):
    url = address(site, world)
    sent = typed(lead, url, latitude="43.1", longitude="5.1")
    place = Place(**{name: getattr(site, name) for name in PLACE_FIELDS})
    change_site(site, place, version=version_of(site, PLACE_FIELDS), pin=Pin(Point(43.2, 5.2)), by=SYSTEM)
    response = lead.post(url, sent)
    assert (response.status_code, stored(site)) == (409, (43.2, 5.2, PointSource.MANUAL))
    page = BeautifulSoup(response.content, "html.parser")
    assert "43.2, 5.2" in page.select_one("main dl.facts").text
    assert page.select_one("#id_latitude")["value"] == "43.1"
    # The next save is a choice.
    again = sent | {name: page.select_one(f"[name={name}]")["value"] for name in ("shown_point", "version")}
    assert lead.post(url, again).status_code == 302
    assert stored(site) == (43.1, 5.1, PointSource.MANUAL)


def test_a_signed_link_places_the_pin_too(client, world, site):
    editor = world.people["editor"]
    signed = make_link(SHEET, {**addressed_to(editor), "sheets": [world.organisation.pk]}, timedelta(days=1))
    url = reverse("directory:sheet_link_site_edit", args=[signed, world.organisation.pk, site.pk])
    client.post(url, typed(client, url, latitude="43.2965", longitude="5.3698"))
    assert stored(site) == (43.2965, 5.3698, PointSource.MANUAL)


@pytest.mark.parametrize("role", ["circle2", "other_member", "other_lead", "coordinator"])
def test_who_may_not_change_the_sheet_places_no_pin(client, login, world, site, role):
    login(client, world.people[role])
    response = client.post(address(site, world), {"address": "1", "latitude": "43.2965", "longitude": "5.3698"})
    assert (response.status_code, stored(site)) == (403, (None, None, ""))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Le repère est placé d’après l’adresse peu après l’enregistrement."),
        ({"point_tries": 1}, "L’adresse n’a pas été trouvée sur la carte\u202f: placez le repère à la main."),
        ({"latitude": 43.3, "longitude": 5.4, "point_source": "geocoded"}, "Repère trouvé d’après l’adresse."),
        ({"latitude": 43.3, "longitude": 5.4, "point_source": "manual"}, "Repère placé à la main\u202f:"),
    ],
)
def test_the_form_says_where_the_point_comes_from(lead, world, site, settings, fields, words):
    settings.GEOCODER_URL = "https://geocoder.example/search"
    Site.objects.filter(pk=site.pk).update(**fields)
    assert page_of(lead, address(site, world)).select_one("#point-state").text.startswith(words)


def opening(client, url):
    map_ = page_of(client, url).select_one("#site-map")
    return tuple(map_[f"data-{name}"] for name in ("latitude", "longitude", "zoom"))


def test_the_map_opens_where_the_place_is_likely_to_be(lead, world, site):
    url = address(site, world)
    assert opening(lead, url) == ("46.6", "2.4", "5")
    arles, aubagne = Commune.objects.get(name="Arles"), Commune.objects.get(name="Aubagne")
    Site.objects.filter(pk=site.pk).update(commune=arles)
    neighbour = make_site(commune=aubagne, latitude=43.29, longitude=5.57)
    assert opening(lead, url) == ("43.29", "5.57", "9")
    Site.objects.filter(pk=neighbour.pk).update(commune=arles, latitude=43.68, longitude=4.63)
    assert opening(lead, url) == ("43.68", "4.63", "13")
    Site.objects.filter(pk=site.pk).update(latitude=43.67, longitude=4.62)
    assert opening(lead, url) == ("43.67", "4.62", "16")


def test_the_map_of_an_island_without_points_opens_on_the_island(lead, world, site):
    Site.objects.filter(pk=site.pk).update(commune=Commune.objects.filter(insee__startswith="974").first())
    latitude, longitude, zoom = opening(lead, address(site, world))
    assert (round(float(latitude)), round(float(longitude)), zoom) == (-21, 56, "9")


def sheet_map(client, world):
    page = page_of(client, reverse("directory:organisation", args=[world.organisation.pk]))
    found = page.select_one("#places-map")
    return found, json.loads(page.select_one("#places-map-points").text) if found else None


def test_the_sheet_shows_a_map_of_the_open_places_that_have_a_point(lead, world, site, settings):
    settings.MAP_TILE_URL = TILES
    settings.MAP_ATTRIBUTION = '© <a href="https://tiles.example/">Tiles</a><script>alert(1)</script>'
    make_site(world.organisation, closed_at=site.organisation.content_changed_at, latitude=43.1, longitude=5.1)
    assert sheet_map(lead, world) == (None, None)
    Site.objects.filter(pk=site.pk).update(latitude=43.2965, longitude=5.3698, name="</script><b>Siège")
    map_, points = sheet_map(lead, world)
    assert points == [
        {"latitude": 43.2965, "longitude": 5.3698, "title": "</script><b>Siège", "text": "1 quai du Port"}
    ]
    assert (map_["data-tiles"], map_["data-attribution"]) == (TILES, '© <a href="https://tiles.example/">Tiles</a>')
    assert (map_["role"], map_["aria-label"]) == ("region", "Carte des lieux")


def test_without_tiles_the_sheet_keeps_its_list_alone(lead, world, site):
    Site.objects.filter(pk=site.pk).update(latitude=43.2965, longitude=5.3698)
    assert sheet_map(lead, world) == (None, None)


def test_more_places_cost_no_more_queries(lead, world, site, settings, count_queries):
    settings.MAP_TILE_URL = TILES
    Site.objects.filter(pk=site.pk).update(latitude=43.2965, longitude=5.3698)
    url = reverse("directory:organisation", args=[world.organisation.pk])
    before = count_queries(lambda: lead.get(url))
    for number in range(5):
        make_site(world.organisation, latitude=43.2965 + number / 100, longitude=5.3698)
    assert count_queries(lambda: lead.get(url)) == before
