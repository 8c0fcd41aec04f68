"""Guests of one meeting: invite somebody, take the invitation back."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.core.access import get_visible_or_404
from portal.core.actors import Actor
from portal.core.errors import DomainError

from ..enums import MeetingStatus
from ..forms.guests import GuestForm
from ..services.guests import invite_guest, uninvite_guest, why_not
from .lookup import managed_meeting


@require_http_methods(["GET", "HEAD", "POST"])
def guest_invite(request, uuid):
    """Invite one more person to this meeting alone."""
    meeting = managed_meeting(request, uuid)
    closed = why_not(meeting)
    if closed:
        messages.warning(request, closed)
        return redirect("meetings:meeting", meeting.uuid)
    form = GuestForm(request.POST if request.method == "POST" else None, meeting=meeting)
    if request.method == "POST" and form.is_valid():
        try:
            invited = invite_guest(
                meeting,
                form.who(),
                organisation_name=form.cleaned_data["organisation_name"],
                by=Actor.of_request(request),
            )
        except DomainError as refusal:
            refusal.add_to(form)
        else:
            _say_invited(request, invited)
            return redirect("meetings:meeting", meeting.uuid)
    context = {"meeting": meeting, "form": form, "is_convened": meeting.status == MeetingStatus.CONVENED}
    return render(request, "meetings/guest_invite.html", context)


@require_POST
def guest_uninvite(request, uuid, pk):
    """Take the invitation of a guest back."""
    meeting = managed_meeting(request, uuid)
    invitee = get_visible_or_404(meeting.invitees, pk=pk)
    try:
        told = uninvite_guest(invitee, by=Actor.of_request(request))
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        text = (
            _("%(person)s is no longer invited, and is told by mail.")
            if told
            else _("%(person)s is no longer invited.")
        )
        messages.success(request, text % {"person": invitee.name})
    return redirect("meetings:meeting", meeting.uuid)


def _say_invited(request, invited) -> None:
    name = {"person": invited.invitee.name}
    if invited.unreached:
        messages.warning(request, _("%(person)s is invited, but no mail reaches them: tell them yourself.") % name)
    elif invited.convened:
        messages.success(request, _("%(person)s is invited and convened.") % name)
    else:
        messages.success(request, _("%(person)s is invited; the convocation goes out with the others.") % name)
