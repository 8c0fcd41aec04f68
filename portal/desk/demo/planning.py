"""Venues, rhythms and the meetings of two school years, dated by the portal's own planner."""

import datetime as dt
import uuid
from collections.abc import Collection

from django.utils import timezone

from portal.core.actors import Actor
from portal.core.french_dates import HOLIDAY_ZONES, public_holidays
from portal.directory.enums import Circle, TerritoryKind
from portal.directory.models import CalendarPeriod, ListCampaign, Site
from portal.meetings.enums import MeetingKind, MeetingStatus, OutsideCampaign
from portal.meetings.local_time import localise
from portal.meetings.models import Meeting, Rhythm, Venue
from portal.meetings.planning_answers import PlanAnswers, RhythmAnswer
from portal.meetings.scheduling import Campaign, EveryWeeks, propose
from portal.meetings.services.convene import convene
from portal.meetings.services.planning_inputs import plan_request, season_bounds

from .data.meetings import CANCEL_REASONS
from .world import HOME, PlatformDemo, World

HOSTS = (
    ("cio", "Salle de réunion", 30),
    ("vocational_lycee", "Salle polyvalente", 80),
    ("greta", "Salle 12", 60),
    ("mission_locale", "Grande salle", 45),
)
KINDS = {1: MeetingKind.CIRCLE_1, 2: MeetingKind.CIRCLE_2}
MINUTES = {Circle.FIRST: 120, Circle.SECOND: 150}
#: Meetings of the next days are convened already; later ones are proposed. The next circle 1 meeting of the home
#: platform is left to the real service, which writes its mails.
CONVENED_AHEAD = dt.timedelta(days=21)


def build_meetings(world: World) -> list[Meeting]:
    """Make venues, rhythms and meetings of the past and the current school year; return the meetings by date."""
    meetings = []
    for built in world.platforms.values():
        _venues(built)
        rhythms = _rhythms(world, built)
        for school_year in world.planned_years(built.spec.slug):
            season = _season(world, built, rhythms, school_year)
            busy = {meeting.starts_at.astimezone(built.zone).date() for meeting in season}
            special = _special(world, built, school_year, busy)
            meetings += [*season, *special]
            busy |= {meeting.starts_at.astimezone(built.zone).date() for meeting in special}
        if built.spec.slug == HOME:
            meetings += _next_days(world, built, busy)
    meetings += _leads(world)
    meetings.sort(key=lambda meeting: (meeting.starts_at, meeting.title))
    _states(world, meetings)
    Meeting.objects.bulk_create(meetings)
    return meetings


def _venues(built: PlatformDemo) -> None:
    for actor_type, room, capacity in HOSTS:
        site = Site.objects.filter(organisation=built.member(actor_type).participation.organisation).first()
        built.venues.append(
            Venue.objects.create(
                platform=built.platform,
                site=site,
                room=room,
                capacity=capacity,
                access="Se présenter à l’accueil. Parking dans la cour.",
            )
        )


def _rhythms(world: World, built: PlatformDemo) -> dict[str, Rhythm]:
    spec, found = built.spec, {}
    for circle, weeks, outside in ((Circle.FIRST, 2, spec.outside_weeks), (Circle.SECOND, 6, None)):
        first = circle == Circle.FIRST
        found[circle] = Rhythm.objects.create(
            platform=built.platform,
            circle=circle,
            every_weeks=weeks,
            outside=OutsideCampaign.EVERY_N_WEEKS if outside else OutsideCampaign.NONE,
            outside_every_weeks=outside,
            weekday=spec.weekday_1 if first else spec.weekday_2,
            time=spec.time_1 if first else spec.time_2,
            duration_minutes=MINUTES[circle],
            venue=built.venues[0 if first else 1],
            since=world.beginning,
        )
    return found


