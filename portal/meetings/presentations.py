"""Who could present itself at a meeting, and who did: what titles, agendas and attendance say (MISSION A11).

Read-only. An agenda item that gives an actor the floor is known by how its title begins: what the team then writes
stays the team's own text.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.core.fold import fold
from portal.directory.models import Organisation, Participation

from .acquaintance import day_of
from .enums import AgendaItemKind, EncounterKind, MeetingKind, MeetingStatus, Presence
from .models import AgendaItem, Encounter, Meeting

#: Meetings at which an actor of the network can present itself to the others.
PRESENTED_AT = (MeetingKind.CIRCLE_2, MeetingKind.PLENARY)
#: Meetings that are about getting to know an actor.
ABOUT_ACTORS = (MeetingKind.PRESENTATION, MeetingKind.VISIT)
#: How many names the preparation of an agenda suggests.
SUGGESTED = 3
#: Whoever presented itself within this time is not suggested again.
KNOWN_FOR = dt.timedelta(days=365)


@dataclass(frozen=True)
class Suggestion:
    """Somebody who could present itself, and when it last did."""

    organisation: Organisation
    last: dt.date | None


def presentation_title(organisation) -> str:
    """Return the title of the agenda item under which ``organisation`` presents itself."""
    return (_("Presentation of “%(organisation)s”") % {"organisation": organisation})[:160]


def _presentation_beginnings() -> list[str]:
    """Return how ``presentation_title`` begins in every language: an agenda keeps that of its author."""
    found = []
    for code, _name in settings.LANGUAGES:
        with override(code):
            found.append(_("Presentation of “%(organisation)s”").partition("%(")[0])
    return found


def has_presentation() -> Q:
    """Return the condition, on agenda items, "written by ``presentation_title``"."""
    condition = Q()
    for beginning in _presentation_beginnings():
        condition |= Q(title__startswith=beginning)
    return condition & Q(kind=AgendaItemKind.TOPIC)


def is_presentation(item: AgendaItem) -> bool:
    """Tell the same of one item."""
    return item.kind == AgendaItemKind.TOPIC and item.title.startswith(tuple(_presentation_beginnings()))


def could_present(meeting: Meeting) -> list[Suggestion]:
    """Return the few members whom the agenda of ``meeting`` could give the floor: never first, then longest ago.

    Nobody whose name stands in an agenda to come, nor who presented itself within a year. Nothing for meetings where
    nobody presents itself. A constant number of queries, for the team alone.
    """
    platform = meeting.platform
    if platform is None or meeting.kind not in PRESENTED_AT or meeting.is_over:
        return []
    day = day_of(meeting)
    members = Participation.objects.members(day).filter(platform=platform)
    rows = list(members.select_related("organisation"))
    last = dict(
        Encounter.objects.filter(platform=platform, kind=EncounterKind.PRESENTATION)
        .order_by()
        .values_list("organisation")
        .annotate(last=Max("happened_on"))
    )
    titles = AgendaItem.objects.filter(
        Q(meeting__starts_at__gte=timezone.now()) | Q(meeting=meeting.pk),
        meeting__platform=platform,
        kind=AgendaItemKind.TOPIC,
    ).exclude(meeting__status=MeetingStatus.CANCELLED)
    announced = Meeting.objects.filter(platform=platform, kind__in=ABOUT_ACTORS, starts_at__gte=timezone.now())
    announced = announced.exclude(status=MeetingStatus.CANCELLED).values_list("title", flat=True)
    words = words_of([*titles.values_list("title", flat=True), *announced])
    found = [
        Suggestion(row.organisation, last.get(row.organisation_id))
        for row in rows
        if not is_named(row.organisation, words)
        and (row.organisation_id not in last or last[row.organisation_id] <= day - KNOWN_FOR)
    ]
    found.sort(key=lambda one: (one.last or dt.date.min, one.organisation.search_text, one.organisation.pk))
    return found[:SUGGESTED]


def words_of(titles: Iterable[str]) -> str:
    """Return all ``titles`` folded, in one text that ``is_named`` searches."""
    return "|".join(f" {fold(title)} " for title in titles)


def is_named(organisation: Organisation, words: str) -> bool:
    """Tell whether one of the titles in ``words`` holds the name of ``organisation``, accents and case apart."""
    return f" {fold(organisation.name)} " in words


def _is_meant(organisation: Organisation, words: str, *, alone: bool) -> bool:
    """Tell whether a title means ``organisation``, ``alone`` of its type or not; the team looks before saving."""
    said = [organisation.name, organisation.short_name, organisation.actor_type.name if alone else ""]
    return any(f" {fold(text)} " in words for text in said if fold(text))


@dataclass(frozen=True)
class Proposal:
    """What a meeting says about who was met: marks beside names, by organisation, and which of them are chosen."""

    marks: dict[int, str]
    chosen: list[int]


def proposed_at(meeting: Meeting, organisations: Iterable[Organisation]) -> Proposal:
    """Return who of ``organisations`` was met at ``meeting``, by its title, its agenda, its place and its attendance.

    Whoever the title or the agenda names is chosen, be it by the short name or by the type of which there is no other;
    of a visit also whose place it was. Those who were present are only marked: they listened. Whoever is recorded at
    this meeting already is not chosen again. ``organisations`` have their types at hand. Three queries at most.
    """
    items = list(meeting.agenda_items.filter(kind=AgendaItemKind.TOPIC).select_related("presenter"))
    words = words_of([meeting.title, *(item.title for item in items)])
    organisations = list(organisations)
    of_type = Counter(organisation.actor_type_id for organisation in organisations)
    about = meeting.kind in ABOUT_ACTORS
    presenting = {item.presenter.organisation_id for item in items if item.presenter} if about else set()
    came = Q(presence=Presence.PRESENT) | Q(presence=Presence.REPRESENTED)
    present = set(meeting.invitees.filter(came).values_list("organisation", flat=True))
    visited = meeting.venue.site.organisation_id if meeting.kind == MeetingKind.VISIT and meeting.venue else None
    recorded = set(meeting.encounters.values_list("organisation", flat=True))
    marks, chosen = {}, []
    for organisation in organisations:
        pk = organisation.pk
        if pk in recorded:
            marks[pk] = _("recorded at this meeting")
        elif pk == visited:
            marks[pk] = _("the place of the visit")
            chosen.append(pk)
        elif _is_meant(organisation, words, alone=of_type[organisation.actor_type_id] == 1) or (
            meeting.kind == MeetingKind.PRESENTATION and pk in presenting
        ):
            marks[pk] = _("on the agenda")
            chosen.append(pk)
        elif pk in present:
            marks[pk] = _("present")
    return Proposal(marks, chosen)
