"""The agendas that meetings start from, of a platform or a territory: one kind after the other (MISSION B5)."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.core.access import get_visible_or_404, require
from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.directory.models import Platform, Territory
from portal.directory.views.scopes import territory_acted_on

from ..agenda_templates import Outline, outline_of, outlines_of, usual_outline
from ..display.meeting_tabs import meeting_tabs
from ..enums import MeetingKind
from ..forms.agenda_templates import TemplateRows
from ..services import agenda_templates as services


@require_safe
def agenda_templates(request, slug):
    """List every kind with the agenda that meetings of the platform start from."""
    return _list(request, _platform(request, slug))


@require_http_methods(["GET", "HEAD", "POST"])
def agenda_template_edit(request, slug, kind):
    """Write the platform's own agenda of one kind."""
    return _edit(request, _platform(request, slug), _kind(kind))


@require_POST
def agenda_template_reset(request, slug, kind):
    """Give the platform's own agenda of one kind up."""
    return _reset(request, _platform(request, slug), _kind(kind))


@require_safe
def territory_agenda_templates(request, slug):
    """List every kind with the agenda that meetings in the territory start from."""
    return _list(request, _territory(request, slug))


@require_http_methods(["GET", "HEAD", "POST"])
def territory_agenda_template_edit(request, slug, kind):
    """Write the territory's own agenda of one kind."""
    return _edit(request, _territory(request, slug), _kind(kind))


@require_POST
def territory_agenda_template_reset(request, slug, kind):
    """Give the territory's own agenda of one kind up."""
    return _reset(request, _territory(request, slug), _kind(kind))


def _platform(request, slug) -> Platform:
    platform = get_visible_or_404(Platform.objects.in_network_of(request.user), slug=slug)
    require(request.user, "meetings.plan", platform)
    return platform


def _territory(request, slug) -> Territory:
    return territory_acted_on(request, slug, "directory.edit_territory")


def _kind(kind: str) -> str:
    if kind not in MeetingKind.values:
        raise Http404
    return kind


def _list(request, place):
    rows = [
        {
            "kind": kind,
            "label": MeetingKind(kind).label,
            "outline": outline,
            "is_own": _is_own(outline, place),
            "url": _url("edit", place, kind),
        }
        for kind, outline in outlines_of(place)
    ]
    return render(request, "meetings/agenda_templates.html", {**_context(place), "rows": rows})


def _edit(request, place, kind: str):
    nearest = dict(outlines_of(place))[kind]
    own = nearest.row if _is_own(nearest, place) else None
    version, stale, problem = services.version_of(own), None, ""
    if request.method == "POST":
        version = request.POST.get("version", "")[:16]
        rows = TemplateRows(place, data=request.POST)
        if not rows.rearranged(request.POST) and rows.is_valid():
            try:
                services.save_template(place, kind, rows.items, version=version, by=Actor.of_request(request))
            except services.StaleTemplate as refusal:
                problem = refusal.message
                stale = outline_of(refusal.current) if refusal.current else usual_outline(kind)
                # Both are in sight now: saving again from this page is a choice.
                version = services.version_of(refusal.current)
            except DomainError as refusal:
                problem = refusal.message
            else:
                messages.success(request, _("Saved: the next meetings of this kind start from this agenda."))
                return redirect(_url("list", place))
    else:
        rows = TemplateRows(place, outline=nearest)
    context = {
        **_context(place),
        "kind": kind,
        "label": MeetingKind(kind).label,
        "rows": rows,
        "version": version,
        "own": own,
        "source": nearest.source,
        "stale": stale,
        "problem": problem,
        "back": _url("list", place),
        "reset_url": _url("reset", place, kind),
    }
    return render(request, "meetings/agenda_template_edit.html", context)


def _reset(request, place, kind: str):
    version = request.POST.get("version", "")[:16]
    try:
        services.reset_template(place, kind, version=version, by=Actor.of_request(request))
    except DomainError as refusal:
        messages.error(request, refusal.message)
        return redirect(_url("edit", place, kind))
    messages.success(request, _("This kind starts from the agenda it had before."))
    return redirect(_url("list", place))


def _is_own(outline: Outline, place) -> bool:
    row = outline.row
    return row is not None and (row.platform if isinstance(place, Platform) else row.territory) == place


def _context(place) -> dict:
    platform = place if isinstance(place, Platform) else None
    return {
        "place": place,
        "platform": platform,
        "territory": None if platform else place,
        "tabs": meeting_tabs(platform, "meetings:agenda_templates", plans=True) if platform else [],
    }


def _url(page: str, place, *args) -> str:
    name = {"list": "agenda_templates", "edit": "agenda_template_edit", "reset": "agenda_template_reset"}[page]
    prefix = "" if isinstance(place, Platform) else "territory_"
    return reverse(f"meetings:{prefix}{name}", args=[place.slug, *args])
