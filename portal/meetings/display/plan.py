"""A plan as its pages show it: one line a date with its sentence and its acts, months with quiet bands, counts."""

import datetime as dt
import zoneinfo
from collections import defaultdict
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _

from portal.core.french_dates import format_date, format_time
from portal.core.month_grid import Band, Item, Month, build_range

from ..enums import MeetingStatus
from ..scheduling import PlanRequest, Status
from ..scheduling.wording import describe, describe_warning
from ..services.planning_preview import Change, PlanPreview, PlanRow


@dataclass(frozen=True)
class Line:
    """One date in the list. ``chip`` and ``chip_kind`` say its state, ``sentence`` why; acts are empty where none."""

    anchor: str
    day: dt.date
    time: str
    circle: str
    title: str
    held: bool
    chip: str
    chip_kind: str
    sentence: str
    note: str = ""
    key: str = ""
    meeting: object = None
    keep_label: str = ""
    can_drop: bool = False
    can_reset: bool = False

    @property
    def is_editable(self) -> bool:
        """Whether the lead may still change this date."""
        return bool(self.key)

    @property
    def label(self) -> str:
        """Return the date in words, for the names of fields and buttons."""
        return format_date(self.day)


@dataclass(frozen=True)
class MonthOfLines:
    """The lines of one month, in order."""

    first: dt.date
    lines: list[Line]


@dataclass(frozen=True)
class Counts:
    """What a plan holds, in numbers."""

    circle_1: int
    circle_2: int
    moved: int
    skipped: int
    merged: int
    edited: int

    @property
    def held(self) -> int:
        """All meetings of the circles."""
        return self.circle_1 + self.circle_2


def lines_of(plan: PlanPreview) -> list[Line]:
    """Return the lines of the list, by day."""
    zone = zoneinfo.ZoneInfo(plan.draft.platform.timezone)
    return [_line(row, zone) for row in plan.rows]


def by_month(lines: list[Line]) -> list[MonthOfLines]:
    """Return the lines under the first day of their month."""
    return [MonthOfLines(first, list(group)) for first, group in groupby(lines, lambda line: line.day.replace(day=1))]


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
            )
        )
    first = max(plan.answers.start, plan.today)
    last = max([plan.answers.end, *(line.day for line in lines)])
    return build_range(first, last, items, bands_of(plan.request), plan.today)


def bands_of(request: PlanRequest) -> list[Band]:
    """Return campaigns, school holidays, public holidays and closed days as quiet bands."""
    return [
        *(Band(item.start, item.end, item.label, "campaign") for item in request.campaigns),
        *(Band(item.start, item.end, item.name, "holidays") for item in request.school_holidays),
        *(Band(day, day, name, "holiday") for day, name in request.public_holidays.items()),
        *(Band(day, day, reason or _("Closed day"), "closed") for day, reason in request.closed_days.items()),
    ]


def warnings_of(plan: PlanPreview) -> list[str]:
    """Return the warnings of the plan as sentences; those on dates that are past already are left out."""
    return [
        describe_warning(warning)
        for warning in plan.proposal.warnings
        if warning.end is None or warning.end >= plan.today
    ]


def counts_of(plan: PlanPreview) -> Counts:
    """Return what the plan holds from today on."""
    held = [row for row in plan.rows if row.is_held]
    planned = [
        row.occurrence for row in plan.rows if row.occurrence and row.change is not Change.UNTOUCHED and not row.instead
    ]
    return Counts(
        circle_1=sum(_circle(row) == "1" for row in held),
        circle_2=sum(_circle(row) == "2" for row in held),
        moved=sum(item.status is Status.MOVED and not item.edited for item in planned),
        skipped=sum(item.status is Status.SKIPPED and not item.edited for item in planned),
        merged=sum(item.status is Status.MERGED for item in planned),
        edited=len(plan.draft.edits),
    )


