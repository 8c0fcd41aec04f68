"""Mails about a meeting to those invited: one class a mail, one row a person (DESIGN §6.10, §7)."""

import datetime as dt
from email.utils import parseaddr
from functools import cached_property

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.french_dates import format_date, format_duration, format_range, to_local
from portal.core.links import absolute_url, make_link
from portal.directory.addressees import addressed_to
from portal.directory.models import Person
from portal.mailing.audience import scope_of
from portal.mailing.notifications import Act, Notification, Recipient

from .calendar.changes import must_be_told
from .calendar.invitation import Method, Party, render_invitation
from .enums import AgendaItemKind
from .events import event_of, place_of, slot_of
from .models import Invitee, Meeting
from .permissions import readers_of_details

#: The act that answer links are signed for.
ANSWER = "meetings.answer"
#: The act that links to a calendar subscription are signed for, and how long one of them opens its page.
SUBSCRIBE = "meetings.subscribe"
SUBSCRIBE_FOR = dt.timedelta(days=60)
#: An answer link outlives the meeting by this long, so that a late reader is told that it is over, not "expired".
LINK_AFTER_END = dt.timedelta(days=30)


def answer_link(invitee: Invitee) -> str:
    """Return the signed part of the address by which ``invitee`` answers, without account (D-42)."""
    max_age = invitee.meeting.ends_at + LINK_AFTER_END - timezone.now()
    return make_link(ANSWER, {"invitee": invitee.pk}, max(max_age, dt.timedelta(days=1)))


def calendars_address(person) -> str:
    """Return where ``person`` subscribes to their meetings: their page, or a signed link for those without account."""
    if person is None:
        return ""
    if person.user_id:
        return absolute_url("meetings:feeds")
    return absolute_url("meetings:feed_subscribe", make_link(SUBSCRIBE, addressed_to(person), SUBSCRIBE_FOR))


def notify_invitees(
    meeting: Meeting, notification: type["MeetingMail"], *, by: Actor, only=None, **extra
) -> list[Invitee]:
    """Write one mail of ``notification`` for each person convened; return those whom no mail can reach.

    ``only`` restricts it to some invitees. Whoever left the platform since the convocation gets no mail of it (D-07).
    Somebody without address, or whose address cannot be mailed, stops nobody else. Part of a verb: call it inside its
    transaction.
    """
    invitees = list(meeting.invitees.select_related("person", "organisation") if only is None else only)
    if meeting.platform is not None:
        gone = Person.objects.gone_from(meeting.platform).filter(pk__in=[one.person_id for one in invitees])
        gone_ids = set(gone.values_list("pk", flat=True))
        invitees = [invitee for invitee in invitees if invitee.person_id not in gone_ids]
    readers = readers_of_details(meeting, [invitee.person for invitee in invitees if invitee.person])
    agenda = list(meeting.agenda_items.select_related("presenter"))
    unreached = []
    for invitee in invitees:
        invitee.meeting = meeting
        mail = notification(
            invitee, details=not meeting.confidential or invitee.person_id in readers, agenda=agenda, **extra
        )
        try:
            mail.send(by=by)
        except DomainError:
            unreached.append(invitee)
    return unreached


