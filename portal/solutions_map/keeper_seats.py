"""What the keeper of a map sees of seats that nobody said lately: whom to ask, who was asked when (MISSION D3)."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from portal.directory.models import Person, Platform, Territory

from .models import Session
from .seat_lines import SeatLine, lines_to_ask
from .services.seat_requests import ASK_AGAIN_AFTER, is_unanswered, people_and_requests


@dataclass(frozen=True)
class KeeperLine:
    """A session that wants a number. ``may_ask``: a mail may leave now; ``unanswered``: a call does more."""

    line: SeatLine
    people: list[Person]
    asked_at: dt.datetime | None
    may_ask: bool
    unanswered: bool


def keeper_lines(keeper: Platform | Territory) -> list[KeeperLine]:
    """Return the sessions of ``keeper`` whose number nobody knows or is to confirm; in a constant number of queries."""
    today = timezone.localdate()
    kept = {"solution__territory" if isinstance(keeper, Territory) else "solution__platform": keeper}
    lines = lines_to_ask(Session.objects.of_counted_solutions().enterable(today).filter(**kept), today)
    people, sent = people_and_requests(lines, today)
    limit = timezone.now() - ASK_AGAIN_AFTER
    found = []
    for line in lines:
        own = people[line.session.pk]
        mails = {person: sent.get((person.pk, line.session.pk), []) for person in own}
        asked = [at for times in mails.values() for at in times]
        found.append(
            KeeperLine(
                line=line,
                people=own,
                asked_at=max(asked, default=None),
                may_ask=any(not times or times[-1] <= limit for times in mails.values()),
                unanswered=is_unanswered(line, own, sent),
            )
        )
    return found
