"""What the page of a solution shows, for the reader who asks: what, for whom, when, where, how to orient first."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .models import Solution
from .openings import best_of
from .seat_lines import panel_lines
from .solution_content import label_of

#: A solution that nobody confirmed for so long is shown as to be confirmed: it lives by school years.
STALE_AFTER_DAYS = 365


def solution_page(solution: Solution, viewer) -> dict:
    """Return the context of the page in a number of queries that does not depend on how much there is."""
    lines = panel_lines(solution)
    may_edit = viewer.has_perm("solutions_map.edit_solution", solution)
    return {
        "solution": solution,
        "list_url": list_url_of(solution, viewer),
        "opening": best_of(line.state for line in lines),
        "for_whom": for_whom(solution),
        "terms": terms(solution),
        "needs": list(solution.needs.all()),
        "providers": list(solution.providers.select_related("actor_type")),
        "prescribers": list(solution.prescribers.all()),
        "sites": list(solution.sites.select_related("commune", "organisation")),
        "funders": list(solution.funders.all()),
        "missing": missing_of(solution, has_session=bool(lines)) if may_edit else [],
        "stale_after": STALE_AFTER_DAYS,
        "may_edit": may_edit,
        "may_publish": viewer.has_perm("solutions_map.publish_solution", solution),
    }


def list_url_of(solution: Solution, viewer) -> str:
    """Return the list that the page leads back to: the keeper's for those who work there, else the whole map."""
    if solution.platform and viewer.has_perm("solutions_map.add_solution", solution.platform):
        return reverse("solutions_map:platform_solutions", args=[solution.platform.slug])
    return reverse("solutions_map:solutions")


def for_whom(solution: Solution) -> list[tuple[str, str]]:
    """Return whom it is for, as labels and values without empty ones."""
    rows = [
        (_("Age"), ages(solution)),
        (label_of("audiences"), ", ".join(str(row) for row in solution.audiences.all())),
        (label_of("levels"), ", ".join(str(row) for row in solution.levels.all())),
        (label_of("conditions"), solution.conditions),
    ]
    return [(label, value) for label, value in rows if value]


def terms(solution: Solution) -> list[tuple[str, str]]:
    """Return duration, cost and form, as labels and values without empty ones."""
    cost = " – ".join(filter(None, (solution.get_cost_display(), solution.cost_details)))
    rows = [
        (label_of("duration"), solution.duration),
        (label_of("cost"), cost),
        (label_of("format"), solution.get_format_display()),
    ]
    return [(label, value) for label, value in rows if value]


def ages(solution: Solution) -> str:
    """Return the ages in words, empty without limit."""
    low, high = solution.age_min, solution.age_max
    if low is not None and high is not None:
        return (
            _("%(low)s to %(high)s years") % {"low": low, "high": high}
            if low != high
            else ngettext("%(age)s year", "%(age)s years", low) % {"age": low}
        )
    if low is not None:
        return _("From %(low)s years") % {"low": low}
    return _("Up to %(high)s years") % {"high": high} if high is not None else ""


def missing_of(solution: Solution, *, has_session: bool, has_need=None, has_provider=None) -> list[str]:
    """Return what is still to be written for a reader to act, in words; what was annotated need not be asked again."""
    has_need = solution.needs.exists() if has_need is None else has_need
    has_provider = solution.providers.exists() if has_provider is None else has_provider
    checks = [
        (solution.how_to_orient, _("how to orient")),
        (has_need, _("the needs it answers")),
        (has_provider, _("who provides it")),
        # What does not exist yet has no way in.
        (has_session or solution.state == "to_create", _("when one may enter")),
        (solution.next_steps or solution.state != "to_create", _("the next steps")),
    ]
    return [label for present, label in checks if not present]
