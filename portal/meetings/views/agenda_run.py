"""Hold the meeting: what runs, how long it has left, what comes next (MISSION B6). A phone or a tablet on the table."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.core.access import get_visible_or_404
from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.french_dates import format_date, to_local

from ..run_sheet import run_sheet
from ..services import timing
from ..services.carrying import carried_copies, carry_item, is_carriable
from .lookup import managed_meeting


@require_safe
def agenda_run(request, uuid):
    """Show the item that runs with its clock, the next one, and where the whole will end."""
    meeting = managed_meeting(request, uuid)
    now = timezone.now()
    items = list(meeting.agenda_items.select_related("presenter"))
    copies = carried_copies(items)
    closed = timing.why_not_run(meeting)
    context = {
        "meeting": meeting,
        "sheet": run_sheet(meeting, items, carried=list(copies), now=now),
        "closed": closed,
        "now": now,
        "carriable": [] if closed or meeting.starts_at > now else [i.pk for i in items if is_carriable(i)],
    }
    return render(request, "meetings/agenda_run.html", context)


@require_POST
def agenda_time(request, uuid, pk):
    """Press the clock of one item: start, finish, finish and go on to the next, or forget its hours."""
    meeting = managed_meeting(request, uuid)
    item = _item(meeting, pk)
    by = Actor.of_request(request)
    verbs = {
        "start": lambda: timing.start_item(item, by=by),
        "finish": lambda: timing.finish_item(item, by=by),
        "next": lambda: timing.finish_item(item, go_on=True, by=by),
        "clear": lambda: timing.clear_item(item, by=by),
    }
    try:
        if request.POST.get("act") in verbs:
            verbs[request.POST["act"]]()
    except DomainError as refusal:
        messages.error(request, refusal.message)
    return redirect("meetings:agenda_run", meeting.uuid)


@require_POST
def agenda_item_carry(request, uuid, pk):
    """Put an item off to the next meeting of the circle; the page it came from is shown again."""
    meeting = managed_meeting(request, uuid)
    try:
        copy = carry_item(_item(meeting, pk), by=Actor.of_request(request))
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        from_day = {"meeting": copy.meeting.get_kind_display(), "day": _day(copy.meeting)}
        messages.success(request, _("Put off to the next meeting: %(meeting)s, %(day)s.") % from_day)
    page = "agenda_run" if request.POST.get("from") == "run" else "agenda_edit"
    return redirect(f"meetings:{page}", meeting.uuid)


def _item(meeting, pk):
    return get_visible_or_404(meeting.agenda_items.select_related("meeting"), pk=pk)


def _day(meeting) -> str:
    return format_date(to_local(meeting.starts_at, meeting.timezone_name).date(), weekday=False)
