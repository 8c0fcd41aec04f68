"""The mailbox of the demonstration: the mails of everybody, readable by everybody, and only there (DESIGN §8)."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from ..composition import linked_text
from ..models import OutgoingMail

PER_PAGE = 50


def _only_in_demonstration() -> None:
    if not settings.DEMO:
        raise Http404


@login_not_required
@require_safe
def demo_mails(request):
    """List the mails, the newest first; ``pour`` keeps those of one recipient."""
    _only_in_demonstration()
    recipient = request.GET.get("pour", "").strip()
    mails = OutgoingMail.objects.defer("text", "html", "calendar")
    if recipient:
        mails = mails.filter(recipient__iexact=recipient)
    page = Paginator(mails, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "mailing/demo_mails.html", {"page": page, "recipient": recipient})


@login_not_required
@require_safe
def demo_mail(request, pk):
    """Show one mail: its text with links to follow, and its calendar part."""
    _only_in_demonstration()
    mail = get_object_or_404(OutgoingMail, pk=pk)
    calendar = bytes(mail.calendar).decode("utf-8", "replace") if mail.calendar else ""
    context = {"mail": mail, "text": linked_text(mail.text), "calendar": calendar}
    return render(request, "mailing/demo_mail.html", context)


@login_not_required
@require_safe
def demo_mail_calendar(request, pk):
    """Give the calendar part as a file."""
    _only_in_demonstration()
    mail = get_object_or_404(OutgoingMail, pk=pk)
    if not mail.calendar:
        raise Http404
    return HttpResponse(
        bytes(mail.calendar),
        content_type=f"text/calendar; method={mail.calendar_method}; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="invite.ics"'},
    )
