"""Decisions and actions of an item: with script the item's piece of the page is replaced, without it the page."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.core.access import get_visible_or_404
from portal.core.actors import Actor
from portal.core.errors import DomainError

from ..display.item_panels import ItemPanel, WritingPage
from ..services import actions as action_services
from ..services import decisions as decision_services
from .minutes import writable_meeting, writing_context


@require_POST
def decision_add(request, uuid, pk):
    """Add a decision under an item."""
    page = WritingPage(writable_meeting(request, uuid))
    item = _item(page, pk)
    form = page.decision_form(item, request.POST)

    def save():
        decision_services.add_decision(item, form.cleaned_data["text"], by=Actor.of_request(request))

    return _save(request, page, item, form, save, _("The decision is added."), decision_form=form)


@require_POST
def decision_change(request, uuid, pk):
    """Change the words of a decision."""
    page = WritingPage(writable_meeting(request, uuid))
    decision = get_visible_or_404(page.meeting.decisions.all(), pk=pk)
    item = _item(page, decision.item_id)
    form = page.decision_form(item, request.POST, decision)

    def save():
        data = form.cleaned_data
        decision_services.change_decision(decision, data["text"], version=data["version"], by=Actor.of_request(request))

    return _save(request, page, item, form, save, _("The decision is changed."), decisions=[form])


@require_POST
def decision_remove(request, uuid, pk):
    """Remove a decision."""
    page = WritingPage(writable_meeting(request, uuid))
    decision = get_visible_or_404(page.meeting.decisions.all(), pk=pk)
    return _remove(request, page, decision, decision_services.remove_decision, _("The decision is removed."))


@require_POST
def action_add(request, uuid, pk):
    """Add an action under an item."""
    page = WritingPage(writable_meeting(request, uuid))
    item = _item(page, pk)
    form = page.action_form(item, request.POST)

    def save():
        action_services.add_action(item, form.details, by=Actor.of_request(request))

    return _save(request, page, item, form, save, _("The action is added."), action_form=form)


@require_POST
def action_change(request, uuid, pk):
    """Change the words, owner or due day of an action."""
    page = WritingPage(writable_meeting(request, uuid))
    action = get_visible_or_404(page.meeting.actions.select_related("owner__organisation"), pk=pk)
    item = _item(page, action.item_id)
    form = page.action_form(item, request.POST, action)

    def save():
        version = form.cleaned_data["version"]
        action_services.change_action(action, form.details, version=version, by=Actor.of_request(request))

    return _save(request, page, item, form, save, _("The action is changed."), actions=[form])


@require_POST
def action_remove(request, uuid, pk):
    """Remove an action written by mistake."""
    page = WritingPage(writable_meeting(request, uuid))
    action = get_visible_or_404(page.meeting.actions.select_related("platform"), pk=pk)
    action.meeting = page.meeting
    return _remove(request, page, action, action_services.remove_action, _("The action is removed."))


def _item(page, pk):
    item = page.item(pk) if pk else None
    if item is None:
        raise Http404
    return item


def _save(request, page, item, form, save, done, **given):
    """Run ``save`` if the form is valid, then answer; ``given`` says where the panel shows a refused form."""
    opened = {"decision_form": "decision", "action_form": "action"}.get(next(iter(given)), "")
    if form.is_valid():
        try:
            save()
        except DomainError as refusal:
            refusal.add_to(form)
        else:
            return _done(request, page, item, done, opened=opened)
    return _refused(request, page, item, given | {"opened": opened})


def _remove(request, page, instance, verb, done):
    item = _item(page, instance.item_id)
    try:
        verb(instance, by=Actor.of_request(request))
    except DomainError as refusal:
        return _done(request, page, item, refusal.message, refused=True)
    return _done(request, page, item, done)


def _done(request, page, item, said, *, refused=False, opened=""):
    if request.htmx:
        return _piece(request, page, page.panel(item, said=said, opened=opened))
    (messages.error if refused else messages.success)(request, said)
    return redirect(f"{reverse('meetings:minutes_edit', args=[page.meeting.uuid])}#point-{item.pk}")


def _refused(request, page, item, given):
    panel = page.panel(item, **given)
    if request.htmx:
        # htmx shows only what is answered with 200; the errors stand in the piece.
        return _piece(request, page, panel)
    return render(request, "meetings/minutes_edit.html", writing_context(page.meeting, page, panel), status=422)


def _piece(request, page, panel: ItemPanel):
    context = {"panel": panel, "meeting": page.meeting, "closed": ""}
    return render(request, "meetings/minutes_edit_outcomes.html", context)
