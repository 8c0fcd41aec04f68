"""Tells the charters who is a guest: invited to a meeting of a platform or territory (DESIGN §4)."""

from portal.charters.guests import Guesthood

from .enums import MeetingStatus


def guesthood(person, on) -> Guesthood:
    """Return where ``person`` is invited to a meeting that is not cancelled, in one query.

    It holds after the meeting too, so that a guest can still read its minutes under the charter signed then. Whoever
    is or was a delegate or of the team is no guest there: an old invitation gives nothing back to those who left.
    """
    return guesthood_from(guest_rows(person, on))


def guest_rows(person, on):
    """Return platform and territory of the meetings that make ``person``, of whom the key is read, a guest."""
    return (
        person.invitations.exclude(meeting__status__in=(MeetingStatus.DRAFT, MeetingStatus.CANCELLED))
        .exclude(meeting__platform__in=person.delegations.filter(since__lte=on).values("participation__platform"))
        .exclude(meeting__platform__in=person.platform_roles.filter(since__lte=on).values("platform"))
        .values_list("meeting__platform", "meeting__territory")
    )


def guesthood_from(rows) -> Guesthood:
    """Return the guesthood that the rows of ``guest_rows`` make."""
    pairs = set(rows)
    return Guesthood(
        platform_ids=frozenset(platform for platform, _territory in pairs if platform),
        territory_ids=frozenset(territory for _platform, territory in pairs if territory),
    )
