"""From data to a PDF."""

import json
import logging
import re
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import typst
from django.utils.translation import get_language, gettext

from .. import rich_text
from ..french_dates import format_date
from ..text import clean_line, clean_text
from .fonts import printable, printing_fonts
from .sections import prepared

logger = logging.getLogger(__name__)

#: Where absolute paths of typst sources start.
ROOT = Path(__file__).resolve().parents[2]
_TEMPLATE = re.compile(r"([a-z_]+)/([a-z_0-9]+\.typ)")


class PrintingError(RuntimeError):
    """A document could not be made: a fault of a template or of the installation, never of what a person typed."""


def document(
    *, title: str, day: date, platform: str = "", subtitle: str = "", facts: Iterable[tuple[str, str]] = ()
) -> dict:
    """Return the value of ``data["document"]``: the title block, the footer and the properties of the file.

    ``day`` is the date of the document, shown and written in the file: it comes from stored data, never from the clock,
    so that two printings of one state are the same bytes. ``facts`` are label and value lines under the title.
    """
    return {
        "title": clean_line(str(title)),
        "subtitle": clean_line(str(subtitle)),
        "platform": clean_line(str(platform)),
        "product": "Concerto",
        "date": format_date(day, weekday=False),
        "language": (get_language() or "fr")[:2],
        "facts": [[label, value] for label, value in facts],
        "page_label": gettext("Page {page} of {pages}"),
        "timestamp": _noon(day),
    }


def rich(html: str) -> list[dict]:
    """Return rich text as data for the ``rich`` function of ``base.typ``."""
    return rich_text.to_json(html)


def render_pdf(template_name: str, data: Mapping[str, Any]) -> bytes:
    """Return the PDF/UA-1 of template ``"<app>/<name>.typ"`` filled with ``data``.

    ``data["document"]`` comes from ``document()``. Values are texts (lazy ones too), numbers, booleans, None, lists and
    dictionaries; dates are formatted before. Raises PrintingError, and TypeError for another value.
    """
    path = template_path(template_name)
    header = data.get("document")
    if not isinstance(header, Mapping) or not header.get("title"):
        raise PrintingError("A document needs data['document'], made by document(title=…, day=…)")
    shown = prepared(data, lambda text: printable(clean_text(text)))
    inputs = {"data": json.dumps(shown, ensure_ascii=False)}
    try:
        pdf, warnings = typst.compile_with_warnings(
            str(path),
            root=str(ROOT),
            font_paths=printing_fonts(),
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs=inputs,
            pdf_standards="ua-1",
            timestamp=header["timestamp"],
        )
    except typst.TypstError as error:
        # The diagnostic may quote what a person typed; the log says where, not what.
        raise PrintingError(f"{template_name}: {error.message}") from None
    for warning in warnings:
        if "font" in warning.message:
            raise PrintingError(f"{template_name}: {warning.message}")
        logger.warning("%s: %s", template_name, warning.message)
    return pdf


def template_path(template_name: str) -> Path:
    """Return the file of ``"<app>/<name>.typ"``. Raises PrintingError when there is none."""
    match = _TEMPLATE.fullmatch(template_name)
    if not match:
        raise PrintingError(f"{template_name!r} is not of the form app/name.typ")
    app, name = match.groups()
    path = ROOT / app / ("printing/typst" if app == "core" else "typst") / name
    if not path.is_file():
        raise PrintingError(f"There is no template {template_name}")
    return path


def _noon(day: date) -> int:
    """Seconds since 1970 of noon UTC of ``day``: the same date in every zone of France."""
    return (date(day.year, day.month, day.day).toordinal() - date(1970, 1, 1).toordinal()) * 86_400 + 43_200
