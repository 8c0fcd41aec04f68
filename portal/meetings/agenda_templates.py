"""The agenda that a meeting of each kind starts from, in words of our own; platforms and territories have theirs (B5).

The topics are those of the guide for the circles, and of the mission letter of officers for committees.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import Q
from django.utils.translation import gettext, gettext_noop

from portal.directory.models import Platform, Territory

from .enums import AgendaItemKind, MeetingKind
from .models import AgendaTemplate, Meeting
from .nearest import scope_of, scopes_around


@dataclass(frozen=True)
class ItemTemplate:
    """An item to start from; ``title`` is a message id in ``TEMPLATES``, ``minutes`` a usual length."""

    title: str
    minutes: int
    kind: AgendaItemKind = AgendaItemKind.TOPIC


_ACTIONS = ItemTemplate(gettext_noop("Actions in progress since the last meeting"), 10, AgendaItemKind.OPEN_ACTIONS)
_NEXT = ItemTemplate(gettext_noop("Next steps and date of the next meeting"), 10)
_ROUND = ItemTemplate(gettext_noop("Round table: news of each organisation"), 20)

TEMPLATES: dict[str, tuple[ItemTemplate, ...]] = {
    MeetingKind.CIRCLE_1: (
        _ACTIONS,
        ItemTemplate(gettext_noop("What each has done since the last meeting: contacts made, answers received"), 15),
        ItemTemplate(gettext_noop("From the lists to follow-up: where each of the four steps stands"), 15),
        ItemTemplate(gettext_noop("Situations to work on together (in RIO Suivi)"), 45, AgendaItemKind.SITUATIONS),
        ItemTemplate(gettext_noop("Places available in the coming weeks"), 15, AgendaItemKind.PLACES),
        ItemTemplate(gettext_noop("Our figures, and what we do better from now on"), 10),
        ItemTemplate(gettext_noop("Next steps, and what to prepare for the wider meetings"), 10),
    ),
    MeetingKind.CIRCLE_2: (
        _ACTIONS,
        ItemTemplate(gettext_noop("Where the platform stands: figures, difficulties, what each can bring"), 25),
        ItemTemplate(gettext_noop("Action plan: what moves on, what is added"), 15),
        ItemTemplate(
            gettext_noop("Situations that call for another partner (in RIO Suivi)"), 20, AgendaItemKind.SITUATIONS
        ),
        ItemTemplate(
            gettext_noop("Solutions: places available, what opens soon, what is missing"), 25, AgendaItemKind.PLACES
        ),
        _ROUND,
        ItemTemplate(gettext_noop("Next steps and date of the next meeting"), 5),
    ),
    MeetingKind.PLENARY: (
        ItemTemplate(gettext_noop("Welcome and presentation of those who join the network"), 15),
        ItemTemplate(gettext_noop("Review of the past year"), 30),
        ItemTemplate(gettext_noop("Objectives of the year and how we work together"), 30),
        ItemTemplate(gettext_noop("Calendar of the campaigns and of the circles"), 15),
        ItemTemplate(gettext_noop("Questions and proposals of the partners"), 20),
    ),
    MeetingKind.WORKING_GROUP: (
        _ACTIONS,
        ItemTemplate(gettext_noop("Subject of the group and what is expected of it"), 10),
        ItemTemplate(gettext_noop("Situations to work on together (in RIO Suivi)"), 30, AgendaItemKind.SITUATIONS),
        ItemTemplate(gettext_noop("Work in session"), 45),
        ItemTemplate(gettext_noop("What the group proposes to the platform"), 15),
        _NEXT,
    ),
    MeetingKind.STEERING_COMMITTEE: (
        ItemTemplate(gettext_noop("Decisions of the last committee and what became of them"), 10),
        ItemTemplate(gettext_noop("Results of the year: aggregate figures, and what each partner did"), 25),
        ItemTemplate(gettext_noop("What is new: laws, schemes, calls for projects"), 15),
        ItemTemplate(gettext_noop("Needs of the territory and missing solutions"), 25),
        ItemTemplate(gettext_noop("Who does what: the field of each actor, and who is missing"), 15),
        ItemTemplate(gettext_noop("Means, commitments and directions for the coming year"), 30),
    ),
    MeetingKind.LEADS: (
        _ACTIONS,
        ItemTemplate(gettext_noop("News from the department and the region"), 20),
        ItemTemplate(gettext_noop("Where each platform stands"), 40),
        ItemTemplate(gettext_noop("A practice to share"), 20),
        ItemTemplate(gettext_noop("Difficulties to pass on"), 15),
        _NEXT,
    ),
    MeetingKind.BILATERAL: (
        ItemTemplate(gettext_noop("What each expects of the meeting"), 10),
        ItemTemplate(gettext_noop("How we work together today"), 20),
        ItemTemplate(gettext_noop("What we change, and who does it"), 25),
        _NEXT,
    ),
    MeetingKind.PRESENTATION: (
        ItemTemplate(gettext_noop("Who we are and whom we receive"), 20),
        ItemTemplate(gettext_noop("What we offer and how to send somebody to us"), 25),
        ItemTemplate(gettext_noop("Questions of the partners"), 20),
        ItemTemplate(gettext_noop("How to work together from now on"), 15),
    ),
    MeetingKind.VISIT: (
        ItemTemplate(gettext_noop("Welcome and tour of the place"), 45),
        ItemTemplate(gettext_noop("Meeting the team and the people received"), 30),
        ItemTemplate(gettext_noop("What we keep for our guidance of young people"), 20),
    ),
    MeetingKind.MAP_FINALISATION: (
        ItemTemplate(gettext_noop("Solutions kept, changed or closed since last year"), 25),
        ItemTemplate(gettext_noop("Places and dates of entry of each solution"), 40, AgendaItemKind.PLACES),
        ItemTemplate(gettext_noop("Needs without an answer in the territory"), 25),
        ItemTemplate(gettext_noop("Who keeps what up to date, and when"), 15),
        _NEXT,
    ),
}


@dataclass(frozen=True)
class Outline:
    """The agenda that a meeting starts from: items with their text, and whose they are."""

    items: tuple[ItemTemplate, ...]
    #: The stored row that they come from; None for the portal's own.
    row: AgendaTemplate | None = None

    @property
    def source(self) -> str:
        """Return the platform or territory whose agenda it is; empty for the portal's own."""
        return "" if self.row is None else str(self.row.platform or self.row.territory)

    @property
    def minutes(self) -> int:
        """Return how long the items are in all."""
        return sum(item.minutes for item in self.items)


