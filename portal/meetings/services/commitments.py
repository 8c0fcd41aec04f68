"""Who is expected at the meetings of a plan, and when these people are taken elsewhere: their time, not the subject.

Reads only, in a constant number of queries. The engine gets hours and opaque references; which meeting stands behind
one is said to those alone who may see that meeting.
"""

import datetime as dt
import re
import zoneinfo
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from portal.directory.enums import Circle, DelegateKind, ParticipationStatus, PlatformRoleKind
from portal.directory.models import Coordination, Delegate, Platform, PlatformRole
from portal.directory.platform_calendar import local_today
from portal.directory.querysets import MEMBER_CIRCLES, TEAM, TERRITORY_LINKS

from ..enums import Answer, MeetingKind, MeetingStatus
from ..models import Invitee, Meeting
from ..planning_answers import group_of_key
from ..scheduling.inputs import Commitment
from ..scheduling.outputs import Conflict

#: Kinds at which a whole team is expected before anybody is convened, beside those that invite a circle.
_TEAM_KINDS = (MeetingKind.WORKING_GROUP, MeetingKind.STEERING_COMMITTEE)
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")


@dataclass(frozen=True, slots=True)
class ExpectedPerson:
    """Somebody expected at the meetings of a circle or group, from ``since`` to the day before ``until``."""

    name: str
    #: The organisation they represent, empty for who is of the team alone.
    organisation: str = ""
    is_lead: bool = False
    since: dt.date | None = None
    until: dt.date | None = None

    def is_expected_on(self, day: dt.date) -> bool:
        """Whether ``day`` lies between both."""
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)


@dataclass(frozen=True)
class Network:
    """Who is expected on a platform in a period: its team, and by circle those who represent its members."""

    team: dict[int, ExpectedPerson] = field(default_factory=dict)
    circles: dict[str, dict[int, ExpectedPerson]] = field(default_factory=dict)

    def expected(self, circle: str = "", group: int | None = None) -> dict[int, ExpectedPerson]:
        """Return who is expected, by the key of the person: circle 2 includes circle 1, a group has its team."""
        if group is not None or not circle:
            return dict(self.team)
        names = (Circle.FIRST, Circle.SECOND) if circle == Circle.SECOND else (Circle.FIRST,)
        found = dict(self.team)
        for name in names:
            for person, expected in self.circles.get(name, {}).items():
                found[person] = _both(found[person], expected) if person in found else expected
        return found

    @property
    def people(self) -> dict[int, ExpectedPerson]:
        """Everybody."""
        return self.expected(Circle.SECOND)


def network_of(platform: Platform, start: dt.date, end: dt.date) -> Network:
    """Return who is expected on ``platform`` between two days, both included, in two queries.

    A member is represented by its fixed representatives, by its substitutes only where it has none of these.
    """
    roles = platform.roles.filter(_in_period(start, end), kind__in=TEAM).select_related("person")
    team: dict[int, ExpectedPerson] = {}
    for role in roles.order_by("pk"):
        one = ExpectedPerson(str(role.person), "", role.kind == PlatformRoleKind.LEAD, role.since, role.until)
        team[role.person_id] = _both(team[role.person_id], one) if role.person_id in team else one
    rows = _delegates(start, end).filter(participation__platform=platform)
    circles: dict[str, dict[int, ExpectedPerson]] = {}
    for row in rows.select_related("person", "participation__organisation").order_by("pk"):
        since, until = _holds(row)
        one = ExpectedPerson(str(row.person), str(row.participation.organisation), False, since, until)
        circle = circles.setdefault(row.participation.circle, {})
        circle[row.person_id] = _both(circle[row.person_id], one) if row.person_id in circle else one
    return Network(team, circles)


def expected_people(
    platform: Platform, *, circle: str = "", group: int | None = None, on: dt.date | None = None
) -> dict[int, ExpectedPerson]:
    """Return who is expected at a meeting of ``circle`` or of a working group on a day, today if not given."""
    on = on or local_today(platform)
    return network_of(platform, on, on).expected(circle, group)


