"""What follows the text of minutes: addenda, the version to hand on, the item that validates them."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.core.access import get_visible_or_404
from portal.core.actors import Actor
from portal.core.errors import DomainError

from ..enums import MinutesState
from ..forms.reading import AddendumForm
from ..known_names import known_names
from ..minutes_content import for_reading, is_empty, last_digest, shareable_content, shown_content
from ..models import Meeting
from ..services import addenda as services
from ..services.sharing import share_item
from ..services.validation_items import add_validation_item
from ..services.writing import minutes_of
from .lookup import managed_meeting
from .minutes import writable_meeting

REFUSED, CONFLICT = 422, 409


@require_http_methods(["GET", "HEAD", "POST"])
def minutes_addendum(request, uuid):
    """Add a correction below validated minutes; what somebody else added meanwhile is shown first (D-91)."""
    meeting = writable_meeting(request, uuid)
    stored = minutes_of(meeting)
    if stored.state != MinutesState.VALIDATED and request.method != "POST":
        messages.error(request, _("These minutes are not validated yet: correct them instead."))
        return redirect("meetings:minutes", meeting.uuid)
    status = 200
    data = request.POST if request.method == "POST" else None
    form = AddendumForm(data, initial={"follows": _last(stored)}, known=known_names(meeting))
    if request.method == "POST":
        status = REFUSED
        if form.is_valid():
            details = form.cleaned_data
            try:
                services.add_addendum(
                    meeting, details["html"], follows=details["follows"], by=Actor.of_request(request)
                )
            except DomainError as refusal:
                refusal.add_to(form)
                if refusal.code == "stale":
                    status = CONFLICT
                    # Theirs is in sight now: adding after it is a choice.
                    form.data = form.data.copy()
                    form.data["follows"] = _last(stored)
            else:
                messages.success(request, _("The addendum stands below the minutes."))
                return redirect(f"{reverse('meetings:minutes', args=[meeting.uuid])}#additifs")
    addenda = list(stored.addenda.select_related("written_by__person")) if stored.pk else []
    context = {"meeting": meeting, "minutes": stored, "addenda": addenda, "form": form}
    return render(request, "meetings/minutes_addendum.html", context, status=status)


def _last(minutes) -> str:
    if minutes.pk is None:
        return ""
    return last_digest(minutes, minutes.addenda.order_by("-pk").first())


@require_safe
def minutes_shareable(request, uuid):
    """Show the version to hand on, and which items it leaves out."""
    meeting = writable_meeting(request, uuid)
    stored = minutes_of(meeting)
    content = shareable_content(meeting, stored)
    kept = {item["id"] for item in content["items"]}
    switches = {item.pk: item for item in meeting.agenda_items.all()}
    context = {
        "meeting": meeting,
        "minutes": stored,
        "content": for_reading(content),
        "is_empty": is_empty(shown_content(meeting, stored)),
        "left_out": [item for item in switches.values() if item.pk not in kept],
    }
    return render(request, "meetings/minutes_shareable.html", context)


@require_POST
def item_share(request, uuid, pk):
    """Put an item in the version to hand on, or leave it out."""
    meeting = writable_meeting(request, uuid)
    item = get_visible_or_404(meeting.agenda_items.all(), pk=pk)
    item.meeting = meeting
    share_item(item, request.POST.get("shareable") == "1", by=Actor.of_request(request))
    return redirect("meetings:minutes_shareable", meeting.uuid)


@require_POST
def validation_item_add(request, uuid, earlier):
    """Put the validation of the minutes of an earlier meeting on the agenda."""
    meeting = managed_meeting(request, uuid)
    of = get_visible_or_404(
        Meeting.objects.visible_to(request.user).select_related("platform", "territory"), uuid=earlier
    )
    try:
        add_validation_item(meeting, of, by=Actor.of_request(request))
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The item is first on the agenda."))
    return redirect("meetings:agenda_edit", meeting.uuid)
