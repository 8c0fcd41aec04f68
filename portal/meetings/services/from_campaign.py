"""Prepare the finalisation of the map from an update campaign: what changed, who is silent, what is missing (D7)."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.directory.models import Platform
from portal.directory.platform_calendar import local_today
from portal.solutions_map.campaign_progress import changed_solutions, progress_of
from portal.solutions_map.gaps import gap_rows
from portal.solutions_map.models import UpdateCampaign

from ..enums import MeetingKind, MeetingStatus
from ..models import AgendaItem, Meeting
from .agenda import MAX_ITEMS, ItemDetails, add_item, change_item, is_closed, item_version, start_from_template
from .from_gaps import day_in_words

_TO_COME = (MeetingStatus.DRAFT, MeetingStatus.PROPOSED, MeetingStatus.CONVENED)
#: Names listed in an item; the pages of the map show all.
NAMED = 30
_LONGEST = 2000


def next_finalisation(platform: Platform) -> Meeting | None:
    """Return the next meeting "finalisation of the map" that has not begun and whose agenda is open, or None."""
    rows = Meeting.objects.filter(
        platform=platform, kind=MeetingKind.MAP_FINALISATION, status__in=_TO_COME, starts_at__gt=timezone.now()
    ).select_related("platform")
    return next((meeting for meeting in rows.order_by("starts_at", "pk") if not is_closed(meeting)), None)


def items_of(campaign: UpdateCampaign) -> list[ItemDetails]:
    """Return the items that the campaign gives: those of them that have something to say."""
    changed = [f"{row.name} ({_('closed')})" if row.closed_at else row.name for row in changed_solutions(campaign)]
    silent = [
        _("%(organisation)s: %(solutions)s")
        % {"organisation": row.request.organisation, "solutions": ", ".join(row.names)}
        for row in progress_of(campaign)
        if not row.is_complete
    ]
    missing = [
        f"{row.need} – {row.area}"
        for row in gap_rows([campaign.platform], local_today(campaign.platform))
        if row.missing
    ]
    found = [
        (_("Solutions changed by the campaign"), 15, changed),
        (_("Organisations that have not answered: who calls whom"), 15, silent),
        (_("Needs that nothing on the map answers"), 20, missing),
    ]
    return [
        ItemDetails(title=title, minutes=minutes, description=_listed(lines))
        for title, minutes, lines in found
        if lines
    ]


@transaction.atomic
def prepare_finalisation(campaign: UpdateCampaign, *, by: Actor) -> Meeting:
    """Put the items of ``campaign`` on the agenda of the next finalisation of the map, and return that meeting.

    An empty agenda starts from its template first. Done again, it brings the texts of its items up to date and adds
    none twice. Raises ``DomainError``: "none" when no such meeting is planned, "nothing" when there is nothing to say,
    "full" when the agenda has no room.
    """
    meeting = next_finalisation(campaign.platform)
    if meeting is None:
        raise DomainError(_("No meeting “finalisation of the map” is planned."), code="none")
    items = items_of(campaign)
    if not items:
        raise DomainError(
            _("Everything is confirmed and no need lacks an answer: there is nothing to add."), code="nothing"
        )
    Meeting.objects.select_for_update().get(pk=meeting.pk)
    start_from_template(meeting, by=by)
    standing = {item.title: item for item in meeting.agenda_items.all()}
    new = [details for details in items if details.title not in standing]
    if len(standing) + len(new) > MAX_ITEMS:
        raise DomainError(_("The agenda of %(day)s is full.") % {"day": day_in_words(meeting)}, code="full")
    for details in items:
        if details.title in standing:
            _refresh(standing[details.title], details, by=by)
        else:
            add_item(meeting, details, by=by)
    return meeting


def _refresh(item: AgendaItem, details: ItemDetails, *, by: Actor) -> None:
    """Write today's text; what a lead set otherwise, length and presenter, stays."""
    if item.description != details.description:
        kept = ItemDetails(
            title=item.title,
            minutes=item.minutes,
            kind=item.kind,
            description=details.description,
            presenter=item.presenter,
        )
        change_item(item, kept, version=item_version(item), by=by)


def _listed(lines: list[str]) -> str:
    shown = [f"- {line}" for line in lines[:NAMED]]
    if len(lines) > NAMED:
        shown.append(_("- and %(count)s more, on the map") % {"count": len(lines) - NAMED})
    return "\n".join(shown)[:_LONGEST]
