"""What is missing around meetings, since when: minutes, meetings of a campaign, answers (MISSION B13).

Said of facts, never of people. Days are those of the place where the meeting is held.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.core.french_dates import format_date, format_date_range, to_local
from portal.directory.models import ListCampaign, Platform
from portal.directory.querysets import TERRITORY_LINKS

from .delays import Delays, day_before
from .enums import Answer, MeetingStatus, MinutesState
from .models import ActionItem, AgendaItem, Decision, Invitee, ItemNote, Meeting
from .planning_answers import CIRCLES
from .querysets import NOTED_EXCHANGE

#: After this long nobody is asked for minutes any more.
FORGET_AFTER = dt.timedelta(days=120)
#: Minutes are expected by this many days after the meeting; from then on coordinators see it too.
MINUTES_EXPECTED_AFTER = 7
#: A campaign without meeting is missing one from this many days before its first day.
CAMPAIGN_AHEAD = 21
#: Where no reminder is set, silence counts from this many days before the meeting.
USUAL_REMIND_DAYS = 1


class MinutesStep(StrEnum):
    """What the minutes of a meeting wait for."""

    NOT_BEGUN = "not_begun"
    NOT_OPENED = "not_opened"
    TO_VALIDATE = "to_validate"


@dataclass(frozen=True)
class MissingMinutes:
    """Minutes that wait, ``since`` the day of the meeting or the last day of their reading."""

    meeting: Meeting
    step: MinutesStep
    since: dt.date

    @property
    def label(self) -> str:
        """Say what is missing, without the title: it may stand behind the gate."""
        day = format_date(to_local(self.meeting.starts_at, self.meeting.timezone_name), weekday=False)
        names = {"meeting": self.meeting.get_kind_display(), "day": day}
        if self.step == MinutesStep.TO_VALIDATE:
            names["since"] = format_date(self.since, weekday=False)
            return _("%(meeting)s of %(day)s: minutes read until %(since)s, to be validated") % names
        if self.step == MinutesStep.NOT_OPENED:
            return _("%(meeting)s of %(day)s: minutes begun, to be opened to reading") % names
        return _("%(meeting)s of %(day)s: minutes to be written") % names


@dataclass(frozen=True)
class UnplannedCampaign:
    """A campaign, of the platform or of its territory, in which ``platform`` has no meeting of a circle."""

    platform: Platform
    campaign: ListCampaign

    @property
    def label(self) -> str:
        """Say which campaign, and when it is."""
        return _("No meeting in the campaign “%(name)s”, %(period)s") % {
            "name": self.campaign.label,
            "period": format_date_range(self.campaign.start, self.campaign.end),
        }


@dataclass(frozen=True)
class Unanswered:
    """A convened meeting whose reminder is past, and how many of those ``invited`` are ``silent``."""

    meeting: Meeting
    invited: int
    silent: int

    @property
    def label(self) -> str:
        """Say of how many nobody knows yet whether they come."""
        day = format_date(to_local(self.meeting.starts_at, self.meeting.timezone_name), weekday=False)
        words = ngettext(
            "%(meeting)s of %(day)s: %(silent)d answer awaited of %(invited)d",
            "%(meeting)s of %(day)s: %(silent)d answers awaited of %(invited)d",
            self.silent,
        )
        names = {"meeting": self.meeting.get_kind_display(), "day": day}
        return words % {**names, "silent": self.silent, "invited": self.invited}


@dataclass
class Missing:
    """All that is missing in one platform."""

    platform: Platform
    minutes: list[MissingMinutes] = field(default_factory=list)
    campaigns: list[UnplannedCampaign] = field(default_factory=list)
    answers: list[Unanswered] = field(default_factory=list)

    @property
    def count(self) -> int:
        """Return of how many things."""
        return len(self.minutes) + len(self.campaigns) + len(self.answers)


def missing_in(platforms: Iterable[Platform], now: dt.datetime) -> list[Missing]:
    """Return what is missing in each of ``platforms``, in their order, as a coordinator sees it.

    Minutes a week after they were due, campaigns three weeks before, silence after the reminder. The number of queries
    is constant. Those where nothing is missing are there too, with a ``count`` of zero.
    """
    found = {platform.pk: Missing(platform) for platform in platforms}
    if not found:
        return []
    for one in missing_minutes(Q(platform__in=found), now, after=MINUTES_EXPECTED_AFTER):
        found[one.meeting.platform_id].minutes.append(one)
    for one in unplanned_campaigns([missing.platform for missing in found.values()], now):
        found[one.platform.pk].campaigns.append(one)
    for one in unanswered(Q(platform__in=found), now):
        found[one.meeting.platform_id].answers.append(one)
    return list(found.values())


def missing_minutes(meetings: Q, now: dt.datetime, *, after: int) -> list[MissingMinutes]:
    """Return the minutes of ``meetings`` that wait since ``after`` days or more, the oldest first; one query.

    Minutes that the next meeting will validate, or that are being read, wait for nobody.
    """
    rows = (
        Meeting.objects.filter(
            meetings,
            status__in=(MeetingStatus.HELD, MeetingStatus.CONVENED),
            starts_at__lte=now,
            starts_at__gt=now - FORGET_AFTER,
        )
        .exclude(minutes__state=MinutesState.VALIDATED)
        .exclude(NOTED_EXCHANGE)
        .select_related("platform", "territory", "minutes")
        .annotate(is_begun=_is_begun(), is_on_agenda=_is_on_agenda(now))
        .order_by("starts_at", "pk")
    )
    found = [_minutes_of(meeting) for meeting in rows if meeting.ends_at <= now]
    return [one for one in found if one and day_reached(one.meeting.timezone_name, now, one.since, after)]


def unplanned_campaigns(
    platforms: Iterable[Platform], now: dt.datetime, *, ahead: int = CAMPAIGN_AHEAD
) -> list[UnplannedCampaign]:
    """Return the campaigns under way or beginning within ``ahead`` days that hold no meeting; four queries at most.

    The platform's own campaigns or, where it has none in that time, its nearest territory's. A draft is no meeting.
    """
    platforms = list(platforms)
    campaigns = _campaigns_of(platforms, now, ahead)
    if not campaigns:
        return []
    days = _meeting_days(campaigns)
    return [
        UnplannedCampaign(platform, campaign)
        for platform in platforms
        for campaign in campaigns.get(platform.pk, ())
        if not any(campaign.start <= day <= campaign.end for day in days.get(platform.pk, ()))
    ]


def unanswered(meetings: Q, now: dt.datetime) -> list[Unanswered]:
    """Return the convened ones of ``meetings`` whose day of reminder is past while some did not answer.

    The nearest first; five queries at most.
    """
    asked = Q(invitees__came_uninvited=False)
    rows = (
        # No reminder is sooner than three months before.
        Meeting.objects.filter(
            meetings, status=MeetingStatus.CONVENED, starts_at__gt=now, starts_at__lte=now + dt.timedelta(days=94)
        )
        .filter(Exists(Invitee.objects.filter(meeting=OuterRef("pk"), answer=Answer.NONE, came_uninvited=False)))
        .select_related("platform", "territory")
        .annotate(
            invited=Count("invitees", filter=asked),
            silent=Count("invitees", filter=asked & Q(invitees__answer=Answer.NONE)),
        )
        .order_by("starts_at", "pk")
    )
    rows = list(rows)
    if not rows:
        return []
    delays = Delays.for_many(rows)
    return [
        Unanswered(meeting, meeting.invited, meeting.silent)
        for meeting in rows
        if day_before(meeting, delays[meeting.pk].remind_days or USUAL_REMIND_DAYS) <= now
    ]


def day_reached(zone: str, now: dt.datetime, since: dt.date, days: int) -> bool:
    """Tell whether it is ``days`` days after ``since``, or later, in ``zone``."""
    return to_local(now, zone).date() >= since + dt.timedelta(days=days)


def _is_begun():
    of_meeting = {"meeting": OuterRef("pk")}
    return (
        Exists(ItemNote.objects.filter(item__meeting=OuterRef("pk")).exclude(html=""))
        | Exists(Decision.objects.filter(**of_meeting))
        | Exists(ActionItem.objects.filter(**of_meeting))
    )


def _is_on_agenda(now: dt.datetime):
    ahead = AgendaItem.objects.filter(minutes_of=OuterRef("pk"), meeting__starts_at__gt=now)
    return Exists(ahead.exclude(meeting__status=MeetingStatus.CANCELLED))


def _minutes_of(meeting: Meeting) -> MissingMinutes | None:
    held_on = to_local(meeting.starts_at, meeting.timezone_name).date()
    minutes = getattr(meeting, "minutes", None)
    if minutes is None or minutes.state == MinutesState.DRAFT:
        step = MinutesStep.NOT_OPENED if meeting.is_begun else MinutesStep.NOT_BEGUN
        return MissingMinutes(meeting, step, held_on)
    if meeting.is_on_agenda:
        return None
    read_from = minutes.reviewed_from and to_local(minutes.reviewed_from, meeting.timezone_name).date()
    return MissingMinutes(meeting, MinutesStep.TO_VALIDATE, minutes.read_until or read_from or held_on)


def _campaigns_of(platforms: list[Platform], now: dt.datetime, ahead: int) -> dict[int, list[ListCampaign]]:
    """Return the campaigns of each platform, by its key: its own or its nearest territory's."""
    # Wide enough for every zone; each platform's own day decides below.
    day = timezone.localdate(now)
    near = ListCampaign.objects.filter(
        end__gte=day - dt.timedelta(days=1), start__lte=day + dt.timedelta(days=ahead + 1)
    ).order_by("start", "pk")
    found: dict[int, list[ListCampaign]] = {}
    for campaign in near.filter(platform__in=platforms):
        found.setdefault(campaign.platform_id, []).append(campaign)
    without = [platform.pk for platform in platforms if platform.pk not in found]
    above: dict[int, list[ListCampaign]] = {}
    for campaign in near.filter(territory__isnull=False) if without else ():
        above.setdefault(campaign.territory_id, []).append(campaign)
    if above:
        rows = list(Platform.objects.filter(pk__in=without).order_by("pk").values_list("pk", *TERRITORY_LINKS))
        for distance in range(1, len(TERRITORY_LINKS) + 1):
            nearest: dict[int, list[int]] = {}
            for row in rows:
                if row[0] not in found and row[distance] in above and row[distance] not in nearest.get(row[0], ()):
                    nearest.setdefault(row[0], []).append(row[distance])
            for platform, territories in nearest.items():
                found[platform] = [campaign for territory in territories for campaign in above[territory]]
    today = {platform.pk: to_local(now, platform.timezone).date() for platform in platforms}
    return {
        pk: [one for one in campaigns if one.end >= today[pk] and one.start <= today[pk] + dt.timedelta(days=ahead)]
        for pk, campaigns in found.items()
    }


def _meeting_days(campaigns: dict[int, list[ListCampaign]]) -> dict[int, set[dt.date]]:
    """Return by platform the days of its circles' meetings around ``campaigns``, one query."""
    spans = [campaign for each in campaigns.values() for campaign in each]
    if not spans:
        return {}
    margin = dt.timedelta(days=1)
    rows = (
        Meeting.objects.filter(
            platform__in=campaigns,
            circle__in=CIRCLES,
            starts_at__date__gte=min(one.start for one in spans) - margin,
            starts_at__date__lte=max(one.end for one in spans) + margin,
        )
        .exclude(status__in=(MeetingStatus.CANCELLED, MeetingStatus.DRAFT))
        .values_list("platform", "platform__timezone", "starts_at")
    )
    days: dict[int, set[dt.date]] = {}
    for platform, zone, starts_at in rows:
        days.setdefault(platform, set()).add(to_local(starts_at, zone).date())
    return days
