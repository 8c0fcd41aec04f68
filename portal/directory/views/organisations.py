"""The directory of the network: organisations, their sheets and their sites."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.core.access import get_visible_or_404, require
from portal.core.actors import Actor
from portal.core.errors import DomainError

from ..filters import OrganisationFilter
from ..forms import SheetForm, SiteForm
from ..models import Organisation, Participation, Site
from ..services.organisations import add_site, change_organisation, change_site, confirm_sheet
from ..tables import OrganisationTable
from .scopes import configured


@require_safe
def organisations(request):
    """List the organisations of the network, to those who take part in it."""
    if not request.user.has_perm("directory.view_network"):
        raise Http404
    rows = (
        Organisation.objects.visible_to(request.user)
        .select_related("actor_type__sector")
        .prefetch_related("sites__commune")
    )
    filtered = OrganisationFilter(request.GET, queryset=rows)
    table = configured(request, OrganisationTable(filtered.qs))
    is_filtered = any(request.GET.get(name) for name in filtered.filters)
    context = {"filter": filtered, "table": table, "is_empty": not table.rows and not is_filtered}
    return render(request, "directory/organisations.html", context)


@require_safe
def organisation(request, pk):
    """Show the presentation sheet, and where the reader's own platforms meet the organisation."""
    shown = get_visible_or_404(
        Organisation.objects.visible_to(request.user).select_related("actor_type__sector"), pk=pk
    )
    participations = (
        Participation.objects.visible_to(request.user)
        .filter(organisation=shown)
        .active()
        .select_related("platform")
        .order_by("platform__name_folded", "pk")
    )
    texts = [
        (_("Missions"), shown.missions),
        (_("Ways of working"), shown.ways_of_working),
        (_("Public served"), shown.public_served),
        (_("Territory served"), shown.territory_served),
        (_("Offers"), shown.offers),
        (_("Limits of confidentiality"), shown.confidentiality_limits),
        (_("How to reach"), shown.how_to_reach),
    ]
    written = [(title, text) for title, text in texts if text]
    context = {
        "organisation": shown,
        "texts": written,
        "missing": [title for title, text in texts if not text],
        "sites": list(shown.sites.select_related("commune")),
        "networks": list(shown.networks.all()),
        "participations": list(participations),
        "may_edit": request.user.has_perm("directory.edit_sheet", shown),
    }
    return render(request, "directory/organisation.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def organisation_edit(request, pk):
    """Change the presentation sheet."""
    shown = _edited(request, pk)
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
    confirm_sheet(_edited(request, pk), by=Actor.of_request(request))
    messages.success(request, _("Thank you: the sheet is confirmed as of today."))
    return redirect("directory:organisation", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def site_add(request, pk):
    """Add a site of the organisation."""
    shown = _edited(request, pk)
    form = SiteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            add_site(shown, form.details(), by=Actor.of_request(request))
        except DomainError as error:
            error.add_to(form)
        else:
            messages.success(request, _("The site is saved."))
            return redirect("directory:organisation", pk=pk)
    return render(request, "directory/site_edit.html", {"organisation": shown, "site": None, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def site_edit(request, pk, site):
    """Change a site of the organisation."""
    shown = _edited(request, pk)
    changed = get_visible_or_404(Site.objects.filter(organisation=shown), pk=site)
    form = SiteForm(request.POST or None, instance=changed)
    if request.method == "POST" and form.is_valid():
        try:
            change_site(changed, form.details(), version=form.version, by=Actor.of_request(request))
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The site is saved."))
            return redirect("directory:organisation", pk=pk)
    context = {"organisation": shown, "site": changed, "form": form}
    return render(request, "directory/site_edit.html", context, status=409 if form.stored else 200)


def _edited(request, pk: int) -> Organisation:
    """Return the organisation whose sheet the reader may change: 404 for who does not see it, 403 for who does."""
    shown = get_visible_or_404(Organisation.objects.visible_to(request.user).select_related("actor_type"), pk=pk)
    require(request.user, "directory.edit_sheet", shown)
    return shown
