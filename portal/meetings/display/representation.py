"""What the team sees of organisations that nobody is announced for."""

from dataclasses import dataclass

from ..represented import OrganisationSeat, Represented, represented_in
from ..services.answers import why_closed
from ..services.nudges import nudged_on, reachable, today_of

#: How many organisations stand on the page before the others are folded.
SHOWN = 6


@dataclass(frozen=True)
class MissingLine:
    """A usual organisation without anybody: whether somebody can be asked, and whether they were today."""

    seat: OrganisationSeat
    reachable: int
    asked_today: bool


@dataclass(frozen=True)
class Representation:
    """Which organisations are there, and the usual ones that are not."""

    represented: Represented
    missing: list[MissingLine]
    can_ask: bool

    @property
    def first(self) -> list[MissingLine]:
        """Return those that the page shows at once."""
        return self.missing[:SHOWN]

    @property
    def others(self) -> list[MissingLine]:
        """Return those that the page keeps folded: early on, many have not answered yet."""
        return self.missing[SHOWN:]


def representation_of(meeting, invitees) -> Representation:
    """Return what the meeting's page shows the team; ``invitees`` are its own. Few queries, always as many."""
    invitees = list(invitees)
    found = represented_in(meeting, invitees)
    can_ask = not why_closed(meeting)
    missing = {seat.organisation_id for seat in found.missing}
    everybody = reachable(meeting, [one for one in invitees if one.organisation_id in missing]) if can_ask else []
    people = {
        organisation: [one for one in everybody if one.organisation_id == organisation] for organisation in missing
    }
    asked = nudged_on(today_of(meeting), everybody) if can_ask and everybody else set()
    lines = [
        MissingLine(
            seat,
            len(people[seat.organisation_id]),
            bool(people[seat.organisation_id]) and all(one.pk in asked for one in people[seat.organisation_id]),
        )
        for seat in found.missing
    ]
    return Representation(found, lines, can_ask)
