"""Put a need without an answer on the agenda of the next meeting of the network (MISSION D5)."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.french_dates import format_date, to_local
from portal.directory.models import Platform
from portal.solutions_map.gaps import Span, spans_of
from portal.solutions_map.models import RecordedNeed

from ..enums import MeetingKind, MeetingStatus
from ..models import AgendaItem, Meeting
from .agenda import MAX_ITEMS, ItemDetails, add_item, is_closed, start_from_template

#: Meetings that speak of solutions: the whole network, not circle 1.
SPEAKS_OF_SOLUTIONS = (MeetingKind.CIRCLE_2, MeetingKind.PLENARY, MeetingKind.MAP_FINALISATION)
_TO_COME = (MeetingStatus.DRAFT, MeetingStatus.PROPOSED, MeetingStatus.CONVENED)
ITEM_MINUTES = 15


def next_meeting_for(platform: Platform) -> Meeting | None:
    """Return the next meeting of circle 2, plenary or finalisation of the map that has not begun, or None."""
    rows = Meeting.objects.filter(
        platform=platform, kind__in=SPEAKS_OF_SOLUTIONS, status__in=_TO_COME, starts_at__gt=timezone.now()
    ).select_related("platform")
    return next((meeting for meeting in rows.order_by("starts_at", "pk") if not is_closed(meeting)), None)


def standing_item(recorded: RecordedNeed) -> AgendaItem | None:
    """Return the item that speaks of the need on an agenda to come, or None."""
    rows = recorded.agenda_items.filter(meeting__status__in=_TO_COME, meeting__starts_at__gt=timezone.now())
    return rows.select_related("meeting__platform").order_by("meeting__starts_at", "pk").first()


def item_of(recorded: RecordedNeed, spans: list[Span]) -> ItemDetails:
    """Return the item that speaks of the need: why nothing answers it, without any number of seats."""
    lines = [
        _("%(months)s: %(reason)s") % {"months": _capitalised(span.months), "reason": span.reason} for span in spans
    ]
    if recorded.note:
        lines.append(recorded.note)
    title = _("Need without an answer: %(need)s – %(area)s") % {"need": recorded.need, "area": recorded.area}
    return ItemDetails(title=title[:160], minutes=ITEM_MINUTES, description="\n".join(lines)[:2000])


@transaction.atomic
def propose_from_gap(recorded: RecordedNeed, *, by: Actor) -> AgendaItem:
    """Return the new item at the end of the next meeting's agenda; an empty agenda starts from its template first.

    Raises ``DomainError``: "answered" when the need is settled or nothing is missing, "double" when it stands on an
    agenda to come already, "none" when no such meeting is planned, "full" when its agenda is.
    """
    stored = (
        RecordedNeed.objects.select_for_update(of=("self",))
        .select_related("platform", "need", "area")
        .get(pk=recorded.pk)
    )
    spans = spans_of(stored)
    if stored.settled_on is not None or not spans:
        raise DomainError(_("This need has an answer now: there is nothing to put on the agenda."), code="answered")
    standing = standing_item(stored)
    if standing is not None:
        raise DomainError(
            _("It is on the agenda of %(day)s already.") % {"day": day_in_words(standing.meeting)}, code="double"
        )
    meeting = next_meeting_for(stored.platform)
    if meeting is None:
        raise DomainError(_("No circle 2 meeting, plenary or finalisation of the map is planned."), code="none")
    if meeting.agenda_items.count() >= MAX_ITEMS:
        raise DomainError(_("The agenda of %(day)s is full.") % {"day": day_in_words(meeting)}, code="full")
    start_from_template(meeting, by=by)
    return add_item(meeting, item_of(stored, spans), recorded_need=stored, by=by)


def day_in_words(meeting: Meeting) -> str:
    """Return the day of the meeting where it takes place."""
    return format_date(to_local(meeting.starts_at, meeting.timezone_name).date())


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
