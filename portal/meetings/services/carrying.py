"""Put an agenda item off to the next meeting of the circle, with its history (MISSION B6)."""

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.french_dates import format_date, to_local
from portal.core.log import declare_actions, record

from ..enums import AgendaItemKind, MeetingStatus
from ..models import ActionItem, AgendaItem, Decision, ItemNote, Meeting
from ..series import earlier_meetings, next_meeting
from .agenda import ItemDetails, add_item, reorder_items, start_from_template

declare_actions(agenda_item_carried=gettext_noop("Agenda item put off to the next meeting"))


def is_carriable(item: AgendaItem) -> bool:
    """Tell whether ``item`` can be put off: what fills itself, situations and minutes to validate come back anyway."""
    return item.kind == AgendaItemKind.TOPIC and item.minutes_of_id is None


def carried_copies(items, *, drafts: bool = True) -> dict[int, AgendaItem]:
    """Return, by the key of each of ``items`` that was put off, the item that takes it up; one query.

    Without ``drafts``, those of meetings that only the team knows of are left out.
    """
    hidden = [MeetingStatus.CANCELLED] if drafts else [MeetingStatus.CANCELLED, MeetingStatus.DRAFT]
    copies = AgendaItem.objects.filter(carried_from__in=[item.pk for item in items])
    copies = copies.exclude(meeting__status__in=hidden).select_related("meeting")
    return {copy.carried_from_id: copy for copy in copies}


@transaction.atomic
def carry_item(item: AgendaItem, *, to: Meeting | None = None, by: Actor) -> AgendaItem:
    """Return the item that takes ``item`` up at the next meeting of its circle, or at ``to``, a later one.

    It comes after the open actions, with title, text, length, presenter and noted need. The agenda that it left stays
    as it was, even when its minutes are validated: it says what was planned. Raises DomainError: "early" before the
    meeting, "kind" for what comes back by itself, "carried" when it was put off already, "none" without a meeting to
    come, "meeting" for one of another circle, "full", "closed".
    """
    origin = Meeting.objects.select_for_update().get(pk=item.meeting_id)
    stored = origin.agenda_items.select_related("presenter", "recorded_need").get(pk=item.pk)
    if origin.starts_at > timezone.now() and origin.status != MeetingStatus.CANCELLED:
        raise DomainError(_("This meeting is still to come: the item can be dealt with there."), code="early")
    if not is_carriable(stored):
        raise DomainError(_("This item comes back by itself at the next meeting."), code="kind")
    done = carried_copies([stored]).get(stored.pk)
    if done is not None:
        raise DomainError(_("It is put off to %(day)s already.") % {"day": _day(done.meeting)}, code="carried")
    target = next_meeting(origin) if to is None else to
    if to is not None and not earlier_meetings(to).filter(pk=origin.pk).exists():
        raise DomainError(_("This meeting takes up nothing of that one."), code="meeting")
    if target is None:
        raise DomainError(_("No next meeting is planned: plan it, then put the item off."), code="none")
    start_from_template(target, by=by)
    order = list(target.agenda_items.values_list("pk", "kind"))
    details = ItemDetails(
        title=stored.title, minutes=stored.minutes, description=stored.description, presenter=stored.presenter
    )
    copy = add_item(target, details, recorded_need=stored.recorded_need, by=by)
    copy.carried_from, copy.times_carried = stored, stored.times_carried + 1
    copy.save(update_fields=["carried_from", "times_carried"])
    first = 1 if order and order[0][1] == AgendaItemKind.OPEN_ACTIONS else 0
    keys = [pk for pk, _kind in order]
    reorder_items(target, [*keys[:first], copy.pk, *keys[first:]], by=by)
    record(copy, "agenda_item_carried", by=by, platform=origin.platform, territory=origin.territory, origin=origin.pk)
    return copy


def left_over(meeting: Meeting) -> list[AgendaItem]:
    """Return the items of the last meeting of the circle that nobody dealt with and nobody put off, in order.

    Dealt with: finished on the day, or with notes, a decision or an action. Nothing for a meeting of which nothing at
    all was written: that says nobody wrote, not that nobody spoke. Two queries.
    """
    previous = earlier_meetings(meeting).filter(status=MeetingStatus.HELD).first()
    if previous is None:
        return []
    of_item = {"item": OuterRef("pk")}
    items = previous.agenda_items.select_related("presenter", "meeting").annotate(
        dealt_with=Q(ended_at__isnull=False)
        | Exists(ItemNote.objects.filter(**of_item).exclude(html=""))
        | Exists(Decision.objects.filter(**of_item).order_by())
        | Exists(ActionItem.objects.filter(**of_item).order_by()),
        carried=Exists(
            AgendaItem.objects.filter(carried_from=OuterRef("pk"))
            .exclude(meeting__status=MeetingStatus.CANCELLED)
            .order_by()
        ),
    )
    items = list(items)
    if not any(item.dealt_with for item in items):
        return []
    return [item for item in items if is_carriable(item) and not item.dealt_with and not item.carried]


def _day(meeting: Meeting) -> str:
    return format_date(to_local(meeting.starts_at, meeting.timezone_name).date(), weekday=False)
