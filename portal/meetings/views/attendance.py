"""Who was there: one page for a phone, one tap a person; the sheet to sign is in ``attendance_sheet``."""

import datetime as dt

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from portal.core.access import get_visible_or_404
from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.fold import fold
from portal.directory.models import Person

from ..attendance_list import Line, groups_of, listed, state_of, totals_of
from ..enums import Presence
from ..forms.attendance import CHOICES, ArrivalForm, CameInsteadForm, GuestForm
from ..services import attendance as services
from ..services import walk_ins
from .lookup import managed_meeting


@never_cache
@require_safe
def attendance(request, uuid):
    """Show everybody by organisation, with four buttons each; each button saves."""
    return _page(request, managed_meeting(request, uuid))


def _page(request, meeting, guest_form=None, status=200):
    words = request.GET.get("q", "").strip()
    context = {
        **_list_context(meeting, words, only_to_note="reste" in request.GET),
        "guest_form": guest_form or GuestForm(),
        "organisations": walk_ins.organisations_known_at(meeting),
        "done_at": request.GET.get("fait", ""),
    }
    return render(request, "meetings/attendance.html", context, status=status)


def _list_context(meeting, words="", *, only_to_note=False) -> dict:
    invitees = listed(meeting)
    gone = []
    if meeting.platform_id:
        people = [one.person_id for one in invitees if one.person_id]
        gone = Person.objects.gone_from(meeting.platform).filter(pk__in=people).values_list("pk", flat=True)
    groups = groups_of(invitees, gone)
    wanted = fold(words)
    hidden = {
        line.invitee.pk
        for group in groups
        for line in group.lines
        if (wanted and wanted not in line.words) or (only_to_note and line.invitee.presence)
    }
    return {
        "meeting": meeting,
        "groups": groups,
        "hidden": hidden,
        "hidden_groups": [index for index, g in enumerate(groups) if all(one.invitee.pk in hidden for one in g.lines)],
        "query": words,
        "only_to_note": only_to_note,
        "totals": totals_of(invitees),
        "state": state_of(invitees),
        "choices": CHOICES,
        "closed": services.why_closed(meeting),
        "oob": False,
    }


@never_cache
@require_safe
def attendance_list(request, uuid):
    """Give the list again when somebody else changed it since ``etat``; 204 when it stands as it is shown."""
    meeting = managed_meeting(request, uuid)
    context = _list_context(meeting)
    if request.GET.get("etat") == context["state"]:
        return HttpResponse(status=204)
    return render(request, "meetings/_attendance_again.html", context | {"oob": True})


@require_POST
def presence_note(request, uuid, pk):
    """Note one presence: answers with the line for htmx, else with the page at that line."""
    meeting, invitee = _line(request, uuid, pk)
    try:
        services.note_presence(invitee, request.POST.get("presence", ""), by=Actor.of_request(request))
    except DomainError as refusal:
        return _refused(request, meeting, refusal)
    if not request.htmx:
        return _back(meeting, invitee.pk)
    context = _list_context(meeting)
    shown = {line.invitee.pk: line for group in context["groups"] for line in group.lines}
    # The line of whoever they replace may have followed.
    followed = getattr(shown[invitee.pk].invitee, "replaces", None)
    context |= {"line": shown[invitee.pk], "also": shown.get(followed.pk) if followed else None, "oob": True}
    return render(request, "meetings/_attendance_noted.html", context)


@require_POST
def attendance_announced(request, uuid):
    """Note present all those who announced it."""
    meeting = managed_meeting(request, uuid)
    try:
        done = services.record_announced(meeting, by=Actor.of_request(request))
    except DomainError as refusal:
        return _refused(request, meeting, refusal)
    if not done.changed:
        messages.info(request, _("Everybody who announced to come is noted already."))
        return redirect("meetings:attendance", meeting.uuid)
    text = ngettext("%(count)d person is noted present.", "%(count)d people are noted present.", done.changed)
    messages.success(request, text % {"count": done.changed})
    return redirect(_url(meeting) + f"?fait={done.at.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%S.%fZ}")


