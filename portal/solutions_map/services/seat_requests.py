"""Ask those who offer a solution how many seats are left (MISSION D3): by itself, with an end, or at once by a keeper.

A person gets at most one of these mails a week, which lists all their sessions that want a number. Each session is
asked for twice after its last report; then silence, and its keeper sees it among what awaits them. A row stands for
each session of a mail and is written with it.
"""

import datetime as dt
import logging
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.core.actors import SYSTEM, Actor
from portal.core.errors import DomainError
from portal.core.log import declare_actions, record
from portal.directory.models import Person, Platform, Territory
from portal.directory.sheet_keepers import editors_of

from ..models import SeatRequest, SeatRound, Session, Solution
from ..notifications import SeatsMail
from ..seat_lines import SeatLine, lines_of, lines_to_ask

logger = logging.getLogger(__name__)

#: Mails are written on working days from this hour on, in the time of the portal.
MORNING_HOUR = 6
SATURDAY = 5
#: Mails written by one run, so that a minute job stays short.
MAILS_PER_RUN = 200
#: From one mail of the portal to the next for one person, and how often a number is asked for after the last one.
STEP = dt.timedelta(days=7)
TIMES = 2
#: A keeper may ask a person about a session again after that time.
ASK_AGAIN_AFTER = dt.timedelta(days=3)

declare_actions(seats_asked=gettext_noop("Seats asked for"))


@dataclass(frozen=True)
class Asked:
    """What came of a request: the sessions asked about and the mails that left."""

    sessions: list[Session]
    mails: int


def ask_for_stale_seats() -> int:
    """Write the requests of today; return how many mails. Run every minute, it works once a day."""
    now = timezone.localtime()
    today = now.date()
    if now.hour < MORNING_HOUR or now.weekday() >= SATURDAY or SeatRound.objects.filter(day=today).exists():
        return 0
    mails, is_whole = 0, True
    for pk in _people_to_ask(today):
        if mails >= MAILS_PER_RUN:
            return mails
        try:
            mails += _ask(pk, today)
        except Exception:  # noqa: BLE001 – one person's trouble must not keep the others' mails
            logger.exception("Person %s cannot be asked for seats", pk)
            is_whole = False
    if is_whole:
        SeatRound.objects.get_or_create(day=today)
    return mails


@transaction.atomic
def ask_for_seats(sessions: Iterable[Session], *, keeper: Platform | Territory, by: Actor) -> Asked:
    """Ask the editors of the providers at once, one mail a person; return what left.

    A person asked about a session within three days is not asked about it again. Raises ``DomainError``: "foreign" when
    ``keeper`` does not keep one of them (nothing is sent then), "nobody" when nobody with an address keeps the sheet of
    a provider, "asked" when all were asked lately, "over" when none takes people in.
    """
    pks = sorted({one.pk for one in sessions})
    # In one order for all, so that two who ask at once wait for each other.
    kept = Session.objects.select_for_update(of=("self",)).filter(pk__in=pks).order_by("pk").select_related("solution")
    column = "territory_id" if isinstance(keeper, Territory) else "platform_id"
    if not pks or [row.pk for row in kept if getattr(row.solution, column) == keeper.pk] != pks:
        raise DomainError(_("This session is kept by somebody else."), code="foreign")
    today, now = timezone.localdate(), timezone.now()
    lines = lines_of(Session.objects.of_counted_solutions().enterable(today).filter(pk__in=pks), today)
    if not lines:
        raise DomainError(_("One can no longer enter this session."), code="over")
    people = _people_of(lines, today)
    if not any(people.values()):
        raise DomainError(
            _("Nobody with an e-mail address keeps the sheet of an organisation that offers this."), code="nobody"
        )
    lately = set(
        SeatRequest.objects.filter(session__in=pks, sent_at__gt=now - ASK_AGAIN_AFTER).values_list("person", "session")
    )
    by_person: dict[Person, list[SeatLine]] = {}
    for line in lines:
        for person in people[line.session.pk]:
            if (person.pk, line.session.pk) not in lately:
                by_person.setdefault(person, []).append(line)
    asked, mails = set(), 0
    for person, own in by_person.items():
        if _send(person, own, today, keeper=keeper, by=by):
            asked.update(line.session for line in own)
            mails += 1
    if not mails:
        raise DomainError(_("They were already asked within the last three days."), code="asked")
    for session in sorted(asked, key=lambda one: one.pk):
        record(session, "seats_asked", by=by, platform=session.solution.platform, territory=session.solution.territory)
    return Asked(sorted(asked, key=lambda one: one.pk), mails)


