"""Items proposed for an agenda: by those expected, signed in or by the link of a mail, and the team's answers."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from portal.core.access import get_visible_or_404, require
from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.links import LinkError, read_link
from portal.directory.addressees import addressee_of

from ..delays import delays_for, items_deadline, last_day_for_items
from ..events import place_of
from ..forms.proposals import ProposalAnswerForm, ProposalForm
from ..models import Meeting
from ..notifications import PROPOSE
from ..proposing import is_expected, own_proposals, proposals_before, why_no_proposal
from ..services import proposals as services
from .lookup import RELATED, managed_meeting, visible_meeting


@require_http_methods(["GET", "HEAD", "POST"])
def agenda_propose(request, uuid):
    """Propose an item signed in, and see what became of one's others."""
    meeting = visible_meeting(request, uuid)
    require(request.user, "meetings.propose_item", meeting)
    person = request.user.person
    form, done = _propose(request, meeting, person, Actor.of_request(request))
    if done:
        messages.success(request, _("Your proposal reached the team; its answer is shown here."))
        return redirect("meetings:agenda_propose", meeting.uuid)
    return render(request, "meetings/agenda_propose.html", _page(meeting, person, form))


@require_POST
def proposal_withdraw(request, uuid, pk):
    """Take one's own proposal back."""
    meeting = visible_meeting(request, uuid)
    require(request.user, "meetings.propose_item", meeting)
    person = request.user.person
    found = {one.pk: one for one in own_proposals(meeting, person)}.get(pk)
    if found is None:
        raise Http404
    try:
        services.withdraw_proposal(found, person=person, by=Actor.of_request(request))
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Your proposal is taken back."))
    return redirect("meetings:agenda_propose", meeting.uuid)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def propose_link(request, signed):
    """Propose without account: GET shows the form, POST proposes or takes back (D-42).

    Kind, date and place only are shown, and what the addressee wrote: links are forwarded.
    """
    try:
        meeting, person = _opened(signed)
    except LinkError as error:
        status = 410 if error.code == "expired" else 404
        return _private(render(request, "meetings/answer_link_error.html", {"error": error}, status=status))
    said, problem = "", ""
    form = None
    if request.method == "POST" and "withdraw" in request.POST:
        said, problem = _withdraw(request, meeting, person)
    else:
        form, done = _propose(request, meeting, person, Actor.of_link(person))
        if done:
            form, said = None, _("Your proposal reached the team; its answer is shown here.")
    context = {**_page(meeting, person, form or ProposalForm(meeting=meeting)), "said": said, "problem": problem}
    return _private(render(request, "meetings/propose_link.html", context))


@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request, uuid, pk):
    """Answer a proposal: keep it for a later meeting, or decline it with a word."""
    meeting = managed_meeting(request, uuid)
    found = _before(meeting, pk)
    form = ProposalAnswerForm(request.POST if request.method == "POST" else None, proposal=found)
    if request.method == "POST" and form.is_valid():
        verb = services.decline_proposal if "decline" in request.POST else services.postpone_proposal
        try:
            verb(found, answer=form.cleaned_data["answer"], by=Actor.of_request(request))
        except DomainError as refusal:
            refusal.add_to(form)
        else:
            messages.success(request, _("The author finds your answer where the proposal was made."))
            return redirect("meetings:agenda_edit", meeting.uuid)
    context = {"meeting": meeting, "proposal": found, "form": form}
    return render(request, "meetings/proposal.html", context)


@require_POST
def proposal_accept(request, uuid, pk):
    """Put a proposal on the agenda."""
    meeting = managed_meeting(request, uuid)
    found = _before(meeting, pk)
    try:
        services.accept_proposal(found, meeting=meeting, by=Actor.of_request(request))
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The proposal stands at the end of the agenda: change it or move it as you like."))
    return redirect("meetings:agenda_edit", meeting.uuid)


def _propose(request, meeting: Meeting, person, by: Actor) -> tuple[ProposalForm, bool]:
    """Return the form, and whether what it held is proposed now."""
    form = ProposalForm(request.POST if request.method == "POST" else None, meeting=meeting)
    if request.method != "POST" or not form.is_valid():
        return form, False
    names = ("title", "description", "minutes", "presents")
    try:
        services.propose_item(meeting, person=person, **{name: form.cleaned_data[name] for name in names}, by=by)
    except DomainError as refusal:
        refusal.add_to(form)
        return form, False
    return form, True


def _withdraw(request, meeting: Meeting, person) -> tuple[str, str]:
    """Take back what the addressee of a link chose; return what to say, and what went wrong."""
    pk = request.POST["withdraw"]
    chosen = {str(one.pk): one for one in own_proposals(meeting, person)}.get(pk)
    if chosen is None:
        return "", _("This proposal is not there any more.")
    try:
        services.withdraw_proposal(chosen, person=person, by=Actor.of_link(person))
    except DomainError as refusal:
        return "", refusal.message
    return _("Your proposal is taken back."), ""


def _page(meeting: Meeting, person, form: ProposalForm) -> dict:
    delays = delays_for(meeting)
    return {
        "meeting": meeting,
        "person": person,
        "scope": meeting.platform or meeting.territory,
        "place": place_of(meeting),
        "form": form,
        "closed": why_no_proposal(meeting),
        "until": last_day_for_items(meeting, delays),
        "is_late": timezone.now() >= items_deadline(meeting, delays),
        "own": own_proposals(meeting, person),
    }


def _opened(signed: str):
    """Return the meeting and the addressee of a link. Raises LinkError for what opens nothing (any more)."""
    payload = read_link(signed, PROPOSE)
    person = addressee_of(payload)
    # The link dies with the membership (D-07), and when the meeting is nothing to the addressee any more.
    seen = Meeting.objects.visible_to(person).select_related(*RELATED).filter(pk=payload.get("meeting"))
    meeting = seen.first() if person is not None else None
    if meeting is None or not is_expected(person, meeting):
        raise LinkError(_("This link is not valid. Check that the whole address was copied."), code="invalid")
    return meeting, person


def _before(meeting: Meeting, pk: int):
    """Return a proposal that the team of ``meeting`` has before it; Http404 for any other."""
    return get_visible_or_404(proposals_before(meeting), pk=pk)


def _private(response):
    """Keep the address, which is the whole secret, out of Referer headers and of search engines (D-33)."""
    response.headers["Referrer-Policy"] = "strict-origin"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
