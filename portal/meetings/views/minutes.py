"""Minutes: read, written, opened for reading, validated, printed."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.charters import gate
from portal.core.access import require
from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.directory.querysets import person_of

from ..display.item_panels import WritingPage
from ..display.reading_page import ReadingPage
from ..enums import MinutesState
from ..forms.reading import LastDayForm
from ..minutes_content import content_of, is_empty, shown_content
from ..models import AgendaItem, Invitee
from ..services import minutes as services
from ..services import reading
from ..services.validation_items import validate_at
from ..services.writing import minutes_of, why_closed
from .lookup import visible_meeting

#: The fields of the forms of minutes that hold words.
TEXTS = {"html", "text"}


@require_safe
def minutes(request, uuid):
    """Show the minutes; below the gate, what opens them (403)."""
    meeting = visible_meeting(request, uuid)
    if not request.user.has_perm("meetings.view_details", meeting):
        state = gate.state(request.user, meeting.platform or meeting.territory)
        return render(request, "meetings/minutes_closed.html", {"meeting": meeting, "gate": state}, status=403)
    require(request.user, "meetings.read_minutes", meeting)
    return render(request, "meetings/minutes.html", reading_context(request, meeting))


def reading_context(request, meeting, refused=None) -> dict:
    """Return what the page of the minutes shows; ``refused`` is a form of a remark that could not be saved."""
    stored = minutes_of(meeting)
    page = ReadingPage(
        meeting,
        stored,
        shown_content(meeting, stored),
        person=person_of(request.user),
        writes=request.user.has_perm("meetings.edit_minutes", meeting),
        may_comment=request.user.has_perm("meetings.comment_minutes", meeting),
        refused=refused,
    )
    context = page.context()
    is_open = page.writes and not why_closed(meeting)
    decides = _deciding_item(meeting, request.GET.get("point", "")) if is_open else None
    if decides is not None:
        context["approval"] = context["approval"] | {"point": decides.pk}
    return context | {
        "is_open": is_open,
        "comment_url": reverse("meetings:comment_add", args=[meeting.uuid]),
        "decides": decides,
        "without_attendance": not Invitee.objects.filter(meeting=meeting).exclude(presence="").exists(),
    }


def _deciding_item(meeting, pk: str) -> AgendaItem | None:
    """Return the item of a later meeting under which these minutes are validated, if the address names one."""
    if not (pk.isdecimal() and len(pk) < 19):
        return None
    items = AgendaItem.objects.filter(minutes_of=meeting, meeting__platform=meeting.platform_id)
    item = items.select_related("meeting__minutes", "minutes_of").filter(pk=pk).first()
    return item if item is not None and not why_closed(item.meeting) else None


@require_safe
def minutes_edit(request, uuid):
    """Show every item with its notes, decisions and actions; each is saved to its own address."""
    meeting = writable_meeting(request, uuid)
    return render(request, "meetings/minutes_edit.html", writing_context(meeting))


def writing_context(meeting, page=None, refused=None) -> dict:
    """Return what the page that writes minutes shows; ``refused`` is the panel of what could not be saved."""
    page = page or WritingPage(meeting)
    closed = why_closed(meeting)
    return {
        "meeting": meeting,
        "minutes": minutes_of(meeting),
        "panels": page.panels(refused),
        "closed": closed,
        "autosaved": False,
        # Somebody validated meanwhile: there is no field any more, and what was typed must not be lost with it.
        "unsaved": _typed_in(refused) if closed and refused else [],
    }


def _typed_in(panel) -> list[str]:
    """Return what stands in the refused forms of ``panel``."""
    forms = [panel.note_form, panel.decision_form, panel.action_form, *panel.decisions, *panel.actions]
    typed = [form[name].value() for form in forms if form and form.is_bound for name in form.fields.keys() & TEXTS]
    return [text for text in typed if text]


def writable_meeting(request, uuid):
    """Return the meeting; Http404 when the viewer may not know of it, 403 unless they write its minutes."""
    meeting = visible_meeting(request, uuid)
    require(request.user, "meetings.edit_minutes", meeting)
    return meeting


@require_POST
def minutes_notes(request, uuid):
    """Choose between notes of what is said and a record of decisions."""
    meeting = writable_meeting(request, uuid)
    _try(request, services.keep_notes, meeting, with_notes=request.POST.get("with_notes") == "1")
    return redirect("meetings:minutes_edit", meeting.uuid)


@require_http_methods(["GET", "HEAD", "POST"])
def minutes_review(request, uuid):
    """Open the minutes for reading by those invited until a day, told by mail or not; or change that day."""
    meeting = writable_meeting(request, uuid)
    stored = minutes_of(meeting)
    opened = stored.state == MinutesState.IN_REVIEW
    form = LastDayForm(
        request.POST if request.method == "POST" else None,
        initial={"read_until": stored.read_until if opened else reading.usual_last_day(meeting)},
    )
    if request.method == "POST" and form.is_valid():
        try:
            _read(request, meeting, form.cleaned_data["read_until"], opened=opened)
        except DomainError as refusal:
            refusal.add_to(form)
        else:
            return redirect("meetings:minutes", meeting.uuid)
    told = [one for one in reading.readers(meeting, besides=person_of(request.user)) if one.email]
    context = {
        "meeting": meeting,
        "minutes": stored,
        "form": form,
        "opened": opened,
        "closed": why_closed(meeting),
        "is_empty": is_empty(content_of(meeting)),
        "told": told,
        "tell_label": ngettext("Open and tell %(count)d person", "Open and tell %(count)d people", len(told))
        % {"count": len(told)},
    }
    return render(request, "meetings/minutes_review.html", context, status=422 if form.errors else 200)


def _read(request, meeting, read_until, *, opened: bool) -> None:
    by = Actor.of_request(request)
    if opened:
        reading.change_last_day(meeting, read_until, by=by)
        messages.success(request, _("The last day of the reading is changed."))
        return
    reading.open_review(meeting, read_until=read_until, tell="tell" in request.POST, by=by)
    messages.success(request, _("Those invited can read the minutes now. Validate them when they are right."))


@require_POST
def minutes_draft(request, uuid):
    """Take the minutes back to draft."""
    meeting = writable_meeting(request, uuid)
    if _try(request, services.back_to_draft, meeting):
        messages.success(request, _("The minutes are a draft again: only the team reads them."))
    return redirect("meetings:minutes_edit", meeting.uuid)


@require_POST
def minutes_validate(request, uuid):
    """Freeze the text that was seen, named by its hash (D-92); at a meeting, note the decision there."""
    meeting = writable_meeting(request, uuid)
    remarks = request.POST.get("open_remarks", "")
    seen = {
        "seen": request.POST.get("seen", ""),
        "open_remarks": int(remarks) if remarks.isdecimal() and len(remarks) < 6 else 0,
    }
    item = _deciding_item(meeting, request.POST.get("point", ""))
    verb, target = (services.validate, meeting) if item is None else (validate_at, item)
    if _try(request, verb, target, **seen):
        messages.success(request, _("The minutes are validated and do not change any more."))
        if item is not None:
            return redirect(f"{reverse('meetings:minutes_edit', args=[item.meeting.uuid])}#point-{item.pk}")
    elif item is not None:
        return redirect(f"{reverse('meetings:minutes', args=[meeting.uuid])}?point={item.pk}")
    return redirect("meetings:minutes", meeting.uuid)


def _try(request, verb, target, **options) -> bool:
    try:
        verb(target, by=Actor.of_request(request), **options)
    except DomainError as refusal:
        messages.error(request, refusal.message)
        return False
    return True
