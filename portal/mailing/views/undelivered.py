"""Mails that wait or did not arrive, for those who answer for them and for administrators; never their text."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from portal.core.actors import Actor

from ..audience import corrections_for
from ..explanations import blames_address, explain, server_words, shown_state
from ..models import OutgoingMail
from ..notifications import kind_label
from ..services import again
from ..services.addresses import failing_among

PER_PAGE = 50
#: What ``voir`` of the address says for the list of what has not left yet.
WAITING = "attente"


@require_http_methods(["GET", "HEAD", "POST"])
def undelivered(request):
    """List them with the reason; POST puts all that did not arrive back in the queue."""
    mine = OutgoingMail.objects.visible_to(request.user).defer("text", "html", "calendar")
    stuck, waiting = mine.to_look_at(), mine.on_the_way()
    if request.method == "POST":
        return _said_how_many(request, again.send_again(stuck, by=Actor.of_request(request)))
    shows_waiting = request.GET.get("voir") == WAITING
    rows = waiting.order_by("-urgent", "due_at", "pk") if shows_waiting else stuck
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    url = reverse("mailing:undelivered")
    tabs = [
        {"label": _("To look at"), "url": url, "current": not shows_waiting, "count": stuck.count()},
        {
            "label": _("On the way"),
            "url": f"{url}?voir={WAITING}",
            "current": shows_waiting,
            "count": waiting.count(),
        },
    ]
    context = {"page": page, "lines": _lines(request.user, page.object_list), "tabs": tabs, "waiting": shows_waiting}
    return render(request, "mailing/undelivered.html", context)


@require_POST
def mail_again(request, pk):
    """Put one mail back in the queue."""
    return _said_how_many(request, again.send_again(_one(request, pk), by=Actor.of_request(request)))


@require_POST
def mail_set_aside(request, pk):
    """Leave one mail at that."""
    if again.set_aside(_one(request, pk), by=Actor.of_request(request)):
        messages.success(request, _("The mail is set aside."))
    return redirect("mailing:undelivered")


def _one(request, pk):
    visible = OutgoingMail.objects.visible_to(request.user)
    return visible.filter(pk=get_object_or_404(visible.only("pk"), pk=pk).pk)


def _said_how_many(request, count):
    if count:
        words = ngettext("%(count)s mail will be sent again.", "%(count)s mails will be sent again.", count)
        messages.success(request, words % {"count": count})
    else:
        messages.warning(request, _("Nothing is left to send again here."))
    return redirect("mailing:undelivered")


def _lines(viewer, mails) -> list[dict]:
    mails = list(mails)
    failing = failing_among(mail.recipient for mail in mails)
    corrections = corrections_for(viewer, mails)
    return [
        _line(viewer, mail, failing.get(mail.recipient.lower(), ""), corrections.get(mail.pk, "")) for mail in mails
    ]


def _line(viewer, mail, held_for: str, correct_url: str) -> dict:
    return {
        "mail": mail,
        "kind": kind_label(mail.kind),
        # A subject may name what stands behind a gate: its sender wrote it, others may not read it.
        "subject": mail.subject if mail.asked_by_id == viewer.pk else "",
        "state": shown_state(mail),
        "why": explain(mail, held_for),
        "server": server_words(mail, held_for),
        "correct_url": correct_url if blames_address(mail) else "",
        # A secret is forgotten once it has left: what it opened is asked for anew.
        "may_go_again": not mail.secret,
    }
