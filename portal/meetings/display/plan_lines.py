"""One date of a plan in the list: what it is, why, who hosts, who is taken, other dates, what may be done."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.core.french_dates import format_date, format_time

from ..enums import MeetingStatus
from ..scheduling import Status
from ..scheduling.options import options_of
from ..scheduling.outputs import Conflict, Option
from ..scheduling.wording import describe
from ..services.commitments import ConflictWords
from ..services.hosting import describe_choice
from ..services.planning_preview import PlanPreview
from ..services.planning_rows import Change, PlanRow

_DAY = dt.timedelta(days=1)
#: How many other dates a line offers.
OFFERED = 3


@dataclass(frozen=True)
class Move:
    """One press that moves a date: ``to`` is what the form sends, ``label`` says the day and, if known, who misses."""

    to: str
    label: str


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
    change: Change
    note: str = ""
    key: str = ""
    #: The hour as an input of a form takes it, "09:30".
    clock: str = ""
    meeting: object = None
    keep_label: str = ""
    can_drop: bool = False
    can_reset: bool = False
    #: Who receives the meeting, and why; empty where the usual place of the plan is meant.
    host: str = ""
    host_reason: str = ""
    #: The venue chosen by hand, as the choice of the form has it.
    venue: str = ""
    conflicts: list[str] = field(default_factory=list)
    options: list[Move] = field(default_factory=list)
    earlier: Move | None = None
    later: Move | None = None
    #: What the last change by hand did to this date.
    effect: str = ""

    @property
    def is_editable(self) -> bool:
        """Whether the lead may still change this date."""
        return bool(self.key)

    @property
    def label(self) -> str:
        """Return the date in words, for the names of fields and buttons."""
        return format_date(self.day)


def lines_of(plan: PlanPreview, viewer=None) -> list[Line]:
    """Return the lines of the list, by day; ``viewer`` learns of other meetings those that they may see."""
    words = ConflictWords(plan.draft.platform, viewer, _conflicts(plan))
    asked = [row.occurrence.key for row in plan.rows if _wants_options(row)]
    options = options_of(plan.request, asked, limit=OFFERED, since=plan.today + _DAY) if asked else {}
    return [_line(row, plan, words, options) for row in plan.rows]


def anchor_of(key: str) -> str:
    """Return the id of a date's line in the page."""
    return "date-" + key.replace(":", "-")


def title_of(plan: PlanPreview, row: PlanRow) -> str:
    """Return who meets, in words: a circle, a working group, the title of another meeting."""
    if row.circle:
        return {"1": _("Circle 1"), "2": _("Circle 2")}.get(row.circle, "")
    if row.occurrence is not None:
        return plan.reading.groups.get(row.occurrence.key.rhythm) or _("Working group")
    return row.meeting.title


def _line(row: PlanRow, plan: PlanPreview, words: ConflictWords, options: Mapping) -> Line:
    if row.occurrence is None or row.stays:
        return _line_of_meeting(row, plan)
    occurrence, zone = row.occurrence, plan.reading.zone
    chip, chip_kind = _chip(row)
    edit = plan.draft.edits.get(row.key, {})
    line = Line(
        anchor=anchor_of(row.key),
        day=occurrence.day,
        time=format_time(occurrence.start),
        clock=occurrence.start.isoformat("minutes"),
        circle=row.circle,
        title=title_of(plan, row),
        held=row.is_held,
        chip=chip,
        chip_kind=chip_kind,
        sentence=_sentence(row, plan),
        change=row.change,
        note=_note(row, zone),
        key=row.key,
        meeting=row.meeting,
        keep_label=_keep_label(row),
        can_drop=row.is_held,
        can_reset=bool(edit),
        venue=str(edit.get("venue") or ""),
        conflicts=words.sentences(occurrence.conflicts) if row.is_held else [],
        options=[_option(option, row, plan) for option in options.get(occurrence.key, ())],
        earlier=_nudge(row, -_DAY, plan.today),
        later=_nudge(row, _DAY, plan.today),
    )
    return _with_host(line, row, plan)


