"""The ways to look at what a platform does: its actions, the plan of the year, what is offered to young people."""

from django.urls import reverse
from django.utils.translation import gettext as _


def action_tabs(platform, current: str) -> list[dict]:
    """Return the tabs; ``current`` is the name of the page's address."""
    pages = [
        (_("Actions to follow"), "meetings:platform_actions"),
        (_("Action plan"), "meetings:action_plan"),
        (_("Actions for young people"), "meetings:one_offs"),
    ]
    return [
        {"label": label, "url": reverse(name, args=[platform.slug]), "current": name == current}
        for label, name in pages
    ]
