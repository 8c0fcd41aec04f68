"""Which organisations a meeting brings together, and which usual ones it would miss (MISSION B9).

Usual at a meeting is an organisation that is a member of the platform on that day, and that came to at least half of
the last six meetings held of the same circle (or, for kinds without a circle, of the same kind and group), or whose
fixed delegate sits in circle 1 when circle 1 is convened. A meeting whose attendance nobody recorded says nothing about
who came, and does not count among the six. A territory's meeting has no members: there the last six alone say who is
usual.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from portal.core.fold import fold
from portal.core.french_dates import to_local
from portal.directory.enums import Circle, DelegateKind
from portal.directory.models import Delegate

from .enums import Answer, MeetingStatus, Presence
from .models import Invitee, Meeting

#: How many meetings back "usual" looks, and in what part of them an organisation must have been.
LOOKS_BACK = 6
USUAL_PART = 0.5
#: Somebody of the organisation, or whoever it sent instead.
CAME = (Presence.PRESENT, Presence.REPRESENTED)


@dataclass(frozen=True)
class OrganisationSeat:
    """An organisation as it stands in a meeting: its name of that day, and how many of its people are invited."""

    organisation_id: int | None
    name: str
    invited: int = 0


@dataclass(frozen=True)
class Represented:
    """Who is there by organisation.

    ``here`` came (once the meeting is held) or announced somebody (before); ``missing`` are the usual ones that did
    neither. ``recorded`` tells whether it speaks of presences rather than of answers.
    """

    here: list[OrganisationSeat] = field(default_factory=list)
    missing: list[OrganisationSeat] = field(default_factory=list)
    recorded: bool = False


def usual_organisations(
    past: Mapping[int, Collection[int]], fixed: Collection[int], members: Collection[int] | None
) -> set[int]:
    """Return the organisations that usually come.

    ``past`` gives the organisations that came to each of the last meetings, ``fixed`` are those of fixed delegates of
    circle 1 where it is convened, ``members`` those that belong on that day; None leaves that question out. Pure.
    """
    times: dict[int, int] = {}
    for came in past.values():
        for organisation in set(came):
            times[organisation] = times.get(organisation, 0) + 1
    usual = {organisation for organisation, count in times.items() if count >= len(past) * USUAL_PART}
    usual |= set(fixed)
    return usual if members is None else usual & set(members)


def represented(invitees: Iterable[Invitee], usual: Mapping[int, str], *, recorded: bool) -> Represented:
    """Return who is there among ``invitees`` and who of ``usual`` (name by organisation) is not. Pure.

    ``recorded`` looks at presences; else at answers, where somebody excused who announces a substitute counts as
    somebody coming. Two organisations of the same name stay two.
    """
    seats: dict[tuple[int | None, str], OrganisationSeat] = {}
    here: set[tuple[int | None, str]] = set()
    for one in invitees:
        if not one.organisation_name:
            continue
        key = (one.organisation_id, "" if one.organisation_id else one.organisation_name)
        seat = seats.get(key) or OrganisationSeat(one.organisation_id, one.organisation_name)
        seats[key] = OrganisationSeat(seat.organisation_id, seat.name, seat.invited + (not one.came_uninvited))
        if is_here(one, recorded=recorded):
            here.add(key)
    missing = [
        seats.get((organisation, "")) or OrganisationSeat(organisation, name)
        for organisation, name in usual.items()
        if (organisation, "") not in here
    ]
    return Represented(_by_name(seats[key] for key in here), _by_name(missing), recorded)


def is_here(invitee: Invitee, *, recorded: bool) -> bool:
    """Tell whether an organisation is represented through ``invitee``: came, or announced somebody."""
    if recorded:
        return invitee.presence in CAME
    return invitee.answer == Answer.PRESENT or bool(
        invitee.answer == Answer.EXCUSED and (invitee.replaced_by_id or invitee.substitute_name)
    )


def represented_in(meeting: Meeting, invitees: Iterable[Invitee] | None = None) -> Represented:
    """Return the organisations represented at ``meeting`` and the usual ones without anybody; at most four queries.

    Before the meeting it speaks of answers, once held of presences. Nobody is missing from a meeting that nobody was
    convened to yet, nor from a cancelled one. ``invitees`` spares the query where they are known.
    """
    invitees = list(meeting.invitees.all() if invitees is None else invitees)
    recorded = meeting.status == MeetingStatus.HELD
    if meeting.status not in (MeetingStatus.CONVENED, MeetingStatus.HELD):
        return represented(invitees, {}, recorded=recorded)
    names, fixed, members = _members_of(meeting)
    past = _past_of(meeting, names)
    usual = usual_organisations(past, fixed, members)
    return represented(invitees, {pk: names[pk] for pk in usual}, recorded=recorded)


def _members_of(meeting: Meeting) -> tuple[dict[int, str], set[int], set[int] | None]:
    """Return names of the members on the meeting's day, those with a fixed delegate in a convened circle 1, members."""
    if meeting.platform is None:
        return {}, set(), None
    day = to_local(meeting.starts_at, meeting.timezone_name).date()
    participations = meeting.platform.participations.members(day)
    if meeting.circles_invited:
        participations = participations.filter(circle__in=meeting.circles_invited)
    rows = list(participations.values_list("organisation", "organisation__name", "circle"))
    fixed: set[int] = set()
    if Circle.FIRST in meeting.circles_invited:
        delegates = Delegate.objects.active(day).filter(
            participation__platform=meeting.platform_id, participation__circle=Circle.FIRST, kind=DelegateKind.FIXED
        )
        fixed = set(delegates.values_list("participation__organisation", flat=True))
    return {organisation: name for organisation, name, _circle in rows}, fixed, {row[0] for row in rows}


def _past_of(meeting: Meeting, names: dict[int, str]) -> dict[int, set[int]]:
    """Return the organisations that came to each of the last meetings of the same circle; adds their names."""
    same = Meeting.objects.filter(
        platform=meeting.platform_id,
        territory=meeting.territory_id,
        status=MeetingStatus.HELD,
        starts_at__lt=meeting.starts_at,
    )
    if meeting.circle:
        same = same.filter(circle=meeting.circle)
    else:
        same = same.filter(kind=meeting.kind, working_group=meeting.working_group_id)
    noted = Invitee.objects.exclude(presence=Presence.UNKNOWN).values("meeting")
    last = list(same.filter(pk__in=noted).order_by("-starts_at", "-pk").values_list("pk", flat=True)[:LOOKS_BACK])
    past: dict[int, set[int]] = {pk: set() for pk in last}
    came = Invitee.objects.filter(meeting__in=last, presence__in=CAME, organisation__isnull=False)
    for held, organisation, name in came.values_list("meeting", "organisation", "organisation__name"):
        past[held].add(organisation)
        names.setdefault(organisation, name)
    return past


def _by_name(seats: Iterable[OrganisationSeat]) -> list[OrganisationSeat]:
    return sorted(seats, key=lambda seat: (fold(seat.name), seat.name, seat.organisation_id or 0))
