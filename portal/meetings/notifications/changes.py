"""Mails about what happens to a convened meeting: changed, cancelled, on again; putting off has its module."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.french_dates import format_range

from ..calendar.changes import must_be_told
from ..calendar.invitation import Method
from ..events import slot_of
from ..models import Meeting
from ..news import is_near
from ..told import Told
from .base import MeetingMail, Reach


class MeetingChanged(MeetingMail):
    """The meeting changed: what, before and after; ``before`` is what those convened last heard."""

    kind = "meeting_changed"
    kind_label = gettext_lazy("Change of a meeting")
    template = "meetings/email/changed.txt"
    reach = Reach.NEAR

    def __init__(self, invitee, *, details, agenda=(), before: Told):
        super().__init__(invitee, details=details, agenda=agenda)
        self.before = before
        self.after = Told.of(self.meeting)
        self.urgent = is_near(before.starts_at, self.meeting.starts_at, now=timezone.now())

    def dedup_key(self):
        """A change that calendars do not show keeps the sequence, so the instant of the change stands with it."""
        return f"{super().dedup_key()}:{int(self.meeting.modified_at.timestamp() * 1000)}"

    @property
    def is_short_notice(self) -> bool:
        """Tell whether date or place change less than 72 hours before."""
        return must_be_told(self.before.slot, slot_of(self.meeting), now=timezone.now())

    def subject(self):
        """Say what matters most: another date, or another detail."""
        names = {"meeting": self.name, "date": self.day()}
        if self.before.starts_at != self.after.starts_at:
            return _("New date: %(meeting)s on %(date)s") % names
        return _("Changed: %(meeting)s on %(date)s") % names

    def context(self):
        """Add the differences."""
        return {**super().context(), "differences": self.differences(), "short_notice": self.is_short_notice}

    def differences(self) -> list[tuple[str, str, str]]:
        """Return label, before and after of each thing that changed and that the reader may know."""
        before, after = self.before, self.after
        zone = self.meeting.timezone_name
        rows = [
            (
                _("Date and time"),
                format_range(before.starts_at, before.ends_at, zone),
                format_range(after.starts_at, after.ends_at, zone),
            ),
            (_("Place"), before.place, after.place),
        ]
        if self.details:
            rows.append((_("Title"), before.title, after.title))
            rows.append((_("Video link"), before.video_link, after.video_link))
        none = _("none")
        return [(label, old or none, new or none) for label, old, new in rows if old != new]


class MeetingCancelled(MeetingMail):
    """The meeting is cancelled: why."""

    kind = "meeting_cancelled"
    kind_label = gettext_lazy("Cancellation of a meeting")
    urgent = True
    template = "meetings/email/cancelled.txt"
    ics_method = Method.CANCEL.value

    def subject(self):
        """Say it in the first word."""
        return _("Cancelled: %(meeting)s on %(date)s") % {"meeting": self.name, "date": self.day()}

    def context(self):
        """Add the reason, above the gate only, and the meeting that replaces this one, to those who may know of it."""
        replacement = self._replacement()
        return {
            **super().context(),
            "reason": self.meeting.cancel_reason if self.details else "",
            "replacement": format_range(replacement.starts_at, replacement.ends_at, replacement.timezone_name)
            if replacement
            else "",
        }

    def _replacement(self) -> Meeting | None:
        found, person = self.meeting.replaced_by, self.invitee.person
        if found is None or person is None:
            return None
        return Meeting.objects.visible_to(person).filter(pk=found.pk).first()

    def acts(self):
        """Nothing to answer any more."""
        return []


class MeetingRestored(MeetingMail):
    """The cancellation is taken back."""

    kind = "meeting_restored"
    kind_label = gettext_lazy("Meeting that takes place after all")
    urgent = True
    template = "meetings/email/restored.txt"

    def subject(self):
        """Say it in the first words."""
        return _("Takes place after all: %(meeting)s on %(date)s") % {"meeting": self.name, "date": self.day()}
