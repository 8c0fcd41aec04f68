"""Institutional actors of a territory, which steer and stand apart from both circles (MISSION A7)."""

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.log import declare_actions, record

from ..models import Organisation, Territory, TerritoryActor
from .checks import check_day

declare_actions(
    actor_added=gettext_noop("Institutional actor added"), actor_ended=gettext_noop("Institutional actor ended")
)


@transaction.atomic
def add_actor(
    territory: Territory, organisation: Organisation, *, since: dt.date | None = None, by: Actor
) -> TerritoryActor:
    """Return the institutional actor. Raises ``DomainError`` when it is one already, or is of another kind of type."""
    Territory.objects.select_for_update().get(pk=territory.pk)
    since = check_day(since or timezone.localdate(), field="since")
    if not organisation.actor_type.institutional:
        raise DomainError(
            _("“%(name)s” is no institutional actor: it takes part in platforms.") % {"name": organisation.name},
            code="not_institutional",
            field="organisation",
        )
    if territory.actors.filter(Q(until__isnull=True) | Q(until__gt=since), organisation=organisation).exists():
        raise DomainError(
            _("This organisation is an actor of the territory already."), code="double", field="organisation"
        )
    actor = TerritoryActor.objects.create(territory=territory, organisation=organisation, since=since)
    record(actor, "actor_added", by=by, territory=territory)
    return actor


@transaction.atomic
def end_actor(actor: TerritoryActor, *, until: dt.date | None = None, by: Actor) -> TerritoryActor:
    """End it; ``until`` (today) is the first day without it. Raises ``DomainError`` when it is over already."""
    stored = TerritoryActor.objects.select_for_update().get(pk=actor.pk)
    if stored.until is not None:
        raise DomainError(_("This has already ended."), code="ended")
    stored.until = check_day(until or timezone.localdate(), field="until", earliest=stored.since)
    stored.save(update_fields=["until"])
    record(stored, "actor_ended", by=by, territory=stored.territory)
    return stored
