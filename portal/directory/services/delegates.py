"""Who represents an organisation in a platform: a fixed representative and substitutes, dated (MISSION A5)."""

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.french_dates import format_date
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

    A substitute may follow the fixed representative: their substitution ends on that day. Raises ``DomainError`` as
    ``add_delegate`` and ``end_delegate`` do, for a replacement by the same person, for one that somebody else entered
    already, and for one that would give the place back on the very day to whoever left it.
    """
    participation = _lock(delegate.participation)
    stored = participation.delegates.select_related("person", "participation__organisation").get(pk=delegate.pk)
    person = _chosen(participation, who, by)
    if stored.person_id == person.pk:
        raise DomainError(_("This is the same person."), code="same", field="person")
    since = since or timezone.localdate()
    _refuse_followed(stored, participation)
    _refuse_circle(stored, person, participation, since)
    _close(stored, since, field="since")
    if stored.kind == DelegateKind.FIXED:
        _end_substitution(participation, person, since)
    successor = _open(participation, person, stored.kind, since)
    record(
        successor,
        "delegate_replaced",
        by=by,
        platform=participation.platform,
        replaced=stored.pk,
        since=since.isoformat(),
    )
    return successor


def _refuse_followed(delegate: Delegate, participation: Participation) -> None:
    """Raise when another window replaced ``delegate`` already, from today or from a day to come."""
    if delegate.until is None:
        return
    followers = participation.delegates.filter(kind=delegate.kind, since=delegate.until, pk__gt=delegate.pk)
    follower = followers.exclude(until=delegate.until).select_related("person").first()
    if follower is not None:
        raise DomainError(
            _("%(person)s is replaced already: %(follower)s follows from %(day)s on. Nothing was changed.")
            % {
                "person": delegate.person,
                "follower": follower.person,
                "day": format_date(follower.since, weekday=False),
            },
            code="followed",
        )


def _refuse_circle(delegate: Delegate, person: Person, participation: Participation, since: dt.date) -> None:
    """Raise when ``person`` left this place on the very day ``since``: A by B and B by A is no replacement."""
    left = participation.delegates.filter(person=person, kind=delegate.kind, until=since, since__lt=since)
    if left.exists():
        raise DomainError(
            _(
                "%(person)s left this place on that very day: choose a later day. To correct a mistake, end the "
                "delegation of %(other)s and add %(person)s as a delegate."
            )
            % {"person": person, "other": delegate.person},
            code="circular",
            field="person",
        )


def _end_substitution(participation: Participation, person: Person, since: dt.date) -> None:
    running = participation.delegates.filter(
        Q(until__isnull=True) | Q(until__gt=since), person=person, kind=DelegateKind.SUBSTITUTE, since__lte=since
    )
    running.update(until=since)


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


def represents_already(person: Person) -> DomainError:
    """Return the refusal of somebody who represents the organisation in the platform already."""
    message = _("%(person)s already represents the organisation here.") % {"person": person}
    return DomainError(message, code="double", field="person")


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
        raise represents_already(person)
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
    # An end that is set may come sooner, never later: somebody may follow from that day on.
    delegate.until = check_day(until, field=field, earliest=delegate.since, latest=delegate.until)
    delegate.save(update_fields=["until"])
    close_editorship(delegate)
