"""The one mail that a newcomer gets: what is planned, and the calendar to follow it."""

from email.utils import parseaddr

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.french_dates import format_date, format_range, to_local
from portal.core.links import absolute_url
from portal.directory.models import Person, Platform
from portal.mailing.audience import scope_of
from portal.mailing.notifications import Act, Notification, Recipient

from ..events import place_of
from ..models import Invitee, Meeting
from .base import answer_link, calendars_address


class NewcomerDigest(Notification):
    """Welcome: the meetings of the coming months, and those that the reader is invited to from now on.

    Kind, date and place alone, whatever the reader signed: a newcomer mostly has not yet.
    """

    kind = "meeting_newcomer"
    kind_label = gettext_lazy("Meetings planned, for a newcomer")
    template = "meetings/email/newcomer.txt"

    def __init__(self, platform: Platform, person: Person, *, meetings: list[Meeting], invited: list[Invitee]):
        self.platform = platform
        self.person = person
        self.meetings = meetings
        self.invited = invited
        self.scope = scope_of(platform)

    @property
    def from_name(self) -> str:
        """The platform speaks, not the machine."""
        return str(self.platform)

    @property
    def reply_to(self) -> str:
        """Answers typed in a mail reach the platform's functional address, else ours."""
        return self.platform.email or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]

    def recipient(self) -> Recipient:
        """Return the person's address."""
        return Recipient(self.person.email, str(self.person))

    def dedup_key(self) -> str:
        """Once a person and platform."""
        return f"{self.platform.pk}:{self.person.pk}"

    def subject(self):
        """Say whose meetings."""
        return _("%(platform)s: the meetings that await you") % {"platform": self.platform}

    def context(self):
        """Return the dates, those with a convocation marked."""
        invited = {invitee.meeting_id for invitee in self.invited}
        return {
            "scope": str(self.platform),
            "lines": [_line(meeting, is_invited=meeting.pk in invited) for meeting in self.meetings],
            "invited_count": len(self.invited),
            "page": absolute_url("desk:platform", self.platform.slug),
        }

    def acts(self):
        """The calendar first, then an answer for each meeting that the reader is invited to."""
        answers = [
            Act(
                _("Answer for %(day)s") % {"day": _day(invitee.meeting)},
                absolute_url("meetings:answer", answer_link(invitee)),
            )
            for invitee in self.invited
        ]
        return [Act(_("Follow all of them in my own calendar"), calendars_address(self.person)), *answers]


def _line(meeting: Meeting, *, is_invited: bool) -> str:
    when = format_range(meeting.starts_at, meeting.ends_at, meeting.timezone_name)
    line = _("%(when)s: %(kind)s") % {"when": when, "kind": meeting.get_kind_display()}
    place = place_of(meeting)
    if place:
        line = _("%(line)s, %(place)s") % {"line": line, "place": place}
    return _("%(line)s (you are invited)") % {"line": line} if is_invited else line


def _day(meeting: Meeting) -> str:
    return format_date(to_local(meeting.starts_at, meeting.timezone_name))
