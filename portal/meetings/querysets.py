"""Which meetings somebody may see (DESIGN §4)."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.db.models import Q
from django.utils import timezone

from portal.charters.gate import covered_platform_ids
from portal.core.models import DatedQuerySet, active_q
from portal.directory.enums import Circle, ParticipationStatus, PlatformRoleKind
from portal.directory.models import Platform
from portal.directory.querysets import MEMBER_CIRCLES, TEAM, person_of

from .enums import CIRCLE_2_KINDS, ActionState, MeetingKind, MeetingStatus


class VenueQuerySet(models.QuerySet):
    """Venues, the platform's own."""

    def visible_to(self, viewer):
        """Return the venues of the platforms whose team ``viewer`` belongs to."""
        return self.filter(platform__in=Platform.objects.with_team_member(person_of(viewer)).values("pk"))


class WorkingGroupQuerySet(DatedQuerySet):
    """Working groups, the platform's own."""

    def visible_to(self, viewer, on=None):
        """Return the groups of the platforms whose team ``viewer`` belongs to or that they coordinate, and their own.

        A group is one's own as long as one belongs to it and to circle 1 or 2 of its platform (DESIGN §4, D-07).
        """
        person = person_of(viewer)
        if person is None:
            return self.none()
        own = person.group_memberships.active(on).values("group")
        return self.filter(
            Q(platform__in=Platform.objects.with_team_member(person).values("pk"))
            | Q(platform__in=Platform.objects.coordinated_by(person, on).values("pk"))
            | Q(pk__in=own, platform__in=Platform.objects.with_member(person).values("pk"))
        )


def groups_left(person, on):
    """Return the groups that ``person``, of whom the key is read, belonged to and has left on the day ``on``."""
    memberships = person.group_memberships
    return (
        memberships.filter(since__lte=on, until__lte=on)
        .exclude(group__in=memberships.filter(active_q(on)).values("group"))
        .values("group")
    )


#: An exchange noted afterwards. It owes no minutes, and says nothing of who comes to meetings.
NOTED_EXCHANGE = Q(kind=MeetingKind.BILATERAL, status=MeetingStatus.HELD, convened_at__isnull=True)


@dataclass(frozen=True)
class Sight:
    """What a person is on a day, as far as it opens meetings: platforms and territories by key, or subqueries."""

    team: Iterable = ()
    first: Iterable = ()
    member: Iterable = ()
    #: Platforms with any agreed delegation, occasional actors included.
    attached: Iterable = ()
    coordinated: Iterable = ()
    territories: Iterable = ()
    #: Territories around the platforms that the person leads.
    around: Iterable = ()
    #: Working groups that the person belongs to, and those that they left; None where they are not read beforehand.
    groups: Iterable | None = None
    left_groups: Iterable = ()


class MeetingQuerySet(models.QuerySet):
    """Meetings by right and by state."""

    def visible_to(self, viewer, on=None):
        """Return the meetings whose date and place ``viewer`` may know.

        Drafts are the team's alone, those of a territory its coordinators'. Territory meetings are seen by those
        invited, by leads of the territory's platforms and by its coordinators. An invitation opens its meeting to a
        guest; whoever was a member or of the team and has left loses the platform's meetings with the rest, and whoever
        left a working group loses those that they were convened to as one of it (D-07).
        """
        person = person_of(viewer)
        if person is None:
            return self.none()
        # What the person is, read in four small queries: as subqueries of one, it costs every page several times more,
        # and SQLite does not read sentences that are nested as deep as those that hold this one.
        team, led = _team_of(person, on)
        groups, left_groups = _groups_of(person, on or timezone.localdate())
        circles = _circles_of(person, on)
        sight = Sight(
            team=team,
            first=[platform for platform, circle in circles if circle == Circle.FIRST],
            member=[platform for platform, circle in circles if circle in MEMBER_CIRCLES],
            attached=[platform for platform, _circle in circles],
            coordinated=Platform.objects.coordinated_by(person, on).values("pk"),
            territories=person.coordinations.active(on).values("territory"),
            around=Platform.objects.filter(pk__in=led).territories_around() if led else (),
            groups=groups,
            left_groups=left_groups,
        )
        return self.seen_by(person, sight, on or timezone.localdate())

    def seen_by(self, person, sight: "Sight", on):
        """Return the same as ``visible_to`` for callers who know what ``person`` is on the day ``on``.

        Reads nothing but the key of ``person``.
        """
        left = ~Q(status=MeetingStatus.DRAFT)
        own_groups, left_groups = sight.groups, sight.left_groups
        if own_groups is None:
            own_groups = person.group_memberships.filter(active_q(on)).values("group")
            left_groups = groups_left(person, on)
        as_other = Q(is_guest=True) | ~Q(meeting__working_group__in=left_groups)
        invited = Q(pk__in=person.invitations.filter(as_other).values("meeting"))
        # Who has yet to begin has not left: a successor may be invited before their first day.
        begun = {"since__lte": on}
        left_behind = Q(platform__in=person.delegations.filter(**begun).values("participation__platform")) | Q(
            platform__in=person.platform_roles.filter(**begun).values("platform")
        )
        # An occasional actor of today is a guest of the meetings it is invited to (DESIGN §3).
        guest = invited & (Q(platform__in=sight.attached) | ~left_behind | Q(platform__isnull=True))
        return self.filter(
            Q(platform__in=sight.team)
            | Q(territory__in=sight.territories)
            | left
            & (
                Q(platform__in=sight.coordinated)
                | Q(platform__in=sight.first, kind=MeetingKind.CIRCLE_1)
                | Q(platform__in=sight.member, kind__in=CIRCLE_2_KINDS)
                | Q(platform__in=sight.member, working_group__in=own_groups)
                | guest
                | Q(territory__in=sight.around)
            )
        )

    def exchanges(self):
        """Return the exchanges with one organisation that were noted afterwards: held, and never convened."""
        return self.filter(NOTED_EXCHANGE)

    def upcoming(self, at):
        """Return the meetings that end after the instant ``at`` and are not cancelled."""
        return self.exclude(status=MeetingStatus.CANCELLED).filter(starts_at__gte=at)


