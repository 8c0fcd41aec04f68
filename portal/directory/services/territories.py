"""The settings of a territory, and who coordinates it (MISSION A8, DESIGN §4)."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.log import declare_actions, record

from ..models import Coordination, Person, Territory
from .checks import apply_details, check_day, columns_of, refuse_stale
from .people import Contact, chosen_person

declare_actions(
    territory_changed=gettext_noop("Settings of a territory changed"),
    coordination_given=gettext_noop("Coordination given"),
    coordination_ended=gettext_noop("Coordination ended"),
)


@dataclass(frozen=True, kw_only=True)
class TerritorySettings:
    """What a territory asks of its platforms; None: as the nearest territory above."""

    expected_leads: int | None = None


SETTINGS_FIELDS = tuple(TerritorySettings.__dataclass_fields__)


@transaction.atomic
def change_territory(territory: Territory, facts: TerritorySettings, *, version: str, by: Actor) -> Territory:
    """Write ``facts`` and return the territory. Raises ``StaleSave`` when they changed since ``version``."""
    stored = Territory.objects.select_for_update().get(pk=territory.pk)
    refuse_stale(stored, SETTINGS_FIELDS, version)
    if facts.expected_leads not in (None, 1, 2):
        raise DomainError(_("A platform has one lead or a pair."), code="leads", field="expected_leads")
    changed = apply_details(stored, columns_of(facts))
    stored.save(update_fields=SETTINGS_FIELDS)
    if changed:
        record(stored, "territory_changed", by=by, territory=stored, expected_leads=stored.expected_leads)
    return stored


@transaction.atomic
def appoint_coordinator(
    territory: Territory, who: Person | Contact, *, since: dt.date | None = None, by: Actor
) -> Coordination:
    """Let ``who``, a known person or a new contact, coordinate ``territory`` from ``since`` (today) on.

    Raises ``DomainError`` when they coordinate it already. Who may is ``directory.appoint_coordinator``.
    """
    Territory.objects.select_for_update().get(pk=territory.pk)
    person = chosen_person(who, organisation=None, platform=None, by=by)
    since = check_day(since or timezone.localdate(), field="since")
    if territory.coordinations.filter(Q(until__isnull=True) | Q(until__gt=since), person=person).exists():
        raise DomainError(
            _("%(person)s already coordinates this territory.") % {"person": person}, code="double", field="person"
        )
    coordination = Coordination.objects.create(territory=territory, person=person, since=since)
    record(coordination, "coordination_given", by=by, territory=territory, of=person.pk)
    return coordination


@transaction.atomic
def end_coordination(coordination: Coordination, *, until: dt.date | None = None, by: Actor) -> Coordination:
    """End a coordination; ``until`` (today) is the first day without it, and its rights go on that day.

    Raises ``DomainError`` when it is over already or would end before it began.
    """
    stored = Coordination.objects.select_for_update(of=("self",)).select_related("territory").get(pk=coordination.pk)
    if stored.until is not None and stored.until <= timezone.localdate():
        raise DomainError(_("This coordination has already ended."), code="ended")
    stored.until = check_day(until or timezone.localdate(), field="until", earliest=stored.since)
    stored.save(update_fields=["until"])
    record(stored, "coordination_ended", by=by, territory=stored.territory, of=stored.person_id)
    return stored
