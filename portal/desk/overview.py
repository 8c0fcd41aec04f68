"""What the dashboard shows beside the list of what awaits: my platforms, my territories, my sheets, my meetings.

Everything is read in a number of queries that does not grow with what is found.
"""

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import Count, F, OuterRef, Q, Subquery, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from portal.accounts.models import User
from portal.core.models import active_q
from portal.directory.enums import ParticipationStatus, PlatformRoleKind
from portal.directory.models import Organisation, Person, Platform, Territory
from portal.directory.querysets import MEMBER_CIRCLES, is_administrator, person_of
from portal.mailing.enums import MailState
from portal.mailing.models import OutgoingMail
from portal.meetings.follow_up import Missing, missing_in
from portal.meetings.models import Meeting

from .shown_meetings import ShownMeeting, shown_to

#: Meetings shown on the dashboard; the page of my meetings has the others.
NEXT_MEETINGS = 3
#: Platforms named beside what they miss; the page of the territory has the others.
MISSING_SHOWN = 5


@dataclass
class MyPlatform:
    """A platform where somebody is something: in the team (``roles``), or for an organisation in a circle."""

    platform: Platform
    roles: list[str] = field(default_factory=list)
    places: list[tuple[Organisation, str]] = field(default_factory=list)
    next_meeting: Meeting | None = None


@dataclass
class CoordinatedPlatform:
    """A row of a coordinator's roll-up."""

    platform: Platform
    leads: list[Person] = field(default_factory=list)
    next_meeting: Meeting | None = None


@dataclass(frozen=True)
class System:
    """What an administrator runs, in figures."""

    platforms: int
    organisations: int
    accounts: int
    mails_waiting: int
    mails_failed: int


@dataclass(frozen=True)
class Overview:
    """Everything on the dashboard but the list of what awaits."""

    meetings: list[ShownMeeting]
    platforms: list[MyPlatform]
    territories: list[Territory]
    coordinated: list[CoordinatedPlatform]
    sheets: list[Organisation]
    system: System | None
    missing: list[Missing] = field(default_factory=list)

    @property
    def missing_shown(self) -> list[Missing]:
        """Return the first of the coordinated platforms where something is missing."""
        return self.missing[:MISSING_SHOWN]

    @property
    def missing_more(self) -> int:
        """Return in how many others something is."""
        return max(0, len(self.missing) - MISSING_SHOWN)

    @property
    def has_meetings(self) -> bool:
        """Tell whether meetings are any matter of theirs; who keeps a sheet or runs the system alone has none."""
        return bool(self.meetings or self.platforms or self.territories)

    @property
    def is_empty(self) -> bool:
        """Tell whether the account takes part in nothing."""
        return not (self.meetings or self.platforms or self.territories or self.sheets or self.system)


def overview_of(viewer) -> Overview:
    """Return what ``viewer`` (a user) takes part in today."""
    person = person_of(viewer)
    system = _system() if is_administrator(viewer) else None
    if person is None:
        return Overview([], [], [], [], [], system)
    today = timezone.localdate()
    platforms = _my_platforms(person, today)
    territories = list(Territory.objects.filter(pk__in=person.coordinations.active(today).values("territory")))
    coordinated = _coordinated(person, today) if territories else []
    following = next_meeting_by_platform(
        person, {one.platform.pk for one in platforms} | {one.platform.pk for one in coordinated}
    )
    for one in (*platforms, *coordinated):
        one.next_meeting = following.get(one.platform.pk)
    return Overview(
        meetings=shown_to(person, _next_meetings(person, platforms, territories)),
        platforms=platforms,
        territories=territories,
        coordinated=coordinated,
        sheets=_sheets(person, today),
        system=system,
        missing=_missing([one.platform for one in coordinated]),
    )


