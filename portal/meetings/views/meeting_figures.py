"""Meetings held against planned and who came, in a school year: of a platform, of a territory (MISSION B13)."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.core.access import get_visible_or_404, require
from portal.core.actors import Actor
from portal.core.french_dates import school_year_label, school_year_of
from portal.core.spreadsheets.writing import WRITERS
from portal.directory.models import Platform, Territory
from portal.directory.views.scopes import territory_acted_on

from ..display.group_page import belongs_to_groups
from ..display.meeting_tabs import follow_up_tabs, meeting_tabs
from ..exporting_figures import MEETINGS, PRESENCES, TABLES, column_label, table_of
from ..figures import COLUMNS, Figures, figures_of
from ..figures_plot import plot_of
from ..services.figures import note_figures_export

PER_PAGE = 50
#: School years that one may look back on.
YEARS_BACK = 4


@require_safe
def platform_figures(request, slug):
    """Show the figures of a platform: 404 outside its network, 403 below the gate."""
    platform = _platform(request, slug)
    plans = request.user.has_perm("meetings.plan", platform)
    tabs = meeting_tabs(
        platform,
        "meetings:platform_figures",
        plans=plans,
        groups=belongs_to_groups(request.user, platform),
        figures=True,
    )
    context = _context(request, [platform], "meetings:platform_figures_export", platform)
    return render(request, "meetings/platform_figures.html", {**context, "platform": platform, "tabs": tabs})


@require_safe
def territory_figures(request, slug):
    """Show the figures of all platforms of a territory, to those who coordinate it."""
    territory = territory_acted_on(request, slug, "meetings.follow_territory")
    context = _context(request, _platforms_of(request, territory), "meetings:territory_figures_export", territory)
    tabs = follow_up_tabs(territory, "meetings:territory_figures")
    return render(request, "meetings/territory_figures.html", {**context, "territory": territory, "tabs": tabs})


@require_POST
def platform_figures_export(request, slug, table, file_format):
    """Give one of the tables of a platform as a file."""
    platform = _platform(request, slug)
    return _export(request, platform, [platform], table, file_format)


@require_POST
def territory_figures_export(request, slug, table, file_format):
    """Give one of the tables of a territory as a file."""
    territory = territory_acted_on(request, slug, "meetings.follow_territory")
    return _export(request, territory, _platforms_of(request, territory), table, file_format)


def _platform(request, slug: str) -> Platform:
    platform = get_visible_or_404(Platform.objects.in_network_of(request.user), slug=slug)
    require(request.user, "meetings.view_figures", platform)
    return platform


def _platforms_of(request, territory: Territory) -> list[Platform]:
    return list(Platform.objects.visible_to(request.user).lying_in([territory.pk]))


def _year(request) -> int:
    """Return the school year of the address, of those that one may look at; else the current one."""
    current = school_year_of(timezone.localdate())
    asked = request.GET.get("annee", "")
    return int(asked) if asked in {str(year) for year in range(current - YEARS_BACK, current + 1)} else current


def _figures(request, platforms) -> Figures:
    return figures_of(platforms, _year(request), request.user, timezone.now())


def _context(request, platforms, export: str, scope) -> dict:
    year, current = _year(request), school_year_of(timezone.localdate())
    figures = _figures(request, platforms)
    return {
        "figures": figures,
        "plot": plot_of(figures.months),
        "column_labels": [column_label(circle) for circle in COLUMNS],
        "page": Paginator(figures.organisations, PER_PAGE).get_page(request.GET.get("page")),
        "year_label": school_year_label(year),
        "years": [
            {"label": school_year_label(one), "url": f"{request.path}?annee={one}", "current": one == year}
            for one in range(current, current - YEARS_BACK - 1, -1)
        ],
        "exports": [
            {
                "url": f"{reverse(export, args=[scope.slug, table, name])}?annee={year}",
                "label": label % {"format": name.upper()},
                "icon": "file",
            }
            for table, label in (
                (MEETINGS, _("Meetings (%(format)s)")),
                (PRESENCES, _("Presences (%(format)s)")),
            )
            for name in ("xlsx", "ods")
        ],
    }


def _export(request, scope, platforms, table: str, file_format: str) -> HttpResponse:
    if table not in TABLES or file_format not in WRITERS:
        raise Http404
    year = _year(request)
    columns, rows = table_of(_figures(request, platforms), table)
    write, content_type = WRITERS[file_format]
    title = _("Meetings") if table == MEETINGS else _("Presences")
    content = write(columns, rows) if file_format == "csv" else write(columns, rows, sheet=title)
    note_figures_export(scope, table=table, file_format=file_format, school_year=year, by=Actor.of_request(request))
    name = slugify(f"{title} {scope.slug} {school_year_label(year)}")
    return HttpResponse(
        content,
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}.{file_format}"'},
    )
