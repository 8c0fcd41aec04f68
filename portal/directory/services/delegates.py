"""Who represents an organisation in a platform: a fixed representative and substitutes, dated (MISSION A5)."""

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.log import declare_actions, record

from ..enums import DelegateKind
from ..models import Delegate, Participation, Person, Platform
from .checks import check_day
from .editorships import close_editorship, open_editorship
from .people import Contact, chosen_person

declare_actions(
    delegate_added=gettext_noop("Delegate added"),
    delegate_replaced=gettext_noop("Delegate replaced"),
    delegate_ended=gettext_noop("Delegation ended"),
)


@transaction.atomic
def add_delegate(
    participation: Participation, who: Person | Contact, *, kind: str, since: dt.date | None = None, by: Actor
) -> Delegate:
    """Let ``who``, a known person or a new contact, represent the organisation from ``since`` (today) on.

    Raises ``DomainError`` for somebody who represents it already, a second fixed representative, an ended
    participation, or a day before the participation began.
    """
    participation = _lock(participation)
    person = _chosen(participation, who, by)
    delegate = _open(participation, person, kind, since)
    record(delegate, "delegate_added", by=by, platform=participation.platform, kind=kind)
    return delegate


@transaction.atomic
def replace_delegate(delegate: Delegate, who: Person | Contact, *, since: dt.date | None = None, by: Actor) -> Delegate:
    """End ``delegate`` on the day ``since`` (today) and let ``who``, known or new, follow in the same kind.

    Raises ``DomainError`` as ``add_delegate`` and ``end_delegate`` do, and for a replacement by the same person.
    """
    participation = _lock(delegate.participation)
    stored = participation.delegates.select_related("person", "participation__organisation").get(pk=delegate.pk)
    person = _chosen(participation, who, by)
    if stored.person_id == person.pk:
        raise DomainError(_("This is the same person."), code="same", field="person")
    since = since or timezone.localdate()
    _close(stored, since, field="since")
    successor = _open(participation, person, stored.kind, since)
    record(successor, "delegate_replaced", by=by, platform=participation.platform, replaced=stored.pk)
    return successor


def _chosen(participation: Participation, who: Person | Contact, by: Actor) -> Person:
    return chosen_person(who, organisation=participation.organisation, platform=participation.platform, by=by)


@transaction.atomic
def end_delegate(delegate: Delegate, *, until: dt.date | None = None, by: Actor) -> Delegate:
    """End a delegation; ``until`` (today) is the first day without it.

    Raises ``DomainError`` when it is over already or would end before it began.
    """
    participation = _lock(delegate.participation)
    stored = participation.delegates.select_related("person", "participation__organisation").get(pk=delegate.pk)
    _close(stored, until or timezone.localdate(), field="until")
    record(stored, "delegate_ended", by=by, platform=participation.platform, until=stored.until.isoformat())
    return stored


def _lock(participation: Participation) -> Participation:
    Platform.objects.select_for_update().get(pk=participation.platform_id)
    return Participation.objects.select_related("platform", "organisation").get(pk=participation.pk)


def _open(participation: Participation, person: Person, kind: str, since: dt.date | None) -> Delegate:
    today = timezone.localdate()
    if participation.until is not None and participation.until <= today:
        raise DomainError(_("This participation has ended."), code="ended")
    # A member that begins later may be given its delegates now: they begin with it.
    since = check_day(since or max(today, participation.since), field="since", earliest=participation.since)
    if participation.until is not None and since >= participation.until:
        raise DomainError(_("This participation has ended by then."), code="ended", field="since")
    running = participation.delegates.filter(Q(until__isnull=True) | Q(until__gt=since))
    if running.filter(person=person).exists():
        raise DomainError(
            _("%(person)s already represents the organisation here.") % {"person": person},
            code="double",
            field="person",
        )
    if kind == DelegateKind.FIXED:
        fixed = running.filter(kind=DelegateKind.FIXED).select_related("person").first()
        if fixed:
            raise DomainError(
                _("%(person)s is the fixed representative: replace them, or add a substitute.")
                % {"person": fixed.person},
                code="fixed",
                field="kind",
            )
    delegate = Delegate.objects.create(participation=participation, person=person, kind=kind, since=since)
    open_editorship(delegate)
    return delegate


def _close(delegate: Delegate, until: dt.date, *, field: str) -> None:
    if delegate.until is not None and delegate.until <= timezone.localdate():
        raise DomainError(_("This delegation has already ended."), code="ended")
    delegate.until = check_day(until, field=field, earliest=delegate.since)
    delegate.save(update_fields=["until"])
    close_editorship(delegate)
