"""Mission letters: kept out of sight, dated, replaced with a history, removed for good."""

import datetime as dt
import io
import zipfile

import pytest
from django.db import transaction
from django.utils import timezone
from wagtail.models import ModelLogEntry

from portal.core.actors import SYSTEM
from portal.core.errors import DomainError
from portal.core.storage import private_storage
from portal.directory.models import FormerLetter, PlatformRole
from portal.directory.services.checks import StaleSave, version_of
from portal.directory.services.letters import (
    LETTER_FIELDS,
    LetterDates,
    remove_former_letter,
    remove_letter,
    save_letter,
)
from tests.directory.letters import PDF, pdf_file, put_letter
from tests.factories import make_lead, make_platform

pytestmark = pytest.mark.django_db

STARTS, ENDS = dt.date(2025, 9, 1), dt.date(2026, 8, 31)


@pytest.fixture
def role():
    return make_lead(make_platform()).platform_roles.get()


def actions():
    return list(ModelLogEntry.objects.filter(action__contains="letter").values_list("action", flat=True).order_by("pk"))


def version(role):
    return version_of(PlatformRole.objects.get(pk=role.pk), LETTER_FIELDS)


def refusal(act):
    with pytest.raises(DomainError) as refused:
        act()
    return refused.value.code, refused.value.field


def test_a_letter_is_kept_with_its_dates_and_the_name_it_came_with_but_stored_under_another(role):
    saved = put_letter(role, starts=STARTS, ends=ENDS, upload=pdf_file("Mission – Dupont.pdf"))
    assert (saved.letter_name, saved.letter_from, saved.letter_to) == ("Mission – Dupont.pdf", STARTS, ENDS)
    assert "Dupont" not in saved.letter.name
    with private_storage().open(saved.letter.name) as stored:
        assert stored.read() == PDF
    assert actions() == ["portal.letter_saved"]


def test_a_newer_letter_sends_the_earlier_one_to_the_history(role):
    put_letter(role, starts=STARTS, ends=ENDS, upload=pdf_file("un.pdf"))
    role = put_letter(role, starts=ENDS, upload=pdf_file("deux.pdf"))
    former = role.former_letters.get()
    assert (former.letter_name, former.letter_from, former.letter_to) == ("un.pdf", STARTS, ENDS)
    assert (role.letter_name, role.letter_to) == ("deux.pdf", None)
    assert former.letter.name != role.letter.name
    assert all(private_storage().exists(one.letter.name) for one in (role, former))


def test_the_dates_are_corrected_without_a_new_file(role):
    first = put_letter(role, starts=STARTS, ends=ENDS)
    corrected = save_letter(first, LetterDates(letter_from=STARTS), version=version(first), by=SYSTEM)
    assert (corrected.letter.name, corrected.letter_to) == (first.letter.name, None)
    assert FormerLetter.objects.count() == 0


def test_bad_input_is_refused_beside_its_field_and_stores_nothing(role):
    files = set(private_storage().listdir("letters")[1]) if private_storage().exists("letters") else set()

    def save(dates, upload=None):
        return refusal(lambda: save_letter(role, dates, upload=upload, version=version(role), by=SYSTEM))

    day = dt.timedelta(days=1)
    assert save(LetterDates(letter_from=STARTS)) == ("required", "upload")
    assert save(LetterDates(letter_from=STARTS, letter_to=STARTS - day), pdf_file()) == ("order", "letter_to")
    assert save(LetterDates(letter_from=dt.date(1925, 9, 1)), pdf_file()) == ("day", "letter_from")
    far = timezone.localdate() + dt.timedelta(days=40 * 366)
    assert save(LetterDates(letter_from=STARTS, letter_to=far), pdf_file()) == ("day", "letter_to")
    role.refresh_from_db()
    assert (role.letter.name, role.letter_from) == ("", None)
    after = set(private_storage().listdir("letters")[1]) if private_storage().exists("letters") else set()
    assert after == files


def polyglot():
    """Return a PDF that is a ZIP as well."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as container:
        container.writestr("page.html", "<script>alert(1)</script>")
    return b"%PDF-1.7\n" + archive.getvalue() + b"\n%%EOF\n"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("lettre.pdf", polyglot()),
        ("lettre.pdf", b"<!doctype html><script>alert(1)</script>"),
        ("lettre.pdf", b"%PDF-1.7\n<script>alert(1)</script>\n%%EOF"),
        ("lettre.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("lettre.html", b"<html></html>"),
        ("lettre.docx", PDF),
        ("lettre.pdf", b""),
    ],
)
def test_d27_a_letter_that_is_not_what_it_says_is_refused(role, name, content):
    assert refusal(lambda: put_letter(role, upload=pdf_file(name, content))) == ("file", "upload")
    role.refresh_from_db()
    assert not role.letter


@pytest.mark.parametrize("name", ["../../etc/passwd.pdf", "a\x00b.pdf", "lettre.html.pdf", "x" * 5_000 + ".pdf"])
def test_d27_the_name_of_a_letter_is_made_safe(role, name):
    upload = pdf_file()
    upload._name = name
    kept = put_letter(role, upload=upload).letter_name
    assert kept.endswith(".pdf") and kept.count(".") == 1 and len(kept) <= 100
    assert not set(kept) & set("/\\\x00")


def test_d91_of_two_windows_the_second_letter_is_refused(role):
    seen = version(role)
    save_letter(role, LetterDates(letter_from=STARTS), upload=pdf_file(), version=seen, by=SYSTEM)
    with pytest.raises(StaleSave):
        save_letter(role, LetterDates(letter_from=ENDS), upload=pdf_file(), version=seen, by=SYSTEM)
    role.refresh_from_db()
    assert role.letter_from == STARTS


def test_a_removed_letter_leaves_no_file(role, django_capture_on_commit_callbacks):
    put_letter(role)
    role = put_letter(role)
    former = role.former_letters.get()
    names = [role.letter.name, former.letter.name]
    with django_capture_on_commit_callbacks(execute=True):
        remove_letter(role, by=SYSTEM)
        remove_former_letter(former, by=SYSTEM)
        assert [private_storage().exists(name) for name in names] == [True, True]
    role.refresh_from_db()
    assert (role.letter.name, role.letter_name, role.letter_from) == ("", "", None)
    assert [private_storage().exists(name) for name in names] == [False, False]
    assert actions()[-2:] == ["portal.letter_removed", "portal.letter_removed"]
    assert refusal(lambda: remove_letter(role, by=SYSTEM)) == ("gone", None)


def test_what_fails_halfway_leaves_neither_row_nor_lost_file(role, django_capture_on_commit_callbacks):
    role = put_letter(role)
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(RuntimeError), transaction.atomic():
        remove_letter(role, by=SYSTEM)
        raise RuntimeError
    role.refresh_from_db()
    assert private_storage().exists(role.letter.name)
