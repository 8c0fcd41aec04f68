"""The places of an organisation."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.core.access import get_visible_or_404
from portal.core.actors import Actor
from portal.core.errors import DomainError

from ..forms import SiteForm
from ..models import Site
from ..services.organisations import add_site, change_site, close_site, reopen_site
from ..site_map import pin_context
from .sheets import sheet_edited


@require_http_methods(["GET", "HEAD", "POST"])
def site_add(request, pk):
    """Add a site of the organisation."""
    shown = sheet_edited(request, pk)
    form = SiteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            add_site(shown, form.details(), pin=form.pin, by=Actor.of_request(request))
        except DomainError as error:
            error.add_to(form)
        else:
            messages.success(request, _("The site is saved."))
            return redirect("directory:organisation", pk=pk)
    context = {"organisation": shown, "site": None, "form": form, **pin_context(shown, None)}
    return render(request, "directory/site_edit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def site_edit(request, pk, site):
    """Change a site of the organisation."""
    shown = sheet_edited(request, pk)
    changed = _site_of(shown, site, closed=False)
    form = SiteForm(request.POST or None, instance=changed)
    if request.method == "POST" and form.is_valid():
        try:
            change_site(changed, form.details(), version=form.version, pin=form.pin, by=Actor.of_request(request))
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The site is saved."))
            return redirect("directory:organisation", pk=pk)
    context = {"organisation": shown, "site": changed, "form": form, **pin_context(shown, changed)}
    return render(request, "directory/site_edit.html", context, status=409 if form.stored else 200)


@require_POST
def site_close(request, pk, site):
    """Show a place no more; undone from the sheet."""
    close_site(_site_of(sheet_edited(request, pk), site, closed=False), by=Actor.of_request(request))
    messages.success(request, _("The place is no longer shown. “Use it again”, under the places, brings it back."))
    return redirect("directory:organisation", pk=pk)


@require_POST
def site_reopen(request, pk, site):
    """Use a closed place again."""
    reopen_site(_site_of(sheet_edited(request, pk), site, closed=True), by=Actor.of_request(request))
    messages.success(request, _("The place is shown again."))
    return redirect("directory:organisation", pk=pk)


def _site_of(organisation, pk: int, *, closed: bool) -> Site:
    """Return a site of ``organisation``, open or closed, or raise ``Http404``."""
    return get_visible_or_404(organisation.sites.filter(closed_at__isnull=not closed), pk=pk)
