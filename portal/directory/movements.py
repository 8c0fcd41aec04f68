"""What moved in a platform: who came, changed circle, left, and who follows whom, read from the dated rows.

The rows say what, when and why. The audit trail adds who did it; it is never the source of what happened.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db.models import F, Q
from django.db.models.enums import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import ModelLogEntry

from .models import Delegate, Organisation, Participation, Person, Platform

#: The verbs that begin a row, and the one that ends it.
BEGIN = ("portal.member_added", "portal.member_moved")
END = ("portal.member_ended",)


class Kind(TextChoices):
    """What happened."""

    JOINED = "joined", _("Entry")
    MOVED = "moved", _("Change of circle or mobilisation")
    ENDED = "ended", _("End")
    FOLLOWED = "followed", _("Replacement")
    REPRESENTED = "represented", _("New representative")
    UNREPRESENTED = "unrepresented", _("Representative gone")


@dataclass(frozen=True)
class Movement:
    """One line of the history of a platform.

    ``before`` and ``after`` are the participations of an entry, a move or an end; ``delegate`` is who begins or leaves,
    ``replaced`` whom they follow. ``by`` names who entered it, empty where nobody is known.
    """

    kind: Kind
    day: dt.date
    organisation: Organisation
    #: The row to which a reader goes on.
    participation: Participation
    before: Participation | None = None
    after: Participation | None = None
    delegate: Delegate | None = None
    replaced: Person | None = None
    reason: str = ""
    by: str = ""

    @property
    def starts_later(self) -> bool:
        """Tell whether the day is still to come."""
        return self.day > timezone.localdate()


@dataclass(frozen=True)
class HistoryRow:
    """A participation in the history of an organisation, with who entered its beginning and its end."""

    participation: Participation
    begun_by: str
    ended_by: str


def history_of(participation: Participation, *, with_authors: bool) -> list[HistoryRow]:
    """Return all participations of the organisation in the platform that ever held, the latest first.

    ``with_authors`` adds who entered them, for the team.
    """
    rows = list(
        Participation.objects.filter(platform=participation.platform_id, organisation=participation.organisation_id)
        .exclude(Q(until=F("since")) & ~Q(pk=participation.pk))
        .order_by("-since", "-pk")
    )
    begun = authors_of(rows, BEGIN) if with_authors else {}
    ended = authors_of(rows, END) if with_authors else {}
    return [HistoryRow(row, begun.get(row.pk, ""), ended.get(row.pk, "")) for row in rows]


def movements_of(
    platform: Platform, viewer, first: dt.date, last: dt.date, *, with_authors: bool = False
) -> list[Movement]:
    """Return what moved in ``platform`` from ``first`` to ``last``, both included, the latest first."""
    window = Q(since__lte=last) & (Q(until__isnull=True) | Q(until__gte=first, until__gt=F("since")))
    rows = list(
        Participation.objects.visible_to(viewer)
        .filter(window, platform=platform)
        .select_related("organisation")
        .order_by("since", "pk")
    )
    delegates = list(
        Delegate.objects.visible_to(viewer)
        .filter(window, participation__platform=platform)
        .select_related("person", "participation__organisation")
        .order_by("since", "pk")
    )
    found = [*_of_members(rows, with_authors), *_of_delegates(delegates, rows)]
    return sorted(
        (one for one in found if first <= one.day <= last),
        key=lambda one: (one.day, one.participation.pk, one.delegate.pk if one.delegate else 0),
        reverse=True,
    )


def authors_of(rows: Iterable, actions: tuple[str, ...]) -> dict[int, str]:
    """Return by the key of each row the name of who did the last of ``actions`` to it, where that is known."""
    rows = list(rows)
    if not rows:
        return {}
    entries = ModelLogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(rows[0]),
        object_id__in=[str(row.pk) for row in rows],
        action__in=actions,
    )
    entries = entries.select_related("user__person").order_by("timestamp", "pk")
    return {int(entry.object_id): _name_of(entry.user) for entry in entries if entry.user is not None}


def _name_of(user) -> str:
    return str(getattr(user, "person", None) or user)


def _of_members(rows: list[Participation], with_authors: bool) -> list[Movement]:
    begun = authors_of(rows, BEGIN) if with_authors else {}
    ended = authors_of(rows, END) if with_authors else {}
    ends = {(row.organisation_id, row.until): row for row in rows if row.until}
    begins = {(row.organisation_id, row.since) for row in rows}
    found = []
    for row in rows:
        before = ends.get((row.organisation_id, row.since))
        found.append(
            Movement(
                Kind.MOVED if before else Kind.JOINED,
                row.since,
                row.organisation,
                row,
                before=before,
                after=row,
                reason=row.reason,
                by=begun.get(row.pk, ""),
            )
        )
        if row.until and (row.organisation_id, row.until) not in begins:
            found.append(
                Movement(
                    Kind.ENDED,
                    row.until,
                    row.organisation,
                    row,
                    before=row,
                    reason=row.end_reason,
                    by=ended.get(row.pk, ""),
                )
            )
    return found


def _of_delegates(delegates: list[Delegate], rows: list[Participation]) -> list[Movement]:
    """Return who begins, leaves or follows; what merely comes with the entry or the end of an organisation is not."""
    since = {(row.organisation_id, row.since) for row in rows}
    until = {(row.organisation_id, row.until) for row in rows if row.until}
    joined, left = since - until, until - since
    leaving = defaultdict(list)
    ends, begins, stays = set(), set(), set()
    for one in delegates:
        place = (one.participation.organisation_id, one.kind)
        begins.add((*place, one.person_id, one.since))
        stays.add((place[0], one.person_id, one.since))
        if one.until:
            ends.add((*place, one.person_id, one.until))
    for one in delegates:
        place = (one.participation.organisation_id, one.kind)
        if one.until and (*place, one.person_id, one.until) not in begins:
            leaving[(*place, one.until)].append(one)
    found = []
    for one in delegates:
        organisation = one.participation.organisation
        place = (organisation.pk, one.kind)
        if (*place, one.person_id, one.since) in ends:
            continue
        before = leaving[(*place, one.since)]
        if before:
            replaced = before.pop(0).person
            found.append(
                Movement(Kind.FOLLOWED, one.since, organisation, one.participation, delegate=one, replaced=replaced)
            )
        elif (organisation.pk, one.since) not in joined:
            found.append(Movement(Kind.REPRESENTED, one.since, organisation, one.participation, delegate=one))
    for gone in leaving.values():
        found += [
            Movement(Kind.UNREPRESENTED, one.until, one.participation.organisation, one.participation, delegate=one)
            for one in gone
            if (one.participation.organisation_id, one.until) not in left
            # A substitute who becomes the fixed representative has not gone.
            and (one.participation.organisation_id, one.person_id, one.until) not in stays
        ]
    return found