def _line(row: PlanRow, zone) -> Line:
    if row.occurrence is None or row.change is Change.UNTOUCHED:
        return _line_of_meeting(row, zone)
    occurrence = row.occurrence
    chip, chip_kind = _chip(row)
    keep = ""
    if occurrence.status is not Status.KEPT or row.instead is not None:
        keep = _("Hold it on %(date)s all the same") % {"date": format_date(occurrence.nominal, year=False)}
    return Line(
        anchor=_anchor(str(occurrence.key)),
        day=occurrence.day,
        time=format_time(occurrence.start),
        circle=str(occurrence.circle),
        title=_title(str(occurrence.circle)),
        held=row.is_held,
        chip=chip,
        chip_kind=chip_kind,
        sentence=_sentence(row, zone),
        note=_note(row, zone),
        key=str(occurrence.key),
        meeting=row.meeting,
        keep_label=keep,
        can_drop=row.is_held,
        can_reset=occurrence.edited,
    )


def _line_of_meeting(row: PlanRow, zone) -> Line:
    meeting = row.meeting
    starts_at = meeting.starts_at.astimezone(zone)
    withdrawn = row.change is Change.WITHDRAWN
    if withdrawn:
        chip, kind, sentence = _("Cancelled by this calendar"), "danger", _("The new calendar does not hold this date")
    else:
        chip, kind = _("Stays as it is"), "neutral"
        sentence = _why_it_stays(meeting, named=row.occurrence is not None)
    return Line(
        anchor=f"meeting-{meeting.uuid}",
        day=starts_at.date(),
        time=format_time(starts_at),
        circle=meeting.circle,
        title=_title(meeting.circle) or meeting.title,
        held=row.is_held,
        chip=chip,
        chip_kind=kind,
        sentence=sentence,
        meeting=meeting,
    )


def _why_it_stays(meeting, *, named: bool) -> str:
    if meeting.status == MeetingStatus.CANCELLED:
        return _("Cancelled by hand: it is not planned again")
    if meeting.convened_at is not None:
        return _("Already convened")
    if meeting.plan_key and meeting.modified_at != meeting.planned_at:
        return _("Changed by hand since it was planned")
    return _("In less than 72 hours") if named else _("Already in the calendar")


def _chip(row: PlanRow) -> tuple[str, str]:
    occurrence = row.occurrence
    if row.change is Change.WITHDRAWN:
        return _("Cancelled by this calendar"), "danger"
    if row.instead is not None:
        return _("No meeting"), "neutral"
    if occurrence.edited:
        return (_("Removed by you"), "neutral") if not occurrence.is_held else (_("Chosen by you"), "info")
    match occurrence.status:
        case Status.MOVED:
            return _("Moved"), "warning"
        case Status.SKIPPED:
            return _("No meeting"), "neutral"
        case Status.MERGED:
            return _("With circle 2"), "neutral"
    return "", "neutral"


def _sentence(row: PlanRow, zone) -> str:
    if row.instead is None:
        return describe(row.occurrence)
    day = row.instead.starts_at.astimezone(zone)
    return _("The circle meets that week already, on %(date)s") % {"date": format_date(day, year=False)}


def _note(row: PlanRow, zone) -> str:
    """Say what becomes of the meeting that exists already."""
    match row.change:
        case Change.SAME:
            return _("Already in the calendar, unchanged")
        case Change.UPDATED if row.meeting.status == MeetingStatus.CANCELLED:
            return _("Had been withdrawn: comes back")
        case Change.UPDATED if row.meeting.starts_at == row.starts_at:
            return _("Already in the calendar: its place or its duration changes")
        case Change.UPDATED:
            return _("In the calendar on %(date)s until now") % {
                "date": _moment(row.meeting.starts_at.astimezone(zone))
            }
    return ""


def _moment(local: dt.datetime) -> str:
    return f"{format_date(local, year=False)}, {format_time(local)}"


def _calendar_state(line: Line) -> tuple[str, str]:
    if not line.held:
        return "dropped", line.chip
    return ("moved", line.chip) if line.chip_kind == "warning" else ("", "")


def _circle(row: PlanRow) -> str:
    return row.meeting.circle if row.occurrence is None else str(row.occurrence.circle)


def _title(circle: str) -> str:
    return {"1": _("Circle 1"), "2": _("Circle 2")}.get(circle, "")


def _anchor(key: str) -> str:
    return "date-" + key.replace(":", "-")
