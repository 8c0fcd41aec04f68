"""Mails that ask somebody to come: the convocation, its reminder, the word to a substitute."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import Invitee
from .base import MeetingMail, Reach


class Convocation(MeetingMail):
    """You are convened."""

    kind = "meeting_convocation"
    kind_label = gettext_lazy("Convocation")
    template = "meetings/email/convocation.txt"
    reach = Reach.NEAR

    def subject(self):
        """Kind and date, which a phone shows whole."""
        return _("%(meeting)s on %(date)s: you are invited") % {"meeting": self.name, "date": self.day()}


class ConvocationReminder(MeetingMail):
    """You have not answered yet."""

    kind = "meeting_reminder"
    kind_label = gettext_lazy("Reminder to answer a convocation")
    template = "meetings/email/reminder.txt"
    reach = Reach.NEVER
    #: The convocation brought the event: a second one would ring twice.
    ics = None

    def __init__(self, invitee, *, details, agenda=(), nth: int = 1):
        super().__init__(invitee, details=details, agenda=agenda)
        self.nth = nth

    def dedup_key(self):
        """One mail for each reminding of a meeting as it stands."""
        return f"{super().dedup_key()}:{self.nth}"

    def subject(self):
        """Say what is asked."""
        return _("%(meeting)s on %(date)s: will you come?") % {"meeting": self.name, "date": self.day()}


class SubstituteConfirmed(MeetingMail):
    """You come in place of somebody who is excused."""

    kind = "meeting_substitute"
    kind_label = gettext_lazy("Word to a substitute")
    template = "meetings/email/substitute.txt"

    def __init__(self, invitee, *, details, agenda=(), replaces: Invitee):
        super().__init__(invitee, details=details, agenda=agenda)
        self.replaces = replaces

    def subject(self):
        """Say whom the reader replaces."""
        return _("%(meeting)s on %(date)s: you replace %(person)s") % {
            "meeting": self.name,
            "date": self.day(),
            "person": self.replaces.name,
        }

    def context(self):
        """Add who is excused."""
        return {**super().context(), "replaces": self.replaces.name}
