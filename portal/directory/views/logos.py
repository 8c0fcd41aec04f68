"""The logo of an organisation: served here alone, by the right of the sheet (SECURITY D-20)."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.utils.http import parse_etags
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.core.actors import Actor
from portal.core.errors import DomainError

from ..forms.logos import LogoForm
from ..services.logos import remove_logo, set_logo
from .sheets import sheet_edited, sheet_seen

_TYPES = {"png": "image/png", "jpg": "image/jpeg"}


@require_safe
def organisation_logo(request, pk):
    """Send the logo; a browser keeps it but asks again each time, since rights are those of the day."""
    logo = sheet_seen(request, pk).logo
    content_type = logo and _TYPES.get(logo.file.name.rpartition(".")[2].lower())
    if not content_type:
        raise Http404
    etag = f'"{logo.file_hash}"'
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        response = HttpResponseNotModified()
    else:
        try:
            response = FileResponse(logo.file.storage.open(logo.file.name), content_type=content_type)
        except FileNotFoundError as error:
            raise Http404 from error
        response.headers["Content-Disposition"] = "inline"
        response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def organisation_logo_edit(request, pk):
    """Choose the logo, or replace it."""
    shown = sheet_edited(request, pk)
    form = LogoForm(request.POST or None, request.FILES or None) if request.method == "POST" else LogoForm()
    if request.method == "POST" and form.is_valid():
        try:
            set_logo(shown, form.cleaned_data["logo"], by=Actor.of_request(request))
        except DomainError as error:
            error.add_to(form)
        else:
            messages.success(request, _("The logo is saved."))
            return redirect("directory:organisation", pk=pk)
    return render(request, "directory/organisation_logo_edit.html", {"organisation": shown, "form": form})


@require_POST
def organisation_logo_remove(request, pk):
    """Take the logo away."""
    remove_logo(sheet_edited(request, pk), by=Actor.of_request(request))
    messages.success(request, _("The logo is removed."))
    return redirect("directory:organisation", pk=pk)
