"""The ways to look at the meetings of a platform, and at one's own, as quiet tabs."""

from django.urls import reverse
from django.utils.translation import gettext as _

#: What the address of one's own past meetings holds.
PAST = "passees"


def meeting_tabs(
    platform, current: str, *, plans: bool = False, groups: bool = False, figures: bool = False
) -> list[dict]:
    """Return the list, the calendar, the decisions and who knows whom; ``current`` is the name of the page's address.

    For those who plan (``plans``) the rhythms, the working groups, the venues and their turns, and the delays too; for
    those who belong to a working group (``groups``) the groups; above the gate (``figures``) what came of the year.
    """
    pages = [
        (_("List"), "meetings:platform_meetings"),
        (_("Calendar"), "meetings:platform_calendar"),
        (_("Decisions"), "meetings:decisions"),
        (_("Getting to know each other"), "meetings:encounters"),
    ]
    if plans:
        pages += [
            (_("Rhythms"), "meetings:rhythms"),
            (_("Working groups"), "meetings:working_groups"),
            (_("Venues and hosts"), "meetings:venues"),
            (_("Delays and sending"), "meetings:delays"),
            (_("Agenda templates"), "meetings:agenda_templates"),
        ]
    elif groups:
        pages.append((_("Working groups"), "meetings:working_groups"))
    if figures or plans:
        pages.insert(4, (_("Held and presence"), "meetings:platform_figures"))
    return [
        {"label": label, "url": reverse(name, args=[platform.slug]), "current": name == current}
        for label, name in pages
    ]


def territory_meeting_tabs(territory, current: str) -> list[dict]:
    """Return the calendar of all that lies in a territory, and the list of its own meetings."""
    pages = [
        (_("Calendar"), "meetings:territory_calendar"),
        (_("Meetings of the territory"), "meetings:territory_meetings"),
    ]
    return [
        {"label": label, "url": reverse(name, args=[territory.slug]), "current": name == current}
        for label, name in pages
    ]


def follow_up_tabs(territory, current: str) -> list[dict]:
    """Return what is missing in the platforms of a territory, and what came of their meetings."""
    pages = [
        (_("What is missing"), "meetings:territory_follow_up"),
        (_("Held and presence"), "meetings:territory_figures"),
    ]
    return [
        {"label": label, "url": reverse(name, args=[territory.slug]), "current": name == current}
        for label, name in pages
    ]


def my_tabs(current: str, *, past: bool = False) -> list[dict]:
    """Return what is to come, what is past and the calendar of one's own meetings."""
    here, calendar = "meetings:my_meetings", "meetings:my_calendar"
    return [
        {"label": _("Upcoming"), "url": reverse(here), "current": current == here and not past},
        {"label": _("Past"), "url": f"{reverse(here)}?periode={PAST}", "current": current == here and past},
        {"label": _("Calendar"), "url": reverse(calendar), "current": current == calendar},
    ]
