"""Write the agenda of a meeting (MISSION B6)."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.log import declare_actions, record
from portal.directory.models import Person
from portal.solutions_map.models import RecordedNeed

from ..agenda_templates import outlines_for
from ..enums import AgendaItemKind, MeetingStatus, MinutesState, ProposalState
from ..models import AgendaItem, Meeting, Minutes

declare_actions(
    agenda_item_added=gettext_noop("Agenda item added"),
    agenda_item_changed=gettext_noop("Agenda item changed"),
    agenda_item_removed=gettext_noop("Agenda item removed"),
    agenda_reordered=gettext_noop("Agenda put in another order"),
    agenda_filled=gettext_noop("Agenda started from its template"),
)

#: More than this is no agenda that a meeting could follow.
MAX_ITEMS = 40


@dataclass(frozen=True, kw_only=True)
class ItemDetails:
    """What a lead writes about an item. "Situations" keep a count and a length alone: no text (MISSION B6)."""

    title: str
    minutes: int
    kind: str = AgendaItemKind.TOPIC
    description: str = ""
    presenter: Person | None = None
    situation_count: int | None = None


def item_version(item: AgendaItem) -> str:
    """Return a short text that changes with whatever a lead may change in the item, for the form to send back."""
    shown = (item.title, item.minutes, item.kind, item.description, item.presenter_id, item.situation_count)
    return hashlib.sha256(repr(list(map(str, shown))).encode()).hexdigest()[:16]


def total_minutes(meeting: Meeting) -> int:
    """Return the sum of the items' lengths, in minutes."""
    return meeting.agenda_items.aggregate(total=Sum("minutes"))["total"] or 0


def fill_from_template(meetings: Iterable[Meeting]) -> None:
    """Give each meeting the agenda of its kind in its platform; they must be saved and have no agenda yet.

    A constant number of queries. Part of the verbs that create meetings: it asks for no actor and writes no log.
    """
    meetings = list(meetings)
    AgendaItem.objects.bulk_create(
        AgendaItem(
            meeting=meeting,
            position=position,
            kind=item.kind,
            title=item.title,
            minutes=item.minutes,
            # What a meeting begins with never came late.
            added_at=None,
        )
        for meeting, outline in zip(meetings, outlines_for(meetings), strict=True)
        for position, item in enumerate(outline.items, start=1)
    )


@transaction.atomic
def start_from_template(meeting: Meeting, *, by: Actor) -> None:
    """Give an empty agenda the items of its kind; an agenda that has items stays as it is."""
    stored = _lock(meeting)
    if stored.agenda_items.exists():
        return
    fill_from_template([stored])
    stored.agenda_items.update(added_at=timezone.now())
    _touch(stored, stored, "agenda_filled", by=by)


@transaction.atomic
def add_item(
    meeting: Meeting, details: ItemDetails, *, recorded_need: RecordedNeed | None = None, by: Actor
) -> AgendaItem:
    """Return a new item at the end, of the noted need it speaks of, if any.

    Raises DomainError when the agenda is closed or full.
    """
    stored = _lock(meeting)
    last = stored.agenda_items.aggregate(last=Max("position"))["last"] or 0
    if stored.agenda_items.count() >= MAX_ITEMS:
        raise DomainError(_("An agenda holds at most %(count)d items.") % {"count": MAX_ITEMS}, code="full")
    item = AgendaItem(meeting=stored, position=last + 1, recorded_need=recorded_need)
    _apply(item, details)
    item.save()
    _touch(stored, item, "agenda_item_added", by=by)
    return item


@transaction.atomic
def change_item(item: AgendaItem, details: ItemDetails, *, version: str, by: Actor) -> AgendaItem:
    """Write ``details`` and return the item. Raises DomainError "stale" when it changed since ``version``."""
    meeting = _lock(item.meeting)
    stored = meeting.agenda_items.get(pk=item.pk)
    if version != item_version(stored):
        raise DomainError(
            _("Somebody else changed this item while you were writing: it now reads “%(title)s”, %(minutes)d min.")
            % {"title": stored.title, "minutes": stored.minutes},
            code="stale",
        )
    _apply(stored, details)
    if item_version(stored) != version:
        stored.changed_at = timezone.now()
    stored.save()
    _touch(meeting, stored, "agenda_item_changed", by=by)
    return stored


