"""One-off actions for young people: a workshop, a forum; dates in calendars, nobody's name or number (B11, D-80)."""

import datetime as dt
import hashlib
import zoneinfo
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.log import declare_actions, record
from portal.core.text import clean_line, clean_text
from portal.directory.models import Organisation, Platform

from ..enums import OneOffKind, OneOffStatus
from ..models import Objective, OneOffAction, Venue

declare_actions(
    one_off_added=gettext_noop("One-off action added"),
    one_off_changed=gettext_noop("One-off action changed"),
    one_off_cancelled=gettext_noop("One-off action cancelled"),
    one_off_restored=gettext_noop("One-off action restored"),
    one_off_held=gettext_noop("One-off action took place"),
)

LONGEST_TITLE, LONGEST_PLACE, LONGEST_REASON, LONGEST_TEXT = 160, 200, 200, 2000
SHORTEST, LONGEST = dt.timedelta(minutes=15), dt.timedelta(days=5)
#: Further away a date is a slip of the keyboard.
FURTHEST = dt.timedelta(days=3 * 366)
OLDEST = dt.timedelta(days=400)


@dataclass(frozen=True, kw_only=True)
class OneOffDetails:
    """What a team writes about a one-off action; ``starts_at`` is an instant."""

    title: str
    starts_at: dt.datetime
    duration: dt.timedelta
    kind: str = OneOffKind.WORKSHOP
    description: str = ""
    venue: Venue | None = None
    place: str = ""
    organisations: tuple[Organisation, ...] = field(default=())
    objective: Objective | None = None


def one_off_version(action: OneOffAction) -> str:
    """Return a short text that changes with whatever the team may write, for the form to send back."""
    shown = (
        str(action.kind),
        action.title,
        action.description,
        action.starts_at.astimezone(dt.UTC),
        action.duration,
        action.venue_id,
        action.place,
        action.objective_id,
        sorted(action.organisations.values_list("pk", flat=True)),
    )
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:16]


def where_of(action: OneOffAction) -> str:
    """Return where it takes place, in one line; empty when nobody said. The venue's site must be loaded."""
    return action.venue.full_address if action.venue is not None else action.place


def between(platforms, first: dt.date, last: dt.date, viewer):
    """Return what ``platforms`` hold from ``first`` to ``last`` for young people, as far as ``viewer`` may know.

    A day is read on both sides, for the zones of the platforms: their own clocks tell. Cancelled ones are among them.
    """
    margin = dt.timedelta(days=1)
    start = dt.datetime.combine(first - margin, dt.time(), dt.UTC)
    end = dt.datetime.combine(last + 2 * margin, dt.time(), dt.UTC)
    return (
        OneOffAction.objects.visible_to(viewer)
        .filter(platform__in=[platform.pk for platform in platforms], starts_at__gte=start, starts_at__lt=end)
        .select_related("platform", "venue__site__organisation", "venue__site__commune")
        .order_by("starts_at", "pk")
    )


@transaction.atomic
def add_one_off(platform: Platform, details: OneOffDetails, *, by: Actor) -> OneOffAction:
    """Return a new one-off action; a double click adds it once.

    Raises DomainError for texts that are empty or too long, a date or a length that cannot be meant, a venue, an
    objective or an organisation that is not of the platform.
    """
    Platform.objects.select_for_update(of=("self",)).get(pk=platform.pk)
    action = OneOffAction(platform=platform)
    _write(action, details)
    same = platform.one_off_actions.exclude(status=OneOffStatus.CANCELLED)
    same = same.filter(title=action.title, starts_at=action.starts_at).first()
    if same is not None:
        return same
    action.save()
    action.organisations.set(details.organisations)
    record(action, "one_off_added", by=by, platform=platform)
    return action


@transaction.atomic
def change_one_off(action: OneOffAction, details: OneOffDetails, *, version: str, by: Actor) -> OneOffAction:
    """Write ``details`` and return the action; calendars follow. Raises as ``add_one_off``, "stale" and "cancelled"."""
    stored = _locked(action)
    if stored.status == OneOffStatus.CANCELLED:
        raise DomainError(_("This action is cancelled: restore it first."), code="cancelled")
    if one_off_version(stored) != version:
        raise DomainError(
            _("Somebody else changed this action meanwhile. Your version is below; saving again replaces theirs."),
            code="stale",
        )
    before = (stored.starts_at, stored.duration, where_of(stored))
    _write(stored, details)
    if (stored.starts_at, stored.duration, where_of(stored)) != before:
        stored.sequence += 1
    stored.organisations.set(details.organisations)
    if one_off_version(stored) == version:
        return stored
    if stored.status == OneOffStatus.HELD and stored.starts_at > timezone.now():
        stored.status = OneOffStatus.PLANNED
    _save(stored, "one_off_changed", by)
    return stored


