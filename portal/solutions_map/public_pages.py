"""What young people and families read of the map: plain values, of what is public alone (MISSION D6).

``how_to_orient``, conditions, notes and names of sessions are written for professionals and stay with them; so does
every name of a person. The public reads the words that the provider wrote for it, days, places and a service's contact.
"""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from portal.directory.find_platform import platforms_of
from portal.directory.models import Commune, Platform

from .areas import Area
from .enums import Opening
from .models import Need, Solution
from .openings import OpeningState, best_of
from .seasons import NOW, months_from
from .seat_lines import panel_lines, session_label
from .solution_content import label_of
from .solution_page import ages

#: More platforms than that are no answer: one looks for one's own.
MAX_PLATFORMS = 3


@dataclass(frozen=True)
class NeedGroup:
    """Needs of one part of life, as one chooses among them."""

    label: str
    needs: list[Need]


@dataclass(frozen=True)
class PublicEntry:
    """A way in, as the public reads it: days and place, and what it is today."""

    label: str
    state: OpeningState


def need_groups() -> list[NeedGroup]:
    """Return the needs that something public answers, with ``count``, by part of life, in one query.

    The part of life is the theme of the need in the data·inclusion lists; needs without one come last.
    """
    of_public = Count("solutions", filter=Q(solutions__in=Solution.objects.public().values("pk")), distinct=True)
    rows = list(Need.objects.annotate(count=of_public).filter(count__gt=0).order_by("order", "name", "pk"))
    groups = []
    for label, themes in _parts():
        inside = [row for row in rows if row.data_inclusion.split("--")[0] in themes]
        rows = [row for row in rows if row not in inside]
        groups.append(NeedGroup(label, inside))
    groups.append(NeedGroup(_("Something else"), rows))
    return [group for group in groups if group.needs]


def _parts() -> list[tuple[str, tuple[str, ...]]]:
    return [
        (_("Study and train"), ("se-former", "lecture-ecriture-calcul", "numerique")),
        (_("Find one’s way and a job"), ("choisir-un-metier", "preparer-sa-candidature", "trouver-un-emploi")),
        (_("Get going again"), ("remobilisation",)),
        (_("Live from day to day"), ("logement-hebergement", "mobilite", "equipement-et-alimentation", "famille")),
        (_("Health"), ("sante",)),
        (_("Rights and money"), ("difficultes-administratives-ou-juridiques", "difficultes-financieres")),
    ]


def moments(found) -> list[tuple[str, str, bool]]:
    """Return the choices of when: value, words, whether chosen; a month of the address that is not listed stays."""
    choices = [(NOW, _("Now"))] + [(month.value, month.label) for month in months_from(found.on)]
    chosen = found.values.get("month", [""])[0]
    if chosen and chosen not in dict(choices):
        choices.append((chosen, found.month.label))
    return [(value, label, value == chosen) for value, label in choices]


def platforms_in(area: Area | None) -> list[Platform]:
    """Return the platforms to talk to in ``area``; none where no area is known or many would answer."""
    if area is None:
        return []
    if area.territory is None:
        found = platforms_of(list(area.communes))
    else:
        found = list(Platform.objects.filter(territories=area.territory).order_by("name_folded", "pk").distinct())
    return found if len(found) <= MAX_PLATFORMS else []


def public_sheet(solution: Solution, on: dt.date) -> dict:
    """Return the context of the page of a public solution, in a number of queries that does not depend on its size."""
    lines = [line for line in panel_lines(solution, on) if line.state.kind != Opening.CLOSED]
    sites = list(solution.sites.filter(closed_at__isnull=True).select_related("commune").order_by("pk"))
    return {
        "solution": solution,
        "opening": best_of(line.state for line in lines),
        "entries": [PublicEntry(session_label(line.session, named=False), line.state) for line in lines],
        "facts": public_facts(solution),
        "needs": list(solution.needs.all()),
        "providers": [row.name for row in solution.providers.all()],
        "sites": sites,
        "platforms": [solution.platform] if solution.platform else _platforms_at(sites),
        "find_text": next((site.postcode for site in sites if site.postcode), ""),
    }


def public_facts(solution: Solution) -> list[tuple[str, str]]:
    """Return whom it is for, what it costs and how long it lasts, as labels and values without empty ones."""
    rows = [
        (_("Age"), ages(solution)),
        (label_of("audiences"), ", ".join(str(row) for row in solution.audiences.all())),
        (label_of("levels"), ", ".join(str(row) for row in solution.levels.all())),
        (label_of("duration"), solution.duration),
        (_("Cost or pay"), " – ".join(filter(None, (solution.get_cost_display(), solution.cost_details)))),
    ]
    return [(label, value) for label, value in rows if value]


def _platforms_at(sites) -> list[Platform]:
    communes = Commune.objects.filter(pk__in={site.commune_id for site in sites if site.commune_id})
    rows = communes.select_related("department__parent", "department__academy").prefetch_related("basins")
    found = platforms_of(list(rows))
    return found if len(found) <= MAX_PLATFORMS else []
