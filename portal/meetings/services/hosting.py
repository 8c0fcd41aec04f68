"""Who hosted, who hosts next and why: what the pure `scheduling.hosts` needs, read from the meetings (MISSION B12)."""

import datetime as dt
import zoneinfo
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Max, Min, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.core.french_dates import format_date
from portal.directory.enums import Circle, ParticipationStatus
from portal.directory.models import Delegate, Organisation, Platform
from portal.directory.platform_calendar import local_today
from portal.directory.querysets import MEMBER_CIRCLES, TEAM

from ..enums import MeetingStatus
from ..models import Meeting, Venue, WorkingGroupMember
from ..scheduling import Season
from ..scheduling.hosts import Host, HostChoice, HostNeed, HostReason, assign_hosts, balance
from .planning_places import is_used, venues_of

#: What counts as hosting: a date that stands, whether or not somebody recorded that it was held.
COUNTED = (MeetingStatus.PROPOSED, MeetingStatus.CONVENED, MeetingStatus.HELD)


@dataclass(frozen=True)
class HostLine:
    """One organisation's share of a period: how often it hosted up to today, and how often it is to host."""

    organisation: int
    name: str
    hosted: int
    planned: int
    last: dt.date | None = None
    #: Whether it has a venue that takes its turn; without one it never hosts.
    has_venue: bool = True

    @property
    def total(self) -> int:
        """Return how often it hosts in the period."""
        return self.hosted + self.planned


@dataclass(frozen=True)
class Turns:
    """How often one venue or organisation hosts: all days are the platform's."""

    #: In the period: up to today, and after it.
    hosted: int = 0
    planned: int = 0
    #: The last day up to today, the first one after it, whatever the period.
    last: dt.date | None = None
    upcoming: dt.date | None = None


def expected_number(platform: Platform, *, circle: str = "", group: int | None = None) -> int:
    """Return how many people a meeting of a circle (circle 2 includes 1) or working group is for; 0 when unknown.

    Delegates of the circle with their substitutes and the team, each person once, as convening invites them; of a group
    its members and the team, or how many were invited last while it has no members.
    """
    if group is not None:
        members = WorkingGroupMember.objects.active().filter(group=group).order_by().values_list("person")
        if members.exists():
            team = platform.roles.active().filter(kind__in=TEAM)
            return members.union(team.order_by().values_list("person")).count()
        last = Meeting.objects.filter(platform=platform, working_group=group, invitees__isnull=False)
        counted = last.annotate(people=Count("invitees")).order_by("-starts_at").values_list("people", flat=True)
        return counted.first() or 0
    if not circle:
        return 0
    delegates = Delegate.objects.active().filter(
        participation__platform=platform,
        participation__status=ParticipationStatus.AGREED,
        participation__circle__in=(Circle.FIRST,) if circle == Circle.FIRST else MEMBER_CIRCLES,
    )
    team = platform.roles.active().filter(kind__in=TEAM)
    # Ordering would make the union of two tables something that not every database can sort.
    people = delegates.order_by().values_list("person").union(team.order_by().values_list("person"))
    return people.count()


