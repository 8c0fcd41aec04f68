"""Remind the owners of actions: a week before, on the day, a week after, then no more (MISSION B11).

One mail a person and day holds all of it. What is late beyond that is the team's to see. Whoever follows meetings by
their calendar alone is reminded too: no calendar shows what one promised.
"""

import datetime as dt
import logging
import zoneinfo

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from portal.core.actors import SYSTEM
from portal.core.errors import DomainError
from portal.core.french_dates import to_local
from portal.directory.models import Person

from ..action_mails import ActionsDue
from ..models import ActionItem
from .actions import note_change

logger = logging.getLogger(__name__)

#: Days from the due day to each reminder.
STAGES = (-7, 0, 7)
#: A clock that stood still makes up for a reminder within this many days; later the moment has passed.
CATCH_UP = 3
#: Hour of the platform's clock from which mails leave.
MORNING = 8


def remind_owners(now: dt.datetime | None = None) -> int:
    """Write the reminders whose morning has come and return how many mails; harmless when run twice at once.

    A person for whom it fails stops nobody else.
    """
    now = now or timezone.now()
    sent = 0
    for person in _people_to_remind(now):
        try:
            sent += _remind(person, now)
        except Exception:
            logger.exception("The reminder of actions for the person %s cannot be written", person)
    return sent


def stage_of(action: ActionItem, today: dt.date) -> int | None:
    """Return which of ``STAGES`` is due for ``action`` on ``today`` and was not mailed; None when none is.

    What was promised less than a week ahead is not recalled a week before. The platform must be loaded.
    """
    for stage in STAGES:
        day = action.due + dt.timedelta(days=stage)
        if not 0 <= (today - day).days <= CATCH_UP:
            continue
        if action.reminded_on is not None and action.reminded_on >= day:
            continue
        if stage < 0 and to_local(action.created_at, action.platform.timezone).date() >= day:
            continue
        return stage
    return None


def _candidates(now: dt.datetime):
    """Return the actions for which a reminder may be due, whatever the zone of their platform."""
    today = now.astimezone(dt.UTC).date()
    near = Q()
    for stage in STAGES:
        last = today - dt.timedelta(days=stage - 1)
        near |= Q(due__range=(last - dt.timedelta(days=CATCH_UP + 2), last))
    return ActionItem.objects.open().filter(near, owner__isnull=False, reminders=True).select_related("platform")


def _people_to_remind(now: dt.datetime) -> list[int]:
    """Return the keys of those who have a reminder to get this morning, in one query."""
    rows = _candidates(now).only("due", "reminded_on", "created_at", "owner", "platform__timezone").order_by("owner")
    found: dict[int, None] = {}
    for action in rows:
        local = now.astimezone(zoneinfo.ZoneInfo(action.platform.timezone))
        if local.hour >= MORNING and stage_of(action, local.date()) is not None:
            found[action.owner_id] = None
    return list(found)


@transaction.atomic
def _remind(person_id: int, now: dt.datetime) -> int:
    person = Person.objects.select_for_update(of=("self",)).select_related("user").get(pk=person_id)
    rows = _candidates(now).filter(owner=person).select_for_update(of=("self",)).select_related("platform", "meeting")
    due: list[ActionItem] = []
    for action in rows.order_by("due", "pk"):
        today = _today(action, now)
        if stage_of(action, today) is None:
            continue
        if _has_left(person, action):
            # Not asked again every minute; whoever takes it over is reminded afresh.
            action.reminded_on = today
            action.save(update_fields=["reminded_on"])
        else:
            due.append(action)
    if not due:
        return 0
    on = _today(due[0], now)
    # One mail a day: what came due since the morning waits for the next one.
    if person.actions.filter(reminded_on__gte=on).exists():
        return 0
    readable = set(ActionItem.objects.visible_to(person).filter(owner=person).values_list("pk", flat=True))
    hidden = {action.pk for action in due} - readable
    stages = {action.pk: stage_of(action, _today(action, now)) for action in due}
    try:
        with transaction.atomic():
            ActionsDue(person, due, on=on, hidden=hidden).send(by=SYSTEM)
    except DomainError:
        # Nobody can be mailed there: the team sees what is late, and it is not tried again every minute.
        mailed = False
    else:
        mailed = True
    for action in due:
        action.reminded_on = on
        action.save(update_fields=["reminded_on"])
        if mailed:
            note_change(action, "reminded", by=SYSTEM, stage=stages[action.pk])
    return int(mailed)


def _today(action: ActionItem, now: dt.datetime) -> dt.date:
    return now.astimezone(zoneinfo.ZoneInfo(action.platform.timezone)).date()


def _has_left(person: Person, action: ActionItem) -> bool:
    """Tell whether the owner may not be written to about it any more: gone from the platform, or account closed."""
    if person.user is not None and not person.user.is_active:
        return True
    return Person.objects.gone_from(action.platform).filter(pk=person.pk).exists()
