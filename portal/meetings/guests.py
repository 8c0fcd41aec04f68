"""Tells the charters who is a guest: invited to a meeting of a platform or territory (DESIGN §4)."""

from django.db.models import Q

from portal.charters.guests import Guesthood

from .enums import MeetingStatus
from .querysets import groups_left


def guesthood(person, on) -> Guesthood:
    """Return where ``person`` is invited to a meeting that is not cancelled, in one query.

    It holds after the meeting too, so that a guest can still read its minutes under the charter signed then. Whoever
    is or was a delegate or of the team is no guest there: an old invitation gives nothing back to those who left, nor
    does one to a working group that they left.
    """
    return guesthood_from(guest_rows(person, on))


def guest_rows(person, on):
    """Return platform and territory of the meetings that make ``person``, of whom the key is read, a guest."""
    return (
        person.invitations.filter(Q(is_guest=True) | ~Q(meeting__working_group__in=groups_left(person, on)))
        .exclude(meeting__status__in=(MeetingStatus.DRAFT, MeetingStatus.CANCELLED))
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
