"""The ways to look at the meetings of a platform, as quiet tabs."""

from django.urls import reverse
from django.utils.translation import gettext as _


def meeting_tabs(platform, current: str, *, plans: bool = False) -> list[dict]:
    """Return the list, the calendar and who knows whom; ``current`` is the name of the page's address.

    For those who plan (``plans``) the venues and their turns too.
    """
    pages = [
        (_("List"), "meetings:platform_meetings"),
        (_("Calendar"), "meetings:platform_calendar"),
        (_("Getting to know each other"), "meetings:encounters"),
    ]
    if plans:
        pages.append((_("Venues and hosts"), "meetings:venues"))
    return [
        {"label": label, "url": reverse(name, args=[platform.slug]), "current": name == current}
        for label, name in pages
    ]
