"""Documents of a meeting: read above the gate, put in and taken away by the team (D-27, D-50, D-82)."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.core.access import get_visible_or_404, require
from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.private_files import private_file_response

from ..enums import MeetingStatus
from ..forms.attachments import AttachmentForm
from ..services import attachments as services
from .lookup import managed_meeting, visible_meeting


@require_http_methods(["GET", "HEAD", "POST"])
def attachments(request, uuid):
    """List the documents of a meeting with what puts another one in."""
    meeting = managed_meeting(request, uuid)
    initial = {"item": request.GET.get("point", "")[:10]}
    form = AttachmentForm(
        request.POST if request.method == "POST" else None, request.FILES or None, meeting=meeting, initial=initial
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.add_attachment(
                meeting, data["upload"], item=data["item"], name=data["name"], by=Actor.of_request(request)
            )
        except DomainError as refusal:
            refusal.add_to(form)
        else:
            messages.success(request, _("The document is there, for those who read the agenda."))
            return redirect("meetings:attachments", meeting.uuid)
    context = {
        "meeting": meeting,
        "form": form,
        "files": list(meeting.attachments.filter(removed_at=None).select_related("item")),
        "closed": meeting.status == MeetingStatus.CANCELLED,
    }
    return render(request, "meetings/attachments.html", context)


@require_safe
def attachment(request, uuid, key):
    """Give a document out, above the gate only."""
    meeting = visible_meeting(request, uuid)
    require(request.user, "meetings.view_details", meeting)
    found = get_visible_or_404(meeting.attachments.filter(removed_at=None), uuid=key)
    return private_file_response(found.file, services.download_name(found))


@require_POST
def attachment_remove(request, uuid, key):
    """Take a document away."""
    meeting = managed_meeting(request, uuid)
    found = get_visible_or_404(meeting.attachments.filter(removed_at=None), uuid=key)
    services.remove_attachment(found, by=Actor.of_request(request))
    messages.success(request, _("The document is removed."))
    return redirect("meetings:attachments", meeting.uuid)
