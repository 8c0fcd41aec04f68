"""The mail to somebody who is no longer expected at a meeting that they were convened to."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .calendar.invitation import Method
from .models import Invitee
from .notifications import MeetingMail


class InvitationWithdrawn(MeetingMail):
    """You are no longer expected: the meeting leaves your calendar, and takes place without you."""

    kind = "meeting_invitation_withdrawn"
    kind_label = gettext_lazy("Invitation taken back")
    urgent = True
    template = "meetings/email/withdrawn.txt"
    ics_method = Method.CANCEL.value

    def __init__(self, invitee: Invitee, *, details: bool, agenda=()):
        # Agenda and video link may have been written since the convocation, and are not the reader's any more.
        super().__init__(invitee, details=False)

    def subject(self):
        """Say what no longer holds."""
        return _("You are no longer expected: %(meeting)s on %(date)s") % {"meeting": self.name, "date": self.day()}

    def acts(self):
        """Nothing to answer any more."""
        return []
