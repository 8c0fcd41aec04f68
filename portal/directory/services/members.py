"""Which organisations take part in a platform, in which circle, since when (MISSION A4, A6)."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.french_dates import format_date
from portal.core.log import declare_actions, record

from ..enums import ParticipationStatus
from ..models import Delegate, Organisation, Participation, Platform
from .checks import apply_details, check_day, columns_of, refuse_stale, version_of
from .editorships import close_editorship, open_editorship
from .organisations import Place, Sheet, create_organisation

declare_actions(
    member_added=gettext_noop("Organisation added to the platform"),
    member_changed=gettext_noop("Role of an organisation changed"),
    member_moved=gettext_noop("Circle or mobilisation of an organisation changed"),
    member_ended=gettext_noop("Participation ended"),
)


@dataclass(frozen=True, kw_only=True)
class Role:
    """What a platform writes about an organisation: the next step, and its role in the four steps of the guide."""

    next_step: str = ""
    next_step_on: dt.date | None = None
    role_finding: str = ""
    role_contact: str = ""
    role_diagnosis: str = ""
    role_solution: str = ""


ROLE_FIELDS = tuple(Role.__dataclass_fields__)
#: What a move changes: the version of these says whether somebody moved the organisation meanwhile.
PLACE_FIELDS = ("status", "circle", "since", "until")


@transaction.atomic
def add_member(
    platform: Platform,
    organisation: Organisation,
    *,
    status: str,
    circle: str = "",
    since: dt.date | None = None,
    next_step: str = "",
    next_step_on: dt.date | None = None,
    reason: str = "",
    by: Actor,
) -> Participation:
    """Return the participation of ``organisation`` in ``platform`` from ``since`` (today) on, with why it began.

    Raises ``DomainError`` when it takes part already on that day or later, or when it agreed and no circle is given.
    """
    Platform.objects.select_for_update().get(pk=platform.pk)
    participation = joining(
        platform,
        organisation,
        status=status,
        circle=circle,
        since=since,
        next_step=next_step,
        next_step_on=next_step_on,
        reason=reason,
    )
    overlapping = platform.participations.filter(
        Q(until__isnull=True) | Q(until__gt=participation.since), organisation=organisation
    )
    if overlapping.exists():
        raise DomainError(_("This organisation already takes part in the platform."), code="double", field="since")
    participation.save()
    record_joining(participation, by=by)
    return participation


def joining(
    platform: Platform,
    organisation: Organisation,
    *,
    status: str,
    circle: str = "",
    since: dt.date | None = None,
    next_step: str = "",
    next_step_on: dt.date | None = None,
    reason: str = "",
) -> Participation:
    """Return a participation (not saved) from ``since`` (today) on.

    Raises ``DomainError`` as ``add_member`` does, except for one that overlaps: that hangs on what is stored.
    """
    since = check_day(since or timezone.localdate(), field="since")
    _refuse_without_circle(status, circle)
    participation = Participation(
        platform=platform, organisation=organisation, status=status, circle=circle, since=since
    )
    apply_details(participation, {"next_step": next_step, "next_step_on": _term(next_step_on), "reason": reason})
    return participation


def record_joining(participation: Participation, *, by: Actor) -> None:
    """Write in the audit trail that ``participation``, saved, began."""
    record(
        participation,
        "member_added",
        by=by,
        platform=participation.platform,
        status=participation.status,
        circle=participation.circle,
        since=participation.since.isoformat(),
        reason=participation.reason,
    )


@transaction.atomic
def add_new_member(
    platform: Platform, sheet: Sheet, *, place: Place | None = None, by: Actor, **joining
) -> Participation:
    """Create an organisation that the directory lacks, and let it join as ``add_member`` does with ``joining``.

    Both or nothing. Raises what ``create_organisation`` and ``add_member`` raise.
    """
    return add_member(platform, create_organisation(sheet, place=place, by=by), **joining, by=by)


@transaction.atomic
def describe_member(participation: Participation, role: Role, *, version: str, by: Actor) -> Participation:
    """Write the next step and the role in the four steps.

    Raises ``StaleSave`` when they changed since ``version``, and ``DomainError`` for a next step years away.
    """
    stored = _lock(participation)
    refuse_stale(stored, ROLE_FIELDS, version)
    changed = apply_details(stored, columns_of(role))
    if "next_step_on" in changed:
        _term(stored.next_step_on)
    stored.save()
    if changed:
        record(stored, "member_changed", by=by, platform=stored.platform, changed=changed)
    return stored


@transaction.atomic
def place_member(
    participation: Participation,
    *,
    status: str,
    circle: str,
    since: dt.date | None = None,
    reason: str = "",
    version: str = "",
    by: Actor,
) -> Participation:
    """Give the organisation another mobilisation or circle from ``since`` (today) on; return the row that then holds.

    The row ends and another begins, with ``reason`` and the same delegates, so that the history stays; on the very day
    on which it began, the row is corrected. Raises ``DomainError`` for a day before the row began or after today, an
    ended participation, agreement without circle, and (code "moved") when it was moved since ``version``
    (``place_version``) was given out.
    """
    stored = _lock(participation)
    _refuse_ended(stored)
    if version and version != place_version(stored):
        raise _moved_meanwhile(stored, code="moved")
    _refuse_without_circle(status, circle)
    since = check_day(since or timezone.localdate(), field="since", earliest=stored.since, latest=_today_or(stored))
    if (status, circle) == (stored.status, stored.circle):
        return stored
    before = {"from_status": stored.status, "from_circle": stored.circle}
    if since > stored.since:
        stored = _succeed(stored, since)
    stored.status, stored.circle = status, circle
    if reason:
        apply_details(stored, {"reason": reason})
    stored.save()
    record(
        stored,
        "member_moved",
        by=by,
        platform=stored.platform,
        status=status,
        circle=circle,
        since=since.isoformat(),
        reason=stored.reason,
        **before,
    )
    return stored


@transaction.atomic
def end_member(
    participation: Participation, *, until: dt.date | None = None, reason: str = "", by: Actor
) -> Participation:
    """End the participation and its delegations, with why; ``until`` (today) is the first day without them.

    Raises ``DomainError`` when it is over already, or ends before it began.
    """
    stored = _lock(participation)
    _refuse_ended(stored)
    until = check_day(until or timezone.localdate(), field="until", earliest=stored.since)
    stored.until = until
    apply_details(stored, {"end_reason": reason})
    stored.save(update_fields=["until", "end_reason"])
    for delegate in stored.delegates.filter(Q(until__isnull=True) | Q(until__gt=until)):
        delegate.until = max(until, delegate.since)
        delegate.save(update_fields=["until"])
        close_editorship(delegate)
    record(stored, "member_ended", by=by, platform=stored.platform, until=until.isoformat(), reason=stored.end_reason)
    return stored


def _lock(participation: Participation) -> Participation:
    """Return the row as it is stored, its platform locked: what may overlap waits for one another."""
    Platform.objects.select_for_update().get(pk=participation.platform_id)
    return Participation.objects.select_related("platform", "organisation").get(pk=participation.pk)


def _today_or(participation: Participation) -> dt.date:
    """Return the last day on which a change may begin: today, or the first day of a row that has not begun."""
    return max(timezone.localdate(), participation.since)


def place_version(participation: Participation) -> str:
    """Return a short text that changes when the organisation is moved, for a form to send back."""
    return version_of(participation, PLACE_FIELDS)


def _term(day: dt.date | None) -> dt.date | None:
    return day and check_day(day, field="next_step_on")


def _refuse_ended(participation: Participation) -> None:
    if participation.until is None:
        return
    rows = Participation.objects.filter(platform=participation.platform_id, organisation=participation.organisation_id)
    current = rows.filter(until__isnull=True).first()
    if current is not None:
        raise _moved_meanwhile(current, code="ended")
    raise DomainError(_("This participation has ended, or its end is already set."), code="ended")


def _moved_meanwhile(current: Participation, *, code: str) -> DomainError:
    """Return the refusal of a move that started from what no longer holds: it says what does."""
    return DomainError(
        _("This organisation was moved meanwhile: %(place)s, since %(day)s. Nothing was changed.")
        % {
            "place": current.get_circle_display() if current.is_agreed else current.get_status_display(),
            "day": format_date(current.since, weekday=False),
        },
        code=code,
    )


def _refuse_without_circle(status: str, circle: str) -> None:
    if status == ParticipationStatus.AGREED and not circle:
        raise DomainError(
            _("An organisation that agreed stands in a circle or is an occasional actor."),
            code="required",
            field="circle",
        )


def _succeed(old: Participation, since: dt.date) -> Participation:
    """End ``old`` and return its successor from ``since`` on, with the delegates of that day or later."""
    new = Participation(platform=old.platform, organisation=old.organisation, status=old.status, since=since)
    for name in ROLE_FIELDS:
        setattr(new, name, getattr(old, name))
    old.until = since
    old.save(update_fields=["until"])
    new.circle = old.circle
    new.save()
    for delegate in old.delegates.filter(Q(until__isnull=True) | Q(until__gt=since)):
        successor = Delegate.objects.create(
            participation=new,
            person_id=delegate.person_id,
            kind=delegate.kind,
            since=max(since, delegate.since),
            until=delegate.until,
        )
        delegate.until = max(since, delegate.since)
        delegate.save(update_fields=["until"])
        open_editorship(successor)
    return new