def _season(world: World, built: PlatformDemo, rhythms: dict[str, Rhythm], school_year: int) -> list[Meeting]:
    start, end = season_bounds(school_year)
    campaigns = ListCampaign.objects.filter(platform=built.platform, start__gte=start, end__lte=end)
    if school_year >= world.school_year and not built.spec.whole_year:
        end = campaigns.latest("end").end
    answers = PlanAnswers(
        start=start,
        end=end,
        campaigns=tuple(Campaign(one.label, one.start, one.end, one.checks_from) for one in campaigns),
        rhythms=tuple(
            RhythmAnswer(
                circle=circle,
                weekday=rhythm.weekday,
                time=rhythm.time,
                duration_minutes=rhythm.duration_minutes,
                in_campaign=EveryWeeks(rhythm.every_weeks),
                outside=EveryWeeks(rhythm.outside_every_weeks) if rhythm.outside_every_weeks else None,
            )
            for circle, rhythm in rhythms.items()
        ),
    )
    found = []
    for number, occurrence in enumerate(propose(plan_request(built.platform, answers)).held):
        circle = str(occurrence.circle)
        venue = built.venues[number % len(built.venues)] if occurrence.circle == 2 else rhythms[circle].venue
        found.append(
            _meeting(
                world,
                built,
                KINDS[occurrence.circle],
                occurrence.date,
                occurrence.start,
                occurrence.duration_minutes,
                circle=circle,
                rhythm=rhythms[circle],
                plan_key=str(occurrence.key),
                venue=venue,
            )
        )
    return found


def _special(world: World, built: PlatformDemo, school_year: int, busy: set[dt.date]) -> list[Meeting]:
    """Return the plenary of September and the steering committee of December."""
    plenary = _free_day(built, dt.date(school_year, 9, 17), busy)
    committee = _free_day(built, dt.date(school_year, 12, 8), busy)
    return [
        _meeting(world, built, MeetingKind.PLENARY, plenary, dt.time(13, 30), 180, venue=built.venues[1]),
        _meeting(
            world,
            built,
            MeetingKind.STEERING_COMMITTEE,
            committee,
            dt.time(10, 0),
            120,
            venue=built.venues[3],
            confidential=False,
        ),
    ]


def _next_days(world: World, built: PlatformDemo, busy: set[dt.date]) -> list[Meeting]:
    """Return a visit still to convene and a presentation already convened, in the coming days of the home platform."""
    visit = _free_day(built, world.today + dt.timedelta(days=5), busy)
    presentation = _free_day(built, world.today + dt.timedelta(days=9), busy | {visit})
    return [
        _meeting(
            world,
            built,
            MeetingKind.VISIT,
            visit,
            dt.time(14, 0),
            90,
            title="Visite des ateliers du lycée professionnel",
            venue=built.venues[1],
        ),
        _meeting(
            world,
            built,
            MeetingKind.PRESENTATION,
            presentation,
            dt.time(10, 0),
            90,
            title="Présentation de l’École de la deuxième chance",
            venue=built.venues[0],
        ),
    ]


def _leads(world: World) -> list[Meeting]:
    """Return the leads' meetings of the department that has several platforms, every second month."""
    home = world.platforms["marseille"]
    territory = world.territories[TerritoryKind.DEPARTMENT, home.spec.department]
    months = [(0, 10), (0, 12), (1, 2), (1, 4), (1, 6)]
    return [
        _meeting(
            world,
            home,
            MeetingKind.LEADS,
            _free_day(home, dt.date(school_year + later, month, 11)),
            dt.time(9, 30),
            150,
            platform=None,
            territory=territory,
        )
        for school_year in world.planned_years()
        for later, month in months
    ]


