"""What is on the lists, as files. Asked for by POST: it is noted who took one, and a GET never writes (D-68)."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_tables2 import RequestConfig

from portal.core.access import get_visible_or_404
from portal.core.actors import Actor
from portal.core.printing import render_pdf
from portal.core.spreadsheets.writing import WRITERS

from ..documents import booklet
from ..exporting import cards, members, organisations
from ..listing import members_listed, members_table, open_sites, organisations_listed, organisations_table
from ..models import Delegate, Organisation, Person
from ..services.exports import note_directory_export, note_members_export
from .scopes import platform_seen

PDF_TYPE = "application/pdf"
#: Formats of an address: those of the directory, and those of the members of a platform.
DIRECTORY_FORMATS = (*WRITERS, "vcf")
MEMBER_FORMATS = (*WRITERS, "vcf", "pdf")


@require_POST
def organisations_export(request, file_format):
    """Give the organisations of the list, filtered and sorted as the address says."""
    if not request.user.has_perm("directory.view_network") or file_format not in DIRECTORY_FORMATS:
        raise Http404
    filtered = organisations_listed(request.user, request.GET)
    count = filtered.qs.count()
    limit = cards.MAX_CARDS if file_format == "vcf" else organisations.MAX_ROWS
    if count > limit:
        messages.error(
            request,
            _("An export holds %(limit)d lines at most, and these are %(count)d: narrow them down with the filters.")
            % {"limit": limit, "count": count},
        )
        return redirect(f"{reverse('directory:organisations')}?{request.GET.urlencode()}")
    rows = _sorted(request, organisations_table(filtered)).prefetch_related(None).defer(None)
    if file_format == "vcf":
        content, content_type = cards.organisation_cards(rows), cards.CARD_TYPE
    else:
        write, content_type = WRITERS[file_format]
        content = _written(write, organisations.columns(), organisations.rows(rows, request.user), _("Directory"))
    note_directory_export(file_format=file_format, lines=count, filters=_used(filtered), by=Actor.of_request(request))
    return _download(content, content_type, _("Directory"), file_format)


@require_POST
def members_export(request, slug, file_format):
    """Give the members of the list with those who represent them, filtered and sorted as the address says."""
    platform = platform_seen(request, slug)
    if file_format not in MEMBER_FORMATS:
        raise Http404
    filtered = members_listed(platform, request.user, request.GET)
    rows = _sorted(request, members_table(filtered))
    used = _used(filtered)
    if file_format == "pdf":
        data = booklet.data_of(platform, rows, day=timezone.localdate(), filtered=bool(used))
        content, content_type = render_pdf(booklet.TEMPLATE, data), PDF_TYPE
    elif file_format == "vcf":
        content, content_type = cards.member_cards(rows), cards.CARD_TYPE
    else:
        write, content_type = WRITERS[file_format]
        for_team = request.user.has_perm("directory.manage_members", platform)
        lines = members.rows(rows, for_team=for_team)
        content = _written(write, members.columns(for_team=for_team), lines, _("Members"))
    note_members_export(
        platform, file_format=file_format, lines=rows.count(), filters=used, by=Actor.of_request(request)
    )
    return _download(content, content_type, f"{_('Members')} {platform.slug}", file_format)


@require_safe
def person_vcard(request, slug, pk):
    """Give the card of somebody who represents an organisation in the platform, or is of its team, today."""
    platform = platform_seen(request, slug)
    delegation = (
        Delegate.objects.visible_to(request.user)
        .active()
        .filter(participation__platform=platform, person=pk)
        .select_related("person", "participation__organisation")
        .order_by("kind", "pk")
        .first()
    )
    if delegation:
        person, organisation = delegation.person, delegation.participation.organisation
    else:
        team = Person.objects.team_of(platform).select_related("organisation")
        person = get_visible_or_404(team, pk=pk)
        organisation = person.organisation
    site = organisation and organisation.sites.filter(closed_at=None).select_related("commune").first()
    card = cards.person_card(person, organisation=organisation, site=site, category=platform.name)
    return _download(card.encode("utf-8"), cards.CARD_TYPE, str(person), "vcf", dated=False)


@require_safe
def organisation_vcard(request, pk):
    """Give the card of an organisation."""
    shown = get_visible_or_404(Organisation.objects.visible_to(request.user).prefetch_related(open_sites()), pk=pk)
    card = cards.organisation_card(shown, site=next(iter(shown.open_sites), None))
    return _download(card.encode("utf-8"), cards.CARD_TYPE, str(shown), "vcf", dated=False)


def export_menu(request, address: str, formats, **parameters) -> list[dict]:
    """Return the entries of the menu of exports beside a list: the same filters and order as the page."""
    query = request.GET.copy()
    query.pop("page", None)
    end = f"?{query.urlencode()}" if query else ""
    labels = {
        "csv": _("CSV (spreadsheet)"),
        "xlsx": _("XLSX (Excel)"),
        "ods": _("ODS (LibreOffice)"),
        "vcf": _("Contact cards (vCard)"),
        "pdf": _("Directory to print (PDF)"),
    }
    icons = {"vcf": "person-add", "pdf": "print"}
    return [
        {
            "url": reverse(address, kwargs={**parameters, "file_format": name}) + end,
            "label": labels[name],
            "icon": icons.get(name, "file"),
        }
        for name in formats
    ]


def _sorted(request, table):
    """Return the rows of ``table`` as the page sorts them, all of them."""
    return RequestConfig(request, paginate=False).configure(table).data.data


def _used(filtered) -> dict[str, str]:
    """Return the filters that said something, as they stand in the address, for the trail."""
    return {
        name: str(filtered.data.get(name))[:100]
        for name, value in filtered.form.cleaned_data.items()
        if value not in (None, "")
    }


def _written(write: Callable[..., bytes], columns, rows, sheet: str) -> bytes:
    return write(columns, rows) if write is WRITERS["csv"][0] else write(columns, rows, sheet=sheet)


def _download(content: bytes, content_type: str, name: str, extension: str, *, dated: bool = True) -> HttpResponse:
    day = f"-{timezone.localdate().isoformat()}" if dated else ""
    response = HttpResponse(content, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{slugify(name) or "export"}{day}.{extension}"'
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
