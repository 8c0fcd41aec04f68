"""Mails that could not be delivered, for those who caused them and for administrators; never their text."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from portal.core.actors import Actor

from ..enums import MailState
from ..models import OutgoingMail
from ..services import send_again

PER_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
def undelivered(request):
    """List them with the server's reason; POST puts them all back in the queue."""
    mails = (
        OutgoingMail.objects.visible_to(request.user).filter(state=MailState.FAILED).defer("text", "html", "calendar")
    )
    if request.method == "POST":
        count = send_again(mails, by=Actor.of_request(request))
        words = ngettext("%(count)s mail will be sent again.", "%(count)s mails will be sent again.", count)
        messages.success(request, words % {"count": count})
        return redirect("mailing:undelivered")
    page = Paginator(mails, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "mailing/undelivered.html", {"page": page})
