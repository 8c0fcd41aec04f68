"""One document made of sections in each format, and what the writers of office files share."""

from collections.abc import Mapping
from typing import Any

from ..text import clean_text
from . import docx, odt
from .documents import PrintingError, render_pdf
from .sections import prepared, section

#: What each format is called in an address: the type of its file.
FORMATS = {
    "pdf": "application/pdf",
    "docx": docx.MIME_TYPE,
    "odt": odt.MIME_TYPE,
}
#: Those that an office program edits.
EDITABLE = ("docx", "odt")
#: What a section holds that says nothing of it.
_ABSENT = section()


def render(file_format: str, data: Mapping[str, Any]) -> bytes:
    """Return the file of ``data`` (``sections.py``) in ``file_format``, one of FORMATS: same bytes for same data.

    Raises PrintingError without a title block, KeyError for another format, TypeError for a value no writer takes.
    """
    if file_format == "pdf":
        return render_pdf("core/document.typ", data)
    write = {"docx": docx.write, "odt": odt.write}[file_format]
    header = data.get("document")
    if not isinstance(header, Mapping) or not header.get("title"):
        raise PrintingError("A document needs data['document'], made by document(title=…, day=…)")
    sections = [_ABSENT | dict(given) for given in data.get("sections", ())]
    return write(prepared({**data, "sections": sections}, clean_text))
