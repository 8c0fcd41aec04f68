"""Calendars: of a platform, of a territory, one's own; on the page and as one sheet to hang on a wall."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.core.access import get_visible_or_404
from portal.core.printing import render_pdf
from portal.directory.models import Platform
from portal.directory.views.scopes import territory_seen

from ..calendar_filters import CalendarFilter
from ..calendar_periods import asked_period, asked_year
from ..calendar_scopes import CalendarScope, my_scope, platform_scope, territory_scope
from ..display.calendar_page import page_of
from ..display.group_page import belongs_to_groups
from ..display.meeting_tabs import meeting_tabs, my_tabs, territory_meeting_tabs
from ..documents import year_calendar


@require_safe
def platform_calendar(request, slug):
    """Show a platform's meetings: ``?vue=mois&mois=2026-10``, ``?vue=annee&annee=2026``, ``?vue=liste&annee=2026``."""
    scope = _of_platform(request, slug)
    may_plan = request.user.has_perm("meetings.plan", scope.platform)
    context = {
        "platform": scope.platform,
        "tabs": meeting_tabs(
            scope.platform,
            "meetings:platform_calendar",
            plans=may_plan,
            groups=belongs_to_groups(request.user, scope.platform),
        ),
        "may_plan": may_plan,
    }
    return _page(request, scope, "meetings/platform_calendar.html", context)


@require_safe
def platform_calendar_pdf(request, slug, paper):
    """Print the school year of a platform on one page."""
    return _pdf(request, _of_platform(request, slug), paper)


@require_safe
def territory_calendar(request, slug):
    """Show the meetings of a territory and of what lies in it, as far as the reader sees them."""
    scope = _of_territory(request, slug)
    context = {
        "territory": scope.territory,
        "tabs": territory_meeting_tabs(scope.territory, "meetings:territory_calendar"),
    }
    return _page(request, scope, "meetings/territory_calendar.html", context)


@require_safe
def territory_calendar_pdf(request, slug, paper):
    """Print the school year of a territory on one page."""
    return _pdf(request, _of_territory(request, slug), paper)


@require_safe
def my_calendar(request):
    """Show the meetings that the reader is expected at, across platforms."""
    context = {"tabs": my_tabs("meetings:my_calendar")}
    return _page(request, my_scope(request.user), "meetings/my_calendar.html", context)


@require_safe
def my_calendar_pdf(request, paper):
    """Print one's own school year on one page."""
    return _pdf(request, my_scope(request.user), paper)


def _of_platform(request, slug: str) -> CalendarScope:
    platform = get_visible_or_404(Platform.objects.in_network_of(request.user), slug=slug)
    return platform_scope(request.user, platform)


def _of_territory(request, slug: str) -> CalendarScope:
    territory = territory_seen(request, slug)
    if not request.user.has_perm("meetings.view_territory_calendar", territory):
        raise Http404
    return territory_scope(request.user, territory)


def _page(request, scope: CalendarScope, template: str, context: dict) -> HttpResponse:
    filters = CalendarFilter(request.GET, scope)
    period = asked_period(request.GET, scope.today)
    return render(request, template, context | page_of(scope, period, filters, request.GET.get("page", "")))


def _pdf(request, scope: CalendarScope, paper: str) -> HttpResponse:
    if paper not in year_calendar.PAPERS:
        raise Http404
    year = asked_year(request.GET, scope.today)
    data = year_calendar.data_of(scope, CalendarFilter(request.GET, scope), year=year, paper=paper)
    response = HttpResponse(render_pdf(year_calendar.TEMPLATE, data), content_type="application/pdf")
    name = slugify("-".join((_("Calendar"), "" if scope.is_mine else scope.name, str(year), str(year + 1), paper)))
    response.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response.headers["X-Robots-Tag"] = "noindex"
    return response
