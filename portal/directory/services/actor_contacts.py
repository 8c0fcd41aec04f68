"""Whom to call at an institutional actor of a territory (MISSION A7)."""

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.log import declare_actions, record

from ..models import ActorContact, TerritoryActor
from .checks import check_day
from .people import Contact, find_or_create_person

declare_actions(
    actor_contact_added=gettext_noop("Contact at an institutional actor added"),
    actor_contact_ended=gettext_noop("Contact at an institutional actor ended"),
)


@transaction.atomic
def add_contact(actor: TerritoryActor, contact: Contact, *, by: Actor) -> ActorContact:
    """Return the contact: the person of that very name and address, else a new one of the institution.

    Raises ``DomainError`` without a name, for somebody who is one already, and for an actor that has ended.
    """
    stored = TerritoryActor.objects.select_for_update().select_related("organisation", "territory").get(pk=actor.pk)
    today = timezone.localdate()
    if stored.until is not None and stored.until <= today:
        raise DomainError(_("This has already ended."), code="ended")
    person = find_or_create_person(contact, organisation=stored.organisation, platform=None, by=by)
    not_over = Q(until__isnull=True) | Q(until__gt=today)
    if stored.contacts.filter(not_over, person=person).exists():
        raise DomainError(_("This person is a contact there already."), code="double", field="last_name")
    added = ActorContact.objects.create(actor=stored, person=person, since=today)
    record(added, "actor_contact_added", by=by, territory=stored.territory)
    return added


@transaction.atomic
def end_contact(contact: ActorContact, *, until: dt.date | None = None, by: Actor) -> ActorContact:
    """End it; ``until`` (today) is the first day without. Raises ``DomainError`` when it is over already."""
    rows = ActorContact.objects.select_for_update(of=("self",)).select_related("actor__territory")
    stored = rows.get(pk=contact.pk)
    if stored.until is not None:
        raise DomainError(_("This has already ended."), code="ended")
    stored.until = check_day(until or timezone.localdate(), field="until", earliest=stored.since)
    stored.save(update_fields=["until"])
    record(stored, "actor_contact_ended", by=by, territory=stored.actor.territory)
    return stored
