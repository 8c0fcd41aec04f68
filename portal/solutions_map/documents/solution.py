"""Data of the printed solution: one page to hand to a colleague, the same for every reader who may see it."""

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.core.french_dates import format_date
from portal.core.phones import format_phone
from portal.core.printing import document

from ..models import Solution
from ..seat_lines import SeatLine, panel_lines
from ..solution_content import label_of
from ..solution_page import for_whom, terms

TEMPLATE = "solutions_map/solution.typ"


def data_of(solution: Solution) -> dict:
    """Return what the template prints, in a number of queries that does not depend on how much there is.

    A number of seats is printed with its day and its organisation, as everywhere.
    """
    lines = [line for line in panel_lines(solution) if line.state.kind != "closed"]
    contact = [
        (_("Phone"), format_phone(solution.contact_phone)),
        (_("E-mail"), solution.contact_email),
        (_("Web site"), solution.website),
        (label_of("prescribers"), ", ".join(row.name for row in solution.prescribers.all())),
    ]
    texts = [
        (label_of("description"), solution.description),
        (label_of("next_steps"), solution.next_steps if solution.state != "existing" else ""),
    ]
    sites = solution.sites.select_related("commune", "organisation").order_by("pk")
    return {
        "document": document(
            title=solution.name,
            subtitle=str(solution.solution_type),
            platform=str(solution.keeper),
            day=_day_of(solution, lines),
            facts=_facts(solution),
        ),
        "labels": {
            "orient": label_of("how_to_orient"),
            "no_orient": _("Nobody wrote yet how to orient a young person."),
            "whom": _("For whom"),
            "when": _("Entries"),
            "entry": _("Entry"),
            "opening": _("Opening"),
            "seats": _("Seats"),
            "no_entry": _("No entry is planned: ask the organisation."),
            "places": _("Places"),
        },
        "summary": solution.summary,
        "orient": paragraphs(solution.how_to_orient),
        "contact": [[label, value] for label, value in contact if value],
        "whom": [[label, value] for label, value in [*for_whom(solution), *terms(solution)]],
        "entries": [[line.label, opening_words(line), seats_words(line)] for line in lines],
        "sections": [{"title": title, "paragraphs": paragraphs(text)} for title, text in texts if text.strip()],
        "places": [
            {"name": ", ".join(filter(None, (site.organisation.name, site.name))), "address": site.full_address}
            for site in sites
        ],
    }


def _facts(solution: Solution) -> list[tuple[str, str]]:
    confirmed = solution.confirmed_at
    facts = [
        (label_of("providers"), ", ".join(row.name for row in solution.providers.all())),
        (label_of("needs"), ", ".join(str(row) for row in solution.needs.all())),
        (label_of("state"), solution.get_state_display() if solution.state != "existing" else ""),
        (_("Confirmed on"), format_date(timezone.localdate(confirmed), weekday=False) if confirmed else ""),
    ]
    return [(label, value) for label, value in facts if value]


def opening_words(line: SeatLine) -> str:
    """Return when one may enter, in words."""
    state = line.state
    if state.opens_on:
        words = _("Opens on %(day)s") % {"day": format_date(state.opens_on, weekday=False)}
    else:
        words = str(state.kind.label)
    if state.deadline:
        words += ", " + _("apply until %(until)s") % {"until": format_date(state.deadline, weekday=False)}
    return words


def seats_words(line: SeatLine) -> str:
    """Return the number of seats with its day and who said it, or that nobody said one."""
    state = line.state
    if state.free is None:
        return _("Seats not reported")
    values = {
        "free": state.free,
        "capacity": state.capacity,
        "day": format_date(state.reported_on, weekday=False),
        "name": state.reported_by_name,
    }
    if state.to_confirm:
        return _("%(free)s free of %(capacity)s on %(day)s (%(name)s), to confirm") % values
    return _("%(free)s free of %(capacity)s on %(day)s (%(name)s)") % values


def _day_of(solution: Solution, lines: list[SeatLine]):
    """Return the day of the last change, confirmation or report: two printings of one state are the same bytes."""
    moments = [solution.content_changed_at, solution.confirmed_at, *(line.state.reported_at for line in lines)]
    return timezone.localdate(max(moment for moment in moments if moment))


def paragraphs(text: str) -> list[str]:
    """Return the lines of ``text`` that say something."""
    return [line.strip() for line in text.splitlines() if line.strip()]
