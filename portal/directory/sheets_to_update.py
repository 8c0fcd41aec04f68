"""What the team of a platform sees of the age of its sheets: which are due, who keeps them, who was asked when."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Max
from django.utils import timezone

from .enums import ParticipationStatus
from .freshness import Freshness, due_day, is_given_up, state_of
from .models import Organisation, Participation, Person, Platform, SheetReminder
from .services.confirmations import lately_asked
from .sheet_keepers import editors_of


@dataclass(frozen=True)
class SheetLine:
    """A sheet that is due, soon due or stale. ``asked_at``: the last mail about it; ``may_ask``: another may leave."""

    participation: Participation
    state: Freshness
    due: dt.date
    editors: list[Person]
    asked_at: dt.datetime | None
    may_ask: bool

    @property
    def organisation(self) -> Organisation:
        """Return the organisation."""
        return self.participation.organisation

    @property
    def is_stale(self) -> bool:
        """Tell whether the sheet is shown as to confirm."""
        return self.state == Freshness.STALE


def lines_of(platform: Platform, today: dt.date) -> list[SheetLine]:
    """Return the sheets of the organisations that take part, soon due or stale, the oldest first; in four queries."""
    rows = (
        platform.participations.active(today)
        .filter(status=ParticipationStatus.AGREED)
        .select_related("organisation", "platform")
        .order_by("organisation__search_text", "pk")
    )
    aged = [row for row in rows if state_of(row.organisation, today) != Freshness.FRESH]
    aged.sort(key=lambda row: due_day(row.organisation))
    pks = [row.organisation_id for row in aged]
    editors = editors_of(pks, today)
    lately = lately_asked(pks)
    reminded = SheetReminder.objects.filter(organisation__in=pks).order_by("organisation").values("organisation")
    asked = dict(reminded.annotate(last=Max("sent_at")).values_list("organisation", "last"))
    return [
        SheetLine(
            participation=row,
            state=state_of(row.organisation, today),
            due=due_day(row.organisation),
            editors=editors.get(row.organisation_id, []),
            asked_at=asked.get(row.organisation_id),
            may_ask=row.organisation_id in editors and row.organisation_id not in lately,
        )
        for row in aged
    ]


def unanswered(platforms, today: dt.date | None = None) -> dict[int, int]:
    """Return, by the key of each of ``platforms`` (a queryset), how many stale sheets nobody else will mend.

    Those whose editors said nothing up to the end of the ladder, and those that nobody reachable keeps; two queries.
    """
    today = today or timezone.localdate()
    stale = Organisation.objects.in_state(Freshness.STALE, today)
    rows = list(
        Participation.objects.active(today)
        .filter(status=ParticipationStatus.AGREED, platform__in=platforms, organisation__in=stale.values("pk"))
        .select_related("organisation")
    )
    editors = editors_of({row.organisation_id for row in rows}, today) if rows else {}
    counts: dict[int, int] = {}
    for row in rows:
        if row.organisation_id not in editors or is_given_up(due_day(row.organisation), today):
            counts[row.platform_id] = counts.get(row.platform_id, 0) + 1
    return counts
