"""The map as a table: a line for each solution of the filters, with the entry that they ask for.

The public edition holds what ``public_pages`` shows; professionals read how to orient too. Rights are those of the
filter: a row that its reader does not see is in no file (D-06).
"""

from collections.abc import Iterator

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.core.phones import format_phone
from portal.core.spreadsheets.writing import Column

from ..filters import SolutionFilter
from ..hits import Hit, hits_at
from ..openings import OpeningState
from ..solution_content import label_of

#: The map of a large region; the whole country is narrowed down by an area (DESIGN §8: 30,000 solutions).
MAX_ROWS = 20_000
#: Visitors ask without being known: less work for each address.
MAX_PUBLIC_ROWS = 5_000
#: Solutions read at once, with what is told of each.
CHUNK = 1_000
_LISTS = ("needs", "audiences", "levels")


def columns(*, professional: bool) -> list[Column]:
    """Return the columns, in the language of the reader."""
    shown = [
        Column(_("Name"), 40),
        Column(_("Type"), 28),
        Column(label_of("needs"), 32),
        Column(label_of("summary"), 50),
        Column(label_of("public_text"), 50),
        Column(label_of("age_min"), 10),
        Column(label_of("age_max"), 10),
        Column(label_of("audiences"), 28),
        Column(label_of("levels"), 24),
        Column(label_of("format"), 14),
        Column(label_of("duration"), 20),
        Column(label_of("cost"), 18),
        Column(label_of("cost_details"), 28),
        Column(label_of("providers"), 36),
        Column(_("Places to go to"), 50),
        Column(_("Communes"), 24),
        Column(_("Opening"), 16),
        Column(_("Opens on (day)"), 14),
        Column(_("Apply until (day)"), 14),
        Column(_("Free places"), 10),
        Column(_("Places in all"), 10),
        Column(_("Places said on"), 14),
        Column(_("Places said by"), 30),
        Column(_("Places to confirm"), 12),
        Column(label_of("contact_phone"), 17),
        Column(label_of("contact_email"), 32),
        Column(label_of("website"), 32),
        Column(_("Kept by"), 32),
        Column(_("Address of the page"), 48),
    ]
    if professional:
        shown += [
            Column(label_of("state"), 14),
            Column(label_of("description"), 50),
            Column(label_of("conditions"), 40),
            Column(label_of("how_to_orient"), 50),
            Column(label_of("prescribers"), 36),
            Column(label_of("next_steps"), 40),
            Column(label_of("public"), 10),
            Column(_("Confirmed on"), 14),
            Column(_("Last changed"), 14),
        ]
    return shown


def rows(found: SolutionFilter, *, professional: bool) -> Iterator[list]:
    """Return a row for each solution that ``found`` leaves, by name; a few queries for each 1,000 of them."""
    for hit in read(found, professional=professional):
        row = _row(hit)
        yield [*row, *_of_professionals(hit.solution)] if professional else row


def read(found: SolutionFilter, *, professional: bool) -> Iterator[Hit]:
    """Return what is said of each solution of ``found``, with its lists, read some at a time."""
    lists = (*_LISTS, "prescribers") if professional else _LISTS
    keys = list(found.qs.values_list("pk", flat=True))
    for start in range(0, len(keys), CHUNK):
        hits = hits_at(keys[start : start + CHUNK], found, professional=professional)
        prefetch_related_objects([hit.solution for hit in hits], *lists)
        yield from hits


def limit_of(*, professional: bool) -> int:
    """Return how many solutions a file holds at most."""
    return MAX_ROWS if professional else MAX_PUBLIC_ROWS


def page_of(hit: Hit) -> str:
    """Return the whole address of the page, which stays the same."""
    return f"{settings.BASE_URL.rstrip('/')}{hit.url}"


def open_sites(solution) -> list:
    """Return the places of ``solution`` that are not closed, of what is prefetched."""
    return sorted((site for site in solution.sites.all() if site.closed_at is None), key=lambda site: site.pk)


def _row(hit: Hit) -> list:
    solution = hit.solution
    sites = open_sites(solution)
    return [
        solution.name,
        solution.solution_type.name,
        _named(solution.needs),
        solution.summary,
        solution.public_text,
        solution.age_min,
        solution.age_max,
        _named(solution.audiences),
        _named(solution.levels),
        solution.get_format_display(),
        solution.duration,
        solution.get_cost_display(),
        solution.cost_details,
        hit.providers,
        "\n".join(", ".join(filter(None, (site.name, site.full_address))) for site in sites),
        ", ".join(dict.fromkeys(site.commune.name for site in sites if site.commune)),
        *_opening(hit.state),
        format_phone(solution.contact_phone),
        solution.contact_email,
        solution.website,
        str(solution.keeper),
        page_of(hit),
    ]


def _opening(state: OpeningState | None) -> list:
    if state is None:
        return [""] * 8
    opening = [str(state.kind.label), state.opens_on, state.deadline]
    if state.free is None:
        return [*opening, *[""] * 5]
    # A number of places never stands without its day and who said it.
    to_confirm = _("yes") if state.to_confirm else _("no")
    return [*opening, state.free, state.capacity, state.reported_on, state.reported_by_name, to_confirm]


def _of_professionals(solution) -> list:
    return [
        solution.get_state_display(),
        solution.description,
        solution.conditions,
        solution.how_to_orient,
        _named(solution.prescribers),
        solution.next_steps,
        _("yes") if solution.public else _("no"),
        _day(solution.confirmed_at),
        _day(solution.content_changed_at),
    ]


def _named(rows) -> str:
    return ", ".join(str(row) for row in rows.all())


def _day(moment):
    return timezone.localdate(moment) if moment else None
