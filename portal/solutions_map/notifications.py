"""Mails of the map: how many places are left? All lead to the answer by a signed link: most editors have no account."""

import datetime as dt
import hashlib
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.core.french_dates import format_date
from portal.core.links import absolute_url, make_link
from portal.directory.addressees import addressed_to
from portal.directory.models import Person, Platform, Territory
from portal.mailing.audience import scope_of
from portal.mailing.notifications import Act, Notification, Recipient

from .models import Session
from .seat_lines import SeatLine

#: The act that links to seats are signed for, and how long one opens them.
SEATS = "solutions_map.seats"
SEAT_LINK_FOR = dt.timedelta(days=30)


def seat_link(person: Person, sessions: Sequence[Session]) -> str:
    """Return the signed part of an address by which ``person`` says the seats of these sessions, for 30 days (D-42).

    Whether the person still keeps them is asked again at every request.
    """
    return make_link(SEATS, {**addressed_to(person), "sessions": sorted(one.pk for one in sessions)}, SEAT_LINK_FOR)


class SeatsMail(Notification):
    """Ask one person for the seats of some sessions: by the portal, or by a keeper who wants to know at once."""

    kind = "seats"
    kind_label = gettext_lazy("Request for the places that are left")
    template = "solutions_map/email/seats.txt"

    def __init__(
        self, person: Person, lines: Sequence[SeatLine], *, day: dt.date, keeper: Platform | Territory | None = None
    ):
        self.person = person
        self.lines = list(lines)
        self.day = day
        self.keeper = keeper
        self.scope = scope_of(keeper)

    def recipient(self) -> Recipient:
        """Return the work address of the person."""
        return Recipient(self.person.email, str(self.person))

    @property
    def from_name(self) -> str:
        """The keeper speaks, where one asks."""
        return str(self.keeper or "")

    @property
    def reply_to(self) -> str:
        """What is typed in answer reaches the keeper: of the request, else of the only platform concerned."""
        if isinstance(self.keeper, Platform):
            return self.keeper.email
        platforms = {line.session.solution.platform for line in self.lines}
        only = platforms.pop() if len(platforms) == 1 else None
        return only.email if only is not None and self.keeper is None else ""

    def dedup_key(self) -> str:
        """One mail for each person, day, and set of numbers that were known; a keeper's request stands apart."""
        known = sorted((line.session.pk, line.last.pk if line.last else 0) for line in self.lines)
        fingerprint = hashlib.sha256(repr(known).encode()).hexdigest()[:16]
        keeper = f"{self.keeper._meta.model_name}{self.keeper.pk}" if self.keeper else "portal"
        return f"{self.person.pk}:{keeper}:{self.day.isoformat()}:{fingerprint}"

    def subject(self):
        """Say what is asked about what."""
        count = len(self.lines)
        return ngettext(
            "How many places are left? %(solution)s", "How many places are left in your %(count)s sessions?", count
        ) % {"solution": self.lines[0].session.solution.name, "count": count}

    def context(self):
        """Return the sessions with what is known of them."""
        return {
            "count": len(self.lines),
            "solution": self.lines[0].session.solution.name,
            "sessions": [_words_of(line) for line in self.lines],
            "keeper": str(self.keeper or ""),
        }

    def acts(self):
        """Return the one link."""
        signed = seat_link(self.person, [line.session for line in self.lines])
        return [Act(_("Say how many places are left"), absolute_url("solutions_map:seat_link", signed))]


def _words_of(line: SeatLine) -> tuple[str, str, str]:
    """Return the solution, the session, and the last number with its date and source."""
    if line.last is None:
        known = _("no number said yet")
    else:
        known = ngettext(
            "%(free)s place free of %(capacity)s on %(day)s, said by %(source)s",
            "%(free)s places free of %(capacity)s on %(day)s, said by %(source)s",
            line.last.free,
        ) % {
            "free": line.last.free,
            "capacity": line.last.capacity,
            "day": format_date(line.state.reported_on, weekday=False),
            "source": line.last.reported_by_name,
        }
    return line.session.solution.name, line.label, known
