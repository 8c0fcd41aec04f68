"""The pages of a platform, as tabs: ``{% platform_tabs platform "directory:members" %}``."""

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.core.components import render

from ..models import Platform

register = template.Library()


@register.simple_tag(takes_context=True)
def platform_tabs(context, platform, current: str):
    """Return the pages of ``platform`` that the reader has; an administrator has neither meetings nor charters."""
    in_network = Platform.objects.in_network_of(context["user"]).filter(pk=platform.pk).exists()
    pages = [
        (_("Overview"), "desk:platform", True),
        (_("Members"), "directory:members", True),
        (_("Meetings"), "meetings:platform_meetings", in_network),
        (_("Team"), "directory:team", True),
        (_("Campaigns and holidays"), "directory:calendar", True),
        (_("Charters"), "charters:platform_charters", in_network),
    ]
    items = [
        {"label": label, "url": reverse(name, args=[platform.slug]), "current": name == current}
        for label, name, shown in pages
        if shown
    ]
    return render("tabs", items=items, label=_("Pages of the platform"))
