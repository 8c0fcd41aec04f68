"""Data of the printed booklet: the solutions of an area by need, to hand to colleagues or to young people."""

from collections import defaultdict

from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.core.french_dates import format_date
from portal.core.phones import format_phone
from portal.core.printing import document

from ..enums import Opening, SolutionState
from ..exporting.table import open_sites, read
from ..filters import SolutionFilter
from ..hits import Hit
from ..models import Need
from ..public_pages import platforms_in
from ..seat_lines import line_of, session_label
from ..solution_content import label_of
from ..solution_page import ages
from .solution import opening_words, paragraphs, seats_words

TEMPLATE = "solutions_map/booklet.typ"
#: About two hundred pages: more is no booklet.
MAX_ENTRIES = 400
#: Characters of a solution that surely fit on one page.
SHORT = 1_800
#: Entries of one solution that are printed; the page on the site has them all.
MAX_SESSIONS = 6


def data_of(found: SolutionFilter, *, professional: bool) -> dict:
    """Return what the template prints of ``found``, in a constant number of queries.

    A solution is printed whole under its first need, and named with its page under the others. The public edition
    holds no number of places: it lies about longer than a number is true.
    """
    hits = list(read(found, professional=professional))
    chapters = _chapters(hits, found)
    return {
        "document": document(
            title=_("Solutions near you") if not professional else _("Solutions of the network"),
            subtitle=found.area.label if found.area else "",
            day=found.on,
            platform=found.platform.name if found.platform else "",
            facts=_facts(found, len(hits)),
        ),
        "professional": professional,
        "labels": {
            "contents": _("Contents"),
            "about": _about(professional),
            "look_up": _("Dates and places change. What holds today stands at the address of each solution, or at:"),
            "empty": _("No solution fits these filters."),
            "also": _("See also"),
            "page": _("page {page}"),
            "orient": label_of("how_to_orient"),
            "platforms": _("To talk about it"),
        },
        "site": f"{settings.BASE_URL.rstrip('/')}/solutions/{'' if professional else 'trouver/'}",
        "platforms": [
            [platform.name, " · ".join(filter(None, (format_phone(platform.phone), platform.email)))]
            for platform in _platforms(found)
        ],
        "chapters": [
            {
                "title": title,
                "entries": [_entry(hit, found, professional) for hit in whole],
                "also": [[_label(hit), hit.solution.name] for hit in named],
            }
            for title, whole, named in chapters
        ],
    }


def _about(professional: bool) -> str:
    if professional:
        return _("For each need, what exists in the area: for whom, when one may enter, and how to orient.")
    return _("For each need, what exists near you: what it is, when one may begin, and whom to call.")


def _facts(found: SolutionFilter, count: int) -> list[tuple[str, str]]:
    counted = ngettext("%(count)d solution", "%(count)d solutions", count) % {"count": count}
    chosen = [(capfirst(one.label), one.words) for one in found.chosen() if one.name not in ("area", "platform")]
    return [*chosen, (_("Contains"), counted), (_("State of"), format_date(found.on, weekday=False))]


def _platforms(found: SolutionFilter) -> list:
    return [found.platform] if found.platform else platforms_in(found.area)


def _chapters(hits: list[Hit], found: SolutionFilter) -> list[tuple[str, list[Hit], list[Hit]]]:
    """Return title, hits printed whole and hits named again, for each need of the catalogue; without a need, last."""
    asked = {need.pk for need in found.rows["need"]}
    by_need, without = defaultdict(list), []
    for hit in hits:
        needs = [need for need in hit.solution.needs.all() if not asked or need.pk in asked]
        for need in needs:
            by_need[need.pk].append(hit)
        if not needs:
            without.append(hit)
    chapters, printed = [], set()
    for need in Need.objects.filter(pk__in=by_need):
        whole = [hit for hit in by_need[need.pk] if hit.solution.pk not in printed]
        named = [hit for hit in by_need[need.pk] if hit.solution.pk in printed]
        printed.update(hit.solution.pk for hit in whole)
        chapters.append((need.name, whole, named))
    return [*chapters, (_("Other solutions"), without, [])] if without else chapters


def _label(hit: Hit) -> str:
    return f"solution-{hit.solution.pk}"


def _entry(hit: Hit, found: SolutionFilter, professional: bool) -> dict:
    solution = hit.solution
    cost = " – ".join(filter(None, (solution.get_cost_display(), solution.cost_details)))
    state = solution.get_state_display() if solution.state != SolutionState.EXISTING else ""
    facts = [
        (_("Age"), ages(solution)),
        (label_of("audiences"), ", ".join(str(row) for row in solution.audiences.all())),
        (label_of("levels"), ", ".join(str(row) for row in solution.levels.all())),
        (label_of("conditions"), solution.conditions if professional else ""),
        (label_of("duration"), solution.duration),
        (_("Cost or pay"), cost),
        (_("When"), "\n".join(_when(solution, found.on, professional))),
        (_("Where"), "\n".join(_where(solution))),
        (label_of("prescribers"), ", ".join(str(row) for row in solution.prescribers.all()) if professional else ""),
        (_("Contact"), " · ".join(filter(None, (format_phone(solution.contact_phone), solution.contact_email)))),
        (_("Web site"), solution.website),
    ]
    texts = paragraphs(solution.description if professional else solution.public_text)
    orient = paragraphs(solution.how_to_orient) if professional else []
    facts = [[label, value] for label, value in facts if value]
    return {
        "label": _label(hit),
        "name": solution.name,
        "kind": " · ".join(filter(None, (solution.solution_type.name, hit.providers, state))),
        "summary": solution.summary,
        "text": texts,
        "orient": orient,
        "facts": facts,
        "short": sum(map(len, [*texts, *orient, *(value for _label, value in facts)])) < SHORT,
        "url": f"{settings.BASE_URL.rstrip('/')}{hit.url}",
    }


def _when(solution, on, professional: bool) -> list[str]:
    lines = [line_of(session, on) for session in solution.running_sessions]
    open_ones = sorted((line for line in lines if line.state.kind != Opening.CLOSED), key=lambda line: line.state.rank)
    shown = []
    for line in open_ones[:MAX_SESSIONS]:
        words = [session_label(line.session, named=professional), opening_words(line)]
        if professional and line.state.free is not None:
            words.append(seats_words(line))
        shown.append(" – ".join(words))
    more = len(open_ones) - MAX_SESSIONS
    if more > 0:
        shown.append(ngettext("and %(count)d other entry", "and %(count)d other entries", more) % {"count": more})
    return shown


def _where(solution) -> list[str]:
    return [", ".join(filter(None, (site.name, site.full_address))) for site in open_sites(solution)]
