"""The pages of a territory, as tabs: ``{% territory_tabs territory "directory:territory" %}``."""

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.core.components import render

register = template.Library()

#: Name of the address, words, and the permission on the territory that it asks (none: whoever sees the territory).
PAGES = [
    ("directory:territory", lambda: _("Overview"), ""),
    ("directory:territory_platforms", lambda: _("Teams of the platforms"), "directory.view_territory_teams"),
    ("directory:territory_representation", lambda: _("Representation"), "directory.view_roll_up"),
    ("meetings:territory_calendar", lambda: _("Meetings"), "meetings.view_territory_calendar"),
    ("meetings:territory_follow_up", lambda: _("Follow-up"), "meetings.follow_territory"),
    ("meetings:territory_agenda_templates", lambda: _("Agenda templates"), "directory.edit_territory"),
    ("solutions_map:territory_gaps", lambda: _("Needs without an answer"), "solutions_map.view_gaps"),
    ("directory:territory_edit", lambda: _("Settings"), "directory.edit_territory"),
]


@register.simple_tag(takes_context=True)
def territory_tabs(context, territory, current: str):
    """Return the pages of ``territory`` that the reader has; nothing where there is only one."""
    allowed: dict[str, bool] = {"": True}
    for _name, _label, permission in PAGES:
        if permission not in allowed:
            allowed[permission] = context["user"].has_perm(permission, territory)
    items = [
        {"label": label(), "url": reverse(name, args=[territory.slug]), "current": name == current}
        for name, label, permission in PAGES
        if allowed[permission]
    ]
    return render("tabs", items=items, label=_("Pages of the territory")) if len(items) > 1 else ""
