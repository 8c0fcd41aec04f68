"""A plan as its pages show it: lines by month or by what becomes of them, months with quiet bands, counts."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.core.french_dates import format_date_range
from portal.core.month_grid import Band, Item, Month, build_range

from ..scheduling import PlanRequest, Status
from ..scheduling.wording import describe_warning
from ..services.planning_preview import PlanPreview
from ..services.planning_rows import Change
from .plan_lines import Line, lines_of

__all__ = ["Counts", "Group", "Milestone", "accept_label", "by_change", "by_month", "lines_of", "months_of"]

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Milestone:
    """A stretch of the year that the list names on its first day: a campaign, the checks by schools before it."""

    day: dt.date
    text: str
    kind: str


@dataclass(frozen=True)
class MonthOfLines:
    """The lines of one month, in order, milestones among them; each pair is a line or a milestone."""

    first: dt.date
    lines: list[Line | Milestone]


@dataclass(frozen=True)
class Group:
    """The lines that one thing happens to when the plan is accepted."""

    change: str
    title: str
    lines: list[Line]


@dataclass(frozen=True)
class Counts:
    """What a plan holds, in numbers; ``others`` are neither circle 1 nor circle 2 meetings."""

    circle_1: int
    circle_2: int
    groups: int
    moved: int
    skipped: int
    merged: int
    taken: int
    edited: int

    @property
    def held(self) -> int:
        """All meetings of circles and working groups."""
        return self.circle_1 + self.circle_2 + self.groups


def by_month(lines: list[Line], milestones: list[Milestone] = ()) -> list[MonthOfLines]:
    """Return the lines under the first day of their month, each milestone before what is on its day or after it."""
    if not lines:
        return []
    last = max(line.day for line in lines)
    shown = [item for item in milestones if item.day <= last]
    mixed = sorted([*shown, *lines], key=lambda item: (item.day, isinstance(item, Line)))
    return [MonthOfLines(first, list(group)) for first, group in groupby(mixed, lambda item: item.day.replace(day=1))]


def by_change(lines: list[Line]) -> list[Group]:
    """Return the lines by what accepting does to them: first what changes, last what does not happen at all."""
    groups = [
        Group("updated", _("Are changed"), [line for line in lines if line.change is Change.UPDATED]),
        Group("new", _("Are added"), [line for line in lines if line.change is Change.NEW]),
        Group("withdrawn", _("Are cancelled"), [line for line in lines if line.change is Change.WITHDRAWN]),
        Group(
            "same", _("Stay as they are"), [line for line in lines if line.change in (Change.UNTOUCHED, Change.SAME)]
        ),
        Group("none", _("No meeting"), [line for line in lines if line.change is Change.NONE]),
    ]
    return [group for group in groups if group.lines]


def milestones_of(plan: PlanPreview) -> list[Milestone]:
    """Return the campaigns of the plan and the weeks of checks by schools before them, from today on."""
    found = []
    for campaign in plan.request.campaigns:
        if campaign.checks_from is not None and campaign.checks_from < campaign.start:
            end = campaign.start - _DAY
            text = _("Checks by schools: %(campaign)s") % {"campaign": campaign.label}
            found.append((campaign.checks_from, end, text, "checks"))
        found.append((campaign.start, campaign.end, campaign.label, "campaign"))
    return [
        Milestone(max(start, plan.today), f"{text}, {format_date_range(start, end)}", kind)
        for start, end, text, kind in found
        if end >= plan.today
    ]


def months_of(plan: PlanPreview, lines: list[Line], list_url: str) -> list[Month]:
    """Return the months of the plan from today on; each item leads to its line in the list."""
    items = defaultdict(list)
    for line in lines:
        if line.circle and not line.held and line.chip_kind == "neutral" and not line.key:
            continue
        state, state_label = _calendar_state(line)
        items[line.day].append(
            Item.of_circle(
                line.circle,
                line.title,
                time=line.time if line.held else "",
                url=f"{list_url}#{line.anchor}",
                state=state,
                state_label=state_label,
                key=line.key,
            )
        )
    first = max(plan.answers.start, plan.today)
    last = max([plan.answers.end, *(line.day for line in lines)])
    return build_range(first, last, items, bands_of(plan.request), plan.today)


def bands_of(request: PlanRequest) -> list[Band]:
    """Return campaigns, checks by schools, school and public holidays and closed days as quiet bands."""
    checks = [item for item in request.campaigns if item.checks_from is not None and item.checks_from < item.start]
    return [
        *(Band(item.start, item.end, item.label, "campaign") for item in request.campaigns),
        *(
            Band(
                item.checks_from,
                item.start - _DAY,
                _("Checks by schools: %(campaign)s") % {"campaign": item.label},
                "checks",
            )
            for item in checks
        ),
        *(Band(item.start, item.end, item.name, "holidays") for item in request.school_holidays),
        *(Band(day, day, name, "holiday") for day, name in request.public_holidays.items()),
        *(Band(day, day, reason or _("Closed day"), "closed") for day, reason in request.closed_days.items()),
    ]


def warnings_of(plan: PlanPreview) -> list[str]:
    """Return the warnings of the plan as sentences; those on dates that are past already are left out."""
    return [
        describe_warning(warning, plan.reading.groups)
        for warning in plan.proposal.warnings
        if warning.end is None or warning.end >= plan.today
    ]


def counts_of(plan: PlanPreview) -> Counts:
    """Return what the plan holds from today on."""
    held = [row for row in plan.rows if row.is_held]
    planned = [row.occurrence for row in plan.rows if row.occurrence and not row.stays and not row.instead]
    return Counts(
        circle_1=sum(row.circle == "1" for row in held),
        circle_2=sum(row.circle == "2" for row in held),
        groups=sum(not row.circle and row.group is not None for row in held),
        moved=sum(item.status is Status.MOVED and not item.edited for item in planned),
        skipped=sum(item.status is Status.SKIPPED and not item.edited for item in planned),
        merged=sum(item.status is Status.MERGED for item in planned),
        taken=sum(item.is_held and bool(item.conflicts) for item in planned),
        edited=len(plan.draft.edits),
    )


def accept_label(plan: PlanPreview) -> str:
    """Say what accepting writes, for its button."""
    creates, updates = len(plan.rows_that(Change.NEW)), len(plan.rows_that(Change.UPDATED))
    withdraws = len(plan.rows_that(Change.WITHDRAWN))
    if not plan.writes:
        return _("Accept this calendar")
    if not (updates or withdraws):
        return ngettext("Accept: write %(count)d meeting", "Accept: write %(count)d meetings", creates) % {
            "count": creates
        }
    parts = []
    if creates:
        parts.append(ngettext("%(count)d added", "%(count)d added", creates) % {"count": creates})
    if updates:
        parts.append(ngettext("%(count)d changed", "%(count)d changed", updates) % {"count": updates})
    if withdraws:
        parts.append(ngettext("%(count)d cancelled", "%(count)d cancelled", withdraws) % {"count": withdraws})
    return _("Accept: %(what)s") % {"what": ", ".join(parts)}


def _calendar_state(line: Line) -> tuple[str, str]:
    if not line.held:
        return "dropped", line.chip
    return ("moved", line.chip) if line.chip_kind == "warning" else ("", "")
