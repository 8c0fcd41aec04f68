"""Choose the delays of a kind of meetings in a platform or a territory, or go back to the usual ones (MISSION B7)."""

import hashlib

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.log import declare_actions, record
from portal.directory.models import Platform, Territory
from portal.directory.services.checks import StaleSave

from ..delays import NAMES, Delays
from ..models import MeetingDelays

#: Nothing is announced longer ahead than this many days.
MOST = 90

declare_actions(
    delays_changed=gettext_noop("Delays of meetings changed"),
    delays_usual_again=gettext_noop("Delays of meetings left to the usual ones"),
)


def row_of(scope: Platform | Territory, kind: str) -> MeetingDelays | None:
    """Return what ``scope`` itself chose for ``kind``, if it chose anything."""
    return MeetingDelays.objects.filter(**_columns(scope), kind=kind).first()


def kinds_chosen(scope: Platform | Territory) -> set[str]:
    """Return the kinds for which ``scope`` itself chose something."""
    return set(MeetingDelays.objects.filter(**_columns(scope)).values_list("kind", flat=True))


def version_of(row: MeetingDelays | None) -> str:
    """Return a short text that changes with what is chosen, for the form to send back; of None too."""
    shown = [str(getattr(row, name)) for name in NAMES] if row else []
    return hashlib.sha256("|".join(shown).encode()).hexdigest()[:16]


@transaction.atomic
def choose_delays(scope: Platform | Territory, kind: str, delays: Delays, *, version: str, by: Actor) -> MeetingDelays:
    """Keep ``delays`` for meetings of ``kind`` in ``scope``: a platform, or a territory and all below it.

    ``version`` is ``version_of`` what the writer saw. Raises StaleSave, and DomainError for days that are out of order
    or further than 90.
    """
    _check(delays)
    stored = MeetingDelays.objects.select_for_update().filter(**_columns(scope), kind=kind).first()
    if version != version_of(stored):
        raise StaleSave(stored)
    row = stored or MeetingDelays(**_columns(scope), kind=kind)
    for name in NAMES:
        setattr(row, name, getattr(delays, name))
    row.save()
    record(row, "delays_changed", by=by, **_columns(scope), kind=kind)
    return row


@transaction.atomic
def forget_delays(scope: Platform | Territory, kind: str, *, by: Actor) -> None:
    """Leave meetings of ``kind`` in ``scope`` to the nearest territory's delays or the usual ones; twice is once."""
    row = MeetingDelays.objects.select_for_update().filter(**_columns(scope), kind=kind).first()
    if row is None:
        return
    record(row, "delays_usual_again", by=by, **_columns(scope), kind=kind)
    row.delete()


def _columns(scope: Platform | Territory) -> dict:
    return {"territory": scope} if isinstance(scope, Territory) else {"platform": scope}


def _check(delays: Delays) -> None:
    for name in ("call_days", "convene_days", "freeze_days", "remind_days", "reading_days"):
        days = getattr(delays, name)
        if days is not None and not 0 <= days <= MOST:
            raise DomainError(_("Between 0 and 90 days."), code="range", field=name)
    call, convene = delays.call_days, delays.convene_days
    freeze, remind = delays.freeze_days, delays.remind_days
    if call is not None and convene is not None and call <= convene:
        raise DomainError(
            _("The call for items comes before the convocation: more days before the meeting."),
            code="order",
            field="call_days",
        )
    if freeze is not None and convene is not None and freeze > convene:
        raise DomainError(
            _("The agenda is frozen after the convocation: fewer days before the meeting."),
            code="order",
            field="freeze_days",
        )
    if remind is not None and convene is not None and remind >= convene:
        raise DomainError(
            _("The reminder comes after the convocation: fewer days before the meeting."),
            code="order",
            field="remind_days",
        )
    if delays.validate_after_reading and delays.reading_days is None:
        raise DomainError(_("Say how many days the minutes are read."), code="required", field="reading_days")
