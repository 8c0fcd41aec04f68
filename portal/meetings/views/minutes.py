"""Minutes: read, written, opened for reading, validated, printed."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.charters import gate
from portal.core.access import require
from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.printing import render_pdf

from ..display.item_panels import WritingPage
from ..documents import minutes as document
from ..enums import MinutesState
from ..minutes_content import digest, for_reading, is_empty, is_intact, shown_content
from ..models import ActionItem, Invitee
from ..services import minutes as services
from ..services.writing import minutes_of, why_closed
from .lookup import visible_meeting
from .pdf import pdf_response

#: The fields of the forms of minutes that hold words.
TEXTS = {"html", "text"}


@require_safe
def minutes(request, uuid):
    """Show the minutes; below the gate, what opens them (403)."""
    meeting = visible_meeting(request, uuid)
    if not request.user.has_perm("meetings.view_details", meeting):
        state = gate.state(request.user, meeting.platform or meeting.territory)
        return render(request, "meetings/minutes_closed.html", {"meeting": meeting, "gate": state}, status=403)
    require(request.user, "meetings.read_minutes", meeting)
    return render(request, "meetings/minutes.html", _reading_context(request, meeting))


def _reading_context(request, meeting) -> dict:
    stored = minutes_of(meeting)
    content = shown_content(meeting, stored)
    writes = request.user.has_perm("meetings.edit_minutes", meeting)
    return {
        "meeting": meeting,
        "minutes": stored,
        "content": for_reading(content),
        "is_empty": is_empty(content),
        "is_intact": is_intact(stored),
        "states": dict(ActionItem.objects.filter(meeting=meeting).values_list("pk", "state")),
        "approval": {"seen": digest(content)},
        "writes": writes,
        "is_open": writes and not why_closed(meeting),
        "without_attendance": not Invitee.objects.filter(meeting=meeting).exclude(presence="").exists(),
    }


@require_safe
def minutes_edit(request, uuid):
    """Show every item with its notes, decisions and actions; each is saved to its own address."""
    meeting = writable_meeting(request, uuid)
    return render(request, "meetings/minutes_edit.html", writing_context(meeting))


def writing_context(meeting, page=None, refused=None) -> dict:
    """Return what the page that writes minutes shows; ``refused`` is the panel of what could not be saved."""
    page = page or WritingPage(meeting)
    closed = why_closed(meeting)
    return {
        "meeting": meeting,
        "minutes": minutes_of(meeting),
        "panels": page.panels(refused),
        "closed": closed,
        "autosaved": False,
        # Somebody validated meanwhile: there is no field any more, and what was typed must not be lost with it.
        "unsaved": _typed_in(refused) if closed and refused else [],
    }


def _typed_in(panel) -> list[str]:
    """Return what stands in the refused forms of ``panel``."""
    forms = [panel.note_form, panel.decision_form, panel.action_form, *panel.decisions, *panel.actions]
    typed = [form[name].value() for form in forms if form and form.is_bound for name in form.fields.keys() & TEXTS]
    return [text for text in typed if text]


def writable_meeting(request, uuid):
    """Return the meeting; Http404 when the viewer may not know of it, 403 unless they write its minutes."""
    meeting = visible_meeting(request, uuid)
    require(request.user, "meetings.edit_minutes", meeting)
    return meeting


@require_POST
def minutes_review(request, uuid):
    """Open the minutes for reading by those invited."""
    meeting = writable_meeting(request, uuid)
    if _try(request, services.open_review, meeting):
        messages.success(request, _("Those invited can read the minutes now. Validate them when they are right."))
    return redirect("meetings:minutes", meeting.uuid)


@require_POST
def minutes_draft(request, uuid):
    """Take the minutes back to draft."""
    meeting = writable_meeting(request, uuid)
    if _try(request, services.back_to_draft, meeting):
        messages.success(request, _("The minutes are a draft again: only the team reads them."))
    return redirect("meetings:minutes_edit", meeting.uuid)


@require_POST
def minutes_validate(request, uuid):
    """Freeze the text that was seen, named by its hash (D-92)."""
    meeting = writable_meeting(request, uuid)
    if _try(request, services.validate, meeting, seen=request.POST.get("seen", "")):
        messages.success(request, _("The minutes are validated and do not change any more."))
    return redirect("meetings:minutes", meeting.uuid)


def _try(request, verb, meeting, **options) -> bool:
    try:
        verb(meeting, by=Actor.of_request(request), **options)
    except DomainError as refusal:
        messages.error(request, refusal.message)
        return False
    return True


@require_safe
def minutes_pdf(request, uuid):
    """Give the minutes to print, marked as a draft until validated."""
    meeting = visible_meeting(request, uuid)
    if not request.user.has_perm("meetings.read_minutes", meeting):
        raise PermissionDenied
    stored = minutes_of(meeting)
    data = document.data_of(shown_content(meeting, stored), stored)
    name = _("minutes") if stored.state == MinutesState.VALIDATED else _("draft-minutes")
    return pdf_response(render_pdf(document.TEMPLATE, data), name, meeting)
