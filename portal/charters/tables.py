"""Tables of charters."""

import django_tables2 as tables
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core import components
from portal.core.french_dates import format_date
from portal.core.tables import ComponentColumn, Table


class RegisterTable(Table):
    """Who signed, who is to sign, who refused."""

    person = tables.Column(verbose_name=gettext_lazy("Person"), order_by=("person__last_name", "person__first_name"))
    organisations = tables.Column(verbose_name=gettext_lazy("Organisation"), empty_values=())
    circles = tables.Column(verbose_name=gettext_lazy("Circle"), orderable=False)
    status = ComponentColumn("status", options={"of": "charter"}, verbose_name=gettext_lazy("Status"))
    state = tables.Column(verbose_name=gettext_lazy("Date or reason"), orderable=False, empty_values=())

    class Meta:
        empty_text = gettext_lazy("Nobody.")

    def render_organisations(self, record):
        """Show the organisations represented, or that the person is of the team."""
        shown = [*record.organisations, *([_("Team of the platform")] if record.in_team else [])]
        return ", ".join(shown)

    def render_circles(self, value):
        """Show the circles as everywhere."""
        return format_html_join(" ", "{}", ((components.render("circle", value=circle),) for circle in value))

    def render_state(self, record):
        """Show what goes with the status: since when, until when, or why not."""
        state = record.state
        if state.refused:
            return record.refusal_reason
        if state.signed_on:
            signed = _("signed on %(day)s") % {"day": format_date(state.signed_on, weekday=False)}
            if state.last_day:
                return _("%(signed)s, until %(day)s") % {
                    "signed": signed,
                    "day": format_date(state.last_day, weekday=False),
                }
            return signed
        if state.last_day:
            return _("until %(day)s") % {"day": format_date(state.last_day, weekday=False)}
        return ""
