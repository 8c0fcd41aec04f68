"""Record how the actors of a network came to know each other, and give one the floor (MISSION A11)."""

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.french_dates import format_date
from portal.core.log import declare_actions, record, written_together
from portal.core.models import active_q
from portal.directory.enums import DelegateKind
from portal.directory.models import Delegate, Organisation, Participation, Platform
from portal.directory.platform_calendar import local_today

from ..acquaintance import day_of, is_recordable
from ..enums import AgendaItemKind
from ..models import AgendaItem, Encounter, Meeting
from ..presentations import PRESENTED_AT, is_named, presentation_title, words_of
from .agenda import ItemDetails, add_item

declare_actions(
    encounter_recorded=gettext_noop("Presentation, visit or training recorded"),
    encounter_changed=gettext_noop("Presentation, visit or training corrected"),
    encounter_removed=gettext_noop("Presentation, visit or training removed"),
)

#: Before this day the year was mistyped: platforms were created in 2011.
EARLIEST = dt.date(2005, 1, 1)
#: What an actor usually gets to present itself, in minutes.
PRESENTATION_MINUTES = 15


@dataclass(frozen=True, kw_only=True)
class EncounterDetails:
    """What happened and when; the day may be left out where a meeting gives it."""

    kind: str
    happened_on: dt.date | None = None
    meeting: Meeting | None = None
    note: str = ""


def encounter_version(encounter: Encounter) -> str:
    """Return a short text that changes with whatever the team may correct, for the form to send back."""
    shown = (encounter.organisation_id, encounter.kind, encounter.happened_on, encounter.meeting_id, encounter.note)
    return hashlib.sha256(repr(list(map(str, shown))).encode()).hexdigest()[:16]


@transaction.atomic
def record_encounters(
    platform: Platform, organisations: Iterable[Organisation], details: EncounterDetails, *, by: Actor
) -> list[Encounter]:
    """Return one record for each of ``organisations``, all or none.

    Raises DomainError for an organisation that takes no part in the platform ("foreign"), a meeting of another platform
    ("foreign") or that has not begun, a day to come, and for what is recorded already ("twice").
    """
    _lock(platform)
    day = _checked_day(platform, details)
    chosen = list(dict.fromkeys(organisations))
    if not chosen:
        raise DomainError(_("Choose at least one organisation."), code="empty", field="organisations")
    _require_part(platform, chosen, day, field="organisations")
    _refuse_twice(platform, chosen, details.kind, day, field="organisations")
    made = []
    with written_together():
        for organisation in chosen:
            encounter = Encounter(
                platform=platform,
                organisation=organisation,
                kind=details.kind,
                happened_on=day,
                meeting=details.meeting,
                note=details.note,
            )
            encounter.save()
            record(encounter, "encounter_recorded", by=by, platform=platform)
            made.append(encounter)
    return made


@transaction.atomic
def change_encounter(
    encounter: Encounter, organisation: Organisation, details: EncounterDetails, *, version: str, by: Actor
) -> Encounter:
    """Write a correction and return the record. Raises DomainError as above, "stale" when it changed since."""
    platform = _lock(encounter.platform)
    stored = _stored(encounter)
    if version != encounter_version(stored):
        raise DomainError(
            _("Somebody else corrected this meanwhile: it now reads “%(kind)s, %(organisation)s, %(day)s”.")
            % {
                "kind": stored.get_kind_display(),
                "organisation": stored.organisation,
                "day": format_date(stored.happened_on, weekday=False),
            },
            code="stale",
        )
    # A meeting that was cancelled since stays where it was recorded.
    day = _checked_day(platform, details, keeps=stored.meeting_id)
    if organisation != stored.organisation or day != stored.happened_on:
        _require_part(platform, [organisation], day, field="organisation")
    _refuse_twice(platform, [organisation], details.kind, day, field="organisation", but=stored.pk)
    stored.organisation, stored.kind, stored.happened_on = organisation, details.kind, day
    stored.meeting, stored.note = details.meeting, details.note
    stored.save()
    record(stored, "encounter_changed", by=by, platform=platform)
    return stored


@transaction.atomic
def remove_encounter(encounter: Encounter, *, by: Actor) -> None:
    """Remove a wrong record: nothing relies on it, and the trail keeps that it was there."""
    platform = _lock(encounter.platform)
    stored = _stored(encounter)
    record(stored, "encounter_removed", by=by, platform=platform, day=stored.happened_on.isoformat())
    stored.delete()


