"""The two mails of a meeting put off: the former date leaves calendars, the new one comes in.

Two, because a message has one UID (DESIGN §6.10): a client takes one calendar part of a mail and leaves the other.
"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.french_dates import format_date, format_range, to_local

from ..calendar.invitation import Method
from ..enums import MeetingStatus
from ..models import Meeting
from .base import MeetingMail, Reach
from .convocation import Convocation


class MeetingPostponed(MeetingMail):
    """The meeting is put off: why, and to which date. ``invitee`` is that of the cancelled meeting.

    Written anew while it waits, it names the last date that stands, or says that there is none any more.
    """

    kind = "meeting_postponed"
    kind_label = gettext_lazy("Meeting put off to another date")
    urgent = True
    template = "meetings/email/postponed.txt"
    ics_method = Method.CANCEL.value

    def __init__(self, invitee, *, details, agenda=()):
        super().__init__(invitee, details=details, agenda=agenda)
        self.replacement = _standing_replacement(self.meeting)

    def subject(self):
        """Say both dates."""
        names = {"meeting": self.name, "date": self.day()}
        if self.replacement is None:
            return _("Cancelled: %(meeting)s on %(date)s") % names
        new = format_date(to_local(self.replacement.starts_at, self.replacement.timezone_name))
        return _("Put off to %(date)s: %(meeting)s of %(former)s") % {
            "date": new,
            "meeting": self.name,
            "former": names["date"],
        }

    def context(self):
        """Add the new date, and the reason above the gate."""
        return {
            **super().context(),
            "replacement": _when(self.replacement),
            "reason": self.meeting.cancel_reason if self.details else "",
        }

    def acts(self):
        """Nothing to answer for the former date: the convocation to the new one asks."""
        return []


class ConvocationInstead(Convocation):
    """You are convened to the date that replaces another. ``former`` is the meeting put off.

    As urgent as the cancellation, which it follows, and for those too who follow by their calendar alone: who only
    heard that the former date is cancelled would miss the new one.
    """

    kind = "meeting_convocation_instead"
    kind_label = gettext_lazy("Convocation to another date")
    urgent = True
    template = "meetings/email/convocation_instead.txt"
    reach = Reach.ALWAYS

    def __init__(self, invitee, *, details, agenda=(), former: Meeting | None):
        super().__init__(invitee, details=details, agenda=agenda)
        self.former = former

    def context(self):
        """Add the date that it replaces."""
        return {**super().context(), "former": _when(self.former)}


def _standing_replacement(meeting: Meeting) -> Meeting | None:
    """Return where those convened to ``meeting`` are to come instead, however often it was put off; None: nowhere."""
    found = meeting.replaced_by
    while found is not None and found.status == MeetingStatus.CANCELLED:
        found = found.replaced_by
    return found


def _when(meeting: Meeting | None) -> str:
    return format_range(meeting.starts_at, meeting.ends_at, meeting.timezone_name) if meeting else ""