@transaction.atomic
def remove_item(item: AgendaItem, *, by: Actor) -> None:
    """Remove an item. Raises DomainError when it carries notes, decisions or actions, or the agenda is closed."""
    meeting = _lock(item.meeting)
    noted = hasattr(item, "note") and item.note.html
    if noted or item.decisions.exists() or item.actions.exists():
        raise DomainError(_("This item has notes, decisions or actions: it stays in the agenda."), code="noted")
    # What a partner proposed does not go with the item that it became: it waits for an answer again.
    item.proposals.filter(state=ProposalState.ACCEPTED).update(state=ProposalState.PROPOSED, decided_at=None)
    record(item, "agenda_item_removed", by=by, platform=meeting.platform, territory=meeting.territory)
    item.delete()
    _renumber(list(meeting.agenda_items.all()))
    _mark_modified(meeting)


@transaction.atomic
def move_item(item: AgendaItem, *, up: bool, by: Actor) -> None:
    """Swap an item with the one before (``up``) or after it; at the end of the list nothing happens."""
    meeting = _lock(item.meeting)
    items = list(meeting.agenda_items.all())
    index = next(i for i, other in enumerate(items) if other.pk == item.pk)
    target = index - 1 if up else index + 1
    if not 0 <= target < len(items):
        return
    items[index], items[target] = items[target], items[index]
    _renumber(items)
    _touch(meeting, meeting, "agenda_reordered", by=by)


@transaction.atomic
def reorder_items(meeting: Meeting, pks: Sequence[int], *, by: Actor) -> None:
    """Put the items in the order of ``pks``. Raises DomainError unless these are exactly the meeting's items."""
    stored = _lock(meeting)
    items = {item.pk: item for item in stored.agenda_items.all()}
    if len(pks) != len(items) or set(pks) != set(items):
        raise DomainError(_("The agenda changed meanwhile: look at it again, then order it."), code="stale")
    _renumber([items[pk] for pk in pks])
    _touch(stored, stored, "agenda_reordered", by=by)


def is_closed(meeting: Meeting) -> bool:
    """Tell whether the agenda is final: the meeting is cancelled, or its minutes are validated."""
    if meeting.status == MeetingStatus.CANCELLED:
        return True
    return Minutes.objects.filter(meeting=meeting.pk, state=MinutesState.VALIDATED).exists()


def _lock(meeting: Meeting) -> Meeting:
    stored = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if is_closed(stored):
        raise DomainError(_("The agenda of this meeting does not change any more."), code="closed")
    return stored


def _apply(item: AgendaItem, details: ItemDetails) -> None:
    situations = details.kind == AgendaItemKind.SITUATIONS
    item.kind = details.kind
    item.title = (item.title or _("Situations to work on together (in RIO Suivi)")) if situations else details.title
    item.minutes = details.minutes
    item.presenter = details.presenter
    item.description = "" if situations else details.description.strip()
    item.situation_count = details.situation_count if situations else None


def _renumber(items: Sequence[AgendaItem]) -> None:
    for position, item in enumerate(items, start=1):
        item.position = position
    AgendaItem.objects.bulk_update(items, ["position"])


def _touch(meeting: Meeting, instance, action: str, *, by: Actor) -> None:
    record(instance, action, by=by, platform=meeting.platform, territory=meeting.territory)
    _mark_modified(meeting)


def _mark_modified(meeting: Meeting) -> None:
    """Let feeds know that what an event says changed; SEQUENCE stays, as date, time and place did not (DESIGN §6.2)."""
    Meeting.objects.filter(pk=meeting.pk).update(modified_at=timezone.now())
