"""Notes of an item: saved by themselves as one types, or by their button; each item apart (D-91)."""

from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.french_dates import format_time
from portal.core.html import render as render_html

from ..display.item_panels import ItemPanel, WritingPage
from ..enums import AgendaItemKind
from ..forms.minutes import SituationsForm
from ..services import notes as services
from ..services.agenda import item_version
from .minutes import writable_meeting, writing_context

CONFLICT, REFUSED = 409, 422


@require_POST
def note_save(request, uuid, pk):
    """Save the notes of one item; a refused text goes back to its author, in the page, and is not stored."""
    meeting = writable_meeting(request, uuid)
    page = WritingPage(meeting)
    item = _item(page, pk)
    form = page.note_form(item, request.POST)
    panel = ItemPanel(item, 0, note_form=form)
    if not form.is_valid():
        return _answer(request, page, panel, _("Not saved: see below."), REFUSED)
    try:
        note = _save(form, item, by=Actor.of_request(request))
    except services.StaleNotes as stale:
        panel.stale = stale
        return _answer(request, page, panel, stale.message, CONFLICT)
    except DomainError as refusal:
        refusal.add_to(form)
        return _answer(request, page, panel, refusal.message, REFUSED)
    values = {"version": note.version}
    if form.cleaned_data["resolve"]:
        # Into an editor: as to a page, only what is cleaned on the way out.
        values["html"] = render_html(note.html)
    return _answer(request, page, panel, _saved_at(meeting), values=values)


def _save(form, item, *, by):
    """Do what the author chose: write, or in a conflict keep mine, theirs or both."""
    data = form.cleaned_data
    if data["resolve"] == "stored":
        return form.note
    verb = services.append_note if data["resolve"] == "both" else services.save_note
    return verb(item, data["html"], version=form.base_version, by=by)


@require_POST
def situations_save(request, uuid, pk):
    """Save how many situations and how long."""
    meeting = writable_meeting(request, uuid)
    page = WritingPage(meeting)
    item = _item(page, pk)
    if item.kind != AgendaItemKind.SITUATIONS:
        raise Http404
    form = SituationsForm(request.POST, item=item)
    panel = ItemPanel(item, 0, situations_form=form)
    if not form.is_valid():
        return _answer(request, page, panel, _("Not saved: see below."), REFUSED)
    data = form.cleaned_data
    try:
        saved = services.save_situations(item, **data, by=Actor.of_request(request))
    except DomainError as refusal:
        refusal.add_to(form)
        if refusal.code == "stale":
            # Theirs is in sight now: saving again is a choice.
            form.data = form.data.copy()
            form.data["version"] = item_version(_item(page, pk))
        return _answer(request, page, panel, refusal.message, REFUSED)
    return _answer(request, page, panel, _saved_at(meeting), values={"version": item_version(saved)})


def _item(page, pk):
    item = page.item(pk)
    if item is None:
        raise Http404
    return item


def _saved_at(meeting) -> str:
    return _("Saved at %(time)s") % {"time": format_time(timezone.localtime())}


def _answer(request, page, panel, message, status=200, values=None):
    """Answer the script that saves as one types, in JSON; the button of a page without script, by a page."""
    meeting = page.meeting
    if request.headers.get("X-Autosave"):
        context = {"panel": panel, "meeting": meeting, "autosaved": True}
        html = render_to_string("meetings/minutes_note_answer.html", context, request)
        body = {"message": str(message), "values": values or {}, "html": html}
        return JsonResponse(body, status=status)
    if status == 200:
        messages.success(request, _("“%(item)s” is saved.") % {"item": panel.item.title})
        return redirect(f"{reverse('meetings:minutes_edit', args=[meeting.uuid])}#point-{panel.item.pk}")
    context = writing_context(meeting, page, refused=page.panel(panel.item, **_given(panel)))
    return render(request, "meetings/minutes_edit.html", context, status=status)


def _given(panel) -> dict:
    return {"note_form": panel.note_form, "situations_form": panel.situations_form, "stale": panel.stale}