def commitments_of(
    platform: Platform, people: Iterable[int], start: dt.date, end: dt.date, *, rhythms: Iterable[str] | None = None
) -> tuple[Commitment, ...]:
    """Return when ``people`` are taken between two days, both included, in the local time of ``platform``.

    By meetings of other platforms and of territories, and by its own ones that the planner is not about to write: those
    whose plan key names none of ``rhythms`` (when not given: those without a plan key). Neither drafts nor cancelled
    ones count. Taken is who is invited and not excused, and before that who would be: the representatives of the
    circle, the team, at a territory's leads' meeting the leads and coordinators. Six queries at any size.
    """
    people = set(people)
    if not people:
        return ()
    zone = zoneinfo.ZoneInfo(platform.timezone)
    ties = _ties_of(people, start, end)
    first = dt.datetime.combine(start, dt.time(), zone)
    last = dt.datetime.combine(end + dt.timedelta(days=1), dt.time(), zone)
    meetings = list(
        Meeting.objects.filter(
            Q(platform__in=ties.platforms)
            | Q(territory__in=ties.territories, kind=MeetingKind.LEADS)
            | Q(pk__in=Invitee.objects.filter(person__in=people).values("meeting")),
            # A meeting that began the day before may still last.
            starts_at__gte=first - dt.timedelta(days=1),
            starts_at__lt=last,
        )
        .exclude(status__in=(MeetingStatus.CANCELLED, MeetingStatus.DRAFT))
        .exclude(_planned_here(platform, rhythms))
        .order_by("starts_at", "pk")
        .only("uuid", "kind", "platform", "territory", "starts_at", "duration")
    )
    answers: dict[int, dict[int, str]] = {}
    invited = Invitee.objects.filter(meeting__in=[meeting.pk for meeting in meetings], person__in=people)
    for meeting, person, answer in invited.values_list("meeting", "person", "answer"):
        answers.setdefault(meeting, {})[person] = answer
    found = []
    for meeting in meetings:
        begins, ends = (moment.astimezone(zone).replace(tzinfo=None) for moment in (meeting.starts_at, meeting.ends_at))
        told = answers.get(meeting.pk, {})
        taken = ties.expected_at(meeting, begins.date()) | set(told)
        excused = {person for person, answer in told.items() if answer == Answer.EXCUSED}
        found += [Commitment(str(person), begins, ends, str(meeting.uuid)) for person in sorted(taken - excused)]
    return tuple(found)


class ConflictWords:
    """Puts conflicts into words for one viewer: all of ``conflicts`` are read at once, in a constant number of queries.

    For a page with many dates: one of these, then ``sentences`` of each date.
    """

    def __init__(self, platform: Platform, viewer, conflicts: Iterable[Conflict]):
        conflicts = tuple(conflicts)
        self._people: dict[int, ExpectedPerson] = {}
        self._meetings: dict[str, str] = {}
        if not conflicts:
            return
        days = [conflict.start.date() for conflict in conflicts]
        self._people = network_of(platform, min(days), max(days)).people
        self._represented = Counter(person.organisation for person in self._people.values())
        references = {conflict.reference for conflict in conflicts if _UUID.match(conflict.reference)}
        seen = Meeting.objects.visible_to(viewer).filter(uuid__in=references) if references else Meeting.objects.none()
        for meeting in seen.select_related("platform", "territory"):
            self._meetings[str(meeting.uuid)] = _("%(kind)s of %(scope)s") % {
                "kind": meeting.get_kind_display(),
                "scope": meeting.platform or meeting.territory,
            }

    def sentences(self, conflicts: Iterable[Conflict]) -> list[str]:
        """Return one sentence for each of ``conflicts``, equal ones once."""
        return list(dict.fromkeys(self._sentence(conflict) for conflict in conflicts))

    def _sentence(self, conflict: Conflict) -> str:
        person = self._people.get(int(conflict.person)) if conflict.person.isdigit() else None
        values = {"meeting": self._meetings.get(conflict.reference, "")}
        if conflict.key is not None:
            values["meeting"] = _of_this_plan(conflict.key.rhythm)
        if person is None:
            known = _("Somebody expected is taken at that hour (%(meeting)s)")
            unknown = _("Somebody expected is taken at that hour")
        elif not person.organisation:
            values["name"] = person.name
            known, unknown = _("%(name)s is taken at that hour (%(meeting)s)"), _("%(name)s is taken at that hour")
        elif self._represented[person.organisation] > 1:
            values["organisation"] = person.organisation
            known = _("%(organisation)s: one of the representatives is taken at that hour (%(meeting)s)")
            unknown = _("%(organisation)s: one of the representatives is taken at that hour")
        else:
            values["organisation"] = person.organisation
            known = _("%(organisation)s: the representative is taken at that hour (%(meeting)s)")
            unknown = _("%(organisation)s: the representative is taken at that hour")
        return (known if values["meeting"] else unknown) % values


def _of_this_plan(rhythm: str) -> str:
    """Return what a meeting of the plan itself is called that takes somebody at the same hour."""
    if group_of_key(rhythm) is not None:
        return _("working group, in this plan")
    return _("circle %(circle)s, in this plan") % {"circle": rhythm.rpartition("-")[2]}


