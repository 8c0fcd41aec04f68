"""Static files that come from Python packages which are not Django apps."""

from pathlib import Path

import font_source_sans_pro
from django.contrib.staticfiles import utils
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

#: The faces that the pages use; the package holds twenty more that nobody should download.
FACES = ("Regular", "It", "Semibold", "Bold")
FONT_DIRECTORY = Path(font_source_sans_pro.__file__).parent / "files"


class FontFinder(BaseFinder):
    """Finds the pinned typeface under ``fonts/``."""

    storage = FileSystemStorage(location=FONT_DIRECTORY)
    storage.prefix = "fonts"

    def find(self, path, find_all=False, **kwargs):
        """Return the file behind ``fonts/<name>``, or an empty list."""
        name = path.removeprefix("fonts/")
        if path.startswith("fonts/") and name in {f"SourceSansPro-{face}.ttf" for face in FACES}:
            found = str(FONT_DIRECTORY / name)
            return [found] if find_all else found
        return []

    def list(self, ignore_patterns):
        """Yield the faces in use, with their storage."""
        for face in FACES:
            name = f"SourceSansPro-{face}.ttf"
            if not utils.matches_patterns(name, ignore_patterns or []):
                yield name, self.storage
