"""The minutes as files: PDF to keep, DOCX and ODT to edit, whole or to hand on, all from the same content."""

from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.core.access import require
from portal.core.french_dates import to_local
from portal.core.printing import render, render_pdf

from ..documents import minutes as document
from ..documents.minutes_sections import sections_of
from ..enums import MinutesState
from ..minutes_content import shareable_content, shown_content
from ..services.writing import minutes_of
from .files import file_response
from .lookup import visible_meeting
from .minutes import writable_meeting


@require_safe
def minutes_file(request, uuid, file_format):
    """Give the minutes in ``file_format`` to whoever reads them, marked as a draft until validated."""
    meeting = visible_meeting(request, uuid)
    require(request.user, "meetings.read_minutes", meeting)
    return _answer(meeting, file_format, is_shareable=False)


@require_safe
def minutes_shareable_file(request, uuid, file_format):
    """Give the version to hand on to the team, with a word on it, marked as a draft until validated."""
    return _answer(writable_meeting(request, uuid), file_format, is_shareable=True)


def _answer(meeting, file_format, *, is_shareable):
    stored = minutes_of(meeting)
    addenda = list(stored.addenda.all()) if stored.pk else []
    content = shareable_content(meeting, stored) if is_shareable else shown_content(meeting, stored)
    data = document.data_of(content, stored, addenda=addenda, is_shareable=is_shareable)
    written = render_pdf(document.TEMPLATE, data) if file_format == "pdf" else render(file_format, sections_of(data))
    if stored.state == MinutesState.VALIDATED:
        name = _("shareable-minutes") if is_shareable else _("minutes")
    else:
        name = _("draft-shareable-minutes") if is_shareable else _("draft-minutes")
    return file_response(written, file_format, name, to_local(meeting.starts_at, meeting.timezone_name).date())