def hosts_of_plan(platform: Platform, season: Season, *, without: Iterable[int] = ()) -> tuple[Host, ...]:
    """Return the venues that take their turn, with what they hosted; keys are `str(venue.pk)`.

    `without` holds the primary keys of meetings that are rows of the plan itself: they are needs (`settled` when they
    stay), not history. `Host.organisation` is the `str` of the organisation's primary key. Two queries.
    """
    first, end = _instants(platform, season.start, season.end)
    rows = (
        _counted(platform)
        .exclude(pk__in=list(without))
        .values("venue")
        .annotate(last=Max("starts_at"), hosted=Count("pk", filter=Q(starts_at__gte=first, starts_at__lt=end)))
    )
    history = {row["venue"]: (row["last"], row["hosted"]) for row in rows}
    venues = list(venues_of(platform))
    # Rooms that are closed, or take no turn, spent their organisation's turns all the same.
    last: dict[int, dt.datetime] = {}
    elsewhere: Counter[int] = Counter()
    for venue in venues:
        moment, hosted = history.get(venue.pk, (None, 0))
        organisation = venue.site.organisation_id
        if moment is not None:
            last[organisation] = max(moment, last.get(organisation, moment))
        if not takes_turns(venue):
            elsewhere[organisation] += hosted
    zone = zoneinfo.ZoneInfo(platform.timezone)
    return tuple(
        Host(
            key=str(venue.pk),
            organisation=str(venue.site.organisation_id),
            capacity=venue.capacity,
            step_free=venue.step_free,
            last_hosted=_day(last.get(venue.site.organisation_id), zone),
            # The engine adds up what the rooms of an organisation hosted: each count stands once.
            hosted=history.get(venue.pk, (None, 0))[1] + elsewhere.pop(venue.site.organisation_id, 0),
        )
        for venue in venues
        if takes_turns(venue)
    )


def takes_turns(venue: Venue) -> bool:
    """Tell whether `venue`, loaded with its site, may be suggested."""
    return venue.in_rotation and is_used(venue)


def suggest_hosts(
    platform: Platform, needs: Iterable[HostNeed], *, season: Season, without: Iterable[int] = ()
) -> dict[str, HostChoice]:
    """Return the choice for each of `needs` by its key; queries as `hosts_of_plan`, none when `needs` is empty."""
    needs = tuple(needs)
    if not needs:
        return {}
    return {choice.key: choice for choice in assign_hosts(needs, hosts_of_plan(platform, season, without=without))}


def suggest_host(
    platform: Platform, on: dt.date, *, people: int = 0, without: Iterable[int] = (), step_free: bool = False
) -> HostChoice:
    """Return the choice for one meeting apart from any plan, on the day `on`; two queries."""
    need = HostNeed(key="meeting", date=on, people=people, step_free=step_free)
    return suggest_hosts(platform, [need], season=Season(on, on), without=without)["meeting"]


def venues_by_key(platform: Platform) -> dict[str, Venue]:
    """Return the platform's venues by the keys that hosts have, closed ones too, with what their names need."""
    return {str(venue.pk): venue for venue in venues_of(platform)}


def describe_choice(
    choice: HostChoice, venues: Mapping[str, Venue], *, on: dt.date | None = None, people: int = 0
) -> str:
    """Return why the host was chosen, without its name, in the reader's language: "has not hosted since 3 March 2026".

    `on` is the day to host and `people` the number expected, when they are known. Empty for a settled host.
    """
    match choice.reason:
        case HostReason.NEVER_YET:
            return _("has not hosted yet")
        case HostReason.LONGEST_AGO if choice.last is not None:
            day = format_date(choice.last, weekday=False)
            if on is not None and choice.last > on:
                return _("hosts next on %(day)s, the others sooner") % {"day": day}
            return _("has not hosted since %(day)s") % {"day": day}
        case HostReason.ONLY_FITTING if _organisations(venues) < 2:
            return _("no other organisation hosts yet")
        case HostReason.ONLY_FITTING if people:
            text = ngettext("only venue that suits %(count)d person", "only venue that suits %(count)d people", people)
            return text % {"count": people}
        case HostReason.ONLY_FITTING:
            return _("only venue that suits")
        case HostReason.NONE_LARGE_ENOUGH:
            venue = venues.get(choice.host or "")
            if venue is None or not venue.capacity:
                return _("no venue is large enough")
            text = ngettext(
                "no venue is large enough: the largest one has %(count)d seat",
                "no venue is large enough: the largest one has %(count)d seats",
                venue.capacity,
            )
            return text % {"count": venue.capacity}
        case HostReason.NONE_STEP_FREE:
            return _("no venue can be reached without a step")
        case HostReason.NO_HOST:
            return _("no venue takes its turn yet")
    return ""


