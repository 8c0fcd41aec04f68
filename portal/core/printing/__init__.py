"""PDF documents: accessible (PDF/UA-1), with our fonts only, the same bytes for the same data.

An app keeps its templates in ``portal/<app>/typst/<name>.typ`` and calls ``render_pdf("<app>/<name>.typ", data)``. A
An app keeps its templates in ``portal/<app>/typst/<name>.typ`` and calls ``render_pdf("<app>/<name>.typ", data)``. A
Text reaches it as data only, so that nothing a person typed is ever read as typst. See ``typst/base.typ`` for what a
template may use and ``typst/document.typ`` ("core/document.typ") for a whole document made of sections.
"""

from .documents import PrintingError, document, render_pdf, rich

__all__ = ["PrintingError", "document", "render_pdf", "rich"]
