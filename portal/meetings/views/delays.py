"""Delays and sending: what a platform or a territory chose for each kind of meetings."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.directory.models import Territory
from portal.directory.services.checks import StaleSave
from portal.directory.views.scopes import territory_acted_on

from ..delays import KINDS_OF_TERRITORIES, Delays
from ..display.delays import sentences_of
from ..display.meeting_tabs import meeting_tabs
from ..enums import MeetingKind
from ..forms.delays import DelaysForm
from ..services.delays import choose_delays, forget_delays, kinds_chosen, row_of, version_of
from .planning_access import platform_to_plan


@require_safe
def delays(request, slug):
    """List what holds for each kind of meetings of a platform, and where it comes from."""
    platform = platform_to_plan(request, slug)
    context = {"platform": platform, "tabs": meeting_tabs(platform, "meetings:delays", plans=True)}
    return _list(request, platform, context)


@require_safe
def territory_delays(request, slug):
    """List what a territory says for its meetings and those of the platforms below."""
    return _list(request, territory_acted_on(request, slug, "directory.edit_territory"), {"platform": None})


@require_http_methods(["GET", "HEAD", "POST"])
def delays_edit(request, slug, kind):
    """Choose the delays of one kind of meetings of a platform."""
    return _edit(request, platform_to_plan(request, slug), kind)


@require_http_methods(["GET", "HEAD", "POST"])
def territory_delays_edit(request, slug, kind):
    """Choose the delays of one kind of meetings in a territory."""
    return _edit(request, territory_acted_on(request, slug, "directory.edit_territory"), kind)


def _list(request, scope, context):
    kinds = _kinds(scope)
    found, own = Delays.for_kinds(scope, kinds), kinds_chosen(scope)
    cards = [
        {
            "kind": kind,
            "label": kind.label,
            "sentences": sentences_of(found[kind]),
            "source": found[kind].source,
            "is_own": kind in own,
            "url": _edit_url(scope, kind),
        }
        for kind in kinds
    ]
    return render(request, "meetings/delays.html", {"scope": scope, "cards": cards, **context})


def _edit(request, scope, kind):
    if kind not in _kinds(scope):
        raise Http404
    row = row_of(scope, kind)
    back = _list_url(scope)
    by = Actor.of_request(request)
    if request.method == "POST" and "usual" in request.POST:
        forget_delays(scope, kind, by=by)
        messages.success(request, _("The usual delays hold again."))
        return redirect(back)
    shown = Delays.for_kinds(scope, [kind])[kind]
    form = DelaysForm(request.POST if request.method == "POST" else None, delays=shown, version=version_of(row))
    stale = None
    if request.method == "POST" and form.is_valid():
        try:
            choose_delays(scope, kind, form.delays, version=form.cleaned_data["version"], by=by)
        except StaleSave as refusal:
            refusal.add_to(form)
            stale = sentences_of(Delays.for_kinds(scope, [kind])[kind])
            form.data = form.data.copy()
            # Saving again from this page is a choice made with both versions in sight.
            form.data[form.add_prefix("version")] = version_of(row_of(scope, kind))
        except DomainError as refusal:
            refusal.add_to(form)
        else:
            messages.success(request, _("The delays are kept. They hold for the meetings to come."))
            return redirect(back)
    context = {
        "scope": scope,
        "kind_label": MeetingKind(kind).label,
        "form": form,
        "back": back,
        "is_own": row is not None,
        "source": shown.source,
        "stale": stale,
    }
    return render(request, "meetings/delays_edit.html", context, status=422 if form.is_bound and form.errors else 200)


def _kinds(scope) -> list[MeetingKind]:
    """Return the kinds of meetings that ``scope`` has: a platform none that only a territory calls."""
    if isinstance(scope, Territory):
        return list(MeetingKind)
    return [kind for kind in MeetingKind if kind not in KINDS_OF_TERRITORIES]


def _list_url(scope) -> str:
    name = "meetings:territory_delays" if isinstance(scope, Territory) else "meetings:delays"
    return reverse(name, args=[scope.slug])


def _edit_url(scope, kind) -> str:
    name = "meetings:territory_delays_edit" if isinstance(scope, Territory) else "meetings:delays_edit"
    return reverse(name, args=[scope.slug, kind.value])
