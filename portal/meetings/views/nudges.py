"""Ask a usual organisation that nobody is announced for to send somebody."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from portal.core.actors import Actor
from portal.core.errors import DomainError

from ..services.nudges import nudge_organisation
from .lookup import managed_meeting


@require_POST
def organisation_nudge(request, uuid, pk):
    """Mail the people of the organisation ``pk`` who are invited, once a day at most."""
    meeting = managed_meeting(request, uuid)
    try:
        mailed = nudge_organisation(meeting, pk, by=Actor.of_request(request))
    except DomainError as refusal:
        messages.warning(request, refusal.message)
    else:
        text = ngettext("%(count)d person is asked by mail.", "%(count)d people are asked by mail.", len(mailed))
        messages.success(request, text % {"count": len(mailed)})
    return redirect(reverse("meetings:meeting", args=[meeting.uuid]) + "#representation")
