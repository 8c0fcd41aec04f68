"""Mission letters of the team of a platform: stored out of sight, dated, kept when a newer one comes (MISSION A8)."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.log import declare_actions, record
from portal.core.uploads import LETTER, CheckedUpload, check_upload

from ..models import FormerLetter, PlatformRole
from .checks import check_day, refuse_stale

declare_actions(
    letter_saved=gettext_noop("Mission letter saved"),
    letter_replaced=gettext_noop("Mission letter replaced"),
    letter_removed=gettext_noop("Mission letter removed"),
)

#: A letter is written for some years; one of thirty is a slip of the finger.
HORIZON = dt.timedelta(days=10 * 366)
#: What a stale save of a letter is seen by.
LETTER_FIELDS = ("letter", "letter_from", "letter_to")


@dataclass(frozen=True, kw_only=True)
class LetterDates:
    """When a letter holds, both days included; without a last day until further notice."""

    letter_from: dt.date
    letter_to: dt.date | None = None


@transaction.atomic
def save_letter(
    role: PlatformRole, dates: LetterDates, *, upload: UploadedFile | None = None, version: str, by: Actor
) -> PlatformRole:
    """Write the dates of the letter of ``role`` and, with ``upload``, the letter itself; a former one is kept.

    Raises ``StaleSave`` when the letter changed since ``version``, and ``DomainError``: no file at all or one that is
    refused (field "upload"), a letter that ends before it begins or is dated out of bounds.
    """
    stored = PlatformRole.objects.select_for_update(of=("self",)).select_related("platform", "person").get(pk=role.pk)
    refuse_stale(stored, LETTER_FIELDS, version)
    if upload is None and not stored.letter:
        raise DomainError(_("Choose the file of the letter."), code="required", field="upload")
    latest = timezone.localdate() + HORIZON
    check_day(dates.letter_from, field="letter_from", latest=latest)
    if dates.letter_to is not None:
        check_day(dates.letter_to, field="letter_to", latest=latest)
        if dates.letter_to < dates.letter_from:
            raise DomainError(_("The letter ends before it begins."), code="order", field="letter_to")
    checked = _checked(upload) if upload is not None else None
    action = "letter_saved"
    if checked is not None and stored.letter:
        _keep(stored)
        action = "letter_replaced"
    stored.letter_from, stored.letter_to = dates.letter_from, dates.letter_to
    if checked is not None:
        _store(stored, upload, checked)
    try:
        stored.save(update_fields=["letter", "letter_name", "letter_from", "letter_to"])
        record(stored, action, by=by, platform=stored.platform, of=stored.person_id, letter=stored.letter_name)
    except Exception:
        if checked is not None:
            stored.letter.storage.delete(stored.letter.name)
        raise
    return stored


@transaction.atomic
def remove_letter(role: PlatformRole, *, by: Actor) -> PlatformRole:
    """Take the letter of ``role`` away, its file too: a wrong document leaves nothing behind but its name in the trail.

    Raises ``DomainError`` when there is none.
    """
    stored = PlatformRole.objects.select_for_update(of=("self",)).select_related("platform").get(pk=role.pk)
    if not stored.letter:
        raise DomainError(_("This letter is no longer there."), code="gone")
    record(stored, "letter_removed", by=by, platform=stored.platform, of=stored.person_id, letter=stored.letter_name)
    _delete_after_commit(stored.letter)
    stored.letter, stored.letter_name, stored.letter_from, stored.letter_to = "", "", None, None
    stored.save(update_fields=["letter", "letter_name", "letter_from", "letter_to"])
    return stored


@transaction.atomic
def remove_former_letter(former: FormerLetter, *, by: Actor) -> None:
    """Take a former letter away, its file too."""
    role = former.role
    record(role, "letter_removed", by=by, platform=role.platform, of=role.person_id, letter=former.letter_name)
    _delete_after_commit(former.letter)
    former.delete()


def _checked(upload: UploadedFile) -> CheckedUpload:
    try:
        return check_upload(upload, LETTER)
    except ValidationError as error:
        raise DomainError(" ".join(error.messages), code="file", field="upload") from error


def _keep(role: PlatformRole) -> None:
    FormerLetter.objects.create(
        role=role,
        letter=role.letter.name,
        letter_name=role.letter_name,
        letter_from=role.letter_from,
        letter_to=role.letter_to,
    )


def _store(role: PlatformRole, upload: UploadedFile, checked: CheckedUpload) -> None:
    """Write the file under a name that says nothing; the name it came with is kept in the row."""
    extension = checked.name.rpartition(".")[2]
    role.letter.save(f"{uuid.uuid4().hex}.{extension}", upload, save=False)
    role.letter_name = checked.name


def _delete_after_commit(stored) -> None:
    """Delete the file once the row is gone for good: after a failure both are still there."""
    storage, name = stored.storage, stored.name
    transaction.on_commit(lambda: storage.delete(name))
