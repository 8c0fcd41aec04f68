"""Office files read without the code that wrote them: by their XML, and by LibreOffice where it is installed."""

import io
import os
import re
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

import pypdf
import pytest

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
XLINK = "{http://www.w3.org/1999/xlink}"
#: The part of each format that holds what the document says.
BODY = {"docx": "word/document.xml", "odt": "content.xml"}
_PARAGRAPHS = {"docx": (f"{W}p",), "odt": (f"{TEXT}p", f"{TEXT}h")}


def part(written: bytes, name: str) -> ElementTree.Element:
    """Return the root of the part ``name``."""
    return ElementTree.fromstring(ZipFile(io.BytesIO(written)).read(name))


def paragraphs(written: bytes, file_format: str, name: str = "") -> list[str]:
    """Return the paragraphs and headings as a reader sees them, tables cell by cell, tabs as ``\\t``."""
    root = part(written, name or BODY[file_format])
    found = [element for element in root.iter() if element.tag in _PARAGRAPHS[file_format]]
    return ["".join(_characters(element)) for element in found]


def words(written: bytes, file_format: str) -> str:
    """Return what the body says on one line."""
    return " ".join(" ".join(paragraphs(written, file_format)).split())


def _characters(element):
    if element.tag in {f"{W}br", f"{TEXT}line-break"}:
        yield "\n"
    elif element.tag in {f"{W}tab", f"{TEXT}tab"}:
        yield "\t"
    elif element.tag == f"{TEXT}s":
        yield " " * int(element.get(f"{TEXT}c", 1))
    if element.tag not in {f"{W}p", f"{W}r", f"{W}hyperlink", f"{W}fldSimple"}:
        yield element.text or ""
    for inner in element:
        if inner.tag != f"{W}pPr":
            yield from _characters(inner)
        if not inner.tag.startswith(W):
            yield inner.tail or ""


def pdf_words(written: bytes) -> str:
    """Return what a PDF says on one line."""
    pages = pypdf.PdfReader(io.BytesIO(written)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def squeezed(text: str) -> str:
    """Return ``text`` without spaces: lines and columns break where a program likes."""
    return re.sub(r"\s+", "", text)


def require_libreoffice() -> str:
    """Return the program; leave the test out where it is missing, fail where CI should have installed it."""
    program = shutil.which("soffice")
    if program is None and os.environ.get("CI"):
        pytest.fail("LibreOffice Writer is missing: .ci/run should have installed it.")
    if program is None:
        pytest.skip("LibreOffice Writer is not installed on this machine.")
    return program


def opened_by_libreoffice(files: dict[str, bytes], folder: Path) -> tuple[dict[str, bytes], list[str]]:
    """Return the PDF that LibreOffice makes of each of ``files``, by name, and what it complained of.

    Without a screen it mends nothing: a file that it would ask about is one that it cannot load.
    """
    program = require_libreoffice()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    out = folder / "pdf"
    done = subprocess.run(
        [program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore",
         "--convert-to", "pdf", "--outdir", str(out), *(str(folder / name) for name in files)],
        capture_output=True, text=True, timeout=240,
    )  # fmt: skip
    said = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
    # It has no Java, which it needs for nothing here.
    complaints = [line for line in said if not line.startswith("convert ") and "javaldx" not in line]
    if done.returncode:
        complaints.append(f"ended with {done.returncode}")
    made = {}
    for name in files:
        pdf = out / f"{Path(name).stem}.pdf"
        if pdf.is_file():
            made[name] = pdf.read_bytes()
        else:
            complaints.append(f"{name}: not loaded")
    return made, complaints