@transaction.atomic
def cancel_one_off(action: OneOffAction, *, reason: str = "", by: Actor) -> OneOffAction:
    """Cancel it, with a reason that all of the network reads; it stays in calendars, marked. Twice changes nothing."""
    stored = _locked(action)
    reason = clean_line(reason)
    if len(reason) > LONGEST_REASON:
        _too_long("reason", LONGEST_REASON)
    if stored.status == OneOffStatus.CANCELLED:
        return stored
    stored.status, stored.cancel_reason = OneOffStatus.CANCELLED, reason
    stored.sequence += 1
    _save(stored, "one_off_cancelled", by)
    return stored


@transaction.atomic
def restore_one_off(action: OneOffAction, *, by: Actor) -> OneOffAction:
    """Plan a cancelled action again, where and when it was. One that is not cancelled stays as it is."""
    stored = _locked(action)
    if stored.status != OneOffStatus.CANCELLED:
        return stored
    stored.status, stored.cancel_reason = OneOffStatus.PLANNED, ""
    stored.sequence += 1
    _save(stored, "one_off_restored", by)
    return stored


@transaction.atomic
def note_held(action: OneOffAction, *, by: Actor) -> OneOffAction:
    """Note that it took place. Raises DomainError "early" before it began, "cancelled" for a cancelled one."""
    stored = _locked(action)
    if stored.status == OneOffStatus.CANCELLED:
        raise DomainError(_("This action is cancelled: restore it first."), code="cancelled")
    if stored.starts_at > timezone.now():
        raise DomainError(_("This action is still to come."), code="early")
    if stored.status != OneOffStatus.HELD:
        stored.status = OneOffStatus.HELD
        _save(stored, "one_off_held", by)
    return stored


def _locked(action: OneOffAction) -> OneOffAction:
    found = OneOffAction.objects.select_for_update(of=("self",)).select_related(
        "platform", "venue__site__organisation", "venue__site__commune"
    )
    return found.get(pk=action.pk)


def _save(action: OneOffAction, name: str, by: Actor) -> None:
    action.modified_at = timezone.now()
    action.save()
    record(action, name, by=by, platform=action.platform)


def _write(action: OneOffAction, details: OneOffDetails) -> None:
    title, place = clean_line(details.title), clean_line(details.place)
    description = clean_text(details.description).strip()
    if not title:
        raise DomainError(_("Write something first."), code="required", field="title")
    for name, text, longest in (
        ("title", title, LONGEST_TITLE),
        ("place", place, LONGEST_PLACE),
        ("description", description, LONGEST_TEXT),
    ):
        if len(text) > longest:
            _too_long(name, longest)
    if details.kind not in OneOffKind.values:
        raise DomainError(_("Choose one of the kinds."), code="kind", field="kind")
    if not SHORTEST <= details.duration <= LONGEST:
        raise DomainError(_("It lasts from a quarter of an hour to five days."), code="duration", field="end")
    if details.starts_at != action.starts_at:
        _check_day(action.platform, details.starts_at)
    _check_rows(action, details)
    action.kind, action.title, action.description = OneOffKind(details.kind), title, description
    action.starts_at, action.duration = details.starts_at, details.duration
    action.venue, action.place = details.venue, "" if details.venue else place
    action.objective = details.objective


def _check_day(platform: Platform, moment: dt.datetime) -> None:
    zone = zoneinfo.ZoneInfo(platform.timezone)
    today, day = timezone.localdate(timezone=zone), moment.astimezone(zone).date()
    if not today - OLDEST <= day <= today + FURTHEST:
        raise DomainError(_("Check the year: this day is far away."), code="day", field="day")


def _check_rows(action: OneOffAction, details: OneOffDetails) -> None:
    platform = action.platform
    if details.venue is not None and details.venue.platform_id != platform.pk:
        raise DomainError(_("Choose a venue of the platform."), code="venue", field="venue")
    if details.objective is not None and details.objective.platform_id != platform.pk:
        raise DomainError(_("Choose an objective of the platform."), code="objective", field="objective")
    kept = set(action.organisations.values_list("pk", flat=True)) if action.pk else set()
    new = {organisation.pk for organisation in details.organisations} - kept
    here = Organisation.objects.filter(participations__platform=platform, pk__in=new).values_list("pk", flat=True)
    if new - set(here):
        raise DomainError(_("Choose organisations of the network."), code="organisation", field="organisations")


def _too_long(name: str, longest: int) -> None:
    message = _("This text is too long: %(most)d characters at most.") % {"most": longest}
    raise DomainError(message, code="too_long", field=name)