def _organisations(venues: Mapping[str, Venue]) -> int:
    return len({venue.site.organisation_id for venue in venues.values() if takes_turns(venue)})


def balance_of_plan(
    choices: Iterable[HostChoice], hosts: Iterable[Host], venues: Mapping[str, Venue]
) -> list[HostLine]:
    """Return the share of each organisation in a plan, the least first; no query."""
    names = {str(venue.site.organisation_id): str(venue.site.organisation) for venue in venues.values()}
    hosts = tuple(hosts)
    last: dict[str, dt.date] = {}
    for host in hosts:
        if host.last_hosted is not None:
            last[host.organisation] = max(host.last_hosted, last.get(host.organisation, host.last_hosted))
    return [
        HostLine(
            organisation=int(line.organisation),
            name=names.get(line.organisation, ""),
            hosted=line.before,
            planned=line.planned,
            last=last.get(line.organisation),
        )
        for line in balance(choices, hosts)
    ]


def turns_of_venues(platform: Platform, start: dt.date, end: dt.date) -> dict[int, Turns]:
    """Return what each venue hosts, by its primary key; venues that never did are absent. One query."""
    return _turns(platform, "venue", start, end)


def balance_of(platform: Platform, start: dt.date, end: dt.date) -> list[HostLine]:
    """Return the share of each organisation of the network in the period, both days included; the least first.

    Organisations that have no venue in use stand at the end, with `has_venue` False: members of the circles only, and
    whoever hosted all the same. Three queries.
    """
    turns = _turns(platform, "venue__site__organisation", start, end)
    with_venue = {venue.site.organisation_id for venue in venues_of(platform) if takes_turns(venue)}
    members = platform.participations.active().filter(status=ParticipationStatus.AGREED, circle__in=MEMBER_CIRCLES)
    shown = Q(pk__in=members.values("organisation")) | Q(
        pk__in={*with_venue, *(pk for pk, turn in turns.items() if turn.hosted or turn.planned)}
    )
    lines = []
    for pk, name in Organisation.objects.filter(shown).values_list("pk", "name"):
        turn = turns.get(pk, Turns())
        lines.append(HostLine(pk, name, turn.hosted, turn.planned, turn.last, has_venue=pk in with_venue))
    lines.sort(
        key=lambda line: (
            not line.has_venue,
            line.total if line.has_venue else -line.total,
            line.last or dt.date.min,
            line.name,
        )
    )
    return lines


def _turns(platform: Platform, by: str, start: dt.date, end: dt.date) -> dict[int, Turns]:
    zone = zoneinfo.ZoneInfo(platform.timezone)
    first, after = _instants(platform, start, end)
    _today, tomorrow = _instants(platform, local_today(platform), local_today(platform))
    period = Q(starts_at__gte=first, starts_at__lt=after)
    past = Q(starts_at__lt=tomorrow)
    rows = (
        _counted(platform)
        .values(by)
        .annotate(
            hosted=Count("pk", filter=period & past),
            planned=Count("pk", filter=period & ~past),
            last=Max("starts_at", filter=past),
            upcoming=Min("starts_at", filter=~past),
        )
    )
    return {
        row[by]: Turns(row["hosted"], row["planned"], _day(row["last"], zone), _day(row["upcoming"], zone))
        for row in rows
    }


def _counted(platform: Platform):
    """Return the meetings that count as hosted; unordered, since ordering would split the groups."""
    return Meeting.objects.filter(platform=platform, venue__isnull=False, status__in=COUNTED).order_by()


def _instants(platform: Platform, start: dt.date, end: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """Return the first instant of `start` and the first after `end`, in the platform's zone."""
    zone = zoneinfo.ZoneInfo(platform.timezone)
    return dt.datetime.combine(start, dt.time(), zone), dt.datetime.combine(end + dt.timedelta(days=1), dt.time(), zone)


def _day(moment: dt.datetime | None, zone: zoneinfo.ZoneInfo) -> dt.date | None:
    return None if moment is None else moment.astimezone(zone).date()
