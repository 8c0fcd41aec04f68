"""Sheets by a signed link of a mail, without account: see, confirm, change, settle what was reported (D-42, D-07).

The link names a person and some sheets. It opens a sheet only while the person is its editor, which is asked again at
every request; it shows the sheet and never who takes part in what: links are forwarded.
"""

from dataclasses import dataclass
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.core.access import get_visible_or_404
from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.links import LinkError, read_link

from ..addressees import addressee_of
from ..forms import SheetForm, SiteForm
from ..models import Organisation, Person, Site
from ..notifications import SHEET
from ..services.error_reports import settle_report
from ..services.organisations import add_site, change_organisation, change_site, close_site, confirm_sheet
from ..sheet_content import label_of
from ..sheet_page import texts_of
from ..site_map import pin_context


@dataclass(frozen=True)
class Opened:
    """What a link opens today: for whom, and which sheets, by name."""

    signed: str
    person: Person
    sheets: list[Organisation]

    @property
    def by(self) -> Actor:
        """Return who acts."""
        return Actor.of_link(self.person)

    def sheet(self, pk: int) -> Organisation:
        """Return one of the sheets. Raises ``LinkError`` for any other."""
        for sheet in self.sheets:
            if sheet.pk == pk:
                return sheet
        raise _nothing()


def by_link(view):
    """Give ``view`` what the link opens; say so where it opens nothing, and keep the address out of other places."""

    @login_not_required
    @never_cache
    @wraps(view)
    def opened(request, signed, **parameters):
        try:
            response = view(request, _opened_by(signed), **parameters)
        except LinkError as error:
            status = 410 if error.code == "expired" else 404
            response = render(request, "directory/sheet_link_error.html", {"error": error}, status=status)
        # Not "no-referrer": browsers then send ``Origin: null`` with the form, which the CSRF check refuses.
        response.headers["Referrer-Policy"] = "strict-origin"
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return opened


@require_safe
@by_link
def sheet_link(request, link):
    """List the sheets of the link; go straight to the only one."""
    if len(link.sheets) == 1:
        return redirect("directory:sheet_link_one", link.signed, link.sheets[0].pk)
    return render(request, "directory/sheet_link.html", {"link": link})


@require_http_methods(["GET", "HEAD", "POST"])
@by_link
def sheet_link_one(request, link, pk):
    """Show a sheet as its readers see it; POST confirms it."""
    shown = link.sheet(pk)
    if request.method == "POST":
        confirm_sheet(shown, by=link.by)
        messages.success(request, _("Thank you: the sheet is confirmed as of today."))
        return redirect("directory:sheet_link_one", link.signed, pk)
    context = {
        "link": link,
        "organisation": shown,
        "texts": [*texts_of(shown), (label_of("how_to_reach"), shown.how_to_reach)],
        "done": shown.confirmed_at is not None and timezone.localdate(shown.confirmed_at) == timezone.localdate(),
        "sites": list(shown.sites.filter(closed_at__isnull=True).select_related("commune")),
        "reports": list(shown.error_reports.filter(settled_at__isnull=True).select_related("reporter__organisation")),
    }
    return render(request, "directory/sheet_link_one.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@by_link
def sheet_link_edit(request, link, pk):
    """Change a sheet; an editor who saves confirms it by the same act."""
    shown = link.sheet(pk)
    form = SheetForm(request.POST if request.method == "POST" else None, instance=shown)
    if request.method == "POST" and form.is_valid():
        try:
            change_organisation(shown, form.details(), version=form.version, by=link.by)
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The presentation sheet is saved."))
            return redirect("directory:sheet_link_one", link.signed, pk)
    context = {"link": link, "organisation": shown, "form": form}
    return render(request, "directory/sheet_link_edit.html", context, status=409 if form.stored else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@by_link
def sheet_link_site_add(request, link, pk):
    """Add a site of the organisation."""
    shown = link.sheet(pk)
    form = SiteForm(request.POST if request.method == "POST" else None)

    def save():
        add_site(shown, form.details(), pin=form.pin, by=link.by)

    return _site_page(request, link, shown, None, form, save)


@require_http_methods(["GET", "HEAD", "POST"])
@by_link
def sheet_link_site_edit(request, link, pk, site):
    """Change a site of the organisation."""
    shown = link.sheet(pk)
    changed = _open_site(shown, site)
    form = SiteForm(request.POST if request.method == "POST" else None, instance=changed)

    def save():
        change_site(changed, form.details(), version=form.version, pin=form.pin, by=link.by)

    return _site_page(request, link, shown, changed, form, save)


@require_POST
@by_link
def sheet_link_site_close(request, link, pk, site):
    """Show a place no more."""
    close_site(_open_site(link.sheet(pk), site), by=link.by)
    messages.success(request, _("The place is no longer shown."))
    return redirect("directory:sheet_link_one", link.signed, pk)


@require_POST
@by_link
def sheet_link_settle(request, link, pk, report):
    """Note that a reported error was dealt with."""
    settle_report(get_visible_or_404(link.sheet(pk).error_reports.all(), pk=report), by=link.by)
    messages.success(request, _("The report is settled."))
    return redirect("directory:sheet_link_one", link.signed, pk)


def _open_site(organisation: Organisation, pk: int) -> Site:
    return get_visible_or_404(organisation.sites.filter(closed_at__isnull=True), pk=pk)


def _site_page(request, link, organisation, site, form, save):
    if request.method == "POST" and form.is_valid():
        try:
            save()
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The site is saved."))
            return redirect("directory:sheet_link_one", link.signed, organisation.pk)
    context = {
        "link": link,
        "organisation": organisation,
        "site": site,
        "form": form,
        **pin_context(organisation, site),
    }
    return render(request, "directory/sheet_link_site.html", context, status=409 if form.stored else 200)


def _opened_by(signed: str) -> Opened:
    """Return what the link opens today. Raises ``LinkError``, also for whoever keeps none of the sheets any more."""
    payload = read_link(signed, SHEET)
    person = addressee_of(payload)
    if person is None:
        raise _nothing()
    kept = Organisation.objects.kept_by(person).filter(pk__in=payload.get("sheets", ()))
    sheets = list(kept.select_related("actor_type__sector").order_by("search_text", "pk"))
    if not sheets:
        raise _nothing()
    return Opened(signed, person, sheets)


def _nothing() -> LinkError:
    return LinkError(
        _("This link opens nothing any more: you do not keep this sheet, or the address is not whole."), code="invalid"
    )
