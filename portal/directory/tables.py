"""Tables of the directory."""

import django_tables2 as tables
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from portal.core.components import render
from portal.core.phones import format_phone
from portal.core.tables import Table

from .enums import DelegateKind
from .freshness_words import freshness_words
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

    def __init__(self, *args, reads_mobilisation: bool = False, **options):
        self.reads_mobilisation = reads_mobilisation
        super().__init__(*args, **options)

    def render_circle(self, record):
        """Return the circle in its colour; a table gives choices by their words, the component wants the value."""
        return render("circle", value=record.circle, long=True) if record.circle else "–"

    def render_status(self, record):
        """Return the mobilisation with its colour, and the next step below for those who work on it."""
        chip = render("chip", label=record.get_status_display(), kind=STATUS_KINDS[record.status])
        if self.reads_mobilisation and record.next_step and record.status != "agreed":
            return format_html('<div>{}<br><span class="muted">{}</span></div>', chip, record.next_step)
        return chip

    def render_delegates(self, value):
        """Return the fixed representative first, then the substitutes, each with their number."""
        if not value:
            return format_html('<span class="muted">{}</span>', _("Nobody yet"))
        ordered = sorted(value, key=lambda row: (row.kind != DelegateKind.FIXED, row.pk))
        people = ((row.person, _call(row.person)) for row in ordered)
        return format_html("<div>{}</div>", format_html_join("", '<span class="entry">{}{}</span>', people))


#: Colours of the mobilisation; the word always stands in the chip.
STATUS_KINDS = {"to_approach": "warning", "approached": "info", "agreed": "success", "declined": "neutral"}


class OrganisationTable(Table):
    """Organisations of the network; rows come with their type, sector, ``open_sites`` and ``is_stale``."""

    name = tables.Column(linkify=("directory:organisation", {"pk": tables.A("pk")}), order_by=("search_text", "pk"))
    actor_type = tables.Column(order_by=("actor_type__name", "search_text"))
    places = tables.Column(verbose_name=_("Places"), accessor="pk", orderable=False)
    contact = tables.Column(verbose_name=_("Contact"), accessor="pk", orderable=False)
    confirmed_at = tables.Column(verbose_name=_("Sheet"), order_by=("last_read_at", "pk"), empty_values=())

    class Meta:
        model = Organisation
        fields = ("name", "actor_type", "places", "contact", "confirmed_at")
        order_by = ("name",)
        empty_text = _("No organisation fits these filters.")
        row_attrs = {"class": lambda record: "is-faded" if record.is_stale else ""}

    def order_name(self, queryset, is_descending):
        """Order by name, in either direction with the stale sheets after all others."""
        sign = "-" if is_descending else ""
        return queryset.order_by("is_stale", f"{sign}search_text", f"{sign}pk"), True

    def render_actor_type(self, record):
        """Return the type, and its sector below."""
        return format_html(
            '<div>{}<br><span class="muted">{}</span></div>', record.actor_type, record.actor_type.sector
        )

    def render_places(self, record):
        """Return the communes of the open sites, each once."""
        return ", ".join(dict.fromkeys(site.commune.name for site in record.open_sites if site.commune)) or "–"

    def render_contact(self, record):
        """Return the number to call and the address to write to."""
        lines = []
        if record.phone:
            lines.append(format_html('<span class="entry">{}</span>', _phone_link(record.phone)))
        if record.email:
            lines.append(
                format_html('<span class="entry text-break"><a href="mailto:{0}">{0}</a></span>', record.email)
            )
        return format_html("<div>{}</div>", format_html_join("", "{}", ((line,) for line in lines))) if lines else "–"

    def render_confirmed_at(self, record):
        """Return how fresh the sheet is."""
        return freshness_words(record)


def _phone_link(number: str):
    return format_html('<a class="text-nowrap" href="tel:{}">{}</a>', number, format_phone(number))


def _call(person):
    return format_html(" {}", _phone_link(person.phone)) if person.phone else ""
