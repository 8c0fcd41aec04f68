"""Proposed changes of sheets, for those who may decide about them."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from portal.core.access import get_visible_or_404
from portal.core.actors import Actor
from portal.core.errors import DomainError

from ..enums import ProposalState
from ..proposal_page import lines_of, pending_for
from ..querysets import is_professional
from ..services.checks import version_of
from ..services.organisations import SHEET_FIELDS
from ..services.proposals import accept_proposal, refuse_proposal
from .sheets import sheet_edited

PER_PAGE = 50


@require_safe
def proposals(request):
    """List what the reader may decide, the oldest first."""
    if not is_professional(request.user):
        raise Http404
    rows = pending_for(request.user).order_by("made_at", "pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "directory/proposals.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request, pk, proposal):
    """Show old and new side by side; a POST takes over all, what is chosen, or nothing."""
    shown = sheet_edited(request, pk)
    rows = shown.proposals.select_related("platform", "person", "decided_by")
    kept = get_visible_or_404(rows, pk=proposal)
    refusal = None
    if request.method == "POST":
        try:
            return _decided(request, shown, kept)
        except DomainError as error:
            refusal = error
            shown.refresh_from_db()
            kept.refresh_from_db()
    lines = lines_of(kept, shown)
    # What somebody wrote since the proposal is newer than it: taking it over is a choice to make.
    ticked = request.POST.getlist("field") if refusal else [line.name for line in lines if not line.changed_since]
    context = {
        "organisation": shown,
        "proposal": kept,
        "is_pending": kept.state == ProposalState.PENDING,
        "lines": lines,
        "ticked": ticked,
        "version": version_of(shown, SHEET_FIELDS),
        "refusal": refusal,
    }
    status = 200 if refusal is None else 409 if refusal.code in ("stale", "decided") else 200
    return render(request, "directory/proposal.html", context, status=status)


def _decided(request, organisation, kept):
    """Do what the pressed button says and return to the sheet."""
    by = Actor.of_request(request)
    act = request.POST.get("act")
    if act == "refuse":
        refuse_proposal(kept, by=by)
        messages.success(request, _("The proposal is refused: the sheet stays as it is."))
        return redirect("directory:organisation", pk=organisation.pk)
    fields = None if act == "all" else request.POST.getlist("field")
    done = accept_proposal(kept, fields=fields, version=request.POST.get("version", ""), by=by)
    count = len(done.taken)
    message = ngettext("%(count)d field is taken over.", "%(count)d fields are taken over.", count) % {"count": count}
    messages.success(request, message)
    return redirect("directory:organisation", pk=organisation.pk)
