"""What one may do with meetings: small predicates, asked as ``user.has_perm("meetings.…", obj)`` (DESIGN §4).

Predicates take a user or a person. A view asks them after ``visible_to``: what one may not see does not exist.
"""

import rules

from portal.charters.gate import covered_platform_ids, covers, states_in
from portal.charters.standing import Standing
from portal.directory.enums import ParticipationStatus
from portal.directory.models import Delegate, Platform, Territory
from portal.directory.permissions import coordinates as coordinates_platform
from portal.directory.permissions import coordinates_territory, is_member, is_team
from portal.directory.querysets import person_of

from .enums import MinutesState
from .models import Meeting
from .proposing import is_expected


@rules.predicate
def is_visible(viewer, meeting):
    """Somebody who may know that the meeting exists."""
    return Meeting.objects.visible_to(viewer).filter(pk=meeting.pk).exists()


@rules.predicate
def manages(viewer, meeting):
    """Those who prepare, convene and write: the platform's team, the territory's coordinators for its own meetings."""
    if meeting.platform_id:
        return is_team(viewer, meeting.platform)
    person = person_of(viewer)
    return person is not None and person.coordinations.active().filter(territory=meeting.territory_id).exists()


@rules.predicate
def is_open_to_all(viewer, meeting):
    """The meeting is not behind the charter, such as a steering committee."""
    return not meeting.confidential


@rules.predicate
def is_covered(viewer, meeting):
    """Somebody whose charter in force covers the meeting's platform or territory."""
    person = person_of(viewer)
    return person is not None and covers(person, meeting.platform or meeting.territory)


@rules.predicate
def is_invited(viewer, meeting):
    """Somebody convened to the meeting."""
    person = person_of(viewer)
    return person is not None and person.invitations.filter(meeting=meeting.pk).exists()


@rules.predicate
def minutes_are_validated(viewer, meeting):
    """The minutes are final."""
    minutes = getattr(meeting, "minutes", None)
    return minutes is not None and minutes.state == MinutesState.VALIDATED


@rules.predicate
def minutes_are_in_review(viewer, meeting):
    """The minutes are read again by those convened."""
    minutes = getattr(meeting, "minutes", None)
    return minutes is not None and minutes.state == MinutesState.IN_REVIEW


@rules.predicate
def owns_action(viewer, action):
    """Somebody who promised to do it."""
    person = person_of(viewer)
    return person is not None and action.owner_id == person.pk


@rules.predicate
def is_team_of_action(viewer, action):
    """The team of the action's platform."""
    return is_team(viewer, action.platform)


@rules.predicate
def follows_territory(viewer, territory):
    """Somebody with meetings in a territory: of a platform in it, its coordinator, or invited to one of its own."""
    person = person_of(viewer)
    if person is None:
        return False
    above = Territory.objects.filter(pk__in=person.coordinations.active().values("territory"))
    return (
        Platform.objects.in_network_of(person).filter(pk__in=Platform.objects.lying_in([territory.pk])).exists()
        or any(Territory.objects.within(one).filter(pk=territory.pk).exists() for one in above)
        or Meeting.objects.visible_to(person).filter(territory=territory).exists()
    )


@rules.predicate
def is_expected_at(viewer, meeting):
    """Somebody convened to the meeting, or who will be."""
    return is_expected(person_of(viewer), meeting)


@rules.predicate
def is_covered_in(viewer, platform):
    """Somebody whose charter in force covers the platform, or whose platform asks for none."""
    person = person_of(viewer)
    return person is not None and covers(person, platform)


@rules.predicate
def coordinates(viewer, territory):
    """The territory's coordinators: they call its meetings."""
    person = person_of(viewer)
    return person is not None and person.coordinations.active().filter(territory=territory.pk).exists()


reads_details = manages | is_visible & (is_open_to_all | is_covered)

