"""Remind leads of minutes and of campaigns without a meeting, twice at most, in one mail a day (MISSION B13)."""

import datetime as dt
import logging
from collections import defaultdict
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_noop

from portal.core.actors import SYSTEM
from portal.core.errors import DomainError
from portal.core.french_dates import to_local
from portal.core.log import declare_actions, record
from portal.core.models import active_q
from portal.directory.enums import PlatformRoleKind
from portal.directory.models import Coordination, ListCampaign, Person, Platform, PlatformRole

from ..follow_up import MinutesStep, MissingMinutes, UnplannedCampaign, missing_minutes, unplanned_campaigns
from ..models import FollowUpReminder
from ..notifications.follow_up import SomethingMissing

logger = logging.getLogger(__name__)

#: Days after the meeting (or after the reading) on which minutes are asked for; minutes that are begun only once.
MINUTES_DAYS = {MinutesStep.NOT_BEGUN: (2, 7), MinutesStep.NOT_OPENED: (7,), MinutesStep.TO_VALIDATE: (2, 7)}
#: A clock that stood still, or a lead who was named since, is caught up with for so long after the last one.
CATCH_UP = 14
#: Days before a campaign on which its meeting is asked for.
CAMPAIGN_DAYS = (21, 7)
#: The hour, where the meeting is held, from which mails leave.
MORNING = 8

declare_actions(follow_up_reminded=gettext_noop("Reminded of what is missing"))


@dataclass(frozen=True)
class Due:
    """One thing that somebody is to be reminded of, and which of its reminders it is."""

    one: MissingMinutes | UnplannedCampaign
    step: str
    is_morning: bool

    @property
    def columns(self) -> dict:
        """Return what a ``FollowUpReminder`` of it holds."""
        if isinstance(self.one, UnplannedCampaign):
            return {"campaign_id": self.one.campaign.pk, "platform_id": self.one.platform.pk, "step": self.step}
        return {"meeting_id": self.one.meeting.pk, "step": self.step}

    @property
    def key(self) -> tuple:
        """Return what tells it from the others of a person."""
        columns = self.columns
        return (columns.get("meeting_id"), columns.get("campaign_id"), columns.get("platform_id"), self.step)


def remind_of_missing(now: dt.datetime | None = None) -> int:
    """Mail the leads whose minutes or campaigns are due, and coordinators for meetings of their territory.

    Return to how many people. Each reminder of each thing leaves once, and one mail a person and day holds them all.
    """
    now = now or timezone.now()
    sent = 0
    for person_id, dues in _unsaid(_by_person(now)).items():
        try:
            sent += _remind(person_id, dues, timezone.localdate(now))
        except DomainError:
            # No address that a mail can reach: the dashboard says it all the same.
            continue
        except Exception:
            logger.exception("The person %s cannot be reminded of what is missing", person_id)
    return sent


def tick() -> None:
    """Do what is due; registered for every minute."""
    remind_of_missing()


def _unsaid(dues_of: dict[int, list[Due]]) -> dict[int, list[Due]]:
    """Return the people for whom a morning calls and whom not everything was told yet, in one query."""
    called = {person: dues for person, dues in dues_of.items() if any(due.is_morning for due in dues)}
    if not called:
        return {}
    told = set(
        FollowUpReminder.objects.filter(person__in=called).values_list(
            "person", "meeting", "campaign", "platform", "step"
        )
    )
    return {person: dues for person, dues in called.items() if any((person, *due.key) not in told for due in dues)}


@transaction.atomic
def _remind(person_id: int, dues: list[Due], day: dt.date) -> bool:
    # The row is locked: two clocks at once make one mail.
    person = Person.objects.select_for_update().get(pk=person_id)
    done = list(person.follow_up_reminders.values_list("meeting", "campaign", "platform", "step", "day"))
    if any(row[-1] == day for row in done):
        return False
    known = {row[:-1] for row in done}
    dues = [due for due in dues if due.key not in known]
    # What falls on this day elsewhere goes along with what its morning calls for.
    if not any(due.is_morning for due in dues):
        return False
    FollowUpReminder.objects.bulk_create([FollowUpReminder(person=person, day=day, **due.columns) for due in dues])
    SomethingMissing(person, [due.one for due in dues], day=day).send(by=SYSTEM)
    record(person, "follow_up_reminded", by=SYSTEM, reminders=len(dues))
    return True


def _by_person(now: dt.datetime) -> dict[int, list[Due]]:
    """Return what each lead and coordinator is to be reminded of, minutes first; constant queries."""
    today = timezone.localdate(now)
    minutes = missing_minutes(Q(), now, after=min(days[0] for days in MINUTES_DAYS.values()))
    platforms = []
    if ListCampaign.objects.filter(
        end__gte=today - dt.timedelta(days=1), start__lte=today + dt.timedelta(days=CAMPAIGN_DAYS[0] + 1)
    ).exists():
        led = PlatformRole.objects.filter(active_q(today), kind=PlatformRoleKind.LEAD)
        platforms = list(Platform.objects.filter(pk__in=led.values("platform")))
    campaigns = unplanned_campaigns(platforms, now, ahead=CAMPAIGN_DAYS[0])
    dues = [due for due in (_minutes_due(one, now) for one in minutes) if due]
    dues += [due for due in (_campaign_due(one, now) for one in campaigns) if due]
    if not dues:
        return {}
    leads, coordinators = defaultdict(list), defaultdict(list)
    roles = PlatformRole.objects.filter(active_q(today), kind=PlatformRoleKind.LEAD).order_by("pk")
    for platform, person in roles.values_list("platform", "person"):
        leads[platform].append(person)
    for territory, person in Coordination.objects.active(today).order_by("pk").values_list("territory", "person"):
        coordinators[territory].append(person)
    found: dict[int, list[Due]] = defaultdict(list)
    for due in dues:
        if isinstance(due.one, UnplannedCampaign):
            people = leads[due.one.platform.pk]
        elif due.one.meeting.platform_id:
            people = leads[due.one.meeting.platform_id]
        else:
            people = coordinators[due.one.meeting.territory_id]
        for person in dict.fromkeys(people):
            found[person].append(due)
    return found


def _minutes_due(one: MissingMinutes, now: dt.datetime) -> Due | None:
    local = to_local(now, one.meeting.timezone_name)
    passed = (local.date() - one.since).days
    days = [days for days in MINUTES_DAYS[one.step] if passed >= days]
    if not days or passed > MINUTES_DAYS[one.step][-1] + CATCH_UP:
        return None
    # Who begins after the last reminder is not reminded again for it.
    about = "validation" if one.step == MinutesStep.TO_VALIDATE else "minutes"
    return Due(one, f"{about}:{days[-1]}", local.hour >= MORNING)


def _campaign_due(one: UnplannedCampaign, now: dt.datetime) -> Due | None:
    local = to_local(now, one.platform.timezone)
    left = (one.campaign.start - local.date()).days
    days = [days for days in CAMPAIGN_DAYS if 0 <= left <= days]
    return Due(one, f"campaign:{days[-1]}", local.hour >= MORNING) if days else None