def usual_outline(kind: str) -> Outline:
    """Return what a meeting of ``kind`` starts from where nobody chose anything, in the active language."""
    return Outline(tuple(replace(item, title=gettext(item.title)) for item in TEMPLATES[MeetingKind(kind)]))


def outlines_for(meetings: Iterable[Meeting]) -> list[Outline]:
    """Return the agenda that each of ``meetings`` starts from, in their order: the nearest scope's, else the usual one.

    Meetings may be unsaved; a constant number of queries.
    """
    meetings = list(meetings)
    rows = _rows_for(meetings)
    around = scopes_around(meetings) if rows else {}
    found = []
    for meeting in meetings:
        own = scope_of(meeting)
        keys = ((*scope, meeting.kind) for scope in around.get(own, [own]))
        row = next((rows[key] for key in keys if key in rows), None)
        found.append(usual_outline(meeting.kind) if row is None else outline_of(row))
    return found


def outlines_of(place: Platform | Territory) -> list[tuple[str, Outline]]:
    """Return every kind with the agenda that its meetings start from in a platform or a territory."""
    name = "platform" if isinstance(place, Platform) else "territory"
    meetings = [Meeting(kind=kind, **{name: place}) for kind in MeetingKind.values]
    return list(zip(MeetingKind.values, outlines_for(meetings), strict=True))


def outline_of(row: AgendaTemplate) -> Outline:
    """Return what a stored row says."""
    items = (ItemTemplate(one["title"], one["minutes"], AgendaItemKind(one["kind"])) for one in row.items)
    return Outline(tuple(items), row)


def _rows_for(meetings: list[Meeting]) -> dict[tuple, AgendaTemplate]:
    if not meetings:
        return {}
    found = AgendaTemplate.objects.filter(kind__in={meeting.kind for meeting in meetings})
    # All of these kinds: there are few, and most platforms have none, which then costs this query alone.
    near = Q(territory__isnull=False) | Q(platform__in={meeting.platform_id for meeting in meetings} - {None})
    return {(*scope_of(row), row.kind): row for row in found.filter(near).select_related("platform", "territory")}
