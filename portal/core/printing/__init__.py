"""Printed documents: PDF, and files that an office program edits, from the same data.

PDF is accessible (PDF/UA-1), in our fonts only, the same bytes for the same data. An app keeps its templates in
``portal/<app>/typst/<name>.typ`` and calls ``render_pdf("<app>/<name>.typ", data)``. Text reaches it as data only, so
that nothing a person typed is ever read as typst. See ``typst/base.typ`` for what a template may use.

A document made of sections (``sections.py``) needs no template: ``render("pdf" | "docx" | "odt", data)``.
"""

from .documents import PrintingError, document, render_pdf, rich
from .office import EDITABLE, FORMATS, render
from .sections import plain, section, table

__all__ = [
    "EDITABLE",
    "FORMATS",
    "PrintingError",
    "document",
    "plain",
    "render",
    "render_pdf",
    "rich",
    "section",
    "table",
]
