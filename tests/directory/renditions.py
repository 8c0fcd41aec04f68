"""Renditions as Wagtail makes them for its own pages."""

import gc
import warnings
from pathlib import Path


def rendition_path(image, spec: str) -> tuple[Path, str]:
    """Return the file and the address of a rendition of ``image``.

    Wagtail leaves its temporary file to the collector, which complains: collected here, it does so in no other test.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        rendition = image.get_rendition(spec)
        found = Path(rendition.file.path), rendition.file.url
        del rendition
        gc.collect()
    return found