def _meeting(world: World, built: PlatformDemo, kind, day: dt.date, time: dt.time, minutes: int, **fields) -> Meeting:
    made = timezone.make_aware(dt.datetime(day.year if day.month > 8 else day.year - 1, 6, 20, 10))
    return Meeting(
        **{
            "uuid": uuid.UUID(int=world.rng.getrandbits(128), version=4),
            "platform": built.platform,
            "kind": kind,
            "title": str(kind.label),
            "starts_at": localise(day, time, built.platform.timezone),
            "duration": dt.timedelta(minutes=minutes),
            "created_at": made,
            "modified_at": made,
            # As the planner leaves it: planning anew may change what nobody touched.
            "planned_at": made if fields.get("plan_key") else None,
            **fields,
        }
    )


def _free_day(built: PlatformDemo, day: dt.date, busy: Collection[dt.date] = ()) -> dt.date:
    """Return ``day`` or the first Tuesday, Wednesday or Thursday after it without holiday that is not ``busy``."""
    zone = next((code for code, name in HOLIDAY_ZONES.items() if name == built.platform.holiday_territory), "")
    holidays = public_holidays([day.year, day.year + 1], zone)
    periods = list(CalendarPeriod.objects.filter(zone=built.platform.school_zone, end__gte=day))
    while (
        day.weekday() not in (1, 2, 3)
        or day in holidays
        or day in busy
        or any(one.start <= day <= one.end for one in periods)
    ):
        day += dt.timedelta(days=1)
    return day


def _states(world: World, meetings: list[Meeting]) -> None:
    """Set the status of each: held, cancelled (one a platform and year), convened soon, else proposed."""
    now = world.now
    cancelled, convened = set(), set()
    upcoming = _next_at_home(world, meetings)
    for meeting in meetings:
        scope = (meeting.platform_id, meeting.territory_id)
        if meeting.starts_at < now:
            year = (scope, meeting.starts_at.year)
            if meeting.kind == MeetingKind.CIRCLE_1 and year not in cancelled and world.chance(0.12):
                cancelled.add(year)
                _cancel(world, meeting)
            else:
                _convene(world, meeting, MeetingStatus.HELD)
        elif meeting is upcoming or meeting.kind == MeetingKind.VISIT:
            meeting.status = MeetingStatus.PROPOSED
            convened.add((scope, meeting.kind))
        elif (scope, meeting.kind) not in convened and meeting.starts_at < now + CONVENED_AHEAD:
            convened.add((scope, meeting.kind))
            _convene(world, meeting, MeetingStatus.CONVENED)
        else:
            meeting.status = MeetingStatus.PROPOSED
    # The last meeting of the home platform waits for its attendance.
    home = world.platforms[HOME].platform
    past = [one for one in meetings if one.platform == home and one.status == MeetingStatus.HELD]
    past[-1].status = MeetingStatus.CONVENED


def _next_at_home(world: World, meetings: list[Meeting]) -> Meeting | None:
    """Return the next circle 1 meeting of the home platform; None in the months when nothing is planned."""
    home = world.platforms[HOME].platform
    ahead = (one for one in meetings if one.platform == home and one.starts_at > world.now)
    return next((one for one in ahead if one.kind == MeetingKind.CIRCLE_1), None)


def convene_next(world: World, meetings: list[Meeting]) -> Meeting | None:
    """Convene the next circle 1 meeting of the home platform through the service; return it, or None without one."""
    meeting = _next_at_home(world, meetings)
    if meeting is None or meeting.starts_at <= timezone.now():
        return None
    lead = world.platforms[HOME].lead
    return convene(meeting, by=Actor(user=lead.user, person=lead)).meeting


def _convene(world: World, meeting: Meeting, status: str) -> None:
    meeting.status = status
    meeting.sequence = 1
    meeting.convened_at = min(meeting.starts_at - dt.timedelta(days=15), world.now - dt.timedelta(days=1))
    meeting.modified_at = meeting.convened_at


def _cancel(world: World, meeting: Meeting) -> None:
    _convene(world, meeting, MeetingStatus.CANCELLED)
    meeting.cancel_reason = world.rng.choice(CANCEL_REASONS)
    meeting.sequence = 2
    meeting.modified_at = meeting.starts_at - dt.timedelta(days=4)
