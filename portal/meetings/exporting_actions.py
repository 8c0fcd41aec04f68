"""The actions of a platform as a table to take away."""

from django.utils.translation import gettext as _

from portal.core.french_dates import to_local
from portal.core.spreadsheets.writing import Column

from .action_mails import source_of


def columns() -> list[Column]:
    """Return the heads, in the order of ``rows``."""
    return [
        Column(_("Action"), 60),
        Column(_("Who"), 26),
        Column(_("Organisation"), 30),
        Column(_("For when"), 12),
        Column(_("State"), 14),
        Column(_("Closed on"), 12),
        Column(_("Times carried over"), 12),
        Column(_("Comes from"), 40),
        Column(_("Objective of the year"), 40),
    ]


def rows(actions):
    """Yield a line for each of ``actions``, with ``times_carried``; people, meetings and objectives must be loaded."""
    for action in actions:
        zone = action.platform.timezone
        yield [
            action.text,
            str(action.owner or ""),
            str(action.owner_organisation or ""),
            action.due,
            _("Late") if action.is_late else action.get_state_display(),
            to_local(action.done_at, zone).date() if action.done_at else None,
            action.times_carried,
            source_of(action),
            str(action.objective or ""),
        ]
