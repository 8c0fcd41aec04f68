"""The mail that reminds the owner of actions, and its links "done" (MISSION B11)."""

import datetime as dt

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.core.french_dates import format_date, to_local
from portal.core.links import absolute_url, make_link
from portal.directory.addressees import addressed_to
from portal.directory.models import Person
from portal.mailing.audience import scope_of
from portal.mailing.notifications import Act, Notification, Recipient

from .models import ActionItem

#: The act that these links are signed for, and how long one opens.
ACTION_DONE = "meetings.action_done"
LINK_FOR = dt.timedelta(days=90)
#: Letters of an action that the label of its link gives.
LABEL = 60


def action_link(action: ActionItem, person: Person) -> str:
    """Return the signed part of the address by which ``person`` says that ``action`` is done, without account.

    It is bound to their address of today: what went to another one opens nothing any more (D-42).
    """
    return make_link(ACTION_DONE, {"action": action.pk, **addressed_to(person)}, LINK_FOR)


def source_of(action: ActionItem) -> str:
    """Return where ``action`` comes from, in words that anybody may read: a kind of meeting and its day, or the plan.

    The meeting and the platform must be loaded.
    """
    if action.meeting is None:
        return _("Action plan of the platform")
    day = format_date(to_local(action.meeting.starts_at, action.platform.timezone), weekday=False)
    return _("%(meeting)s of %(day)s") % {"meeting": action.meeting.get_kind_display(), "day": day}


class ActionsDue(Notification):
    """What somebody promised comes due or is late: one mail a day, with all of it.

    ``hidden`` holds the keys of those that stand behind a charter which the reader did not sign: their words stay out.
    """

    kind = "actions_due"
    kind_label = gettext_lazy("Reminder of actions")
    template = "meetings/email/actions_due.txt"

    def __init__(self, person: Person, actions: list[ActionItem], *, on: dt.date, hidden=()):
        self.person = person
        self.actions = actions
        self.on = on
        self.hidden = set(hidden)
        self.platforms = sorted({action.platform for action in actions}, key=str)
        self.scope = scope_of(self.platforms[0]) if len(self.platforms) == 1 else ""

    @property
    def from_name(self) -> str:
        """The platform speaks, not the machine, where it is one alone."""
        return str(self.platforms[0]) if len(self.platforms) == 1 else ""

    @property
    def reply_to(self) -> str:
        """Answers typed in a mail reach the platform's functional address."""
        return self.platforms[0].email if len(self.platforms) == 1 else ""

    def recipient(self) -> Recipient:
        """Return the owner."""
        return Recipient(self.person.email, str(self.person))

    def dedup_key(self) -> str:
        """One mail a person and day."""
        return f"{self.person.pk}:{self.on.isoformat()}"

    def subject(self) -> str:
        """Say how many there are, and whether some are late."""
        count, late = len(self.actions), sum(action.due < self.on for action in self.actions)
        if late == count:
            return ngettext("%(count)d action of yours is late", "%(count)d actions of yours are late", count) % {
                "count": count
            }
        return ngettext("%(count)d action of yours is due", "%(count)d actions of yours are due", count) % {
            "count": count
        }

    def context(self) -> dict:
        """Return each action with what it says, as far as the reader may know."""
        return {
            "lines": [self._line(action) for action in self.actions],
            "any_hidden": bool(self.hidden),
            "sign": absolute_url("charters:my_charters"),
            "page": absolute_url("meetings:my_actions") if self.person.user_id else "",
            "scopes": ", ".join(map(str, self.platforms)),
        }

    def acts(self) -> list[Act]:
        """Return a link for each action: it shows what it does, a button there does it."""
        return [
            Act(
                _("Done: %(action)s") % {"action": Truncator(self._words(action)).chars(LABEL)},
                absolute_url("meetings:action_link", action_link(action, self.person)),
            )
            for action in self.actions
        ]

    def _words(self, action: ActionItem) -> str:
        return source_of(action) if action.pk in self.hidden else action.text

    def _line(self, action: ActionItem) -> str:
        day = format_date(action.due)
        when = _("late since %(day)s") if action.due < self.on else _("for %(day)s")
        if action.due == self.on:
            when = _("for today, %(day)s")
        return f"{self._words(action)} ({when % {'day': day}}) – {action.platform}"