@transaction.atomic
def give_the_floor(meeting: Meeting, organisation: Organisation, *, by: Actor) -> AgendaItem:
    """Return a new item of the agenda under which ``organisation`` presents itself, by its fixed delegate.

    Raises DomainError where nobody presents itself, for an organisation that is no member on that day ("foreign"), for
    one that stands on the agenda already ("twice"), and as ``add_item`` does.
    """
    if meeting.platform_id is None or meeting.kind not in PRESENTED_AT:
        raise DomainError(_("Nobody presents itself at such a meeting."), code="kind")
    _lock(meeting.platform)
    day = day_of(meeting)
    member = Participation.objects.members(day).filter(platform=meeting.platform_id, organisation=organisation).first()
    if member is None:
        raise DomainError(_("This organisation is no member of the platform on that day."), code="foreign")
    topics = meeting.agenda_items.filter(kind=AgendaItemKind.TOPIC).values_list("title", flat=True)
    if is_named(organisation, words_of(topics)):
        raise DomainError(_("“%(name)s” stands on the agenda already.") % {"name": organisation}, code="twice")
    fixed = Delegate.objects.active(day).filter(participation=member, kind=DelegateKind.FIXED).select_related("person")
    delegate = fixed.order_by("since", "pk").first()
    details = ItemDetails(
        title=presentation_title(organisation),
        minutes=PRESENTATION_MINUTES,
        presenter=delegate.person if delegate else None,
    )
    return add_item(meeting, details, by=by)


def _lock(platform: Platform) -> Platform:
    """Let one after the other record: the platform's row is what two of them share."""
    return Platform.objects.select_for_update().get(pk=platform.pk)


def _stored(encounter: Encounter) -> Encounter:
    try:
        return Encounter.objects.select_related("organisation", "platform").get(pk=encounter.pk)
    except Encounter.DoesNotExist:
        raise DomainError(_("This was removed meanwhile."), code="stale") from None


def _checked_day(platform: Platform, details: EncounterDetails, keeps: int | None = None) -> dt.date:
    """Return the day, which a meeting gives; ``keeps`` is the meeting that the record has already."""
    meeting, day = details.meeting, details.happened_on
    if meeting is not None:
        if meeting.platform_id != platform.pk:
            raise DomainError(_("This meeting is of another platform."), code="foreign", field="meeting")
        if meeting.pk != keeps and not is_recordable(meeting):
            raise DomainError(_("This meeting was not held."), code="not_held", field="meeting")
        held_on = day_of(meeting)
        if day is not None and day != held_on:
            raise DomainError(
                _("The meeting was on %(day)s: write that day, or choose no meeting.")
                % {"day": format_date(held_on, weekday=False)},
                code="other_day",
                field="happened_on",
            )
        day = held_on
    if day is None:
        raise DomainError(_("Say on which day, or at which meeting."), code="no_day", field="happened_on")
    if day > local_today(platform):
        raise DomainError(_("This day is still to come: record what has happened."), code="future", field="happened_on")
    if day < EARLIEST:
        raise DomainError(_("Check the year: this day is too long ago."), code="too_early", field="happened_on")
    return day


def _require_part(platform: Platform, organisations: list[Organisation], day: dt.date, *, field: str) -> None:
    """Refuse organisations that take part in the platform neither on that day nor today (D-03)."""
    held = active_q(day) | active_q(local_today(platform))
    pks = [organisation.pk for organisation in organisations]
    here = set(
        Participation.objects.filter(held, platform=platform, organisation__in=pks).values_list(
            "organisation", flat=True
        )
    )
    others = [str(organisation) for organisation in organisations if organisation.pk not in here]
    if others:
        raise DomainError(
            _("Not in the platform on that day: %(names)s.") % {"names": ", ".join(others)},
            code="foreign",
            field=field,
        )


def _refuse_twice(
    platform: Platform,
    organisations: list[Organisation],
    kind: str,
    day: dt.date,
    *,
    field: str,
    but: int | None = None,
) -> None:
    same = Encounter.objects.filter(platform=platform, kind=kind, happened_on=day, organisation__in=organisations)
    found = [str(one.organisation) for one in same.exclude(Q(pk=but)).select_related("organisation")]
    if found:
        raise DomainError(
            _("Recorded already on that day: %(names)s.") % {"names": ", ".join(found)}, code="twice", field=field
        )
