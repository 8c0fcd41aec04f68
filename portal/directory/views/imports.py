"""Imports of spreadsheets into a platform: the list, the file, its columns, what it would do, what it did (A9)."""

import re
from collections import defaultdict

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from portal.core.access import get_visible_or_404
from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.private_files import private_file_response
from portal.core.spreadsheets.writing import XLSX_TYPE, Column, write_xlsx

from ..enums import ImportState
from ..forms.imports import ImportColumnsForm, ImportFileForm, ImportTableForm
from ..importing import display
from ..importing.answers import UNDECIDED, WITHOUT, row_answers
from ..importing.batches import RUNNING, left_out_of, required_fields, rows_of
from ..importing.deciding import choose, choose_for_all, remove, start_import, try_again
from ..importing.kinds import ImportKind, all_kinds, kind_named
from ..importing.outcomes import LEAVE_OUT, Outcome
from ..importing.receiving import choose_table, map_columns, receive
from ..models import ImportBatch
from .scopes import platform_acted_on

ROWS_A_PAGE = 50
STATE_CHIPS = {
    ImportState.UPLOADED: ("info", "info"),
    ImportState.READING: ("info", "clock"),
    ImportState.PREVIEWED: ("warning", "pencil"),
    ImportState.APPLYING: ("info", "clock"),
    ImportState.APPLIED: ("success", "check"),
    ImportState.FAILED: ("danger", "warning"),
}
_UNDO = re.compile(r"undo-(\d{1,7})", re.ASCII)
_ANSWER = re.compile(r"answer_(\d{1,7})_([a-z0-9_-]{1,40})", re.ASCII)


@require_safe
def imports(request, slug):
    """List the imports of the last 30 days, each with the page where it goes on."""
    platform = platform_acted_on(request, slug)
    batches = platform.import_batches.select_related("person", "user").defer("preview", "choices")
    labels = {kind.name: kind.label for kind in all_kinds()}
    rows = [
        {
            "batch": batch,
            "page": _page_of(batch),
            "chip": STATE_CHIPS[batch.state],
            "kind": labels.get(batch.kind, batch.kind),
        }
        for batch in batches[:100]
    ]
    return render(request, "directory/imports.html", {"platform": platform, "rows": rows, "kinds": all_kinds()})


@require_http_methods(["GET", "HEAD", "POST"])
def import_new(request, slug):
    """Take a file; step 1. ``genre`` of the address says what it holds, partners by default."""
    platform = platform_acted_on(request, slug)
    kind = _asked_kind(request)
    form = ImportFileForm(request.POST, request.FILES) if request.method == "POST" else ImportFileForm()
    if form.is_bound and form.is_valid():
        try:
            batch = receive(platform, form.cleaned_data["file"], kind=kind.name, by=Actor.of_request(request))
        except DomainError as error:
            error.add_to(form)
        else:
            return redirect("directory:import_mapping", slug=slug, pk=batch.pk)
    kinds = [
        {"label": one.label, "url": f"{request.path}?genre={one.name}", "current": one is kind} for one in all_kinds()
    ]
    context = {"platform": platform, "form": form, "kind": kind, "kinds": kinds}
    return render(request, "directory/import_new.html", context)


