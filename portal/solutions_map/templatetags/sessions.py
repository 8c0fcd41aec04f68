"""The sessions of a solution on its sheet: ``{% load sessions %}{% sessions_panel solution %}``."""

from django import template

from ..enums import Opening
from ..seat_lines import panel_lines

register = template.Library()


@register.inclusion_tag("solutions_map/_sessions.html", takes_context=True)
def sessions_panel(context, solution):
    """Show when one may enter ``solution`` and how many places there are, with the acts that the reader has."""
    user = context["user"]
    lines = panel_lines(solution)
    in_use = solution.closed_at is None
    return {
        "solution": solution,
        "lines": [line for line in lines if line.state.kind != Opening.CLOSED],
        "past": [line for line in lines if line.state.kind == Opening.CLOSED],
        "may_edit": in_use and user.has_perm("solutions_map.edit_solution", solution),
        "may_report": in_use and user.has_perm("solutions_map.report_seats", solution),
        "signed_in": user.is_authenticated,
        "csrf_token": context.get("csrf_token"),
    }
