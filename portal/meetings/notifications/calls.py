"""The call for agenda items (guide, D-10): until when, and the link by which the reader proposes one."""

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.french_dates import format_date
from portal.core.links import absolute_url, make_link
from portal.directory.addressees import addressed_to
from portal.directory.models import Person
from portal.mailing.notifications import Act

from ..models import Meeting
from .base import MeetingMail, Reach, link_age

#: The act that links to the form of a proposal are signed for.
PROPOSE = "meetings.propose"


def proposal_link(meeting: Meeting, person: Person) -> str:
    """Return the signed part of the address by which ``person`` proposes an item of ``meeting``, without account."""
    return make_link(PROPOSE, {"meeting": meeting.pk, **addressed_to(person)}, link_age(meeting))


class CallForItems(MeetingMail):
    """What would you put on the agenda? ``invitee`` may be unsaved: a call comes before the convocation.

    No calendar part: calendars follow the convocation.
    """

    kind = "meeting_call"
    kind_label = gettext_lazy("Call for agenda items")
    template = "meetings/email/call.txt"
    reach = Reach.NEVER
    ics = None

    def __init__(self, invitee, *, details, agenda=(), last_day: dt.date):
        super().__init__(invitee, details=details, agenda=agenda)
        self.last_day = last_day

    def dedup_key(self):
        """Once a person and meeting, whatever becomes of the date."""
        return f"{self.meeting.pk}:{self.invitee.person_id}"

    def subject(self):
        """Say what is asked, and until when."""
        return _("%(meeting)s on %(date)s: your items until %(until)s") % {
            "meeting": self.name,
            "date": self.day(),
            "until": format_date(self.last_day, weekday=False, year=False),
        }

    def context(self):
        """Add the last day."""
        return {**super().context(), "until": format_date(self.last_day)}

    def acts(self):
        """Propose an item."""
        link = proposal_link(self.meeting, self.invitee.person)
        return [Act(_("Propose an item for the agenda"), absolute_url("meetings:propose_link", link))]
