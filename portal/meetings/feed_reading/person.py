"""What the person of a subscription is today: ties to platforms and territories, and where a guest, in one query."""

import datetime as dt

from django.db.models import F, QuerySet

from portal.charters.guests import Guesthood
from portal.core.prepared import PreparedQuery
from portal.directory.models import Person
from portal.directory.ties import OTHERS, Ties, tie_branch, tie_branches, ties_from

from ..guests import guest_rows, guesthood_from

_GUEST = OTHERS


def person_today(person_id: int, on: dt.date, *, coordinates: bool) -> tuple[Ties, Guesthood]:
    """Return what the person is on the day ``on``; ``coordinates`` False when known never to have coordinated."""
    rows = (_coordinator if coordinates else _other)(person=person_id, on=on)
    return (
        ties_from(row for row in rows if row[0] != _GUEST),
        guesthood_from((row[4], row[5]) for row in rows if row[0] == _GUEST),
    )


def _branches(person: int, on: dt.date, *, coordinates: bool) -> QuerySet:
    guests = guest_rows(Person(pk=person), on)
    first, *others = tie_branches(person, on, coordinates=coordinates)
    # Platform or territory may be missing: they stand in columns that may be empty.
    more = [F("meeting__platform"), F("meeting__territory")]
    return first.union(*others, tie_branch(_GUEST, guests, more=more), all=True)


@PreparedQuery
def _coordinator(*, person: int, on: dt.date) -> QuerySet:
    return _branches(person, on, coordinates=True)


@PreparedQuery
def _other(*, person: int, on: dt.date) -> QuerySet:
    return _branches(person, on, coordinates=False)
