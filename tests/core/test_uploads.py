import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from portal.core import uploads

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def image(kind, size=(8, 8)):
    buffer = io.BytesIO()
    Image.new("RGB", size).save(buffer, kind)
    return buffer.getvalue()


def archive(members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as container:
        for name, content in members.items():
            container.writestr(name, content)
    return buffer.getvalue()


DOCX = {"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>"}
ODT = {"mimetype": uploads.ODT, "content.xml": "<o/>"}


def check(name, content, policy=uploads.ATTACHMENT):
    upload = SimpleUploadedFile("x", content)
    upload._name = name  # Django shortens and strips names before; what does not come through a form is not
    return uploads.check_upload(upload, policy)


@pytest.mark.parametrize(
    ("name", "content", "mime"),
    [
        ("lettre.pdf", PDF, uploads.PDF),
        ("SCAN.JPG", image("JPEG"), uploads.JPEG),
        ("scan.jpeg", image("JPEG"), uploads.JPEG),
        ("plan.png", image("PNG"), uploads.PNG),
        ("cr.docx", archive(DOCX), uploads.DOCX),
        ("cr.odt", archive(ODT), uploads.ODT),
        ("t.xlsx", archive({"[Content_Types].xml": "", "xl/workbook.xml": ""}), uploads.XLSX),
        ("t.ods", archive({"mimetype": uploads.ODS, "content.xml": ""}), uploads.ODS),
    ],
)
def test_file_that_is_what_it_says_is_taken(name, content, mime):
    checked = check(name, content)
    assert (checked.mime, checked.size) == (mime, len(content))


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "extension"),
        ("a.html", b"<html><script>alert(1)</script>", "extension"),
        ("a.exe", b"MZ\x90\x00", "extension"),
        ("a", PDF, "extension"),
        ("a.pdf.exe", PDF, "extension"),
        ("a.pdf", b"<html><script>alert(1)</script>", "type"),
        ("a.pdf", b"%PDF-1.7\n<script>alert(1)</script>\n%%EOF", "type"),
        ("a.pdf", b"%PDF-1.7\nwithout an end", "type"),
        ("a.pdf", b"junk" + PDF, "type"),
        ("a.pdf", PDF + archive({"x.html": "x"}), "type"),
        ("a.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "type"),
        ("a.png", image("JPEG"), "type"),
        ("a.png", image("PNG") + b"<script>alert(1)</script>", "type"),
        ("a.png", image("PNG")[:40], "type"),
        ("a.jpg", b"\xff\xd8\xff\xe0<script>alert(1)</script>", "type"),
        ("a.jpg", b"GIF89a/*" + b"*/=alert(1)//", "type"),
        ("a.jpg", image("JPEG") + archive({"x.html": "x"}), "type"),
        ("a.docx", archive({"x.txt": "x"}), "type"),
        ("a.docx", archive(ODT), "type"),
        ("a.docx", archive({**DOCX, "word/vbaProject.bin": "x"}), "type"),
        ("a.odt", archive({**ODT, "Basic/Standard/x.xml": "x"}), "type"),
        ("a.odt", archive({"mimetype": "text/html", "content.xml": ""}), "type"),
        ("a.docx", b"PK\x03\x04 broken", "type"),
        ("a.pdf", b"", "empty"),
    ],
)
def test_d27_file_that_lies_is_refused(name, content, code):
    with pytest.raises(ValidationError) as error:
        check(name, content)
    assert error.value.code == code


def test_d27_size_is_checked_before_content():
    small = uploads.UploadPolicy(frozenset({uploads.PDF}), 10)
    with pytest.raises(ValidationError) as error:
        check("a.pdf", PDF, small)
    assert error.value.code == "too_large"


def test_letters_take_no_office_document():
    with pytest.raises(ValidationError) as error:
        check("a.docx", archive(DOCX), uploads.LETTER)
    assert error.value.code == "extension"


def test_d28_image_of_too_many_pixels_is_refused_from_its_header():
    bomb = bytearray(image("PNG"))
    bomb[16:24] = (20_000).to_bytes(4, "big") * 2
    with pytest.raises(ValidationError):
        check("a.png", bytes(bomb))


def test_container_that_claims_too_much_is_refused():
    with pytest.raises(ValidationError):
        check("a.docx", archive({**DOCX, "word/big.xml": b"0" * (uploads.MAX_UNPACKED + 1)}))


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Compte rendu du 14.10.2026.pdf", "Compte rendu du 14-10-2026.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\x\\lettre.PDF", "lettre.pdf"),
        ("shell.php.pdf", "shell-php.pdf"),
        ("a\x00b\r\nc\u202efdp.pdf", "ab cfdp.pdf"),
        (".pdf", "pdf"),
        ("", "document"),
        ("é" * 5000 + ".pdf", "é" * 96 + ".pdf"),
    ],
)
def test_d27_name_is_made_safe(name, safe):
    assert uploads.safe_name(name) == safe


def test_validator_compares_by_policy():
    assert uploads.UploadValidator(uploads.LETTER) == uploads.UploadValidator(uploads.LETTER)
    assert uploads.UploadValidator(uploads.LETTER) != uploads.UploadValidator(uploads.ATTACHMENT)
