"""The team of a platform: leads, assistants, information officers (MISSION A8)."""

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.log import declare_actions, record

from ..models import Organisation, Person, Platform, PlatformRole
from .checks import check_day
from .people import Contact, chosen_person

declare_actions(role_appointed=gettext_noop("Role given"), role_ended=gettext_noop("Role ended"))


@transaction.atomic
def appoint(
    platform: Platform,
    who: Person | Contact,
    *,
    kind: str,
    since: dt.date | None = None,
    organisation: Organisation | None = None,
    by: Actor,
) -> PlatformRole:
    """Give ``who``, a known person or a new contact of ``organisation``, the role ``kind`` from ``since`` (today) on.

    Raises ``DomainError`` when they hold that role already. Who may appoint whom is ``permissions.appoint_permission``.
    """
    Platform.objects.select_for_update().get(pk=platform.pk)
    person = chosen_person(who, organisation=organisation, platform=platform, by=by)
    since = check_day(since or timezone.localdate(), field="since")
    running = platform.roles.filter(Q(until__isnull=True) | Q(until__gt=since), person=person, kind=kind)
    if running.exists():
        raise DomainError(_("%(person)s already holds this role.") % {"person": person}, code="double", field="person")
    role = PlatformRole.objects.create(platform=platform, person=person, kind=kind, since=since)
    record(role, "role_appointed", by=by, platform=platform, kind=kind, of=person.pk)
    return role


@transaction.atomic
def end_role(role: PlatformRole, *, until: dt.date | None = None, by: Actor) -> PlatformRole:
    """End a role; ``until`` (today) is the first day without it, and its rights go on that day.

    Raises ``DomainError`` when it is over already or would end before it began.
    """
    stored = PlatformRole.objects.select_for_update().get(pk=role.pk)
    if stored.until is not None and stored.until <= timezone.localdate():
        raise DomainError(_("This role has already ended."), code="ended")
    stored.until = check_day(until or timezone.localdate(), field="until", earliest=stored.since)
    stored.save(update_fields=["until"])
    record(stored, "role_ended", by=by, platform=stored.platform, kind=stored.kind, of=stored.person_id)
    return stored