rules.add_perm("meetings.plan", is_team)
rules.add_perm("meetings.view_territory_calendar", follows_territory)
rules.add_perm("meetings.plan_territory", coordinates)
rules.add_perm("meetings.follow_territory", coordinates_territory)
#: Who came to meetings is read above the gate; coordinators follow it as they follow the mobilisation.
rules.add_perm("meetings.view_figures", is_team | coordinates_platform | is_member & is_covered_in)
rules.add_perm("meetings.manage", manages)
rules.add_perm("meetings.keep_encounters", is_team)
rules.add_perm("meetings.view_details", reads_details)
rules.add_perm("meetings.answer", is_visible & is_invited)
rules.add_perm("meetings.propose_item", is_visible & is_expected_at)
rules.add_perm("meetings.edit_minutes", manages)
rules.add_perm(
    "meetings.read_minutes",
    manages | reads_details & (minutes_are_validated | minutes_are_in_review & is_invited),
)
rules.add_perm("meetings.comment_minutes", reads_details & minutes_are_in_review & is_invited)
rules.add_perm("meetings.edit_action", is_team_of_action | owns_action)


class DetailsGate:
    """The answer to "meetings.view_details" for many meetings of one viewer, in a constant number of queries.

    For lists, feeds and mails: it takes meetings that the viewer may see. Territory meetings cost one check each
    territory.
    """

    def __init__(self, viewer, at=None):
        self.person = person_of(viewer)
        self.at = at
        self.team_ids: set[int] = set()
        self.covered_ids: set[int] = set()
        self.territory_ids: set[int] = set()
        self.covered_territory_ids: set[int] | None = None
        self._territories: dict[int, bool] = {}
        if self.person is not None:
            self.team_ids = set(Platform.objects.with_team_member(self.person).values_list("pk", flat=True))
            self.covered_ids = covered_platform_ids(self.person, at)
            self.territory_ids = set(self.person.coordinations.active().values_list("territory", flat=True))

    @classmethod
    def known(cls, person, *, team_ids, covered_ids, territory_ids, covered_territory_ids):
        """Return the gate of ``person`` where all that it asks is known already: it then makes no query."""
        gate = cls(None)
        gate.person = person
        gate.team_ids, gate.covered_ids, gate.territory_ids = team_ids, covered_ids, territory_ids
        gate.covered_territory_ids = covered_territory_ids
        return gate

    def opens(self, meeting) -> bool:
        """Tell whether the viewer may read agenda, documents, video link and minutes of ``meeting``."""
        if self.person is None:
            return False
        if not meeting.confidential:
            return True
        if meeting.platform_id:
            return meeting.platform_id in self.team_ids or meeting.platform_id in self.covered_ids
        if meeting.territory_id in self.territory_ids:
            return True
        if self.covered_territory_ids is not None:
            return meeting.territory_id in self.covered_territory_ids
        if meeting.territory_id not in self._territories:
            self._territories[meeting.territory_id] = covers(self.person, meeting.territory, self.at)
        return self._territories[meeting.territory_id]


def readers_of_details(meeting, people) -> set[int]:
    """Return the primary keys of those of ``people`` who may read the details of ``meeting``, for its mails.

    The team and the platform's delegates cost a constant number of queries; others (guests, coordinators) one check
    each.
    """
    people = list(people)
    if not meeting.confidential:
        return {person.pk for person in people}
    platform = meeting.platform
    if platform is None:
        return {person.pk for person in people if manages(person, meeting) or covers(person, meeting.territory)}
    team = set(platform.roles.active().values_list("person", flat=True))
    represents: dict[int, dict[int, str]] = {}
    delegations = (
        Delegate.objects.active()
        .filter(participation__platform=platform, participation__status=ParticipationStatus.AGREED)
        .exclude(participation__circle="")
    )
    for person, organisation, circle in delegations.values_list(
        "person", "participation__organisation", "participation__circle"
    ):
        represents.setdefault(person, {})[organisation] = circle
    others = [person for person in people if person.pk not in team]
    delegates = [
        (person.pk, Standing(represents=represents[person.pk])) for person in others if person.pk in represents
    ]
    states = states_in(platform, delegates) if delegates else {}
    readers = {person.pk for person in people if person.pk in team}
    readers |= {pk for pk, state in states.items() if state.covered}
    # A coordinator may be covered by the territory's charter, and a guest by a signature of their own.
    return readers | {person.pk for person in others if person.pk not in represents and covers(person, platform)}
