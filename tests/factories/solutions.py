"""Solutions, their sessions and reports of seats."""

import itertools

from django.utils import timezone

from portal.core.fold import fold
from portal.directory.models import Territory
from portal.solutions_map.enums import CatalogueFamily, Entry
from portal.solutions_map.models import (
    Audience,
    Funder,
    Level,
    Need,
    RecordedNeed,
    SeatReport,
    Session,
    Solution,
    SolutionType,
)
from portal.solutions_map.seasons import Month

from .directory import make_platform

_numbers = itertools.count(1)
_LISTS = ("needs", "audiences", "levels", "providers", "prescribers", "sites", "funders")


def _entry(model, name, fields):
    number = next(_numbers)
    return model.objects.create(**{"code": f"essai-{number}", "name": name or f"Entrée {number}", **fields})


def make_solution_type(name=None, **fields):
    """Return a type of solution, of the family "training" unless ``family`` is given."""
    made = _entry(SolutionType, name, {"family": CatalogueFamily.TRAINING, **fields})
    made.search_text = fold(made.name)
    made.save(update_fields=["search_text"])
    return made


def make_need(name=None, **fields):
    """Return a need."""
    return _entry(Need, name, fields)


def make_audience(name=None, **fields):
    """Return an audience."""
    return _entry(Audience, name, fields)


def make_level(name=None, **fields):
    """Return a level at entry."""
    return _entry(Level, name, fields)


def make_funder(name=None, **fields):
    """Return a source of funding."""
    return _entry(Funder, name, fields)


def make_solution(keeper=None, *, published=True, closed=False, **fields):
    """Return a solution of ``keeper`` (a platform or a territory; a new platform by default).

    It is on the map unless ``published=False`` (a draft) or ``closed=True``. ``needs``, ``audiences``, ``levels``,
    ``providers``, ``prescribers``, ``sites`` and ``funders`` take lists of rows.
    """
    keeper = keeper or make_platform()
    number = next(_numbers)
    lists = {name: fields.pop(name) for name in _LISTS if name in fields}
    if "solution_type" not in fields:
        fields["solution_type"], _made = SolutionType.objects.get_or_create(
            code="test-type", defaults={"name": "Type d’essai", "family": CatalogueFamily.TRAINING}
        )
    now = timezone.now()
    fields = {
        "territory" if isinstance(keeper, Territory) else "platform": keeper,
        "name": f"Solution {number}",
        "how_to_orient": "Appeler l’accueil, puis envoyer la fiche de liaison.",
        "published_at": now if published else None,
        "closed_at": now if closed else None,
        **fields,
    }
    fields.setdefault("search_text", fold(f"{fields['name']}\n{fields['solution_type'].name}"))
    solution = Solution.objects.create(**fields)
    for name, rows in lists.items():
        getattr(solution, name).set(rows)
    return solution


def make_session(solution=None, entry=Entry.PERMANENT, **fields):
    """Return a way into ``solution`` (a new one by default); dated ones need ``start``."""
    return Session.objects.create(solution=solution or make_solution(), entry=entry, **fields)


def make_seat_report(session=None, free=3, capacity=10, **fields):
    """Return a report of seats for the start of ``session`` (a new permanent one by default), made now."""
    session = session or make_session()
    dated = session.start if session.entry in (Entry.DATED, Entry.ONE_OFF) else None
    return SeatReport.objects.create(
        session=session, **{"for_start": dated, "free": free, "capacity": capacity, **fields}
    )


def make_recorded_need(platform=None, need=None, area=None, **fields):
    """Return a need noted for a platform in its own territory, for this month and the next two unless given."""
    platform = platform or make_platform()
    current = Month(timezone.localdate().replace(day=1))
    fields = {
        "first_month": current.first,
        "last_month": (current + 2).first,
        "noted_on": timezone.localdate(),
        **fields,
    }
    return RecordedNeed.objects.create(
        platform=platform, need=need or make_need(), area=area or platform.territories.first(), **fields
    )
