"""The mail about minutes: they can be read, and remarked on (MISSION B10)."""

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.french_dates import format_date, format_range, to_local
from portal.core.links import absolute_url, make_link
from portal.directory.addressees import addressed_to
from portal.directory.models import Person
from portal.mailing.audience import scope_of
from portal.mailing.notifications import Act, Notification, Recipient

from .models import Meeting, Minutes

#: The act that links to minutes are signed for, and how long one opens.
READ_MINUTES = "meetings.read_minutes"
READ_LINK_FOR = dt.timedelta(days=60)


def reading_link(meeting: Meeting, person: Person) -> str:
    """Return the signed part of the address by which ``person`` reads and remarks without an account.

    Only for meetings that no charter stands before: links are forwarded.
    """
    return make_link(READ_MINUTES, {**addressed_to(person), "meeting": meeting.pk}, READ_LINK_FOR)


def reading_address(meeting: Meeting, person: Person) -> str:
    """Return where ``person`` reads the minutes: their page, or a signed link where neither account nor gate asks."""
    if person.user_id or meeting.confidential:
        return absolute_url("meetings:minutes", meeting.uuid)
    return absolute_url("meetings:minutes_link", reading_link(meeting, person))


class MinutesToRead(Notification):
    """The minutes are open: read them, say what should be corrected. For those above the gate alone."""

    kind = "meeting_minutes"
    kind_label = gettext_lazy("Minutes to read")
    template = "meetings/email/minutes.txt"

    def __init__(self, meeting: Meeting, minutes: Minutes, person: Person):
        self.meeting = meeting
        self.minutes = minutes
        self.person = person
        self.scope = scope_of(meeting.platform or meeting.territory)

    @property
    def from_name(self) -> str:
        """The platform speaks, not the machine."""
        return str(self.meeting.platform or self.meeting.territory)

    @property
    def reply_to(self) -> str:
        """Answers typed in a mail reach the platform's functional address."""
        return getattr(self.meeting.platform, "email", "")

    def recipient(self) -> Recipient:
        """Return the person at their address of today: the mail comes long after the convocation."""
        return Recipient(self.person.email, str(self.person))

    def dedup_key(self) -> str:
        """One mail for each person and each time that the minutes are opened."""
        return f"{self.meeting.pk}:{self.person.pk}:{int(self.minutes.reviewed_from.timestamp() * 1000)}"

    def subject(self) -> str:
        """Say what is asked and until when."""
        names = {"meeting": self.meeting.title, "date": self._day(self.meeting.starts_at)}
        if self.minutes.read_until is None:
            return _("Minutes to read: %(meeting)s on %(date)s") % names
        names["until"] = format_date(self.minutes.read_until, weekday=False, year=False)
        return _("Minutes to read until %(until)s: %(meeting)s on %(date)s") % names

    def context(self) -> dict:
        """Return the meeting and the last day."""
        meeting = self.meeting
        return {
            "name": meeting.title,
            "scope": str(meeting.platform or meeting.territory),
            "when": format_range(meeting.starts_at, meeting.ends_at, meeting.timezone_name),
            "until": format_date(self.minutes.read_until) if self.minutes.read_until else "",
            "without_account": not self.person.user_id and not meeting.confidential,
        }

    def acts(self) -> list[Act]:
        """Return the one link: read."""
        return [Act(_("Read the minutes"), reading_address(self.meeting, self.person))]

    def _day(self, moment: dt.datetime) -> str:
        return format_date(to_local(moment, self.meeting.timezone_name), year=False)