class MeetingMail(Notification):
    """What mails about a meeting share: the functional address, the calendar part, the gate.

    Below the gate (``details`` False) the mail and its calendar part hold kind, date, place and the page alone.
    """

    ics_method = Method.REQUEST.value

    def __init__(self, invitee: Invitee, *, details: bool, agenda=()):
        self.invitee = invitee
        self.meeting = invitee.meeting
        self.details = details
        self.agenda = list(agenda) if details else []
        scope = self.meeting.platform or self.meeting.territory
        self.scope_name = str(scope)
        self.scope = scope_of(scope)
        self.organizer_email = getattr(scope, "email", "") or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]

    @property
    def from_name(self) -> str:
        """The platform speaks, not the machine."""
        return self.scope_name

    @property
    def reply_to(self) -> str:
        """Answers typed in a mail reach the platform's functional address."""
        return getattr(self.meeting.platform, "email", "")

    @cached_property
    def ics(self) -> bytes | None:
        """The calendar part, for the recipient alone. Raises DomainError for an address that no calendar can take."""
        titles = [item.title for item in self.agenda]
        try:
            attendee = Party(self.invitee.name, self.invitee.email)
        except ValueError as error:
            raise DomainError(_("This is not one e-mail address."), code="email") from error
        return render_invitation(
            event_of(self.meeting, details=self.details, agenda_titles=titles, video_link=self.details),
            organizer=Party(self.scope_name, self.organizer_email),
            attendee=attendee,
            method=Method(self.ics_method),
            domain=settings.CALENDAR_DOMAIN,
            cancelled_mark=_("CANCELLED"),
        )

    def recipient(self) -> Recipient:
        """Return the address as of the day of the convocation."""
        return Recipient(self.invitee.email, self.invitee.name)

    def dedup_key(self) -> str:
        """One mail of a kind for each person and each state of the calendar event."""
        return f"{self.invitee.pk}:{self.meeting.sequence}"

    @property
    def when(self) -> str:
        """Date and hours in the zone of the meeting."""
        return format_range(self.meeting.starts_at, self.meeting.ends_at, self.meeting.timezone_name)

    @property
    def name(self) -> str:
        """What the reader may call the meeting."""
        return self.meeting.title if self.details else self.meeting.get_kind_display()

    def day(self) -> str:
        """The date alone, for subjects."""
        return format_date(to_local(self.meeting.starts_at, self.meeting.timezone_name))

    def context(self):
        """Return what every template shows."""
        meeting = self.meeting
        return {
            "name": self.name,
            "scope": self.scope_name,
            "when": self.when,
            "place": place_of(meeting),
            "video_link": meeting.video_link if self.details else "",
            "items": [self._item_line(item) for item in self.agenda],
            "details": self.details,
            "confidential": meeting.confidential,
            "organisation": self.invitee.organisation_name,
            "page": absolute_url("meetings:meeting", meeting.uuid),
            "calendars": calendars_address(self.invitee.person),
            "sign": absolute_url("charters:my_charters"),
        }

    def acts(self):
        """Return the one link of most mails: answer."""
        return [Act(_("Answer: present or excused"), absolute_url("meetings:answer", answer_link(self.invitee)))]

    def _item_line(self, item) -> str:
        line = _("%(title)s (%(duration)s)") % {"title": item.title, "duration": format_duration(item.minutes)}
        if item.kind == AgendaItemKind.SITUATIONS and item.situation_count:
            line += " – " + ngettext("%(count)d situation", "%(count)d situations", item.situation_count) % {
                "count": item.situation_count
            }
        return line


class Convocation(MeetingMail):
    """You are convened."""

    kind = "meeting_convocation"
    kind_label = gettext_lazy("Convocation")
    template = "meetings/email/convocation.txt"

    def subject(self):
        """Kind and date, which a phone shows whole."""
        return _("%(meeting)s on %(date)s: you are invited") % {"meeting": self.name, "date": self.day()}


class MeetingChanged(MeetingMail):
    """The meeting changed: what, before and after."""

    kind = "meeting_changed"
    kind_label = gettext_lazy("Change of a meeting")
    template = "meetings/email/changed.txt"

    def __init__(self, invitee, *, details, agenda=(), before: Meeting, calendar_changed: bool):
        super().__init__(invitee, details=details, agenda=agenda)
        self.before = before
        self.calendar_changed = calendar_changed
        self.urgent = self.is_short_notice

    def dedup_key(self):
        """A change that calendars do not show keeps the sequence, so the instant of the change stands with it."""
        return f"{super().dedup_key()}:{int(self.meeting.modified_at.timestamp() * 1000)}"

    @property
    def is_short_notice(self) -> bool:
        """Tell whether the change comes less than 72 hours before."""
        return must_be_told(slot_of(self.before), slot_of(self.meeting), now=timezone.now())

    def subject(self):
        """Say what matters most: another date, or another detail."""
        names = {"meeting": self.name, "date": self.day()}
        if self.before.starts_at != self.meeting.starts_at:
            return _("New date: %(meeting)s on %(date)s") % names
        return _("Changed: %(meeting)s on %(date)s") % names

    def context(self):
        """Add the differences."""
        return {**super().context(), "differences": self.differences(), "short_notice": self.is_short_notice}

    def differences(self) -> list[tuple[str, str, str]]:
        """Return label, before and after of each thing that changed and that the reader may know."""
        before, after = self.before, self.meeting
        zone = after.timezone_name
        rows = [
            (
                _("Date and time"),
                format_range(before.starts_at, before.ends_at, zone),
                format_range(after.starts_at, after.ends_at, zone),
            ),
            (_("Place"), place_of(before), place_of(after)),
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
        """Add the reason, above the gate only, and the meeting that replaces this one."""
        replacement = self.meeting.replaced_by
        return {
            **super().context(),
            "reason": self.meeting.cancel_reason if self.details else "",
            "replacement": format_range(replacement.starts_at, replacement.ends_at, replacement.timezone_name)
            if replacement
            else "",
        }

    def acts(self):
        """Nothing to answer any more."""
        return []


class MeetingRestored(MeetingMail):
    """The cancellation is taken back."""

    kind = "meeting_restored"
    kind_label = gettext_lazy("Meeting that takes place after all")
    template = "meetings/email/restored.txt"

    def subject(self):
        """Say it in the first words."""
        return _("Takes place after all: %(meeting)s on %(date)s") % {"meeting": self.name, "date": self.day()}


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