@require_safe
def import_model(request, slug):
    """Offer an empty spreadsheet with the headers that are always understood and an example."""
    platform_acted_on(request, slug)
    kind = _asked_kind(request)
    headers, rows = kind.model()
    columns = [Column(header, max(14, len(header) + 2)) for header in headers]
    content = write_xlsx(columns, rows, sheet=str(kind.sheet))
    name = kind.file_name
    return HttpResponse(
        content,
        content_type=XLSX_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{name}.xlsx"', "Cache-Control": "private, no-store"},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def import_mapping(request, slug, pk):
    """Show the table that was found and what its columns mean; step 2."""
    platform, batch = _batch(request, slug, pk)
    if batch.state in RUNNING or batch.state == ImportState.APPLIED:
        return redirect(_page_of(batch), slug=slug, pk=pk)
    kind, by = kind_named(batch.kind), Actor.of_request(request)
    is_table = request.method == "POST" and request.POST.get("act") == "table"
    is_columns = request.method == "POST" and not is_table
    table_form = ImportTableForm(request.POST if is_table else None, batch=batch)
    form = ImportColumnsForm(request.POST if is_columns else None, batch=batch, kind=kind)
    try:
        if is_table and table_form.is_valid():
            choose_table(batch, table_form.cleaned_data["sheet"], table_form.cleaned_data["header_row"], by=by)
            return redirect("directory:import_mapping", slug=slug, pk=pk)
        if is_columns and form.is_valid():
            map_columns(batch, form.columns(), form.answers(), by=by)
            return redirect("directory:import_preview", slug=slug, pk=pk)
    except DomainError as error:
        error.add_to(table_form if is_table else form)
    context = {
        "platform": platform,
        "batch": batch,
        "form": form,
        "table_form": table_form,
        "several_sheets": len(batch.mapping["sheets"]) > 1,
        "sheet_name": batch.mapping["sheets"][batch.mapping["sheet"]],
    }
    return render(request, "directory/import_mapping.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def import_preview(request, slug, pk):
    """Show what the rows would do and take the lead's answers; step 3. While the portal works, show how far it is."""
    platform, batch = _batch(request, slug, pk)
    if request.method == "POST":
        return _act(request, batch)
    if batch.state not in RUNNING and request.htmx:
        return HttpResponseClientRefresh()
    if batch.state in RUNNING:
        context = {"platform": platform, "batch": batch, "is_applying": batch.state == ImportState.APPLYING}
        return render(request, "directory/import_progress.html", context)
    if batch.state not in (ImportState.PREVIEWED, ImportState.FAILED):
        return redirect(_page_of(batch), slug=slug, pk=pk)
    return render(request, "directory/import_preview.html", {"platform": platform, **_preview(request, batch)})


@require_safe
def import_result(request, slug, pk):
    """Show what the import did; step 4."""
    platform, batch = _batch(request, slug, pk)
    if batch.state != ImportState.APPLIED:
        return redirect(_page_of(batch), slug=slug, pk=pk)
    left_out = left_out_of(batch)
    result_label, result_url = kind_named(batch.kind).result(platform)
    context = {
        "result_label": result_label,
        "result_url": result_url,
        "platform": platform,
        "batch": batch,
        "told": kind_named(batch.kind).told(batch.result),
        "same": batch.preview["counts"][Outcome.SAME],
        "left_out": [(row.row, row.label) for row in left_out[:ROWS_A_PAGE]],
        "left_out_count": len(left_out),
    }
    return render(request, "directory/import_result.html", context)


@require_safe
def import_file(request, slug, pk):
    """Give the file back as it was received."""
    _platform, batch = _batch(request, slug, pk)
    return private_file_response(batch.file, batch.file_name)


@require_POST
def import_remove(request, slug, pk):
    """Give an import up; its file is deleted."""
    _platform, batch = _batch(request, slug, pk)
    try:
        remove(batch, by=Actor.of_request(request))
    except DomainError as error:
        messages.error(request, error.message)
        return redirect(_page_of(batch), slug=slug, pk=pk)
    messages.success(request, _("The import is given up and its file deleted. Nothing was written."))
    return redirect("directory:imports", slug=slug)


def _asked_kind(request) -> ImportKind:
    """Return the kind that the address names, the first one by default; 404 for one that nobody registered."""
    kinds = {kind.name: kind for kind in all_kinds()}
    name = request.GET.get("genre", "") or next(iter(kinds))
    if name not in kinds:
        raise Http404
    return kinds[name]


def _batch(request, slug: str, pk: int):
    """Return the platform and one of its own imports; 404 for any other's (D-09)."""
    platform = platform_acted_on(request, slug)
    rows = platform.import_batches.select_related("platform", "person", "user")
    return platform, get_visible_or_404(rows, pk=pk)


def _page_of(batch: ImportBatch) -> str:
    if batch.state == ImportState.APPLIED:
        return "directory:import_result"
    if batch.state == ImportState.UPLOADED or not batch.mapping.get("confirmed"):
        return "directory:import_mapping"
    return "directory:import_preview"


def _act(request, batch: ImportBatch):
    by, act = Actor.of_request(request), request.POST.get("act", "")
    try:
        if act == "import":
            start_import(batch, by=by)
        elif act == "again":
            try_again(batch, by=by)
        elif act == "all":
            choose_for_all(batch, request.POST.get("outcome", ""), request.POST.get("answer", ""), by=by)
        elif undone := _UNDO.fullmatch(act):
            number = undone[1]
            choose(batch, {int(number): dict.fromkeys(batch.choices.get(number, {}), "")}, by=by)
        else:
            answers = _answers(request.POST)
            if answers:
                choose(batch, answers, by=by)
            else:
                messages.info(request, _("You have not answered any row yet."))
    except DomainError as error:
        messages.error(request, error.message)
    return redirect("directory:import_preview", slug=batch.platform.slug, pk=batch.pk)


def _answers(posted) -> dict[int, dict[str, str]]:
    """Return the answers that were given, by row and key; those left empty are no answers."""
    answers = defaultdict(dict)
    for name, value in posted.items():
        match = _ANSWER.fullmatch(name)
        if match and value:
            answers[int(match[1])][match[2]] = value[:100]
    return dict(answers)


def _preview(request, batch: ImportBatch) -> dict:
    """Return what the page of the preview shows: counts, one tab of rows, what can be done."""
    kind = kind_named(batch.kind)
    counts = batch.preview.get("counts", {})
    tab = request.GET.get("etat", "")
    tab = tab if tab in map(str, display.TABS) else display.first_tab(counts)
    rows = left_out_of(batch) if tab == display.LEFT_OUT else [row for row in rows_of(batch) if row.outcome == tab]
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    required = required_fields(kind)
    undecided = sum(counts.get(outcome, 0) for outcome in UNDECIDED)
    written = counts.get(Outcome.NEW, 0) + counts.get(Outcome.CHANGED, 0)
    return {
        "batch": batch,
        "has_failed": batch.state == ImportState.FAILED,
        "may_try_again": bool(batch.mapping.get("confirmed")),
        "tab": tab,
        "row_label": display.row_label(tab),
        "tabs": [
            {
                "label": display.tab_label(one),
                "url": f"{request.path}?etat={one}",
                "current": tab == one,
                "count": counts.get(one, 0),
            }
            for one in display.TABS
            if counts.get(one) or tab == one
        ],
        "chip": display.CHIPS[tab],
        "page": page,
        "rows": [
            display.shown_row(kind, row, batch.choices.get(str(row.row), {}), required) for row in page.object_list
        ],
        "is_undecided": tab in UNDECIDED,
        "can_skip": tab in UNDECIDED and bool(rows),
        "can_drop": tab == Outcome.ERROR and any(WITHOUT in row_answers(row, required) for row in rows),
        "leave_out": {"act": "all", "outcome": tab, "answer": LEAVE_OUT},
        "drop_wrong": {"act": "all", "outcome": tab, "answer": WITHOUT},
        "undecided": undecided,
        "written": written,
        "button": kind.button(counts) if written and not undecided else "",
    }
