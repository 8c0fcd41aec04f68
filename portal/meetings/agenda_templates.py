"""The agenda that a meeting of each kind starts from, in words of our own; leads change it as they like."""

from dataclasses import dataclass

from django.utils.translation import gettext, gettext_noop

from .enums import AgendaItemKind, MeetingKind


@dataclass(frozen=True)
class ItemTemplate:
    """An item to start from; ``title`` is a message id, ``minutes`` a usual length."""

    title: str
    minutes: int
    kind: AgendaItemKind = AgendaItemKind.TOPIC


_ACTIONS = ItemTemplate(gettext_noop("Actions in progress since the last meeting"), 10, AgendaItemKind.OPEN_ACTIONS)
_NEXT = ItemTemplate(gettext_noop("Next steps and date of the next meeting"), 10)
_ROUND = ItemTemplate(gettext_noop("Round table: news of each organisation"), 20)

TEMPLATES: dict[str, tuple[ItemTemplate, ...]] = {
    MeetingKind.CIRCLE_1: (
        _ACTIONS,
        ItemTemplate(gettext_noop("Finding young people: where the lists stand and who contacts whom"), 15),
        ItemTemplate(gettext_noop("Situations to work on together (in RIO Suivi)"), 60, AgendaItemKind.SITUATIONS),
        ItemTemplate(gettext_noop("Places available in the coming weeks"), 15, AgendaItemKind.PLACES),
        _NEXT,
    ),
    MeetingKind.CIRCLE_2: (
        _ACTIONS,
        ItemTemplate(gettext_noop("Where the platform stands: figures since the last meeting"), 15),
        ItemTemplate(
            gettext_noop("Situations that call for another partner (in RIO Suivi)"), 30, AgendaItemKind.SITUATIONS
        ),
        ItemTemplate(
            gettext_noop("Solutions: places available, what opens soon, what is missing"), 25, AgendaItemKind.PLACES
        ),
        _ROUND,
        _NEXT,
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
        ItemTemplate(gettext_noop("Subject of the group and what is expected of it"), 15),
        ItemTemplate(gettext_noop("Work in session"), 60),
        ItemTemplate(gettext_noop("What the group proposes to the platform"), 15),
        _NEXT,
    ),
    MeetingKind.STEERING_COMMITTEE: (
        ItemTemplate(gettext_noop("Decisions of the last committee and what became of them"), 15),
        ItemTemplate(gettext_noop("Results of the year, in aggregate figures"), 25),
        ItemTemplate(gettext_noop("Strengths, difficulties and missing solutions in the territory"), 25),
        ItemTemplate(gettext_noop("Means of the platform and commitments of the institutions"), 20),
        ItemTemplate(gettext_noop("Directions for the coming year"), 20),
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


def template_for(kind: str) -> tuple[ItemTemplate, ...]:
    """Return the items that a meeting of ``kind`` starts from."""
    return TEMPLATES[MeetingKind(kind)]


def title_of(item: ItemTemplate) -> str:
    """Return the item's title in the active language: from then on it is the lead's text."""
    return gettext(item.title)
