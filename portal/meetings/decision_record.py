"""The decisions of a platform in a school year, by meeting, above the gate (MISSION B10): one record of them all."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from portal.core.fold import fold
from portal.core.french_dates import school_year_bounds, school_year_label, school_year_of
from portal.directory.models import Platform
from portal.directory.querysets import person_of

from .delays import start_of_day
from .enums import CIRCLE_2_KINDS, MeetingKind, MinutesState
from .models import Addendum, Decision, Meeting
from .permissions import DetailsGate

FIRST, SECOND, OTHERS = "1", "2", "autres"
#: The groups of meetings that a record is read by, as the address names them.
CIRCLES = [(FIRST, _("Circle 1")), (SECOND, _("Circle 2 and plenaries")), (OTHERS, _("Other meetings"))]


@dataclass(frozen=True)
class ItemDecisions:
    """The decisions taken under one item; ``title`` is empty where the item is gone."""

    title: str
    decisions: tuple[str, ...]


@dataclass(frozen=True)
class MeetingDecisions:
    """A meeting with its decisions; ``addenda`` are the days on which its validated minutes were completed."""

    meeting: Meeting
    title: str
    starts_at: dt.datetime
    state: str
    sha256: str
    items: tuple[ItemDecisions, ...]
    addenda: tuple[dt.datetime, ...] = ()

    @property
    def is_final(self) -> bool:
        """Tell whether the minutes are validated."""
        return self.state == MinutesState.VALIDATED

    @property
    def count(self) -> int:
        """Return how many decisions were taken."""
        return sum(len(item.decisions) for item in self.items)

    @property
    def circle(self) -> str:
        """Return the group of ``CIRCLES`` that the meeting belongs to."""
        if self.meeting.kind == MeetingKind.CIRCLE_1:
            return FIRST
        return SECOND if self.meeting.kind in CIRCLE_2_KINDS else OTHERS


@dataclass(frozen=True)
class YearRecord:
    """The record of decisions of a platform in a school year, oldest meeting first.

    ``hidden`` tells that meetings of the year that the reader may know of stand behind a charter not signed yet.
    """

    platform: Platform
    school_year: int
    meetings: tuple[MeetingDecisions, ...]
    hidden: bool = False

    @property
    def year_label(self) -> str:
        """Return "2026-2027"."""
        return school_year_label(self.school_year)

    @property
    def count(self) -> int:
        """Return how many decisions the record holds."""
        return sum(meeting.count for meeting in self.meetings)

    def matching(self, *, circle: str = "", words: str = "") -> "YearRecord":
        """Return the record with the meetings of ``circle`` (``CIRCLES``) and the decisions that hold all ``words``.

        A word counts in the decision, its item's title or the meeting's; case and accents do not.
        """
        kept = [one for one in self.meetings if not circle or one.circle == circle]
        wanted = fold(words).split()
        if wanted:
            kept = [found for found in (_with_words(one, wanted) for one in kept) if found.items]
        return replace(self, meetings=tuple(kept))


def decisions_of_year(platform: Platform, school_year: int, viewer) -> YearRecord:
    """Return the decisions of the year that begins in September ``school_year``, as far as ``viewer`` may read minutes.

    Of validated minutes the frozen text counts; the others are read by the team, and in review by those convened. A
    constant number of queries.
    """
    person = person_of(viewer)
    first, last = school_year_bounds(school_year)
    begins = start_of_day(first, platform.timezone)
    ends = start_of_day(last + dt.timedelta(days=1), platform.timezone)
    visible = Meeting.objects.visible_to(viewer).filter(
        platform=platform, starts_at__gte=begins, starts_at__lt=ends, minutes__isnull=False
    )
    invited = person.invitations.filter(meeting=OuterRef("pk")) if person else Meeting.objects.none()
    meetings = list(visible.annotate(is_invited=Exists(invited)).select_related("minutes").order_by("starts_at", "pk"))
    gate = DetailsGate(viewer)
    is_team = platform.pk in gate.team_ids
    opened = [meeting for meeting in meetings if is_team or gate.opens(meeting)]
    readable = [meeting for meeting in opened if is_team or _is_readable(meeting)]
    drafts = [meeting.pk for meeting in readable if meeting.minutes.state != MinutesState.VALIDATED]
    stored = _stored_decisions(drafts)
    addenda: dict[int, list[dt.datetime]] = {}
    for minutes, written_at in Addendum.objects.filter(
        minutes__in=[meeting.minutes.pk for meeting in readable]
    ).values_list("minutes", "written_at"):
        addenda.setdefault(minutes, []).append(written_at)
    rows = []
    for meeting in readable:
        meeting.platform = platform
        minutes = meeting.minutes
        frozen = minutes.frozen if minutes.state == MinutesState.VALIDATED else None
        items = _frozen_decisions(frozen) if frozen else stored.get(meeting.pk, ())
        if items:
            rows.append(
                MeetingDecisions(
                    meeting=meeting,
                    title=frozen["title"] if frozen else meeting.title,
                    starts_at=meeting.starts_at,
                    state=minutes.state,
                    sha256=minutes.sha256,
                    items=tuple(items),
                    addenda=tuple(addenda.get(minutes.pk, ())),
                )
            )
    return YearRecord(platform, school_year, tuple(rows), hidden=len(opened) < len(meetings))


def years_with_decisions(platform: Platform, today: dt.date) -> list[int]:
    """Return the school years, newest first, in which the platform met, and this one, in one query."""
    first = Meeting.objects.filter(platform=platform, minutes__isnull=False).order_by("starts_at")
    began = first.values_list("starts_at", flat=True).first()
    current = school_year_of(today)
    oldest = min(school_year_of(began.date()), current) if began else current
    return list(range(current, max(oldest, current - 20) - 1, -1))


def _is_readable(meeting: Meeting) -> bool:
    state = meeting.minutes.state
    return state == MinutesState.VALIDATED or (state == MinutesState.IN_REVIEW and meeting.is_invited)


def _frozen_decisions(frozen: dict) -> list[ItemDecisions]:
    return [ItemDecisions(item["title"], tuple(item["decisions"])) for item in frozen["items"] if item["decisions"]]


def _stored_decisions(meetings: Iterable[int]) -> dict[int, list[ItemDecisions]]:
    rows = Decision.objects.filter(meeting__in=meetings).order_by("item__position", "created_at", "pk")
    found: dict[int, dict[int | None, tuple[str, list[str]]]] = {}
    for meeting, item, title, text in rows.values_list("meeting", "item", "item__title", "text"):
        found.setdefault(meeting, {}).setdefault(item, (title or "", []))[1].append(text)
    return {
        meeting: [ItemDecisions(title, tuple(texts)) for title, texts in items.values()]
        for meeting, items in found.items()
    }


def _with_words(row: MeetingDecisions, wanted: list[str]) -> MeetingDecisions:
    items = []
    for item in row.items:
        around = f"{row.title} {item.title}"
        texts = tuple(text for text in item.decisions if _holds(f"{around} {text}", wanted))
        if texts:
            items.append(ItemDecisions(item.title, texts))
    return replace(row, items=tuple(items))


def _holds(text: str, wanted: list[str]) -> bool:
    folded = fold(text)
    return all(word in folded for word in wanted)
