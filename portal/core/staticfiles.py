"""Static files that come from Python packages which are not Django apps."""

from pathlib import Path

import font_source_sans_pro
import xstatic.pkg.leaflet
import xstatic.pkg.leaflet_markercluster
from django.contrib.staticfiles import utils
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

#: The faces that the pages use; the package holds twenty more that nobody should download.
FACES = ("Regular", "It", "Semibold", "Bold")
FONT_DIRECTORY = Path(font_source_sans_pro.__file__).parent / "files"
#: The map, as classic scripts: the clusters hang on the global that Leaflet leaves. Their short form names a source map
#: that the package lacks, which stops ``collectstatic``; each file here has its own beside it.
LEAFLET = (
    "leaflet.css",
    "leaflet.js",
    "leaflet.js.map",
    "images/layers.png",
    "images/layers-2x.png",
    "images/marker-icon.png",
    "images/marker-icon-2x.png",
    "images/marker-shadow.png",
)
CLUSTERS = (
    "MarkerCluster.css",
    "MarkerCluster.Default.css",
    "leaflet.markercluster-src.js",
    "leaflet.markercluster-src.js.map",
)


class PackageFinder(BaseFinder):
    """Finds files of packages by a closed list; ``places`` are (prefix, directory, names of files)."""

    places: tuple[tuple[str, Path, tuple[str, ...]], ...] = ()

    def find(self, path, find_all=False, **kwargs):
        """Return the file behind ``<prefix>/<name>``, or an empty list."""
        for prefix, directory, names in self.places:
            name = path.removeprefix(f"{prefix}/")
            if name != path and name in names:
                found = str(directory / name)
                return [found] if find_all else found
        return []

    def list(self, ignore_patterns):
        """Yield the files, with their storage."""
        for prefix, directory, names in self.places:
            storage = FileSystemStorage(location=directory)
            storage.prefix = prefix
            for name in names:
                if not utils.matches_patterns(name, ignore_patterns or []):
                    yield name, storage


class FontFinder(PackageFinder):
    """Finds the pinned typeface under ``fonts/``."""

    places = (("fonts", FONT_DIRECTORY, tuple(f"SourceSansPro-{face}.ttf" for face in FACES)),)


class MapFinder(PackageFinder):
    """Finds the map and its clusters under ``leaflet/`` and ``markercluster/``."""

    places = (
        ("leaflet", Path(xstatic.pkg.leaflet.BASE_DIR), LEAFLET),
        ("markercluster", Path(xstatic.pkg.leaflet_markercluster.BASE_DIR), CLUSTERS),
    )
