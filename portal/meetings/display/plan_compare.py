"""A plan beside last year, as tables of numbers."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from portal.core.french_dates import format_month, school_year_label

from ..services.planning_compare import Comparison, Year


@dataclass(frozen=True)
class Row:
    """One line of a table: its name, the number last year, the number in the plan, and the difference."""

    label: str
    before: str
    plan: str
    difference: str = ""


@dataclass(frozen=True)
class Table:
    """The comparison: the two years, totals, months (each circle 1, circle 2, all), hosts. Nothing to compare with
    when ``has_before`` is false."""

    before: str
    plan: str
    has_before: bool
    totals: list[Row]
    months: list[dict]
    hosts: list[Row]


def table_of(comparison: Comparison) -> Table:
    """Put a comparison into words and numbers."""
    before, plan = comparison.before, comparison.plan
    return Table(
        before=school_year_label(comparison.school_year - 1),
        plan=school_year_label(comparison.school_year),
        has_before=bool(before.count()),
        totals=[
            _row(_("Meetings"), before.count(), plan.count()),
            _row(_("Circle 1"), before.count("1"), plan.count("1")),
            _row(_("Circle 2"), before.count("2"), plan.count("2")),
            _row(_("Other meetings"), before.count(""), plan.count("")),
            Row(_("On their usual day"), _share(before), _share(plan)),
        ],
        months=[_month(month, comparison) for month in comparison.months],
        hosts=_hosts(before, plan),
    )


def _row(label: str, before: int, plan: int) -> Row:
    difference = plan - before
    return Row(label, str(before), str(plan), f"{difference:+d}".replace("-", "\u2212") if difference else "=")


def _share(year: Year) -> str:
    return "–" if year.share_usual is None else _("%(share)d%%") % {"share": year.share_usual}


def _month(month, comparison: Comparison) -> dict:
    former = comparison.before.by_month.get(month.replace(year=month.year - 1), {})
    planned = comparison.plan.by_month.get(month, {})
    # The year stands above the columns: each month is that of both.
    name = format_month(month).rpartition(" ")[0]
    return {
        "label": name[0].upper() + name[1:],
        "before": [former.get(circle, 0) for circle in ("1", "2")],
        "plan": [planned.get(circle, 0) for circle in ("1", "2")],
        "total_before": sum(former.values()),
        "total_plan": sum(planned.values()),
    }


def _hosts(before: Year, plan: Year) -> list[Row]:
    names = sorted({*before.hosts, *plan.hosts}, key=lambda name: (not name, -plan.hosts[name], name))
    return [_row(name or _("No place yet"), before.hosts[name], plan.hosts[name]) for name in names]
