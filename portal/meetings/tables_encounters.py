"""The members of a platform by how they are known."""

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.components import render
from portal.core.tables import Table

from .enums import EncounterKind


class _DayColumn(tables.Column):
    """The last day of one sort; never comes before the first day."""

    def render(self, value):
        """Keep the day on one line."""
        return format_html('<span class="nowrap">{}</span>', str(value))


class AcquaintanceTable(Table):
    """Members with the last presentation, visit and joint training; for the team with a way to record."""

    organisation = tables.Column(gettext_lazy("Organisation"), order_by="organisation__search_text")
    circle = tables.Column(gettext_lazy("Circle"), accessor="participation__circle")
    presented = _DayColumn(gettext_lazy("Presented itself"), order_by="presented_order", default=gettext_lazy("Never"))
    visited = _DayColumn(gettext_lazy("Was visited"), order_by="visited_order")
    trained = _DayColumn(gettext_lazy("Joint training"), order_by="trained_order")
    act = tables.Column("", empty_values=(), orderable=False)

    def __init__(self, *args, platform, keeps: bool, **options):
        self.platform = platform
        super().__init__(*args, exclude=() if keeps else ("act",), **options)

    def render_organisation(self, record):
        """Lead to the organisation in the platform, with its type below."""
        address = reverse("directory:member", args=[self.platform.slug, record.participation.pk])
        kind = record.organisation.actor_type
        return format_html('<a href="{}">{}</a><br><span class="muted">{}</span>', address, record.organisation, kind)

    def render_circle(self, value):
        """Show the circle."""
        return render("circle", value=value)

    def render_act(self, record):
        """Lead to the form, with the organisation chosen."""
        address = reverse("meetings:encounter_add", args=[self.platform.slug])
        return format_html(
            '<a class="btn btn-secondary btn-sm" href="{}?organisme={}&amp;nature={}">{}'
            '<span class="visually-hidden"> {}</span></a>',
            address,
            record.organisation.pk,
            EncounterKind.PRESENTATION if record.presented is None else EncounterKind.VISIT,
            _("Record"),
            record.organisation,
        )
