"""Who was there: one page for a phone, and the sheet to sign."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.printing import render_pdf

from ..documents import sign_in_sheet
from ..enums import Presence
from ..forms.attendance import AttendanceRowForm, GuestForm
from ..services import attendance as services
from .lookup import managed_meeting
from .pdf import pdf_response


@require_http_methods(["GET", "HEAD", "POST"])
def attendance(request, uuid):
    """Show every invitee with the answer as a suggestion, and record what was chosen."""
    meeting = managed_meeting(request, uuid)
    invitees = list(meeting.invitees.select_related("replaced_by"))
    data = request.POST if request.method == "POST" else None
    forms = [AttendanceRowForm(data, invitee=invitee) for invitee in invitees]
    valid = [form.is_valid() for form in forms]
    if data is not None and all(valid):
        try:
            done = services.record_attendance(meeting, [form.row for form in forms], by=Actor.of_request(request))
        except DomainError as refusal:
            messages.error(request, refusal.message)
            return redirect("meetings:attendance", meeting.uuid)
        if not done.conflicts:
            return _saved(request, meeting, done)
        forms = _show_conflicts(invitees, forms, done)
    context = {
        "meeting": meeting,
        "rows": forms,
        "guest_form": GuestForm(),
        "closed": services.why_closed(meeting),
        "conflicts": any(form.conflict for form in forms),
    }
    return render(request, "meetings/attendance.html", context)


def _saved(request, meeting, done):
    if done.changed:
        text = ngettext("%(count)d line is recorded.", "%(count)d lines are recorded.", done.changed)
        messages.success(request, text % {"count": done.changed})
    else:
        messages.info(request, _("Nothing had changed."))
    return redirect("meetings:meeting", meeting.uuid)


def _show_conflicts(invitees, sent, done) -> list[AttendanceRowForm]:
    """Return the lines as stored now; those that somebody else changed say so, with what was sent."""
    theirs = {invitee.pk: invitee for invitee in done.conflicts}
    shown = []
    for invitee, form in zip(invitees, sent, strict=True):
        yours = form.cleaned_data["presence"]
        invitee.presence = theirs[invitee.pk].presence if invitee.pk in theirs else yours
        fresh = AttendanceRowForm(invitee=invitee)
        fresh.conflict = invitee.pk in theirs
        fresh.yours_label = Presence(yours).label
        shown.append(fresh)
    return shown


@require_POST
def guest_add(request, uuid):
    """Add somebody who came uninvited."""
    meeting = managed_meeting(request, uuid)
    form = GuestForm(request.POST)
    if form.is_valid():
        try:
            guest = services.add_guest(meeting, by=Actor.of_request(request), **form.cleaned_data)
        except DomainError as refusal:
            refusal.add_to(form)
        else:
            messages.success(request, _("%(name)s is added, present.") % {"name": guest.name})
            return redirect("meetings:attendance", meeting.uuid)
    invitees = meeting.invitees.select_related("replaced_by")
    context = {
        "meeting": meeting,
        "rows": [AttendanceRowForm(invitee=invitee) for invitee in invitees],
        "guest_form": form,
        "closed": services.why_closed(meeting),
        "conflicts": False,
    }
    return render(request, "meetings/attendance.html", context)


@require_safe
def sign_in_sheet_pdf(request, uuid):
    """Give the sheet that those present sign."""
    meeting = managed_meeting(request, uuid)
    data = sign_in_sheet.data_of(meeting)
    return pdf_response(render_pdf(sign_in_sheet.TEMPLATE, data), _("sign-in-sheet"), meeting)
