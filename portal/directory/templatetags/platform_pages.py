"""The pages of a platform, as tabs: ``{% platform_tabs platform "directory:members" %}``."""

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.core.components import render

from ..models import Platform
from ..querysets import is_administrator

register = template.Library()


@register.simple_tag(takes_context=True)
def platform_tabs(context, platform, current: str):
    """Return the pages of ``platform`` that the reader has; an administrator has neither meetings nor charters.

    A guest, who reads the charter of a platform and nothing else of it, gets none.
    """
    in_network = Platform.objects.in_network_of(context["user"]).filter(pk=platform.pk).exists()
    if not in_network and not is_administrator(context["user"]):
        return ""
    follows = context["user"].has_perm("directory.view_mobilisation", platform)
    pages = [
        (_("Overview"), "desk:platform", True),
        (_("Members"), "directory:members", True),
        (_("Circles"), "directory:board", True),
        (_("Mobilisation"), "directory:mobilisation", follows),
        (_("Meetings"), "meetings:platform_meetings", in_network),
        (_("Actions"), "meetings:platform_actions", in_network),
        (_("Solutions"), "solutions_map:platform_solutions", True),
        (_("Team"), "directory:team", True),
        (_("Campaigns and holidays"), "directory:calendar", True),
        (_("Charters"), "charters:platform_charters", in_network),
        (_("Settings"), "directory:platform_settings", is_administrator(context["user"])),
    ]
    items = [
        {"label": label, "url": reverse(name, args=[platform.slug]), "current": name == current}
        for label, name, shown in pages
        if shown
    ]
    return render("tabs", items=items, label=_("Pages of the platform"))
