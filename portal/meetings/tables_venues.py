"""The venues of a platform with their turns."""

import django_tables2 as tables
from django.template.defaultfilters import truncatewords
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.components import render
from portal.core.french_dates import format_date
from portal.core.tables import Table

from .display.venues import counts_in_words

_STEP_FREE = {True: gettext_lazy("Yes"), False: gettext_lazy("No"), None: "–"}


class VenueTable(Table):
    """Venues in use; sorted by their columns, the longest without a turn first."""

    venue = tables.Column(gettext_lazy("Venue"), order_by="name_order")
    capacity = tables.Column(gettext_lazy("Seats"), accessor="venue__capacity", order_by="capacity_order")
    step_free = tables.Column(gettext_lazy("Step-free"), empty_values=(), orderable=False, accessor="venue__step_free")
    last = tables.Column(gettext_lazy("Last hosted"), empty_values=(), order_by="last_order")
    year = tables.Column(gettext_lazy("School year"), empty_values=(), order_by="year_order")
    act = tables.Column("", empty_values=(), orderable=False)

    def __init__(self, *args, platform, suggested: int | None = None, **options):
        self.platform = platform
        self.suggested = suggested
        super().__init__(*args, **options)

    def render_venue(self, record):
        """Organisation and room, with the address and how to get there below."""
        venue = record.venue
        chips = []
        if venue.pk == self.suggested:
            chips.append(render("chip", label=_("Its turn"), kind="success", icon="check"))
        if not venue.in_rotation:
            chips.append(render("chip", label=_("Takes no turn")))
        below = [text for text in (venue.site.full_address, truncatewords(venue.access, 18)) if text]
        return format_html(
            '<span class="cluster"><strong>{}</strong>{}</span>{}',
            str(venue),
            format_html_join("", "{}", ((chip,) for chip in chips)),
            format_html_join("", '<span class="muted venue-words">{}</span>', ((text,) for text in below)),
        )

    def render_step_free(self, record):
        """Say yes, no, or nothing where nobody knows."""
        return str(_STEP_FREE[record.venue.step_free])

    def render_last(self, record):
        """Return the last day up to today, and the next one."""
        turns = record.turns
        last = format_date(turns.last, weekday=False) if turns.last else _("Never")
        if turns.upcoming is None:
            return format_html('<span class="nowrap">{}</span>', last)
        coming = _("next on %(day)s") % {"day": format_date(turns.upcoming, weekday=False)}
        # One element: on phones the cell is a grid of its label and its words.
        return format_html('<div>{}<span class="muted venue-words">{}</span></div>', last, coming)

    def render_year(self, record):
        """Return how often, in words."""
        return counts_in_words(record.turns.hosted, record.turns.planned)

    def render_act(self, record):
        """Lead to the form."""
        address = reverse("meetings:venue_edit", args=[self.platform.slug, record.venue.pk])
        return format_html(
            '<a class="btn btn-secondary btn-sm" href="{}">{}<span class="visually-hidden"> {}</span></a>',
            address,
            _("Change"),
            str(record.venue),
        )