def describe_conflicts(conflicts: Iterable[Conflict], *, platform: Platform, viewer) -> list[str]:
    """Return ``conflicts`` of one date in words; the other meeting is named to those alone who may see it."""
    conflicts = tuple(conflicts)
    return ConflictWords(platform, viewer, conflicts).sentences(conflicts)


@dataclass(frozen=True, slots=True)
class _Tie:
    """That a person belongs to a platform (in ``circle``, or its team) or looks after a territory, in a period."""

    person: int
    circle: str
    since: dt.date | None
    until: dt.date | None

    def holds(self, day: dt.date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)


@dataclass(frozen=True)
class _Ties:
    platforms: dict[int, list[_Tie]]
    territories: dict[int, list[_Tie]]

    def expected_at(self, meeting: Meeting, day: dt.date) -> set[int]:
        """Return who of these people would be convened to ``meeting``."""
        if meeting.platform_id is None:
            ties: Sequence[_Tie] = self.territories.get(meeting.territory_id, ())
            return {tie.person for tie in ties if meeting.kind == MeetingKind.LEADS and tie.holds(day)}
        circles = meeting.circles_invited
        if not circles and meeting.kind not in _TEAM_KINDS:
            return set()
        ties = self.platforms.get(meeting.platform_id, ())
        return {tie.person for tie in ties if (not tie.circle or tie.circle in circles) and tie.holds(day)}


def _ties_of(people: set[int], start: dt.date, end: dt.date) -> _Ties:
    platforms: dict[int, list[_Tie]] = {}
    led: dict[int, list[_Tie]] = {}
    roles = PlatformRole.objects.filter(_in_period(start, end), person__in=people, kind__in=TEAM)
    for role in roles.only("person", "platform", "kind", "since", "until"):
        tie = _Tie(role.person_id, "", role.since, role.until)
        platforms.setdefault(role.platform_id, []).append(tie)
        if role.kind == PlatformRoleKind.LEAD:
            led.setdefault(role.platform_id, []).append(tie)
    for row in _delegates(start, end).filter(person__in=people).select_related("participation"):
        tie = _Tie(row.person_id, row.participation.circle, *_holds(row))
        platforms.setdefault(row.participation.platform_id, []).append(tie)
    territories: dict[int, list[_Tie]] = {}
    for row in Platform.objects.filter(pk__in=led).values_list("pk", *TERRITORY_LINKS):
        for territory in filter(None, row[1:]):
            territories.setdefault(territory, []).extend(led[row[0]])
    coordinations = Coordination.objects.filter(_in_period(start, end), person__in=people)
    for coordination in coordinations.only("person", "territory", "since", "until"):
        tie = _Tie(coordination.person_id, "", coordination.since, coordination.until)
        territories.setdefault(coordination.territory_id, []).append(tie)
    return _Ties(platforms, territories)


def _delegates(start: dt.date, end: dt.date):
    """Return the delegations in a period that make somebody expected."""
    fixed = Delegate.objects.filter(
        _in_period(start, end), participation=OuterRef("participation"), kind=DelegateKind.FIXED
    )
    return Delegate.objects.filter(
        Q(kind=DelegateKind.FIXED) | ~Exists(fixed),
        _in_period(start, end),
        _in_period(start, end, "participation__"),
        participation__status=ParticipationStatus.AGREED,
        participation__circle__in=MEMBER_CIRCLES,
    )


def _in_period(start: dt.date, end: dt.date, prefix: str = "") -> Q:
    return Q(**{f"{prefix}since__lte": end}) & (
        Q(**{f"{prefix}until__isnull": True}) | Q(**{f"{prefix}until__gt": start})
    )


def _holds(row: Delegate) -> tuple[dt.date, dt.date | None]:
    """Return from when until when a delegation and its participation hold."""
    ends = [day for day in (row.until, row.participation.until) if day is not None]
    return max(row.since, row.participation.since), min(ends, default=None)


def _both(one: ExpectedPerson, other: ExpectedPerson) -> ExpectedPerson:
    """Return a person who is expected twice over: from the first day to the last."""
    return replace(
        one,
        organisation=one.organisation or other.organisation,
        is_lead=one.is_lead or other.is_lead,
        since=min(one.since, other.since),
        until=max(one.until, other.until) if one.until and other.until else None,
    )


def _planned_here(platform: Platform, rhythms: Iterable[str] | None) -> Q:
    if rhythms is None:
        return Q(platform=platform) & ~Q(plan_key="")
    keys = Q(pk__in=())
    for rhythm in rhythms:
        keys |= Q(plan_key__startswith=f"{rhythm}:")
    return Q(platform=platform) & keys
