"""What may be uploaded: size, real type and name, checked before anything is stored.

The type is read from the content and must agree with the extension; what is not on the list of a policy is refused, so
SVG and HTML never pass. A file that is two things at once (a PDF that is also a ZIP, an image with markup in front) is
refused. What is stored is still served as an attachment with ``nosniff`` by the view of private files.
"""

import os
import re
import zipfile
from dataclasses import dataclass

import filetype
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.deconstruct import deconstructible
from django.utils.translation import gettext_lazy as _
from PIL import Image

from .text import clean_line

MEGABYTE = 1024 * 1024
#: An image of more pixels is refused from its header, before it is decoded.
MAX_PIXELS = 40_000_000
#: What a document in a ZIP container (DOCX, ODT …) may claim to hold once unpacked.
MAX_UNPACKED = 200 * MEGABYTE
MAX_MEMBERS = 5_000
MAX_NAME = 100

PDF = "application/pdf"
PNG = "image/png"
JPEG = "image/jpeg"
_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."
DOCX, XLSX, PPTX = (
    _OOXML + "wordprocessingml.document",
    _OOXML + "spreadsheetml.sheet",
    _OOXML + "presentationml.presentation",
)
ODT, ODS, ODP = _ODF + "text", _ODF + "spreadsheet", _ODF + "presentation"

_EXTENSIONS = {
    PDF: {"pdf"},
    PNG: {"png"},
    JPEG: {"jpg", "jpeg"},
    DOCX: {"docx"},
    XLSX: {"xlsx"},
    PPTX: {"pptx"},
    ODT: {"odt"},
    ODS: {"ods"},
    ODP: {"odp"},
}
_OOXML_MAIN = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX, "ppt/presentation.xml": PPTX}
_MARKUP = re.compile(rb"<(?:!doctype|html|script|svg|body|iframe|\?php)", re.IGNORECASE)


@dataclass(frozen=True)
class UploadPolicy:
    """Types (MIME) and size in bytes that a kind of upload takes."""

    types: frozenset[str]
    max_bytes: int


#: Mission letters, scans of a signed charter.
LETTER = UploadPolicy(frozenset({PDF, PNG, JPEG}), 10 * MEGABYTE)
#: Documents of a meeting, tools.
ATTACHMENT = UploadPolicy(frozenset(_EXTENSIONS), 20 * MEGABYTE)


@dataclass(frozen=True)
class CheckedUpload:
    """What a file really is, and the name under which it may be stored and offered."""

    mime: str
    name: str
    size: int


def check_upload(upload, policy: UploadPolicy) -> CheckedUpload:
    """Return what ``upload`` (a Django File) is. Raises ValidationError with one message that says what to do."""
    if not upload.size:
        raise ValidationError(_("This file is empty."), code="empty")
    if upload.size > policy.max_bytes:
        raise ValidationError(
            _("This file weighs %(size)s; the limit is %(limit)s."),
            code="too_large",
            params={"size": filesizeformat(upload.size), "limit": filesizeformat(policy.max_bytes)},
        )
    name = safe_name(upload.name or "")
    extension = name.rpartition(".")[2].lower()
    accepted = sorted(extension for mime in policy.types for extension in _EXTENSIONS[mime])
    if extension not in accepted:
        raise ValidationError(
            _("Files of this type are not accepted. Accepted types: %(extensions)s."),
            code="extension",
            params={"extensions": ", ".join(accepted)},
        )
    mime = _real_type(upload)
    if mime not in policy.types or extension not in _EXTENSIONS[mime]:
        raise ValidationError(
            _("The content of this file is not what its extension “%(extension)s” says."),
            code="type",
            params={"extension": extension},
        )
    return CheckedUpload(mime=mime, name=name, size=upload.size)


def safe_name(name: str) -> str:
    """Return the last part of ``name`` on one line, 100 characters at most, with one extension only."""
    base = clean_line(name.replace("\\", "/").rpartition("/")[2])
    stem, extension = os.path.splitext(base)
    stem = re.sub(r'[.<>:"|?*;%]+', "-", stem).strip("- ") or "document"
    extension = re.sub(r"[^A-Za-z0-9.]", "", extension)[:10].lower()
    return stem[: MAX_NAME - len(extension)].rstrip() + extension


@deconstructible
class UploadValidator:
    """``check_upload`` as a validator of a form or model field."""

    def __init__(self, policy: UploadPolicy):
        self.policy = policy

    def __call__(self, upload) -> None:
        """Raise ValidationError unless ``upload`` passes the policy."""
        check_upload(upload, self.policy)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, UploadValidator) and self.policy == other.policy

    def __hash__(self) -> int:
        return hash(self.policy)


def _real_type(upload) -> str:
    """MIME type read from the content; empty when it is none of ours, or more than one at once."""
    upload.seek(0)
    head = upload.read(8192)
    upload.seek(0)
    try:
        if head.startswith(b"%PDF-"):
            mime = PDF if not _MARKUP.search(head[:1024]) and _ends_as_pdf(upload) else ""
        elif head.startswith(b"PK\x03\x04"):
            return _container_type(upload)
        else:
            kind = filetype.guess_mime(head)
            mime = kind if kind in {PNG, JPEG} and not _MARKUP.search(head) and _is_sound_image(upload, kind) else ""
        return "" if _is_zip(upload) else mime
    finally:
        upload.seek(0)


def _ends_as_pdf(upload) -> bool:
    upload.seek(max(upload.size - 2048, 0))
    return b"%%EOF" in upload.read()


def _is_zip(upload) -> bool:
    upload.seek(0)
    return zipfile.is_zipfile(upload)


def _is_sound_image(upload, mime: str) -> bool:
    upload.seek(0)
    try:
        with Image.open(upload, formats=[mime.removeprefix("image/").upper()]) as image:
            if image.width * image.height > MAX_PIXELS:
                return False
            image.verify()
    except Exception:  # noqa: BLE001 - Pillow raises many kinds for a broken file, all of which mean: refuse
        return False
    if mime == PNG:
        upload.seek(max(upload.size - 12, 0))
        return upload.read()[4:8] == b"IEND"
    return True


def _container_type(upload) -> str:
    upload.seek(0)
    try:
        with zipfile.ZipFile(upload) as archive:
            members = archive.infolist()
            names = {member.filename for member in members}
            unpacked = sum(member.file_size for member in members)
            if len(members) > MAX_MEMBERS or unpacked > MAX_UNPACKED:
                return ""
            if any(name.rpartition("/")[2].lower() in {"vbaproject.bin", "vbadata.xml"} for name in names):
                return ""
            if any(name.startswith(("Basic/", "Scripts/")) for name in names):
                return ""
            if members[0].filename == "mimetype" and members[0].file_size < 200:
                declared = archive.read(members[0]).decode("ascii", "replace").strip()
                return declared if declared in {ODT, ODS, ODP} and "content.xml" in names else ""
            if "[Content_Types].xml" in names:
                return next((mime for main, mime in _OOXML_MAIN.items() if main in names), "")
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, IndexError, ValueError):
        return ""
    return ""
