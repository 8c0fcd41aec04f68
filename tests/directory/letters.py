"""Mission letters for tests."""

import datetime as dt

from django.core.files.uploadedfile import SimpleUploadedFile

from portal.core.actors import SYSTEM
from portal.directory.models import PlatformRole
from portal.directory.services.checks import version_of
from portal.directory.services.letters import LETTER_FIELDS, LetterDates, save_letter

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def pdf_file(name="Lettre de mission.pdf", content=PDF):
    """Return an uploaded file."""
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def put_letter(role, *, starts=dt.date(2024, 9, 1), ends=None, upload=None, by=SYSTEM) -> PlatformRole:
    """Return ``role`` with a new letter."""
    stored = PlatformRole.objects.get(pk=role.pk)
    dates = LetterDates(letter_from=starts, letter_to=ends)
    return save_letter(stored, dates, upload=upload or pdf_file(), version=version_of(stored, LETTER_FIELDS), by=by)
