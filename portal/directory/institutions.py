"""Institutional actors as pages show them: by territory, with whom to call if the reader may know (MISSION A7)."""

from collections.abc import Iterable
from dataclasses import dataclass

from .enums import ActorLevel
from .models import ActorContact, Delegate, Platform, Territory, TerritoryActor

_LEVELS = {level: number for number, level in enumerate(ActorLevel)}


@dataclass(frozen=True)
class ActorLine:
    """An institutional actor with its contacts, and the people of it who represent it in a platform."""

    actor: TerritoryActor
    contacts: list[ActorContact]
    delegates: list[Delegate]


@dataclass(frozen=True)
class Level:
    """The actors of one territory."""

    territory: Territory
    lines: list[ActorLine]


def actors_of(territory: Territory, viewer) -> list[ActorLine]:
    """Return the actors of ``territory`` today, in a constant number of queries."""
    return _lines(territory.actors.active(), viewer)


def levels_around(platform: Platform, viewer) -> list[Level]:
    """Return the actors of all territories that hold ``platform``, the nearest territory first."""
    actors, distances = TerritoryActor.objects.around(platform)
    by_territory: dict[Territory, list[ActorLine]] = {}
    for line in _lines(actors, viewer):
        by_territory.setdefault(line.actor.territory, []).append(line)
    nearest_first = sorted(by_territory, key=lambda one: (distances[one.pk], one.name_folded, one.pk))
    return [Level(one, by_territory[one]) for one in nearest_first]


def _lines(actors, viewer) -> list[ActorLine]:
    rows = list(actors.select_related("organisation__actor_type", "territory"))
    rows.sort(key=lambda one: (_LEVELS[one.organisation.actor_type.level], one.organisation.search_text, one.pk))
    contacts = _by(
        ActorContact.objects.active().visible_to(viewer).filter(actor__in=rows).select_related("person").order_by("pk"),
        lambda row: row.actor_id,
    )
    delegates = _by(
        Delegate.objects.active()
        .visible_to(viewer)
        .filter(participation__organisation__in=[row.organisation_id for row in rows])
        .select_related("person", "participation__platform")
        .order_by("person__last_name", "pk"),
        lambda row: row.participation.organisation_id,
    )
    return [ActorLine(row, contacts.get(row.pk, []), delegates.get(row.organisation_id, [])) for row in rows]


def _by(rows: Iterable, key) -> dict[int, list]:
    found: dict[int, list] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return found
