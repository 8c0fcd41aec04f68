"""The working groups of a platform: what each is for, from when to when (MISSION A7)."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.fold import fold
from portal.core.log import declare_actions, record
from portal.directory.models import Platform
from portal.directory.platform_calendar import local_today
from portal.directory.services.checks import apply_details, check_day, columns_of, refuse_stale

from ..models import WorkingGroup
from .rhythms import end_rhythm_of_group

declare_actions(
    working_group_created=gettext_noop("Working group created"),
    working_group_changed=gettext_noop("Working group changed"),
    working_group_ended=gettext_noop("Working group ended"),
    working_group_resumed=gettext_noop("Working group taken up again"),
)


@dataclass(frozen=True, kw_only=True)
class GroupFacts:
    """What a working group says of itself."""

    name: str
    purpose: str = ""


GROUP_FIELDS = tuple(GroupFacts.__dataclass_fields__)


@transaction.atomic
def create_group(platform: Platform, facts: GroupFacts, *, by: Actor) -> WorkingGroup:
    """Return a new group, from today on. Raises DomainError without a name or for one that another group has."""
    Platform.objects.select_for_update().get(pk=platform.pk)
    group = WorkingGroup(platform=platform, since=local_today(platform))
    apply_details(group, columns_of(facts))
    _check_name(group)
    group.save()
    record(group, "working_group_created", by=by, platform=platform)
    return group


@transaction.atomic
def change_group(group: WorkingGroup, facts: GroupFacts, *, version: str, by: Actor) -> WorkingGroup:
    """Write ``facts``. Raises StaleSave when they changed since ``version``, and as ``create_group`` does.

    Meetings that are in the calendar keep their titles: people have read them.
    """
    Platform.objects.select_for_update().get(pk=group.platform_id)
    stored = WorkingGroup.objects.select_related("platform").get(pk=group.pk)
    refuse_stale(stored, GROUP_FIELDS, version)
    changed = apply_details(stored, columns_of(facts))
    _check_name(stored)
    stored.save()
    if changed:
        record(stored, "working_group_changed", by=by, platform=stored.platform, changed=changed)
    return stored


@transaction.atomic
def end_group(group: WorkingGroup, *, on: dt.date, by: Actor) -> WorkingGroup:
    """End a group on a day, its rhythm with it; its meetings stay in the calendar. Ending again changes nothing.

    Raises DomainError for a day before the group began or more than three years ahead.
    """
    Platform.objects.select_for_update().get(pk=group.platform_id)
    stored = WorkingGroup.objects.select_related("platform").get(pk=group.pk)
    if stored.until is not None:
        return stored
    check_day(on, field="until", earliest=stored.since)
    stored.until = on
    stored.save(update_fields=["until"])
    end_rhythm_of_group(stored, on)
    record(stored, "working_group_ended", by=by, platform=stored.platform, until=on.isoformat())
    return stored


@transaction.atomic
def resume_group(group: WorkingGroup, *, by: Actor) -> WorkingGroup:
    """Take a group up again that has ended. Raises DomainError when another one has its name by now."""
    Platform.objects.select_for_update().get(pk=group.platform_id)
    stored = WorkingGroup.objects.select_related("platform").get(pk=group.pk)
    if stored.until is None:
        return stored
    stored.until = None
    _check_name(stored)
    stored.save(update_fields=["until"])
    record(stored, "working_group_resumed", by=by, platform=stored.platform)
    return stored


def _check_name(group: WorkingGroup) -> None:
    if not group.name:
        raise DomainError(_("Enter the name of the group."), code="required", field="name")
    going_on = Q(until__isnull=True) | Q(until__gt=local_today(group.platform))
    others = WorkingGroup.objects.filter(going_on, platform=group.platform_id).exclude(pk=group.pk)
    if fold(group.name) in map(fold, others.values_list("name", flat=True)):
        raise DomainError(_("Another group of the platform has this name."), code="double", field="name")
