"""Pages about who is there: their tabs, and the panel of those who steer."""

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.core.components import render

from ..models import TerritoryActor

register = template.Library()


@register.simple_tag
def mobilisation_tabs(platform, current: str):
    """Return the two ways to look at the mobilisation: what is under way, who is missing."""
    pages = [(_("Under way"), "directory:mobilisation"), (_("Who is missing?"), "directory:representation")]
    items = [
        {"label": label, "url": reverse(name, args=[platform.slug]), "current": name == current}
        for label, name in pages
    ]
    return render("tabs", items=items, label=_("Ways to look at the mobilisation"), quiet=True)


@register.inclusion_tag("directory/_institutions_panel.html")
def institutions_panel(platform):
    """Show the institutional actors around ``platform`` in a line, apart from the circles, and lead to their page."""
    actors, distances = TerritoryActor.objects.around(platform)
    rows = list(actors.select_related("organisation"))
    rows.sort(key=lambda one: (distances[one.territory_id], one.organisation.search_text, one.pk))
    return {"platform": platform, "actors": rows}
