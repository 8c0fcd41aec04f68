"""Minutes validated at the next meeting: the item is suggested there, and the decision is noted under it (B10)."""

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.french_dates import format_date, to_local

from ..enums import MeetingStatus, MinutesState
from ..models import AgendaItem, Meeting, Minutes
from .agenda import ItemDetails, add_item, reorder_items
from .decisions import add_decision
from .minutes import validate

#: A minute or two are enough to say that nobody objects.
USUAL_MINUTES = 5
#: A meeting of longer ago is not spoken of any more.
FORGET_AFTER = dt.timedelta(days=400)


def minutes_to_validate(meeting: Meeting) -> list[Meeting]:
    """Return the earlier meetings of the same kind whose minutes are in review and on no agenda to come, oldest first.

    In one query. The same kind: of the same platform or territory, and of the same group where it has one.
    """
    now = timezone.now()
    planned = (
        AgendaItem.objects.filter(minutes_of=OuterRef("pk"), meeting__starts_at__gt=now - dt.timedelta(days=1))
        .exclude(meeting__status=MeetingStatus.CANCELLED)
        .order_by()
    )
    here = AgendaItem.objects.filter(minutes_of=OuterRef("pk"), meeting=meeting.pk).order_by()
    found = Meeting.objects.filter(
        ~Exists(planned),
        ~Exists(here),
        kind=meeting.kind,
        platform=meeting.platform_id,
        territory=meeting.territory_id,
        working_group=meeting.working_group_id,
        starts_at__lt=meeting.starts_at,
        starts_at__gt=meeting.starts_at - FORGET_AFTER,
        minutes__state=MinutesState.IN_REVIEW,
    )
    return list(found.select_related("platform", "territory"))


def title_of(earlier: Meeting) -> str:
    """Return what the item is called."""
    return _("Validation of the minutes of %(date)s") % {"date": _day(earlier)}


@transaction.atomic
def add_validation_item(meeting: Meeting, earlier: Meeting, *, by: Actor) -> AgendaItem:
    """Put the validation of the minutes of ``earlier`` first on the agenda of ``meeting``, once, and return the item.

    Raises DomainError when these minutes are not to be validated there, and when the agenda is closed or full.
    """
    stored = Meeting.objects.select_for_update().get(pk=meeting.pk)
    there = stored.agenda_items.filter(minutes_of=earlier.pk).first()
    if there is not None:
        return there
    if earlier.pk not in {one.pk for one in minutes_to_validate(stored)}:
        raise DomainError(_("These minutes are not to be validated at this meeting."), code="state")
    order = list(stored.agenda_items.values_list("pk", flat=True))
    item = add_item(stored, ItemDetails(title=title_of(earlier), minutes=USUAL_MINUTES), by=by)
    item.minutes_of = earlier
    item.save(update_fields=["minutes_of"])
    reorder_items(stored, [item.pk, *order], by=by)
    return item


@transaction.atomic
def validate_at(item: AgendaItem, *, seen: str, open_remarks: int = 0, by: Actor) -> Minutes:
    """Validate the minutes that ``item`` is about, note the decision under it, and return them.

    Raises DomainError as ``minutes.validate``, and when the minutes of the meeting that decides are closed.
    """
    if item.minutes_of is None:
        raise DomainError(_("This item is not about minutes."), code="kind")
    minutes = validate(item.minutes_of, seen=seen, open_remarks=open_remarks, by=by)
    add_decision(item, _("The minutes of %(date)s are validated.") % {"date": _day(item.minutes_of)}, by=by)
    return minutes


def _day(meeting: Meeting) -> str:
    return format_date(to_local(meeting.starts_at, meeting.timezone_name).date(), weekday=False)
