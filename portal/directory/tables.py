"""Tables of the directory."""

import django_tables2 as tables
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from portal.core.components import render
from portal.core.tables import Table

from .enums import DelegateKind
from .models import Organisation, Participation


class MemberTable(Table):
    """Members of a platform; rows come with their organisation, its type and ``current_delegates``."""

    organisation = tables.Column(
        linkify=("directory:member", {"slug": tables.A("platform__slug"), "pk": tables.A("pk")}),
        order_by=("organisation__search_text", "pk"),
    )
    actor_type = tables.Column(
        verbose_name=_("Type"), accessor="organisation__actor_type", order_by=("organisation__actor_type__name", "pk")
    )
    circle = tables.Column(order_by=("circle", "organisation__search_text"), empty_values=())
    status = tables.Column(order_by=("status", "organisation__search_text"))
    delegates = tables.Column(
        verbose_name=_("Represented by"), accessor="current_delegates", orderable=False, empty_values=()
    )

    class Meta:
        model = Participation
        fields = ("organisation", "actor_type", "circle", "status", "delegates")
        order_by = ("organisation",)
        empty_text = _("No organisation fits these filters.")

    def render_circle(self, record):
        """Return the circle in its colour; a table gives choices by their words, the component wants the value."""
        return render("circle", value=record.circle, long=True) if record.circle else "–"

    def render_status(self, record):
        """Return the mobilisation with its colour, and the next step below."""
        chip = render("chip", label=record.get_status_display(), kind=STATUS_KINDS[record.status])
        if record.next_step and record.status != "agreed":
            return format_html('{}<br><span class="muted">{}</span>', chip, record.next_step)
        return chip

    def render_delegates(self, value):
        """Return the fixed representative first, then the substitutes."""
        if not value:
            return format_html('<span class="muted">{}</span>', _("Nobody yet"))
        ordered = sorted(value, key=lambda row: (row.kind != DelegateKind.FIXED, row.pk))
        return format_html_join(", ", "{}", ((row.person,) for row in ordered))


#: Colours of the mobilisation; the word always stands in the chip.
STATUS_KINDS = {"to_approach": "warning", "approached": "info", "agreed": "success", "declined": "neutral"}


class OrganisationTable(Table):
    """Organisations of the network; rows come with their type, sector and ``sites`` with communes."""

    name = tables.Column(linkify=("directory:organisation", {"pk": tables.A("pk")}), order_by=("search_text", "pk"))
    actor_type = tables.Column(order_by=("actor_type__name", "search_text"))
    sector = tables.Column(
        verbose_name=_("Sector"),
        accessor="actor_type__sector",
        order_by=("actor_type__sector__order", "search_text"),
    )
    places = tables.Column(verbose_name=_("Places"), accessor="pk", orderable=False)
    confirmed_at = tables.Column(verbose_name=_("Sheet"), order_by=("confirmed_at", "pk"), empty_values=())

    class Meta:
        model = Organisation
        fields = ("name", "actor_type", "sector", "places", "confirmed_at")
        order_by = ("name",)
        empty_text = _("No organisation fits these filters.")

    def render_places(self, record):
        """Return the communes of the sites, each once."""
        return ", ".join(dict.fromkeys(site.commune.name for site in record.sites.all() if site.commune)) or "–"

    def render_confirmed_at(self, value):
        """Return how fresh the sheet is."""
        return render("freshness", confirmed_on=value)
