"""The map comes from its packages, its background from the one host that the settings name."""

import os
import subprocess
import sys

import pytest
from django.contrib.staticfiles import finders

from portal.core.staticfiles import CLUSTERS, LEAFLET, MapFinder
from portal.core.tiles import tile_sources

READ_POLICY = "from portal.settings import base; print(base.CONTENT_SECURITY_POLICY['DIRECTIVES']['img-src'])"


def test_the_map_and_its_clusters_are_found_whole():
    names = [f"leaflet/{name}" for name in LEAFLET] + [f"markercluster/{name}" for name in CLUSTERS]
    assert [name for name in names if not finders.find(name)] == []
    listed = [f"{storage.prefix}/{name}" for name, storage in MapFinder().list([])]
    assert listed == names


@pytest.mark.parametrize("name", ["leaflet/../__init__.py", "leaflet/leaflet-src.js", "leaflet/", "leaflet.js"])
def test_nothing_else_of_the_packages_is_served(name):
    assert MapFinder().find(name) == []


@pytest.mark.parametrize(
    ("url", "sources"),
    [
        ("", []),
        ("/tuiles/{z}/{x}/{y}.png", []),
        ("https://data.geopf.fr/wmts?LAYER=PLAN&TILEMATRIX={z}&TILEROW={y}", ["https://data.geopf.fr"]),
        ("https://{s}.tiles.example/{z}/{x}/{y}.png", ["https://*.tiles.example"]),
        ("https://tiles.example:8443/{z}/{x}/{y}.png", ["https://tiles.example:8443"]),
        ("http://127.0.0.1:8080/{z}/{x}/{y}.png", ["http://127.0.0.1:8080"]),
    ],
)
def test_the_policy_names_the_host_of_the_tiles_alone(url, sources):
    assert tile_sources(url) == sources


@pytest.mark.parametrize(
    "url", ["http://tiles.example/{z}", "javascript:x", "tiles.example", "https://", "https://a@b/"]
)
def test_an_address_that_pages_could_not_load_is_refused_at_the_start(url):
    with pytest.raises(ValueError, match="MAP_TILE_URL"):
        tile_sources(url)


@pytest.mark.parametrize(
    ("url", "policy"),
    [
        ("", ["'self'", "data:"]),
        ("https://tiles.example/{z}/{x}/{y}.png", ["'self'", "data:", "https://tiles.example"]),
    ],
)
def test_the_setting_reaches_the_policy(url, policy):
    done = subprocess.run(
        [sys.executable, "-c", READ_POLICY],
        env={**os.environ, "MAP_TILE_URL": url},
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout.strip() == str(policy)
