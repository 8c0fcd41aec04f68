"""Answers: by a one-click link without account, signed in on the meeting's page, and the team's confirmation."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from portal.core.access import get_visible_or_404, require
from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.links import LinkError, read_link
from portal.directory.addressees import addressee_of

from ..events import place_of
from ..forms.answer import AnswerForm, SubstituteForm
from ..models import Invitee, Meeting
from ..notifications import ANSWER
from ..services import answers
from .lookup import managed_meeting, visible_meeting
from .meeting import page_context


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request, signed):
    """Answer without account: GET shows what it will do, POST does it (D-42).

    The page holds kind, date and place only, whatever the addressee signed: links are forwarded.
    """
    try:
        invitee = _invitee_of(signed)
    except LinkError as error:
        status = 410 if error.code == "expired" else 404
        return _private(render(request, "meetings/answer_link_error.html", {"error": error}, status=status))
    meeting = invitee.meeting
    closed = answers.why_closed(meeting)
    form = AnswerForm(request.POST if request.method == "POST" else None, invitee=invitee)
    done = False
    if request.method == "POST" and not closed and form.is_valid():
        try:
            invitee = answers.answer(
                invitee,
                answer=form.cleaned_data["answer"],
                substitute=form.substitute,
                by=Actor.of_link(invitee.person),
            )
        except DomainError as refusal:
            refusal.add_to(form)
        else:
            invitee.meeting = meeting
            form, done = AnswerForm(invitee=invitee), True
    context = {
        "invitee": invitee,
        "meeting": meeting,
        "scope": meeting.platform or meeting.territory,
        "place": place_of(meeting),
        "form": form,
        "closed": closed,
        "done": done,
    }
    return _private(render(request, "meetings/answer.html", context))


def _invitee_of(signed: str) -> Invitee:
    """Return the addressee of a link. Raises LinkError for what opens nothing, a row that is gone included."""
    payload = read_link(signed, ANSWER)
    related = ("person", "meeting__platform", "meeting__territory", "meeting__venue__site__organisation")
    invitee = Invitee.objects.select_related(*related).filter(pk=payload.get("invitee")).first()
    if invitee is None or not _is_addressee(invitee, payload) or _has_left(invitee):
        raise LinkError(_("This link is not valid. Check that the whole address was copied."), code="invalid")
    return invitee


def _is_addressee(invitee: Invitee, payload: dict) -> bool:
    """Tell whether the link went to the invitee's address of today; guests of whom only a name is kept have none."""
    if invitee.person_id is None:
        return "person" not in payload
    person = addressee_of(payload)
    return person is not None and person.pk == invitee.person_id


def _has_left(invitee: Invitee) -> bool:
    """Tell whether the addressee may no longer know of the meeting: the link dies with the membership (D-07)."""
    person = invitee.person
    return person is not None and not Meeting.objects.visible_to(person).filter(pk=invitee.meeting_id).exists()


def _private(response):
    """Keep the address, which is the whole secret, out of Referer headers and of search engines (D-33).

    Not "no-referrer": browsers then send ``Origin: null`` with the form, which the CSRF check refuses.
    """
    response.headers["Referrer-Policy"] = "strict-origin"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@require_POST
def meeting_answer(request, uuid):
    """Answer signed in, from the meeting's page."""
    meeting = visible_meeting(request, uuid)
    require(request.user, "meetings.answer", meeting)
    invitee = meeting.invitees.get(person=request.user.person)
    form = AnswerForm(request.POST, invitee=invitee)
    if form.is_valid():
        try:
            answers.answer(
                invitee,
                answer=form.cleaned_data["answer"],
                substitute=form.substitute,
                by=Actor.of_request(request),
            )
        except DomainError as refusal:
            if refusal.code == "closed":
                messages.error(request, refusal.message)
                return redirect("meetings:meeting", meeting.uuid)
            refusal.add_to(form)
        else:
            messages.success(request, _("Your answer is recorded. You can change it until the meeting."))
            return redirect("meetings:meeting", meeting.uuid)
    return render(request, "meetings/meeting.html", page_context(request, meeting, answer_form=form))


@require_http_methods(["GET", "HEAD", "POST"])
def substitute(request, uuid, pk):
    """Confirm who comes in the place of an invitee who is excused."""
    meeting = managed_meeting(request, uuid)
    invitee = get_visible_or_404(meeting.invitees.select_related("organisation", "person"), pk=pk)
    invitee.meeting = meeting
    form = SubstituteForm(request.POST if request.method == "POST" else None, invitee=invitee)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            coming = answers.confirm_substitute(
                invitee,
                person=data["person"],
                first_name=data["first_name"],
                last_name=data["last_name"],
                email=data["email"],
                by=Actor.of_request(request),
            )
        except DomainError as refusal:
            refusal.add_to(form)
        else:
            messages.success(request, _("%(name)s is invited.") % {"name": coming.name})
            return redirect("meetings:meeting", meeting.uuid)
    context = {"form": form, "invitee": invitee, "meeting": meeting}
    return render(request, "meetings/substitute.html", context)
