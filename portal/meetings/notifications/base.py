"""What mails about a meeting share: whom they reach, their links, the calendar part, the gate (DESIGN §6.10, §7)."""

import datetime as dt
import enum
from email.utils import parseaddr
from functools import cached_property

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.french_dates import format_date, format_duration, format_range, to_local
from portal.core.links import absolute_url, make_link
from portal.directory.addressees import addressed_to
from portal.mailing.audience import scope_of
from portal.mailing.notifications import Act, Notification, Recipient

from ..calendar.invitation import Method, Party, render_invitation
from ..enums import AgendaItemKind
from ..events import event_of, place_of
from ..leavers import gone_from_meeting
from ..models import Invitee, Meeting
from ..news import feed_alone, is_near
from ..permissions import readers_of_details

#: The act that answer links are signed for.
ANSWER = "meetings.answer"
#: The act that links to a calendar subscription are signed for, and how long one of them opens its page.
SUBSCRIBE = "meetings.subscribe"
SUBSCRIBE_FOR = dt.timedelta(days=60)
#: An answer link outlives the meeting by this long, so that a late reader is told that it is over, not "expired".
LINK_AFTER_END = dt.timedelta(days=30)


def answer_link(invitee: Invitee) -> str:
    """Return the signed part of the address by which ``invitee`` answers, without account (D-42).

    It is bound to the person's address of today: what went to another one opens nothing any more.
    """
    payload = {"invitee": invitee.pk}
    if invitee.person is not None:
        payload |= addressed_to(invitee.person)
    return make_link(ANSWER, payload, link_age(invitee.meeting))


def link_age(meeting: Meeting) -> dt.timedelta:
    """Return how long links about ``meeting`` are good for from now."""
    return max(meeting.ends_at + LINK_AFTER_END - timezone.now(), dt.timedelta(days=1))


def calendars_address(person) -> str:
    """Return where ``person`` subscribes to their meetings: their page, or a signed link for those without account."""
    if person is None:
        return ""
    if person.user_id:
        return absolute_url("meetings:feeds")
    return absolute_url("meetings:feed_subscribe", make_link(SUBSCRIBE, addressed_to(person), SUBSCRIBE_FOR))


class Reach(enum.Enum):
    """Which mails of a kind go to those who follow by their calendar alone (DESIGN §6.11)."""

    ALWAYS = "always"
    #: Where calendars would show it too late.
    NEAR = "near"
    NEVER = "never"


def reached(meeting: Meeting, invitees, reach: Reach, *, near: bool | None = None) -> list[Invitee]:
    """Return those of ``invitees`` to whom mails of that ``reach`` go.

    Not those who left the platform or the working group since the convocation (D-07), nor, unless the mail is for them
    too, those who follow by their calendar alone. ``near`` says whether calendars are too slow for it, as the meeting's
    date does when it is not given. Two queries.
    """
    invitees = list(invitees)
    people = [invitee.person_id for invitee in invitees if invitee.person_id]
    left_out: set[int] = set()
    if meeting.platform is not None:
        left_out |= set(gone_from_meeting(meeting).filter(pk__in=people).values_list("pk", flat=True))
    near = is_near(meeting.starts_at, now=timezone.now()) if near is None else near
    if reach is Reach.NEVER or (reach is Reach.NEAR and not near):
        left_out |= feed_alone(people)
    return [invitee for invitee in invitees if invitee.person_id not in left_out]


def notify_invitees(
    meeting: Meeting, notification: type["MeetingMail"], *, by: Actor, only=None, near: bool | None = None, **extra
) -> list[Invitee]:
    """Write one mail of ``notification`` for each person convened; return those whom no mail can reach.

    ``only`` restricts it to some invitees, ``near`` is that of ``reached``. Somebody without address, or whose address
    cannot be mailed, stops nobody else. Part of a verb: call it inside its transaction.
    """
    invitees = meeting.invitees.select_related("person", "organisation") if only is None else only
    invitees = reached(meeting, invitees, notification.reach, near=near)
    readers = readers_of_details(meeting, [invitee.person for invitee in invitees if invitee.person])
    agenda = list(meeting.agenda_items.select_related("presenter"))
    unreached = []
    for invitee in invitees:
        invitee.meeting = meeting
        details = not meeting.confidential or invitee.person_id in readers
        try:
            notification(invitee, details=details, agenda=agenda, **extra).send(by=by)
        except DomainError:
            unreached.append(invitee)
    return unreached


class MeetingMail(Notification):
    """What mails about a meeting share: the functional address, the calendar part, the gate.

    Below the gate (``details`` False) the mail and its calendar part hold kind, date, place and the page alone.
    """

    ics_method = Method.REQUEST.value
    reach = Reach.ALWAYS

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
        try:
            attendee = Party(self.invitee.name, self.address)
        except ValueError as error:
            raise DomainError(_("This is not one e-mail address."), code="email") from error
        titles = [item.title for item in self.agenda]
        return render_invitation(
            event_of(self.meeting, details=self.details, agenda_titles=titles, video_link=self.details),
            organizer=Party(self.scope_name, self.organizer_email),
            attendee=attendee,
            method=Method(self.ics_method),
            domain=settings.CALENDAR_DOMAIN,
            cancelled_mark=_("CANCELLED"),
        )

    @property
    def address(self) -> str:
        """Where the person is reached today: an address is corrected because somebody else got the mails (D-42)."""
        person = self.invitee.person
        return self.invitee.email if person is None else person.email

    def recipient(self) -> Recipient:
        """Return the person's address, and the name as of the day of the convocation."""
        return Recipient(self.address, self.invitee.name)

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
