"""The sheet to sign, and its entry afterwards: line by line in the order of the paper, from the keyboard."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.printing import render_pdf

from ..attendance_list import groups_of, listed
from ..documents import sign_in_sheet
from ..enums import Presence
from ..forms.attendance import AttendanceRowForm
from ..services import attendance as services
from .lookup import managed_meeting
from .pdf import pdf_response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def attendance_sheet(request, uuid):
    """Show every line with the answer as a suggestion, and record what was chosen in one go."""
    meeting = managed_meeting(request, uuid)
    lines = [line for group in groups_of(listed(meeting)) for line in group.lines]
    data = request.POST if request.method == "POST" else None
    forms = [AttendanceRowForm(data, line=line) for line in lines]
    valid = [form.is_valid() for form in forms]
    if data is not None and all(valid):
        try:
            rows = [form.row for form in forms if _was_sent(form)]
            done = services.record_attendance(meeting, rows, by=Actor.of_request(request))
        except DomainError as refusal:
            messages.error(request, refusal.message)
            return redirect("meetings:attendance", meeting.uuid)
        if not done.conflicts:
            return _saved(request, meeting, done)
        forms = _show_conflicts(lines, forms, done)
    context = {
        "meeting": meeting,
        "rows": forms,
        "closed": services.why_closed(meeting),
        "conflicts": any(form.conflict for form in forms),
        "invalid": data is not None and not all(valid),
    }
    return render(request, "meetings/attendance_sheet.html", context)


def _was_sent(form) -> bool:
    """Tell whether the line stood on the page that was sent: somebody may have been added meanwhile."""
    return form.add_prefix("seen") in form.data


def _saved(request, meeting, done):
    if done.changed:
        text = ngettext("%(count)d line is recorded.", "%(count)d lines are recorded.", done.changed)
        messages.success(request, text % {"count": done.changed})
    else:
        messages.info(request, _("Nothing had changed."))
    return redirect("meetings:attendance", meeting.uuid)


def _show_conflicts(lines, sent, done) -> list[AttendanceRowForm]:
    """Return the lines as stored now; those that somebody else changed say so, with what was sent."""
    theirs = {invitee.pk: invitee for invitee in done.conflicts}
    shown = []
    for line, form in zip(lines, sent, strict=True):
        yours = form.cleaned_data["presence"]
        invitee = line.invitee
        invitee.presence = theirs[invitee.pk].presence if invitee.pk in theirs else yours
        fresh = AttendanceRowForm(line=line)
        fresh.conflict = invitee.pk in theirs
        fresh.yours_label = Presence(yours).label
        shown.append(fresh)
    return shown


@require_safe
def sign_in_sheet_pdf(request, uuid):
    """Give the sheet that those present sign."""
    meeting = managed_meeting(request, uuid)
    data = sign_in_sheet.data_of(meeting)
    return pdf_response(render_pdf(sign_in_sheet.TEMPLATE, data), _("sign-in-sheet"), meeting)
