"""The icons and colours that components may take; an unknown one fails."""

import re
from functools import cache
from pathlib import Path

from django.conf import settings

from .registry import ComponentError

SPRITE = Path(settings.BASE_DIR) / "static" / "portal" / "icons.svg"
KINDS = frozenset({"neutral", "primary", "circle-2", "info", "success", "warning", "danger"})
KIND_ICONS = {"info": "info", "success": "check", "warning": "warning", "danger": "warning", "neutral": "info"}


@cache
def icon_names() -> frozenset[str]:
    """Return the names of the icons that the sprite holds."""
    return frozenset(re.findall(r'<symbol id="([a-z-]+)"', SPRITE.read_text(encoding="utf-8")))


def known_icon(name: str) -> str:
    """Return ``name``, which may be empty; raise ``ComponentError`` for an icon that the sprite does not hold."""
    if name and name not in icon_names():
        raise ComponentError(f"There is no icon “{name}”; there are {', '.join(sorted(icon_names()))}.")
    return name


def known_kind(kind: str) -> str:
    """Return ``kind``, the colour of a chip or alert; raise ``ComponentError`` for one that does not exist."""
    if kind not in KINDS:
        raise ComponentError(f"There is no kind “{kind}”; there are {', '.join(sorted(KINDS))}.")
    return kind
