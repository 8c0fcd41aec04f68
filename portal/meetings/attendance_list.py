"""The list of those expected, in the order in which the sign-in sheet, the phone and the entry from paper show it."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field

from portal.core.fold import fold

from .enums import Answer, Presence
from .models import Invitee, Meeting


@dataclass(frozen=True)
class Line:
    """One person of the list; ``number`` is what stands before the name on the sheet."""

    number: int
    invitee: Invitee
    #: They were delegates or of the team, and are nothing there any more: the name and organisation are of that day.
    has_left: bool = False

    @property
    def words(self) -> str:
        """What a search looks in, folded."""
        return fold(f"{self.invitee.name} {self.invitee.organisation_name} {self.invitee.substitute_name}")


@dataclass(frozen=True)
class Group:
    """The people of one organisation; ``organisation`` is empty for those of none."""

    organisation: str
    lines: list[Line] = field(default_factory=list)
    #: Those who came without being invited stand last, so that the numbers of a printed sheet stay.
    uninvited: bool = False

    @property
    def here(self) -> int:
        """Return how many of them are there."""
        return sum(line.invitee.presence == Presence.PRESENT for line in self.lines)


@dataclass(frozen=True)
class Totals:
    """What was noted so far, in people."""

    present: int
    excused: int
    absent: int
    represented: int
    to_note: int
    #: Announced, and not noted yet: those whom one act notes present.
    announced: int


def order(invitees: Iterable[Invitee]) -> list[Invitee]:
    """Return ``invitees`` by organisation then name, without regard to accents; uninvited ones stand last."""
    return sorted(
        invitees,
        key=lambda one: (
            one.came_uninvited,
            not one.organisation_name,
            fold(one.organisation_name),
            one.organisation_name,
            fold(one.name),
            one.pk,
        ),
    )


def groups_of(invitees: Iterable[Invitee], gone: Iterable[int] = ()) -> list[Group]:
    """Return the people by organisation, numbered through; ``gone`` are the keys of people who left meanwhile."""
    gone = set(gone)
    groups: list[Group] = []
    for number, invitee in enumerate(order(invitees), start=1):
        last = groups[-1] if groups else None
        key = (invitee.organisation_name, invitee.came_uninvited)
        if last is None or (last.organisation, last.uninvited) != key:
            last = Group(invitee.organisation_name, [], invitee.came_uninvited)
            groups.append(last)
        last.lines.append(Line(number, invitee, invitee.person_id is not None and invitee.person_id in gone))
    return groups


def totals_of(invitees: Iterable[Invitee]) -> Totals:
    """Return how many are present, excused, absent, represented, to note still, and announced of those."""
    invitees = list(invitees)

    def count(presence):
        return sum(one.presence == presence for one in invitees)

    return Totals(
        present=count(Presence.PRESENT),
        excused=count(Presence.EXCUSED),
        absent=count(Presence.ABSENT),
        represented=count(Presence.REPRESENTED),
        to_note=count(Presence.UNKNOWN),
        announced=sum(one.presence == Presence.UNKNOWN and one.answer == Answer.PRESENT for one in invitees),
    )


def state_of(invitees: Iterable[Invitee]) -> str:
    """Return a short mark that changes with what the list shows: by it a page asks whether it is stale."""
    shown = [
        (
            one.pk,
            one.name,
            one.answer,
            one.presence,
            one.presence_noted_at and one.presence_noted_at.isoformat(),
            one.arrived_at and one.arrived_at.isoformat(),
            one.replaced_by_id,
        )
        for one in order(invitees)
    ]
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:16]


def listed(meeting: Meeting) -> list[Invitee]:
    """Return the invitees of ``meeting`` with all that a line shows, in one query."""
    return list(meeting.invitees.select_related("replaced_by", "replaces", "presence_noted_by__person"))
