"""Remarks on minutes: made and taken back by those convened, answered by the team."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.core.access import get_visible_or_404, require
from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.directory.querysets import person_of

from ..forms.reading import CommentAnswerForm, CommentForm, item_of
from ..known_names import known_names
from ..models import MinutesComment
from ..services import comments as services
from ..services.writing import minutes_of
from .lookup import visible_meeting
from .minutes import reading_context, writable_meeting

REFUSED, CONFLICT = 422, 409


@require_POST
def comment_add(request, uuid):
    """Remark on an item; what cannot be taken any more goes back to its author with the reason."""
    meeting = visible_meeting(request, uuid)
    require(request.user, "meetings.view_details", meeting)
    require(request.user, "meetings.answer", meeting)
    form = comment_form(meeting, request.POST)
    lost = save_comment(meeting, form, person_of(request.user), by=Actor.of_request(request))
    if lost:
        return render(request, "meetings/minutes_comment_lost.html", {"meeting": meeting, **lost}, status=CONFLICT)
    if form.errors:
        if not request.user.has_perm("meetings.comment_minutes", meeting):
            context = {"meeting": meeting, "reason": _("Not saved: see below."), "text": form["text"].value()}
            return render(request, "meetings/minutes_comment_lost.html", context, status=CONFLICT)
        return render(request, "meetings/minutes.html", reading_context(request, meeting, refused=form), status=REFUSED)
    messages.success(request, _("Your remark is saved; the team reads it."))
    return redirect(f"{reverse('meetings:minutes', args=[meeting.uuid])}{anchor(form.cleaned_data['item'])}")


def comment_form(meeting, data) -> CommentForm:
    """Return the form of what was sent, about the item that it names."""
    item = data.get("item", "")
    return CommentForm(
        data, item=int(item) if item.isdecimal() and len(item) < 19 else None, known=known_names(meeting)
    )


def save_comment(meeting, form, person, *, by) -> dict:
    """Save the remark of a valid ``form``; return reason and text where the page has no place for it any more."""
    if not form.is_valid():
        return {}
    data = form.cleaned_data
    try:
        services.comment(minutes_of(meeting), item_of(meeting, data["item"]), person, data["text"], by=by)
    except DomainError as refusal:
        if refusal.code in ("closed", "gone", "invited"):
            return {"reason": refusal.message, "text": data["text"]}
        refusal.add_to(form)
    return {}


@require_POST
def comment_remove(request, uuid, pk):
    """Take back one's own remark."""
    meeting = visible_meeting(request, uuid)
    require(request.user, "meetings.view_details", meeting)
    own = MinutesComment.objects.filter(minutes__meeting=meeting, person=person_of(request.user))
    comment = get_visible_or_404(own.select_related("minutes"), pk=pk)
    try:
        services.remove_comment(comment, by=Actor.of_request(request))
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Your remark is taken back."))
    return redirect("meetings:minutes", meeting.uuid)


@require_POST
def comment_answer(request, uuid, pk):
    """Say what became of a remark."""
    meeting = writable_meeting(request, uuid)
    comments = MinutesComment.objects.filter(minutes__meeting=meeting).select_related("minutes")
    comment = get_visible_or_404(comments, pk=pk)
    form = CommentAnswerForm(request.POST, comment=comment, known=known_names(meeting))
    status = REFUSED
    if form.is_valid():
        data = form.cleaned_data
        try:
            services.answer_comment(
                comment,
                state=data["state"],
                answer=data["answer"],
                version=data["version"],
                by=Actor.of_request(request),
            )
        except DomainError as refusal:
            refusal.add_to(form)
            if refusal.code == "stale":
                # Theirs is in sight now: answering again is a choice.
                status = CONFLICT
                comment.refresh_from_db()
                form.data = form.data.copy()
                form.data["version"] = services.comment_version(comment)
        else:
            messages.success(request, _("The remark is answered; its author reads the answer in the minutes."))
            return redirect(f"{reverse('meetings:minutes', args=[meeting.uuid])}#remarque-{comment.pk}")
    return render(request, "meetings/minutes.html", reading_context(request, meeting, refused=form), status=status)


def anchor(item: int | None) -> str:
    """Return where the page shows the remarks on an item, or on the whole."""
    return f"#point-{item}" if item else "#remarques"
