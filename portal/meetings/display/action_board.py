"""Actions as a board: by organisation, by due day, by state."""

import datetime as dt
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ..enums import ActionState
from ..models import ActionItem

#: Cards that a column shows; the table has them all.
MOST = 40


@dataclass
class Column:
    """One column: its name, its cards, how many more there are."""

    title: str
    kind: str = ""
    cards: list[ActionItem] = field(default_factory=list)
    count: int = 0

    @property
    def more(self) -> int:
        """How many cards are not shown."""
        return self.count - len(self.cards)

    def add(self, action: ActionItem) -> None:
        """Count a card, and show it while there is room."""
        self.count += 1
        if len(self.cards) < MOST:
            self.cards.append(action)


def by_organisation(actions) -> list[Column]:
    """Return a column for each organisation by name, what nobody has first."""
    columns: dict = {}
    for action in actions:
        organisation = action.owner_organisation
        key = ("0", "", 0) if action.owner_id is None and organisation is None else ("1", "", 0)
        title = _("Nobody yet") if key[0] == "0" else _("Without organisation")
        if organisation is not None:
            key, title = ("2", organisation.name.casefold(), organisation.pk), organisation.name
        columns.setdefault(key, Column(title, "warning" if key[0] == "0" else "")).add(action)
    return [columns[key] for key in sorted(columns)]


def by_due(actions, today: dt.date) -> list[Column]:
    """Return what is late, what comes this week, this month, later, and what has no day."""
    columns = [
        Column(_("Late"), "danger"),
        Column(_("Within a week")),
        Column(_("Within a month")),
        Column(_("Later")),
        Column(_("Without a day")),
    ]
    for action in actions:
        columns[_slot(action, today)].add(action)
    return [column for column in columns if column.count]


def _slot(action: ActionItem, today: dt.date) -> int:
    if action.due is None:
        return 4
    days = (action.due - today).days
    if days < 0:
        return 0
    return 1 if days <= 7 else 2 if days <= 31 else 3


def by_state(actions, today: dt.date) -> list[Column]:
    """Return what is late, open, done and dropped; the columns stand even when they are empty."""
    late, still, done, dropped = (
        Column(_("Late"), "danger"),
        Column(pgettext("filter of actions", "Open")),
        Column(pgettext("actions", "Done")),
        Column(pgettext("actions", "Dropped")),
    )
    for action in actions:
        if action.state == ActionState.OPEN:
            (late if action.due is not None and action.due < today else still).add(action)
        else:
            (done if action.state == ActionState.DONE else dropped).add(action)
    return [late, still, done, dropped]
