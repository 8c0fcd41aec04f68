"""Write the notes of an agenda item, each item apart, so that several may write at once (MISSION B10, D-91)."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.html import HtmlRefused, clean
from portal.core.log import declare_actions, record

from ..enums import AgendaItemKind
from ..models import AgendaItem, ItemNote, Meeting
from .agenda import item_version
from .writing import lock_item

declare_actions(
    notes_written=gettext_noop("Notes written"),
    situations_recorded=gettext_noop("Number of situations recorded"),
)

#: Autosaves of one author within this time make one entry of the audit trail.
ONE_SITTING = dt.timedelta(minutes=15)


class StaleNotes(DomainError):
    """Somebody else saved since; ``stored`` holds their notes."""

    def __init__(self, stored: ItemNote):
        super().__init__(_("Somebody else changed these notes while you were writing."), code="stale", field="html")
        self.stored = stored


def note_of(item: AgendaItem) -> ItemNote:
    """Return the notes of ``item``; empty ones, version 0, that are not stored when nobody wrote."""
    return getattr(item, "note", None) or ItemNote(item=item)


@transaction.atomic
def save_note(item: AgendaItem, html: str, *, version: int, by: Actor) -> ItemNote:
    """Write ``html`` over version ``version`` of the notes, and return them.

    A text that is stored already is left alone: a save whose answer was lost may come again. Raises StaleNotes when
    another text was saved meanwhile, DomainError when minutes are closed, for "situations" and for a text too long.
    """
    meeting, stored = lock_item(item)
    return _write(meeting, stored, html, version, by)


@transaction.atomic
def append_note(item: AgendaItem, html: str, *, version: int, by: Actor) -> ItemNote:
    """Write ``html`` under version ``version`` of the notes, so that both texts stay. Raises as ``save_note``."""
    meeting, stored = lock_item(item)
    return _write(meeting, stored, note_of(stored).html + html, version, by)


@transaction.atomic
def save_situations(item: AgendaItem, *, count: int | None, minutes: int, version: str, by: Actor) -> AgendaItem:
    """Write how many situations were worked on and how long, never which (MISSION B6), and return the item.

    ``version`` is ``agenda.item_version`` of what the form showed. Raises DomainError "stale" when it changed.
    """
    meeting, stored = lock_item(item)
    if stored.kind != AgendaItemKind.SITUATIONS:
        raise DomainError(_("This item is not about situations."), code="kind")
    if (stored.situation_count, stored.minutes) == (count, minutes):
        return stored
    if version != item_version(stored):
        raise DomainError(
            _("Somebody else changed this item meanwhile: it now says %(count)s situations, %(minutes)d min.")
            % {"count": "–" if stored.situation_count is None else stored.situation_count, "minutes": stored.minutes},
            code="stale",
        )
    stored.situation_count, stored.minutes = count, minutes
    stored.save(update_fields=["situation_count", "minutes"])
    _record(meeting, "situations_recorded", stored, by)
    return stored


def _write(meeting: Meeting, item: AgendaItem, html: str, version: int, by: Actor) -> ItemNote:
    if item.kind == AgendaItemKind.SITUATIONS:
        raise DomainError(_("Situations keep a number and a duration only: they are worked in RIO Suivi."), code="kind")
    try:
        html = clean(html)
    except HtmlRefused as refusal:
        raise DomainError(refusal.messages[0], code=refusal.code, field="html") from None
    note = note_of(item)
    if note.html == html:
        return note
    if note.version != version:
        raise StaleNotes(note)
    now = timezone.now()
    author = by.user.pk if by.user else None
    same_sitting = note.pk and note.modified_by_id == author and now - note.modified_at < ONE_SITTING
    note.html, note.version, note.modified_at, note.modified_by = html, version + 1, now, by.user
    note.save()
    if not same_sitting:
        _record(meeting, "notes_written", item, by)
    return note


def _record(meeting: Meeting, action: str, item: AgendaItem, by: Actor) -> None:
    """Log about the meeting: the trail must not hold the words of an item."""
    record(meeting, action, by=by, platform=meeting.platform, territory=meeting.territory, item=item.pk)
