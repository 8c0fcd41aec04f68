"""What the filters of the map leave, as files: tables, GeoJSON, a booklet to print."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.core.actors import Actor
from portal.core.printing import render_pdf
from portal.core.spreadsheets.writing import WRITERS
from portal.directory.querysets import is_professional

from ..documents import booklet as document
from ..exporting import points, table
from ..filters import SolutionFilter
from ..services.exports import note_solutions_export

FORMATS = (*WRITERS, "geojson")
#: How long anybody's cache may hand out the public edition, in seconds.
PUBLIC_AGE = 300


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def export(request, file_format):
    """GET gives the public edition, the same for everybody at a lasting address; POST what the reader may see.

    It is noted who took the edition of professionals, and a GET never writes (D-68).
    """
    if file_format not in FORMATS:
        raise Http404
    professional = request.method == "POST" and is_professional(request.user)
    found = SolutionFilter(request.GET, viewer=request.user if professional else None)
    count = found.qs.count()
    limit = table.limit_of(professional=professional)
    if count > limit:
        return _too_many(request, found, count, limit)
    if file_format == "geojson":
        content, content_type = points.write_geojson(found, professional=professional), points.GEOJSON_TYPE
    else:
        write, content_type = WRITERS[file_format]
        options = {} if file_format == "csv" else {"sheet": _("Solutions")}
        lines = table.rows(found, professional=professional)
        content = write(table.columns(professional=professional), lines, **options)
    if professional:
        note_solutions_export(file_format=file_format, lines=count, filters=found.values, by=Actor.of_request(request))
    return _file(request, content, content_type, "attachment", file_format, public=not professional)


@login_not_required
@require_safe
def booklet(request):
    """Print what the filters leave by need; ``edition=publique`` is the one to hand to young people and families."""
    professional = is_professional(request.user) and request.GET.get("edition") != "publique"
    found = SolutionFilter(request.GET, viewer=request.user if professional else None)
    count = found.qs.count()
    if count > document.MAX_ENTRIES:
        return _too_many(request, found, count, document.MAX_ENTRIES)
    data = document.data_of(found, professional=professional)
    content = render_pdf(document.TEMPLATE, data)
    return _file(request, content, "application/pdf", "inline", "pdf", public=not professional)


def export_links(address: str) -> list[dict]:
    """Return the entries of the menu beside a list, with the filters of ``address`` ("?…")."""
    labels = {
        "csv": _("CSV (spreadsheet)"),
        "xlsx": _("XLSX (Excel)"),
        "ods": _("ODS (LibreOffice)"),
        "geojson": _("GeoJSON (maps)"),
    }
    return [
        {"url": f"{reverse('solutions_map:export', args=[name])}{address}", "label": labels[name]} for name in FORMATS
    ]


def _too_many(request, found: SolutionFilter, count: int, limit: int):
    messages.error(
        request,
        _("A file holds %(limit)d solutions at most, and these are %(count)d: choose an area, or narrow them down.")
        % {"limit": limit, "count": count},
    )
    return redirect(f"{reverse('solutions_map:solutions')}{found.address()}")


def _file(request, content: bytes, content_type: str, disposition: str, extension: str, *, public: bool):
    response = HttpResponse(content, content_type=content_type)
    name = f"{slugify(_('Solutions')) or 'solutions'}-{timezone.localdate().isoformat()}.{extension}"
    response.headers["Content-Disposition"] = f'{disposition}; filename="{name}"'
    response.headers["X-Robots-Tag"] = "noindex"
    if not public or request.user.is_authenticated or request.method == "POST":
        response.headers["Cache-Control"] = "private, no-store"
    else:
        patch_cache_control(response, public=True, max_age=PUBLIC_AGE)
    return response