def _with_host(line: Line, row: PlanRow, plan: PlanPreview) -> Line:
    if not row.is_held:
        return line
    if row.venue is not None:
        reason = ""
        if line.venue:
            reason = _("chosen by you")
        elif row.host is not None:
            reason = describe_choice(row.host, plan.reading.venues, on=row.occurrence.day)
        return replace(line, host=str(row.venue), host_reason=reason)
    if row.host is not None and row.host.host is None:
        return replace(line, host_reason=describe_choice(row.host, plan.reading.venues, on=row.occurrence.day))
    return line


def _line_of_meeting(row: PlanRow, plan: PlanPreview) -> Line:
    meeting = row.meeting
    starts_at = meeting.starts_at.astimezone(plan.reading.zone)
    if row.change is Change.WITHDRAWN:
        chip, kind, sentence = _("Cancelled by this calendar"), "danger", _("The new calendar does not hold this date")
    else:
        chip, kind = _("Stays as it is"), "neutral"
        sentence = _why_it_stays(meeting, named=row.occurrence is not None)
    return Line(
        anchor=f"meeting-{meeting.uuid}",
        day=starts_at.date(),
        time=format_time(starts_at),
        circle=meeting.circle,
        title=title_of(plan, row),
        held=row.is_held,
        chip=chip,
        chip_kind=kind,
        sentence=sentence,
        change=row.change,
        meeting=meeting,
        host=str(meeting.venue) if meeting.venue and row.is_held else "",
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


def _sentence(row: PlanRow, plan: PlanPreview) -> str:
    if row.instead is None:
        return describe(row.occurrence, plan.reading.leads)
    day = row.instead.starts_at.astimezone(plan.reading.zone)
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
            local = row.meeting.starts_at.astimezone(zone)
            return _("In the calendar on %(date)s until now") % {
                "date": f"{format_date(local, year=False)}, {format_time(local)}"
            }
    return ""


def _keep_label(row: PlanRow) -> str:
    if row.occurrence.status is Status.KEPT and row.instead is None:
        return ""
    return _("Hold it on %(date)s all the same") % {"date": format_date(row.occurrence.nominal, year=False)}


def _wants_options(row: PlanRow) -> bool:
    """Whether other dates are worth a look: somebody is taken, or the usual day could not be held."""
    if row.occurrence is None or row.stays or row.instead is not None or row.change is Change.WITHDRAWN:
        return False
    if row.occurrence.edited and not row.occurrence.conflicts:
        return False
    return bool(row.occurrence.conflicts) or row.occurrence.status in (Status.MOVED, Status.SKIPPED)


def _conflicts(plan: PlanPreview) -> list[Conflict]:
    return [
        item for row in plan.rows if row.occurrence is not None and row.is_held for item in row.occurrence.conflicts
    ]


def _option(option: Option, row: PlanRow, plan: PlanPreview) -> Move:
    moment = f"{format_date(option.date, year=False)}, {format_time(option.start)}"
    people = any(rhythm.key == row.occurrence.key.rhythm and rhythm.people for rhythm in plan.request.rhythms)
    if option.conflicts:
        taken = ngettext("%(count)d person is taken", "%(count)d people are taken", option.conflicts)
        moment = _("%(date)s – %(taken)s") % {"date": moment, "taken": taken % {"count": option.conflicts}}
    elif people and plan.request.commitments:
        moment = _("%(date)s – nobody is taken") % {"date": moment}
    return Move(f"{option.date}T{option.start.isoformat('minutes')}", moment)


def _nudge(row: PlanRow, step: dt.timedelta, today: dt.date) -> Move | None:
    """Return the move to the next day of the week, in the direction of ``step``; None into the past."""
    if not row.is_held:
        return None
    day = row.occurrence.day + step
    while day.weekday() > 4:
        day += step
    if day <= today:
        return None
    return Move(day.isoformat(), format_date(day, year=False))
