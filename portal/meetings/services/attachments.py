"""Files of a meeting: put in by the team, read above the gate, taken away for good (MISSION B6, D-27, D-82)."""

import hashlib
import uuid

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Sum
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.log import declare_actions, record
from portal.core.text import clean_line
from portal.core.uploads import ATTACHMENT, MEGABYTE, CheckedUpload, check_upload

from ..enums import MeetingStatus
from ..models import AgendaItem, Attachment, Meeting

declare_actions(
    attachment_added=gettext_noop("Document added to a meeting"),
    attachment_removed=gettext_noop("Document removed from a meeting"),
)

#: Files of one meeting, and bytes of all of them together.
MOST = 30
MOST_BYTES = 100 * MEGABYTE
LONGEST_NAME = 160


@transaction.atomic
def add_attachment(
    meeting: Meeting, upload: UploadedFile, *, item: AgendaItem | None = None, name: str = "", by: Actor
) -> Attachment:
    """Return a new file of ``meeting``, of ``item`` where it belongs to one; ``name`` is shown, else the file's own.

    Raises DomainError: "closed" for a cancelled meeting, "gone" for an item that is no more, "many" or "heavy" beyond
    the limits, "double" for a file that is there already; for a file that ``check_upload`` refuses (field "upload").
    """
    stored = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if stored.status == MeetingStatus.CANCELLED:
        raise DomainError(_("This meeting is cancelled: it takes no more documents."), code="closed")
    if item is not None and not stored.agenda_items.filter(pk=item.pk).exists():
        raise DomainError(_("This item was taken out of the agenda meanwhile."), code="gone", field="item")
    checked = _checked(upload)
    digest = _digest(upload)
    there = stored.attachments.filter(removed_at=None)
    if there.filter(sha256=digest, item=item).exists():
        raise DomainError(_("This very file is there already."), code="double", field="upload")
    if there.count() >= MOST:
        raise DomainError(_("A meeting holds at most %(count)d documents.") % {"count": MOST}, code="many")
    if (there.aggregate(total=Sum("size"))["total"] or 0) + checked.size > MOST_BYTES:
        limit = {"limit": filesizeformat(MOST_BYTES)}
        raise DomainError(_("The documents of a meeting weigh at most %(limit)s in all.") % limit, code="heavy")
    attachment = Attachment(
        meeting=stored,
        item=item,
        name=(clean_line(name) or checked.name)[:LONGEST_NAME],
        content_type=checked.mime,
        size=checked.size,
        sha256=digest,
        added_by=by.user,
    )
    # Stored under a name that says nothing: what it is called stands behind the gate.
    extension = checked.name.rpartition(".")[2]
    attachment.file.save(f"{uuid.uuid4().hex}.{extension}", upload, save=False)
    try:
        attachment.save()
        _log(attachment, "attachment_added", by=by)
    except Exception:
        attachment.file.storage.delete(attachment.file.name)
        raise
    return attachment


@transaction.atomic
def remove_attachment(attachment: Attachment, *, by: Actor) -> None:
    """Take a file away: its page is gone, and what it held is deleted once this is sure; again, nothing happens."""
    stored = Attachment.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=attachment.pk)
    if stored.removed_at is not None:
        return
    storage, name = stored.file.storage, stored.file.name
    stored.removed_at = timezone.now()
    stored.file = ""
    stored.save(update_fields=["removed_at", "file"])
    _log(stored, "attachment_removed", by=by)
    transaction.on_commit(lambda: storage.delete(name))


def download_name(attachment: Attachment) -> str:
    """Return the name under which the file is saved by who reads it: as it is called, with its true extension."""
    extension = "." + attachment.file.name.rpartition(".")[2]
    name = attachment.name
    return name if name.lower().endswith(extension) else name + extension


def _checked(upload: UploadedFile) -> CheckedUpload:
    try:
        return check_upload(upload, ATTACHMENT)
    except ValidationError as error:
        raise DomainError(" ".join(error.messages), code="file", field="upload") from error


def _digest(upload: UploadedFile) -> str:
    upload.seek(0)
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()


def _log(attachment: Attachment, action: str, *, by: Actor) -> None:
    meeting = attachment.meeting
    record(attachment, action, by=by, platform=meeting.platform, territory=meeting.territory)
