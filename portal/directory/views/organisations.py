"""The directory of the network: organisations, their sheets and their sites."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.printing import render_pdf

from ..documents import sheet as document
from ..forms import SheetForm
from ..listing import organisations_listed, organisations_table
from ..services.organisations import change_organisation, confirm_sheet
from ..sheet_page import sheet_page
from .exports import DIRECTORY_FORMATS, export_menu
from .scopes import configured
from .sheets import sheet_edited, sheet_seen


@require_safe
def organisations(request):
    """List the organisations of the network, to those who take part in it."""
    if not request.user.has_perm("directory.view_network"):
        raise Http404
    filtered = organisations_listed(request.user, request.GET)
    table = configured(request, organisations_table(filtered))
    is_filtered = any(request.GET.get(name) for name in filtered.filters)
    context = {
        "filter": filtered,
        "table": table,
        "is_empty": not table.rows and not is_filtered,
        "exports": export_menu(request, "directory:organisations_export", DIRECTORY_FORMATS),
    }
    return render(request, "directory/organisations.html", context)


@require_safe
def organisation(request, pk):
    """Show the presentation sheet, and where the reader's own platforms meet the organisation."""
    return render(request, "directory/organisation.html", sheet_page(sheet_seen(request, pk), request.user))


@require_safe
def organisation_pdf(request, pk):
    """Show the sheet as a page to print or to hand out."""
    shown = sheet_seen(request, pk)
    response = HttpResponse(render_pdf(document.TEMPLATE, document.data_of(shown)), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{slugify(shown.name)[:60] or shown.pk}.pdf"'
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def organisation_edit(request, pk):
    """Change the presentation sheet."""
    shown = sheet_edited(request, pk)
    form = SheetForm(request.POST or None, instance=shown)
    if request.method == "POST" and form.is_valid():
        try:
            change_organisation(shown, form.details(), version=form.version, by=Actor.of_request(request))
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The presentation sheet is saved."))
            return redirect("directory:organisation", pk=pk)
    context = {"organisation": shown, "form": form}
    return render(request, "directory/organisation_edit.html", context, status=409 if form.stored else 200)


@require_POST
def organisation_confirm(request, pk):
    """Note that the sheet was read and is right."""
    confirm_sheet(sheet_edited(request, pk), by=Actor.of_request(request))
    messages.success(request, _("Thank you: the sheet is confirmed as of today."))
    return redirect("directory:organisation", pk=pk)
