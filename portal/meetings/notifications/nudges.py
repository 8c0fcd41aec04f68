"""The mail that asks an organisation to send somebody: its usual seat would stay empty."""

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import Invitee
from .base import MeetingMail, Reach


class NobodyAnnounced(MeetingMail):
    """Nobody of your organisation is announced: could you, or a colleague, come?"""

    kind = "meeting_nobody_announced"
    kind_label = gettext_lazy("Word to an organisation that nobody is announced for")
    template = "meetings/email/nobody_announced.txt"
    #: Who follows by their calendar alone is not pressed by mail, save shortly before.
    reach = Reach.NEAR

    def __init__(self, invitee: Invitee, *, details: bool, agenda=(), day: dt.date):
        super().__init__(invitee, details=details, agenda=agenda)
        self.asked_on = day

    @classmethod
    def key_of(cls, invitee: Invitee, day: dt.date) -> str:
        """Return the deduplication key as it is stored: a person is asked once a day at most."""
        return f"{cls.kind}:{invitee.pk}:{day.isoformat()}"

    @property
    def ics(self):
        """The invitation went with the convocation: a second one would add nothing to a calendar."""
        return None

    def dedup_key(self) -> str:
        """Once a person and day."""
        return self.key_of(self.invitee, self.asked_on).removeprefix(f"{self.kind}:")

    def subject(self) -> str:
        """Name the reader's own organisation and the date."""
        names = {"organisation": self.invitee.organisation_name, "date": self.day()}
        return _("%(date)s: nobody is announced for %(organisation)s") % names
