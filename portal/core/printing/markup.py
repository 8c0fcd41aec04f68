"""XML of office files as escaped strings, and their archives: the same bytes for the same parts."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from string import Template
from urllib.parse import urlsplit
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

PARTS = Path(__file__).resolve().parent / "parts"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
#: The earliest date that an archive can say: when a file was made stands in its properties.
_STILL = (1980, 1, 1, 0, 0, 0)

# What both office programs open without asking: a host or an address of letters, digits, points and hyphens, then no
# sign that XML, the address rules (RFC 3986) or Word's own parser would stumble upon.
_LINK = re.compile(
    r"(https?://[\w.-]+(:\d{1,5})?([/?#][^\s<>\"{}|\\^`\[\]]*)?|mailto:[\w.+-]+@[\w.-]+(\?[^\s<>\"{}|\\^`\[\]]*)?)"
)
#: Longest address of a link that Word opens a file with.
_MAX_LINK = 2_000


def element(name: str, attributes: Mapping[str, object] | None = None, *children: str) -> str:
    """Return the element ``name`` with ``attributes`` (escaped here) around ``children``, which are markup already."""
    written = "".join(f" {key}={quoteattr(str(value))}" for key, value in (attributes or {}).items())
    inside = "".join(children)
    return f"<{name}{written}>{inside}</{name}>" if inside else f"<{name}{written}/>"


def characters(text: str) -> str:
    """Return ``text``, cleaned of control characters before, as XML character data."""
    return escape(text)


def part(path: str, **values: str) -> str:
    """Return the part kept in the file ``path`` below ``parts/``; ``$name`` stands for markup or an escaped text."""
    return _template(path).substitute(values)


@cache
def _template(path: str) -> Template:
    return Template((PARTS / path).read_text(encoding="utf-8"))


def opens_everywhere(href: str) -> bool:
    """Tell whether an office file may hold ``href`` as a link.

    Word refuses to open a whole file for one address that its parser rejects, so a doubtful one is printed instead.
    """
    if len(href) > _MAX_LINK or not _LINK.fullmatch(href):
        return False
    try:
        port = urlsplit(href).port
    except ValueError:
        return False
    return port is None or port > 0


def archive(parts: Iterable[tuple[str, str]], *, mimetype: str = "") -> bytes:
    """Return the ZIP of ``parts`` (name, content) in their order, with no clock in it.

    ``mimetype`` comes first and uncompressed, as OpenDocument wants it (1.3, part 2, 3.3).
    """
    file = BytesIO()
    with ZipFile(file, "w") as packed:
        if mimetype:
            packed.writestr(ZipInfo("mimetype", _STILL), mimetype, compress_type=ZIP_STORED)
        for name, content in parts:
            packed.writestr(ZipInfo(name, _STILL), content.encode("utf-8"), compress_type=ZIP_DEFLATED)
    return file.getvalue()