class NetworkQuerySet(models.QuerySet):
    """Rows that all members of a platform's network may read."""

    def visible_to(self, viewer):
        """Return the rows of the platforms whose network ``viewer`` belongs to."""
        return self.filter(platform__in=Platform.objects.in_network_of(viewer).values("pk"))


class EncounterQuerySet(models.QuerySet):
    """Who was met when: the platform's own, as who takes part is."""

    def visible_to(self, viewer):
        """Return the records of the platforms whose circles and meetings ``viewer`` may know of.

        Which meeting a record belongs to, and what was noted, may stand above the gate: ``acquaintance.lines_of``.
        """
        return self.filter(platform__in=Platform.objects.in_network_of(viewer).values("pk"))


class ActionItemQuerySet(models.QuerySet):
    """Actions by right and by state."""

    def visible_to(self, viewer):
        """Return the actions of the platforms of ``viewer``'s team, and those they promised themselves.

        One's own actions are read above the gate only, like the minutes that hold them, and no longer after leaving.
        """
        person = person_of(viewer)
        if person is None:
            return self.none()
        meetings = self.model.meeting.field.related_model.objects
        open_to_all = meetings.visible_to(person).filter(confidential=False).values("pk")
        readable = Q(platform__in=covered_platform_ids(person)) | Q(meeting__in=open_to_all)
        team = Platform.objects.with_team_member(person).values("pk")
        return self.filter(Q(platform__in=team) | Q(owner=person) & readable)

    def open(self):
        """Return the actions that are still to be done."""
        return self.filter(state=ActionState.OPEN)

    def late(self, on):
        """Return the actions that were due before the day ``on`` and are still to be done."""
        return self.open().filter(due__lt=on)


def _team_of(person, on) -> tuple[list[int], list[int]]:
    """Return the platforms of whose team ``person`` is on the day ``on``, and those among them that they lead."""
    roles = list(person.platform_roles.active(on).filter(kind__in=TEAM).values_list("platform", "kind"))
    return [platform for platform, _kind in roles], [pk for pk, kind in roles if kind == PlatformRoleKind.LEAD]


def _circles_of(person, on) -> list[tuple[int, str]]:
    """Return the platforms that ``person`` is a delegate in on the day ``on``, each with the circle."""
    delegations = person.delegations.active(on).filter(
        participation__status=ParticipationStatus.AGREED, participation__circle__in=Circle.values
    )
    return list(delegations.values_list("participation__platform", "participation__circle"))


def _groups_of(person, on) -> tuple[set[int], set[int]]:
    """Return the working groups that ``person`` belongs to on the day ``on``, and those that they left."""
    rows = list(person.group_memberships.filter(since__lte=on).order_by().values_list("group", "until"))
    own = {group for group, until in rows if until is None or until > on}
    return own, {group for group, _until in rows} - own
