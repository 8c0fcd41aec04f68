"""Documents of a meeting (MISSION B6, SECURITY D-27, D-82)."""

import io
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from wagtail.models import ModelLogEntry

from portal.core.actors import SYSTEM
from portal.core.errors import DomainError
from portal.meetings.enums import MeetingStatus
from portal.meetings.models import Attachment
from portal.meetings.services import attachments
from portal.meetings.services.attachments import add_attachment, download_name, remove_attachment
from tests.directory.letters import PDF, pdf_file
from tests.factories import make_agenda_item, make_meeting, make_platform

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(platform):
    return make_meeting(platform)


def png() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (4, 4)).save(written, "PNG")
    return written.getvalue()


def odt(**members) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        for name, content in {"content.xml": "<x/>", **members}.items():
            archive.writestr(name, content)
    return written.getvalue()


def upload(name, content):
    return SimpleUploadedFile(name, content)


def code_of(act):
    with pytest.raises(DomainError) as refusal:
        act()
    return refusal.value.code


def test_file_is_kept_out_of_media_under_a_name_that_says_nothing(meeting):
    item = make_agenda_item(meeting)
    made = add_attachment(meeting, pdf_file("Bilan de rentrée.pdf"), item=item, by=SYSTEM)
    assert (made.name, made.item, made.content_type, made.size) == (
        "Bilan de rentrée.pdf",
        item,
        "application/pdf",
        len(PDF),
    )
    path = Path(made.file.path)
    assert path.is_relative_to(settings.PRIVATE_FILES_ROOT)
    assert not path.is_relative_to(settings.MEDIA_ROOT)
    assert "Bilan" not in made.file.name


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.pdf", PDF), ("photo.png", png()), ("note.odt", odt())],
    ids=["pdf", "png", "odt"],
)
def test_usual_files_are_taken(meeting, name, content):
    assert add_attachment(meeting, upload(name, content), by=SYSTEM).name == name


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("a.html", b"<!doctype html><script>alert(1)</script>"),
        ("a.pdf", b"<!doctype html><script>alert(1)</script>"),
        ("a.pdf", b"%PDF-1.7 <script>alert(1)</script>\n%%EOF"),
        ("a.gif", b"GIF89a/*\x01\x00*/=1;alert(1)"),
        ("a.png", b"GIF89a/*\x01\x00*/=1;alert(1)"),
        ("a.pdf.exe", PDF),
        ("a.docx", odt()),
        ("a.odt", odt(**{"Basic/script.xml": "macro"})),
        ("a.pdf", odt()),
        ("a.exe", b"MZ"),
    ],
    ids=[
        "svg",
        "html",
        "html as pdf",
        "markup in pdf",
        "gif",
        "gif as png",
        "double",
        "odt as docx",
        "macro",
        "zip",
        "exe",
    ],
)
def test_files_that_lie_or_run_are_refused_d27(meeting, name, content):
    assert code_of(lambda: add_attachment(meeting, upload(name, content), by=SYSTEM)) == "file"
    assert not Attachment.objects.exists()


@pytest.mark.parametrize("name", ["../../etc/passwd.pdf", "x" * 5000 + ".pdf", "a\x00b.pdf", "a\r\nSet-Cookie: b.pdf"])
def test_names_that_would_escape_are_tamed_d27(meeting, name):
    file = pdf_file("x.pdf")
    # As a client may send it: Django's own upload handlers would cut part of it.
    file._name = name
    made = add_attachment(meeting, file, by=SYSTEM)
    assert ("/" in made.name, "\x00" in made.name, "\n" in made.name, len(made.name) <= 160) == (
        False,
        False,
        False,
        True,
    )
    assert Path(made.file.path).is_relative_to(settings.PRIVATE_FILES_ROOT)


def test_limits_of_number_and_weight(meeting, monkeypatch):
    monkeypatch.setattr(attachments, "MOST", 2)
    monkeypatch.setattr(attachments, "MOST_BYTES", len(PDF) * 2)
    add_attachment(meeting, pdf_file(), by=SYSTEM)
    assert code_of(lambda: add_attachment(meeting, pdf_file("autre.pdf"), by=SYSTEM)) == "double"
    heavy = pdf_file(content=PDF.replace(b"obj", b"obj" + b" " * len(PDF), 1))
    assert code_of(lambda: add_attachment(meeting, heavy, by=SYSTEM)) == "heavy"
    add_attachment(meeting, pdf_file(), item=make_agenda_item(meeting), by=SYSTEM)
    assert code_of(lambda: add_attachment(meeting, upload("b.png", png()), by=SYSTEM)) == "many"


def test_cancelled_meeting_and_foreign_item_take_none_d03(meeting):
    foreign = make_agenda_item(make_meeting(make_platform()))
    assert code_of(lambda: add_attachment(meeting, pdf_file(), item=foreign, by=SYSTEM)) == "gone"
    meeting.status = MeetingStatus.CANCELLED
    meeting.save()
    assert code_of(lambda: add_attachment(meeting, pdf_file(), by=SYSTEM)) == "closed"


def test_removing_deletes_the_content_for_good_d82(meeting, django_capture_on_commit_callbacks):
    made = add_attachment(meeting, pdf_file("Confidentiel.pdf"), by=SYSTEM)
    path = Path(made.file.path)
    assert path.exists()
    with django_capture_on_commit_callbacks(execute=True):
        remove_attachment(made, by=SYSTEM)
        remove_attachment(made, by=SYSTEM)
    made.refresh_from_db()
    assert (path.exists(), made.removed_at is None, bool(made.file)) == (False, False, False)
    # The same file may come back: what counts is what is there.
    assert add_attachment(meeting, pdf_file("Confidentiel.pdf"), by=SYSTEM).removed_at is None


def test_trail_holds_no_name_of_a_file_d50(meeting):
    made = add_attachment(meeting, pdf_file("Zinzolin.pdf"), by=SYSTEM)
    remove_attachment(made, by=SYSTEM)
    entries = ModelLogEntry.objects.filter(action__startswith="portal.attachment_")
    assert [("Zinzolin" in f"{one.label} {one.data}") for one in entries] == [False, False]


def test_download_keeps_the_true_extension(meeting):
    named = add_attachment(meeting, pdf_file(), name="Bilan 2026", by=SYSTEM)
    assert download_name(named) == "Bilan 2026.pdf"
