"""Write the agenda: items, their order, their lengths; and the printed agenda."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.core.access import get_visible_or_404
from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.printing import render_pdf

from ..agenda_marks import MARK_RELATED
from ..agenda_templates import outlines_for
from ..carry_over import open_actions_for
from ..delays import delays_for, freeze_at
from ..display.agenda_panel import dress_items
from ..documents import agenda as document
from ..enums import MeetingStatus, ProposalState
from ..forms.agenda import AgendaItemForm
from ..places import has_places, places_for
from ..presentations import could_present
from ..proposing import OPEN_STATES, proposals_before
from ..services import agenda as services
from ..services.carrying import carry_item, is_carriable, left_over
from ..services.validation_items import minutes_to_validate
from .lookup import managed_meeting, visible_meeting
from .pdf import pdf_response


@require_http_methods(["GET", "HEAD", "POST"])
def agenda_edit(request, uuid):
    """Show the agenda with its total against the meeting's length; a POST adds an item."""
    meeting = managed_meeting(request, uuid)
    form = AgendaItemForm(request.POST if request.method == "POST" else None, meeting=meeting)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_item(meeting, form.details, by=Actor.of_request(request))
        except DomainError as refusal:
            refusal.add_to(form)
        else:
            return redirect("meetings:agenda_edit", meeting.uuid)
    items = list(meeting.agenda_items.select_related("presenter", *MARK_RELATED))
    files = dress_items(meeting, items, manages=True)
    total = sum(item.minutes for item in items)
    length = int(meeting.duration.total_seconds() // 60)
    closed = services.is_closed(meeting)
    context = {
        "meeting": meeting,
        "items": items,
        "form": form,
        "total": total,
        "length": length,
        "left": length - total,
        "over": total - length,
        "closed": closed,
        "files": files,
        "outline": None if items else outlines_for([meeting])[0],
        "open_actions": list(open_actions_for(meeting)),
        "places": places_for(meeting, request.user) if has_places(items) else None,
        # An agenda that is empty starts from the usual one, which an item would forestall.
        "could_present": could_present(meeting) if items and not closed else [],
        "to_validate": [] if closed else minutes_to_validate(meeting),
        "left_over": [] if closed else left_over(meeting),
        "carriable": _carriable(meeting, items),
        "stands": not closed and not meeting.is_over and _stands(meeting),
        **_proposals(meeting),
    }
    return render(request, "meetings/agenda_edit.html", context)


def _proposals(meeting) -> dict:
    """Return what was proposed: what waits for an answer, and what was answered and stands on no agenda."""
    found = list(proposals_before(meeting))
    waiting = [
        one
        for one in found
        if one.state in OPEN_STATES and not (one.state == ProposalState.POSTPONED and one.meeting_id == meeting.pk)
    ]
    answered = [one for one in found if one not in waiting and one.state != ProposalState.ACCEPTED]
    return {"proposals": waiting, "answered": answered}


def _carriable(meeting, items) -> list[int]:
    """Return the keys of the items that can be put off to the next meeting now."""
    if meeting.starts_at > timezone.now() and meeting.status != MeetingStatus.CANCELLED:
        return []
    return [item.pk for item in items if is_carriable(item) and not item.marks.carried_to]


def _stands(meeting) -> bool:
    """Tell whether the agenda was sent and its freeze has passed: what changes now is marked."""
    return meeting.convened_at is not None and timezone.now() >= freeze_at(meeting, delays_for(meeting))


@require_POST
def agenda_take_up(request, uuid):
    """Put on the agenda an item that the last meeting of the circle did not deal with."""
    meeting = managed_meeting(request, uuid)
    chosen = {str(item.pk): item for item in left_over(meeting)}.get(request.POST.get("item", ""))
    if chosen is None:
        messages.warning(request, _("This item was taken up or dealt with meanwhile."))
    else:
        _try(request, carry_item, chosen, to=meeting)
    return redirect("meetings:agenda_edit", meeting.uuid)


@require_POST
def agenda_template(request, uuid):
    """Start an empty agenda from the one of its kind."""
    meeting = managed_meeting(request, uuid)
    _try(request, services.start_from_template, meeting)
    return redirect("meetings:agenda_edit", meeting.uuid)


@require_http_methods(["GET", "HEAD", "POST"])
def agenda_item(request, uuid, pk):
    """Change one item."""
    meeting = managed_meeting(request, uuid)
    item = _item(meeting, pk)
    form = AgendaItemForm(request.POST if request.method == "POST" else None, meeting=meeting, item=item)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_item(item, form.details, version=form.cleaned_data["version"], by=Actor.of_request(request))
        except DomainError as refusal:
            refusal.add_to(form)
            if refusal.code == "stale":
                # Both texts are in sight now: saving again is a choice.
                item.refresh_from_db()
                form.data = form.data.copy()
                form.data[form.add_prefix("version")] = services.item_version(item)
        else:
            messages.success(request, _("The item is saved."))
            return redirect("meetings:agenda_edit", meeting.uuid)
    return render(request, "meetings/agenda_item.html", {"meeting": meeting, "item": item, "form": form})


@require_POST
def agenda_item_remove(request, uuid, pk):
    """Remove one item."""
    meeting = managed_meeting(request, uuid)
    _try(request, services.remove_item, _item(meeting, pk))
    return redirect("meetings:agenda_edit", meeting.uuid)


@require_POST
def agenda_order(request, uuid):
    """Put the items in another order: one up or down by its button, or all of them after dragging."""
    meeting = managed_meeting(request, uuid)
    for name, up in (("up", True), ("down", False)):
        if name in request.POST:
            pk = request.POST[name]
            item = _item(meeting, pk if pk.isdecimal() and len(pk) < 19 else 0)
            _try(request, services.move_item, item, up=up)
            return redirect("meetings:agenda_edit", meeting.uuid)
    order = request.POST.get("order", "")[:1000]
    pks = [int(pk) for pk in order.split(",") if pk.isdecimal() and len(pk) < 19]
    try:
        services.reorder_items(meeting, pks, by=Actor.of_request(request))
    except DomainError as refusal:
        if "X-Reorder" in request.headers:
            return HttpResponse(refusal.message, status=409, content_type="text/plain; charset=utf-8")
        messages.error(request, refusal.message)
    return redirect("meetings:agenda_edit", meeting.uuid)


@require_safe
def agenda_pdf(request, uuid):
    """Give the agenda to print, above the gate only."""
    meeting = visible_meeting(request, uuid)
    if not request.user.has_perm("meetings.view_details", meeting):
        raise PermissionDenied
    return pdf_response(render_pdf(document.TEMPLATE, document.data_of(meeting, request.user)), _("agenda"), meeting)


def _item(meeting, pk):
    return get_visible_or_404(meeting.agenda_items.select_related("meeting", "presenter"), pk=pk)


def _try(request, verb, instance, **options) -> None:
    try:
        verb(instance, by=Actor.of_request(request), **options)
    except DomainError as refusal:
        messages.error(request, refusal.message)