def lately_asked(sessions: Iterable[int]) -> dict[int, dt.datetime]:
    """Return, by the key of each session, when somebody was last asked about it; in one query."""
    rows = SeatRequest.objects.filter(session__in=list(sessions)).order_by("sent_at", "pk")
    return dict(rows.values_list("session", "sent_at"))


def is_unanswered(line: SeatLine, people: list[Person], sent: dict[tuple[int, int], list[dt.datetime]]) -> bool:
    """Tell whether nobody else will say the number: no editor can be reached, or all let the last mail pass."""
    week_ago = timezone.now() - STEP
    for person in people:
        found = _since_report(line, sent.get((person.pk, line.session.pk), []))
        if len(found) < TIMES or found[-1] > week_ago:
            return False
    return True


def people_and_requests(lines: list[SeatLine], today: dt.date) -> tuple[dict, dict]:
    """Return the reachable editors by session, and the mails sent by person and session; in three queries."""
    rows = SeatRequest.objects.filter(session__in=[line.session.pk for line in lines]).order_by("sent_at", "pk")
    sent: dict[tuple[int, int], list[dt.datetime]] = {}
    for person, session, at in rows.values_list("person", "session", "sent_at"):
        sent.setdefault((person, session), []).append(at)
    return _people_of(lines, today), sent


def _people_of(lines: list[SeatLine], today: dt.date) -> dict[int, list[Person]]:
    """Return the reachable editors of the providers by session, in two queries."""
    solutions = {line.session.solution_id for line in lines}
    rows = Solution.providers.through.objects.filter(solution__in=solutions).order_by("organisation")
    providers: dict[int, list[int]] = {}
    for solution, organisation in rows.values_list("solution", "organisation"):
        providers.setdefault(solution, []).append(organisation)
    editors = editors_of({pk for found in providers.values() for pk in found}, today)
    return {
        line.session.pk: list(
            dict.fromkeys(
                person for pk in providers.get(line.session.solution_id, ()) for person in editors.get(pk, ())
            )
        )
        for line in lines
    }


def _people_to_ask(today: dt.date) -> list[int]:
    """Return the keys of those who have a session to be asked about, and had no such mail this week."""
    lines = lines_to_ask(Session.objects.of_counted_solutions().enterable(today), today)
    people, sent = people_and_requests(lines, today)
    found = {person.pk for line in lines for person in people[line.session.pk] if _is_due(line, person.pk, sent)}
    return sorted(found - _written_to(found))


def _written_to(people: Iterable[int]) -> set[int]:
    recent = SeatRequest.objects.filter(sent_at__gt=timezone.now() - STEP)
    return set(recent.filter(person__in=list(people)).values_list("person", flat=True))


def _since_report(line: SeatLine, sent: list[dt.datetime]) -> list[dt.datetime]:
    return [at for at in sent if line.last is None or at > line.last.reported_at]


def _is_due(line: SeatLine, person: int, sent: dict) -> bool:
    return len(_since_report(line, sent.get((person, line.session.pk), []))) < TIMES


@transaction.atomic
def _ask(pk: int, today: dt.date) -> int:
    # Locked and read anew: another run, or the person's own click, may have come first.
    person = Person.objects.select_for_update().get(pk=pk)
    if _written_to([pk]):
        return 0
    lines = lines_to_ask(Session.objects.kept_by(person, today), today)
    _people, sent = people_and_requests(lines, today)
    due = [line for line in lines if _is_due(line, pk, sent)]
    return int(bool(due) and _send(person, due, today, keeper=None, by=SYSTEM))


def _send(person: Person, lines: list[SeatLine], today: dt.date, *, keeper, by: Actor) -> bool:
    """Write the mail and its rows; False, and nothing written, for an address that no mail can reach."""
    try:
        SeatsMail(person, lines, day=today, keeper=keeper).send(by=by)
    except DomainError:
        logger.warning("Person %s has no address that can be mailed", person.pk)
        return False
    platform = keeper if isinstance(keeper, Platform) else None
    now = timezone.now()
    SeatRequest.objects.bulk_create(
        SeatRequest(session=line.session, person=person, platform=platform, sent_at=now) for line in lines
    )
    return True