def next_meeting_by_platform(person: Person, platform_ids) -> dict[int, Meeting]:
    """Return the next meeting that ``person`` may know of in each of the platforms, by its primary key."""
    if not platform_ids:
        return {}
    meetings = (
        Meeting.objects.visible_to(person)
        .upcoming(timezone.now())
        .filter(platform__in=platform_ids)
        .annotate(rank=Window(RowNumber(), partition_by=F("platform"), order_by=["starts_at", "pk"]))
        .filter(rank=1)
        .select_related("platform", "venue__site__organisation")
    )
    return {meeting.platform_id: meeting for meeting in meetings}


def _my_platforms(person: Person, today: dt.date) -> list[MyPlatform]:
    found: dict[int, MyPlatform] = {}
    for role in person.platform_roles.active(today).select_related("platform"):
        mine = found.setdefault(role.platform_id, MyPlatform(role.platform))
        mine.roles.append(PlatformRoleKind(role.kind).label)
    delegations = (
        person.delegations.active(today)
        .filter(participation__status=ParticipationStatus.AGREED, participation__circle__in=MEMBER_CIRCLES)
        .select_related("participation__platform", "participation__organisation")
        .order_by("participation__circle", "pk")
    )
    for delegation in delegations:
        participation = delegation.participation
        mine = found.setdefault(participation.platform_id, MyPlatform(participation.platform))
        mine.places.append((participation.organisation, participation.circle))
    return sorted(found.values(), key=lambda one: (one.platform.name_folded, one.platform.pk))


def _coordinated(person: Person, today: dt.date) -> list[CoordinatedPlatform]:
    rows = {platform.pk: CoordinatedPlatform(platform) for platform in Platform.objects.coordinated_by(person, today)}
    leads = (
        Person.objects.filter(
            active_q(today, "platform_roles__"),
            platform_roles__kind=PlatformRoleKind.LEAD,
            platform_roles__platform__in=rows,
        )
        .annotate(leads_platform=F("platform_roles__platform"))
        .order_by("last_name", "first_name", "pk")
    )
    for lead in leads:
        rows[lead.leads_platform].leads.append(lead)
    return list(rows.values())


def _missing(platforms: list[Platform]) -> list[Missing]:
    """Return the platforms where something is missing, most first."""
    found = [one for one in missing_in(platforms, timezone.now()) if one.count]
    return sorted(found, key=lambda one: -one.count)


def _next_meetings(person: Person, platforms: list[MyPlatform], territories: list[Territory]) -> list[Meeting]:
    """Return the next meetings of one's own platforms and territories and those one is invited to.

    A coordinator sees the calendars of all platforms of the territory; their meetings are not the coordinator's own.
    """
    own = (
        Q(platform__in=[one.platform.pk for one in platforms])
        | Q(territory__in=[one.pk for one in territories])
        | Q(pk__in=person.invitations.values("meeting"))
    )
    mine = person.invitations.filter(meeting=OuterRef("pk"))
    return list(
        Meeting.objects.visible_to(person)
        .upcoming(timezone.now())
        .filter(own)
        .annotate(my_answer=Subquery(mine.values("answer")[:1]))
        .select_related("platform", "territory", "venue__site__organisation")
        .order_by("starts_at", "pk")[:NEXT_MEETINGS]
    )


def _sheets(person: Person, today: dt.date) -> list[Organisation]:
    """Return the organisations whose sheet the person keeps up to date."""
    return list(Organisation.objects.filter(pk__in=person.editorships.active(today).values("organisation")))


def _system() -> System:
    mails = OutgoingMail.objects.aggregate(
        waiting=Count("pk", filter=Q(state__in=(MailState.QUEUED, MailState.SENDING))),
        failed=Count("pk", filter=Q(state=MailState.FAILED)),
    )
    return System(
        platforms=Platform.objects.count(),
        organisations=Organisation.objects.count(),
        accounts=User.objects.filter(is_active=True).count(),
        mails_waiting=mails["waiting"],
        mails_failed=mails["failed"],
    )