@require_POST
def attendance_undo(request, uuid):
    """Take back what ``attendance_announced`` noted."""
    meeting = managed_meeting(request, uuid)
    at = _instant(request.POST.get("fait", ""))
    if at is None:
        messages.error(request, _("There is nothing to undo any more."))
        return redirect("meetings:attendance", meeting.uuid)
    try:
        count = services.undo_announced(meeting, at, by=Actor.of_request(request))
    except DomainError as refusal:
        return _refused(request, meeting, refusal)
    text = ngettext("%(count)d line is open again.", "%(count)d lines are open again.", count)
    messages.info(request, text % {"count": count} if count else _("There is nothing to undo any more."))
    return redirect("meetings:attendance", meeting.uuid)


@require_POST
def guest_add(request, uuid):
    """Add somebody who came uninvited."""
    meeting = managed_meeting(request, uuid)
    form = GuestForm(request.POST)
    if form.is_valid():
        try:
            guest = walk_ins.add_guest(meeting, by=Actor.of_request(request), **form.cleaned_data)
        except DomainError as refusal:
            refusal.add_to(form)
        else:
            messages.success(request, _("%(name)s is added, present.") % {"name": guest.name})
            return _back(meeting, guest.pk)
    return _page(request, meeting, form)


@require_POST
def guest_remove(request, uuid, pk):
    """Take off somebody who was added by mistake."""
    meeting, invitee = _line(request, uuid, pk)
    try:
        walk_ins.remove_walk_in(invitee, by=Actor.of_request(request))
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("%(name)s is taken off the list.") % {"name": invitee.name})
    return redirect("meetings:attendance", meeting.uuid)


@never_cache
@require_safe
def attendance_line(request, uuid, pk):
    """Show what one tap does not say: who came instead, when somebody arrived."""
    meeting, invitee = _line(request, uuid, pk)
    return _line_page(request, meeting, invitee)


@require_POST
def presence_arrival(request, uuid, pk):
    """Note when somebody who came late arrived."""
    meeting, invitee = _line(request, uuid, pk)
    form = ArrivalForm(request.POST, invitee=invitee)
    if form.is_valid():
        try:
            services.note_arrival(invitee, form.cleaned_data["arrived"], by=Actor.of_request(request))
        except DomainError as refusal:
            refusal.add_to(form)
        else:
            return _back(meeting, invitee.pk)
    return _line_page(request, meeting, invitee, arrival_form=form)


@require_POST
def presence_substitute(request, uuid, pk):
    """Note who came in somebody's place."""
    meeting, invitee = _line(request, uuid, pk)
    form = CameInsteadForm(request.POST, invitee=invitee)
    if form.is_valid():
        data = form.cleaned_data
        try:
            coming = walk_ins.replace_on_the_spot(
                invitee, person=data.get("person"), name=data["name"], by=Actor.of_request(request)
            )
        except DomainError as refusal:
            refusal.add_to(form)
        else:
            names = {"name": coming.name, "absent": invitee.name}
            messages.success(request, _("%(name)s is noted present, in the place of %(absent)s.") % names)
            return _back(meeting, invitee.pk)
    return _line_page(request, meeting, invitee, substitute_form=form)


def _line(request, uuid, pk):
    meeting = managed_meeting(request, uuid)
    related = ("organisation", "person", "replaced_by", "replaces", "presence_noted_by__person")
    invitee = get_visible_or_404(meeting.invitees.select_related(*related), pk=pk)
    invitee.meeting = meeting
    return meeting, invitee


def _line_page(request, meeting, invitee, arrival_form=None, substitute_form=None):
    context = {
        "meeting": meeting,
        "invitee": invitee,
        "line": Line(0, invitee),
        "arrival_form": arrival_form or ArrivalForm(invitee=invitee),
        "substitute_form": substitute_form or CameInsteadForm(invitee=invitee),
        "closed": services.why_closed(meeting),
        "is_present": invitee.presence == Presence.PRESENT,
    }
    return render(request, "meetings/attendance_line.html", context)


def _url(meeting) -> str:
    return reverse("meetings:attendance", args=[meeting.uuid])


def _back(meeting, pk):
    return redirect(f"{_url(meeting)}#ligne-{pk}")


def _refused(request, meeting, refusal: DomainError):
    """Say why on the page of the list, which then shows how things stand."""
    messages.error(request, refusal.message)
    if request.htmx:
        return HttpResponse(status=204, headers={"HX-Redirect": _url(meeting)})
    return redirect(_url(meeting))


def _instant(text: str) -> dt.datetime | None:
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None
